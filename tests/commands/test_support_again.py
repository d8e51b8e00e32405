"""`support.again` holds across the requests of one person: asking anew rings nobody twice within it."""

from __future__ import annotations

from datetime import timedelta

from bot.chat import File
from bot.storage.tx import Tx
from tests.commands.test_support_gaps import open_to_all, pings
from tests.conftest import Room

__all__ = ["open_to_all"]


async def test_asking_anew_rings_nobody_who_was_rung_for_it_a_moment_ago(open_to_all: Room) -> None:
    await open_to_all.says("ana", "!set support.wave 1")
    told = []
    for _ in range(4):
        told.append(await open_to_all.private("ana", "support now"))
        await open_to_all.private("ana", "never mind")

    assert [await pings(open_to_all, person) for person in ("ben", "cleo")] == [1, 1]
    assert told[3].startswith("Nobody else is free at this moment: I asked people for you not long ago")
    assert "14:00" in told[3]


async def test_whoever_was_there_can_be_asked_for_the_same_person_again_at_once(open_to_all: Room) -> None:
    for _ in range(2):
        await open_to_all.private("ana", "support now named")
        await open_to_all.private("ben", "yes")
        await open_to_all.private("ana", "thanks")

    assert [await pings(open_to_all, person) for person in ("ben", "cleo")] == [2, 1]


async def test_whoever_was_rung_for_one_can_be_rung_for_another(open_to_all: Room) -> None:
    for asker in ("ana", "dee"):
        await open_to_all.private(asker, "support now")
        await open_to_all.private(asker, "never mind")

    assert [await pings(open_to_all, person) for person in ("ben", "cleo")] == [2, 2]


async def test_after_that_time_they_are_rung_again(open_to_all: Room) -> None:
    await open_to_all.private("ana", "support now")
    await open_to_all.private("ana", "never mind")
    await open_to_all.private("ana", "support now")

    await open_to_all.until(timedelta(hours=2))

    assert [await pings(open_to_all, person) for person in ("ben", "cleo")] == [2, 2]


async def test_who_was_rung_for_whom_is_known_for_that_time_alone_and_in_nobodys_data(open_to_all: Room) -> None:
    def sealed(tx: Tx) -> int:
        return len([row for row in tx.db.execute("SELECT pair FROM rang") if row["pair"]])

    await open_to_all.private("ana", "support now")
    await open_to_all.private("ana", "never mind")
    known = await open_to_all.read(sealed)
    await open_to_all.private("ben", "my data file")
    (file,) = [one.letter.content for one in open_to_all.network.of(File)]
    await open_to_all.until(timedelta(days=9))

    assert known == 2
    assert isinstance(file, File)
    assert '"rang"' in file.text
    assert '"pair"' not in file.text
    assert await open_to_all.read(sealed) == 0
