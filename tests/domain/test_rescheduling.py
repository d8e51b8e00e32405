from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.domain import rescheduling, schedule_words
from bot.domain.meeting import Meeting
from bot.domain.meeting_words import Not
from bot.domain.recurrence import Skipped
from tests.domain.test_schedule_words import NOW

WEEKLY = "weekly wed 19:00 from 2026-11-04 Europe/Berlin"
OTHER = "every 2 weeks tue 18:30 from 2026-11-03 UTC"
MONTHLY = "monthly last fri 20:00 from 2026-11-27 until 2027-06-30 UTC"
ONCE = "once 2026-12-02 19:00 Europe/Berlin"


@pytest.mark.parametrize(
    ("old", "text", "new"),
    [
        (WEEKLY, "20:00", "weekly wed 20:00 from 2026-11-04 Europe/Berlin"),
        (WEEKLY, "at 8pm", "weekly wed 20:00 from 2026-11-04 Europe/Berlin"),
        (WEEKLY, "20:00 Europe/London", "weekly wed 20:00 from 2026-11-04 Europe/London"),
        (WEEKLY, "thu 8pm", "weekly thu 20:00 from 2026-11-26 Europe/Berlin"),
        (WEEKLY, "monthly 2nd tue 19:00", "monthly 2nd tue 19:00 from 2026-12-08 Europe/Berlin"),
        (WEEKLY, "once tomorrow 7pm", "once 2026-11-25 19:00 Europe/Berlin"),
        (OTHER, "20:00", "every 2 weeks tue 20:00 from 2026-11-03 UTC"),
        (OTHER, "thu 8pm", "every 2 weeks thu 20:00 from 2026-11-26 UTC"),
        (MONTHLY, "19:00", "monthly last fri 19:00 from 2026-11-27 until 2027-06-30 UTC"),
        (ONCE, "20:00", "once 2026-12-02 20:00 Europe/Berlin"),
        (ONCE, "thu 8pm", "once 2026-11-26 20:00 Europe/Berlin"),
        (ONCE, "3 dec 20:00", "once 2026-12-03 20:00 Europe/Berlin"),
        (ONCE, "weekly fri 18:00", "weekly fri 18:00 from 2026-11-27 Europe/Berlin"),
    ],
)
def test_what_is_not_said_stays_as_it_was(old: str, text: str, new: str) -> None:
    assert rescheduling.read(text, NOW, schedule_words.parse(old)) == schedule_words.parse(new)


@pytest.mark.parametrize(
    ("old", "text", "why"),
    [
        (WEEKLY, "7", Not("half", "7")),
        (WEEKLY, "at", Not("nothing", "at")),
        (WEEKLY, "circle", Not("nothing", "circle")),
        (WEEKLY, "20:00 please", Not("rest", "please", "20:00")),
        (WEEKLY, "weekly wed 25:00", Not("hour", "25:00", "weekly wed")),
        (WEEKLY, "tomorrow 7pm", Not("one_date", "tomorrow 7pm")),
        (MONTHLY, "thu 8pm", Not("how_often", "thu 8pm")),
        (WEEKLY, "thursday", Not("no_time", "thursday", "thursday")),
        (OTHER, "thursday", Not("no_time", "thursday", "thursday")),
        (ONCE, "thursday", Not("no_time", "thursday", "thursday")),
    ],
)
def test_what_is_no_time_is_named(old: str, text: str, why: Not) -> None:
    assert rescheduling.read(text, NOW, schedule_words.parse(old)) == why


def test_what_is_otherwise_stays_on_dates_that_there_still_are() -> None:
    first, second = date(2026, 11, 25), date(2026, 12, 2)
    skipping = {first: Skipped(), second: Skipped()}
    meeting = Meeting("id", 1, 1, "lake-1", schedule_words.parse(WEEKLY), NOW, exceptions=skipping)
    later = schedule_words.parse("every 2 weeks wed 20:00 from 2026-11-25 Europe/Berlin")

    changed = rescheduling.at(meeting, later)

    assert changed.exceptions == {first: Skipped()}
    assert changed.upcoming(NOW)[0].local == datetime(2026, 12, 9, 20)  # noqa: DTZ001 - on the wall
