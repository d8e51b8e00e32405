"""Points of talking to Kith that no other file shows; ``test_talking.py`` lists them all."""

from __future__ import annotations

import re

import pytest

from bot.chat import Ask, Erased, Open, Undeliverable
from bot.commands import CONSENT, PRIVATE, commands
from tests.conftest import CIRCLE, Room, at

FOR_FACILITATORS = "That is for facilitators, so nothing was done."
NOT_UNDERSTOOD = "I'm a bot. I didn't understand this and passed it to nobody."
NO_CHAT = "I can't open a private chat with you from here."
DONE = {"done", "asked"}
PERSONAL = [name for name, command in commands().items() if command.WHERE in {PRIVATE, CONSENT}]


async def outcome(room: Room, ask: Ask) -> str | None:
    """Let a message be heard and return what came of it."""
    await room.hears(ask)
    return await room.read(lambda tx: tx.inbox.outcome(ask.event, ask.now))


# --------------------------------------------------------------------------- rooms


async def test_a_reply_in_a_room_is_a_notice_in_the_thread_of_its_command(room: Room) -> None:
    for text in (
        "!help",
        "!settings",
        "!resources",
        "!facilitators",
        "!agreements",
        "!suport",
        "!set checkin.for soon",
    ):
        await room.says("ana", text, thread="$root")

    assert {(words.rings, words.thread) for words in room.words(CIRCLE)} == {(False, "$root")}
    assert len(room.words(CIRCLE)) == 7


@pytest.mark.parametrize(
    "text",
    ["set checkin.for 2h", "undo", "setup", "facilitators add cleo", "agreements set We listen.", "welcome on"]
    + [f"resources {words}" for words in ("add Night line, 0800 1", "edit 1 a, b", "remove 1", "none", "checked")]
    + ["practice add One.", "practice edit 1 Two.", "practice remove 1"],
)
async def test_standing_arrangements_are_for_facilitators(room: Room, text: str) -> None:
    (answer,) = await room.says("ben", f"!{text}")

    assert answer == f"{FOR_FACILITATORS} In River Circle: Ana."
    assert (await room.private("ben", text)).startswith(FOR_FACILITATORS)


@pytest.mark.parametrize(
    "text", ["help", "ping heron", "resources", "agreements", "settings", "facilitators", "room check", "checkin open"]
)
async def test_everything_else_is_for_anyone(room: Room, text: str) -> None:
    assert await outcome(room, room.ask("ben", f"!{text}")) in DONE
    assert room.words(CIRCLE)


@pytest.mark.parametrize("name", PERSONAL)
async def test_where_no_chat_can_be_opened_the_room_reads_one_line_whatever_was_typed(room: Room, name: str) -> None:
    room.network.rules.append(lambda letter: Undeliverable("no") if isinstance(letter.content, Open) else None)

    answers = [await room.says("ben", f"!{typed}") for typed in (name, commands()[name].EXAMPLE)]

    assert [len(answer) for answer in answers] == [1, 1]
    assert all(answer.startswith(NO_CHAT) for (answer,) in answers)
    assert {mark.key for mark in room.marks(CIRCLE)} == {"💬"}


# ------------------------------------------------------------------- private chats


async def test_a_burst_of_text_voice_and_pictures_is_answered_once(room: Room) -> None:
    chat = await room.chat_of("ben")
    before = len(room.words(chat))

    for text in ("", "a long week", "", "and nights", "😶"):  # what has no words is a voice message or a picture
        await room.hears(room.ask("ben", text, room=chat))

    (answer,) = room.words(chat)[before:]
    assert answer.plain.startswith(NOT_UNDERSTOOD)


@pytest.mark.parametrize(
    "text",
    [
        "!checkin open “How was the week?” for 2h",
        "!checkin open „Wie war die Woche?“ for 2h.",
        "!checkin open How was the week? for 2h!",
        "!CheckIn  Open",
        "! help checkin open?",
        "!set checkin.for 2h.",
        "!set checkin.for “2h”",
        "!SET Checkin.For 2H",
        "!welcome On.",
        "!facilitators add ben!",
        "!agreements set We listen. We give no advice.",
        "!resources add Night line, 0800 1, 22:00–06:00, police no.",
        "timezone europe/berlin.",
        "timezone “Europe/Berlin”",
        "quiet 22:00—07:00!",
        "quiet 22–7",
        "discreet ON.",
        "language De!",
        "in “River Circle”",
        "in river circle.",
        "My Data File.",
    ],
)
async def test_it_is_read_as_people_type_it(room: Room, text: str) -> None:
    chat = await room.chat_of("ana")

    assert await outcome(room, room.ask("ana", text, room=None if text.startswith("!") else chat)) in DONE


# ----------------------------------------------------------- groups and questions


@pytest.mark.parametrize("text", ["timezone Berlin", "quiet 21-7", "discreet on", "language de", "my data", "stop"])
async def test_what_is_a_persons_own_asks_for_no_group(room: Room, text: str) -> None:
    await room.has("ana", "ben", room="!lake:example.org", name="Lake Circle")

    assert await outcome(room, room.ask("ben", text, room=await room.chat_of("ben"))) == "done"
    assert not any("Which group" in words.plain for words in room.words())


@pytest.mark.parametrize(
    "answer", ["1", "yes", "Yes!", "y", "ok", "okay", "👍", "1️⃣", "1.", "sure", "ja", "!yes", "mark", "reply"]
)
async def test_a_question_is_answered_in_any_of_these_ways(room: Room, answer: str) -> None:
    chat = await room.chat_of("ben")
    await room.says("ana", "!facilitators add ben")
    question = room.event_of("Would you be a facilitator")

    if answer == "mark":
        await room.hears(room.mark("ben", question, "1️⃣", room=chat))
    else:
        more = {"reply_to": question} if answer == "reply" else {}
        await room.hears(room.ask("ben", "yes" if answer == "reply" else answer, room=chat, **more))

    assert room.words(chat)[-1].plain.startswith("Thank you.")


async def test_a_mark_taken_back_leaves_what_was_done_and_says_nothing(room: Room) -> None:
    chat = await room.chat_of("ben")
    await room.says("ana", "!facilitators add ben")
    mark = room.mark("ben", room.event_of("Would you be a facilitator"), "1️⃣", room=chat)
    await room.hears(mark)
    before = len(room.network.sent)

    await room.hears(Erased("$back", chat, at("ben"), mark.event, room.now))

    assert len(room.network.sent) == before
    assert "Ben" in (await room.says("dee", "!facilitators"))[0]


# -------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("typed", "understood", "not_understood"),
    [
        ("ping", "ping", "no word after it"),
        ("room", "room", "one more word"),
        ("checkin opne", "checkin", "“opne”"),
        ("checkin open for soon", "checkin open", "“soon”"),
        ("checkin open for 30d", "checkin open", "“30d”"),
        ("set", "set", "no name after it"),
        ("set checkin.fro 2h", "set", "“checkin.fro”"),
        ("set checkin.for", "set checkin.for", "no value after it"),
        ("set checkin.for soon", "set checkin.for", "“soon”"),
        ("set welcome maybe", "set welcome", "“maybe”"),
        ("settings foo", "settings", "“foo”"),
        ("facilitators add", "facilitators add", "no name after it"),
        ("facilitators add gil", "facilitators add", "“gil”"),
        ("welcome maybe", "welcome", "“maybe”"),
        ("agreements set", "agreements set", "no text after it"),
        ("help foo", "help", "“foo”"),
        ("undo now", "undo", "“now”"),
    ],
)
async def test_an_error_tells_what_was_understood_what_was_not_and_an_example_that_works(
    room: Room, typed: str, understood: str, not_understood: str
) -> None:
    await room.says("ana", "!set support.wave 4")  # something to undo
    ask = room.ask("ana", f"!{typed}")

    refused = await outcome(room, ask)
    told = room.words(CIRCLE)[-1].plain.replace("\N{WORD JOINER}", "")
    example = re.findall(r"`(![^`]+)`", told)[-1]
    worked = await outcome(room, room.ask("ana", example))

    assert refused is not None
    assert refused.startswith("refused ")
    assert told.startswith(f"I understood `!{understood}`")
    assert not_understood in told
    assert worked in DONE
