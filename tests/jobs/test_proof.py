"""Listeners are asked whether their phone still rings; where they don't say so, nobody asks them until they do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Later, Letter
from bot.domain.listening import PROOF_HOLDS, Listener
from tests.conftest import NOON, Room, at

WEEK = timedelta(days=7)
STILL = "Does this still ring, or show on your phone? `1` yes."
RESTS = "Your listening rests: I don't know whether your phone rings. `1` yes, it does, or later `listen on`."
LAKE = "!lake:example.org"


async def _listens(room: Room, *groups: str) -> str:
    for text in ("listen on", "1", "1"):
        await room.private("ben", text)
    return await room.chat_of("ben")


async def _ben(room: Room, where: str | None = None) -> Listener:
    group = await room.read(lambda tx: tx.groups.in_room(where or room.room))
    assert group is not None
    ben = await room.read(lambda tx: tx.listeners.one(at("ben"), group))
    assert ben is not None
    return ben


def _told(room: Room, chat: str, begin: str) -> int:
    return sum(words.plain.startswith(begin) for words in room.words(chat))


async def test_after_sixty_days_a_listener_is_asked_with_a_note_that_rings(room: Room) -> None:
    chat = await _listens(room)
    await room.until(NOON + PROOF_HOLDS - timedelta(seconds=1))
    assert _told(room, chat, STILL) == 0

    await room.until(NOON + PROOF_HOLDS)

    assert room.words(chat)[-1].plain.startswith(STILL)
    assert room.words(chat)[-1].rings


async def test_a_yes_holds_for_sixty_days_more(room: Room) -> None:
    chat = await _listens(room)
    await room.until(NOON + PROOF_HOLDS + timedelta(days=6))

    answer = await room.private("ben", "yes")
    await room.until(NOON + 2 * PROOF_HOLDS + timedelta(days=6) - timedelta(seconds=1))
    asked_once = _told(room, chat, STILL)
    await room.until(timedelta(seconds=1))

    assert answer == "Thank you. You can be asked in River Circle, and I won't ask this again for two months."
    assert (asked_once, _told(room, chat, STILL)) == (1, 2)
    assert _told(room, chat, RESTS) == 0
    assert (await _ben(room)).proven_at == NOON + PROOF_HOLDS + timedelta(days=6)


async def test_no_answer_in_a_week_rests_them_and_they_are_told_once(room: Room) -> None:
    chat = await _listens(room)
    await room.until(NOON + PROOF_HOLDS + WEEK - timedelta(seconds=1))
    before = await _ben(room)

    await room.until(NOON + PROOF_HOLDS + WEEK)
    after = await _ben(room)
    await room.until(timedelta(days=200))

    assert before.proven_at is not None
    assert after.ready_from(room.now) is None
    assert (_told(room, chat, STILL), _told(room, chat, RESTS)) == (1, 1)


@pytest.mark.parametrize("texts", [("yes",), ("listen on", "1", "1")])
async def test_they_listen_again_once_they_answer_or_say_so(room: Room, texts: tuple[str, ...]) -> None:
    await _listens(room)
    await room.until(NOON + PROOF_HOLDS + WEEK + timedelta(hours=1))

    for text in texts:
        await room.private("ben", text)

    assert (await _ben(room)).proven_at == room.now
    assert (await _ben(room)).is_ready(room.now)


async def test_the_end_of_a_pause_is_no_proof(room: Room) -> None:
    await _listens(room)
    await room.until(NOON + PROOF_HOLDS + WEEK)

    answer = await room.private("ben", "pause off")

    assert "I don't know whether your phone rings, so nobody asks you yet: `listen on`" in answer
    assert (await _ben(room)).proven_at is None


async def test_whoever_is_paused_is_asked_when_that_is_over(room: Room) -> None:
    chat = await _listens(room)
    await room.private("ben", "pause 90d")
    await room.until(NOON + timedelta(days=90) - timedelta(seconds=1))
    during = _told(room, chat, STILL)

    await room.until(timedelta(seconds=1))

    assert (during, _told(room, chat, STILL)) == (0, 1)


@pytest.mark.parametrize("ends", ["pause off", "listen on"])
async def test_whoever_paused_without_an_end_is_asked_when_they_end_it(room: Room, ends: str) -> None:
    chat = await _listens(room)
    await room.private("ben", "pause")
    await room.until(NOON + timedelta(days=90))
    during = _told(room, chat, STILL)

    await room.private("ben", ends)
    await room.until(timedelta(minutes=1))

    assert (during, _told(room, chat, STILL)) == (0, 1)


async def test_a_short_pause_that_is_ended_changes_nothing(room: Room) -> None:
    chat = await _listens(room)
    for text in ("pause", "pause off"):
        await room.private("ben", text)

    await room.until(NOON + PROOF_HOLDS)

    assert _told(room, chat, STILL) == 1


@pytest.mark.parametrize("text", ["listen off", "stop", "forget me"])
async def test_whoever_listens_no_more_is_not_asked(room: Room, text: str) -> None:
    chat = await _listens(room)
    await room.private("ben", text)
    await room.private("ben", text)

    await room.until(NOON + PROOF_HOLDS + WEEK)

    assert _told(room, chat, STILL) + _told(room, chat, RESTS) == 0


async def test_whoever_left_the_group_is_not_asked_nor_told(room: Room) -> None:
    chat = await _listens(room)
    await room.until(NOON + PROOF_HOLDS)
    await room.has("ana", "cleo")

    await room.until(WEEK)

    assert (_told(room, chat, STILL), _told(room, chat, RESTS)) == (1, 0)


async def test_it_is_asked_once_for_all_groups(room: Room) -> None:
    chat = await _listens(room)
    await room.has("ben", "eve", room=LAKE, name="Lake Circle")
    for text in ("in lake", "listen on", "1", "1"):
        await room.private("ben", text)

    await room.until(NOON + PROOF_HOLDS)
    await room.private("ben", "1")

    assert _told(room, chat, STILL) == 1
    assert [(await _ben(room, where)).proven_at for where in (room.room, LAKE)] == [room.now] * 2


async def test_a_note_that_waits_in_the_air_is_no_silence(room: Room) -> None:
    chat = await _listens(room)
    room.network.rules.append(_rests)
    room.now = NOON + PROOF_HOLDS
    await room.app.tick(room.now)
    room.now += WEEK

    await room.app.tick(room.now)

    assert (await _ben(room)).proven_at == NOON
    room.network.rules.clear()
    await room.restarts()
    await room.settled()
    assert _told(room, chat, STILL) == 1
    await room.until(timedelta(days=1))
    assert (_told(room, chat, STILL), _told(room, chat, RESTS)) == (2, 0)
    await room.until(WEEK)
    assert (_told(room, chat, STILL), _told(room, chat, RESTS)) == (2, 1)


def _rests(_letter: Letter) -> Later:
    return Later(3600.0, "the server rests")


async def test_a_note_that_was_taken_back_is_sent_again(room: Room) -> None:
    """It is about the first group in which they listen, and goes with that; they listen in another still."""
    chat = await _listens(room)
    await room.has("ben", "eve", room=LAKE, name="Lake Circle")
    for text in ("in lake", "listen on", "1", "1", "quiet 11-13"):
        await room.private("ben", text)
    await room.until(NOON + PROOF_HOLDS)
    await room.has("eve", room=LAKE, name="Lake Circle")
    await room.until(timedelta(hours=2))
    taken_back = _told(room, chat, STILL)

    await room.until(WEEK)

    assert (taken_back, _told(room, chat, STILL), _told(room, chat, RESTS)) == (0, 1, 0)


async def test_whoever_is_about_to_prove_it_is_not_asked_beside_that(room: Room) -> None:
    chat = await _listens(room)
    await room.has("ben", "eve", room=LAKE, name="Lake Circle")
    await room.until(NOON + PROOF_HOLDS - timedelta(hours=1))
    for text in ("in lake", "listen on", "1"):
        await room.private("ben", text)

    await room.until(NOON + PROOF_HOLDS + timedelta(hours=1))
    beside = _told(room, chat, STILL)
    await room.until(WEEK)

    assert (beside, _told(room, chat, STILL)) == (0, 1)
