"""Kith is killed at random moments and its homeserver restarted, and still every command is answered exactly once.

``KITH_SEED=17 python -m pytest -s tests/e2e/test_chaos.py`` repeats the random choices of a run and shows its table.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from bot.demo.homeserver import Homeserver, homeserver
from tests.e2e.circle import circle, pongs, said
from tests.e2e.conftest import new_kith
from tests.e2e.kith import Kith
from tests.e2e.people import Person

COMMANDS, KILLS, RESTARTS = 300, 30, 3
WHILE_DOWN = 250
BEFORE_READY = 0.4  # of the kills hit a Kith that is still starting
AT_WORK = 0.5  # seconds after it is ready and new commands are on their way, within which the others hit
ANSWERED_WITHIN = 60.0  # seconds

pytestmark = [pytest.mark.xdist_group("slow"), pytest.mark.timeout(300)]


@dataclass(frozen=True, slots=True)
class Evening:
    """Three people and Kith on a homeserver of their own, in an encrypted and in a plain room."""

    server: Homeserver
    bot: Kith
    people: Sequence[Person]
    encrypted: str
    plain: str

    def answers(self, room: str) -> list[str]:
        """Return the words that were answered in a room as Ana sees it, in their order."""
        return pongs(said(self.bot, self.people[0], room))

    async def ends(self, asked: Iterable[str]) -> None:
        """Wait for an answer to every word, end Kith, and wait until Ana has heard all that it said.

        What is missing after a minute is lost, and told by the answers.
        """
        ana, words = self.people[0], set(asked)
        with suppress(AssertionError):
            await ana.sees(
                lambda: words <= {*self.answers(self.encrypted), *self.answers(self.plain)},
                "every answer",
                within=ANSWERED_WITHIN,
            )
        assert await self.bot.stop() == 0
        for room in (self.encrypted, self.plain):
            await ana.until_heard(await ana.say(room, "good night"))


@pytest_asyncio.fixture
async def evening(tmp_path: Path) -> AsyncIterator[Evening]:
    async with AsyncExitStack() as end:
        server = await end.enter_async_context(homeserver(tmp_path / "homeserver"))
        bot = await new_kith(server, tmp_path)
        end.push_async_callback(bot.kill)
        people = [await Person.join_server(server, name, tmp_path / name) for name in ("ana", "ben", "cleo")]
        for person in people:
            end.push_async_callback(person.close)
        await bot.again()
        encrypted = await circle(people[0], bot, *people[1:], name="River Circle")
        plain = await circle(people[0], bot, *people[1:], name="Lake Circle", encrypted=False)
        yield Evening(server, bot, people, encrypted, plain)


class Turns(asyncio.Semaphore):
    """How many commands may be sent by now; people wait for them."""

    def __init__(self) -> None:
        super().__init__(0)

    def give(self, number: int) -> None:
        for _ in range(number):
            self.release()


async def write(person: Person, commands: Iterable[tuple[str, str]], turns: Turns) -> None:
    """Send somebody's commands one after another, each when it is its turn."""
    for room, word in commands:
        await turns.acquire()
        await person.say(room, f"!ping {word}")


async def restart(server: Homeserver, *, gently: bool) -> None:
    """Restart the homeserver in the middle of whatever it does."""
    await (server.stop() if gently else server.kill())
    await server.start()


async def until_up(bot: Kith) -> None:
    """Wait until it is ready, and start it again where it ended since its homeserver was away, as a supervisor does."""
    while not await bot.is_up():
        assert await bot.until_ended() == 1
        await bot.start()


async def kill(bot: Kith, chance: random.Random, start_takes: float, turns: Turns) -> str:
    """Kill Kith at a random moment of its start or its work, start it again, and say what it did then."""
    early = chance.random() < BEFORE_READY
    turns.give(COMMANDS // KILLS // 2)
    if not early:
        await until_up(bot)
    turns.give(COMMANDS // KILLS // 2)
    await asyncio.sleep(chance.uniform(0, start_takes if early else AT_WORK))  # the moment is what is random
    doing = "at work" if bot.is_ready else "starting"
    while not await bot.kill():  # it had ended by itself
        await bot.start()
        await until_up(bot)
        doing = "at work"
    await bot.start()
    return doing


def table(seed: int, asked: Mapping[str, Sequence[str]], answers: Mapping[str, Counter[str]], rest: str) -> str:
    """Return what came of a run in a few lines."""
    lines = [f"KITH_SEED={seed}: {rest}", f"{'room':<10}{'asked':>7}{'once':>7}{'lost':>7}{'twice':>7}{'unasked':>9}"]
    for room, words in asked.items():
        times = Counter(answers[room][word] for word in words)
        twice = sum(count for often, count in times.items() if often > 1)
        unasked = len(set(answers[room]) - set(words))
        lines.append(f"{room:<10}{len(words):>7}{times[1]:>7}{times[0]:>7}{twice:>7}{unasked:>9}")
    return "\n".join(lines)


async def test_every_command_is_answered_exactly_once_whatever_is_killed(evening: Evening) -> None:
    seed = int(os.environ.get("KITH_SEED") or random.SystemRandom().randrange(1_000_000))
    chance = random.Random(seed)  # noqa: S311 - it has to be repeatable, and is no secret
    bot, rooms, begun = evening.bot, {"encrypted": evening.encrypted, "plain": evening.plain}, time.monotonic()
    asked = {kind: [f"{kind}-{n}" for n in range(COMMANDS // 2)] for kind in rooms}
    commands = [(rooms[kind], word) for kind, words in asked.items() for word in words]
    chance.shuffle(commands)
    outages = chance.sample(range(1, KILLS), RESTARTS)
    turns, restarts, people = Turns(), list[asyncio.Task[None]](), len(evening.people)
    writers = [
        asyncio.create_task(write(person, commands[n::people], turns)) for n, person in enumerate(evening.people)
    ]
    assert await bot.stop() == 0
    start_takes = await bot.again()

    hits: Counter[str] = Counter()
    for n in range(KILLS):
        if n in outages:
            await asyncio.gather(*restarts)  # whatever of them still goes on
            restarts.append(asyncio.create_task(restart(evening.server, gently=n == outages[0])))
        hits[await kill(bot, chance, start_takes, turns)] += 1
    await asyncio.gather(*writers, *restarts)
    await until_up(bot)
    await evening.ends(word for words in asked.values() for word in words)

    answers = {kind: Counter(evening.answers(room)) for kind, room in rooms.items()}
    rest = f"{hits.total()} kills ({dict(hits)}), {RESTARTS} restarts, {time.monotonic() - begun:.0f} s"
    result = table(seed, asked, answers, rest)
    print(f"\n{result}")  # noqa: T201 - for whoever runs it with -s
    assert answers == {kind: Counter(words) for kind, words in asked.items()}, (
        f"{result}\nsealed: {bot.sealed()}\n{bot.log()}"
    )


async def test_what_was_said_while_kith_was_down_is_answered_once_and_oldest_first(evening: Evening) -> None:
    ana, room, words = evening.people[0], evening.encrypted, [f"word-{n}" for n in range(WHILE_DOWN)]

    await evening.bot.kill()
    for n, word in enumerate(words):  # one after another, so that a room has one order only
        await evening.people[n % len(evening.people)].say(room, f"!ping {word}")
    await evening.bot.again()
    await evening.ends(words)

    in_the_room = [message.body.removeprefix("!ping ") for message in ana.heard(room) if "!ping" in message.body]
    assert evening.answers(room) == in_the_room == words
