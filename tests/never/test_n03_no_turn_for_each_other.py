"""N3: nobody is asked to do a turn for somebody from whom they are kept apart, nor if that was said meanwhile."""

from __future__ import annotations

import pytest

from tests.conftest import Room
from tests.turns import HOUR, OFFERED, has_rota, heard

OF_EITHER = pytest.mark.parametrize(("by", "about"), [("ana", "ben"), ("ben", "ana")])
ON_BEHALF = pytest.mark.parametrize("text", ["rota swap wed with ben", "rota cover wed"])


@OF_EITHER
@ON_BEHALF
async def test_what_waits_for_the_morning_is_not_sent_once_an_entry_was_made(
    room: Room, by: str, about: str, text: str
) -> None:
    await has_rota(room, "ana", "ben")
    await room.until(OFFERED)
    await room.private("ana", "yes")
    await room.private("ben", "quiet 18:00-23:00")
    await room.private("ana", text)
    await room.private(by, f"not with @{about}:example.org")
    before = len(room.network.sent)

    await room.until(OFFERED + 6 * HOUR)

    assert heard(room, "ben", before) == []


@ON_BEHALF
async def test_without_an_entry_it_is_sent_in_the_morning(room: Room, text: str) -> None:
    await has_rota(room, "ana", "ben")
    await room.until(OFFERED)
    await room.private("ana", "yes")
    await room.private("ben", "quiet 18:00-23:00")
    await room.private("ana", text)
    before = len(room.network.sent)

    await room.until(OFFERED + 6 * HOUR)

    assert len(heard(room, "ben", before)) == 1
