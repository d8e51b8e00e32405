"""Who is asked next: only whom it is all right to ask now, and whoever was asked longest ago first.

Free is a listener for this kind who may be asked at this moment, whose pings rang less often than their limit in
the last seven days, who is busy with no other request, and was not asked for this one, nor for one before it of the
same person, within ``support.again``. Ties are broken by a shuffle that the request alone decides, so that asking
anew does not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain.listening import Listener

WEEK: Final = timedelta(days=7)
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A listener who might be asked, in UTC throughout.

    ``rang`` is when pings reached them in the last seven days, oldest first. ``busy_until`` is when another request
    lets go of them, ``asked_here`` when this one, or one before it of the same person, asked them last. Whoever is
    ``near`` to the asker goes first.
    """

    listener: Listener
    rang: tuple[datetime, ...] = ()
    busy_until: datetime | None = None
    asked_here: datetime | None = None
    near: bool = False


def free_from(candidate: Candidate, moment: datetime, again: timedelta) -> datetime | None:
    """Return the first moment from this one on at which they may be asked, as far as can be known now."""
    listener, limit = candidate.listener, candidate.listener.limit
    if candidate.busy_until is not None:
        moment = max(moment, candidate.busy_until)
    if candidate.asked_here is not None:
        moment = max(moment, candidate.asked_here + again)
    if len(candidate.rang) >= limit:
        moment = max(moment, candidate.rang[-limit] + WEEK)
    return listener.ready_from(moment)


def wave(  # noqa: PLR0913 - whom, for what and when
    candidates: Iterable[Candidate], kind: str, *, seed: str, size: int, now: datetime, again: timedelta
) -> tuple[str, ...]:
    """Return who is asked now, in their order: at most ``size``."""
    free = [one for one in _for(candidates, kind) if free_from(one, now, again) == now]
    free.sort(key=lambda one: (not one.near, one.rang[-1] if one.rang else _NEVER, _lot(seed, one.listener.person)))
    return tuple(one.listener.person for one in free[:size])


def next_time(candidates: Iterable[Candidate], kind: str, *, now: datetime, again: timedelta) -> datetime | None:
    """Return when somebody may be asked next, ``None`` where nobody listens to this kind."""
    moments = (free_from(one, now, again) for one in _for(candidates, kind))
    return min((moment for moment in moments if moment is not None), default=None)


def _for(candidates: Iterable[Candidate], kind: str) -> Iterable[Candidate]:
    return (one for one in candidates if kind in one.listener.kinds)


def _lot(seed: str, person: str) -> bytes:
    return hashlib.sha256(f"{seed}\0{person}".encode()).digest()
