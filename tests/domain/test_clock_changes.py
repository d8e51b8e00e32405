from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import recurrence
from bot.domain.clock_changes import Change, Clocks, changes, clocks
from tests.domain.schedules import TWO_YEARS, ZONES

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
JANUARY = datetime(2027, 1, 1, tzinfo=UTC)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - it says so


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_change_tells_when_it_is_and_what_clocks_show_then() -> None:
    spring, autumn = changes("Europe/Berlin", JANUARY, JANUARY + 365 * DAY)

    assert spring == Change(datetime(2027, 3, 28, 1, tzinfo=UTC), HOUR, Clocks(2 * HOUR, "CEST"))
    assert autumn == Change(datetime(2027, 10, 31, 1, tzinfo=UTC), 2 * HOUR, Clocks(HOUR, "CET"))
    assert (spring.local, spring.after) == (_local("2027-03-28T02:00"), _local("2027-03-28T03:00"))
    assert (spring.forward, autumn.forward) == (True, False)


@pytest.mark.parametrize(
    ("local", "left_out"),
    [
        ("2027-03-28T01:59", False),
        ("2027-03-28T02:00", True),
        ("2027-03-28T02:59", True),
        ("2027-03-28T03:00", False),
    ],
)
def test_clocks_that_are_put_forward_leave_out_an_hour(local: str, left_out: bool) -> None:
    spring, autumn = changes("Europe/Berlin", JANUARY, JANUARY + 365 * DAY)

    assert spring.leaves_out(_local(local)) is left_out
    assert not autumn.leaves_out(_local("2027-10-31T02:30"))


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "UTC"])
def test_clocks_that_never_change_have_no_changes(zone: str) -> None:
    assert changes(zone, JANUARY, JANUARY + 3650 * DAY) == ()


@given(st.sampled_from([*ZONES, "Africa/Casablanca", "Europe/Dublin"]), moments, st.integers(0, 59))
def test_what_clocks_show_is_what_the_last_change_put_them_to(zone: str, first: datetime, minute: int) -> None:
    found = changes(zone, first, first + TWO_YEARS)

    shown = clocks(zone, first)
    for n in range(TWO_YEARS // (7 * DAY)):
        at = first + n * 7 * DAY + timedelta(minutes=minute)
        shown = next((each.to for each in reversed(found) if each.at <= at), clocks(zone, first))
        assert at.astimezone(ZoneInfo(zone)).utcoffset() == shown.offset
    assert [each.before for each in found] == [clocks(zone, first).offset, *(each.to.offset for each in found)][:-1]
    assert shown.name


@given(st.sampled_from(ZONES), moments, st.integers(-180, 180))
def test_a_time_is_left_out_where_clocks_go_from_before_it_to_behind_it(
    zone: str, first: datetime, minutes: int
) -> None:
    for change in changes(zone, first, first + TWO_YEARS):
        local = change.local + timedelta(minutes=minutes)
        at = recurrence.moment(local, zone)

        shown = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert change.leaves_out(local) is (shown != local)
