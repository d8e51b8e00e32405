"""Every column of every table: whether it holds something about a person, and until when.

`my data`, `forget me` and retention are made from this one list. A test fails where
it and the schema disagree, so that no column about a person is added unseen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Holds(Enum):
    """What stands in a column."""

    PERSON = "a Matrix ID"
    TYPED = "words that somebody typed, or a name that they gave a room"
    SEALED = "ciphertext, or a letter: either may name people and hold what they typed"
    ABOUT = "what a row is about: a number, an event's ID, or somebody's without whom the row means nothing"
    NOBODY = "nothing about anybody: numbers, moments, keys, states, IDs of rooms and events"


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds; ``until`` names when it goes, and is empty for nobody's.

    The person whom it is about reads that in the words of the block ``until`` of the template ``my_data``.

    Of a person every row is erased that has their ID in a :attr:`Holds.PERSON` column, or that is :attr:`Holds.ABOUT`
    them. Where a row stays for ``the_rest`` of it, they are taken out of it, and so they are of a column that ``tells``
    of others than its row's person. One that is ``unsaid`` is left out of `my data file`, since it tells what somebody
    else chose or keeps to themselves (N4, N15).
    """

    holds: Holds
    until: str = ""
    the_rest: bool = False
    tells: bool = False
    unsaid: bool = False


_NOBODYS: Final = Column(Holds.NOBODY)


def _table(nobodys: str, **others: Column) -> Mapping[str, Column]:
    return {**dict.fromkeys(nobodys.split(), _NOBODYS), **others}


_AS_MEMBER: Final = "member"
_AS_FACILITATOR: Final = "facilitator"
_AS_GROUP: Final = "group"
_AS_CHANGE: Final = "change"
_AS_PLACE: Final = "place"
_AS_TEXT: Final = "text"
_AS_MEETING: Final = "meeting"
_AS_ROLE: Final = "role"
_AS_ROTA: Final = "rota"
_AS_AWAY: Final = "away"
_AS_TURN: Final = "turn"
_AS_REMINDED: Final = "own_reminder"
_AS_WAS_REMINDED: Final = "reminded"
_AS_CHAT: Final = "chat"
_AS_PERSON: Final = "person"
_AS_OWN: Final = "own"
_AS_QUESTION: Final = "question"
_AS_SEALED: Final = "sealed"
_AS_SENDER: Final = "sender"
_AS_LETTER: Final = "letter"
_AS_JOB: Final = "job"
_AS_CONTENT: Final = "content"
_AS_REQUEST: Final = "request"
_AS_PING: Final = "ping"
_AS_RANG: Final = "rang"
_AS_HELD: Final = "held"
_AS_AFTERCARE: Final = "aftercare"
_AS_LISTENER: Final = "listener"
_AS_NUDGE: Final = "nudge"
_AS_CARD: Final = "card"
_AS_NOT_WITH: Final = "not_with"

REGISTER: Final[Mapping[str, Mapping[str, Column]]] = {
    "meta": _table("name value"),
    "inbox": _table("event outcome at"),
    "undecrypted": _table(
        "seq event room session at said told_at",
        sender=Column(Holds.PERSON, _AS_SENDER),
        source=Column(Holds.SEALED, _AS_SEALED),
    ),
    "grp": _table(
        "id room joined_at left_at successor encrypted join_rule history welcomed_at support_since things practice",
        name=Column(Holds.TYPED, _AS_GROUP),
    ),
    "member": _table("grp since power", person=Column(Holds.PERSON, _AS_MEMBER), name=Column(Holds.TYPED, _AS_MEMBER)),
    "facilitator": _table("grp state", person=Column(Holds.PERSON, _AS_FACILITATOR)),
    "settings": _table("grp name value"),  # every value is of a fixed kind: a length, a number, a zone, a date
    "group_text": _table("grp name", text=Column(Holds.TYPED, _AS_TEXT)),
    "departed": _table("grp seal at"),  # a seal tells nobody whose it is
    "change": _table(
        "id grp name at undone_at",
        by=Column(Holds.PERSON, _AS_CHANGE, the_rest=True),
        old=Column(Holds.TYPED, _AS_CHANGE),
        new=Column(Holds.TYPED, _AS_CHANGE),
    ),
    "place": _table(
        "grp number police",
        name=Column(Holds.TYPED, _AS_PLACE),
        contact=Column(Holds.TYPED, _AS_PLACE),
        hours=Column(Holds.TYPED, _AS_PLACE),
    ),
    "resources": _table("grp declined checked_at ask_at"),
    "meeting": _table(
        "id grp number name schedule made_at length ended_at sequence",  # a schedule is made of what was read
        title=Column(Holds.TYPED, _AS_MEETING),
        place=Column(Holds.TYPED, _AS_MEETING),
        opening=Column(Holds.TYPED, _AS_MEETING),
    ),
    "exception": _table("meeting date moved_to"),
    "rota": _table("grp every rest"),
    "role": _table(
        "id grp number added_at removed_at", name=Column(Holds.TYPED, _AS_ROLE), guide=Column(Holds.TYPED, _AS_ROLE)
    ),
    "rota_place": _table("role grp joined turns last", person=Column(Holds.PERSON, _AS_ROTA)),
    "away": _table("role grp start_at end_at counted", person=Column(Holds.PERSON, _AS_AWAY)),
    "chair": _table(
        "name role grp meeting dates start asking covering at_once tell_at told swap_to swap_until swap_back off"
        " closed guided",  # whom a swap is asked of is a seal that tells nobody who it is
        holder=Column(Holds.PERSON, _AS_TURN, the_rest=True),
        swap_by=Column(Holds.PERSON, _AS_TURN, the_rest=True),
        handed_on=Column(Holds.NOBODY, unsaid=True),
    ),
    "asked": _table("chair grp number at since until counts again let_by", person=Column(Holds.PERSON, _AS_TURN)),
    "rested": _table("chair grp", person=Column(Holds.PERSON, _AS_TURN)),
    "own_reminder": _table("grp ahead since", person=Column(Holds.PERSON, _AS_REMINDED)),
    "room_reminder": _table("grp ahead since"),
    "appointed": _table("meeting date at since"),
    "reminded": _table("grp meeting date at ahead letter", person=Column(Holds.PERSON, _AS_WAS_REMINDED)),
    "opened": _table("meeting date at"),
    "practice": _table("grp number", text=Column(Holds.TYPED, _AS_TEXT)),
    "repeat": _table("id grp name schedule length made_at settled_at ended_at"),
    "chat": _table("id room state key at seal", person=Column(Holds.PERSON, _AS_CHAT, the_rest=True)),
    "forgotten": _table("id seal grp at"),  # a seal tells nobody who it is
    "person": _table(
        "grp grp_until",
        person=Column(Holds.PERSON, _AS_PERSON),
        zone=Column(Holds.TYPED, _AS_OWN),
        quiet=Column(Holds.TYPED, _AS_OWN),
        discreet=Column(Holds.TYPED, _AS_OWN),
        language=Column(Holds.TYPED, _AS_OWN),
    ),
    "question": _table(
        "id kind slot letter until listed free stays over",
        person=Column(Holds.PERSON, _AS_QUESTION),
        title=Column(Holds.TYPED, _AS_QUESTION, tells=True),
        choices=Column(Holds.TYPED, _AS_QUESTION, tells=True),
        about=Column(Holds.ABOUT, _AS_QUESTION, tells=True),
    ),
    "listener": _table(
        "grp since night kinds a_week paused_until proven_at",
        person=Column(Holds.PERSON, _AS_LISTENER),
        hours=Column(Holds.TYPED, _AS_LISTENER),
    ),
    "card": _table("grp", person=Column(Holds.PERSON, _AS_CARD), text=Column(Holds.TYPED, _AS_CARD)),
    "not_with": _table("seal", person=Column(Holds.PERSON, _AS_NOT_WITH)),  # a seal tells nobody whom it is about
    "request": _table(
        "name grp mode kind named opened_at expires_at wanted wave tell_at next_at touch_at paused why word seen_at",
        asker=Column(Holds.PERSON, _AS_REQUEST),
        note=Column(Holds.TYPED, _AS_REQUEST),
    ),
    "ping": _table(
        "request wave since until said letter",
        person=Column(Holds.PERSON, _AS_PING),
        at=Column(Holds.NOBODY, unsaid=True),
    ),
    "rang": _table(
        "id grp at",
        person=Column(Holds.PERSON, _AS_RANG),
        pair=Column(Holds.NOBODY, unsaid=True),  # a seal; two that are the same would tell of one asker
    ),
    "held": _table("id grp at", person=Column(Holds.PERSON, _AS_HELD)),
    "aftercare": _table("grp", person=Column(Holds.PERSON, _AS_AFTERCARE)),
    "nudge": _table("grp schedule follows settled_at unanswered letter", person=Column(Holds.PERSON, _AS_NUDGE)),
    "round": _table("id grp letter opened_at closes_at closed_at"),
    "jobs": _table("id kind due grp tries next", subject=Column(Holds.ABOUT, _AS_JOB)),
    "letters": _table(
        "seq key cause room asked_in priority state event written_at done_at unasked grp held_until covers stale_at",
        dest=Column(Holds.PERSON, _AS_LETTER),
        person=Column(Holds.PERSON, _AS_LETTER),
        content=Column(Holds.SEALED, _AS_CONTENT, tells=True),
    ),
}
