"""How meetings are said: schedules, titles and times, in each language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.chat import House, Say
from bot.domain.meeting import Meeting
from bot.domain.schedule_words import parse
from bot.render import Renderer
from bot.written import day, daynames, lasting, locale_of, wall, when, yours
from tests.network import KITH

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
EVENING = datetime(2026, 12, 2, 18, tzinfo=UTC)
EN, DE = locale_of("en"), locale_of("de")
FROM = "from 2026-11-24"

SAID = [
    (f"daily 19:00 {FROM}", "every day at 19:00", "Daily meeting", "jeden Tag um 19:00", "Tägliches Treffen"),
    (
        *(f"weekdays 12:00 {FROM}", "Monday to Friday at 12:00", "Weekday meeting"),
        *("montags bis freitags um 12:00", "Werktagstreffen"),
    ),
    (
        *(f"weekly wed 7:05 {FROM}", "every Wednesday at 07:05", "Wednesday meeting"),
        *("jeden Mittwoch um 07:05", "Mittwochstreffen"),
    ),
    (
        *(f"weekly tue,thu 19:00 {FROM}", "every Tuesday and Thursday at 19:00", "Weekly meeting"),
        *("jeden Dienstag und Donnerstag um 19:00", "Wochentreffen"),
    ),
    (
        *(f"every 2 weeks tue 18:30 {FROM}", "every 2 weeks on Tuesday at 18:30", "Tuesday meeting"),
        *("alle 2 Wochen am Dienstag um 18:30", "Dienstagstreffen"),
    ),
    (
        *(f"monthly 2nd tue 19:00 {FROM}", "on the 2nd Tuesday of the month at 19:00", "Tuesday meeting"),
        *("am 2. Dienstag im Monat um 19:00", "Dienstagstreffen"),
    ),
    (
        *(f"monthly last fri 20:00 {FROM}", "on the last Friday of the month at 20:00", "Friday meeting"),
        *("am letzten Freitag im Monat um 20:00", "Freitagstreffen"),
    ),
    (
        *(f"monthly day 15 18:00 {FROM}", "on day 15 of the month at 18:00", "Monthly meeting"),
        *("am 15. jedes Monats um 18:00", "Monatstreffen"),
    ),
    (
        *(f"monthly day 30 18:00 {FROM}", "on day 30 of the month, or its last day, at 18:00", "Monthly meeting"),
        *("am 30. jedes Monats oder an seinem letzten Tag um 18:00", "Monatstreffen"),
    ),
    (
        *(f"monthly day 31 18:00 {FROM}", "on the last day of the month at 18:00", "Monthly meeting"),
        *("am letzten Tag jedes Monats um 18:00", "Monatstreffen"),
    ),
    ("once 2026-12-02 19:00", "once, on Wed 2 Dec at 19:00", "Meeting", "einmal, am Mi., 2. Dez. um 19:00", "Treffen"),
    (
        *(f"daily 19:00 {FROM} until 2027-06-30", "every day at 19:00 until Wed 30 Jun", "Daily meeting"),
        *("jeden Tag um 19:00 bis Mi., 30. Juni", "Tägliches Treffen"),
    ),
]  # fmt: skip


def _meeting(schedule: str) -> Meeting:
    return Meeting("id", 1, 1, "lake-1", parse(f"{schedule} Europe/Berlin"), NOW)


def _says(language: str, block: str, meeting: Meeting) -> str:
    render = Renderer(House(me=KITH), language=language)
    return render(Say(block, {"meeting": meeting, "now": NOW}, "meeting"), True).plain  # noqa: FBT003 - in private


@pytest.mark.parametrize(("schedule", "english", "_title", "german", "_titel"), SAID)
def test_every_schedule_is_said_in_words(schedule: str, english: str, _title: str, german: str, _titel: str) -> None:
    assert _says("en", "rule", _meeting(schedule)) == f"{english} (Europe/Berlin)"
    assert _says("de", "rule", _meeting(schedule)) == f"{german} (Europe/Berlin)"


@pytest.mark.parametrize(("schedule", "_english", "title", "_german", "titel"), SAID)
def test_what_has_no_title_is_called_by_its_schedule(
    schedule: str, _english: str, title: str, _german: str, titel: str
) -> None:
    assert _says("en", "title", _meeting(schedule)) == title
    assert _says("de", "title", _meeting(schedule)) == titel
    assert _says("en", "title", replace(_meeting(schedule), title="Circle")) == "Circle"


def test_a_day_and_a_time_have_their_year_where_it_is_far_off() -> None:
    far = datetime(2028, 2, 29, 19, tzinfo=UTC)

    assert when(EN, EVENING, "Europe/Berlin", NOW) == "Wed 2 Dec, 19:00"
    assert when(EN, far, "UTC", NOW) == "Tue, 29 Feb 2028, 19:00"
    assert day(EN, EVENING.date(), NOW) == "Wed 2 Dec"
    assert day(DE, date(2028, 2, 29), NOW) == "Di., 29. Feb. 2028"


@pytest.mark.parametrize(
    ("own", "shown"),
    [
        ("", ""),
        ("Europe/Paris", ""),
        ("Europe/London", "18:00"),
        ("Asia/Tokyo", "Thu 3 Dec, 03:00"),
    ],
)
def test_a_time_is_told_in_ones_own_zone_where_it_is_another(own: str, shown: str) -> None:
    assert yours(EN, EVENING, own, "Europe/Berlin") == shown


def test_clocks_days_and_lengths_are_written_as_the_language_does() -> None:
    assert wall(EN, time(7, 5)) == "07:05"
    assert str(daynames(EN, (1, 3))) == "Tuesday and Thursday"
    assert str(daynames(DE, (0, 1, 6))) == "Montag, Dienstag und Sonntag"
    assert [lasting(EN, timedelta(minutes=minutes)) for minutes in (60, 90, 120)] == ["1 hour", "90 minutes", "2 hours"]
    assert lasting(DE, timedelta(hours=2)) == "2 Stunden"


def test_what_a_part_is_told_reaches_the_parts_of_that_part() -> None:
    other = replace(_meeting(f"daily 19:00 {FROM}"), title="Other")
    render = Renderer(House(me=KITH))

    words = render(Say("names", {"those": [other], "meeting": _meeting(f"daily 19:00 {FROM}")}, "meeting"), False)  # noqa: FBT003 - in a room

    assert words.plain == "Other (lake-1)"
