from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain import rota
from bot.domain.chair import At, Chair, look_at
from bot.domain.chair_events import (
    Around,
    AskToSwap,
    Cover,
    Effect,
    Event,
    Exchange,
    Exchanged,
    Freed,
    HandOn,
    Held,
    Left,
    Looked,
    Moved,
    Off,
    Offer,
    On,
    Pass,
    Refused,
    Room,
    Started,
    SwapNo,
    SwapWith,
    SwapYes,
    Tell,
    Unask,
    WentAway,
    Yes,
)

START = datetime(2026, 12, 2, 19, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
OFFER, ANSWER = 3 * DAY, DAY
LONG_BEFORE, THREE_DAYS, TWO_DAYS, AN_HOUR = START - 20 * DAY, START - OFFER, START - 2 * DAY, START - HOUR
PEOPLE = ("ana", "ben", "cleo")


class Evening:
    """The chair of an evening, with its people and all that came of it."""

    def __init__(self, *order: str, resting: Iterable[str] = (), rings: dict[str, Any] | None = None) -> None:
        self.chair = Chair("facilitator 2026-12-02", START)
        self.order, self.resting = order or PEOPLE, frozenset(resting)
        self.quiet = rings or {}
        self.invites = True
        self.effects: list[Effect] = []

    def at(self, now: datetime, *events: Event) -> list[Effect]:
        """Let these happen then, and return what follows."""
        around = Around(
            now,
            OFFER,
            ANSWER,
            self.order,
            self.resting,
            lambda person: self.quiet.get(person, now),
            lambda _, __: self.invites,
        )
        effects: list[Effect] = []
        for event in events or (Looked(),):
            step = rota.step(self.chair, event, around)
            self.chair = step.chair
            effects += step.effects
        self.effects += effects
        return effects

    def held_by(self, person: str, since: datetime = LONG_BEFORE) -> Evening:
        self.at(since, Yes(person))
        assert self.chair.holder == person
        return self


def offered(effects: Iterable[Effect], what: str = "turn") -> list[str]:
    return [effect.person for effect in effects if isinstance(effect, Offer) and effect.what == what]


def told(effects: Iterable[Effect], person: str) -> list[str]:
    return [effect.what for effect in effects if isinstance(effect, Tell) and effect.person == person]


def of(effects: Iterable[Effect], kind: type[Any]) -> list[Any]:
    return [effect for effect in effects if isinstance(effect, kind)]


# ------------------------------------------------------------------------------ being asked


def test_three_days_before_whoever_is_next_is_asked_and_nobody_sooner() -> None:
    evening = Evening()

    assert evening.at(THREE_DAYS - HOUR) == []
    assert evening.at(THREE_DAYS) == [Offer("ana", "turn", TWO_DAYS)]
    assert evening.chair.sitting == ("ana",)
    assert evening.at(THREE_DAYS + HOUR) == []


def test_an_offer_waits_from_when_it_may_ring_and_not_beyond_the_start() -> None:
    evening = Evening(rings={"ana": THREE_DAYS + 10 * HOUR})

    assert evening.at(THREE_DAYS) == [Offer("ana", "turn", TWO_DAYS + 10 * HOUR)]
    assert Evening().at(AN_HOUR) == [Offer("ana", "turn", START)]


def test_a_yes_holds_it() -> None:
    evening = Evening()
    evening.at(THREE_DAYS)

    assert evening.at(THREE_DAYS + HOUR, Yes("ana")) == [Held("ana"), Tell("ana", "yours")]
    assert evening.chair.shows(TWO_DAYS) == "held"
    assert evening.chair.sitting == ("ana",)
    assert evening.at(START) == [Started("ana", {}, frozenset())]
    assert evening.chair.closed


def test_after_a_pass_the_next_is_asked_at_once() -> None:
    evening = Evening()
    evening.at(THREE_DAYS)

    effects = evening.at(THREE_DAYS + HOUR, Pass("ana"))

    assert effects == [Tell("ana", "passed"), Offer("ben", "turn", TWO_DAYS + HOUR)]


def test_without_an_answer_the_next_is_asked_and_the_first_may_still_say_yes() -> None:
    evening = Evening()
    evening.at(THREE_DAYS)

    assert evening.at(TWO_DAYS) == [Offer("ben", "turn", TWO_DAYS + ANSWER)]

    effects = evening.at(TWO_DAYS + HOUR, Yes("ana"))
    assert evening.chair.holder == "ana"
    assert effects == [Unask("ben"), Tell("ben", "let_go"), Held("ana"), Tell("ana", "yours")]
    assert evening.at(START) == [Started("ana", {}, frozenset())]


def test_whoever_is_let_go_hears_the_same_as_whoever_comes_too_late() -> None:
    evening = Evening()
    evening.at(THREE_DAYS)
    evening.at(TWO_DAYS)
    evening.at(TWO_DAYS + HOUR, Yes("ana"))

    assert told(evening.effects, "ben") == ["let_go"]
    assert told(evening.at(TWO_DAYS + HOUR, Yes("ben"), Yes("dee"), Yes("ana")), "ben") == ["let_go"]
    assert told(evening.effects, "dee") == ["let_go"]
    assert told(evening.effects, "ana") == ["yours", "yours"]


def test_with_nobody_left_the_chair_is_open_and_whoever_takes_it_has_it() -> None:
    evening = Evening("ana")
    evening.at(THREE_DAYS)
    evening.at(TWO_DAYS)

    assert evening.chair.shows(TWO_DAYS) == "open"
    evening.at(TWO_DAYS, Yes("dee"))
    assert evening.chair.holder == "dee"


def test_a_pass_shows_as_silence_does() -> None:
    silent, passed = Evening("ana"), Evening("ana")
    for evening in (silent, passed):
        evening.at(THREE_DAYS)
    passed.at(THREE_DAYS + HOUR, Pass("ana"))

    for now in (THREE_DAYS + 2 * HOUR, TWO_DAYS - HOUR, TWO_DAYS):
        silent.at(now)
        passed.at(now)
        assert silent.chair.shows(now) == passed.chair.shows(now)


def test_a_pass_of_what_another_hands_on_then_shows_as_silence_does() -> None:
    silent, passed = Evening("ana", "ben").held_by("ben"), Evening("ana", "ben").held_by("ben")
    for evening in (silent, passed):
        evening.at(THREE_DAYS - 2 * HOUR, Cover("ben"))
    passed.at(THREE_DAYS - HOUR, Pass("ana"))

    for evening in (silent, passed):
        evening.at(THREE_DAYS, HandOn("ben"))
    for hours in range(25):
        now = THREE_DAYS + hours * HOUR
        silent.at(now)
        passed.at(now)
        assert silent.chair.shows(now) == passed.chair.shows(now) == ("asked" if hours < 24 else "open")


@pytest.mark.parametrize("later", [False, True])
def test_a_pass_from_before_another_said_yes_and_hands_it_on_shows_as_silence_does(*, later: bool) -> None:
    silent, passed = Evening("ana", "ben"), Evening("ana", "ben")
    for evening in (silent, passed):
        evening.at(THREE_DAYS)
    passed.at(THREE_DAYS + 30 * HOUR if later else THREE_DAYS + HOUR, Pass("ana"))
    for evening in (silent, passed):
        evening.at(THREE_DAYS + 30 * HOUR, Yes("ben"))
        evening.at(THREE_DAYS + 31 * HOUR, HandOn("ben"))

    for hours in range(31, 70):
        now = THREE_DAYS + hours * HOUR
        silent.at(now)
        passed.at(now)
        assert silent.chair.shows(now) == passed.chair.shows(now)


def test_what_all_are_asked_together_is_open_whoever_answers() -> None:
    silent, passed = Evening().held_by("ana"), Evening().held_by("ana")
    for evening in (silent, passed):
        assert offered(evening.at(AN_HOUR - HOUR, HandOn("ana")), "soon") == ["ben", "cleo"]
    passed.at(AN_HOUR, Pass("ben"), Pass("cleo"))

    assert silent.chair.shows(AN_HOUR) == passed.chair.shows(AN_HOUR) == "open"
    silent.at(AN_HOUR, Yes("ben"))
    assert silent.chair.shows(AN_HOUR) == "held"


def test_whoever_passed_and_whoever_did_not_answer_returns_as_of_then() -> None:
    evening = Evening()
    evening.at(THREE_DAYS)
    evening.at(THREE_DAYS + HOUR, Pass("ana"))
    evening.at(TWO_DAYS + HOUR)
    evening.at(TWO_DAYS + 2 * HOUR, Yes("cleo"))

    (started,) = of(evening.at(START), Started)
    assert started.passed == {"ana": THREE_DAYS + HOUR, "ben": TWO_DAYS + HOUR}


def test_whoever_changes_their_mind_after_a_pass_may_have_it_while_it_is_open() -> None:
    evening = Evening("ana")
    evening.at(THREE_DAYS)
    evening.at(THREE_DAYS + HOUR, Pass("ana"), Yes("ana"))

    assert of(evening.at(START), Started) == [Started("ana", {}, frozenset())]


def test_whoever_passes_twice_or_later_hears_the_same() -> None:
    evening = Evening()
    evening.at(THREE_DAYS)
    evening.at(TWO_DAYS)

    assert told(evening.at(TWO_DAYS, Pass("ana"), Pass("ana")), "ana") == ["passed", "passed"]
    evening.at(TWO_DAYS, Yes("cleo"), Yes("ben"))
    assert told(evening.at(TWO_DAYS, Pass("cleo")), "cleo") == ["passed"]
    evening.at(START)
    assert told(evening.at(START, Pass("ana")), "ana") == ["passed"]


def test_whoever_was_let_go_and_passes_is_not_asked_when_it_is_free_again() -> None:
    evening = Evening("ana", "ben")
    evening.at(THREE_DAYS)
    evening.at(TWO_DAYS)
    evening.at(TWO_DAYS, Yes("ana"), Pass("ben"))

    assert offered(evening.at(TWO_DAYS + HOUR, Pass("ana"))) == []


def test_whoever_passes_ahead_is_not_asked_and_passed_if_it_was_their_turn() -> None:
    evening = Evening("ana", "ben", "cleo", "dee")
    evening.at(LONG_BEFORE, Pass("ana"), Pass("cleo"))

    assert offered(evening.at(THREE_DAYS)) == ["ben"]
    assert evening.chair.passed == {"ana": LONG_BEFORE}
    evening.at(THREE_DAYS + HOUR, Pass("ben"))
    assert evening.chair.passed == {"ana": LONG_BEFORE, "ben": THREE_DAYS + HOUR, "cleo": LONG_BEFORE}


def test_where_all_pass_ahead_the_chair_is_open() -> None:
    evening = Evening("ana", "ben")
    evening.at(LONG_BEFORE, Pass("ana"), Pass("ben"))

    assert evening.at(THREE_DAYS) == []
    assert set(evening.chair.passed) == {"ana", "ben"}


def test_whoever_passed_ahead_may_take_it_after_all() -> None:
    evening = Evening("ana", "ben")
    evening.at(LONG_BEFORE, Pass("ana"), Yes("ana"))

    assert evening.chair.holder == "ana"


def test_who_cannot_be_reached_is_passed_over() -> None:
    evening = Evening(rings={"ana": None, "ben": START})

    assert offered(evening.at(THREE_DAYS)) == ["cleo"]
    assert evening.chair.passed == {"ana": THREE_DAYS}
    assert offered(evening.at(THREE_DAYS + HOUR, Refused("cleo"), Refused("dee"))) == []
    assert set(evening.chair.passed) == {"ana", "cleo"}
    evening.quiet = {}
    assert offered(evening.at(THREE_DAYS + HOUR)) == ["ben"]


def test_nobody_on_the_rota_is_an_open_chair() -> None:
    evening = Evening()
    evening.order = ()

    assert evening.at(THREE_DAYS) == []
    assert evening.at(START) == [Started(None, {}, frozenset())]


# -------------------------------------------------------------------------------- taking it


def test_whoever_takes_it_long_before_has_it() -> None:
    assert Evening().at(LONG_BEFORE, Yes("dee")) == [Held("dee"), Tell("dee", "yours")]


def test_whoever_rests_waits_until_the_others_were_asked() -> None:
    evening = Evening(resting=["ana"])
    assert evening.at(LONG_BEFORE, Yes("ana"), Yes("ana")) == [Tell("ana", "waits")] * 2
    evening.order = ("ben", "ana")

    assert offered(evening.at(THREE_DAYS)) == ["ben"]
    evening.at(THREE_DAYS + HOUR, Pass("ben"))
    assert evening.chair.holder == "ana"
    assert evening.chair.rested == frozenset()


def test_whoever_rests_has_it_where_nobody_else_is_on_the_rota() -> None:
    evening = Evening("ana", resting=["ana"])
    evening.at(LONG_BEFORE, Yes("ana"))

    assert evening.chair.holder == "ana"


def test_whoever_takes_it_while_another_is_asked_waits_for_that_answer() -> None:
    evening = Evening("ana", "ben")
    evening.at(THREE_DAYS)

    assert told(evening.at(THREE_DAYS + HOUR, Yes("dee")), "dee") == ["waits"]
    effects = evening.at(TWO_DAYS)
    assert evening.chair.holder == "dee"
    assert offered(effects) == []


def test_whoever_waits_hears_when_another_says_yes_and_may_stop_waiting() -> None:
    evening = Evening()
    evening.at(THREE_DAYS)
    evening.at(THREE_DAYS, Yes("dee"), Yes("eli"), Pass("eli"))

    evening.at(THREE_DAYS + HOUR, Yes("ana"))

    assert told(evening.effects, "dee") == ["waits", "let_go"]
    assert told(evening.effects, "eli") == ["waits", "passed"]


def test_in_the_last_day_nobody_waits() -> None:
    evening = Evening()
    evening.at(START - 30 * HOUR)
    evening.at(START - 29 * HOUR, Yes("dee"))
    assert look_at(evening.chair, OFFER) == START - DAY

    evening.at(START - DAY)
    assert evening.chair.holder == "dee"

    other = Evening()
    other.at(AN_HOUR)
    other.at(AN_HOUR, Yes("dee"))
    assert other.chair.holder == "dee"


# ----------------------------------------------------------------------- handing it on, cover


def test_ill_an_hour_before_everybody_is_asked_at_once_and_the_room_hears_open_and_the_new_name() -> None:
    evening = Evening().held_by("ana")

    effects = evening.at(AN_HOUR, HandOn("ana"))
    assert of(effects, Room) == [Room(None)]
    assert offered(effects, "soon") == ["ben", "cleo"]
    assert told(effects, "ana") == ["handed_on"]
    assert evening.chair.sitting == ()

    effects = evening.at(AN_HOUR, Yes("cleo"))
    assert of(effects, Room) == [Room("cleo")]
    assert told(effects, "ben") == ["let_go"]
    (started,) = of(evening.at(START), Started)
    assert (started.done, set(started.passed)) == ("cleo", {"ana"})


def test_days_before_what_is_handed_on_is_offered_in_order_and_the_room_hears_nothing() -> None:
    evening = Evening().held_by("ana")

    effects = evening.at(THREE_DAYS, Pass("ana"))

    assert offered(effects) == ["ben"]
    assert of(effects, Room) == []
    assert of(effects, Freed) == [Freed("ana")]


def test_what_is_handed_on_is_asked_of_all_at_once_from_a_day_before_on() -> None:
    evening = Evening().held_by("ana")
    evening.at(START - 30 * HOUR, HandOn("ana"))
    assert look_at(evening.chair, OFFER) == START - DAY

    assert offered(evening.at(START - DAY), "soon") == ["cleo"]
    assert look_at(evening.chair, OFFER) == START - 6 * HOUR
    assert offered(evening.at(START - HOUR), "soon") == []


def test_whoever_did_not_answer_is_asked_again_when_somebody_who_said_yes_cannot() -> None:
    evening = Evening("ana", "ben")
    evening.at(THREE_DAYS)
    evening.at(TWO_DAYS)
    evening.at(TWO_DAYS, Yes("ben"))

    assert offered(evening.at(TWO_DAYS + HOUR, HandOn("ben"))) == ["ana"]


def test_what_somebody_let_go_by_stays_so_when_they_are_asked_to_cover_it() -> None:
    evening = Evening("ana", "ben")
    evening.at(THREE_DAYS)
    evening.at(TWO_DAYS)
    evening.at(TWO_DAYS, Yes("ben"))

    assert offered(evening.at(AN_HOUR, Cover("ben")), "soon") == ["ana"]

    assert of(evening.at(START), Started) == [Started("ben", {"ana": TWO_DAYS}, frozenset())]


def test_cover_asks_the_others_one_by_one_and_the_holder_stays_until_one_says_yes() -> None:
    evening = Evening().held_by("ana")

    effects = evening.at(THREE_DAYS, Cover("ana"))
    assert told(effects, "ana") == ["covering"]
    assert offered(effects, "cover") == ["ben"]
    assert offered(evening.at(THREE_DAYS + HOUR, Pass("ben")), "cover") == ["cleo"]
    assert evening.chair.holder == "ana"

    effects = evening.at(THREE_DAYS + 2 * HOUR, Yes("cleo"))
    assert told(effects, "ana") == ["covered"]
    assert of(effects, Freed) == [Freed("ana")]
    (started,) = of(evening.at(START), Started)
    assert (started.done, set(started.passed)) == ("cleo", {"ana"})


def test_a_pass_of_a_cover_says_nothing_about_anybodys_place() -> None:
    evening = Evening().held_by("ana")
    evening.at(THREE_DAYS, Cover("ana"), Pass("ben"))
    evening.at(TWO_DAYS)

    assert of(evening.at(START), Started) == [Started("ana", {}, frozenset())]


def test_within_a_day_cover_asks_everybody_at_once_and_says_half_way_that_nobody_could() -> None:
    evening = Evening().held_by("ana")
    effects = evening.at(START - 10 * HOUR, Cover("ana"), Cover("ana"))

    assert offered(effects, "soon") == ["ben", "cleo"]
    assert look_at(evening.chair, OFFER) == START - 5 * HOUR
    assert told(evening.at(START - 5 * HOUR), "ana") == ["cover_nobody"]
    assert of(evening.at(START - HOUR, Yes("ben")), Room) == [Room("ben")]


def test_the_holder_hears_that_nobody_could_when_all_had_their_time_however_soon_they_passed() -> None:
    passed, silent = Evening("ana", "ben").held_by("ana"), Evening("ana", "ben").held_by("ana")
    for evening in (passed, silent):
        evening.at(THREE_DAYS, Cover("ana"))
    assert told(passed.at(THREE_DAYS + HOUR, Pass("ben")), "ana") == []
    assert look_at(passed.chair, OFFER) == TWO_DAYS

    for evening in (passed, silent):
        assert told(evening.at(TWO_DAYS), "ana") == ["cover_nobody"]
        assert told(evening.at(TWO_DAYS + HOUR), "ana") == []
        assert evening.chair.holder == "ana"


def test_whoever_passed_ahead_is_not_asked_to_cover() -> None:
    evening = Evening("ana", "ben")
    evening.at(LONG_BEFORE, Pass("ben"), Yes("ana"))

    assert told(evening.at(THREE_DAYS, Cover("ana")), "ana") == ["covering", "cover_nobody"]
    assert evening.chair.passed == {}


def test_whoever_cannot_be_reached_is_not_asked_to_cover_and_keeps_their_place() -> None:
    evening = Evening("ana", "ben", rings={"ben": None}).held_by("ana")

    assert offered(evening.at(THREE_DAYS, Cover("ana")), "cover") == []
    assert evening.chair.passed == {}


def test_anybody_may_take_what_is_to_be_covered() -> None:
    evening = Evening("ana").held_by("ana")
    evening.at(THREE_DAYS, Cover("ana"), Yes("dee"))

    assert evening.chair.holder == "dee"


def test_whoever_looks_for_cover_may_keep_it() -> None:
    evening = Evening().held_by("ana")
    evening.at(THREE_DAYS, Cover("ana"))

    effects = evening.at(THREE_DAYS + HOUR, Yes("ana"))

    assert told(effects, "ben") == ["let_go"]
    assert told(effects, "ana") == ["yours"]
    assert offered(evening.at(TWO_DAYS), "cover") == []


def test_whoever_hands_on_while_another_is_asked_to_cover_leaves_a_question_of_its_own() -> None:
    evening = Evening().held_by("ana")
    evening.at(THREE_DAYS, Cover("ana"))

    effects = evening.at(THREE_DAYS + HOUR, HandOn("ana"))

    assert of(effects, Unask) == [Unask("ben")]
    assert offered(effects) == ["ben"]


def test_only_whoever_holds_it_can_have_it_covered() -> None:
    evening = Evening().held_by("ana")

    assert evening.at(THREE_DAYS, Cover("ben")) == [Tell("ben", "not_yours")]


# ------------------------------------------------------------------------------------ swaps


def test_a_swap_needs_the_others_yes() -> None:
    evening = Evening().held_by("ana")

    effects = evening.at(THREE_DAYS, SwapWith("ana", "cleo"))
    assert of(effects, AskToSwap) == [AskToSwap("cleo", "ana", TWO_DAYS, None)]
    assert evening.chair.holder == "ana"

    effects = evening.at(THREE_DAYS + HOUR, SwapYes("cleo"))
    assert evening.chair.holder == "cleo"
    assert (told(effects, "ana"), told(effects, "cleo")) == (["swapped"], ["yours"])
    assert of(evening.at(START), Started) == [Started("cleo", {}, frozenset())]


@pytest.mark.parametrize("answer", [[], [SwapNo("cleo")], [Left("cleo")]])
def test_a_refusal_of_a_swap_looks_as_silence_does(answer: list[Event]) -> None:
    evening = Evening().held_by("ana")
    evening.at(THREE_DAYS, SwapWith("ana", "cleo"))

    if answer:
        assert told(evening.at(THREE_DAYS + HOUR, *answer), "ana") == []
    assert look_at(evening.chair, OFFER) == TWO_DAYS
    assert told(evening.at(TWO_DAYS), "ana") == ["swap_lapsed"]
    assert evening.chair.holder == "ana"


def test_whoever_asks_for_a_swap_cannot_tell_whether_the_other_was_asked() -> None:
    asked, not_asked = Evening().held_by("ana"), Evening().held_by("ana")
    not_asked.invites = False

    heard = [
        [effect for effect in evening.at(THREE_DAYS, SwapWith("ana", "cleo")) if isinstance(effect, Tell)]
        for evening in (asked, not_asked)
    ]

    assert heard[0] == heard[1]
    assert of(not_asked.effects, AskToSwap) == []


def test_whoever_is_asked_may_swap_and_keeps_their_place() -> None:
    evening = Evening()
    evening.at(THREE_DAYS)
    evening.at(THREE_DAYS + HOUR, SwapWith("ana", "cleo"))

    effects = evening.at(THREE_DAYS + 2 * HOUR, SwapYes("cleo"))

    assert Unask("ana") in effects
    assert told(effects, "ana") == ["swapped"]
    assert of(evening.at(START), Started) == [Started("cleo", {}, frozenset())]


def test_while_a_swap_waits_the_next_is_asked_in_time_and_a_yes_ends_it() -> None:
    evening = Evening()
    evening.at(THREE_DAYS)
    evening.at(TWO_DAYS - HOUR, SwapWith("ana", "cleo"))

    assert offered(evening.at(TWO_DAYS)) == ["ben"]
    effects = evening.at(TWO_DAYS + HOUR, Yes("ben"))
    assert told(effects, "ana") == ["swap_lapsed"]
    assert Unask("cleo") in effects
    assert told(evening.at(TWO_DAYS + 2 * HOUR, SwapYes("cleo"), SwapYes("ben")), "cleo") == ["swap_over"]
    assert told(evening.effects, "ben")[-1] == "yours"


@pytest.mark.parametrize("meanwhile", [[], [HandOn("ana")], [Left("ana")]])
def test_a_yes_to_a_swap_that_is_over_is_told_of_nobodys_yes(meanwhile: list[Event]) -> None:
    evening = Evening().held_by("ana")
    evening.at(LONG_BEFORE, SwapWith("ana", "cleo"), *meanwhile)
    evening.at(LONG_BEFORE + ANSWER)

    assert told(evening.at(LONG_BEFORE + ANSWER, SwapYes("cleo")), "cleo") == ["swap_over"]
    assert evening.chair.holder == (None if meanwhile else "ana")


def test_a_swap_for_another_turn_exchanges_both() -> None:
    mine, theirs = Evening().held_by("ana"), Evening().held_by("cleo")
    mine.at(THREE_DAYS, SwapWith("ana", "cleo", "facilitator 2026-12-09"))

    effects = mine.at(THREE_DAYS, SwapYes("cleo"))
    assert of(effects, Exchange) == [Exchange("facilitator 2026-12-09", "cleo", "ana")]

    assert theirs.at(THREE_DAYS, Exchanged("cleo", "ana")) == [Freed("cleo"), Held("ana")]
    assert theirs.chair.holder == "ana"
    assert theirs.at(THREE_DAYS, Exchanged("cleo", "ben")) == []


def test_an_exchange_in_the_last_day_is_told_to_the_room() -> None:
    evening = Evening().held_by("cleo")

    assert Room("ana") in evening.at(AN_HOUR, Exchanged("cleo", "ana"))


def test_where_what_was_given_for_it_is_gone_nothing_changes() -> None:
    evening = Evening().held_by("ana")
    evening.at(THREE_DAYS, SwapWith("ana", "cleo", "facilitator 2026-12-09"))

    effects = evening.at(THREE_DAYS, SwapYes("cleo", stands=False))

    assert evening.chair.holder == "ana"
    assert (told(effects, "ana"), told(effects, "cleo")) == (["swap_lapsed"], ["swap_over"])


@pytest.mark.parametrize("event", [SwapWith("ben", "cleo"), SwapWith("ana", "ana")])
def test_only_whoever_holds_it_or_is_asked_can_swap_and_not_with_themselves(event: SwapWith) -> None:
    evening = Evening().held_by("ana")

    assert evening.at(THREE_DAYS, event) == [Tell(event.person, "not_yours")]


@pytest.mark.parametrize("event", [Pass("ana"), Left("ana"), HandOn("ana")])
def test_a_swap_ends_with_the_turn_of_whoever_asked_for_it(event: Event) -> None:
    evening = Evening()
    evening.at(THREE_DAYS, Looked(), SwapWith("ana", "cleo"))

    assert Unask("cleo") in evening.at(THREE_DAYS + HOUR, event)
    assert evening.chair.swap is None


# ---------------------------------------------------------------------- leaving, being away


def test_whoever_leaves_is_asked_no_more_and_the_next_is() -> None:
    evening = Evening()
    evening.at(THREE_DAYS)
    evening.order = ("ben", "cleo")

    assert evening.at(THREE_DAYS + HOUR, Left("ana")) == [Unask("ana"), Offer("ben", "turn", TWO_DAYS + HOUR)]
    assert evening.at(THREE_DAYS + HOUR, Left("dee")) == []
    assert evening.chair.of("ana") is None


def test_what_somebody_held_who_leaves_is_offered_and_nobody_is_told_of_them() -> None:
    evening = Evening().held_by("ana")
    evening.order = ("ben", "cleo")

    effects = evening.at(THREE_DAYS, Left("ana"))

    assert offered(effects) == ["ben"]
    assert of(effects, Tell) == []
    assert evening.chair.passed == {}


def test_whoever_holds_it_and_will_be_away_holds_it_until_it_is_covered() -> None:
    evening = Evening().held_by("ana")
    evening.order = ("ben", "cleo")

    effects = evening.at(LONG_BEFORE, WentAway("ana"))

    assert told(effects, "ana") == ["covering"]
    assert offered(effects, "cover") == ["ben"]
    assert evening.chair.holder == "ana"


def test_whoever_is_asked_and_will_be_away_is_asked_no_more() -> None:
    evening = Evening()
    evening.at(THREE_DAYS)
    evening.order = ("ben", "cleo")

    assert evening.at(THREE_DAYS, WentAway("ana"), WentAway("dee"))[0] == Unask("ana")
    assert evening.chair.passed == {}


# --------------------------------------------------------------------- its meeting, downtime


def test_what_is_called_off_moves_nobody_on() -> None:
    evening = Evening()
    evening.at(THREE_DAYS)
    evening.at(THREE_DAYS, Pass("ana"))
    evening.at(TWO_DAYS + HOUR)
    assert evening.chair.shows(TWO_DAYS) == "asked"

    effects = evening.at(TWO_DAYS + HOUR, Off(), Off())

    assert effects == [Unask("ben"), Unask("cleo")]
    assert (evening.chair.sitting, evening.chair.passed) == ((), {})
    assert evening.chair.shows(TWO_DAYS) == "off"
    assert look_at(evening.chair, OFFER) == START
    assert evening.at(START - HOUR) == []
    assert evening.at(START) == []
    assert evening.chair.closed
    assert look_at(evening.chair, OFFER) is None


def test_what_takes_place_again_is_whose_it_was() -> None:
    evening = Evening().held_by("ana")

    assert told(evening.at(THREE_DAYS, Off()), "ana") == ["off"]
    assert evening.at(THREE_DAYS, Yes("ben")) == [Tell("ben", "over")]
    assert told(evening.at(THREE_DAYS, On(START)), "ana") == ["on_again"]
    assert evening.chair.holder == "ana"


def test_what_takes_place_again_is_offered_again() -> None:
    evening = Evening()
    evening.at(THREE_DAYS)
    evening.at(THREE_DAYS, Pass("ana"), Off())

    assert offered(evening.at(THREE_DAYS + HOUR, On(START))) == ["ben"]


@pytest.mark.parametrize("event", [WentAway("ana"), Pass("ana"), Left("ana")])
def test_whoever_lets_go_of_what_is_off_does_not_hold_it_when_it_is_on_again(event: Event) -> None:
    evening = Evening().held_by("ana")
    evening.at(THREE_DAYS, Off())

    assert Freed("ana") in evening.at(AN_HOUR, event)
    assert of(evening.effects, Room) == []
    evening.at(AN_HOUR, On(START))
    assert evening.chair.holder is None


def test_whoever_holds_a_meeting_that_is_moved_holds_it_and_hears_of_it() -> None:
    evening = Evening().held_by("ana")

    effects = evening.at(THREE_DAYS, Moved(START + DAY), Moved(START + DAY))

    assert effects == [Tell("ana", "moved", {"start": START + DAY})]
    assert evening.chair.holder == "ana"
    assert evening.at(START) == []


def test_whoever_is_asked_about_a_meeting_that_is_moved_is_asked_anew() -> None:
    evening = Evening()
    evening.at(THREE_DAYS)

    assert evening.at(TWO_DAYS - HOUR, Moved(START - DAY)) == [
        Unask("ana"),
        Offer("ana", "turn", TWO_DAYS - HOUR + ANSWER),
    ]


@pytest.mark.parametrize(("event", "what"), [(Cover("ana"), "cover"), (HandOn("ana"), "soon")])
def test_whoever_is_asked_instead_of_another_is_asked_anew_when_it_is_moved(event: Event, what: str) -> None:
    evening = Evening("ana", "ben").held_by("ana")
    evening.at(AN_HOUR, event)

    assert offered(evening.at(AN_HOUR, Moved(START + HOUR)), what) == ["ben"]


def test_nobody_left_to_ask_is_another_question_for_another_time() -> None:
    evening = Evening("ana")
    evening.at(THREE_DAYS)
    evening.at(THREE_DAYS, Pass("ana"))
    evening.at(THREE_DAYS, Moved(START + DAY))

    assert evening.chair.passed == {}
    assert offered(evening.at(THREE_DAYS + DAY)) == ["ana"]


def test_while_kith_was_away_nobody_moved_on() -> None:
    never_asked, asked = Evening(), Evening()
    asked.at(THREE_DAYS)

    assert never_asked.at(START + DAY) == [Started(None, {}, frozenset())]
    assert asked.at(START + DAY) == [Unask("ana"), Started(None, {}, frozenset())]


def test_whoever_held_it_while_kith_was_away_did_it() -> None:
    assert Evening().held_by("ana").at(START + 9 * DAY) == [Started("ana", {}, frozenset())]


def test_whoever_was_heard_late_is_heard_before_the_next_is_asked() -> None:
    evening = Evening()
    evening.at(THREE_DAYS)

    assert of(evening.at(TWO_DAYS + HOUR, Yes("ana")), Offer) == []


def test_whoever_had_hardly_time_to_answer_let_nothing_go_by() -> None:
    hardly, enough = Evening(), Evening()
    hardly.at(AN_HOUR)
    enough.at(START - 20 * HOUR)

    assert of(hardly.at(START), Started) == [Started(None, {}, frozenset())]
    assert of(enough.at(START), Started) == [Started(None, {"ana": START}, frozenset())]


def test_who_rested_when_it_was_given_is_told_when_it_starts() -> None:
    evening = Evening("ben", "ana", resting=["ana"]).held_by("ben")
    evening.resting = frozenset()

    assert evening.at(START) == [Started("ben", {}, frozenset({"ana"}))]


def test_a_yes_after_the_start_is_too_late() -> None:
    evening = Evening()
    evening.at(THREE_DAYS)

    assert told(evening.at(START, Yes("ana")), "ana") == ["over"]
    assert evening.chair.holder is None
    assert evening.at(START, Left("ana"), Off(), Moved(START + DAY)) == []


# --------------------------------------------------------------------- whatever happens

people = st.sampled_from([*PEOPLE, "dee"])
_MADE: dict[type[Any], st.SearchStrategy[Any]] = {
    SwapWith: st.builds(SwapWith, people, people, st.sampled_from([None, "another"])),
    SwapYes: st.builds(SwapYes, people, st.booleans()),
    Exchanged: st.builds(Exchanged, people, people),
    Moved: st.builds(Moved, st.sampled_from([START - DAY, START, START + DAY])),
    On: st.builds(On, st.just(START)),
    Off: st.just(Off()),
    Looked: st.just(Looked()),
}
events = st.one_of([_MADE[kind] if kind in _MADE else st.builds(kind, people) for kind in get_args(Event)])
histories = st.lists(st.tuples(events, st.sampled_from([0, 1, 6, 20, 40])), max_size=25)


def lives(history: list[tuple[Event, int]]) -> tuple[Evening, set[str]]:
    """Let all of that happen, and return the evening and who said yes."""
    evening, now, yes = Evening(resting=["ben"]), THREE_DAYS - 30 * HOUR, set[str]()
    for event, hours in history:
        now += hours * HOUR
        match event:
            case Yes(person) | SwapYes(person) | Exchanged(_, person):
                yes.add(person)
            case _:
                pass
        evening.at(now, event)
    return evening, yes


@settings(max_examples=300)
@given(histories)
def test_nobody_ever_holds_it_without_a_yes_and_there_is_always_one_next_moment(
    history: list[tuple[Event, int]],
) -> None:
    evening, yes = lives(history)

    assert {effect.person for effect in of(evening.effects, Held)} <= yes
    assert evening.chair.holder is None or evening.chair.holder in yes
    assert (look_at(evening.chair, OFFER) is None) == evening.chair.closed
    assert len({one.person for one in evening.chair.asked}) == len(evening.chair.asked)
    assert evening.chair.holder is None or evening.chair.of(evening.chair.holder) is None


@settings(max_examples=300)
@given(histories)
def test_whatever_happened_what_is_called_off_moves_nobody_on(history: list[tuple[Event, int]]) -> None:
    evening, _ = lives(history)
    if evening.chair.closed:
        return
    before = evening.chair.start - timedelta(seconds=1)
    evening.at(before, Off())
    evening.effects.clear()

    evening.at(evening.chair.start)

    assert (of(evening.effects, Started), evening.chair.sitting, evening.chair.passed) == ([], (), {})


@settings(max_examples=300)
@given(histories)
def test_whatever_people_said_nobody_hears_of_anybody_but_who_said_yes(history: list[tuple[Event, int]]) -> None:
    evening, yes = lives(history)

    for tell in of(evening.effects, Tell):
        named = {fact for name, fact in tell.facts.items() if name in {"person", "to"}}
        assert named <= yes | {event.to for event, _ in history if isinstance(event, SwapWith)}
    assert {effect.person for effect in of(evening.effects, Room)} <= yes | {None}


@settings(max_examples=300)
@given(histories, st.integers(0, 60))
def test_looking_twice_changes_nothing(history: list[tuple[Event, int]], hours: int) -> None:
    evening, _ = lives(history)
    now = START + timedelta(hours=hours - 30)
    evening.at(now)
    chair = evening.chair

    assert evening.at(now) == []
    assert evening.chair == chair


@settings(max_examples=300)
@example([(Pass("ana"), 40), (Pass("ben"), 0), (Pass("cleo"), 0)], 0, ["dee"])
@given(histories, st.integers(0, 60), st.lists(people, unique=True))
def test_of_a_chair_that_has_not_to_go_on_nothing_comes_whoever_is_willing_now(
    history: list[tuple[Event, int]], hours: int, willing: list[str]
) -> None:
    evening, _ = lives(history)
    now = START + timedelta(hours=hours - 30)
    chair = evening.chair
    evening.order = tuple(willing)

    effects = evening.at(now)

    assert rota.has_to_go_on(chair, now, OFFER) or (effects, evening.chair) == ([], chair)


def test_every_way_to_stand_has_a_meaning_of_its_own() -> None:
    assert len({at.value for at in At}) == len(At)
