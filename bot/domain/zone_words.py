"""A time zone in the middle of other words: after a time, before a place, a link or nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bot.domain import zones
from bot.domain.cursor import Cursor, whole
from bot.domain.days import Unclear

_AREAS: Final = (
    "Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|US"
)
_OFFSET: Final = whole(r"(?:UTC|GMT)\s*[+-]\s*\d{1,2}(?::?\d{2})?")
_SURELY: Final = whole(
    rf"(?P<name>(?:{_AREAS})/[\w/+-]+"
    "|UTC|GMT|CET|CEST|MEZ|MESZ|EST|EDT|CST|CDT|MST|MDT|PST|PDT|AEST|AEDT"
    "|(?-i:EET|WET|BST|IST|JST|ET|CT|MT|PT))"  # some of which are words in small letters
)
_TIME: Final = whole(r"(?P<name>[^\W\d]+(?: [^\W\d]+)?) time")
# What follows a zone; a hall may be called like a city, and then other words follow.
_AFTER: Final = r"(?=\s*(?:$|\d|where\b|wo\b|at\b|for\b|für\b|from\b|ab\b|until\b|till\b|bis\b|https?:|www\.))"
_CITIES: Final = tuple(whole(rf"(?P<name>[^\W\d][\w.'-]*(?: [^\W\d][\w.'-]*){{{more}}}){_AFTER}") for more in (2, 1, 0))


def take(cursor: Cursor, now: datetime) -> str | Unclear | None:
    """Take the zone at the start of the rest, by its name, or by a city before what can't belong to a place.

    ``zone`` says that something looks like a zone and is none that is known, ``zone_offset`` that an offset
    was given, which is no zone since clocks change.
    """
    start = cursor.at
    if cursor.take(_OFFSET):
        return Unclear("zone_offset", cursor.since(start))
    if found := cursor.take(_SURELY):
        return _meant(found["name"], now) or Unclear("zone", cursor.since(start))
    for form in (_TIME, *_CITIES):
        if (found := cursor.take(form)) and (zone := _meant(found["name"], now)):
            return zone
        cursor.at = start
    return None


def _meant(name: str, now: datetime) -> str | None:
    """Return the one zone of that name; villages that share a name with common words are left out."""
    match zones.read(name, now, ()):
        case zones.Meant(zone) if "North_Dakota" not in zone:
            return zone
        case _:
            return None
