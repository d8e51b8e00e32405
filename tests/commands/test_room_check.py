from __future__ import annotations

from typing import Any

import pytest

from bot.chat import House
from tests.conftest import Room, at
from tests.network import KITH

EVERYBODY = ("ana", "ben", "cleo", "dee")


async def _looks(room: Room, *people: str, **state: Any) -> str:
    await room.hears(room.room_now(*(people or EVERYBODY), **state))
    (answer,) = await room.says("dee", "!room check")
    return answer


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({"join_rule": "public"}, "anybody can come in"),
        ({"join_rule": "invite"}, "people come in when invited;"),
        ({"join_rule": "private"}, "people come in when invited;"),
        ({"join_rule": "knock"}, "people come in when invited, or ask to;"),
        ({"join_rule": "knock_restricted"}, "people come in when invited, or ask to;"),
        ({"join_rule": "restricted"}, "people come in when invited, or from certain other rooms;"),
        ({"encrypted": True}, "it is encrypted."),
        ({"encrypted": False}, "it is not encrypted, so the people who run the servers can read it."),
        ({"history": "world_readable"}, "Anybody can read all that was said, from outside too."),
        ({"history": "shared"}, "Whoever comes later can read old check-ins; the history setting"),
        ({"history": "invited"}, "Whoever comes later can't read old check-ins."),
        ({"history": "joined"}, "Whoever comes later can't read old check-ins."),
    ],
)
async def test_it_says_who_can_come_in_and_who_can_read(room: Room, state: dict[str, Any], told: str) -> None:
    assert told in await _looks(room, **state)


@pytest.mark.parametrize(
    ("powers", "told"),
    [
        ({}, "Nobody can set me up here."),
        ({at("ana"): 100}, "One facilitator; a second one keeps the group going: `!facilitators add @\u2060name`"),
        ({at("ana"): 100, at("ben"): 50, at("cleo"): 49}, "2 facilitators."),
    ],
)
async def test_it_says_how_many_can_set_the_group_up(room: Room, powers: dict[str, int], told: str) -> None:
    assert told in await _looks(room, powers=powers)


async def test_in_private_it_is_about_the_group_and_names_it(room: Room) -> None:
    assert (await room.private("dee", "room check")).startswith("River Circle: people come in when invited;")


async def test_it_changes_nothing_and_anybody_may_look(room: Room) -> None:
    before = await room.says("ana", "!settings")

    await _looks(room)

    assert await room.says("ana", "!settings") == before


class TestWithOtherBots:
    @pytest.fixture
    def house(self) -> House:
        return House(me=KITH, allow=("*:example.org",), ignore=("@*bot:example.org",))

    async def test_it_names_those_that_the_operator_knows(self, room: Room) -> None:
        assert (await _looks(room, *EVERYBODY, "pollbot")).endswith("Other bots: Pollbot.")
