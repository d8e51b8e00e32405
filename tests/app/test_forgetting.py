"""`forget me`: nothing of a person who used everything is left in any file, and they can come back by themselves."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat import ALMIGHTY, File, Invited, Later, Letter, NotPrivate, Open, Redact, Sealed, Undeliverable, Words
from bot.commands import commands
from bot.shell import logs
from bot.shell.keepsake import backup
from tests.conftest import NOON, Room, at

EVE = "@evelyn-marsh:example.org"
NAME = "Evie Marsh"
TYPED = ("kingfisher", "wagtail", "dipper")
THE_GROUPS = {"agreements set", "checkin prompts", "resources add", "resources edit"}
"""What is typed with these is the group's own text from then on, and stays without the name of who typed it."""
LAKE = "!lake:example.org"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Write the log as `kith run` does, at its most talkative."""
    root, ours, written = logging.getLogger(), logging.getLogger("bot"), io.StringIO()
    before, level, our_level = root.handlers[:], root.level, ours.level
    root.handlers[:] = []
    with redirect_stderr(written):
        logs.start("debug", "text")
    yield written
    root.handlers[:] = before
    root.setLevel(level)
    ours.setLevel(our_level)


async def _here(room: Room, where: str | None = None, *more: str) -> None:
    """Let Evelyn be in the group, with a facilitator's power and a name of her own."""
    seen = room.room_now("ana", "ben", EVE, *more, room=where or room.room, name="River Circle")
    await room.hears(replace(seen, names={**seen.names, EVE: NAME}, powers={EVE: 100}))


async def _uses_everything(room: Room) -> str:
    """Let Evelyn say every command that there is, well and badly, in the room and in private; return her chat."""
    await _here(room)
    await _here(room, LAKE)
    chat = "!marshland:example.org"
    await room.hears(Invited(chat, EVE, direct=True, now=room.now), room.room_now(EVE, room=chat, direct=True))
    for command in commands().values():
        own = ("",) if command.NAME in THE_GROUPS else (f"{command.EXAMPLE} kingfisher", f"{command.NAME} wagtail")
        for said in (command.EXAMPLE, *own, "dipper", "1"):
            if not command.NAME.startswith("forget me"):
                await room.says(EVE, f"!{said}")
                await room.hears(room.ask(EVE, said, room=chat))
    await room.hears(Sealed("$sealed", room.room, EVE, "session", json.dumps({"sender": EVE}), room.now, room.now))
    await room.says(EVE, '!checkin open "kingfisher" for 1h')
    await room.hears(room.ask(EVE, "checkin open kingfisher", room=chat))
    await room.hears(room.ask(EVE, "checkin opne", room=chat))
    return chat


async def _forgets(room: Room, chat: str) -> None:
    await room.hears(room.ask(EVE, "Forget me.", room=chat))
    await room.hears(room.ask(EVE, "forget me", room=chat))


def _traces(*places: bytes) -> set[str]:
    sought = (EVE, EVE[1:].partition(":")[0], NAME, *TYPED)
    return {word for word in sought for place in places if word.encode() in place}


def _files(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


async def test_nothing_is_left_of_a_person_who_used_everything(room: Room, log: io.StringIO, tmp_path: Path) -> None:
    chat = await _uses_everything(room)
    (tmp_path / "kith.sqlite3.before-0007").write_text(f"{EVE} kingfisher")
    assert _traces(_files(tmp_path)) >= {EVE, NAME}

    await _forgets(room, chat)

    kept = backup(tmp_path, tmp_path / "backup.sqlite3", NOON)
    assert _traces(_files(tmp_path)) == set()
    assert _traces(kept.read_bytes()) == set()
    assert _traces(log.getvalue().encode()) == set()
    assert room.words(chat)[-1].plain.startswith("It's erased.")


async def test_nothing_comes_back_by_itself(room: Room, tmp_path: Path) -> None:
    chat = await _uses_everything(room)
    await _forgets(room, chat)

    await _here(room, None, "cleo")
    await room.says(EVE, "no command, but a kingfisher")
    await room.hears(Sealed("$later", room.room, EVE, "session", json.dumps({"sender": EVE}), room.now, room.now))
    room.now += timedelta(minutes=1)
    await room.hears(room.ask(EVE, "kingfisher?", room=chat))
    await room.hears(room.room_now(EVE, room=chat, direct=True))
    await room.restarts()
    await _here(room)
    await room.until(timedelta(days=2))

    assert _traces(_files(tmp_path)) == set()
    assert room.words(chat)[-1].plain.startswith("I'm a bot. I didn't understand this")


async def test_a_word_in_the_old_chat_is_answered_there_without_another_greeting(room: Room) -> None:
    chat = await _uses_everything(room)
    await _forgets(room, chat)
    before = len(room.network.sent)

    await room.hears(room.ask(EVE, "ping heron", room=chat))

    assert [words.plain for words in room.words(since=before)] == ["heron: I'm here."]
    assert room.words(chat)[-1].plain == "heron: I'm here."
    assert await room.read(lambda tx: tx.chats.of(EVE))
    assert {group.room for group in await room.read(lambda tx: tx.groups.of(EVE))} == {room.room, LAKE}


async def test_what_kith_cannot_read_in_the_old_chat_is_told_there(room: Room) -> None:
    chat = await _uses_everything(room)
    await _forgets(room, chat)

    await room.hears(Sealed("$later", chat, EVE, "session", json.dumps({"sender": EVE}), room.now, room.now))
    await room.until(timedelta(minutes=1))

    assert "couldn't read" in room.words(chat)[-1].plain


async def test_a_command_in_the_room_makes_them_count_again(room: Room) -> None:
    chat = await _uses_everything(room)
    await _forgets(room, chat)

    assert await room.says(EVE, "!ping heron") == ["heron: I'm here."]

    assert {group.room for group in await room.read(lambda tx: tx.groups.of(EVE))} == {room.room, LAKE}


@pytest.mark.parametrize("text", ["privacy", "my data", "my data file", "forget me", "resources"])
async def test_what_asks_about_being_forgotten_leaves_them_forgotten(room: Room, tmp_path: Path, text: str) -> None:
    chat = await _uses_everything(room)
    await _forgets(room, chat)

    await room.hears(room.ask(EVE, text, room=chat))

    assert len(room.words(chat)) > 1
    assert _traces(_files(tmp_path)) == set()


async def test_it_is_asked_once_more_and_holds_ten_minutes(room: Room) -> None:
    asked = await room.private("ben", "forget me")
    await room.until(timedelta(minutes=11))
    asked_again = await room.private("ben", "forget me")

    assert asked == asked_again
    assert "send `forget me` again within ten minutes" in asked
    assert await room.read(lambda tx: tx.members.somewhere(at("ben")))


async def test_it_works_in_the_middle_of_another_question_whose_choice_is_called_like_it(room: Room) -> None:
    await room.has("ana", "ben", room=LAKE, name="Forget me")
    chat = await room.chat_of("ben")
    asked = await room.private("ben", "checkin open")

    await room.private("ben", "forget me")
    await room.hears(room.ask("ben", "FORGET ME!", room=chat))

    assert "`1` Forget me / `2` River Circle" in asked
    assert room.words(chat)[-1].plain.startswith("It's erased.")
    assert not await room.read(lambda tx: tx.members.somewhere(at("ben")))


async def test_what_kith_wrote_in_private_is_taken_back_but_for_the_last_word(room: Room) -> None:
    chat = await room.chat_of("ben")
    await room.private("ben", "ping heron")
    written = {arrived.event for arrived in room.network.sent if arrived.room == chat and arrived.event}

    await room.private("ben", "forget me")
    await room.hears(room.ask("ben", "forget me", room=chat))

    last = room.event_of("It's erased.")
    assert written < room.network.redacted
    assert last not in room.network.redacted
    assert {arrived.room for arrived in room.network.of(Redact)} == {chat}


async def test_while_it_is_taken_back_answers_are_not_held_up(room: Room) -> None:
    chat = await room.chat_of("ben")
    await room.private("ben", "forget me")

    def refuses(letter: Letter) -> Later | None:
        return Later(3600.0, "limit") if isinstance(letter.content, Redact) else None

    room.network.rules.append(refuses)
    await room.hears(room.ask("ben", "forget me", room=chat), settle=False)
    await room.hears(room.ask("ben", "support", room=chat), settle=False)
    await room.network.until(lambda: any("asked nobody" in words.plain for words in room.words(chat)))


async def test_typed_in_the_room_it_is_answered_in_private(room: Room, tmp_path: Path) -> None:
    assert await room.says("ben", "!forget me") == []
    assert await room.says("ben", "!forget me") == []

    chat = room.network.of(Open)[0].room
    assert [words.plain.partition(",")[0].partition(".")[0] for words in room.words(chat)] == [
        "To have all erased that I hold about you",
        "It's erased",
    ]
    assert b"@ben" not in _files(tmp_path)
    before = len(room.network.sent)
    await room.hears(room.ask("ben", "ping heron", room=chat))
    assert [words.plain for words in room.words(since=before)] == ["heron: I'm here."]


async def test_with_a_third_in_the_chat_the_last_word_goes_elsewhere_and_leaves_no_trace(
    room: Room, tmp_path: Path
) -> None:
    chat = await room.chat_of("ben")
    await room.private("ben", "forget me")
    room.network.answers(NotPrivate(), to=Words)

    await room.hears(room.ask("ben", "forget me", room=chat))

    assert room.words()[-1].plain.startswith("It's erased.")
    assert b"@ben" not in _files(tmp_path)


async def test_where_no_chat_can_be_opened_it_is_erased_all_the_same(room: Room, tmp_path: Path) -> None:
    room.network.rules.append(lambda letter: Undeliverable("M_FORBIDDEN") if isinstance(letter.content, Open) else None)

    await room.says("ben", "!forget me")
    await room.says("ben", "!forget me")

    assert b"@ben" not in _files(tmp_path)


async def test_a_chat_that_a_third_enters_falls_silent_and_nobody_is_written_to(room: Room, tmp_path: Path) -> None:
    chat = await _uses_everything(room)
    await _forgets(room, chat)
    before = len(room.network.sent)

    await room.hears(room.room_now(EVE, "ana", room=chat, direct=True))

    assert room.network.sent[before:] == []
    assert _traces(_files(tmp_path)) == set()


async def test_whoever_is_forgotten_can_open_a_chat_from_any_server(room: Room) -> None:
    far = "@far:example.net"
    await room.has("ana", far)
    chat = await room.opens_chat(far)
    await room.hears(room.ask(far, "forget me", room=chat))
    await room.hears(room.ask(far, "forget me", room=chat))

    again = await room.opens_chat(far)

    assert room.words(again)[0].plain.startswith("I'm Kith, a bot.")
    assert await room.read(lambda tx: tx.members.somewhere(far))


# ------------------------------------------------------------------------ one group


async def test_in_one_group_they_are_forgotten_until_a_command_in_its_room(room: Room) -> None:
    await room.has("ana", "ben", room=LAKE, name="Lake Circle")

    which = await room.private("ben", "forget me here")
    asked = await room.private("ben", "Lake Circle")
    done = await room.private("ben", "forget me here")
    await room.has("ana", "ben", "cleo", room=LAKE, name="Lake Circle")
    forgotten = [group.name for group in await room.read(lambda tx: tx.groups.of(at("ben")))]
    await room.private("ben", "ping heron")
    still = [group.name for group in await room.read(lambda tx: tx.groups.of(at("ben")))]
    await room.says("ben", "!ping heron", room=LAKE)

    assert "`1` Lake Circle / `2` River Circle" in which
    assert "hold about you in Lake Circle, send `forget me here` again" in asked
    assert done.startswith("It's erased: I hold nothing about you in Lake Circle.")
    assert forgotten == still == ["River Circle"]
    assert len(await room.read(lambda tx: tx.groups.of(at("ben")))) == 2


async def test_typed_in_a_room_it_is_that_group(room: Room) -> None:
    await room.has("ana", "ben", room=LAKE, name="Lake Circle")
    chat = await room.chat_of("ben")

    for _ in range(2):
        await room.says("ben", "!forget me here", room=LAKE)

    assert "in Lake Circle" in room.words(chat)[-1].plain
    assert [group.name for group in await room.read(lambda tx: tx.groups.of(at("ben")))] == ["River Circle"]


# ------------------------------------------------------------------------- what is held


async def test_my_data_names_each_kind_of_thing_with_its_count(room: Room) -> None:
    told = await room.private("ana", "my data")

    assert "`my data file`" in told
    assert (
        "\n1: groups that you are in with me, with your name and power level there (River Circle). Kept until" in told
    )
    assert "\n1: private chats with you. Kept until you ask to be forgotten" in told


async def test_the_file_holds_every_row_and_nobody_elses(room: Room) -> None:
    chat = await room.chat_of("ana")

    told = await room.private("ana", "my data file")

    (arrived,) = room.network.of(File)
    file = arrived.letter.content
    assert isinstance(file, File)
    assert (arrived.room, file.name, file.kind) == (chat, "my-data.json", "application/json")
    held = json.loads(file.text)
    assert held["about"] == at("ana")
    assert held["held"]["member"]["rows"][0]["group"] == "River Circle"
    assert held["held"]["member"]["rows"][0]["since"] == NOON.isoformat()
    assert "@ben" not in file.text
    assert file.name in told


async def test_the_power_of_whoever_made_the_room_is_no_moment_in_the_file(room: Room) -> None:
    await room.hears(room.room_now("ana", "ben", powers={at("ana"): ALMIGHTY}))

    await room.private("ana", "my data file")

    (arrived,) = room.network.of(File)
    assert isinstance(arrived.letter.content, File)
    (row,) = json.loads(arrived.letter.content.text)["held"]["member"]["rows"]
    assert (row["power"], row["since"]) == (ALMIGHTY, NOON.isoformat())


async def test_privacy_says_who_can_read_it_and_names_what_to_do(room: Room) -> None:
    told = await room.private("ana", "privacy")

    assert len(told.splitlines()) == 4
    assert "`my data`" in told
    assert "`forget me`" in told
    assert "Whoever runs me could technically read it" in told


async def test_forgetting_one_group_leaves_what_they_set_for_themselves(room: Room) -> None:
    await room.has("ana", "ben", room=LAKE, name="Lake Circle")
    for text in ("timezone Asia/Tokyo", "discreet on", "in lake"):
        await room.private("ben", text)

    for text in ("forget me here", "Lake Circle", "forget me here"):
        await room.private("ben", text)

    assert await room.read(lambda tx: tx.people.chosen(at("ben"), room.now)) is None
    own = await room.read(lambda tx: tx.people.own(at("ben")))
    assert (own.zone, own.discreet) == ("Asia/Tokyo", True)
