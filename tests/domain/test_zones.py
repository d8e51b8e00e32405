from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import zones
from bot.domain.zones import Meant, Several, Unclear

WINTER = datetime(2026, 11, 23, 12, 0, 20, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
ON_EARTH = sorted(name for name in available_timezones() if name.count("/") and not name.startswith("Etc/"))
moments = st.datetimes(datetime(2025, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - it says so


def _meant(typed: str, *usual: str, now: datetime = WINTER) -> object:
    return zones.read(typed, now, usual or ("UTC",))


# --------------------------------------------------------------------------------- by its name


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("EUROPE / BERLIN.", "Europe/Berlin"),
        ("america/new york", "America/New_York"),
        ("America/Port au Prince", "America/Port-au-Prince"),
        ("US/Pacific", "US/Pacific"),
        ("utc", "UTC"),
        ("Berlin", "Europe/Berlin"),
        ("berlin, germany", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("Zürich", "Europe/Zurich"),
        ("Louisville", "America/Kentucky/Louisville"),
        ("buenos aires", "America/Argentina/Buenos_Aires"),
        ("Singapore", "Singapore"),
        ("Germany", "Europe/Berlin"),
        ("austria", "Europe/Vienna"),
        ("UK", "Europe/London"),
        ("Scotland", "Europe/London"),
        ("Korea", "Asia/Seoul"),
        ("Portugal", "Portugal"),
        ("EST", "America/New_York"),
        ("pacific time", "America/Los_Angeles"),
        ("CET", "Europe/Berlin"),
        ("Wien", "Europe/Vienna"),
        ("Österreich", "Europe/Vienna"),
        ("München", "Europe/Berlin"),
        ("Muenchen", "Europe/Berlin"),
        ("Köln, Deutschland", "Europe/Berlin"),
        ("Schweiz", "Europe/Zurich"),
        ("Brüssel", "Europe/Brussels"),
    ],
)
def test_a_zone_is_read_by_its_name_a_city_or_a_country(typed: str, zone: str) -> None:
    assert _meant(typed) == Meant(zone)


@pytest.mark.parametrize(
    "typed", ["", "Lothlorien", "Factory", "localtime", "../../etc/passwd", "Europe/", "/", ", Berlin"]
)
def test_what_is_no_place_is_not_understood(typed: str) -> None:
    assert _meant(typed) == Unclear("name", typed)


def test_a_country_with_few_zones_is_asked_about_and_one_with_many_wants_a_city() -> None:
    assert _meant("Spain") == Several(("Europe/Madrid", "Atlantic/Canary"))
    assert _meant("USA") == Unclear("many", "USA")
    assert _meant("United States") == Unclear("many", "United States")


@pytest.mark.parametrize("zone", ON_EARTH)
def test_every_zone_is_found_by_its_name_and_by_its_city(zone: str) -> None:
    by_city = _meant(zone.rpartition("/")[2].replace("_", " "))

    assert _meant(zone) == Meant(zone)
    assert isinstance(by_city, Meant | Several)
    if isinstance(by_city, Meant) and "US/" not in zone and "Canada/" not in zone and "Brazil/" not in zone:
        year = [WINTER + timedelta(days=15 * n) for n in range(24)]
        here, there = ZoneInfo(zone), ZoneInfo(by_city.zone)
        assert [each.astimezone(here).utcoffset() for each in year] == [
            each.astimezone(there).utcoffset() for each in year
        ]


# -------------------------------------------------------------------------------- by a clock


@pytest.mark.parametrize(
    "typed", ["it is 13:00 here", "13:00", "1:00 pm", "it's 1.02pm", "1 pm", "12:55", "1:00", "+1"]
)
def test_a_clock_that_fits_the_group_is_in_the_groups_zone(typed: str) -> None:
    assert _meant(typed, "Europe/Berlin") == Meant("Europe/Berlin")


def test_of_two_usual_zones_the_one_that_fits_is_meant() -> None:
    assert _meant("it is 13:00 here", "America/Bogota", "Europe/Berlin") == Meant("Europe/Berlin")
    assert _meant("7:00 am", "America/Bogota", "Europe/Berlin") == Meant("America/Bogota")


@pytest.mark.parametrize(
    ("typed", "zones_meant"),
    [
        ("it is 13:00 here", ("Europe/Berlin", "Africa/Lagos")),
        ("07:00", ("America/New_York", "America/Bogota")),
        ("7:00", ("America/New_York", "America/Bogota")),
        ("3 pm", ("Europe/Moscow", "Europe/Istanbul", "Africa/Nairobi")),
        ("17:45", ("Asia/Kathmandu",)),
        ("8:30 am", ("America/St_Johns",)),
        ("20:45", ("Australia/Eucla",)),
        ("02:00", ("Pacific/Honolulu",)),
        ("UTC-3", ("America/Sao_Paulo", "America/Santiago", "America/Argentina/Buenos_Aires")),
        ("gmt+5:30", ("Asia/Kolkata",)),
    ],
)
def test_a_clock_that_fits_elsewhere_is_asked_about_by_well_known_cities(
    typed: str, zones_meant: tuple[str, ...]
) -> None:
    assert _meant(typed) == Several(zones_meant)


def test_the_season_decides_whose_clock_it_is() -> None:
    assert _meant("14:00", now=SUMMER) == Several(("Europe/Berlin", "Africa/Johannesburg"))


@pytest.mark.parametrize("typed", ["it is 12:22 here", "+0:15", "utc+99"])
def test_a_time_that_no_clock_shows_is_not_understood(typed: str) -> None:
    assert _meant(typed) == Unclear("clock", typed)


@given(moments, st.sampled_from(ON_EARTH), st.integers(-7, 7))
def test_whatever_a_clock_shows_leads_to_zones_whose_clocks_show_it(moment: datetime, zone: str, fast: int) -> None:
    shown = (moment + timedelta(minutes=fast)).astimezone(ZoneInfo(zone)).strftime("%I:%M %p")

    found = zones.read(f"it is {shown} here", moment.replace(second=0, microsecond=0), ())

    offered = found.zones if isinstance(found, Several) else (found.zone,) if isinstance(found, Meant) else ()
    day = timedelta(days=1)
    here = moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
    ahead = [moment.astimezone(ZoneInfo(each)).utcoffset() or timedelta(0) for each in offered]
    assert 1 <= len(offered) <= zones.AT_MOST
    assert {each % day for each in ahead} == {here % day}


@given(st.text(), moments, st.sampled_from(ON_EARTH))
def test_no_text_breaks_the_search_for_a_zone(typed: str, now: datetime, usual: str) -> None:
    found = zones.read(typed, now, (usual,))

    assert isinstance(found, Meant | Several | Unclear)


@pytest.mark.parametrize("zone", sorted(set(zones.IN_GERMAN.values())))
def test_what_a_place_is_called_in_german_is_a_zone(zone: str) -> None:
    assert zone in available_timezones()
