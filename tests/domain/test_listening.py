from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import hours, listening, weekly
from bot.domain.hours import Quiet
from bot.domain.listening import ALL_KINDS, ENDLESS, KINDS, LIMIT, NIGHT, Coverage, Listener, coverage
from tests.domain.test_hours import ZONES, moments, quiets
from tests.domain.test_weekly import DAY, MINUTE
from tests.domain.test_weekly import hours as some_hours

LONG_AGO = datetime(2011, 1, 1, tzinfo=UTC)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


ANA = Listener("@ana:example.org", zone="UTC", quiet=hours.NIGHT, settled_at=LONG_AGO, proven_at=LONG_AGO)


def _listener(**more: Any) -> Listener:
    return replace(ANA, **more)


def _at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


# ---------------------------------------------------------------------------- from when on they are ready


def test_by_default_a_listener_listens_by_day_to_anything_three_times_a_week() -> None:
    ana = _listener()

    assert [hour for hour in range(24) if ana.is_ready(_at(hour))] == list(range(8, 22))
    assert (ana.kinds, ana.limit) == (frozenset(KINDS), 3)
    assert (ana.kinds, ana.limit) == (ALL_KINDS, LIMIT)


@pytest.mark.parametrize(
    ("quiet", "more", "there"),
    [
        (Quiet(20 * 60, 10 * 60), {}, list(range(10, 20))),
        (Quiet(12 * 60, 13 * 60), {}, [*range(8, 12), *range(13, 22)]),
        (None, {}, list(range(8, 22))),
        (Quiet(18 * 60, 12 * 60), {"hours": weekly.parse("20-23")}, [20, 21, 22]),
        (Quiet(18 * 60, 12 * 60), {"night": True}, [*range(8), *range(12, 18), 22, 23]),
        (hours.NIGHT, {"hours": weekly.parse("9-10"), "night": True}, [*range(8), 9, 22, 23]),
    ],
)
def test_own_hours_count_whatever_is_quiet_the_usual_ones_less_that_and_night_adds(
    quiet: Quiet | None, more: dict[str, Any], there: list[int]
) -> None:
    ana = _listener(quiet=quiet, **more)

    assert [hour for hour in range(24) if ana.is_ready(_at(hour))] == there


def test_whoever_is_quiet_all_day_and_set_no_hours_is_never_ready() -> None:
    ana = _listener(quiet=Quiet(8 * 60, 22 * 60))

    assert ana.ready_from(NOON) is None
    assert not ana.is_ready(NOON)


@pytest.mark.parametrize(
    ("more", "ready"),
    [
        ({}, NOON),
        ({"proven_at": None}, None),
        ({"paused_until": ENDLESS}, None),
        ({"paused_until": _at(15, 30)}, _at(15, 30)),
        ({"paused_until": _at(23)}, _at(8, day=24)),
        ({"paused_until": _at(11)}, NOON),
        ({"settled_at": _at(13)}, _at(13)),
        ({"settled_at": _at(13), "paused_until": _at(14)}, _at(14)),
        ({"zone": "Pacific/Auckland"}, _at(19)),
        ({"hours": weekly.parse("wed 20-21")}, _at(20, day=25)),
    ],
)
def test_a_listener_is_ready_once_proven_settled_unpaused_and_in_their_hours(
    more: dict[str, Any], ready: datetime | None
) -> None:
    ana = _listener(**more)

    assert ana.ready_from(NOON) == ready
    assert ana.is_ready(NOON) is (ready == NOON)


@settings(max_examples=200)
@given(
    moments,
    st.sampled_from(ZONES),
    st.none() | quiets,
    st.none() | some_hours,
    st.booleans(),
    st.integers(-100, 5000),
    st.none() | st.integers(-100, 5000),
)
def test_ready_is_the_first_moment_that_every_rule_allows(  # noqa: PLR0913 - every rule
    moment: datetime,
    zone: str,
    quiet: Quiet | None,
    own: weekly.Hours | None,
    night: bool,
    settled: int,
    paused: int | None,
) -> None:
    ana = _listener(
        zone=zone,
        quiet=quiet,
        hours=own,
        night=night,
        settled_at=moment + settled * MINUTE,
        paused_until=None if paused is None else moment + paused * MINUTE,
    )

    def allowed(at: datetime) -> bool:
        clock = at.astimezone(ZoneInfo(zone))
        by_night = not 8 <= clock.hour < 22
        if own is None:
            theirs = not by_night and not hours.is_quiet(at, zone, quiet)
        else:
            theirs = bool(weekly.of(own)[weekly.shown(at, ZoneInfo(zone))])
        return (theirs or (night and by_night)) and at >= max(ana.settled_at, ana.paused_until or at)

    minute = moment.replace(second=0, microsecond=0)
    earliest = max(moment, ana.settled_at, ana.paused_until or moment)
    every = sorted({moment, earliest, *(minute + n * MINUTE for n in range(1, 5000 + 15 * DAY))})
    expected = next((each for each in every if each >= moment and allowed(each)), None)
    assert ana.ready_from(moment) == expected
    assert ana.is_ready(moment) is allowed(moment)


# ------------------------------------------------------------------------------------ how many, in words


@pytest.mark.parametrize(
    ("listeners", "day", "night"),
    [
        ([], "nobody", "nobody"),
        ([_listener()], "a few", "nobody"),
        ([_listener()] * 3, "a few", "nobody"),
        ([_listener()] * 4, "several", "nobody"),
        ([_listener(night=True)] * 4, "several", "several"),
        ([_listener(hours=weekly.parse("22:00-22:30"))], "nobody", "nobody"),
        ([_listener(hours=weekly.parse("fri 23:30-0:30"))], "nobody", "a few"),
        ([_listener(hours=weekly.parse("sun 23:30-0:30"))], "nobody", "a few"),
        ([_listener(hours=weekly.parse("sat 21:00-22:59"))], "a few", "nobody"),
        ([_listener(proven_at=None), _listener(paused_until=ENDLESS)], "nobody", "nobody"),
        ([_listener(quiet=Quiet(8 * 60, 22 * 60))], "nobody", "nobody"),
    ],
)
def test_coverage_is_said_in_words(listeners: list[Listener], day: str, night: str) -> None:
    assert coverage(listeners) == Coverage(day, night)


def test_coverage_counts_who_may_be_asked_now_by_the_clock_of_the_group() -> None:
    ana = _listener(zone="Pacific/Auckland")

    assert coverage([ana], NOON, "Europe/Berlin") == Coverage("a few", "a few")
    assert coverage([replace(ana, hours=weekly.parse("12-16"))], NOON, "Europe/Berlin") == Coverage("nobody", "a few")
    assert coverage([replace(ana, settled_at=NOON + MINUTE)], NOON) == Coverage("nobody", "nobody")
    assert coverage([replace(ana, paused_until=NOON + MINUTE)], NOON) == Coverage("nobody", "nobody")
    assert coverage([replace(ana, paused_until=NOON - MINUTE)], NOON) == Coverage("a few", "nobody")


def test_the_night_is_what_the_day_is_not() -> None:
    assert [a + b for a, b in zip(weekly.of(listening.USUAL), weekly.of(NIGHT), strict=True)] == [1] * weekly.WEEK


# ------------------------------------------------------------------------------------- as people type it


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("listen", {"listen"}),
        ("listen,practical", {"listen", "practical"}),
        ("Listen, company and witness.", {"listen", "company", "witness"}),
        ("distract / practical", {"distract", "practical"}),
        ("all", set(KINDS)),
        ("anything", set(KINDS)),
    ],
)
def test_kinds_are_read_as_people_write_them(typed: str, kinds: set[str]) -> None:
    assert listening.read_kinds(typed) == frozenset(kinds)


@pytest.mark.parametrize("typed", ["", "and", "talking", "listen, talking", "all, talking"])
def test_what_is_no_kind_is_none(typed: str) -> None:
    assert listening.read_kinds(typed) is None


@pytest.mark.parametrize(
    ("typed", "limit"),
    [
        ("3/week", 3),
        ("3", 3),
        ("3 / w", 3),
        ("3 a week", 3),
        ("Once a week.", 1),
        ("twice per week", 2),
        ("5 times a week", 5),
        ("5x a week", 5),
        ("4 mal pro Woche", 4),
        ("50", 50),
    ],
)
def test_a_limit_is_read_as_people_write_it(typed: str, limit: int) -> None:
    assert listening.read_limit(typed) == limit


@pytest.mark.parametrize("typed", ["", "0/week", "51", "often", "3/day", "3.5/week", "-1"])
def test_what_is_no_limit_is_none(typed: str) -> None:
    assert listening.read_limit(typed) is None


def test_a_proof_holds_for_sixty_days() -> None:
    assert timedelta(days=60) == listening.PROOF_HOLDS
