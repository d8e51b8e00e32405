from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Gone, Under
from tests.conftest import CIRCLE, Room, at
from tests.network import KITH

ZONE = "Time zone of River Circle? `1` keep it / `2` skip, or type a city or country. Now it is UTC."
PLACES = "Places to turn to in River Circle? `1` add one now / `2` none / `3` skip. It has no list yet; none means that"
PLACE = "Send me the place in one line: name, number or link, hours. Or `1` skip."
NIGHT_LINE = "Night line, 0800 111 0 111, always, police no"
AGREEMENTS = "Agreements of River Circle? `1` these / `2` skip, or send your own in one message, in quotes."
SUPPORT = "Switch support on in River Circle? `1` yes / `2` skip."
NEWCOMERS = "Welcome newcomers in River Circle? `1` yes / `2` skip."
PREVIEW = "Post this in River Circle? `1` yes / `2` not now. Nothing is changed before that."
NOTHING = "All steps skipped, so nothing was changed in River Circle."


@pytest.fixture
async def room(room: Room) -> Room:
    """River Circle with a meeting and a role, about which nothing is asked then; other files look at those steps."""
    await room.says("ana", "!meeting add wednesdays 19:00")
    await room.says("ana", "!rota add facilitator")
    room.network.sent.clear()
    return room


async def _walks(room: Room, *answers: str) -> str:
    told = await room.private("ana", "setup")
    return await _answers(room, *answers) if answers else told


async def _answers(room: Room, *answers: str) -> str:
    told = ""
    for answer in answers:
        told = await room.private("ana", answer)
    return told


async def _asked(room: Room, question: str) -> str:
    """Return the whole of the newest message that begins with this."""
    return next(words.plain for words in reversed(room.words()) if words.plain.startswith(question))


async def _settings(room: Room) -> str:
    (told,) = await room.says("dee", "!settings")
    return told


async def test_it_walks_through_every_step_and_shows_all_of_it_before_it_is_posted(room: Room) -> None:
    before = await _settings(room)
    assert (await room.private("ana", "setup")).startswith(ZONE)
    assert (await room.private("ana", "europe/berlin.")).startswith(PLACES)
    assert (await room.private("ana", "1")).startswith(PLACE)
    assert (await room.private("ana", NIGHT_LINE)).startswith(SUPPORT)
    assert (await room.private("ana", "yes")).startswith(AGREEMENTS)
    assert (await room.private("ana", '"We listen.\nWe wait."')).startswith(NEWCOMERS)
    assert (await room.private("ana", "yes")).splitlines() == [
        PREVIEW,
        "timezone: Europe/Berlin (now UTC)",
        "places to turn to: Night line, 0800 111 0 111, always (sends no police)",
        "support: on (now off)",
        "agreements:",
        "We listen.",
        "We wait.",
        "welcome: on (now off)",
    ]
    assert await _settings(room) == before
    room.network.sent.clear()

    told = await room.private("ana", "yes")

    assert told == "Done, and posted in River Circle. All that can be set: `settings`"
    (posted,) = room.words(CIRCLE)
    assert posted.plain.splitlines() == [
        "Ana set me up here. For a day a facilitator can take each change back: `!undo`",
        "timezone is Europe/Berlin now; it was UTC.",
        "New on the list of places to turn to: Night line, 0800 111 0 111, always (sends no police).",
        "Support is on: whoever would like a person writes to me alone, `support`. Nobody listens yet.",
        f"Whoever can listen now and then: write to me privately (https://matrix.to/#/{KITH}), `listen on`",
        "The agreements:",
        "We listen.",
        "We wait.",
        "welcome is on now; it was off.",
    ]
    assert not posted.rings
    assert "timezone: Europe/Berlin" in await _settings(room)
    assert "welcome: on" in await _settings(room)
    assert (await room.says("dee", "!agreements"))[0].endswith("We listen.\nWe wait.")
    assert "Night line: 0800 111 0 111" in (await room.says("dee", "!resources"))[0]


async def test_every_change_can_be_taken_back(room: Room) -> None:
    before = await _settings(room)
    places = await room.says("dee", "!resources")
    await _walks(room, "Europe/Berlin", NIGHT_LINE, "1", "1", "1", "1")

    for _ in range(5):
        await room.says("ana", "!undo")

    assert await _settings(room) == before
    assert await room.says("dee", "!resources") == places
    assert (await room.says("dee", "!agreements"))[0].startswith("River Circle has written down no agreements yet.")


@pytest.mark.parametrize("skip", [("2", "3"), ("skip", "Skip."), ("2️⃣", "3️⃣")])
async def test_every_step_can_be_skipped(room: Room, skip: tuple[str, str]) -> None:
    two, three = skip

    assert (await _walks(room, two, three, two, two)).startswith(NOTHING)

    assert room.words(CIRCLE) == []


async def test_what_is_kept_is_no_change_and_what_holds_already_is_not_asked(room: Room) -> None:
    await room.says("ana", "!welcome on")
    await room.says("ana", "!agreements set We wait.")

    assert (await _walks(room, "1", "3")).startswith(
        "Agreements of River Circle? `1` keep them / `2` skip, or send new ones"
    )
    assert (await room.private("ana", "1")).startswith(NOTHING)


async def test_agreements_to_start_with_are_one_word_away(room: Room) -> None:
    await _walks(room, "2", "3", "1", "2", "1")

    assert (await room.says("dee", "!agreements"))[0].endswith(
        "\nWe listen. We give no advice. What is said here stays here."
    )


async def test_each_answers_in_their_language_and_the_agreements_to_start_with_are_in_the_groups(room: Room) -> None:
    await room.private("ana", "language de")

    told = await _walks(room, "behalten", "keine", "überspringen", "diese", "ja", "ja")

    assert told.startswith("Es ist eingestellt und steht in River Circle.")
    assert [line for line in room.words(CIRCLE)[-1].plain.splitlines() if line.startswith("We ")] == [
        "We keep no list of places of our own, on purpose. `!resources` answers all the same.",
        "We listen. We give no advice. What is said here stays here.",
    ]


async def test_what_is_no_zone_is_asked_again(room: Room) -> None:
    told = await _walks(room, "the one by the sea")

    assert told.splitlines() == [
        "I can't read that as a time zone: `1` keep it / `2` skip, or type a large city, like “Berlin”.",
        "I know no zone, city or country “the one by the sea”.",
    ]
    assert (await room.private("ana", "Berlin")).startswith(PLACES)
    assert "timezone: Europe/Berlin (now UTC)" in await _answers(room, "3", "2", "2")


@pytest.mark.parametrize(
    ("typed", "told"),
    [("USA", "“USA” has more than three zones."), ("12:22", "Nowhere do clocks show “12:22” now.")],
)
async def test_a_zone_that_is_asked_again_says_why(room: Room, typed: str, told: str) -> None:
    assert (await _walks(room, typed)).splitlines()[1] == told


async def test_of_several_zones_that_fit_one_is_chosen(room: Room) -> None:
    told = await _walks(room, "it is 07:00 here")

    assert told == ("Which zone? `1` New York / `2` Bogota / `3` skip, or type another large city for River Circle.")
    assert (await room.private("ana", "bogota")).startswith(PLACES)
    assert "timezone: America/Bogota (now UTC)" in await _answers(room, "3", "2", "2")


async def test_where_several_zones_fit_none_can_be_taken(room: Room) -> None:
    assert (await _walks(room, "it is 07:00 here", "3", "3", "2", "2")).startswith(NOTHING)


async def test_a_time_is_read_in_the_zone_that_the_facilitator_has_set_for_themselves(room: Room) -> None:
    await room.private("ana", "timezone Vienna")

    await _walks(room, "it is 13:00 here")

    assert "timezone: Europe/Vienna (now UTC)" in await _answers(room, "3", "2", "2")


# ----------------------------------------------------------------------- places to turn to


async def test_a_place_can_be_sent_at_once(room: Room) -> None:
    assert (await _walks(room, "2", NIGHT_LINE)).startswith(SUPPORT)


async def test_the_line_that_adds_a_place_is_shown(room: Room) -> None:
    told = await _walks(room, "2")

    assert told.splitlines()[1] == f"The line that adds one, at any time: `resources add {NIGHT_LINE}`"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Night line", "I understood the name “Night line”; I see no number or link after it. Nothing was changed."),
        ("Night line, 0800 1", "I understood the name “Night line”, the number or link “0800 1”; I see no hours after"),
        ("A, 1, always\nB, 2, always", "I read several places there, and take one at a time, so nothing was changed."),
        (f"{'a' * 61}, 0800 1, always", "The name has 61 characters, and I keep 60 at most, so nothing was changed."),
        (f"{NIGHT_LINE}, police perhaps", "I understood the name “Night line”"),
    ],
)
async def test_a_place_that_cant_be_read_is_answered_as_the_command_answers_it_and_asked_about_again(
    room: Room, line: str, told: str
) -> None:
    command = await room.private("ana", f"resources add {line}")
    await _walks(room, "2", "1")

    answer = await room.private("ana", line)

    assert command.startswith(told)
    assert answer == f"{command}\n{await _asked(room, PLACES)}"
    assert (await room.private("ana", NIGHT_LINE)).startswith(SUPPORT)


async def test_a_place_that_is_there_already_is_asked_about_again(room: Room) -> None:
    await room.says("ana", f"!resources add {NIGHT_LINE}")

    told = await _walks(room, "2", "1", NIGHT_LINE)

    assert told.startswith("Night line is on the list of River Circle already")
    assert "Places to turn to in River Circle? `1` add one now / `2` skip. It lists 1 now." in told


async def test_a_group_that_has_none_on_purpose_says_so_in_the_room(room: Room) -> None:
    assert "places to turn to: none, on purpose" in await _walks(room, "2", "none", "2", "2", "2")

    await room.private("ana", "yes")

    assert room.words(CIRCLE)[-1].plain.splitlines()[1] == (
        "We keep no list of places of our own, on purpose. `!resources` answers all the same."
    )
    assert (await room.says("ana", "!resources none"))[0].startswith("River Circle keeps no list on purpose already")
    assert "It keeps no list, on purpose." in await _walks(room, "2")


async def test_a_place_that_was_added_meanwhile_posts_nothing(room: Room) -> None:
    before = await _settings(room)
    await _walks(room, "Europe/Berlin", NIGHT_LINE, "2", "2", "2")
    await room.says("ana", f"!resources add {NIGHT_LINE}")
    room.network.sent.clear()

    assert (await room.private("ana", "yes")).startswith("Night line is on the list of River Circle already")
    assert room.words(CIRCLE) == []
    assert await _settings(room) == before


async def test_none_is_not_posted_where_there_is_a_list_by_now(room: Room) -> None:
    await _walks(room, "2", "none", "2", "2", "2")
    await room.says("ana", f"!resources add {NIGHT_LINE}")

    assert (await room.private("ana", "yes")).startswith(
        "River Circle has 1 place on its list, so nothing was changed."
    )


# ------------------------------------------------------------------------------- support


async def test_without_places_support_is_not_asked_about(room: Room) -> None:
    assert (await _walks(room, "2", "3")).startswith(AGREEMENTS)


async def test_where_support_is_on_it_is_not_asked_about(room: Room) -> None:
    for text in ("resources none", "support on"):
        await room.says("ana", f"!{text}")

    assert (await _walks(room, "2", "2")).startswith(AGREEMENTS)


async def test_support_that_is_switched_on_so_is_taken_back_as_any_change(room: Room) -> None:
    await _walks(room, "2", "none", "yes", "2", "2", "yes")

    (told,) = await room.says("ana", "!undo")

    assert told.startswith("Support is off again")


async def test_support_is_not_switched_on_where_the_places_are_gone_by_now(room: Room) -> None:
    await room.says("ana", f"!resources add {NIGHT_LINE}")
    await _walks(room, "2", "2", "yes", "2", "2")
    await room.says("ana", "!undo")

    told = await room.private("ana", "yes")

    assert told.startswith("River Circle has no places to turn to yet, so support stays off.")
    assert (await room.private("ana", "support now")).startswith("I asked nobody")


# ------------------------------------------------------------------------------- the rest


async def test_a_text_that_is_too_long_is_asked_again(room: Room) -> None:
    told = await _walks(room, "2", "3", "a" * 2001)

    assert told.startswith("That is longer than I can keep: `1` these / `2` skip, or send a shorter text.")
    assert (await room.private("ana", "We listen.")).startswith(NEWCOMERS)


@pytest.mark.parametrize("number", ["3", "3.", "3️⃣"])
async def test_the_number_of_a_choice_that_a_step_does_not_have_is_no_text(room: Room, number: str) -> None:
    """People get used to the number that skips, and it is not the same in every step."""
    assert (await _walks(room, "2", "3", number)).startswith(AGREEMENTS)
    assert (await _walks(room, number)).startswith(ZONE)


async def test_not_now_at_the_end_changes_nothing(room: Room) -> None:
    before = await _settings(room)

    told = await _walks(room, "Europe/Berlin", "3", "2", "2", "not now")

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
        ("room", "I understood `room`; it needs one more word."),
    ],
)
async def test_commands_are_commands_in_the_middle_of_it_and_no_text(room: Room, text: str, answer: str) -> None:
    await _walks(room, "2", "3")

    assert (await room.private("ana", text)).startswith(answer)
    assert (await room.private("ana", "We listen.")).startswith(NEWCOMERS)


async def test_a_text_that_merely_begins_like_a_command_is_a_text(room: Room) -> None:
    await _walks(room, "2", "3", "Pass without a reason.", "2", "yes")

    assert (await room.says("dee", "!agreements"))[0].endswith("\nPass without a reason.")


async def test_a_list_with_numbers_is_a_text_while_another_question_is_open(room: Room) -> None:
    await room.says("ana", "!facilitators step down")
    await room.hears(room.room_now("ana", "ben", "cleo", "dee", powers={at("ben"): 50}))
    await room.opens_chat("ana")
    await room.says("ben", "!facilitators add @ana")
    await room.private("ben", "setup")
    await room.private("ben", "2")
    await room.private("ben", "3")
    await room.private("ben", "suport")

    assert (await room.private("ben", "1. We listen\n2. We wait")).startswith(NEWCOMERS)


async def test_a_reply_to_the_question_is_its_text_whatever_it_says(room: Room) -> None:
    await _walks(room, "2", "3")

    told = await room.private("ana", "ping each other", reply_to=room.event_of("Agreements of"))

    assert told.startswith(NEWCOMERS)


async def test_a_picture_is_no_text(room: Room) -> None:
    await _walks(room, "2", "3")

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

    assert (await room.private("ana", "2")).startswith(PLACES)
    await room.private("ana", "3")
    await room.private("ana", "2")
    assert (await room.private("ana", "2")).startswith(NOTHING)


async def test_whoever_is_no_facilitator_any_more_posts_nothing(room: Room) -> None:
    await _walks(room, "Europe/Berlin", "3", "2", "2")
    await room.hears(room.room_now("ana", "ben", "cleo", "dee", powers={at("ben"): 50}))
    room.network.sent.clear()

    assert (await room.private("ana", "yes")).startswith("That is for facilitators, so nothing was done.")
    assert room.words(CIRCLE) == []


@pytest.mark.parametrize("gone", ["ana", "kith"])
async def test_whoever_is_not_in_the_group_any_more_posts_nothing(room: Room, gone: str) -> None:
    await _walks(room, "Europe/Berlin", "3", "2", "2")
    left = room.room_now("ben", "cleo", "dee")
    await room.hears(left if gone == "ana" else Gone(CIRCLE, room.now))
    room.network.sent.clear()

    assert (await room.private("ana", "yes")).startswith("I'm no longer in that group with you")
    assert room.words(CIRCLE) == []


async def test_what_changed_meanwhile_is_told_as_it_is(room: Room) -> None:
    await _walks(room, "Europe/Berlin", "3", "2", "2")
    await room.says("ana", "!set timezone Asia/Tokyo")

    await room.private("ana", "yes")

    assert room.words(CIRCLE)[-1].plain.splitlines()[1] == "timezone is Europe/Berlin now; it was Asia/Tokyo."


async def test_the_first_message_in_a_room_names_it(room: Room) -> None:
    await room.has("ana", "ben", room="!lake:example.org", name="Lake Circle")

    assert "`!setup`" in room.words("!lake:example.org")[0].plain
