"""Which time zone somebody means: by its name, a city, a country, or what their clock shows.

What is known of cities and countries is the time zone database's own.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from bot.domain import clock

AT_MOST: Final = 3
"""Zones that somebody is asked to choose among."""
_QUARTER: Final = 15 * 60
_FARTHEST: Final = 14 * 60
"""Minutes that any clock is ahead of UTC."""
_MONTH: Final = timedelta(days=30)

# The cities that are offered for a clock time, the likelier before those whose clocks show the same.
_WELL_KNOWN: Final = (
    "Europe/Berlin", "Europe/London", "Europe/Athens", "Europe/Moscow", "Europe/Istanbul", "Africa/Lagos",
    "Africa/Cairo", "Africa/Johannesburg", "Africa/Nairobi", "Africa/Abidjan", "America/New_York",
    "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Bogota", "America/Mexico_City",
    "America/Phoenix", "America/Sao_Paulo", "America/Halifax", "America/Caracas", "America/Argentina/Buenos_Aires",
    "America/Santiago", "America/St_Johns", "America/Anchorage", "Pacific/Honolulu", "Atlantic/Azores",
    "Atlantic/Cape_Verde", "Asia/Dubai", "Asia/Tehran", "Asia/Kabul", "Asia/Karachi", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Dhaka", "Asia/Yangon", "Asia/Bangkok", "Asia/Shanghai", "Asia/Tokyo", "Australia/Perth",
    "Australia/Adelaide", "Australia/Darwin", "Australia/Sydney", "Australia/Brisbane", "Pacific/Noumea",
    "Pacific/Auckland", "Pacific/Fiji", "Pacific/Tongatapu", "Pacific/Pago_Pago",
)  # fmt: skip
# What people call zones in daily life; the database has some of these names too, for clocks that never change.
_CALLED: Final = {
    **dict.fromkeys(("est", "edt", "et", "eastern", "eastern time"), "America/New_York"),
    **dict.fromkeys(("cdt", "central time"), "America/Chicago"),
    **dict.fromkeys(("mst", "mdt", "mountain", "mountain time"), "America/Denver"),
    **dict.fromkeys(("pst", "pdt", "pt", "pacific", "pacific time"), "America/Los_Angeles"),
    **dict.fromkeys(("cet", "cest", "mez", "mesz"), "Europe/Berlin"),
}
# Where German has another name, or many who speak it live; "Essen" and "Halle" are a meal and a hall too.
IN_GERMAN: Final = {
    **dict.fromkeys(
        ("deutschland", "hamburg", "munchen", "muenchen", "koln", "koeln", "frankfurt", "stuttgart", "leipzig"),
        "Europe/Berlin",
    ),
    **dict.fromkeys(("osterreich", "oesterreich", "wien", "graz", "linz", "salzburg", "innsbruck"), "Europe/Vienna"),
    **dict.fromkeys(("schweiz", "zuerich", "bern", "basel", "genf"), "Europe/Zurich"),
    "athen": "Europe/Athens",
    "brussel": "Europe/Brussels",
    "bukarest": "Europe/Bucharest",
    "kairo": "Africa/Cairo",
    "kiew": "Europe/Kyiv",
    "kopenhagen": "Europe/Copenhagen",
    "lissabon": "Europe/Lisbon",
    "luxemburg": "Europe/Luxembourg",
    "moskau": "Europe/Moscow",
    "prag": "Europe/Prague",
    "rom": "Europe/Rome",
    "tokio": "Asia/Tokyo",
    "warschau": "Europe/Warsaw",
}
_COUNTRIES_CALLED: Final = {
    **dict.fromkeys(("uk", "england", "scotland", "wales", "great britain"), "GB"),
    **dict.fromkeys(("korea", "south korea"), "KR"),
    **dict.fromkeys(("usa", "america"), "US"),
}
_OFFSET: Final = re.compile(
    r"(?:utc|gmt)?\s*(?P<sign>[+-])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Meant:
    """The zone, by its name in the database."""

    zone: str


@dataclass(frozen=True, slots=True)
class Several:
    """Each of these zones may be meant, the likelier first."""

    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unclear:
    """What was not understood: ``name`` (no such place), ``many`` (a country with many zones) or ``clock``."""

    why: str
    words: str


def read(typed: str, now: datetime, usual: Sequence[str]) -> Meant | Several | Unclear:
    """Return what ``typed`` means at the moment ``now``; a clock that fits one of the ``usual`` zones is that one's."""
    if offset := _OFFSET.fullmatch(typed.strip()):
        minutes = int(offset["hours"]) * 60 + int(offset["minutes"] or 0)
        if minutes > _FARTHEST:
            return Unclear("clock", typed)
        return _ahead((-minutes if offset["sign"] == "-" else minutes) % clock.DAY, typed, now, usual)
    if (time := clock.in_words(typed)) is not None:
        ahead = _offset(time.minute, now)
        # Whoever types "9:10" in the evening means a dial on the wall.
        later = ahead if time.sure else (ahead + clock.HALF) % clock.DAY
        return _ahead(later if later in {_minutes(zone, now) for zone in usual} else ahead, typed, now, usual)
    return _named(typed, now)


def _offset(shown: int, now: datetime) -> int:
    """Return how many minutes a clock that shows this is ahead of UTC, to a quarter of an hour, within a day."""
    seconds = now.hour * 3600 + now.minute * 60 + now.second
    return round((shown * 60 - seconds) / _QUARTER) * 15 % clock.DAY


def _minutes(zone: str, moment: datetime) -> int:
    ahead = moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
    return ahead // timedelta(minutes=1) % clock.DAY


def _ahead(minutes: int, typed: str, now: datetime, usual: Sequence[str]) -> Meant | Several | Unclear:
    for zone in usual:
        if _minutes(zone, now) == minutes:
            return Meant(zone)
    for known in (_WELL_KNOWN, sorted(_places())):
        if fitting := [zone for zone in known if _minutes(zone, now) == minutes]:
            return Several(tuple(dict.fromkeys([*_differing(fitting, now), *fitting]))[:AT_MOST])
    return Unclear("clock", typed)


def _differing(zones: Iterable[str], now: datetime) -> list[str]:
    """Return the first of those zones each whose clocks agree in every month of a year."""
    first: dict[tuple[int, ...], str] = {}
    for zone in zones:
        first.setdefault(tuple(_minutes(zone, now + month * _MONTH) for month in range(13)), zone)
    return list(first.values())


def _named(typed: str, now: datetime) -> Meant | Several | Unclear:
    for words in (typed, typed.partition(",")[0]):
        key = _key(words)
        if zone := _CALLED.get(key) or IN_GERMAN.get(key):
            return Meant(zone)
        for known in (_zones(), _cities(), _countries()):
            match _differing(known.get(key, ()), now):
                case [zone]:
                    return Meant(zone)
                case [_, *_] as zones:
                    return Several(tuple(zones)) if len(zones) <= AT_MOST else Unclear("many", typed)
    return Unclear("name", typed)


def _key(name: str) -> str:
    """Return a name as it is compared: small letters, without accents, with plain spaces."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"\s*/\s*", "/", " ".join(re.sub(r"[_\-]", " ", letters.casefold()).strip(" .!?\"'").split()))


@cache
def _places() -> tuple[str, ...]:
    """Return the zones of places on earth, those first that the database lists for a country."""
    listed = list(dict.fromkeys(zone for _, zone in _table("zone.tab")))
    others = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return tuple(dict.fromkeys([*listed, *others]))


@cache
def _zones() -> Mapping[str, Sequence[str]]:
    """Return every zone by its whole name, without the two that mean another thing on every machine."""
    return {_key(name): (name,) for name in sorted(available_timezones() - {"Factory", "localtime"})}


@cache
def _cities() -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for zone in _places():
        found.setdefault(_key(zone.rpartition("/")[2]), []).append(zone)
    return found


@cache
def _countries() -> Mapping[str, Sequence[str]]:
    zones: dict[str, list[str]] = {}
    for code, zone in _table("zone.tab"):
        zones.setdefault(code, []).append(zone)
    named = [(code, _key(name), _key(name.partition("(")[0])) for code, name in _table("iso3166.tab")]
    shorts = Counter(short for _, _, short in named)
    codes = {name: code for code, name, _ in named} | {short: code for code, _, short in named if shorts[short] == 1}
    return {name: zones.get(code, []) for name, code in (codes | _COUNTRIES_CALLED).items()}


def _table(name: str) -> list[tuple[str, str]]:
    """Return the first and the last of the columns that name something in a table of the database."""
    text = (resources.files("tzdata") / "zoneinfo" / name).read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return [(row[0], row[2] if len(row) > 2 else row[1]) for row in rows]  # noqa: PLR2004 - code, coordinates, zone
