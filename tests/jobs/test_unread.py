"""What Kith can't read is told to whoever wrote it, once, and never about what was not for Kith."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.chat import Batch, Erased, Sealed
from bot.storage.tx import Tx
from tests.conftest import Room, at

MINUTE = timedelta(minutes=1)
PRIVATELY = "I couldn't read that: its key never reached me."
HERE = "I couldn't read what was written here"


def sealed(room: Room, event: str, where: str = "", sender: str = "ana", **more: object) -> Sealed:
    said = more.pop("said", room.now)
    assert isinstance(said, datetime)
    return Sealed(event, where or room.room, at(sender), "session", "{}", room.now, said, bool(more.get("before_join")))


def told(room: Room, where: str | None = None) -> list[str]:
    return [words.plain for words in room.words(where) if words.plain.startswith("I couldn't read")]


async def test_in_private_it_is_told_after_a_minute_and_rings(room: Room) -> None:
    chat = await room.chat_of("ana")
    await room.hears(sealed(room, "$one", chat))

    await room.until(timedelta(seconds=59))
    assert told(room) == []
    await room.until(timedelta(seconds=1))

    (words,) = room.words(chat)[-1:]
    assert words.plain.startswith(PRIVATELY)
    assert (words.rings, words.reply_to) == (True, "$one")


async def test_a_key_that_comes_in_time_makes_it_a_message_like_any_other(room: Room) -> None:
    chat = await room.chat_of("ana")
    await room.hears(sealed(room, "$one", chat))

    answer = await room.private("ana", "ping heron", event="$one")
    await room.until(2 * MINUTE)

    assert answer == "heron: I'm here."
    assert told(room) == []


async def test_several_at_once_are_told_together(room: Room) -> None:
    chat = await room.chat_of("ana")
    for n in range(4):
        await room.hears(sealed(room, f"${n}", chat))
        await room.until(timedelta(seconds=10))

    await room.until(5 * MINUTE)

    assert len(told(room, chat)) == 1


async def test_what_is_sent_again_and_can_not_be_read_again_is_told_again(room: Room) -> None:
    chat = await room.chat_of("ana")
    await room.hears(sealed(room, "$one", chat))
    await room.until(2 * MINUTE)

    await room.hears(sealed(room, "$two", chat))
    await room.until(2 * MINUTE)

    assert len(told(room, chat)) == 2


async def test_what_is_removed_within_the_minute_is_not_spoken_of(room: Room) -> None:
    chat = await room.chat_of("ana")
    await room.hears(sealed(room, "$one", chat))

    await room.read(lambda tx: tx.undecrypted.drop("$one"))
    await room.until(2 * MINUTE)

    assert told(room) == []


async def test_in_a_room_it_is_one_quiet_line_that_names_nobody(room: Room) -> None:
    for n, person in enumerate(("ana", "ben", "cleo")):
        await room.hears(sealed(room, f"${n}", sender=person))

    await room.until(2 * MINUTE)

    (words,) = room.words(room.room)
    assert words.plain.startswith(HERE)
    assert (words.rings, words.mentions, words.reply_to) == (False, (), "$0")


async def test_in_a_room_the_same_person_hears_of_it_once_a_day_and_somebody_else_too(room: Room) -> None:
    await room.hears(sealed(room, "$one"))
    await room.until(timedelta(hours=2))
    await room.hears(sealed(room, "$two"))
    await room.until(2 * MINUTE)
    assert len(told(room)) == 1

    await room.hears(sealed(room, "$three", sender="ben"))
    await room.until(2 * MINUTE)
    assert len(told(room)) == 2

    await room.until(timedelta(days=1))
    await room.hears(sealed(room, "$four"))
    await room.until(2 * MINUTE)
    assert len(told(room)) == 3


async def test_who_removes_what_was_spoken_of_makes_kith_speak_no_more_often(room: Room) -> None:
    for n in range(3):
        await room.hears(sealed(room, f"${n}"))
        await room.until(2 * MINUTE)
        await room.hears(Erased(f"$removal{n}", room.room, at("ana"), f"${n}", room.now))

    assert len(told(room)) == 1


async def test_keys_that_come_too_late_make_kith_speak_no_more_often(room: Room) -> None:
    for n in range(3):
        await room.hears(sealed(room, f"${n}"))
        await room.until(2 * MINUTE)
        await room.app.hear(Batch((), None, opened=frozenset({f"${n}"})), room.now)

    assert len(told(room)) == 1
    assert await room.app.sealed(room.now) == ()


async def test_what_waits_no_longer_is_known_for_two_days_at_most(room: Room) -> None:
    await room.hears(sealed(room, "$one"))
    await room.until(2 * MINUTE)
    await room.read(lambda tx: tx.undecrypted.drop("$one"))

    await room.until(timedelta(days=2))

    assert at("ana").encode() not in await room.read(_kept)


def _kept(tx: Tx) -> bytes:
    return repr([tuple(row) for row in tx.db.execute("SELECT * FROM undecrypted")]).encode()


async def test_who_has_left_within_the_minute_is_not_spoken_of(room: Room) -> None:
    await room.hears(sealed(room, "$one", sender="dee"))
    await room.has("ana", "ben", "cleo")

    await room.until(2 * MINUTE)

    assert told(room) == []


async def test_thousands_that_can_not_be_read_are_looked_through_by_an_index(room: Room) -> None:
    plan = await room.read(
        lambda tx: tx.db.execute(
            "EXPLAIN QUERY PLAN SELECT 1 FROM undecrypted"
            " WHERE room = ? AND told_at >= ? AND sender = coalesce(?, sender)",
            ("!room", 0, None),
        ).fetchall()
    )

    assert "USING INDEX undecrypted_told" in plan[0]["detail"]


async def test_what_was_written_in_a_group_before_kith_was_there_is_let_be(room: Room) -> None:
    await room.hears(sealed(room, "$old", before_join=True))

    await room.until(2 * MINUTE)

    assert told(room) == []


async def test_what_was_written_into_a_private_chat_before_kith_joined_is_told(room: Room) -> None:
    chat = await room.chat_of("ana")
    await room.hears(sealed(room, "$first", chat, before_join=True))

    await room.until(2 * MINUTE)

    assert len(told(room, chat)) == 1


async def test_after_a_long_downtime_a_room_is_left_in_peace_and_a_person_is_not_left_waiting(room: Room) -> None:
    chat = await room.chat_of("ana")
    yesterday = room.now - timedelta(hours=20)
    await room.hears(sealed(room, "$one", said=yesterday), sealed(room, "$two", chat, said=yesterday))

    await room.until(2 * MINUTE)

    assert len(told(room)) == len(told(room, chat)) == 1


async def test_nothing_is_said_where_kith_is_out_or_silent_by_then(room: Room) -> None:
    chat = await room.chat_of("ana")
    await room.hears(sealed(room, "$one", chat))
    await room.hears(room.room_now("ana", "ben", room=chat, direct=True))

    await room.until(2 * MINUTE)

    assert told(room) == []


async def test_somebody_else_in_a_private_chat_is_not_answered(room: Room) -> None:
    chat = await room.chat_of("ana")
    await room.hears(sealed(room, "$one", chat, sender="ben"))

    await room.until(2 * MINUTE)

    assert told(room) == []
