from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import House
from tests.conftest import CIRCLE, Room, at
from tests.network import KITH

EVERYBODY = ("ana", "ben", "cleo", "dee")
LINE = "Welcome to whoever has come. Nothing is asked of you here; reading along is enough."


@pytest.fixture
async def on(room: Room) -> Room:
    """River Circle, where newcomers are welcomed."""
    await room.says("ana", "!welcome on")
    room.network.sent.clear()
    return room


def _welcomed(room: Room) -> int:
    return len([words for words in room.words() if words.plain.startswith(LINE)])


async def _passes(room: Room, length: timedelta) -> None:
    """Let time pass in which Kith hears from its homeserver again and again, as long as it is up."""
    goal = room.now + length
    while room.now < goal:
        await room.until(min(timedelta(minutes=20), goal - room.now))
        await room.hears()


async def test_it_is_off_at_first(room: Room) -> None:
    assert (await room.says("dee", "!welcome"))[0].startswith("In River Circle I say nothing when somebody joins.")

    await room.has(*EVERYBODY, "eve")

    assert room.words(CIRCLE)[1:] == []


async def test_a_newcomer_is_welcomed_by_one_quiet_line_without_a_name(on: Room) -> None:
    await on.has(*EVERYBODY, "eve")

    (told,) = on.words()
    assert told.plain == f"{LINE} To meet me alone, write to me privately (https://matrix.to/#/{KITH}): `hello`"
    assert (told.rings, told.mentions) == (False, ())
    assert {arrived.room for arrived in on.network.sent} == {CIRCLE}


async def test_it_is_announced_and_switched_off_again(room: Room) -> None:
    assert await room.says("ana", "!welcome on") == [
        (
            "I welcome whoever joins from now on, with one quiet line and no name. It was off; Ana changed it."
            " For a day a facilitator can take that back: `!undo`"
        )
    ]
    assert (await room.says("dee", "!welcome"))[0].startswith("In River Circle I welcome whoever joins")
    assert (await room.says("ana", "!welcome OFF."))[0].startswith(
        "I say nothing any more when somebody joins. It was on;"
    )
    room.network.sent.clear()

    await room.has(*EVERYBODY, "eve")

    assert room.words() == []


async def test_it_is_the_setting_of_that_name_and_can_be_undone(room: Room) -> None:
    await room.says("ana", "!welcome on")
    assert "welcome: on (default off)" in (await room.says("dee", "!settings"))[0]

    assert await room.says("ana", "!undo") == ["welcome is off again. It was on for a while; Ana took that back."]


async def test_switching_it_to_what_it_is_changes_nothing(room: Room) -> None:
    assert (await room.says("ana", "!welcome off"))[0].startswith("In River Circle I say nothing")

    assert (await room.says("ana", "!undo"))[0].startswith("In the last day nothing was changed")


async def test_bad_input_says_what_works(room: Room) -> None:
    assert await room.says("ana", "!welcome everybody") == [
        (
            "I understood `!welcome`; I don't know “everybody” after it, so it stays off."
            " What works: `!welcome on`, `!welcome off`"
        )
    ]


async def test_from_private_the_room_hears_of_it(room: Room) -> None:
    told = await room.private("ana", "welcome on")

    assert told.startswith("I welcome whoever joins River Circle from now on")
    assert room.words(CIRCLE)[-1].plain.startswith("I welcome whoever joins from now on")


async def test_at_most_one_an_hour(on: Room) -> None:
    await on.has(*EVERYBODY, "eve", "fay")
    await _passes(on, timedelta(minutes=59))
    await on.has(*EVERYBODY, "eve", "fay", "guy")
    assert _welcomed(on) == 1

    await _passes(on, timedelta(minutes=1))
    await on.has(*EVERYBODY, "eve", "fay", "guy", "hal")
    assert _welcomed(on) == 2


async def test_coming_back_within_the_hour_is_not_joining(on: Room) -> None:
    await on.has("ana", "ben", "cleo")
    await _passes(on, timedelta(minutes=59))

    await on.has(*EVERYBODY)

    assert _welcomed(on) == 0


async def test_coming_back_after_an_hour_is(on: Room) -> None:
    await on.has("ana", "ben", "cleo")
    await _passes(on, timedelta(hours=1))

    await on.has(*EVERYBODY)

    assert _welcomed(on) == 1


async def test_a_newcomer_beside_somebody_who_came_back_is_welcomed(on: Room) -> None:
    await on.has("ana", "ben", "cleo")

    await on.has(*EVERYBODY, "eve")

    assert _welcomed(on) == 1


async def test_that_somebody_left_is_forgotten_with_the_hour(on: Room) -> None:
    await on.has("ana", "ben", "cleo")
    assert at("dee").encode() not in (await _departed(on))

    await _passes(on, timedelta(days=1))

    assert await _departed(on) == b""


async def _departed(room: Room) -> bytes:
    rows = await room.db.run(lambda connection: connection.execute("SELECT * FROM departed").fetchall())
    return b" ".join(str(tuple(row)).encode() for row in rows)


async def test_kiths_own_coming_is_no_newcomers(on: Room) -> None:
    await on.has("ana", "eve", room="!lake:example.org", name="Lake Circle")

    assert _welcomed(on) == 0


@pytest.mark.parametrize("away", [timedelta(hours=1), timedelta(hours=30)])
async def test_after_a_downtime_of_hours_nobody_is_new(on: Room, away: timedelta) -> None:
    await on.hears()
    await on.restarts(after=away)

    await on.has(*EVERYBODY, "eve")

    assert _welcomed(on) == 0


async def test_after_hours_without_the_homeserver_nobody_is_new(on: Room) -> None:
    await on.hears()
    on.now += timedelta(hours=2)

    await on.has(*EVERYBODY, "eve")
    assert _welcomed(on) == 0

    await on.has(*EVERYBODY, "eve", "fay")
    assert _welcomed(on) == 1


async def test_after_a_short_restart_a_newcomer_is_welcomed(on: Room) -> None:
    await on.hears()
    await on.restarts(after=timedelta(minutes=30))

    await on.has(*EVERYBODY, "eve")

    assert _welcomed(on) == 1


async def test_whoever_follows_into_an_upgraded_room_is_not_new(on: Room) -> None:
    new = "!new:example.org"
    await on.hears(on.room_now(*EVERYBODY, successor=new))

    await on.hears(on.room_now("ana", room=new, predecessor=CIRCLE))

    assert _welcomed(on) == 0


class TestWithOtherBots:
    @pytest.fixture
    def house(self) -> House:
        return House(me=KITH, allow=("*:example.org",), ignore=("@*bot:example.org",))

    async def test_a_bot_that_the_operator_knows_is_not_welcomed(self, on: Room) -> None:
        await on.has(*EVERYBODY, "pollbot")

        assert _welcomed(on) == 0
