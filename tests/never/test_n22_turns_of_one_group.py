"""N22: turns, roles and who is on a rota stay in their group."""

from __future__ import annotations

from datetime import timedelta

from tests.conftest import Room
from tests.turns import OFFERED, has_rota, heard, shown

LAKE = "!lake:example.org"


async def test_one_groups_turns_are_shown_and_offered_in_no_other(room: Room) -> None:
    await has_rota(room, "ben")
    await room.has("ana", "cleo", "dee", room=LAKE, name="Lake Circle")
    await room.says("ana", "!meeting add weekly wed 19:00 from 2026-12-02", room=LAKE)
    await room.says("ana", "!rota add kingfisher", room=LAKE)
    await room.private("ben", "rota take wed")
    before = len(room.network.sent)

    (lake,) = await room.says("dee", "!rota", room=LAKE)
    await room.until(OFFERED + timedelta(days=2))

    assert "Ben" not in lake
    assert "facilitator" not in lake
    assert "kingfisher" not in (await room.says("dee", "!rota"))[0]
    assert heard(room, "cleo", before) == []


async def test_a_command_about_one_group_changes_nothing_in_another(room: Room) -> None:
    await has_rota(room, "ana")
    await room.has("ana", "ben", room=LAKE, name="Lake Circle")
    await room.says("ana", "!meeting add weekly wed 19:00 from 2026-12-02", room=LAKE)
    await room.says("ana", "!rota add facilitator", room=LAKE)
    for text in ("in lake", "rota join facilitator", "rota take wed", "rota away 1 dec..3 dec", "rota leave"):
        await room.private("ana", text)
    for text in ("rota every month", "rota rest 3", "rota remove facilitator"):
        await room.says("ana", f"!{text}", room=LAKE)

    assert await shown(room) == ["open"] * 4
    await room.private("ana", "in river")
    assert "on the rota for facilitator in River Circle" in await room.private("ana", "rota mine")


async def test_whoever_leaves_one_group_keeps_their_turns_in_another(room: Room) -> None:
    await has_rota(room, "ana")
    await room.private("ana", "rota take wed")
    await room.has("ana", "ben", room=LAKE, name="Lake Circle")

    await room.has("ben", room=LAKE, name="Lake Circle")

    assert (await shown(room))[0] == "Ana"
