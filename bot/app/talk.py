"""What people say to Kith: whether it is a command, an answer or neither, and what comes of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from difflib import get_close_matches

from bot.app.rooms import FIXED, ignored
from bot.chat import Ask, Group, Mark, Marked, Refused, Say
from bot.commands import Answer, Command, Where, commands, template
from bot.domain import words
from bot.storage.tx import Tx

BURST = timedelta(seconds=10)
EDIT_HOLDS = timedelta(minutes=5)
CHOICE_HOLDS = timedelta(hours=1)
QUESTION_HOLDS = timedelta(hours=1)
PRIVATELY = "💬"
"""The one neutral mark under a personal command that was typed in a room."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""How far the clocks of people's phones and servers may be behind ours."""
WHICH_GROUP = "which group"
KEYCAPS = ("1️⃣", "2️⃣", "3️⃣")

# Whole messages that people type in need, and what they mean (BEHAVIOUR.md section 1).
SPOKEN = {
    **dict.fromkeys(
        ("help me", "i need someone", "i need support", "anyone there", "talk", "sos", "need support"), "support"
    ),
    **dict.fromkeys(("crisis", "emergency", "112", "911", "988", "999"), "resources"),
    **dict.fromkeys(("hi", "new"), "hello"),
}
ROUND_ANSWERS = ("pass", "witness")


class Talk:
    """Hears messages. Holds, in memory alone, when each person was last not understood."""

    def __init__(self) -> None:
        """Remember nobody yet."""
        self._muddled: dict[str, datetime] = {}

    def heard(self, tx: Tx, ask: Ask) -> None:
        """Act on a message if it is a command or an awaited answer; otherwise change nothing (PRODUCT.md N16)."""
        if ignored(tx, ask.sender) or tx.inbox.has(ask.event):
            return
        if ask.edits is not None and not _mended(tx, ask):
            return
        tx.letters.cause = ask.event
        chat = tx.chats.in_room(ask.room)
        if chat is not None:
            if chat.state == "open" and chat.person == ask.sender:
                self._in_private(tx, replace(ask, private=True))
        elif (group := tx.groups.in_room(ask.room)) and not ask.before_join:
            _in_group(tx, replace(ask, group=group))
        if ask.edits is not None:
            tx.inbox.became(ask.edits, ask.event)

    def sorry(self, tx: Tx, ask: Ask, say: Say) -> None:
        """Say the fixed sentence for something that broke; at most once for a message."""
        if not tx.inbox.has(ask.event):
            chat = tx.chats.in_room(ask.room)
            tx.letters.cause = ask.event
            _answer(tx, replace(ask, private=chat is not None), say, "broke")

    def marked(self, tx: Tx, mark: Mark) -> None:
        """Take a numbered reaction under a question as its answer."""
        if ignored(tx, mark.sender) or tx.inbox.has(mark.event):
            return
        key = tx.outbox.key_of(mark.on)
        for question in tx.questions.open_to(mark.sender, mark.now):
            n = words.choice(mark.key, question.choices)
            if question.letter == key and n is not None:
                tx.letters.cause = mark.event
                ask = Ask(mark.event, mark.room, mark.sender, "", mark.now, mark.now, private=True)
                _chose_group(tx, ask, question.about, n)
                tx.questions.close(question)

    def _in_private(self, tx: Tx, ask: Ask) -> None:
        text = words.plainly(ask.text).removeprefix(tx.house.prefix)
        if spoken := SPOKEN.get(words.whole(text)):
            _run(tx, replace(ask, words=""), commands()[spoken])
        elif found := words.command(text, tuple(commands())):
            _run(tx, replace(ask, words=found.words), commands()[found.name])
        elif self._answered(tx, ask, text):
            pass
        elif hint := _hint(text):
            _answer(tx, ask, hint, "refused")
        else:
            self._not_understood(tx, ask)

    def _answered(self, tx: Tx, ask: Ask, text: str) -> bool:
        for question in tx.questions.open_to(ask.sender, ask.now):
            if (n := words.choice(text, question.choices)) is not None:
                _chose_group(tx, ask, question.about, n)
                tx.questions.close(question)
                return True
        return False

    def _not_understood(self, tx: Tx, ask: Ask) -> None:
        last = self._muddled.get(ask.sender)
        self._muddled = {who: when for who, when in self._muddled.items() if ask.now - when < BURST}
        self._muddled[ask.sender] = ask.now
        if last is None or ask.now - last >= BURST:
            _answer(tx, ask, Say("not_understood", rings=True, template=FIXED), "not understood")


def _mended(tx: Tx, ask: Ask) -> bool:
    """An edit counts if its original was answered with an input error in the last five minutes."""
    return ask.edits is not None and tx.inbox.outcome(ask.edits, ask.now - EDIT_HOLDS) == _refused(tx, ask)


def _refused(tx: Tx, ask: Ask) -> str:
    """Return the outcome of a message that was not understood: with a seal of it, its sender and its room.

    Only the same person, in the same room, can mend it by an edit; two refusals of one person have nothing in common.
    """
    return f"refused {tx.meta.seal(ask.edits or ask.event, ask.sender, ask.room)}"


def _addressed(tx: Tx, ask: Ask) -> str | None:
    """Return what is said to Kith in a room: after the prefix, or after its name or pill."""
    text = words.plainly(ask.text)
    if text.startswith(tx.house.prefix):
        return text.removeprefix(tx.house.prefix).strip()
    names = "|".join(re.escape(name) for name in (tx.house.me, tx.house.name, tx.house.me[1:].partition(":")[0]))
    colon = "[:,]?" if ask.mentions_kith else "[:,]"
    called = re.match(rf"@?(?:{names}){colon}\s+(?P<rest>.+)", text, re.IGNORECASE | re.DOTALL)
    return called["rest"].removeprefix(tx.house.prefix).strip() if called else None


def _in_group(tx: Tx, ask: Ask) -> None:
    said = _addressed(tx, ask)
    if said is None:
        bare = words.whole(ask.text)
        opened = tx.rounds.open_in(ask.group) if ask.group and bare in ROUND_ANSWERS else None
        # What could be decrypted only now may have been written before this round, about something else.
        if opened is not None and ask.said + CLOCKS_DIFFER >= opened.opened_at:
            _run(tx, ask, commands()[bare])
    elif spoken := SPOKEN.get(words.whole(said)):
        _run(tx, replace(ask, words=""), commands()[spoken])
    elif found := words.command(said, tuple(commands())):
        _run(tx, replace(ask, words=found.words), commands()[found.name])
    elif hint := _hint(said):
        _answer(tx, ask, hint, "refused")


def _hint(text: str) -> Say | None:
    """Return what to say to something that is nearly a command: a part of one, or one edit away from one."""
    typed = words.whole(text)
    first, _, rest = typed.partition(" ")
    family = [name for name in commands() if name.startswith(f"{first} ")]
    if family:
        return Say("part", {"part": first, "rest": rest, "examples": family}, FIXED)
    near = [
        name for name in get_close_matches(typed, (*commands(), *SPOKEN), cutoff=0.7) if words.one_edit(typed, name)
    ]
    return Say("near", {"near": near[0]}, FIXED) if near else None


def _run(tx: Tx, ask: Ask, command: Command) -> None:
    if command.WHERE is Where.PRIVATE and not ask.private:
        tx.letters.mark(ask.room, ask.event, PRIVATELY)
        _carry_out(tx, replace(ask, private=True), command)
    elif command.WHERE is Where.GROUP and ask.group is None:
        _run_in_meant_group(tx, ask, command)
    else:
        _carry_out(tx, ask, command)


def _carry_out(tx: Tx, ask: Ask, command: Command) -> None:
    tx.letters.template = template(command)
    tx.db.execute("SAVEPOINT command")
    try:
        answer, outcome = command.run(ask, tx), "done"
    except Refused as refused:
        tx.db.execute("ROLLBACK TO command")
        answer, outcome = refused.say, "refused"
    tx.db.execute("RELEASE command")
    tx.letters.template = template(command)
    _answer(tx, ask, answer, outcome)


def _answer(tx: Tx, ask: Ask, answer: Answer, outcome: str) -> None:
    """Answer where the message stood; in private where it is private and stood in a room."""
    asked_in_private = tx.chats.in_room(ask.room) is not None
    person = ask.sender if asked_in_private else None
    match answer:
        case Say() if ask.private and not asked_in_private:
            tx.letters.to_person(ask.sender, answer, asked_in=ask.room)
        case Say():
            tx.letters.reply(ask.room, answer, person=person, thread=ask.thread, to=ask.thread and ask.event)
        case Marked(mark):
            tx.letters.mark(ask.room, ask.event, mark, person=person)
        case None:
            pass
    tx.inbox.keep(ask.event, _refused(tx, ask) if outcome == "refused" else outcome, ask.now)


def _run_in_meant_group(tx: Tx, ask: Ask, command: Command) -> None:
    """Carry out a command about a group that was written in private: in the only one, the chosen one, or ask which."""
    groups = tx.groups.of(ask.sender)
    chosen = tx.people.chosen(ask.sender, ask.now)
    meant = groups[0] if len(groups) == 1 else next((group for group in groups if group.id == chosen), None)
    if meant is not None:
        _carry_out(tx, replace(ask, group=meant), command)
    elif not groups:
        _answer(tx, ask, Say("no_group", {"name": command.NAME}, FIXED), "refused")
    else:
        _ask_which(tx, ask, command, groups)


def _ask_which(tx: Tx, ask: Ask, command: Command, groups: tuple[Group, ...]) -> None:
    names = [group.name for group in groups]
    question = Say("which_group", {"groups": names}, FIXED, rings=True, under=KEYCAPS[: len(names)])
    letter = tx.letters.reply(ask.room, question, person=ask.sender)
    about = {
        "command": command.NAME,
        "words": ask.words,
        "event": ask.event,
        "groups": " ".join(str(group.id) for group in groups),
    }
    tx.questions.ask(ask.sender, WHICH_GROUP, names, about, letter, ask.now + QUESTION_HOLDS)
    tx.inbox.keep(ask.event, "asked", ask.now)


def _chose_group(tx: Tx, ask: Ask, about: dict[str, str], choice: int) -> None:
    """Go on with the command that waited for its group; the choice holds for an hour."""
    number = int(about["groups"].split()[choice - 1])
    group = next((group for group in tx.groups.of(ask.sender) if group.id == number), None)
    if group is None:
        _answer(tx, ask, Say("gone_group", template=FIXED), "refused")
        return
    tx.people.chose(ask.sender, group, ask.now + CHOICE_HOLDS)
    tx.inbox.keep(ask.event, "answered", ask.now)
    # From here on it is the command's own message that is carried out, and marked if it is to be.
    waiting = replace(ask, event=about["event"], words=about["words"], group=group)
    _carry_out(tx, waiting, commands()[about["command"]])
