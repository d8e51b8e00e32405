"""N11: 19:00 stays 19:00 across both clock changes in every zone, and every occurrence comes once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.domain import recurrence
from bot.domain.recurrence import Occurrence
from bot.domain.schedule import Daily, Schedule, Weekly

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2028, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
EVERY_ZONE = sorted(available_timezones() - {"Factory", "localtime"})


def _different() -> list[str]:
    """Return one zone of each kind: those whose clocks always agree in these two years are one."""
    days = [BEGIN + n * DAY for n in range((END - BEGIN) // DAY)]
    kinds = {tuple(day.astimezone(ZoneInfo(zone)).utcoffset() for day in days): zone for zone in EVERY_ZONE}
    return sorted(kinds.values())


def test_a_weekly_meeting_at_seven_stays_at_seven_in_every_zone() -> None:
    wednesdays = [date(2026, 1, 7) + n * 7 * DAY for n in range(104)]
    wrong = []

    for zone in EVERY_ZONE:
        weekly = Schedule(Weekly((2,)), time(19), zone, date(2025, 12, 31))
        found = recurrence.occurrences(weekly, BEGIN + DAY, END - DAY)
        shown = [each.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for each in found]
        if shown != [datetime.combine(day, time(19)) for day in wednesdays]:
            wrong.append(zone)

    assert wrong == []
    assert len(EVERY_ZONE) > 300


@pytest.mark.parametrize("wall", [time(0, 30), time(2), time(2, 30), time(23, 30)])
def test_a_time_in_the_night_comes_on_every_date_once_in_every_zone(wall: time) -> None:
    wrong = []

    for zone in _different():
        daily = Schedule(Daily(), wall, zone, date(2026, 1, 1))
        found = recurrence.occurrences(daily, BEGIN, END)
        dates = [found[0].date + n * DAY for n in range(len(found))]
        if [each.date for each in found] != dates or len(found) < 729:
            wrong.append((zone, "a date is left out, or comes twice"))
        if [each.at for each in found] != sorted({each.at for each in found}):
            wrong.append((zone, "two come together, or in another order"))
        wrong += [(zone, f"{each}") for each in found if not _as_documented(each, wall, zone)]

    assert wrong == []


def _as_documented(each: Occurrence, wall: time, zone: str) -> bool:
    """Return whether the clock shows the time, for the first time; or else the time read with the offset before."""
    meant, shown = datetime.combine(each.date, wall), each.at.astimezone(ZoneInfo(zone))
    if each.local != shown.replace(tzinfo=None) or shown.fold:
        return False
    before = (each.at - DAY).astimezone(ZoneInfo(zone)).utcoffset()
    assert before is not None
    return each.local == meant or each.at == (meant - before).replace(tzinfo=UTC)


@pytest.mark.parametrize("minutes", [7, 60, 24 * 60])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "Australia/Lord_Howe", "America/Nuuk"])
def test_whoever_looks_again_and_again_finds_each_once(zone: str, minutes: int) -> None:
    nightly = Schedule(Daily(), time(2, 15), zone, date(2026, 9, 20))
    begin, end = datetime(2026, 9, 28, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)

    found: list[Occurrence] = []
    last = begin
    while last < end:
        now = last + timedelta(minutes=minutes)
        found += recurrence.occurrences(nightly, last, min(now, end))
        last = now

    assert tuple(found) == recurrence.occurrences(nightly, begin, end)
    assert len({each.date for each in found}) == len(found) == 35
