from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.nudging import MOST_UNANSWERED, Nudge
from bot.domain.schedule import Daily, Schedule

DUE = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
DAILY = Schedule(Daily(), time(20), "UTC", date(2026, 11, 23))
NEW = Nudge("@ben:example.org", 1, DAILY, follows=True, settled_at=DUE - timedelta(hours=1))


def test_of_several_that_are_due_the_last_is() -> None:
    due = NEW.due(DUE + timedelta(days=2, hours=1))

    assert due is not None
    assert due.at == DUE + timedelta(days=2)
    assert NEW.due(DUE - timedelta(seconds=1)) is None
    assert NEW.upcoming(DUE)[0].at == DUE + timedelta(days=1)


def test_one_knows_how_it_is_said_and_in_which_zone() -> None:
    assert (NEW.spoken.key, NEW.zone) == ("daily", "UTC")


def test_the_first_three_are_sent_and_no_fourth() -> None:
    one = NEW
    for letter in ("a", "b", "c"):
        assert not one.is_over(arrived=True)
        one = one.sent(letter, arrived=True)

    assert one.is_over(arrived=True)


@given(arrived=st.lists(st.booleans(), max_size=9))
def test_those_that_never_arrived_are_not_counted(arrived: list[bool]) -> None:
    one = NEW.sent("first", arrived=True)
    for each in arrived:
        one = one.sent("next", arrived=each)

    assert one.unanswered == sum(arrived)
    assert one.is_over(arrived=True) == (sum(arrived) + 1 >= MOST_UNANSWERED)
