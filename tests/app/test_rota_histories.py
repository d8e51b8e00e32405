"""Whatever happens to a rota: nothing breaks, no evening has two chairs, and each has its next moment."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import timedelta

import pytest

from bot.domain.chair import At
from bot.storage.tx import Tx
from tests.conftest import Room, at
from tests.turns import has_rota

PEOPLE = ("ana", "ben", "cleo", "dee")
STEPS = 60
ALONE = (
    *("yes", "pass", "2", "1", "not now", "sick", "rota join facilitator", "rota join timekeeper", "rota leave"),
    *("rota take", "rota take facilitator", "rota take timekeeper wed", "rota pass", "rota pass facilitator wed"),
    *("rota cover", "rota swap facilitator wed with @ben", "rota swap facilitator wed with @cleo for next wed", "cleo"),
    *("rota away tomorrow..sun", "rota away off", "not with @dee", "not with remove @dee", "rota mine", "stop"),
)
TOGETHER = (
    *("meeting skip wed", "meeting move wed to thu 7pm", "meeting edit at 20:00", "meeting edit at weekly thu 19:00"),
    *("meeting edit at weekly wed 19:00", "meeting end", "undo", "undo", "undo", "rota every 2 meetings", "rota"),
    *("rota every meeting", "rota every month", "rota rest 2", "rota rest 1", "rota remove timekeeper", "meeting"),
    *("rota add timekeeper", "rota take", "set rota.offer 10d", "set rota.offer 3d", "meeting add weekly wed 19:00"),
)


async def _something(room: Room, chance: random.Random) -> None:
    match chance.randrange(12):
        case 0 | 1 | 2 | 3 | 4:
            await room.private(chance.choice(PEOPLE), chance.choice(ALONE))
        case 5 | 6 | 7:
            await room.says("ana", f"!{chance.choice(TOGETHER)}")
        case 8 | 9:
            await room.until(timedelta(hours=chance.randrange(1, 60)))
        case 10:
            gone = chance.choice(PEOPLE[1:])
            await room.has(*(person for person in PEOPLE if person != gone))
            await room.has(*PEOPLE)
        case _:
            await room.dies()
            await room.restarts(after=timedelta(hours=chance.randrange(1, 100)))


def _wrong(tx: Tx) -> list[str]:
    """Return what no history may lead to."""
    group = tx.groups.in_room("!circle:example.org")
    assert group is not None
    chairs, members = tx.chairs.of(group), tx.members.of(group)
    jobs = Counter(row["subject"] for row in tx.db.execute("SELECT subject FROM jobs WHERE kind = 'rota'"))
    evenings = Counter((kept.role, kept.meeting, day) for kept in chairs for day in kept.dates)
    wrong = [f"{evening} has {number} chairs" for evening, number in evenings.items() if number > 1]
    for kept in chairs:
        chair = kept.chair
        if not chair.closed and jobs[chair.name] != 1:
            wrong.append(f"{chair} has {jobs[chair.name]} next moments")
        if not chair.closed and chair.holder is not None and chair.holder not in members:
            wrong.append(f"{chair.holder} holds {chair.name} and is not here")
        for one in chair.asked:
            asks = tx.questions.in_slot(one.person, f"rota {chair.name}", tx.now)
            if one.at is At.ASKED and not chair.closed and tx.now < chair.start and asks is None:
                wrong.append(f"{one} was never asked")
    for row in tx.db.execute("SELECT dates FROM chair"):
        assert json.loads(row["dates"])
    return wrong


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_happens_nothing_breaks_and_every_turn_has_its_next_moment(room: Room, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    await has_rota(room, "ana", "ben", "cleo", roles="facilitator, timekeeper")
    await room.private("dee", "rota join timekeeper")

    for _ in range(STEPS):
        await _something(room, chance)
        assert await room.read(_wrong) == []

    assert [words.plain for words in room.words() if "Something broke" in words.plain] == []
    assert await room.read(lambda tx: tx.roles.people(tx.groups.by_id(1) or pytest.fail("no group"))) <= set(
        map(at, PEOPLE)
    )
