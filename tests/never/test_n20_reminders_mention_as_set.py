"""N20: a reminder mentions the room where the group set that, and nothing typed ever does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import House, Say, Words
from bot.matrix.outbound import message
from bot.render import Renderer
from tests.conftest import Room
from tests.network import KITH
from tests.reminding import START, reminders

WHOLE_ROOM = re.compile(r"@room(?![a-z0-9_])", re.IGNORECASE | re.ASCII)
NASTY = '"@room @ana:example.org <b>come</b>"'


@pytest.mark.parametrize("loud", ["on", "off"])
async def test_a_title_or_place_with_at_room_mentions_nobody(room: Room, loud: str) -> None:
    await room.says("ana", f"!meeting add {NASTY} weekly wed 19:00 where @room, https://matrix.to/#/@ana:example.org")
    await room.says("ana", f"!set reminders.loud {loud}")
    await room.private("ben", "remind me")
    await room.says("ana", "!meeting edit where @room hall")

    await room.until(START + (START - room.now))

    assert len(reminders(room)) >= 2
    for words in room.words():
        mentions = message(words)["m.mentions"]
        is_loud = loud == "on" and words.plain.startswith("@room Reminder: ")
        assert mentions == ({"room": True} if is_loud else {})
        assert len(WHOLE_ROOM.findall(words.plain)) == is_loud
        assert len(WHOLE_ROOM.findall(words.html)) == is_loud
        assert "<b>come" not in words.html


async def test_the_room_is_mentioned_with_the_word_that_is_seen_for_it(room: Room) -> None:
    await room.says("ana", "!meeting add weekly wed 19:00")
    await room.says("ana", "!set reminders.loud on")

    await room.until(START + (START - room.now))

    (told,) = reminders(room)
    assert message(told)["m.mentions"] == {"room": True}
    assert told.plain.startswith("@room Reminder: today at 19:00")


@given(st.text(), st.booleans())
def test_no_fact_is_what_makes_words_loud(typed: str, private: bool) -> None:
    said = Renderer(House(me=KITH))(Say("heard", {"word": typed, "loud": True}, "ping"), private=private)

    assert not said.loud
    assert message(Words("@room", "@room"))["m.mentions"] == {}
