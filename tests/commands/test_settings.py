"""settings, set and undo."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import House
from bot.domain.settings import SETTINGS
from tests.conftest import Room, at
from tests.network import KITH

CHANGED = "checkin.for is 2h now. It was 4h; Ana changed it. For a day a facilitator can take that back: `!undo`"
LAKE = "!lake:example.org"


async def _two_lead(room: Room) -> None:
    """Let Ben have the power of a facilitator too."""
    await room.hears(room.room_now("ana", "ben", "cleo", "dee", powers={at("ana"): 100, at("ben"): 50}))


async def _value(room: Room, name: str) -> str:
    (answer,) = await room.says("dee", f"!settings {name}")
    return answer.partition(" is ")[2].partition(" in River Circle")[0]


# --------------------------------------------------------------------------------- settings


async def test_anybody_reads_every_setting_with_its_value_and_meaning(room: Room) -> None:
    (answer,) = await room.says("dee", "!settings")

    first, *lines = answer.splitlines()
    assert first == "The settings of River Circle. A facilitator changes one like this: `!set checkin.for 2h`"
    assert [line.partition(":")[0] for line in lines] == list(SETTINGS)
    assert "checkin.for: 4h, how long a round stays open when nobody says" in lines


async def test_the_default_stands_beside_a_value_that_is_another(room: Room) -> None:
    await room.says("ana", "!set checkin.for 2h")

    (answer,) = await room.says("dee", "!settings")

    assert "checkin.for: 2h (default 4h), how long a round stays open" in answer


async def test_one_setting_is_shown_with_its_default_and_how_to_change_it(room: Room) -> None:
    (answer,) = await room.says("dee", "!settings CHECKIN.FOR.")

    assert answer.splitlines() == [
        "checkin.for is 4h in River Circle (default 4h): how long a round stays open when nobody says.",
        "To change it: `!set checkin.for 4h`",
    ]


@pytest.mark.parametrize(
    ("typed", "near"), [("checkin.fro", " Perhaps `!settings checkin.for`?"), ("qqqq", "")]
)  # fmt: skip
async def test_a_setting_that_is_none_is_named_with_one_that_is_near(room: Room, typed: str, near: str) -> None:
    (answer,) = await room.says("dee", f"!settings {typed}")

    assert answer == (
        f"I understood `!settings`; there is no setting “{typed}”, so nothing was done.{near} All of them: `!settings`"
    )


class TestWithAnOperatorsDefaults:
    @pytest.fixture
    def house(self) -> House:
        return House(me=KITH, allow=("*:example.org",), defaults={"checkin.for": timedelta(hours=3)})

    async def test_they_hold_and_are_shown_as_the_default(self, room: Room) -> None:
        (answer,) = await room.says("dee", "!settings checkin.for")

        assert answer.startswith("checkin.for is 3h in River Circle (default 3h)")

    async def test_undoing_the_first_change_leads_back_to_them(self, room: Room) -> None:
        await room.says("ana", "!set checkin.for 2h")
        await room.says("ana", "!undo")

        assert await _value(room, "checkin.for") == "3h"


# -------------------------------------------------------------------------------------- set


async def test_a_change_is_announced_with_the_new_value_the_old_one_and_who(room: Room) -> None:
    assert await room.says("ana", "!set checkin.for 2h") == [CHANGED]


async def test_a_change_holds_at_once(room: Room) -> None:
    await room.says("ana", "!set checkin.for 2h")

    (answer,) = await room.says("dee", "!checkin open")

    assert answer.startswith("Check-in, open until 14:00")


async def test_a_change_from_private_is_announced_in_the_room(room: Room) -> None:
    told = await room.private("ana", "set checkin.for 2h")

    assert [words.plain for words in room.words(room.room)] == [CHANGED]
    assert told.startswith("checkin.for is 2h in River Circle now. It was 4h; Ana changed it.")


@pytest.mark.parametrize(
    ("typed", "name", "value"),
    [
        ("checkin.for 90 min", "checkin.for", "90m"),
        ('checkin.for "2h"', "checkin.for", "2h"),
        ("CheckIn.For  2H.", "checkin.for", "2h"),
        ("checkin.for\n2h", "checkin.for", "2h"),
        ("timezone europe/berlin", "timezone", "Europe/Berlin"),
        ("timezone America/New York", "timezone", "America/New_York"),
        ("timezone Berlin", "timezone", "Europe/Berlin"),
        ("timezone Germany", "timezone", "Europe/Berlin"),
        ("quiet.until 2026-12-27", "quiet.until", "2026-12-27"),
        ("reminders.loud yes", "reminders.loud", "on"),
        ("support.touch 5m, 1h", "support.touch", "5m, 1h"),
        ("support.wave 1", "support.wave", "1"),
        ("welcome on!", "welcome", "on"),
    ],
)
async def test_values_are_read_as_people_type_them(room: Room, typed: str, name: str, value: str) -> None:
    (answer,) = await room.says("ana", f"!set {typed}")

    assert answer.startswith(f"{name} is {value} now.")
    assert await _value(room, name) == value


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("", "I understood `!set`; there was no name after it, so nothing was done. All of them: `!settings`"),
        ("checkin.fro 2h", "I understood `!set`; there is no setting “checkin.fro”, so nothing was done. Perhaps `!"),
        ("checkin.for", "I understood `!set checkin.for`; there was no value after it, so it stays 4h. It"),
        ("checkin.for.", "I understood `!set checkin.for`; there was no value after it, so it stays 4h."),
        ("checkin.for ever", "I understood `!set checkin.for`; I can't read “ever” as its value, so nothing"),
        ("checkin.for 0s", "I understood `!set checkin.for`; I can't read “0s” as its value"),
        ("checkin.for 53w", "I understood `!set checkin.for`; I can't read “53w” as its value"),
        ("support.wave 0", "I understood `!set support.wave`; I can't read “0” as its value"),
        ("support.wave 3.5", "I understood `!set support.wave`; I can't read “3.5” as its value"),
        ("timezone", "I understood `!set timezone`; there was no value after it, so it stays UTC. It takes a city"),
        ("timezone Narnia", "I understood `!set timezone`; I know no zone, city or country “Narnia”, so nothing was"),
        ("timezone USA", "I understood `!set timezone`; “USA” has more than three zones, so nothing was changed."),
        ("timezone 12:22", "I understood `!set timezone` and a time; nowhere do clocks show “12:22” now, so nothing"),
        ("quiet.until tomorrow", "I understood `!set quiet.until`; I can't read “tomorrow” as its value"),
        ("facilitators.power_level 101", "I understood `!set facilitators.power_level`; I can't read “101”"),
        ("checkin.for 4h", "checkin.for is 4h already, so nothing was changed."),
    ],
)  # fmt: skip
async def test_bad_input_is_told_and_changes_nothing(room: Room, typed: str, answer: str) -> None:
    before = await room.says("dee", "!settings")

    (told,) = await room.says("ana", f"!set {typed}")

    assert told.startswith(answer)
    assert await room.says("dee", "!settings") == before
    assert (await room.says("ana", "!undo"))[0].startswith("In the last day nothing was changed")


@pytest.mark.parametrize(("day", "begun"), [("2026-11-22", True), ("2026-11-23", True), ("2026-11-24", False)])
async def test_a_rest_until_a_day_that_has_begun_is_told_to_be_none(room: Room, day: str, begun: bool) -> None:
    (told,) = await room.says("ana", f"!set quiet.until {day}")

    assert told.startswith(
        f"quiet.until is {day} now{'; that day has begun, so nothing rests' if begun else ''}. It was"
    )


@pytest.mark.parametrize("planned", ["meeting add wednesdays 7pm", "checkin daily 09:00"])
async def test_what_is_planned_keeps_its_zone_which_is_told(room: Room, planned: str) -> None:
    (before,) = await room.says("ana", "!set timezone Europe/Berlin")
    await room.says("ana", f"!{planned}")

    (told,) = await room.says("ana", "!set timezone Asia/Tokyo")

    assert "keeps" not in before
    assert told.endswith("\nWhat is planned keeps its own zone: `!meetings`, `!checkin schedules`")
    assert "(Europe/Berlin)" in "".join(
        await room.says("ana", "!meetings") + await room.says("ana", "!checkin schedules")
    )


async def test_bad_input_in_private_is_no_news_in_the_room(room: Room) -> None:
    await room.private("ana", "set checkin.for ever")

    assert room.words(room.room) == []


@pytest.mark.parametrize("text", ["set checkin.for 2h", "undo", "welcome on", "agreements set We listen.", "setup"])
async def test_whoever_is_no_facilitator_changes_nothing_and_reads_who_is_one(room: Room, text: str) -> None:
    in_the_room = await room.says("ben", f"!{text}")
    in_private = await room.private("ben", text)

    assert in_the_room == ["That is for facilitators, so nothing was done. In River Circle: Ana."]
    assert in_private == in_the_room[0]
    assert await _value(room, "checkin.for") == "4h"


async def test_what_one_group_sets_holds_there_alone(room: Room) -> None:
    await room.hears(room.room_now("ana", "eve", room=LAKE, name="Lake Circle"))
    await room.says("ana", "!set checkin.for 2h", room=LAKE)

    assert await _value(room, "checkin.for") == "4h"
    assert (await room.says("ana", "!undo"))[0].startswith("In the last day nothing was changed in River Circle")


# ------------------------------------------------------------------------- the group's time zone

WHICH_ZONE = (
    "Which zone for River Circle? `1` New York / `2` Bogota. Another place, by a large city: `set timezone Lima`"
)


async def test_of_several_zones_that_fit_one_is_chosen_in_private_and_the_room_hears_of_it(room: Room) -> None:
    assert await room.says("ana", "!set timezone it is 07:00 here") == []
    assert room.words()[-1].plain == WHICH_ZONE
    assert await _value(room, "timezone") == "UTC"

    told = await room.private("ana", "bogota")

    assert told.startswith("timezone is America/Bogota in River Circle now. It was UTC; Ana changed it.")
    assert room.words(room.room)[-1].plain.startswith("timezone is America/Bogota now. It was UTC; Ana changed it.")
    assert await _value(room, "timezone") == "America/Bogota"


async def test_a_mark_under_the_zones_chooses_one(room: Room) -> None:
    chat = await room.chat_of("ana")
    await room.private("ana", "set timezone it is 07:00 here")

    await room.hears(room.mark("ana", room.event_of("Which zone"), "1️⃣", room=chat))

    assert await _value(room, "timezone") == "America/New_York"


async def test_a_time_is_read_in_the_facilitators_own_zone_or_in_the_groups(room: Room) -> None:
    await room.private("ana", "timezone Vienna")
    await room.says("ana", "!set timezone it is 13:00 here")
    assert await _value(room, "timezone") == "Europe/Vienna"
    await room.private("ana", "timezone Lima")

    assert await room.says("ana", "!set timezone 13:01") == [
        "timezone is Europe/Vienna already, so nothing was changed."
    ]
    assert (await room.says("ana", "!set timezone 7:00"))[0].startswith("timezone is America/Lima now.")


async def test_a_time_in_a_group_that_set_no_zone_may_be_one_of_many_places(room: Room) -> None:
    """Where clocks show what UTC is, people mean London or Accra, whose clocks go apart in summer."""
    await room.says("ana", "!set timezone it is 12:00 here")

    assert room.words()[-1].plain.startswith("Which zone for River Circle? `1` London / `2` ")


async def test_whoever_is_no_facilitator_any_more_chooses_no_zone(room: Room) -> None:
    await room.private("ana", "set timezone it is 07:00 here")
    await room.hears(room.room_now("ana", "ben", "cleo", "dee", powers={at("ben"): 50}))

    assert (await room.private("ana", "1")).startswith("That is for facilitators, so nothing was done.")
    assert await _value(room, "timezone") == "UTC"


async def test_whoever_left_chooses_no_zone(room: Room) -> None:
    await room.private("ana", "set timezone it is 07:00 here")
    await room.has("ben", "cleo", "dee")

    assert (await room.private("ana", "1")).startswith("I'm no longer in that group with you")
    assert await _value(room, "timezone") == "UTC"


# ------------------------------------------------------------------------------------- undo


async def test_undo_goes_back_step_by_step(room: Room) -> None:
    for text in ("checkin.for 2h", "support.wave 5", "checkin.for 3h"):
        await room.says("ana", f"!set {text}")

    told = [(await room.says("ana", "!undo"))[0] for _ in range(4)]

    assert told == [
        "checkin.for is 2h again. It was 3h for a while; Ana took that back.",
        "support.wave is 3 again. It was 5 for a while; Ana took that back.",
        "checkin.for is 4h again. It was 2h for a while; Ana took that back.",
        "In the last day nothing was changed in River Circle that I could take back. All settings: `!settings`",
    ]


async def test_another_facilitator_may_take_a_change_back(room: Room) -> None:
    await _two_lead(room)
    await room.says("ana", "!set checkin.for 2h")

    assert await room.says("ben", "!undo") == ["checkin.for is 4h again. It was 2h for a while; Ben took that back."]


async def test_undo_in_private_is_announced_in_the_room(room: Room) -> None:
    await room.says("ana", "!set checkin.for 2h")

    told = await room.private("ana", "undo")

    assert told == "checkin.for is 4h again in River Circle. It was 2h for a while; Ana took that back."
    assert room.words(room.room)[-1].plain == "checkin.for is 4h again. It was 2h for a while; Ana took that back."


async def test_a_change_can_be_taken_back_for_a_day(room: Room) -> None:
    await room.says("ana", "!set checkin.for 2h")
    await room.until(timedelta(days=1))

    assert (await room.says("ana", "!undo"))[0].startswith("checkin.for is 4h again.")


async def test_a_change_can_be_taken_back_for_no_longer_than_a_day(room: Room) -> None:
    await room.says("ana", "!set checkin.for 2h")
    await room.until(timedelta(days=1, milliseconds=1))

    assert (await room.says("ana", "!undo"))[0].startswith("In the last day nothing was changed")
    assert await _value(room, "checkin.for") == "2h"


async def test_who_changed_what_is_forgotten_within_two_days(room: Room) -> None:
    await room.says("ana", "!set checkin.for 2h")

    await room.until(timedelta(days=2))

    rows = await room.db.run(lambda connection: connection.execute("SELECT * FROM change").fetchall())
    assert rows == []


async def test_after_an_undo_a_new_change_is_the_newest(room: Room) -> None:
    await room.says("ana", "!set checkin.for 2h")
    await room.says("ana", "!undo")
    await room.says("ana", "!set support.wave 5")

    assert (await room.says("ana", "!undo"))[0].startswith("support.wave is 3 again.")
    assert (await room.says("ana", "!undo"))[0].startswith("In the last day nothing was changed")
