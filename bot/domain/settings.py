"""What a group can set with ``!set``: every setting, its default and what it takes.

What a setting means, and what its kind takes, the blocks ``meaning`` and ``takes`` of the template ``settings`` say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import Final, Generic, TypeVar, cast
from zoneinfo import available_timezones

from bot.domain import duration, languages, reminder_words, reminders
from bot.domain.days import Unclear

Lengths = tuple[timedelta, timedelta]
Value = timedelta | Lengths | tuple[timedelta, ...] | int | bool | str | date | None

T_co = TypeVar("T_co", covariant=True)
V_co = TypeVar("V_co", bound=Value, covariant=True)


@dataclass(frozen=True, slots=True)
class Kind(Generic[T_co]):
    """What may be written: ``read`` takes it or raises ValueError; ``name`` and ``bounds`` are for whoever says it.

    ``examples`` are two that it takes, so that one is always another than what is set.
    """

    name: str
    read: Callable[[str], T_co]
    examples: tuple[str, str]
    bounds: Mapping[str, object] = field(default_factory=dict)

    def parse(self, raw: object) -> T_co:
        """Return the value that ``raw`` spells; ValueError names the kind and repeats nothing of ``raw``."""
        match raw:
            case str():
                try:
                    return self.read(raw.strip())
                except ValueError:
                    raise ValueError(self.name) from None
            case _:
                raise ValueError(self.name)


def whole(least: int, most: int, examples: tuple[str, str]) -> Kind[int]:
    """Return the kind of the whole numbers from ``least`` to ``most``, both included and neither below 0."""

    def read(text: str) -> int:
        if re.fullmatch(r"[0-9]{1,9}", text) is None or not least <= int(text) <= most:
            raise ValueError
        return int(text)

    return Kind("whole", read, examples, {"least": least, "most": most})


def _on_off(text: str) -> bool:
    match text.lower():
        case "on" | "true" | "yes":
            return True
        case "off" | "false" | "no":
            return False
        case _:
            raise ValueError


def _day(text: str) -> date | None:
    if text.lower() == "off":
        return None
    # date.fromisoformat takes 20261227 and 2026-W52-7 as well, which nobody means who types a number.
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is None:
        raise ValueError
    return date.fromisoformat(text)


def _lengths(text: str) -> Lengths:
    lengths = [duration.parse(part) for part in text.split(",", 1)]
    return lengths[0], lengths[-1]


def _ahead(text: str) -> tuple[timedelta, ...]:
    if text.lower() == "off":
        return ()
    read = reminder_words.read(text)
    if isinstance(read, Unclear):
        raise ValueError  # noqa: TRY004 - as of every other value
    return read


@cache
def _zones() -> Mapping[str, str]:
    """Return the IANA names by their small letters, without the two that mean another thing on every machine."""
    return {name.lower(): name for name in available_timezones() - {"Factory", "localtime"}}


def _zone(text: str) -> str:
    name = _zones().get(text.lower().replace(" ", "_"))
    if name is None:
        raise ValueError
    return name


LENGTH: Final = Kind("length", duration.parse, ("2h", "1d"))
LENGTHS: Final = Kind("lengths", _lengths, ("10m, 1h", "10m"))
AHEAD: Final = Kind("ahead", _ahead, ("1d, 1h", "off"))
ON_OFF: Final = Kind("switch", _on_off, ("on", "off"))
ZONE: Final = Kind("zone", _zone, ("Europe/Berlin", "UTC"))
LANGUAGE_TAG: Final = Kind("language", languages.read, ("de", "en"), {"tags": tuple(languages.LANGUAGES)})
DAY: Final = Kind("day", _day, ("2026-12-27", "off"))


@dataclass(frozen=True, slots=True)
class Setting(Generic[V_co]):
    """One setting of a group. Its value is plain Python: what ``kind`` reads."""

    name: str
    default: V_co
    kind: Kind[V_co]

    def parse(self, text: str) -> V_co:
        """Return the value that ``text`` spells, or raise ValueError."""
        return self.kind.parse(text)

    def example(self, besides: str) -> str:
        """Return a text that is taken, and is shown otherwise than ``besides``."""
        return next(text for text in self.kind.examples if self.show(self.parse(text)) != besides)

    def show(self, value: Value) -> str:
        """Return the text that `parse` reads as ``value``."""
        return show(value)

    def of(self, values: Mapping[str, Value]) -> V_co:
        """Return this setting's value among ``values`` by name, which `parse` made, or the default."""
        return cast("V_co", values.get(self.name, self.default))


def _minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def _hours(number: int) -> timedelta:
    return timedelta(hours=number)


def _days(number: int) -> timedelta:
    return timedelta(days=number)


UNDO_HOLDS: Final = timedelta(days=1)
"""How long a change can be taken back."""

TIMEZONE: Final = Setting("timezone", "UTC", ZONE)
LANGUAGE: Final = Setting("language", languages.ENGLISH, LANGUAGE_TAG)
WAVE: Final = Setting("support.wave", 3, whole(1, 100, ("3", "4")))
WAIT_NOW: Final = Setting("support.wait.now", _minutes(5), LENGTH)
WAIT_TODAY: Final = Setting("support.wait.today", _hours(2), LENGTH)
WAIT_WEEK: Final = Setting("support.wait.week", _days(1), LENGTH)
AGREE: Final = Setting("support.agree", _minutes(10), LENGTH)
AGAIN: Final = Setting("support.again", _hours(2), LENGTH)
TOUCH: Final = Setting("support.touch", (_minutes(10), _hours(2)), LENGTHS)
EXPIRE_NOW: Final = Setting("support.expire.now", _hours(6), LENGTH)
EXPIRE_TODAY: Final = Setting("support.expire.today", _days(1), LENGTH)
EXPIRE_WEEK: Final = Setting("support.expire.week", _days(7), LENGTH)
LISTEN_AFTER: Final = Setting("listen.after", _days(7), LENGTH)
POWER_LEVEL: Final = Setting("facilitators.power_level", 50, whole(0, 100, ("50", "100")))
REMIND_AT: Final = Setting("reminders.at", reminders.USUAL, AHEAD)
LOUD: Final = Setting("reminders.loud", default=False, kind=ON_OFF)
QUIET_UNTIL: Final = Setting("quiet.until", None, DAY)
OFFER: Final = Setting("rota.offer", _days(3), LENGTH)
ANSWER: Final = Setting("rota.answer", _days(1), LENGTH)
CHECKIN_FOR: Final = Setting("checkin.for", _hours(4), LENGTH)
WELCOME: Final = Setting("welcome", default=False, kind=ON_OFF)

_ALL: Final[tuple[Setting[Value], ...]] = (
    TIMEZONE,
    LANGUAGE,
    WAVE,
    WAIT_NOW,
    WAIT_TODAY,
    WAIT_WEEK,
    AGREE,
    AGAIN,
    TOUCH,
    EXPIRE_NOW,
    EXPIRE_TODAY,
    EXPIRE_WEEK,
    LISTEN_AFTER,
    POWER_LEVEL,
    REMIND_AT,
    LOUD,
    QUIET_UNTIL,
    OFFER,
    ANSWER,
    CHECKIN_FOR,
    WELCOME,
)
SETTINGS: Final[Mapping[str, Setting[Value]]] = MappingProxyType({setting.name: setting for setting in _ALL})


def parse(name: str, raw: str | int | date | timedelta) -> Value:
    """Return the value of the setting ``name`` that ``raw`` spells, as text or as YAML read it.

    Raises KeyError for a name that is none, and ValueError, which names the kind, for a value that is none.
    """
    setting = SETTINGS[name]
    return setting.parse(raw if isinstance(raw, str) else show(raw))


def show(value: Value) -> str:
    """Return the text that the value's kind reads back as ``value``; ValueError for a length that none can read."""
    match value:
        case None | False:
            return "off"
        case True:
            return "on"
        case timedelta():
            return duration.words(value)
        case (timedelta() as soon, timedelta() as otherwise):
            return duration.words(soon) if soon == otherwise else f"{duration.words(soon)}, {duration.words(otherwise)}"
        case tuple():
            return ", ".join(map(duration.words, value)) or "off"
        case _:
            return str(value)


def nearest(name: str, known: Iterable[str] = SETTINGS) -> str | None:
    """Return the known name that ``name`` resembles most, or None where none is near."""
    return next(iter(get_close_matches(name.lower(), list(known), n=1)), None)
