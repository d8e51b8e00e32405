"""The account that Kith uses, and why it can't be used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Account:
    """What is needed to log in: one of ``password`` and ``access_token``; no secret is shown by ``repr``.

    ``recovery_key`` opens an identity that a person made for the account.
    """

    homeserver: str
    user_id: str
    password: str | None = field(repr=False)
    access_token: str | None = field(repr=False)
    device_name: str
    display_name: str | None
    encryption: bool
    recovery_key: str | None = field(repr=False, default=None)


class CannotStart(Exception):
    """Kith can't use its account: one line that says what happened and what to do.

    ``status`` is the program's exit status: 2 for what the configuration must
    change, 1 for what may pass by itself.
    """

    def __init__(self, message: str, status: Literal[1, 2]) -> None:
        """Keep both."""
        super().__init__(message)
        self.status = status
