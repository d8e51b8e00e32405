"""Homeservers that did not answer when a room's keys were shared."""

from __future__ import annotations

import time

import pytest

from bot.matrix import absent
from bot.matrix.absent import Absent

ROOM, LAKE = "!circle:example.org", "!lake:example.org"
BEN, CLEO = "@ben:far.example:8448", "@cleo:example.org"


@pytest.fixture
def gone() -> Absent:
    """Ben's homeserver is absent in one room."""
    known = Absent()
    known.were(ROOM, ["far.example:8448"], time.monotonic())
    return known


def test_it_is_asked_again_once_somebody_of_it_is_heard(gone: Absent) -> None:
    before = gone.may_be_back(ROOM)

    gone.heard_from([CLEO, BEN])

    assert (before, gone.may_be_back(ROOM), gone.may_be_back(LAKE)) == (False, True, False)


def test_others_do_not_make_it_be_asked_again(gone: Absent) -> None:
    gone.heard_from([CLEO])

    assert not gone.may_be_back(ROOM)


def test_who_was_heard_while_it_was_asked_makes_it_be_asked_again() -> None:
    gone, asked = Absent(), time.monotonic()

    gone.heard_from([BEN])
    gone.were(ROOM, ["far.example:8448"], asked)

    assert gone.may_be_back(ROOM)


def test_who_was_heard_before_it_was_asked_does_not(gone: Absent) -> None:
    gone.heard_from([BEN])

    gone.were(ROOM, ["far.example:8448"], time.monotonic())

    assert not gone.may_be_back(ROOM)


def test_it_is_asked_again_after_a_while_in_any_case(gone: Absent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(absent, "AGAIN", 0.0)

    assert gone.may_be_back(ROOM)


def test_once_all_answered_nobody_is_missing(gone: Absent) -> None:
    gone.were(ROOM, [], time.monotonic())
    gone.heard_from([BEN])

    assert not gone.may_be_back(ROOM)
