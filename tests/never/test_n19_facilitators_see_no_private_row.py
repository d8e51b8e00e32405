"""N19: no facilitator command reveals another's private row; every change of settings is announced."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import carry
from bot.chat import House
from bot.commands import GROUP, commands
from bot.domain.settings import SETTINGS, show
from bot.storage.database import FILE, opened
from tests.conftest import CIRCLE, Room, at, circle
from tests.network import KITH, Network

LAKE = "!lake:example.org"
HOUSE = House(me=KITH, allow=("*:example.org",))
TYPED = [
    *(command.EXAMPLE for command in commands().values() if command.WHERE is GROUP),
    "settings", "facilitators add @cleo", "facilitators add ben", "set welcome on", "undo", "room check",
    "listen", "card show", "not with ben", "not with list",
]  # fmt: skip
OTHER_VALUE = {"language": "de",
    "timezone": "Asia/Tokyo", "reminders.loud": "on", "quiet.until": "2026-12-27", "welcome": "on",
    "support.wave": "7", "facilitators.power_level": "60",
}  # fmt: skip


async def _what_a_facilitator_sees(folder: Path, *, with_private_rows: bool) -> list[tuple[str, str]]:
    """Return all that reaches the room and Ana when she types every command that is about the group."""
    path, network = folder / FILE, Network()
    async with opened(path) as db, circle(db, network, HOUSE, path) as room:
        await room.has("ana", "ben", "cleo", "dee")
        await room.has("ben", "eve", room=LAKE, name="Lake Circle")
        chat = await room.opens_chat("ana")
        if with_private_rows:
            for person in ("ben", "cleo"):
                await room.opens_chat(person)
            for text in ("in river", "listen on", "1", "1", "listen night ok", "card Tea", "not with ana", "pause 3d"):
                await room.private("ben", text)
            for text in ("in lake", "support", "checkin open", "suport", "in"):
                await room.private("ben", text)
        network.sent.clear()
        for text in TYPED:
            await room.says("ana", f"!{text}")
            await room.private("ana", text)
            await room.private("ana", "stop")
        names = {chat: "private", CIRCLE: "room"}
        seen = [
            (names[arrived.room], getattr(arrived.letter.content, "plain", ""))
            for arrived in network.sent
            if arrived.room in names
        ]
        return sorted(seen, key=lambda each: each[0])  # between two rooms there is no order


async def test_whatever_others_have_in_private_a_facilitator_sees_the_same(tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    (tmp_path / "rich").mkdir()

    bare = await _what_a_facilitator_sees(tmp_path / "bare", with_private_rows=False)
    rich = await _what_a_facilitator_sees(tmp_path / "rich", with_private_rows=True)

    assert len(bare) > 3 * len(TYPED)
    assert rich == bare


def _other(name: str) -> str:
    kind = SETTINGS[name]
    return OTHER_VALUE.get(name) or next(text for text in ("2h", "3h", "1h, 3h") if text != show(kind.default))


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("where", ["room", "private"])
async def test_every_change_of_a_setting_is_announced_in_the_room(room: Room, name: str, where: str) -> None:
    old, new = show(SETTINGS[name].default), _other(name)
    text = f"set {name} {new}"

    await (room.says("ana", f"!{text}") if where == "room" else room.private("ana", text))
    await (room.says("ana", "!undo") if where == "room" else room.private("ana", "undo"))

    told = [words.plain for words in room.words(CIRCLE)]
    now = (
        (" jetzt ", "Vorher war es") if name == "language" else (" now. ", "It was ")
    )  # the room reads it in the new one
    (set_,) = [text for text in told if text.startswith(f"{name} is") and all(part in text for part in now)]
    (undone,) = [text for text in told if text.startswith(f"{name} is ") and " again. It was " in text]
    assert all(part in set_ for part in (new.partition(",")[0], old, "Ana"))
    assert all(part in undone for part in (old, new.partition(",")[0], "Ana took that back"))


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize(
    "texts",
    [
        ["welcome on"],
        ["agreements set We listen."],
        ["agreements set We listen.", "undo"],
        ["meeting add wednesdays 19:00", "meeting opening We begin.", "meeting opening off", "undo"],
        ["practice add One.", "practice edit 1 Two.", "undo", "practice remove 1"],
        ["rota add facilitator", "rota every 4 meetings", "rota rest 2", "rota remove facilitator", "undo"],
        ["rota add facilitator", 'rota guide facilitator "Open on time."'],
        ["checkin weekly sun 18:00", "checkin cancel", "undo"],
        ['checkin prompts "How was the week?"', "undo"],
        ["remind at 2h", "remind off", "undo"],
        ["facilitators step down"],
        ["set checkin.for 2h"],
        ["set checkin.for 2h", "undo"],
    ],
)
async def test_every_command_that_changes_something_of_the_group_says_so_and_who_in_the_room(
    room: Room, texts: list[str], private: bool
) -> None:
    for text in texts:
        before, rows = len(room.words(CIRCLE)), await _standing(room)

        await (room.private("ana", text) if private else room.says("ana", f"!{text}"))

        assert await _standing(room) != rows
        announced = [words.plain for words in room.words(CIRCLE)[before:]]
        assert [told for told in announced if "Ana" in told]


async def test_setting_up_is_announced_in_one_message_and_changes_nothing_before(room: Room) -> None:
    rows = await _standing(room)
    answers = ("Tokyo", "Night line, 0800 1, always", "wednesdays 19:00", "timekeeper", "yes", "We listen.", "yes")
    for text in ("setup", *answers):
        await room.private("ana", text)
        assert await _standing(room) == rows

    await room.private("ana", "yes")

    (posted,) = room.words(CIRCLE)
    assert all(
        part in posted.plain
        for part in ("Ana", "Asia/Tokyo", "UTC", "Night line", "every Wednesday", "timekeeper", "We listen.", "welcome")
    )


async def _standing(room: Room) -> list[tuple[object, ...]]:
    """Return all that a group set up."""
    return await room.db.run(
        lambda connection: [
            tuple(row)
            for table in (
                "settings",
                "group_text",
                "facilitator",
                "place",
                "resources",
                "meeting",
                "practice",
                "role",
                "repeat",
                "change",
            )
            for row in connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - names of our own
        ]
    )


async def test_what_is_personal_and_typed_in_a_room_looks_the_same_whatever_it_is(room: Room) -> None:
    """The mark under it is the same, so that nobody, a facilitator least of all, reads from it what came of it."""
    for text in ("!stop", "!in river", "!support", "!hello"):
        await room.says("ben", text)

    assert {mark.key for mark in room.marks(CIRCLE)} == {carry.PRIVATELY}
    assert room.words(CIRCLE) == []
    assert at("ben") not in str(room.words(CIRCLE))
