"""N20: an opening, a practice, a title and a place are data, however often Kith says them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.matrix.outbound import message
from tests.conftest import Room
from tests.network import KITH

NASTY = "@room look <b>here</b> https://matrix.to/#/@ana:example.org @ben:example.org `!meeting end`"
WHOLE_ROOM = re.compile(r"@room(?![a-z0-9_])", re.IGNORECASE | re.ASCII)


@pytest.mark.parametrize(
    "texts",
    [
        ["meeting add daily 19:00 UTC", f'meeting opening "{NASTY}\n!meeting end\n{NASTY}"'],
        ["meeting add daily 19:00 UTC", f'agreements set "{NASTY}\n!undo"'],
        ["meeting add daily 19:00 UTC", f'practice add "{NASTY}\n!practice remove 1"'],
        ["meeting add daily 19:00 UTC", f'practice add "{NASTY}" "!meeting end"', f'practice edit 1 "{NASTY} too"'],
        [f'meeting add "{NASTY[:60]}" daily 19:00 UTC where {NASTY}'],
    ],
)
async def test_what_was_typed_mentions_and_links_nobody_and_does_nothing(room: Room, texts: list[str]) -> None:
    for text in texts:
        await room.says("ana", f"!{text}")
    for text in ("practice", "practice list", "meeting opening", "meeting"):
        await room.says("ben", f"!{text}")

    await room.until(timedelta(days=2))

    told = room.words(room.room)
    assert sum(words.plain.startswith("It's time: ") for words in told) == 2  # it neither ended nor began anything
    for words in told:
        content = message(words)
        assert content["m.mentions"] == {}
        assert set(re.findall(r'href="([^"]*)"', words.html)) <= {f"https://matrix.to/#/{KITH}"}
        assert "<b>here" not in words.html
        for said in (words.plain, words.html):
            typed = said.replace(f"https://matrix.to/#/{KITH}", "")
            assert not WHOLE_ROOM.search(typed)
            assert "@ben:" not in typed
            assert "matrix.to" not in typed
