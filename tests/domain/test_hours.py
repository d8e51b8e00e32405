from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain import hours
from bot.domain.hours import NIGHT, Quiet, Unclear

MINUTE = timedelta(minutes=1)
DAY = 24 * 60
# Every way in which clocks change: by an hour, by half of one, at midnight, against the season, and not at all.
ZONES = [
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Beirut",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Asia/Kathmandu",
    "UTC",
]
moments = st.datetimes(datetime(2011, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - it says so
quiets = st.builds(Quiet, st.integers(0, DAY - 1), st.integers(1, DAY)).filter(lambda q: (q.end - q.start) % DAY != 0)


# ------------------------------------------------------------------------------ as they are typed


@pytest.mark.parametrize(
    ("typed", "quiet"),
    [
        ("22:00-08:00", Quiet(22 * 60, 8 * 60)),
        ("22:00 – 8:00", Quiet(22 * 60, 8 * 60)),
        ("10pm-8am", Quiet(22 * 60, 8 * 60)),
        ("10 pm to 8 am.", Quiet(22 * 60, 8 * 60)),
        ("22 until 8", Quiet(22 * 60, 8 * 60)),
        ("22 bis 8", Quiet(22 * 60, 8 * 60)),
        ("13:30-15:00", Quiet(13 * 60 + 30, 15 * 60)),
        ("22:00-24:00", Quiet(22 * 60, DAY)),
        ("22:00-0:00", Quiet(22 * 60, DAY)),
        ("24:00-8:00", Quiet(0, 8 * 60)),
        ('"22:00-08:00"', Quiet(22 * 60, 8 * 60)),
        ("on", NIGHT),
        ("off", None),
        ("OFF!", None),
    ],
)
def test_quiet_hours_are_read_as_people_write_them(typed: str, quiet: Quiet | None) -> None:
    assert hours.read(typed) == quiet


@pytest.mark.parametrize("typed", ["", "at night", "22:00", "22:00-08:00-09:00", "22:00-25:00", "-", "offf"])
def test_what_is_no_two_times_is_not_understood(typed: str) -> None:
    assert hours.read(typed) == Unclear("time", typed)


@pytest.mark.parametrize("typed", ["8-8", "00:00-24:00", "24:00-0:00"])
def test_no_time_and_the_whole_day_are_no_quiet_hours(typed: str) -> None:
    assert hours.read(typed) == Unclear("length", typed)


@given(quiets)
def test_quiet_hours_are_read_as_they_are_kept(quiet: Quiet) -> None:
    assert hours.parse(str(quiet)) == quiet


def test_no_quiet_hours_are_kept_as_off_and_what_is_none_is_refused() -> None:
    assert hours.parse("off") is None
    with pytest.raises(ValueError, match="time"):
        hours.parse("night")


# -------------------------------------------------------------------------------- when it is quiet


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"), [(21, 59, False), (22, 0, True), (0, 0, True), (7, 59, True), (8, 0, False)]
)
def test_the_night_is_quiet_from_its_first_minute_up_to_its_end(hour: int, minute: int, quiet: bool) -> None:
    moment = datetime(2026, 11, 23, hour, minute, tzinfo=ZoneInfo("Europe/Berlin"))

    assert hours.is_quiet(moment, "Europe/Berlin", NIGHT) is quiet


def test_it_is_their_own_clock_that_counts() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)

    assert not hours.is_quiet(noon, "Europe/Berlin", NIGHT)
    assert hours.is_quiet(noon, "Pacific/Auckland", NIGHT)
    assert not hours.is_quiet(noon, "Pacific/Auckland", None)


@given(moments, st.sampled_from(ZONES), quiets)
def test_it_is_quiet_when_the_clock_on_the_wall_shows_a_quiet_time(moment: datetime, zone: str, quiet: Quiet) -> None:
    shown = moment.astimezone(ZoneInfo(zone)).strftime("%H:%M")
    start, end = str(quiet).split("-")

    within = start <= shown < end if start < end else shown >= start or shown < end

    assert hours.is_quiet(moment, zone, quiet) is within


# ------------------------------------------------------------------------------- until when it is


@given(moments, st.sampled_from(ZONES), quiets)
@example(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "Europe/Berlin", Quiet(22 * 60, 2 * 60 + 30))
@example(datetime(2026, 10, 24, 23, 30, tzinfo=UTC), "Europe/Berlin", Quiet(22 * 60, 2 * 60 + 30))
@example(datetime(2026, 10, 25, 0, 45, tzinfo=UTC), "Europe/Berlin", Quiet(2 * 60, 3 * 60))
@example(datetime(2026, 4, 4, 14, 59, 59, 999999, tzinfo=UTC), "Australia/Lord_Howe", Quiet(1 * 60, 2 * 60))
@example(datetime(2011, 12, 30, 9, 59, tzinfo=UTC), "Pacific/Apia", NIGHT)
def test_quiet_hours_end_at_the_first_minute_that_is_not_quiet(moment: datetime, zone: str, quiet: Quiet) -> None:
    end = hours.quiet_until(moment, zone, quiet)

    assert not hours.is_quiet(end, zone, quiet)
    if hours.is_quiet(moment, zone, quiet):
        minute = moment.replace(second=0, microsecond=0)
        every = (minute + n * MINUTE for n in range(1, 3 * DAY))
        assert end == next(each for each in every if not hours.is_quiet(each, zone, quiet))
    else:
        assert end == moment


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        # In the night in which clocks go forward from 2:00 to 3:00 half past two never comes.
        (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        # In the night in which they go back it comes twice: quiet hours end with the first, and the rest follows.
        (datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 1, 10, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_an_end_that_never_comes_or_comes_twice_has_its_result(moment: datetime, end: datetime) -> None:
    assert hours.quiet_until(moment, "Europe/Berlin", Quiet(22 * 60, 2 * 60 + 30)) == end


def test_without_quiet_hours_there_is_nothing_to_wait_for() -> None:
    night = datetime(2026, 11, 23, 3, tzinfo=UTC)

    assert hours.quiet_until(night, "UTC", None) == night


@given(moments, st.sampled_from(ZONES))
def test_a_night_ends_at_eight_local_time_across_every_clock_change(moment: datetime, zone: str) -> None:
    end = hours.quiet_until(moment, zone, NIGHT)

    if end != moment and zone != "Pacific/Apia":  # which once left out a whole day
        assert end.astimezone(ZoneInfo(zone)).strftime("%H:%M:%S.%f") == "08:00:00.000000"
