"""N4: nothing that somebody is told differs because another keeps apart from them, or listens."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat import House
from bot.domain.listening import PROOF_HOLDS
from bot.storage.database import FILE, opened
from tests.conftest import circle
from tests.network import KITH, Network

HOUSE = House(me=KITH, allow=("*:example.org",))
LISTENS = ("listen on", "1", "1", "listen night ok")
TYPED = (
    "not with @ben", "not with ben", "not with list", "not with remove ben", "not with remove ben", "not with list",
    "not with @ben:example.org", *LISTENS, "listen", 'card "Tea"', "card show", "support", "in", "privacy", "my data",
    "help", "pause 3d", "pause off", "listen off", "stop", "my data file",
)  # fmt: skip
IN_A_ROOM = ("!not with ben", "!listen on", "!support", "!facilitators", "!room check", "!settings", "!help")


async def _what_ana_is_told(folder: Path, theirs: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return all that reaches Ana and the room, where Ben and Cleo have said this in private before."""
    path, network = folder / FILE, Network()
    folder.mkdir()
    async with opened(path) as db, circle(db, network, HOUSE, path) as room:
        chat = await room.opens_chat("ana")
        for person in ("ben", "cleo"):
            await room.opens_chat(person)
            for text in theirs:
                await room.private(person, text)
        network.sent.clear()
        for text in TYPED:
            await room.private("ana", text)
        for text in IN_A_ROOM:
            await room.says("ana", text)
        await room.until(PROOF_HOLDS + timedelta(days=8))
        where = {chat: "private", room.room: "room"}
        told = [
            (where[arrived.room], getattr(arrived.letter.content, "plain", str(arrived.letter.content)[:5]))
            for arrived in network.sent
            if arrived.room in where
        ]
        return sorted(told, key=lambda each: each[0])  # between two rooms there is no order


@pytest.mark.parametrize("theirs", [("not with @ana",), LISTENS, (*LISTENS, "not with @ana", "not with remove @ana")])
async def test_whatever_others_said_they_are_told_the_same(tmp_path: Path, theirs: tuple[str, ...]) -> None:
    bare = await _what_ana_is_told(tmp_path / "bare", ())

    told = await _what_ana_is_told(tmp_path / "told", theirs)

    assert len(bare) > len(TYPED)
    assert told == bare
