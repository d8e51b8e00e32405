"""More sentences of a first minute, by whoever is scared, terse, polite, speaks to the phone or writes German.

They were written down as the sixty of ``test_first_minute.py`` were, before anybody looked at what Kith knows; those
that were answered well from the start are left out.
"""

from __future__ import annotations

import pytest

from bot.app.meaning import SPOKEN, meaning
from tests.app.test_first_minute import FIRST_MINUTE, HELLO, HELP, LINE, RESOURCES, STOP, SUPPORT
from tests.conftest import CIRCLE, Room, at
from tests.turns import has_rota

ZONE = "It's 13:00 for you (Europe/Berlin)."
FORGET = "To have all erased that I hold about you, send `forget me` again"
LANGUAGE = "I write to you in English (en). I also know: `language de`"

ALONE = [
    ("need help now!!", SUPPORT),
    ("🆘", SUPPORT),
    ("hey kith I need support", SUPPORT),
    ("Kith help me", SUPPORT),
    ("ich brauche Hilfe", SUPPORT),
    ("Ist da jemand?", SUPPORT),
    ("im not safe", RESOURCES),
    ("Notfall!", RESOURCES),
    ("110", RESOURCES),
    ("help 🙏", HELP),
    ("Hilfe!!", HELP),
    ("Hi Kith, how does this work?", HELP),
    ("Hallo", HELLO),
    ("are you human", HELLO),
    ("stop all", STOP),
    ("Stop…", STOP),
    ("stop, please", STOP),
    ("stopp", STOP),
    ("delete me", FORGET),
    ("vergiss mich", FORGET),
    ("what do you know about me?", "What I hold about you, for your eyes."),
    ("who can see this?", "To answer you and to ask fairly I hold"),
    ("Deutsch bitte", LANGUAGE),
    ("Time zone Berlin", ZONE),
    ("set my time zone to berlin", ZONE),
    ("Quite 22:00–07:00", "Did you mean `quiet`? `1` yes."),
    ("langauge german", "Did you mean `language`? `1` yes."),
    ("suport im scared", "Did you mean `support`? `1` yes."),
    ("my dta", "Did you mean `my data`? `1` yes."),
    ("checkin weekly", "That is for facilitators"),
]
"""What is typed in private, and the beginning of the answer."""

IN_THE_ROOM = [
    ("Kith, are you there?", HELLO),
    ("Kith: who are you", HELLO),
    ("Kith, stop messaging me", STOP),
    ("!stop it", STOP),
    ("!hilfe", "`!checkin open`: "),
    ("!timezne Berlin", "Did you mean `!timezone`?"),
    ("!chekin open for 2h", "Did you mean `!checkin open`?"),
]
"""What is typed in the room, and the beginning of the answer, wherever that stands."""


@pytest.mark.parametrize(("text", "answer"), ALONE)
async def test_alone_with_kith_it_is_answered_with_what_was_meant(room: Room, text: str, answer: str) -> None:
    assert (await room.private("ben", text)).startswith(answer)


@pytest.mark.parametrize(("text", "answer"), IN_THE_ROOM)
async def test_in_the_room_it_is_answered_where_kith_was_named(room: Room, text: str, answer: str) -> None:
    await room.chat_of("ben")

    await room.says("ben", text)

    assert room.words()[-1].plain.startswith(answer)


@pytest.mark.parametrize("text", [text for text, _ in ALONE])
async def test_in_the_room_without_kiths_name_it_is_for_the_others(room: Room, text: str) -> None:
    if text.lower().startswith("kith"):
        text = text[len("kith ") :]

    await room.says("ben", text)

    assert room.network.sent == []


@pytest.mark.parametrize("text", sorted(said for said in SPOKEN if meaning(said, private=False) is None))
async def test_in_the_room_what_is_said_to_kith_alone_takes_its_name(room: Room, text: str) -> None:
    await room.says("ben", f"!{text}")
    assert room.network.sent == []

    await room.says("ben", f"Kith: {text}")
    assert room.network.sent != []


async def test_a_yes_carries_out_what_followed_the_mistyped_word_too(room: Room) -> None:
    await room.private("ben", "Quite 21:00–07:00")

    assert (await room.private("ben", "yes")).startswith("Good. Quiet from 21:00 to 07:00")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("listen of", "listen off"),
        ("Listen onn.", "listen on"),
        ("listen hour mon-fri 18:00-23:00", "listen hours"),
        ("listen nigth ok", "listen night"),
        ("rota mnie", "rota mine"),
        ("rota mine isc", "rota mine ics"),
        ("rota tak wed", "rota take"),
        ("my data fil", "my data file"),
    ],
)
async def test_a_command_that_begins_like_a_shorter_one_is_offered_where_its_end_is_mistyped(
    room: Room, text: str, meant: str
) -> None:
    assert await room.private("ben", text) == f"Did you mean `{meant}`? `1` yes. Or write it again your way."
    assert await room.says("ben", f"!{text}") == [f"Did you mean `!{meant}`?"]


async def test_a_yes_to_it_carries_out_what_followed(room: Room) -> None:
    await has_rota(room)
    await room.private("ben", "rota tak 2026-12-09")

    assert (await room.private("ben", "yes")).startswith("It's yours, thank you: facilitator on Wed 9 Dec")


async def test_a_yes_to_it_means_whoever_was_mentioned(room: Room) -> None:
    await room.private("ben", "not wit Somebody", pills=(at("cleo"),))

    assert (await room.private("ben", "yes")).startswith("Noted. I never bring you and Cleo together")


@pytest.mark.parametrize(
    "text",
    [
        "listen of course",
        "listen to me",
        "listen or else",
        "rota is full again",
        "quite tired today",
        "hell of a day",
        "king of the hill",
        "resourceful people are nice",
        "12",
        "99",
        "time zones confuse me",
        "set my mind at rest",
        "hallo from the train",
        "stop the war",
        "hey kith the week was long",
        "my brother is ill",
        "my head",
        "forget about the rain",
        "room is spinning",
    ],
)
async def test_what_nearly_looks_like_it_leads_to_a_person(room: Room, text: str) -> None:
    assert (await room.private("ben", text)).startswith(LINE)


@pytest.mark.parametrize(
    "text", ["!so what now", "!hell of a day", "!king of the hill", "Kith, I think, is a bot", "Kith, my week was long"]
)
async def test_what_nearly_looks_like_it_in_the_room_is_for_the_others(room: Room, text: str) -> None:
    assert await room.says("ben", text) == []


async def test_a_group_that_has_other_bots_is_answered_by_kiths_name_alone(room: Room) -> None:
    await room.says("ben", "!menu")
    assert room.network.sent == []

    assert (await room.says("ben", "Kith: menu"))[0].startswith("`!checkin open`")
    assert room.words(CIRCLE)


def test_none_of_them_was_among_the_first() -> None:
    assert {text for text, _ in ALONE}.isdisjoint(text for text, _ in FIRST_MINUTE)
