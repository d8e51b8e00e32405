"""Support where people answer something else, leave, or ask anew: nothing is taken for what it was not meant for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.commands.test_support import MINUTE, last, switches_on
from tests.conftest import Room, at
from tests.support_evening import listens


@pytest.fixture
async def lively(room: Room) -> Room:
    """River Circle with support on, and Ben, Cleo and Dee listening."""
    await switches_on(room)
    await listens(room, "ben", "cleo", "dee", group=room.room)
    for person in ("ana", "ben", "cleo", "dee"):
        await room.chat_of(person)
    return room


async def stands(room: Room, person: str) -> str:
    """Return how somebody stands in Ana's only request."""
    (kept,) = await room.read(lambda tx: tx.requests.of(at("ana")))
    one = kept.request.of(at(person))
    assert one is not None
    return one.at.value


async def is_with(room: Room, person: str) -> None:
    """Let somebody be there for Ana."""
    await room.private("ana", "support now")
    await room.private(person, "yes")
    await room.private("ana", "yes")


@pytest.mark.parametrize("no", ["no", "not now", "2"])
async def test_a_no_to_something_that_was_asked_since_lets_go_of_nobody(lively: Room, no: str) -> None:
    await is_with(lively, "ben")
    asked = await lively.private("ben", "listne")

    await lively.private("ben", no)

    assert asked.startswith("Did you mean `listen`?")
    assert await stands(lively, "ben") == "matched"


async def test_not_now_still_lets_go_where_nothing_was_asked_since(lively: Room) -> None:
    await is_with(lively, "ben")

    told = await lively.private("ben", "not now")

    assert told == "Good, you're free. No reason needed; I look after the next step."


async def test_whoever_was_told_that_nobody_else_is_asked_has_others_asked_when_the_one_with_them_goes(
    lively: Room,
) -> None:
    await is_with(lively, "ben")
    await lively.private("ana", "support more")
    await lively.private("cleo", "yes")
    await lively.until(10 * MINUTE)
    waited = (await last(lively, "ana")).startswith("Are you and Ben in touch?")

    await lively.private("ben", "hand on")
    told = await last(lively, "ana")

    assert waited
    assert told.startswith("Ben can't stay, and nobody else is free at this moment.")
    assert "I ask again around 14:00, and write to you then." in told


async def test_who_is_offered_is_named_again_when_the_asker_is_not_in_touch_with_the_other(lively: Room) -> None:
    await is_with(lively, "ben")
    await lively.private("ana", "support more")
    await lively.until(8 * MINUTE)
    await lively.private("cleo", "yes")
    await lively.until(2 * MINUTE)

    told = await lively.private("ana", "no", reply_to=lively.event_of("Are you and Ben in touch?"))
    await lively.private("ana", "yes")

    assert told.startswith("Cleo could be with you")
    assert await stands(lively, "ben") == "declined"
    assert await stands(lively, "cleo") == "matched"


async def test_a_request_for_the_week_that_becomes_one_for_now_is_open_as_long_as_any_for_now(lively: Room) -> None:
    await lively.private("ana", "support week")
    await lively.until(timedelta(days=2))

    await lively.private("ana", "support now")
    (kept,) = await lively.read(lambda tx: tx.requests.of(at("ana")))

    assert kept.request.expires_at == lively.now + timedelta(hours=6)


async def test_whoever_was_asked_for_the_week_is_asked_once_more_when_it_becomes_one_for_now(room: Room) -> None:
    await switches_on(room)
    await listens(room, "ben", group=room.room)
    await room.private("ana", "support week")
    await room.until(timedelta(hours=3))

    told = await room.private("ana", "support now")
    await room.until(5 * MINUTE)

    assert "One person may still answer; I'll write again at 15:05." in told
    assert (await last(room, "ben")).startswith("Can you listen, now?")


async def test_what_was_typed_with_the_word_is_erased_with_the_request(lively: Room) -> None:
    await lively.private("ana", "support kingfisher")
    await lively.until(MINUTE)
    await lively.private("ben", "yes")
    await lively.private("ana", "yes")
    kept = b"kingfisher" in lively.bytes()

    await lively.until(timedelta(hours=6))

    assert kept
    assert b"kingfisher" not in lively.bytes()


async def test_an_answer_after_the_end_of_a_request_opens_no_other(lively: Room) -> None:
    await lively.private("ana", "support")
    await lively.until(MINUTE)
    await lively.has("ben", "cleo", "dee")
    await lively.has("ana", "ben", "cleo", "dee")

    await lively.private("ana", "2")

    assert await lively.read(lambda tx: tx.requests.of(at("ana"))) == ()


async def test_whether_they_are_in_touch_is_asked_of_nobody_who_is_gone(room: Room) -> None:
    await switches_on(room)
    await listens(room, "ben", "cleo", group=room.room)
    await is_with(room, "ben")
    await room.until(10 * MINUTE)
    asked = (await last(room, "ana")).startswith("Are you and Ben in touch?")
    await room.private("ben", "hand on")
    await room.private("cleo", "yes")

    told = await room.private("ana", "1")

    assert asked
    assert told.startswith("Cleo is there for you and writes first")


async def test_whoever_is_removed_while_they_wait_hears_that_nobody_is_asked_any_more(lively: Room) -> None:
    await lively.private("ana", "support now")

    await lively.has("ben", "cleo", "dee")
    told = await last(lively, "ana")
    await lively.until(timedelta(hours=8))

    assert told.startswith("We're no longer both in River Circle: I can ask nobody there")
    assert await last(lively, "ana") == told


async def test_an_answer_under_an_older_offer_reveals_nobody_to_the_next(lively: Room) -> None:
    await lively.private("ana", "support now")
    await lively.private("ben", "yes")
    await lively.private("cleo", "yes")
    offered = lively.event_of("Ben could be with you")
    await lively.private("ben", "hand on")

    await lively.private("ana", "1", reply_to=offered)

    assert await stands(lively, "cleo") == "offered"
    assert "@ana" not in await last(lively, "cleo")


async def test_an_answer_under_a_newer_message_is_for_what_was_asked_before(lively: Room) -> None:
    await lively.private("ana", "support now")
    await lively.private("ben", "yes")
    await lively.private("ana", "ping heron")

    await lively.private("ana", "1", reply_to=lively.event_of("heron"))

    assert await stands(lively, "ben") == "matched"


async def test_an_answer_under_the_line_that_tells_nothing_is_for_what_follows_it(lively: Room) -> None:
    await lively.private("ana", "discreet on")
    await lively.private("ana", "support now")
    await lively.private("ben", "yes")

    await lively.private("ana", "1", reply_to=lively.event_of("A note from your group."))

    assert await stands(lively, "ben") == "matched"


async def test_whoever_is_forgotten_here_stands_in_no_request_of_this_group(lively: Room) -> None:
    await lively.private("ana", "support week")

    for _ in range(2):
        told = await lively.private("ben", "forget me here")
    kept = await lively.read(lambda tx: tx.db.execute("SELECT person FROM ping").fetchall())

    assert told.startswith("It's erased: I hold nothing about you in River Circle.")
    assert {row["person"] for row in kept} == {at("cleo"), at("dee")}


@pytest.mark.parametrize("name", ["Cleo", "cleo ", "CLEO"])
async def test_whoever_bears_the_name_of_another_is_told_apart_before_the_asker_agrees(room: Room, name: str) -> None:
    await switches_on(room)
    await listens(room, "ben", group=room.room)
    names = {at("ana"): "Ana", at("ben"): name, at("cleo"): "Cleo", at("dee"): "Dee"}
    await room.hears(room.room_now("ana", "ben", "cleo", "dee", names=names))
    await room.private("ana", "support now")

    await room.private("ben", "yes")

    assert "(@ben:example.org) could be with you" in (await last(room, "ana")).replace("\N{WORD JOINER}", "")


async def test_at_the_end_nobody_says_that_no_one_said_yes_where_somebody_waited_for_the_asker(lively: Room) -> None:
    await lively.private("ana", "support now")
    await lively.private("ben", "yes")
    await lively.until(timedelta(hours=6))

    told = await last(lively, "ana")

    assert told.startswith("I stop asking now; the time for it is over. To ask anew: `support`")


@pytest.mark.usefixtures("pauses")
async def test_a_ping_that_waits_goes_to_nobody_who_listens_to_other_things_by_then(lively: Room) -> None:
    ana, ben = await lively.chat_of("ana"), await lively.chat_of("ben")
    opens = lively.network.holds_up(ben)
    await lively.hears(lively.ask("ana", "support today", room=ana), settle=False)

    await lively.hears(lively.ask("ben", "listen for practical", room=ben), settle=False)
    stood = await stands(lively, "ben")
    opens.set()
    await lively.settled()

    assert stood == "gone"
