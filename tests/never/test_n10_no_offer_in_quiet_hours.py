"""N10: nobody is asked about a turn in their quiet hours, and their time to answer begins after them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import Room
from tests.turns import OFFERED, WED, has_rota, heard, last_to


async def test_an_offer_waits_for_the_morning_and_so_does_its_answer(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.private("ana", "quiet 18:00-09:00")
    before = len(room.network.sent)

    await room.until(OFFERED + timedelta(hours=13, minutes=59))
    assert heard(room, "ana", before) == []
    await room.until(OFFERED + timedelta(hours=14))

    (offer,) = heard(room, "ana", before)
    assert offer.startswith("Facilitate Wed 2 Dec")
    assert "by Tue 1 Dec, 09:00" in offer
    await room.until(OFFERED + timedelta(hours=37))
    assert heard(room, "ben", before) == []


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
async def test_it_is_the_clock_on_their_own_wall_that_counts(room: Room, zone: str) -> None:
    await has_rota(room, "ana", "ben", "cleo")
    await room.private("ben", f"timezone {zone}")
    before = len(room.network.sent)

    for _ in range(4 * 24):
        asked = len(heard(room, "ben", before))
        await room.until(timedelta(hours=1))
        if len(heard(room, "ben", before)) > asked:
            assert not await room.read(lambda tx: tx.holding.quiet_until("@ben:example.org", None))
        if room.now > OFFERED and last_to(room, "ana").startswith("Facilitate"):
            await room.private("ana", "pass")


async def test_whoever_is_quiet_until_after_the_start_is_not_asked_about_it(room: Room) -> None:
    await has_rota(room, "ana", "ben", "cleo")
    await room.private("ben", "quiet 17:00-20:00")
    await room.private("ana", "rota take wed")
    await room.until(WED - timedelta(hours=1))
    before = len(room.network.sent)

    await room.private("ana", "sick")
    await room.private("ana", "yes")

    assert heard(room, "ben", before) == []
    assert last_to(room, "cleo").startswith("Could you facilitate")


async def test_what_is_told_of_a_change_waits_for_the_morning(room: Room) -> None:
    await has_rota(room, "ben")
    await room.private("ben", "rota take wed")
    await room.until(room.now.replace(hour=23))
    before = len(room.network.sent)

    await room.says("ana", "!meeting skip wed")

    assert heard(room, "ben", before) == []
    await room.until(timedelta(hours=9))
    assert heard(room, "ben", before)[0].startswith("Your turn does not take place")


async def test_whoever_is_let_go_at_night_of_what_begins_before_the_morning_hears_nothing_then(room: Room) -> None:
    await room.says("ana", "!meeting add weekly wed 08:00 from 2026-12-02")
    await room.says("ana", "!rota add facilitator")
    for person in ("ana", "ben", "cleo"):
        await room.private(person, "quiet 20:00-09:00")
        await room.private(person, "rota join facilitator")
    await room.until(WED - timedelta(hours=16))
    assert last_to(room, "cleo").startswith("Facilitate Wed 2 Dec, 08:00?")
    before = len(room.network.sent)

    yours = await room.private("ana", "yes")
    await room.until(WED)

    assert yours.startswith("It's yours, thank you")
    assert heard(room, "cleo", before) == []


async def test_whoever_says_yes_at_night_when_another_did_hears_so_as_it_answers_them(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.until(OFFERED + timedelta(days=1))
    await room.private("ana", "yes")
    await room.private("ben", "quiet 08:00-07:00")

    assert (await room.private("ben", "yes")).startswith("Somebody else said yes")
