"""N21: nobody is put on a rota without their own yes, and nobody holds a turn without one."""

from __future__ import annotations

import pytest

from bot.commands import CONSENT, commands
from bot.storage.chairs import Kept
from bot.storage.tx import Tx
from tests.conftest import Room, at
from tests.turns import OFFERED, has_rota, heard, shown


async def _on_it(room: Room) -> set[str]:
    river = await room.read(lambda tx: tx.groups.in_room(room.room))
    assert river is not None
    return set(await room.read(lambda tx: tx.roles.people(river)))


@pytest.mark.parametrize(
    "text",
    [
        *("rota assign @ben", "rota assign ben facilitator", "rota assign facilitator @ben", "rota assign"),
        *(
            "rota join facilitator",
            "rota add facilitator @ben",
            "rota join @ben",
            "rota join facilitator @ben",
            "rota take wed @ben",
        ),
        *("rota add ben", "rota cover wed with @ben", "rota pass @ben"),
    ],
)
async def test_no_facilitators_word_puts_anybody_on_it(room: Room, text: str) -> None:
    await has_rota(room)
    await room.chat_of("ben")
    before = len(room.network.sent)

    await room.says("ana", f"!{text}", pills=(at("ben"),))
    await room.private("ana", "yes")

    assert await _on_it(room) <= {at("ana")}
    assert heard(room, "ben", before) == []
    assert "Ben" not in "".join(await shown(room))


async def test_there_is_a_kind_answer_to_assigning_that_says_how_it_goes(room: Room) -> None:
    await has_rota(room)

    (answer,) = await room.says("ana", "!rota assign @ben")

    assert answer.splitlines()[0] == (
        "Nobody is put on the rota of River Circle by somebody else; each says yes themselves, so I changed nothing."
        " Ask them, and whoever likes writes to me alone: `rota join facilitator`"
    )


async def test_joining_in_the_room_is_asked_about_in_private_first(room: Room) -> None:
    await has_rota(room)

    await room.says("ben", "!rota join facilitator")
    assert await _on_it(room) == set()
    await room.private("ben", "yes")

    assert await _on_it(room) == {at("ben")}
    assert commands()["rota join"].WHERE is CONSENT


async def test_a_swap_that_nobody_answers_gives_nobody_a_turn(room: Room) -> None:
    await has_rota(room, "ana")
    await room.private("ana", "rota take wed")
    await room.chat_of("ben")

    await room.private("ana", "rota swap wed with @ben")
    await room.until(OFFERED)

    assert (await shown(room))[0] == "Ana"
    assert await _on_it(room) == {at("ana")}


async def test_a_yes_is_the_askeds_own_and_nobody_elses(room: Room) -> None:
    await has_rota(room, "ben")
    await room.until(OFFERED)
    mark = room.mark("cleo", room.event_of("Facilitate Wed"), "1️⃣", room=await room.chat_of("ben"))
    before = len(room.network.sent)

    await room.says("ana", "yes")
    await room.private("ana", "yes")
    await room.hears(mark)

    assert (await shown(room))[0] == "asked"
    assert heard(room, "cleo", before) == []
    assert [kept.chair.asked[0].person for kept in await room.read(_asked)] == [at("ben")]


def _asked(tx: Tx) -> list[Kept]:
    group = tx.groups.in_room("!circle:example.org")
    assert group is not None
    return [kept for kept in tx.chairs.of(group) if kept.chair.asked]
