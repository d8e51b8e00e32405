from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Gone, Under
from tests.conftest import CIRCLE, Room, at

ZONE = "Time zone of River Circle? `1` keep it / `2` skip, or type another, like “Europe/Berlin”. Now it is UTC."
AGREEMENTS = "Agreements of River Circle? `1` these / `2` skip, or send your own in one message, in quotes."
NEWCOMERS = "Welcome newcomers in River Circle? `1` yes / `2` skip."
PREVIEW = "Post this in River Circle? `1` yes / `2` not now. Nothing is changed before that."
NOTHING = "All steps skipped, so nothing was changed in River Circle."


async def _walks(room: Room, *answers: str) -> str:
    told = await room.private("ana", "setup")
    for answer in answers:
        told = await room.private("ana", answer)
    return told


async def _settings(room: Room) -> str:
    (told,) = await room.says("dee", "!settings")
    return told


async def test_it_walks_through_every_step_and_shows_all_of_it_before_it_is_posted(room: Room) -> None:
    before = await _settings(room)
    assert (await room.private("ana", "setup")).startswith(ZONE)
    assert (await room.private("ana", "europe/berlin.")).startswith(AGREEMENTS)
    assert (await room.private("ana", '"We listen.\nWe wait."')).startswith(NEWCOMERS)
    assert (await room.private("ana", "yes")).splitlines() == [
        PREVIEW,
        "timezone: Europe/Berlin (now UTC)",
        "welcome: on (now off)",
        "agreements:",
        "We listen.",
        "We wait.",
    ]
    assert await _settings(room) == before
    room.network.sent.clear()

    told = await room.private("ana", "yes")

    assert told == "Done, and posted in River Circle. All that can be set: `settings`"
    (posted,) = room.words(CIRCLE)
    assert posted.plain.splitlines() == [
        "Ana set me up here. For a day a facilitator can take each change back: `!undo`",
        "timezone is Europe/Berlin now; it was UTC.",
        "welcome is on now; it was off.",
        "The agreements:",
        "We listen.",
        "We wait.",
    ]
    assert not posted.rings
    assert "timezone: Europe/Berlin" in await _settings(room)
    assert "welcome: on" in await _settings(room)
    assert (await room.says("dee", "!agreements"))[0].endswith("We listen.\nWe wait.")


async def test_every_change_can_be_taken_back(room: Room) -> None:
    before = await _settings(room)
    await _walks(room, "Europe/Berlin", "1", "1", "1")

    for _ in range(3):
        await room.says("ana", "!undo")

    assert await _settings(room) == before
    assert (await room.says("dee", "!agreements"))[0].startswith("River Circle has written down no agreements yet.")


@pytest.mark.parametrize("skip", ["2", "skip", "Skip.", "2️⃣"])
async def test_every_step_can_be_skipped(room: Room, skip: str) -> None:
    assert (await _walks(room, skip, skip, skip)).startswith(NOTHING)

    assert room.words(CIRCLE) == []


async def test_what_is_kept_is_no_change_and_what_holds_already_is_not_asked(room: Room) -> None:
    await room.says("ana", "!welcome on")
    await room.says("ana", "!agreements set We wait.")

    assert (await _walks(room, "1")).startswith(
        "Agreements of River Circle? `1` keep them / `2` skip, or send new ones"
    )
    assert (await room.private("ana", "1")).startswith(NOTHING)


async def test_agreements_to_start_with_are_one_word_away(room: Room) -> None:
    await _walks(room, "2", "1", "2", "1")

    assert (await room.says("dee", "!agreements"))[0].endswith(
        "\nWe listen. We give no advice. What is said here stays here."
    )


async def test_what_is_no_zone_is_asked_again(room: Room) -> None:
    told = await _walks(room, "the one by the sea")

    assert told.splitlines() == [
        "I can't read that as a time zone: `1` keep it / `2` skip, or type another, like “Europe/Berlin”.",
        "You typed “the one by the sea”.",
    ]
    assert (await room.private("ana", "Europe/Berlin")).startswith(AGREEMENTS)


async def test_a_text_that_is_too_long_is_asked_again(room: Room) -> None:
    told = await _walks(room, "2", "a" * 2001)

    assert told.startswith("That is longer than I can keep: `1` these / `2` skip, or send a shorter text.")
    assert (await room.private("ana", "We listen.")).startswith(NEWCOMERS)


async def test_not_now_at_the_end_changes_nothing(room: Room) -> None:
    before = await _settings(room)

    told = await _walks(room, "Europe/Berlin", "2", "2", "not now")

    assert told.startswith("Good. Nothing was changed in River Circle, and nothing posted.")
    assert await _settings(room) == before


async def test_a_walk_that_is_left_alone_changes_nothing(room: Room) -> None:
    before = await _settings(room)
    await _walks(room, "Europe/Berlin", "1")

    await room.until(timedelta(hours=1))

    assert await _settings(room) == before
    assert (await room.private("ana", "yes")).startswith("I'm a bot. I didn't understand this")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("ping heron", "heron: I'm here."),
        ("support", "I asked nobody"),
        ("help me", "I asked nobody"),
        ("suport", "Did you mean `support`?"),
        ("resources", "I hold no list of places"),
        ("checkin", "I understood `checkin`; it needs one more word."),
    ],
)
async def test_commands_are_commands_in_the_middle_of_it_and_no_text(room: Room, text: str, answer: str) -> None:
    await _walks(room, "2")

    assert (await room.private("ana", text)).startswith(answer)
    assert (await room.private("ana", "We listen.")).startswith(NEWCOMERS)


async def test_a_text_that_merely_begins_like_a_command_is_a_text(room: Room) -> None:
    await _walks(room, "2", "Pass without a reason.", "2", "yes")

    assert (await room.says("dee", "!agreements"))[0].endswith("\nPass without a reason.")


async def test_a_list_with_numbers_is_a_text_while_another_question_is_open(room: Room) -> None:
    await room.says("ana", "!facilitators step down")
    await room.hears(room.room_now("ana", "ben", "cleo", "dee", powers={at("ben"): 50}))
    await room.opens_chat("ana")
    await room.says("ben", "!facilitators add @ana")
    await room.private("ben", "setup")
    await room.private("ben", "2")
    await room.private("ben", "suport")

    assert (await room.private("ben", "1. We listen\n2. We wait")).startswith(NEWCOMERS)


async def test_a_reply_to_the_question_is_its_text_whatever_it_says(room: Room) -> None:
    await _walks(room, "2")

    told = await room.private("ana", "ping each other", reply_to=room.event_of("Agreements of"))

    assert told.startswith(NEWCOMERS)


async def test_a_picture_is_no_text(room: Room) -> None:
    await _walks(room, "2")

    assert (await room.private("ana", "")).startswith("I'm a bot. I didn't understand this")
    assert (await room.private("ana", "2")).startswith(NEWCOMERS)


async def test_from_the_room_it_is_walked_through_in_private(room: Room) -> None:
    ask = room.ask("ana", "!setup")

    await room.hears(ask)

    assert room.words(CIRCLE) == []
    assert room.marks(CIRCLE) == [Under(ask.event, "💬")]
    assert room.words()[-1].plain.startswith(ZONE)


async def test_a_second_walk_takes_the_place_of_the_first(room: Room) -> None:
    await _walks(room, "Europe/Berlin")
    await room.private("ana", "setup")

    assert (await room.private("ana", "2")).startswith(AGREEMENTS)
    await room.private("ana", "2")
    assert (await room.private("ana", "2")).startswith(NOTHING)


async def test_whoever_is_no_facilitator_any_more_posts_nothing(room: Room) -> None:
    await _walks(room, "Europe/Berlin", "2", "2")
    await room.hears(room.room_now("ana", "ben", "cleo", "dee", powers={at("ben"): 50}))
    room.network.sent.clear()

    assert (await room.private("ana", "yes")).startswith("That is for facilitators, so nothing was done.")
    assert room.words(CIRCLE) == []


@pytest.mark.parametrize("gone", ["ana", "kith"])
async def test_whoever_is_not_in_the_group_any_more_posts_nothing(room: Room, gone: str) -> None:
    await _walks(room, "Europe/Berlin", "2", "2")
    left = room.room_now("ben", "cleo", "dee")
    await room.hears(left if gone == "ana" else Gone(CIRCLE, room.now))
    room.network.sent.clear()

    assert (await room.private("ana", "yes")).startswith("I'm no longer in that group with you")
    assert room.words(CIRCLE) == []


async def test_what_changed_meanwhile_is_told_as_it_is(room: Room) -> None:
    await _walks(room, "Europe/Berlin", "2", "2")
    await room.says("ana", "!set timezone Asia/Tokyo")

    await room.private("ana", "yes")

    assert room.words(CIRCLE)[-1].plain.splitlines()[1] == "timezone is Europe/Berlin now; it was Asia/Tokyo."


async def test_the_first_message_in_a_room_names_it(room: Room) -> None:
    await room.has("ana", "ben", room="!lake:example.org", name="Lake Circle")

    assert "`!setup`" in room.words("!lake:example.org")[0].plain
