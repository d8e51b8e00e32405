"""What people say to Kith: whether it is a command, an answer or neither, and what comes of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from bot.app.meaning import FIXED, Meant, Near, Partly, meaning
from bot.app.rooms import ignored
from bot.chat import Ask, Group, Mark, Marked, Refused, Say
from bot.commands import Answer, Command, Where, commands, template
from bot.domain import words
from bot.storage.people import Question
from bot.storage.tx import Tx

BURST = timedelta(seconds=10)
EDIT_HOLDS = timedelta(minutes=5)
CHOICE_HOLDS = timedelta(hours=1)
QUESTION_HOLDS = timedelta(hours=1)
PRIVATELY = "💬"
"""The one neutral mark under a personal command that was typed in a room."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""How far the clocks of people's phones and servers may be behind ours."""
WHICH_GROUP, NEAR = "which group", "near"
"""The kinds of questions that are asked here."""
KEYCAPS = ("1️⃣", "2️⃣", "3️⃣")

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
        """Say the fixed sentence for something that broke where its answer would have stood; once for a message."""
        if tx.inbox.has(ask.event):
            return
        tx.letters.cause = ask.event
        if tx.chats.in_room(ask.room) is None and (said := _addressed(tx, ask)) is not None:
            meant = meaning(said)
            if isinstance(meant, Meant) and meant.command.WHERE is Where.PRIVATE:
                tx.letters.mark(ask.room, ask.event, PRIVATELY)
                ask = replace(ask, private=True)
        _answer(tx, ask, replace(say, rings=ask.private), "broke")

    def marked(self, tx: Tx, mark: Mark) -> None:
        """Take a numbered reaction under a question as its answer."""
        if ignored(tx, mark.sender) or tx.inbox.has(mark.event):
            return
        key = tx.outbox.key_of(mark.on)
        for question in tx.questions.open_to(mark.sender, mark.now):
            n = words.choice(mark.key, question.choices)
            if question.letter == key and n is not None:
                tx.letters.cause = mark.event
                _answered(
                    tx, Ask(mark.event, mark.room, mark.sender, "", mark.now, mark.now, private=True), question, n
                )

    def _in_private(self, tx: Tx, ask: Ask) -> None:
        text = words.plainly(ask.text).removeprefix(tx.house.prefix)
        match meaning(text):
            case Meant(command, said):
                _run(tx, replace(ask, words=said), command)
            case _ if question := _question(tx, ask, text):
                _answered(tx, ask, *question)
            case Near() as near:
                _ask_whether(tx, ask, near)
            case Partly(say) if say.outcome == "part":
                _answer(tx, ask, say, "refused")
            case _:
                self._not_understood(tx, ask)

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
        return
    match meaning(said):
        case Meant(command, following):
            _run(tx, replace(ask, words=following), command)
        case Near(typed=typed):
            _answer(tx, ask, Say("near", {"near": typed}, FIXED), "refused")
        case Partly(say):
            _answer(tx, ask, say, "refused")
        case None:
            pass


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


def _ask_whether(tx: Tx, ask: Ask, near: Near) -> None:
    question = Say("whether", {"near": near.typed}, FIXED, rings=True, under=KEYCAPS[:1])
    letter = tx.letters.reply(ask.room, question, person=ask.sender)
    about = {"command": near.name, "event": ask.event}
    tx.questions.ask(ask.sender, NEAR, ["yes"], about, letter, ask.now + QUESTION_HOLDS)
    tx.inbox.keep(ask.event, "asked", ask.now)


def _question(tx: Tx, ask: Ask, text: str) -> tuple[Question, int] | None:
    """Return the open question that this text answers, and which of its choices."""
    for question in tx.questions.open_to(ask.sender, ask.now):
        if (n := words.choice(text, question.choices)) is not None:
            return question, n
    return None


def _answered(tx: Tx, ask: Ask, question: Question, choice: int) -> None:
    """Go on with what waited for this answer: it is the command's own message that is then carried out, or marked."""
    tx.questions.close(question)
    waiting = replace(ask, event=question.about["event"], words=question.about.get("words", ""))
    command = commands()[question.about["command"]]
    if question.kind == NEAR:
        tx.inbox.keep(ask.event, "answered", ask.now)
        _run(tx, waiting, command)
    elif question.kind == WHICH_GROUP:
        _chose_group(tx, ask, waiting, command, int(question.about["groups"].split()[choice - 1]))
    else:
        raise LookupError(question.kind)


def _chose_group(tx: Tx, ask: Ask, waiting: Ask, command: Command, number: int) -> None:
    """Carry out the command in the group that was chosen; the choice holds for an hour."""
    group = next((group for group in tx.groups.of(ask.sender) if group.id == number), None)
    if group is None:
        _answer(tx, ask, Say("gone_group", template=FIXED), "refused")
        return
    tx.people.chose(ask.sender, group, ask.now + CHOICE_HOLDS)
    tx.inbox.keep(ask.event, "answered", ask.now)
    _carry_out(tx, replace(waiting, group=group), command)
