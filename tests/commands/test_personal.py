"""What belongs to a person: their zone, quiet hours, discreet and language."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Under
from bot.domain import hours, settings
from bot.domain.hours import Quiet
from bot.storage.people import Own
from tests.conftest import Room, at

PERSONAL = ["timezone Europe/Berlin", "quiet 23:00-07:00", "discreet on", "language de"]


async def _group_is_in(room: Room, zone: str) -> None:
    group = await room.read(lambda tx: tx.groups.in_room(room.room))
    assert group is not None
    await room.read(lambda tx: tx.settings.put(group, settings.TIMEZONE, zone, at("ana"), room.now))


# ----------------------------------------------------------------------------------- timezone


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("timezone Europe/Berlin", "It's 13:00 for you (Europe/Berlin)."),
        ("timezone new york", "It's 07:00 for you (America/New_York)."),
        ('timezone "Lima"', "It's 07:00 for you (America/Lima)."),
        ("Timezone it is 13:02 here.", "It's 13:00 for you (Europe/Berlin)."),
        ("timezone it’s 1.02pm", "It's 13:00 for you (Europe/Berlin)."),
    ],
)
async def test_a_zone_is_read_back_with_the_time_there(room: Room, typed: str, answer: str) -> None:
    await _group_is_in(room, "Europe/Berlin")

    assert (await room.private("ben", typed)).startswith(answer)


@pytest.mark.parametrize("choice", ["2", "Bogota", "bogota."])
async def test_a_clock_that_is_not_the_groups_is_asked_about_by_cities(room: Room, choice: str) -> None:
    question = await room.private("ben", "timezone it is 07:00 here")
    answer = await room.private("ben", choice)

    assert question.startswith("Which zone is yours? `1` New York / `2` Bogota.")
    assert answer.startswith("It's 07:00 for you (America/Bogota).")
    assert await room.read(lambda tx: tx.people.zone(at("ben"))) == "America/Bogota"


async def test_a_clock_that_is_the_groups_is_not_asked_about_whatever_zone_was_theirs(room: Room) -> None:
    await _group_is_in(room, "Europe/Berlin")
    await room.private("ben", "timezone Bogota")

    theirs = await room.private("ben", "timezone 7:00")
    groups = await room.private("ben", "timezone 13:00")

    assert theirs.startswith("It's 07:00 for you (America/Bogota).")
    assert groups.startswith("It's 13:00 for you (Europe/Berlin).")


async def test_the_clock_is_read_against_when_it_was_written(room: Room) -> None:
    chat = await room.chat_of("ben")
    await _group_is_in(room, "Europe/Berlin")
    room.now += timedelta(hours=2)
    ask = room.ask("ben", "timezone 13:00", room=chat, said=room.now - timedelta(hours=2))

    await room.hears(ask)

    assert await room.read(lambda tx: tx.people.own(at("ben")).zone) == "Europe/Berlin"


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("timezone Lothlorien", "I know no zone, city or country “Lothlorien”"),
        ("timezone 12:22", "nowhere do clocks show “12:22” now"),
        ("timezone USA", "“USA” has more than three zones"),
    ],
)
async def test_what_is_no_zone_changes_nothing_and_is_told_with_an_example(
    room: Room, typed: str, understood: str
) -> None:
    answer = await room.private("ben", typed)

    assert "I understood `timezone`" in answer
    assert understood in answer
    assert "nothing was changed" in answer
    example = answer.split("`")[-2]
    assert (await room.private("ben", example.replace("21:10", "12:00"))).startswith("It's 1")


async def test_without_words_the_zone_is_told_and_whose_it_is(room: Room) -> None:
    await _group_is_in(room, "Asia/Tokyo")

    groups = await room.private("ben", "timezone")
    await room.private("ben", "timezone Berlin")
    own = await room.private("ben", "timezone")

    assert groups.startswith("It's 21:00 for you (Asia/Tokyo), as in your group.")
    assert own.startswith("It's 13:00 for you (Europe/Berlin), as you set it.")


# ------------------------------------------------------------------------------------- quiet


async def test_quiet_hours_are_read_back_with_their_zone(room: Room) -> None:
    await room.private("ben", "timezone Berlin")

    answer = await room.private("ben", "quiet 10pm – 7:30")

    assert answer.startswith("Good. Quiet from 22:00 to 07:30, by the clock in Europe/Berlin")
    assert await room.read(lambda tx: tx.people.quiet(at("ben"))) == Quiet(22 * 60, 7 * 60 + 30)


async def test_quiet_hours_can_be_none_and_come_back(room: Room) -> None:
    off = await room.private("ben", "quiet off")
    none = await room.read(lambda tx: tx.people.quiet(at("ben")))
    on = await room.private("ben", "quiet on")

    assert off.startswith("Good. You have no quiet hours")
    assert none is None
    assert on.startswith("Good. Quiet from 22:00 to 08:00")


async def test_whoever_set_nothing_is_quiet_at_night_in_their_groups_zone(room: Room) -> None:
    await _group_is_in(room, "Asia/Tokyo")

    assert (await room.private("ben", "quiet")).startswith("Quiet from 22:00 to 08:00, by the clock in Asia/Tokyo")
    assert await room.read(lambda tx: tx.people.quiet(at("eve"))) == hours.NIGHT


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("quiet at night", "I can't read “at night” as two times of day"),
        ("quiet 8-8", "“8-8” begins where it ends"),
        ("quiet 00:00-24:00", "“00:00-24:00” begins where it ends"),
    ],
)
async def test_what_are_no_quiet_hours_changes_nothing_and_is_told_with_an_example(
    room: Room, typed: str, understood: str
) -> None:
    await room.private("ben", "quiet 9pm-9am")

    answer = await room.private("ben", typed)

    assert "I understood `quiet`" in answer
    assert understood in answer
    assert "`quiet 22:00-08:00`" in answer
    assert await room.read(lambda tx: tx.people.quiet(at("ben"))) == Quiet(21 * 60, 9 * 60)


# --------------------------------------------------------------------------- discreet, language


async def test_discreet_is_told_and_turned_on_and_off(room: Room) -> None:
    told = [await room.private("ben", text) for text in ("discreet", "discreet On.", "discreet", "discreet off")]

    assert told[0].startswith("Discreet is off")
    assert told[1].startswith("Good. Discreet is on")
    assert told[2].startswith("Discreet is on")
    assert told[3].startswith("Good. Discreet is off")
    assert not await room.read(lambda tx: tx.people.discreet(at("ben")))


async def test_discreet_takes_on_and_off_alone(room: Room) -> None:
    await room.private("ben", "discreet on")

    answer = await room.private("ben", "discreet perhaps")

    assert "I don't know “perhaps” after it" in answer
    assert await room.read(lambda tx: tx.people.discreet(at("ben")))


async def test_a_language_is_answered_in_at_once_and_everything_in_private_after_it(room: Room) -> None:
    answer = await room.private("ben", "language Deutsch")
    later = await room.private("ben", "ping heron")
    others = await room.private("cleo", "ping heron")

    assert answer.startswith("Ab jetzt schreibe ich dir auf Deutsch (de).")
    assert later == "heron: Ich bin da."
    assert others == "heron: I'm here."


async def test_without_words_the_language_is_told_with_those_that_there_are(room: Room) -> None:
    assert await room.private("ben", "language") == ("I write to you in English (en). I also know: `language de`")


async def test_a_language_that_there_is_not_changes_nothing(room: Room) -> None:
    answer = await room.private("ben", "language Klingon")

    assert "I don't know the language “Klingon”, so nothing was changed. What I know: `language de`" in answer
    assert await room.read(lambda tx: tx.people.own(at("ben"))) == Own()


async def test_a_room_is_written_to_in_its_groups_language_and_a_person_in_theirs(room: Room) -> None:
    await room.says("ana", "!set language de")
    await room.private("ben", "language en")

    assert await room.says("ben", "!ping heron") == ["heron: Ich bin da."]
    assert await room.private("ben", "ping heron") == "heron: I'm here."
    assert await room.private("cleo", "ping heron") == "heron: Ich bin da."


async def test_a_setting_of_the_language_takes_those_that_there_are(room: Room) -> None:
    (answer,) = await room.says("ana", "!set language xx")

    assert "It takes one of de, en" in answer


async def test_a_question_is_answered_in_the_language_in_which_it_was_asked(room: Room) -> None:
    await room.private("ben", "language de")
    await room.says("ana", "!facilitators add ben")
    question = room.words(await room.chat_of("ben"))[-1].plain

    answer = await room.private("ben", "Ja!")

    assert question.startswith("Möchtest du River Circle mitmoderieren? `1` ja / `2` jetzt nicht.")
    assert answer.startswith("Danke. Du kannst mich jetzt in River Circle einrichten")
    assert room.words(room.room)[-1].plain.startswith("Ben is a facilitator here now.")


# --------------------------------------------------------------------- in a room, and what stays


@pytest.mark.parametrize("typed", [text for whole in PERSONAL for text in (whole, whole.partition(" ")[0])])
async def test_typed_in_a_room_they_are_marked_there_and_answered_in_private(room: Room, typed: str) -> None:
    chat = await room.chat_of("ben")
    before = len(room.network.sent)

    said = await room.says("ben", f"!{typed}")

    assert said == []
    new = room.network.sent[before:]
    assert [arrived.letter.content.key for arrived in new if isinstance(arrived.letter.content, Under)] == ["💬"]
    assert len(room.words(chat, since=before)) == 1


async def test_what_somebody_set_outlives_their_choice_of_group_and_a_restart(room: Room) -> None:
    await room.has("ana", "ben", room="!lake:example.org", name="Lake Circle")
    for text in PERSONAL:
        await room.private("ben", text)
    await room.private("ben", "checkin open")
    await room.private("ben", "1")
    lake = await room.read(lambda tx: tx.people.chosen(at("ben"), room.now))

    await room.until(timedelta(days=3))
    await room.restarts()

    assert lake is not None
    assert await room.read(lambda tx: tx.people.chosen(at("ben"), room.now)) is None
    assert await room.read(lambda tx: tx.people.own(at("ben"))) == Own("Europe/Berlin", "23:00-07:00", True, "de")  # noqa: FBT003 - discreet


async def test_what_somebody_set_stays_when_the_group_they_chose_is_forgotten(room: Room) -> None:
    await room.private("ben", "quiet off")
    await room.read(lambda tx: tx.people.chose(at("ben"), tx.groups.of(at("ben"))[0], room.now + timedelta(hours=1)))

    await room.read(lambda tx: tx.db.execute("DELETE FROM grp"))

    assert await room.read(lambda tx: tx.people.own(at("ben"))) == Own(quiet="off")
    assert await room.read(lambda tx: tx.people.chosen(at("ben"), room.now)) is None
