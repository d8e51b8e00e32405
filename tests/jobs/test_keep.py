from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Gone, House, Sealed
from bot.jobs import kinds
from tests.conftest import NOON, Room, at
from tests.network import KITH


async def _count(room: Room, table: str) -> int:
    return await room.db.run(
        lambda connection: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - our own
    )


async def _days(room: Room, number: int) -> None:
    await room.until(NOON + timedelta(days=number))


def test_every_kind_of_job_is_found_by_its_name() -> None:
    assert {"keep", "checkin"} <= set(kinds())


@pytest.mark.parametrize(("table", "days"), [("inbox", 30), ("letters", 7)])
async def test_what_was_done_is_forgotten_after_its_days(room: Room, table: str, days: int) -> None:
    await room.says("ana", "!ping heron")
    here = await _count(room, table)

    await _days(room, days)
    assert await _count(room, table) == here
    await _days(room, days + 1)

    assert await _count(room, table) == 0


async def test_a_closed_round_is_forgotten_with_its_letters(room: Room) -> None:
    await room.says("ana", "!checkin open for 1h")
    await _days(room, 7)
    assert await _count(room, "round") == 1

    await _days(room, 9)

    assert await _count(room, "round") == 0


async def test_an_open_round_is_not_forgotten(room: Room) -> None:
    await room.says("ana", "!checkin open for 7d")

    await _days(room, 6)

    assert await _count(room, "round") == 1


async def test_what_could_not_be_read_is_forgotten_unread(room: Room) -> None:
    await room.hears(Sealed("$a", room.room, at("ana"), "session", "{}", room.now, room.now))
    await _days(room, 7)
    assert await _count(room, "undecrypted") == 1

    await _days(room, 8)

    assert await _count(room, "undecrypted") == 0


async def test_a_group_that_kith_left_is_forgotten_with_all_that_is_its_own(room: Room) -> None:
    await room.says("ana", "!checkin open for 1h")
    await room.hears(Gone(room.room, room.now))
    assert await _count(room, "member") == 0
    await _days(room, 30)
    assert await _count(room, "grp") == 1

    await _days(room, 31)

    assert await _count(room, "grp") == 0
    assert await _count(room, "round") == 0


async def test_a_group_that_kith_is_in_is_never_forgotten(room: Room) -> None:
    await _days(room, 400)

    assert await room.read(lambda tx: len(tx.members.of(tx.groups.of(at("ana"))[0]))) == 4


async def test_a_choice_and_a_question_that_ran_out_are_forgotten_within_a_day(room: Room) -> None:
    await room.has("ana", "eve", room="!lake:example.org", name="Lake Circle")
    await room.private("ana", "checkin close")
    await room.private("ana", "1")
    await room.private("eve", "checkin close")
    await room.has("ana", "eve", room="!hill:example.org", name="Hill Circle")
    await room.private("eve", "checkin open")
    assert (await _count(room, "person"), await _count(room, "question")) == (1, 1)

    await _days(room, 1)

    assert (await _count(room, "person"), await _count(room, "question")) == (0, 0)


async def test_keeping_goes_on_day_after_day_and_after_a_downtime(room: Room) -> None:
    await _days(room, 3)
    await room.restarts(after=timedelta(days=30))
    again = await room.app.tick(room.now)

    assert again == room.now + timedelta(days=1)


class TestWhereTheOperatorKeepsLess:
    @pytest.fixture
    def house(self) -> House:
        hour = timedelta(hours=1)
        return House(
            me=KITH,
            allow=("*:example.org",),
            keep_inbox=hour,
            keep_letters=hour,
            keep_undecrypted=hour,
            keep_left_groups=hour,
        )

    async def test_a_day_is_enough_to_forget_it(self, room: Room) -> None:
        await room.says("ana", "!ping heron")
        await room.hears(Gone(room.room, room.now))

        await _days(room, 1)

        assert [await _count(room, table) for table in ("inbox", "letters", "grp")] == [0, 0, 0]
