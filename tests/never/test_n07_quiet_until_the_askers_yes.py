"""N7: in a quiet request no listener gets the asker's ID, name, note or card before the asker's yes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Words
from tests.conftest import Room, at
from tests.listening import supports, told

NOTE, CARD = "a heron landed", "no advice please, otters help"


@pytest.fixture
async def asked(room: Room) -> Room:
    """River Circle in which Ana, who has a card, has asked with a note."""
    await supports(room, "ben", "cleo", "dee")
    await room.private("ana", f'card "{CARD}"')
    await room.private("ana", f"support now company {NOTE}")
    return room


def _to_others(room: Room) -> str:
    """Return all that anybody but Ana was sent, in the form in which it was sent."""
    return str([one.letter.content for one in room.network.of(Words) if one.letter.person not in {None, at("ana")}])


def _tells(text: str) -> list[str]:
    seen = text.replace("\N{WORD JOINER}", "").replace("\\u2060", "")
    return [what for what in (at("ana"), "Ana", NOTE, "otters") if what in seen]


async def test_until_the_askers_yes_listeners_read_nothing_of_them(asked: Room) -> None:
    await asked.private("ben", "yes")
    await asked.private("cleo", "yes")
    await asked.private("dee", "2")
    await asked.private("ana", "someone else")
    await asked.until(timedelta(minutes=11))

    assert _tells(_to_others(asked)) == []


async def test_with_the_askers_yes_that_one_listener_reads_all_of_it_and_no_other_does(asked: Room) -> None:
    await asked.private("ben", "yes")
    await asked.private("cleo", "yes")
    await asked.private("ana", "yes")

    (matched,) = [text for text in await told(asked, "ben") if _tells(text)]
    assert _tells(matched) == [at("ana"), "Ana", NOTE, "otters"]
    assert [_tells(text) for person in ("cleo", "dee") for text in await told(asked, person) if _tells(text)] == []


async def test_a_note_that_is_added_later_is_for_whoever_is_matched_as_well(asked: Room) -> None:
    await asked.private("ana", "support now two herons by now")
    await asked.private("ben", "yes")
    assert "two herons" not in _to_others(asked)

    await asked.private("ana", "yes")

    assert "two herons by now" in (await told(asked, "ben"))[-1]


async def test_a_named_request_names_nobody_in_a_ping_either(room: Room) -> None:
    await supports(room, "ben", "cleo")
    await room.private("ana", f"support now named {NOTE}")
    assert _tells(_to_others(room)) == []

    await room.private("ben", "yes")

    assert "Ana" in (await told(room, "ben"))[-1]
    assert _tells(str(await told(room, "cleo"))) == []


async def test_a_yes_to_a_request_that_becomes_quiet_again_is_asked_about(room: Room) -> None:
    await supports(room, "ben", "cleo")
    await room.private("ana", "support now named")
    await room.private("ana", "support quiet")

    await room.private("ben", "yes")

    assert _tells(_to_others(room)) == []
    assert "Ben could be with you" in (await told(room, "ana"))[-1]
