"""N3, N4: nobody is asked to swap with or to cover for whoever they are kept from, and nothing tells so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import Room
from tests.turns import HOUR, WED, has_rota, heard, last_to, shown

ENTRIES = pytest.mark.parametrize(("who", "text"), [("ana", "not with @ben"), ("ben", "not with @ana")])


@ENTRIES
async def test_whoever_is_kept_from_the_holder_is_not_asked_to_cover_for_them(room: Room, who: str, text: str) -> None:
    await has_rota(room, "ana", "ben", "cleo")
    await room.private("ana", "rota take wed")
    await room.private(who, text)
    before = len(room.network.sent)

    covering = await room.private("ana", "rota cover wed")

    assert covering.startswith("I ask the others, one by one")
    await room.until(timedelta(days=2))
    assert [text for text in heard(room, "ben", before) if "Could you" in text] == []
    assert last_to(room, "cleo").startswith("Could you facilitate")


@ENTRIES
async def test_so_it_is_an_hour_before_when_all_others_are_asked_at_once(room: Room, who: str, text: str) -> None:
    await has_rota(room, "ana", "ben", "cleo")
    await room.private("ana", "rota take wed")
    await room.private(who, text)
    await room.until(WED - HOUR)
    before = len(room.network.sent)

    await room.private("ana", "rota cover wed")

    assert heard(room, "ben", before) == []
    assert last_to(room, "cleo").startswith("Could you facilitate")


@ENTRIES
async def test_a_swap_with_them_is_not_asked(room: Room, who: str, text: str) -> None:
    await has_rota(room, "ana", "ben")
    await room.private("ana", "rota take wed")
    await room.private(who, text)
    before = len(room.network.sent)

    await room.private("ana", "rota swap wed with @ben")
    await room.until(timedelta(days=2))

    assert [text for text in heard(room, "ben", before) if "for Ana" in text] == []
    assert (await shown(room))[0] == "Ana"


async def test_an_open_chair_is_nobodys_and_offered_to_all(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.private("ana", "rota take wed")
    await room.private("ben", "not with @ana")
    await room.until(WED - HOUR)

    await room.private("ana", "sick")
    await room.private("ana", "yes")

    assert last_to(room, "ben").startswith("Could you facilitate")
