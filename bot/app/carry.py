"""Carrying out a command: where it is meant, in which group, and its answer where the message stood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.app.meaning import FIXED, LEAVES_FORGOTTEN
from bot.app.rooms import back
from bot.chat import Ask, Asking, Marked, Refused, Say
from bot.commands import Answer, Command, Where, template
from bot.storage.jobs import LAPSE
from bot.storage.tx import Tx

PRIVATELY = "💬"
"""The one neutral mark under a personal command that was typed in a room."""
WHICH_GROUP = "which group"
"""The kind of the question which group is meant."""
MEANT = "meant"
"""The kind of the question whether somebody means what they typed in a room and have to consent to."""


def run(tx: Tx, ask: Ask, command: Command) -> None:
    """Carry out a command, and answer; whoever was forgotten counts again, unless they ask about that very thing."""
    if command.NAME not in LEAVES_FORGOTTEN:
        back(tx, ask.sender, ask.group)
    if command.WHERE in {Where.PRIVATE, Where.MEMBER} and not ask.private:
        tx.letters.mark(ask.room, ask.event, PRIVATELY)
        carry_out(tx, replace(ask, private=True), command)
    elif command.WHERE in {Where.CONSENT, Where.PRIVATE_CONSENT} and not ask.private:
        _whether_meant(tx, ask, command)
    elif command.WHERE in {Where.GROUP, Where.CONSENT, Where.MEMBER} and ask.group is None:
        _in_meant_group(tx, ask, command)
    else:
        carry_out(tx, ask, command)


def carry_out(tx: Tx, ask: Ask, command: Command) -> None:
    """Carry out a command whose place and group are known; refused, it has changed nothing."""
    answered(tx, ask, command, lambda: command.run(ask, tx))


def answered(tx: Tx, ask: Ask, command: Command, decide: Callable[[], Answer]) -> None:
    """Let a command decide, in its own words, and answer with what it returns or refuses."""
    tx.letters.template = template(command)
    tx.db.execute("SAVEPOINT command")
    try:
        decided, outcome = decide(), "done"
    except Refused as refused:
        tx.db.execute("ROLLBACK TO command")
        decided, outcome = refused.say, "refused"
    tx.db.execute("RELEASE command")
    tx.letters.template = template(command)
    answer(tx, ask, decided, outcome)


def answer(tx: Tx, ask: Ask, decided: Answer, outcome: str) -> None:
    """Answer where the message stood; in private where it is private and stood in a room."""
    asked_in_private = tx.chats.in_room(ask.room) is not None
    person = ask.sender if asked_in_private else None
    match decided:
        case Say() if ask.private and not asked_in_private:
            tx.letters.to_person(ask.sender, decided, asked_in=ask.room)
        case Say():
            tx.letters.reply(ask.room, decided, person=person, thread=ask.thread, to=ask.thread and ask.event)
        case Asking():
            if not ask.private:
                tx.letters.mark(ask.room, ask.event, PRIVATELY)
            room, asked_in = (ask.room, None) if asked_in_private else (None, ask.room)
            tx.question(ask.sender, decided, room=room, asked_in=asked_in)
            outcome = "asked"
        case Marked(mark):
            tx.letters.mark(ask.room, ask.event, mark, person=person)
        case None:
            pass
    tx.inbox.keep(ask.event, refused(tx, ask) if outcome == "refused" else outcome, ask.now)


def refused(tx: Tx, ask: Ask) -> str:
    """Return the outcome of a message that was not understood: with a seal of it, its sender and its room.

    Only the same person, in the same room, can mend it by an edit; two refusals of one person have nothing in common.
    """
    return f"refused {tx.meta.seal(ask.edits or ask.event, ask.sender, ask.room)}"


def _whether_meant(tx: Tx, ask: Ask, command: Command) -> None:
    """Ask in private about what is consent and was typed in a room, where it is not carried out."""
    assert ask.group is not None, "what is not private stands in a group"
    typed = f"{command.NAME} {ask.words}".strip()
    about = {**_waits(ask, command), "group": str(ask.group.id)}
    question = Say("meant", {"words": typed, "group": ask.group.name}, FIXED)
    answer(tx, ask, Asking(question, ("yes", "not now"), MEANT, about), "asked")


def _in_meant_group(tx: Tx, ask: Ask, command: Command) -> None:
    """Carry out a command about a group that was written in private: in the only one, the chosen one, or ask which."""
    groups = tx.groups.of(ask.sender)
    chosen = tx.people.chosen(ask.sender, ask.now)
    meant = groups[0] if len(groups) == 1 else next((group for group in groups if group.id == chosen), None)
    if meant is not None:
        carry_out(tx, replace(ask, group=meant), command)
    elif not groups:
        answer(tx, ask, Say("no_group", {"name": command.NAME}, FIXED), "refused")
    else:
        names = tuple(group.name for group in groups)
        about = {**_waits(ask, command), "groups": " ".join(str(group.id) for group in groups)}
        asking = Asking(Say("which_group", {"groups": names}, FIXED), names, WHICH_GROUP, about)
        answer(tx, ask, asking, "asked")
        if ask.words:
            tx.jobs.at(ask.now + asking.holds, LAPSE, "questions")


def _waits(ask: Ask, command: Command) -> dict[str, str]:
    """Return what is needed to carry a command out once a question about it is answered."""
    return {"command": command.NAME, "words": ask.words, "event": ask.event, "pills": " ".join(ask.pills)}
