"""N5: an asker is never left past the promised time: within it plus 60 s there is a word, come what may."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.chat import Later, Words
from bot.domain.support import AWAY
from bot.storage.support import Support
from tests.conftest import NOON, Room, at
from tests.listening import open_of, supports, told

FIVE, SECOND, MINUTE = timedelta(minutes=5), timedelta(seconds=1), timedelta(seconds=60)


async def _new(room: Room, since: int) -> list[str]:
    return (await told(room, "ana"))[since:]


@pytest.fixture
async def asked(room: Room) -> Room:
    """River Circle in which Ana has asked, one listener at a time, and was promised a word in five minutes."""
    await supports(room, "ben", "cleo")
    await room.says("ana", "!set support.wave 1")
    await room.private("ana", "support now")
    assert "I'll write again at 12:05" in (await told(room, "ana"))[-1]
    return room


async def test_in_the_first_quarter_of_a_minute_it_is_told_how_many_were_asked(room: Room) -> None:
    await supports(room, "ben", "cleo")
    for person in ("ben", "cleo"):
        room.network.holds_up(await room.chat_of(person))
    await room.hears(room.ask("ana", "support now", room=await room.chat_of("ana")), settle=False)
    await room.network.until(lambda: len(room.network.tried) and room.network.tried[-1].person == at("cleo"))

    room.now += timedelta(seconds=15)
    await room.app.tick(room.now)

    word = "My messages don't get through yet; I keep trying. I'll write again at 12:05"
    await room.network.until(lambda: any(word in words.plain for words in room.words()))


async def test_from_wave_to_wave_until_the_end_each_promise_is_kept(asked: Room) -> None:
    before, words = len(await told(asked, "ana")), list[str]()
    goal = asked.now + timedelta(hours=6)
    while asked.now < goal:
        promised = (await open_of(asked, "ana")).request.next_at or goal
        await asked.until(promised + timedelta(seconds=16))
        new = await _new(asked, before + len(words))
        assert new, f"a word by {promised}"
        words.extend(new)

    assert words[0].startswith("No one has been able to say yes yet. I asked one more person.")
    assert words[-1].startswith("I stop asking now; the time for it is over.")
    assert await asked.read(lambda tx: tx.requests.of(at("ana"))) == ()


@pytest.mark.parametrize("down", [FIVE, FIVE + SECOND, timedelta(hours=1), timedelta(hours=7), timedelta(days=3)])
@pytest.mark.parametrize("ends", ["stops", "dies"])
async def test_after_a_downtime_the_first_thing_sent_is_a_word_to_the_asker(
    asked: Room, ends: str, down: timedelta
) -> None:
    await (asked.stops() if ends == "stops" else asked.dies())
    before = len(asked.network.sent)

    await asked.restarts(after=down)
    await asked.until(timedelta(0))
    await asked.until(timedelta(seconds=15))

    first = next(arrived for arrived in asked.network.sent[before:] if isinstance(arrived.letter.content, Words))
    assert isinstance(first.letter.content, Words)
    if down >= FIVE + AWAY + SECOND:
        assert first.letter.person == at("ana")
        assert first.letter.content.plain.startswith(("No one has been able", "I stop asking now"))
    assert any("No one has been able" in text or "I stop asking" in text for text in await told(asked, "ana"))


async def test_with_the_homeserver_away_the_newest_word_alone_is_sent_afterwards(asked: Room, pauses: object) -> None:
    away = [True]
    asked.network.rules.append(lambda _: Later(0.01, "nothing goes") if away[0] else None)
    before = len(await told(asked, "ana"))

    for _ in range(12):
        asked.now += MINUTE
        await asked.app.tick(asked.now)
    away[0] = False
    await asked.settled()

    (word,) = await _new(asked, before)
    assert "I'll write again at 12:15" in word


@pytest.mark.parametrize("down", [timedelta(seconds=61), timedelta(hours=2), timedelta(hours=5)])
async def test_a_question_without_an_answer_is_taken_as_now_also_after_a_downtime(room: Room, down: timedelta) -> None:
    await supports(room, "ben")
    assert (await room.private("ana", "support")).startswith("When would you like somebody?")

    await room.restarts(after=down)
    await room.until(timedelta(0))

    assert "I'm asking in River Circle" in (await told(room, "ana"))[-2]
    assert "I asked one person." in (await told(room, "ana"))[-1]


@pytest.mark.parametrize("down", [timedelta(hours=7), timedelta(days=20)])
async def test_a_question_without_an_answer_is_too_old_after_a_long_downtime_and_that_is_said(
    room: Room, down: timedelta
) -> None:
    await supports(room, "ben")
    await room.private("ana", "support")

    await room.restarts(after=down)
    await room.until(timedelta(0))

    assert "nobody" in (await told(room, "ana"))[-1]
    assert not any("Can you" in text for text in await told(room, "ben"))


async def test_a_request_is_looked_at_again_however_often_nobody_is_free(room: Room) -> None:
    await supports(room, "ben")
    await room.says("ana", "!set support.again 10m")
    await room.private("ana", "support now")

    for _ in range(8):
        await room.until(timedelta(minutes=10))
        owed = await room.read(
            lambda tx: [job for job in tx.jobs.due(NOON + timedelta(days=9)) if job.kind == "support"]
        )
        assert len(owed) == 1

    assert sum(text.startswith("Can you listen") for text in await told(room, "ben")) == 9


async def test_two_requests_of_one_person_each_have_their_word(room: Room) -> None:
    await room.has("ana", "cleo", "eve", room="!lake:example.org", name="Lake Circle")
    await supports(room, "ben")
    await supports(room, "cleo", "eve", where="!lake:example.org")
    await room.says("ana", "!support now")
    await room.says("ana", "!support now", room="!lake:example.org")
    before = len(await told(room, "ana"))

    await room.private("ana", "support more")

    assert sum("my next word comes" in t or "nobody else to ask" in t for t in await _new(room, before)) == 2


Breaks = Callable[[Room], Awaitable[None]]


async def test_a_step_that_breaks_three_times_owes_the_asker_the_honest_word(
    asked: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Support.hears

    def breaks(self: Support, name: str, event: Any, teller: str = "") -> object:
        if type(event).__name__ == "Looked":
            raise RuntimeError
        return real(self, name, event, teller)

    before = len(await told(asked, "ana"))
    with monkeypatch.context() as broken:
        broken.setattr(Support, "hears", breaks)
        await asked.until(FIVE + timedelta(minutes=4))
    new = await _new(asked, before)

    assert [text.partition(",")[0] for text in new] == ["Something broke on my side"]
    await asked.until(timedelta(hours=2))  # what broke is mended, and the job was owed all the while
    assert (await _new(asked, before + 1))[0].startswith("No one has been able to say yes yet.")


@pytest.mark.parametrize("by", [-timedelta(hours=1), timedelta(hours=1)])
async def test_a_clock_that_is_set_costs_no_word(asked: Room, by: timedelta) -> None:
    before = len(await told(asked, "ana"))

    asked.now += timedelta(minutes=2) + by
    await asked.until(FIVE)

    assert any("No one has been able to say yes yet" in text for text in await _new(asked, before))


async def test_moments_are_kept_to_the_millisecond_and_a_wave_is_not_asked_twice_in_one(room: Room) -> None:
    room.now = NOON + timedelta(microseconds=123_999)
    await supports(room, "ben", "cleo")
    await room.says("ana", "!set support.wave 1")
    await room.private("ana", "support now")

    await room.until(FIVE)
    await room.until(timedelta(milliseconds=3))
    await room.until(timedelta(seconds=16))

    assert (await open_of(room, "ana")).request.wave == 2
