"""N9, N20 and N22: what is typed in private stays there without its person's word, and goes out as data."""

from __future__ import annotations

import logging

import pytest

from bot.chat import Words
from tests.conftest import Room, at

LAKE = "!lake:example.org"


@pytest.mark.parametrize("answers", [(), ("2",), ("pass",), ("stop",), ("checkin", "1"), ("otter", "3", "0")])
async def test_without_a_yes_nobody_else_reads_a_word(
    room: Room, answers: tuple[str, ...], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    chat = await room.chat_of("ben")
    await room.says("ana", "!checkin open")

    for text in ("checkin a kingfisher", *answers):
        await room.private("ben", text)

    elsewhere = [arrived for arrived in room.network.of(Words) if arrived.room != chat]
    assert "kingfisher" not in str(elsewhere)
    assert not any("kingfisher" in record.getMessage() for record in caplog.records if record.name.startswith("bot"))


async def test_a_third_in_the_chat_reads_neither_the_question_nor_the_words(room: Room) -> None:
    chat = await room.chat_of("ben")
    await room.private("ben", "checkin a kingfisher")
    before = len(room.words(chat))

    await room.hears(room.room_now("ben", "eve", room=chat, direct=True))
    await room.hears(room.ask("eve", "1", room=chat), room.ask("ben", "1", room=chat))

    assert len(room.words(chat)) == before
    assert room.words(room.room) == []


async def test_another_persons_answer_shares_nothing(room: Room) -> None:
    await room.private("ben", "checkin a kingfisher")

    await room.private("cleo", "1")

    assert room.words(room.room) == []


@pytest.mark.parametrize(
    "typed",
    [
        "@room come",
        "<b>bold</b>",
        at("ana"),
        f"https://matrix.to/#/{at('ana')}",
        "hi ana <a href='x'>y</a>\n!checkin close",
    ],
)
async def test_what_is_shared_mentions_nobody_and_is_no_markup(room: Room, typed: str) -> None:
    await room.says("ana", "!checkin open")
    await room.private("ben", f"checkin {typed}")

    await room.private("ben", "1")

    shared = room.words(room.room)[-1]
    assert shared.mentions == ()
    assert "@room" not in shared.plain
    assert at("ana") not in shared.plain
    assert "<b>" not in shared.html
    assert "<a" not in shared.html
    assert "matrix.to/#/@" not in shared.html
    assert (await room.says("ana", "!checkin close"))[0].startswith("The check-in is closed.")


async def test_a_display_name_is_data_as_well(room: Room) -> None:
    seen = room.room_now("ana", "ben", names={at("ana"): "Ana", at("ben"): "<b>@room</b>"})
    await room.hears(seen)
    await room.private("ben", "checkin fine")

    await room.private("ben", "1")

    shared = room.words(room.room)[-1]
    assert "<b>" not in shared.html
    assert "@room" not in shared.plain


async def test_it_goes_to_the_group_that_was_meant_when_it_was_typed(room: Room) -> None:
    await room.has("ben", "eve", room=LAKE, name="Lake Circle")
    await room.private("ben", "in river")
    await room.private("ben", "checkin a kingfisher")
    await room.private("ben", "in lake")

    await room.private("ben", "share")

    assert "kingfisher" not in str(room.words(LAKE))
    assert "kingfisher" in str(room.words(room.room))


async def test_nothing_of_one_groups_repeating_check_ins_shows_in_another(room: Room) -> None:
    await room.has("ana", "eve", room=LAKE, name="Lake Circle")
    await room.says("ana", "!checkin daily 18:00")
    await room.says("ana", '!checkin prompts "A kingfisher?"')
    before = len(room.words(LAKE))

    for text in ("checkin schedules", "checkin cancel lake-1", "checkin prompts", "undo", "checkin open"):
        await room.says("ana", f"!{text}", room=LAKE)
    there = [words.plain for words in room.words(LAKE)][before:]

    assert "kingfisher" not in "".join(there)
    assert "daily" not in "".join(there)
    assert "every day" not in "".join(there)
    assert "lake-1" in (await room.says("ana", "!checkin schedules"))[0]
