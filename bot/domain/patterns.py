"""Patterns of Matrix IDs, as `invites.allow` and `ignore` hold them: ``*`` stands for any text, all else for itself."""

from __future__ import annotations

import re
from collections.abc import Iterable


def matches(person: str, patterns: Iterable[str]) -> bool:
    """Return whether any of the patterns is this person; brackets, as in ``[::1]``, mean nothing special."""
    return any(
        re.fullmatch(".*".join(re.escape(part) for part in pattern.split("*")), person, re.DOTALL)
        for pattern in patterns
    )
