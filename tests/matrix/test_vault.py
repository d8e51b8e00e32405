"""What a recovery key may look like, and what a secret storage may say of it."""

from __future__ import annotations

import pytest

from bot.matrix.vault import ALGORITHM, fits, recovery_key
from tests.matrix.secret import Secret

SECRET = Secret(bytes(range(32)))
TYPED = SECRET.typed


@pytest.mark.parametrize(
    "typed",
    [TYPED, TYPED.replace(" ", ""), f"  {TYPED}\t ", f"\ufeff{TYPED}", TYPED.replace(" ", "\u00a0"), f"{TYPED}\r"],
)
def test_a_recovery_key_is_read_however_it_was_copied(typed: str) -> None:
    assert recovery_key(typed) == SECRET.key


@pytest.mark.parametrize(
    "typed", [TYPED.lower(), TYPED[:-1], TYPED[1:], f"{TYPED}1", "", " ", "correct horse", "\u0660"]
)
def test_what_is_no_recovery_key_is_none(typed: str) -> None:
    assert recovery_key(typed) is None


def test_a_storage_that_has_nothing_to_tell_a_key_by_is_tried() -> None:
    assert fits(SECRET.key, {"algorithm": ALGORITHM, "name": "old"})


@pytest.mark.parametrize(
    "description",
    [
        {},
        {"algorithm": "m.secret_storage.v0"},
        {"algorithm": ALGORITHM, "iv": "AAAA"},
        {"algorithm": ALGORITHM, "iv": 5, "mac": []},
        {"algorithm": ALGORITHM, "iv": "AAAAAAAAAAAAAAAAAAAAAA", "mac": "AAAA"},
    ],
)
def test_a_storage_of_another_key_is_not_opened(description: dict[str, object]) -> None:
    assert not fits(SECRET.key, description)
