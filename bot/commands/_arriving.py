"""What somebody says of how they are, in private, and what becomes of it: nothing is kept but the open question."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from bot.chat import Ask, Asking, Group, Refused, Say
from bot.domain import words as typing
from bot.storage import checkins
from bot.storage.checkins import COMMAND, WORDS
from bot.storage.cleaning import UNCLEAN
from bot.storage.jobs import LAPSE
from bot.storage.nudges import slot
from bot.storage.tx import Tx

SHARE_OR_NOT: Final = "share"
"""The step in which it is asked what becomes of their words."""
SHARE, LET_GO = "share", "let go"
"""What may become of them."""
HOLDS: Final = timedelta(hours=1)
SENT_WITHIN: Final = timedelta(minutes=1)
"""After so long the files are cleaned of words that were shared, as the room has them then, and of others at once."""
LONGEST_TEXT: Final = 2000
"""Characters that are repeated of a text with its lines."""


def asks(tx: Tx, person: str, group: Group) -> Asking:
    """Ask the group's questions; the next message that is no command answers them."""
    heard(tx, person, group)
    return checkins.asking(tx, group, Say("arriving", template="checkin"), HOLDS)


def heard(tx: Tx, person: str, group: Group) -> None:
    """Note that somebody checked in, which answers a nudge."""
    tx.nudges.answered(person, group)
    tx.questions.drop(person, slot(group))


def said(ask: Ask, tx: Tx, group: Group, text: str) -> Asking:
    """Ask what is to become of these words, which stand in that question alone and are gone with it."""
    heard(tx, ask.sender, group)
    text = typing.quoted(text)
    if len(text) > LONGEST_TEXT:
        raise Refused("long", template="checkin", length=len(text), longest=LONGEST_TEXT, group=group.name)
    tx.jobs.at(ask.now + HOLDS, LAPSE, "questions")
    ways = {SHARE: "share", LET_GO: "let it go"}
    about = {"step": SHARE_OR_NOT, "group": str(group.id), "ways": ",".join(ways), "words": text}
    question = Say("whether", {"group": group.name}, "checkin")
    return Asking(question, tuple(ways.values()), COMMAND, about, HOLDS)


def answered(ask: Ask, tx: Tx, group: Group, about: Mapping[str, str], choice: int) -> Say | Asking:
    """Take their words, or do with them what they chose."""
    heard(tx, ask.sender, group)
    if about["step"] == WORDS and choice == 0:
        try:
            return said(ask, tx, group, ask.words)
        except Refused as refused:  # it is still a check-in, and fewer words are waited for
            return checkins.asking(tx, group, Say("longer", refused.say.facts, "checkin"), HOLDS)
    if about["step"] == SHARE_OR_NOT and about["ways"].split(",")[choice - 1] == SHARE:
        return _share(ask, tx, group, about["words"])
    tx.meta.put(UNCLEAN, "1")
    return Say("let_go", template="checkin")


def _share(ask: Ask, tx: Tx, group: Group, words: str) -> Say:
    """Post them in the room under their name: in the thread of the round that is open, if one is."""
    told = Say("shared", {"who": tx.members.name(group, ask.sender), "words": words}, "checkin")
    opened = tx.rounds.open_in(group)
    root = None if opened is None else tx.outbox.event_of(opened.letter)
    tx.letters.reply(group.room, told, thread=root, to=root)
    tx.jobs.at(ask.now + SENT_WITHIN, LAPSE, "questions")
    return Say("told", {"group": group.name}, "checkin")
