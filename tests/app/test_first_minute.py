"""What people type on a phone in their first minute with Kith: written down before anybody looked at what it knows.

Each is answered with what was meant, or with the fixed line that leads to a person and to places to turn to.
"""

from __future__ import annotations

import pytest

from bot.app.meaning import NEED, SPOKEN
from bot.commands import commands
from tests.conftest import CIRCLE, Room

LINE = "I'm a bot. I didn't understand this and passed it to nobody. To reach a person: `support`."
HELLO = "Good to have you here. I'm Kith, a bot"
OFFERED_HELLO = "Did you mean `he"
HELP = "`support`: when you need a person"
SUPPORT = "I asked nobody"
THANKS = "You're welcome"
RESOURCES = "I hold no list of places to turn to yet. In danger now, your local emergency number"
STOP = "There was nothing to stop"
CHECKIN = "`checkin` is about a group, and I see no group that we share."

FIRST_MINUTE = [
    ("hi", HELLO),
    ("Hey", HELLO),
    ("hey there", HELLO),
    ("hi kith", HELLO),
    ("Good morning", HELLO),
    ("hi!! 👋", HELLO),
    ("👋", HELLO),
    ("heyy", OFFERED_HELLO),
    ("Hello?", HELLO),
    ("helo", OFFERED_HELLO),
    ("test", HELLO),
    ("is this thing on?", HELLO),
    ("are you a bot", HELLO),
    ("who are you?", HELLO),
    ("what is this", HELLO),
    ("what can you do?", HELP),
    ("help!", HELP),
    ("how does this work", HELP),
    ("how do i use this", HELP),
    ("commands", HELP),
    ("menu", HELP),
    ("start", HELP),
    ("/start", HELP),
    ("/help", HELP),
    ("I'm new here", HELLO),
    ("im new", HELLO),
    ("I just joined", HELLO),
    ("first time here", HELLO),
    ("i need help", SUPPORT),
    ("help me please", SUPPORT),
    ("please help", SUPPORT),
    ("i need to talk", SUPPORT),
    ("I need to talk to someone", SUPPORT),
    ("can someone talk to me", SUPPORT),
    ("is anyone there", SUPPORT),
    ("anybody there?", SUPPORT),
    ("anyone awake?", SUPPORT),
    ("can i talk to someone", SUPPORT),
    ("i feel so alone", LINE),
    ("im not ok", LINE),
    ("I'm having a really bad night", LINE),
    ("i want to die", RESOURCES),
    ("i cant do this anymore", LINE),
    ("suicidal", RESOURCES),
    ("panic attack", LINE),
    ("in danger", RESOURCES),
    ("😭", LINE),
    ("thanks", THANKS),
    ("thank you so much 🙏", THANKS),
    ("ok", LINE),
    ("stop messaging me", STOP),
    ("unsubscribe", STOP),
    ("leave me alone", STOP),
    ("when is the next meeting?", LINE),
    ("who can read this?", HELLO),
    ("is this private?", HELLO),
    ("check in", CHECKIN),
    ("i want to check in", LINE),
    ("emergency number", RESOURCES),
    ("okay so hi I just joined and um I don't really know what I'm supposed to do here", LINE),
]
"""Sentences and the beginnings of their answers."""


def test_there_are_sixty_and_no_two_are_the_same() -> None:
    assert len({text for text, _ in FIRST_MINUTE}) == len(FIRST_MINUTE) == 60


@pytest.mark.parametrize(("text", "answer"), FIRST_MINUTE)
async def test_it_is_answered_with_what_was_meant_or_leads_there(room: Room, text: str, answer: str) -> None:
    told = await room.private("eve", text)

    assert told.startswith(answer)


@pytest.mark.parametrize("text", [text for text, _ in FIRST_MINUTE])
async def test_in_the_room_without_kiths_name_it_is_for_the_others(room: Room, text: str) -> None:
    await room.says("ben", text)

    assert room.network.sent == []


@pytest.mark.parametrize("text", ["start", "menu", "commands", "test", "/start", "who are you"])
async def test_in_the_room_what_other_bots_listen_to_is_left_to_them(room: Room, text: str) -> None:
    assert await room.says("ben", f"!{text}") == []
    assert room.network.sent == []


@pytest.mark.parametrize("said", sorted(SPOKEN))
def test_every_whole_message_means_a_command(said: str) -> None:
    assert SPOKEN[said] in commands()


def test_what_is_said_in_need_means_the_same_everywhere() -> None:
    assert NEED.items() <= SPOKEN.items()


@pytest.mark.parametrize(
    "text",
    [
        "she said: is anyone there? and I ran",
        "I need help moving a sofa on Sunday",
        "i want to die my hair blue",
        "the hotline was busy again",
        "test results came",
        "menu for the potluck: soup",
        "start without me",
        "unsubscribe them from the list",
        "hi from the train",
        "in danger of being bored",
    ],
)
async def test_the_same_words_within_a_message_mean_nothing(room: Room, text: str) -> None:
    assert (await room.private("ana", text)).startswith(LINE)


@pytest.mark.parametrize(
    "text", ["Help me 😭", "help me, please!", "SOS 🆘🆘", "kith: help me", "Help me, Kith.", "I’m in danger ⚠️"]
)
async def test_emoji_commas_and_its_name_stand_in_nobodys_way(room: Room, text: str) -> None:
    assert (await room.private("ana", text)).startswith((SUPPORT, RESOURCES))


@pytest.mark.parametrize("text", ["check in open for 2h", "Check-in open for 2h", "checkin open for 2h 🌱"])
async def test_what_a_phone_makes_of_checkin_is_checkin(room: Room, text: str) -> None:
    told = await room.private("ana", text.removesuffix(" 🌱"))

    assert told.startswith("I'm opening a check-in in River Circle, until 14:00")
    assert (await room.says("ben", "!check-in close"))[0].startswith("The check-in is closed.")
    assert room.words(CIRCLE)[0].rings
