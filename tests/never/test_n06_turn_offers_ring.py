"""N6: what asks somebody about a turn is a new `m.text`; with `discreet on` a line that tells nothing."""

from __future__ import annotations

from datetime import timedelta

from bot.chat import Words
from bot.matrix.outbound import message
from tests.conftest import Room
from tests.turns import HOUR, OFFERED, WED, has_rota

AT_FIRST_SIGHT = 90


def _arrived(room: Room, chat: str, since: int) -> list[Words]:
    return room.network.words(chat, since=since)


async def test_an_offer_rings_and_a_notification_alone_tells_what_it_is_and_what_answers_it(room: Room) -> None:
    await has_rota(room, "ben")
    chat, before = await room.chat_of("ben"), len(room.network.sent)

    await room.until(OFFERED)

    (offer,) = _arrived(room, chat, before)
    assert message(offer)["msgtype"] == "m.text"
    assert message(offer)["m.mentions"] == {}
    for shown in ("Facilitate", "Wed 2 Dec", "`1` yes", "`2` swap", "`3` pass"):
        assert shown in offer.plain[:AT_FIRST_SIGHT]


async def test_what_is_handed_on_rings_at_all_who_are_asked_and_so_does_a_swap(room: Room) -> None:
    await has_rota(room, "ana", "ben", "cleo")
    await room.private("ana", "rota take wed")
    await room.private("ana", "rota swap wed with @ben")
    swap = room.words(await room.chat_of("ben"))[-1]
    await room.until(WED - HOUR)
    await room.private("ana", "sick")
    await room.private("ana", "yes")

    for asked in (swap, room.words(await room.chat_of("ben"))[-1], room.words(await room.chat_of("cleo"))[-1]):
        assert message(asked)["msgtype"] == "m.text"
        assert "`1` yes" in asked.plain[:AT_FIRST_SIGHT]


async def test_what_came_of_a_yes_rings(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.until(OFFERED + timedelta(hours=1))
    await room.private("dee", "rota take wed")
    before = len(room.network.sent)

    for person in ("ana", "ben"):
        await room.private(person, "pass")

    (yours,) = _arrived(room, await room.chat_of("dee"), before)
    assert yours.plain.startswith("It's yours")
    assert message(yours)["msgtype"] == "m.text"


async def test_to_the_discreet_the_line_that_rings_tells_nothing(room: Room) -> None:
    await has_rota(room, "ben")
    await room.private("ben", "discreet on")
    chat, before = await room.chat_of("ben"), len(room.network.sent)

    await room.until(OFFERED)

    line, offer = _arrived(room, chat, before)
    assert (line.plain, message(line)["msgtype"]) == ("A note from your group.", "m.text")
    assert (offer.plain[:10], message(offer)["msgtype"]) == ("Facilitate", "m.notice")
