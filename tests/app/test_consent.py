"""What somebody has to mean: typed in a room it is asked about in private, and done on a yes alone."""

from __future__ import annotations

from types import ModuleType

import pytest

from bot.chat import Ask, Gone, Open, Say, Undeliverable, Under
from bot.commands import CONSENT, commands
from bot.storage.tx import Tx
from tests.conftest import CIRCLE, Room

LAKE = "!lake:example.org"
ASKED = "Do you mean `otter on please`? `1` yes / `2` not now. You typed it in River Circle, so I did nothing yet."


@pytest.fixture
def meant(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What a command that needs consent was carried out with: the group and the words."""
    done: list[tuple[str, str]] = []
    module = ModuleType("otters.ping")  # the words of ping are at hand

    def run(ask: Ask, tx: Tx) -> Say:
        assert ask.private
        assert ask.group is not None
        done.append((ask.group.name, ask.words))
        return Say("heard", {"word": "otter"})

    vars(module).update(NAME="otter on", USAGE="[words]", EXAMPLE="otter on", WHERE=CONSENT, run=run)
    found = commands()
    assert isinstance(found, dict)
    monkeypatch.setitem(found, "otter on", module)
    return done


async def test_in_a_room_it_gets_the_neutral_mark_and_a_question_in_private(
    room: Room, meant: list[tuple[str, str]]
) -> None:
    ask = room.ask("ben", "!otter on please")

    await room.hears(ask)

    assert meant == []
    assert room.marks(CIRCLE) == [Under(ask.event, "💬")]
    assert room.words(CIRCLE) == []
    (asked,) = room.words()
    assert asked.plain.startswith(ASKED)


@pytest.mark.parametrize("answer", ["1", "yes", "ok"])
async def test_it_is_carried_out_on_a_yes_in_that_rooms_group(
    room: Room, meant: list[tuple[str, str]], answer: str
) -> None:
    await room.has("ben", "eve", room=LAKE, name="Lake Circle")
    await room.private("ben", "in lake")
    await room.says("ben", "!otter on please")

    assert await room.private("ben", answer) == "otter: I'm here."

    assert meant == [("River Circle", "please")]
    await room.private("ben", answer)
    assert len(meant) == 1


@pytest.mark.parametrize("answer", ["2", "not now", "no"])
async def test_a_not_now_does_nothing_and_nobody_is_told(room: Room, meant: list[tuple[str, str]], answer: str) -> None:
    await room.says("ben", "!otter on please")
    before = len(room.network.sent)

    assert await room.private("ben", answer) == "Good. Nothing changes, and nobody is told."

    assert meant == []
    assert {arrived.room for arrived in room.network.sent[before:]} == {await room.chat_of("ben")}


async def test_a_yes_in_the_room_is_none(room: Room, meant: list[tuple[str, str]]) -> None:
    await room.says("ben", "!otter on")
    await room.says("ben", "yes")
    await room.says("ben", "!yes")

    assert meant == []


async def test_in_private_it_is_carried_out_at_once(room: Room, meant: list[tuple[str, str]]) -> None:
    assert await room.private("ben", "otter on please") == "otter: I'm here."

    assert meant == [("River Circle", "please")]


async def test_in_private_whoever_shares_several_groups_is_asked_which(
    room: Room, meant: list[tuple[str, str]]
) -> None:
    await room.has("ben", "eve", room=LAKE, name="Lake Circle")

    assert (await room.private("ben", "otter on")).startswith("Which group do you mean?")
    await room.private("ben", "lake circle")

    assert meant == [("Lake Circle", "")]


@pytest.mark.parametrize("who", ["ben", "kith"])
async def test_after_leaving_the_group_a_yes_does_nothing(room: Room, meant: list[tuple[str, str]], who: str) -> None:
    await room.says("ben", "!otter on")
    await room.hears(room.room_now("ana") if who == "ben" else Gone(CIRCLE, room.now))

    assert (await room.private("ben", "yes")).startswith("I'm no longer in that group with you")
    assert meant == []


async def test_where_no_chat_can_be_opened_the_room_hears_the_one_fixed_line(
    room: Room, meant: list[tuple[str, str]]
) -> None:
    room.network.answers(Undeliverable("M_FORBIDDEN"), to=Open)

    (told,) = await room.says("ben", "!otter on")

    assert told.startswith("I can't open a private chat with you from here.")
    assert meant == []
