"""What moments do: every module here is a kind of job, found by its ``KIND``.

``run(job, tx)`` does what is due; what it says are blocks of the template of the
module's name.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Protocol, cast, runtime_checkable

from bot.storage.jobs import Job
from bot.storage.tx import Tx


class Kind(Protocol):
    """The module of a kind of job."""

    KIND: str

    def run(self, job: Job, tx: Tx) -> None:
        """Do what is due."""
        ...


@runtime_checkable
class Waited(Kind, Protocol):
    """The module of a kind of job that somebody waits for: they hear of it when it breaks again and again."""

    def broke(self, job: Job, tx: Tx) -> None:
        """Tell them."""
        ...


@cache
def kinds() -> Mapping[str, Kind]:
    """Return every kind of job by its name."""
    found = (
        cast("Kind", import_module(f"{__name__}.{module.name}"))
        for module in pkgutil.iter_modules(__path__)
        if not module.name.startswith("_")
    )
    return {kind.KIND: kind for kind in found}
