"""N3: two people with a not-with entry either way are never pinged for or introduced to each other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import Room, at
from tests.listening import listens, open_of, supports, told

EITHER_WAY = [("ana", "ben"), ("ben", "ana")]
PING = "Can you listen, now?"
FIVE = timedelta(minutes=5)


async def _entry(room: Room, pair: tuple[str, str]) -> None:
    by, about = pair
    await room.private(by, f"not with {at(about)}")


def _is_named(room: Room, texts: list[str], person: str) -> bool:
    return any(person.title() in text or at(person) in text for text in texts if not text.startswith("Noted"))


@pytest.mark.parametrize("pair", EITHER_WAY)
async def test_with_an_entry_nobody_is_asked_for_the_other(room: Room, pair: tuple[str, str]) -> None:
    await supports(room, "ben", "cleo")
    await _entry(room, pair)
    before = len(await told(room, "ben"))

    await room.private("ana", "support now named")
    await room.until(timedelta(days=1))

    assert (await told(room, "ben"))[before:] == []


@pytest.mark.parametrize("pair", EITHER_WAY)
async def test_an_entry_between_two_waves_counts_for_the_next(room: Room, pair: tuple[str, str]) -> None:
    await supports(room, "ben", "cleo")
    await room.says("ana", "!set support.wave 1")
    await room.private("ana", "support now")
    first = (await open_of(room, "ana")).request.asked[0].person
    other = {at("ben"): "cleo", at("cleo"): "ben"}[first]
    await _entry(room, tuple({"ben": other, "ana": "ana"}[name] for name in pair))  # type: ignore[arg-type]  # two names

    await room.until(timedelta(hours=1))

    assert not any(text.startswith(PING) for text in await told(room, other))


@pytest.mark.parametrize("pair", EITHER_WAY)
async def test_an_entry_after_the_ping_keeps_a_yes_from_being_offered(room: Room, pair: tuple[str, str]) -> None:
    await supports(room, "ben")
    await room.private("ana", "support now")
    await _entry(room, pair)
    before = len(await told(room, "ana"))

    await room.private("ben", "yes")
    await room.until(timedelta(hours=7))

    assert not _is_named(room, (await told(room, "ana"))[before:], "ben")
    assert not _is_named(room, await told(room, "ben"), "ana") or pair == ("ben", "ana")


@pytest.mark.parametrize("pair", EITHER_WAY)
async def test_an_entry_after_the_yes_takes_the_offer_back(room: Room, pair: tuple[str, str]) -> None:
    await supports(room, "ben")
    await room.private("ana", "support now")
    await room.private("ben", "yes")
    assert "Ben could be with you" in (await told(room, "ana"))[-1]

    await _entry(room, pair)
    await room.private("ana", "yes")
    await room.until(timedelta(hours=7))

    assert not any("is there for you" in text for text in await told(room, "ana"))
    assert not any("Please write to" in text for text in await told(room, "ben"))


@pytest.mark.parametrize("pair", EITHER_WAY)
async def test_an_offer_that_has_not_gone_yet_is_not_sent_after_an_entry(room: Room, pair: tuple[str, str]) -> None:
    await supports(room, "ben")
    await room.private("ana", "support now")
    gate = room.network.holds_up(await room.chat_of("ana"))
    await room.hears(room.ask("ben", "yes", room=await room.chat_of("ben")), settle=False)

    by, about = pair
    await room.hears(room.ask(by, f"not with {at(about)}", room=await room.chat_of(by)), settle=False)
    offer = await room.read(
        lambda tx: [q for q in tx.questions.all_to(at("ana"), tx.now) if q.about.get("of") == "offer" and not q.over]
    )
    gate.set()
    await room.settled()

    assert offer == []
    assert (await open_of(room, "ana")).request.offered is None


@pytest.mark.parametrize("pair", EITHER_WAY)
async def test_a_yes_that_waits_is_passed_over_after_an_entry(room: Room, pair: tuple[str, str]) -> None:
    await supports(room, "ben", "cleo")
    await room.private("ana", "support now")
    await room.private("cleo", "yes")
    await room.private("ben", "yes")  # waits behind Cleo
    await _entry(room, pair)
    before = len(await told(room, "ana"))

    await room.private("ana", "someone else")
    await room.until(timedelta(hours=7))

    assert not _is_named(room, (await told(room, "ana"))[before:], "ben")


async def test_an_entry_about_somebody_protects_also_after_they_were_forgotten(room: Room) -> None:
    await supports(room, "ben", "cleo")
    await _entry(room, ("ana", "ben"))
    await room.private("ben", "forget me")
    await room.private("ben", "forget me")
    await room.private("ben", "hello")
    await listens(room, "ben")

    await room.private("ana", "support now")
    await room.until(timedelta(days=8))
    await room.private("ana", "support now")

    assert not any(text.startswith(PING) for text in await told(room, "ben"))
