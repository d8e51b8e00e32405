"""What comes of every event, in every state that a support request can be in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.request_events import (
    Agreed,
    AskedAgain,
    Changed,
    Count,
    Delivered,
    Ended,
    Event,
    HandOn,
    Held,
    InTouch,
    Left,
    Looked,
    More,
    NotNow,
    Off,
    Opened,
    Ping,
    Refused,
    SomeoneElse,
    Tell,
    Unask,
    Yes,
)
from bot.domain.requests import REACHED, At, Request, look_at
from bot.domain.support import AWAY, step
from tests.domain.asking_around import HOUR, MINUTE, NOON, RULES, SECOND, around, comes, one, request, told, where

BEN = "ben"


def _with(at: At, **more: Any) -> Request:
    return request(one(BEN, at), **more)


# ------------------------------------------------------- what a listener hears, wherever they stand

YES = {
    None: ("wait", At.OFFERED),
    At.OWED: ("wait", At.OFFERED),
    At.RANG: ("wait", At.OFFERED),
    At.NOT_NOW: ("wait", At.OFFERED),
    At.YES: ("later", At.YES),
    At.OFFERED: ("wait", At.OFFERED),
    At.ASIDE: ("wait", At.ASIDE),
    At.MATCHED: ("matched", At.MATCHED),
    At.LET_GO: ("let_go", At.LET_GO),
    At.DECLINED: ("let_go", At.DECLINED),
    At.GONE: ("let_go", At.GONE),
}
NOT_NOW = {
    None: ("not_now", None),
    At.OWED: ("not_now", At.NOT_NOW),
    At.RANG: ("not_now", At.NOT_NOW),
    At.NOT_NOW: ("not_now", At.NOT_NOW),
    At.YES: ("handed_on", At.DECLINED),
    At.OFFERED: ("handed_on", At.DECLINED),
    At.ASIDE: ("handed_on", At.DECLINED),
    At.MATCHED: ("handed_on", At.DECLINED),
    At.LET_GO: ("not_now", At.LET_GO),
    At.DECLINED: ("not_now", At.DECLINED),
    At.GONE: ("not_now", At.GONE),
}
HAND_ON = {at: ("handed_on", None if at is None else At.DECLINED) for at in (None, *At)}
LEFT = {at: (None, None if at is None else At.GONE) for at in (None, *At)}
OFF = {**LEFT, At.MATCHED: (None, At.MATCHED)}
CHANGED = {at: (None, at) for at in (None, *At)}
DELIVERED = {**CHANGED, At.OWED: (None, At.RANG)}
REFUSED = {**CHANGED, At.OWED: (None, At.GONE)}
SAID: dict[type[Yes | NotNow | HandOn | Left | Off | Changed | Delivered | Refused], Any] = {
    Yes: YES, NotNow: NOT_NOW, HandOn: HAND_ON, Left: LEFT, Off: OFF, Changed: CHANGED, Delivered: DELIVERED,
    Refused: REFUSED,
}  # fmt: skip


@pytest.mark.parametrize("at", [None, *At], ids=str)
@pytest.mark.parametrize("event", SAID, ids=lambda event: event.__name__)
def test_a_listener_hears_one_line_at_most_and_stands_somewhere(event: type[Yes], at: At | None) -> None:
    before = request() if at is None else _with(at)
    hears, stands = SAID[event][at]

    done = comes(event(BEN), before)

    assert told(done, BEN) == ([] if hears is None else [hears])
    assert where(done, BEN) is stands


TO_THE_ASKER = {
    (Yes, At.RANG): ["offer"],
    (Yes, At.OWED): ["offer"],
    (Yes, At.NOT_NOW): ["offer"],
    (Yes, None): ["offer"],
    (HandOn, At.OFFERED): ["nobody"],
    (HandOn, At.MATCHED): ["nobody"],
    (NotNow, At.OFFERED): ["nobody"],
    (NotNow, At.MATCHED): ["nobody"],
    (Left, At.OFFERED): ["nobody"],
    (Left, At.MATCHED): ["nobody"],
    (Off, At.OFFERED): ["nobody"],
}
"""Whatever somebody does who never said yes, the asker hears nothing of it (N15)."""


@pytest.mark.parametrize("at", [None, *At], ids=str)
@pytest.mark.parametrize("event", SAID, ids=lambda event: event.__name__)
def test_the_asker_hears_of_a_yes_and_of_one_that_is_taken_back_alone(event: type[Yes], at: At | None) -> None:
    done = comes(event(BEN), request() if at is None else _with(at))

    assert told(done, "ana") == TO_THE_ASKER.get((event, at), [])


# -------------------------------------------------------------- what the asker hears, however it stands

WAITING = request(one(BEN, At.RANG))
OFFERED = request(one(BEN, At.OFFERED), one("cleo", At.RANG))
PAUSED = request(one(BEN, At.LET_GO), paused=True, next_at=None)
HELD = request(one(BEN, At.MATCHED), next_at=None, touch_at=NOON + 10 * MINUTE)
MORE_WANTED = request(one(BEN, At.MATCHED), one("cleo", At.RANG), wanted=2)
SITUATIONS = {"waiting": WAITING, "offered": OFFERED, "paused": PAUSED, "held": HELD, "more wanted": MORE_WANTED}
ASKED = ["asking_more"]
SAYS: list[tuple[str, Event, list[str], list[str]]] = [
    ("waiting", AskedAgain(), ASKED, ["dee"]),
    ("offered", AskedAgain(), ["offer"], []),
    ("paused", AskedAgain(), ASKED, ["dee"]),
    ("held", AskedAgain(), ["held_already"], []),
    ("more wanted", AskedAgain(), ASKED, ["dee"]),
    ("waiting", More(), ASKED, ["dee"]),
    ("offered", More(), ["offer"], []),
    ("paused", More(), ASKED, ["dee"]),
    ("held", More(), ASKED, ["dee"]),
    ("more wanted", More(), ASKED, ["dee"]),
    ("waiting", Agreed(BEN), ASKED, ["dee"]),
    ("offered", Agreed(BEN), ["match"], []),
    ("paused", Agreed(BEN), ASKED, ["dee"]),
    ("held", Agreed(BEN), ["held_already"], []),
    ("more wanted", Agreed("eve"), ASKED, ["dee"]),
    ("waiting", SomeoneElse(BEN), ASKED, ["dee"]),
    ("offered", SomeoneElse(BEN), ["asking_someone_else"], ["dee"]),
    ("paused", SomeoneElse(BEN), ASKED, ["dee"]),
    ("held", SomeoneElse(BEN), ["held_already"], []),
    ("more wanted", SomeoneElse("cleo"), ASKED, ["dee"]),
    *((which, InTouch(BEN, yes=True), ["in_touch"], []) for which in SITUATIONS),
    ("waiting", InTouch(BEN, yes=False), ["in_touch"], []),
    ("offered", InTouch("eve", yes=False), ["in_touch"], []),
    ("paused", InTouch(BEN, yes=False), ["in_touch"], []),
    ("held", InTouch(BEN, yes=False), ["asking_not_in_touch"], ["dee"]),
    ("more wanted", InTouch(BEN, yes=False), ["asking_not_in_touch"], ["dee"]),
    *((which, Ended("expired"), ["expired"], []) for which in SITUATIONS),
    *((which, Ended(None), [], []) for which in SITUATIONS),
    *((which, Looked(), [], []) for which in SITUATIONS),
]


@pytest.mark.parametrize(("which", "event", "hears", "pinged"), SAYS, ids=str)
def test_the_asker_hears_at_once_what_came_of_it(which: str, event: Event, hears: list[str], pinged: list[str]) -> None:
    done = comes(event, SITUATIONS[which], free=["dee"])

    assert told(done, "ana") == hears
    assert [each.person for each in done.effects if isinstance(each, Ping)] == pinged
    assert done.request.closed == isinstance(event, Ended)


def test_nothing_comes_of_what_is_said_to_a_request_that_is_closed() -> None:
    closed = replace(WAITING, closed=True)

    assert comes(Yes(BEN), closed).effects == ()
    assert look_at(closed) is None


# ----------------------------------------------------------------------------------------- waves


def _opened(**more: Any) -> Request:
    return request(wave=0, next_at=None) if not more else replace(request(), wave=0, next_at=None, **more)


def test_a_request_asks_as_many_as_a_wave_has_and_says_by_when_it_writes() -> None:
    done = comes(Opened(), replace(request(), wave=0, next_at=None), free=["ben", "cleo", "dee", "eve"], now=NOON)

    assert [each for each in done.effects if isinstance(each, Ping)] == [Ping("ben"), Ping("cleo"), Ping("dee")]
    assert done.effects[0] == Tell("ana", "asking_opened", {"at": NOON + 5 * MINUTE})
    assert look_at(done.request) == NOON + 15 * SECOND


def test_with_nobody_to_ask_it_is_said_and_when_somebody_may_be() -> None:
    begun = replace(request(), wave=0, next_at=None)

    told_when = comes(Opened(), begun, again_at=NOON + HOUR)
    too_late = comes(Opened(), begun, again_at=NOON + 6 * HOUR)
    never = comes(Opened(), begun)

    assert told_when.effects == (Tell("ana", "nobody", {"why": "opened", "at": NOON + HOUR, "still": 0}),)
    assert too_late.effects == never.effects
    assert never.effects == (Tell("ana", "nobody", {"why": "opened", "at": None, "still": 0}),)
    assert (look_at(told_when.request), look_at(never.request)) == (NOON + HOUR, NOON + 6 * HOUR)


@pytest.mark.parametrize("answers", [[], ["ben"], ["ben", "cleo"]])
def test_who_may_still_answer_is_counted_without_regard_to_who_said_not_now(answers: list[str]) -> None:
    people = [one(person, At.NOT_NOW if person in answers else At.RANG) for person in ("ben", "cleo")]

    done = comes(AskedAgain(), request(*people))

    assert done.effects == (Tell("ana", "nobody", {"why": "more", "at": NOON + 5 * MINUTE, "still": 2}),)


@pytest.mark.parametrize(("late", "hears"), [(-1, []), (0, ["nobody"]), (1, ["nobody"])])
def test_a_wave_ends_at_its_very_second(late: int, hears: list[str]) -> None:
    done = comes(Looked(), WAITING, now=NOON + 5 * MINUTE + late * timedelta(milliseconds=1))

    assert told(done, "ana") == hears


def test_a_ping_that_never_rang_is_taken_back_when_its_wave_ends_and_asked_anew() -> None:
    done = comes(Looked(), request(one(BEN, At.OWED)), now=NOON + 5 * MINUTE, free=["ben"])

    assert [each for each in done.effects if not isinstance(each, Tell)] == [Unask(BEN, held=False), Ping(BEN)]
    assert done.request.of(BEN) == one(BEN, At.OWED, wave=2, since=NOON + 5 * MINUTE, until=NOON + 10 * MINUTE)


def test_a_promise_that_has_long_passed_is_answered_first_of_all() -> None:
    soon = comes(Looked(), WAITING, now=NOON + 5 * MINUTE + AWAY, free=["dee"])
    late = comes(Looked(), WAITING, now=NOON + 5 * MINUTE + AWAY + SECOND, free=["dee"])

    assert [type(each) for each in soon.effects] == [Ping]
    assert told(late, "ana") == ["asking_away"]
    assert isinstance(late.effects[0], Tell)


# ------------------------------------------------------------------------------ how many were asked

TELL_AT = {"tell_at": NOON + 15 * SECOND}


def test_as_soon_as_every_ping_rang_the_asker_hears_how_many_were_asked() -> None:
    first = comes(Delivered("ben"), request(one("ben", At.OWED), one("cleo", At.OWED), **TELL_AT), now=NOON + SECOND)
    second = step(first.request, Delivered("cleo"), around(NOON + 2 * SECOND))

    assert first.effects == (Count("ben"),)
    assert second.effects == (Count("cleo"), Tell("ana", "asked", {"number": 2, "at": NOON + 5 * MINUTE}))


@pytest.mark.parametrize(("late", "hears"), [(-1, []), (0, ["asked"])])
def test_after_fifteen_seconds_they_hear_it_as_far_as_it_is_known(late: int, hears: list[str]) -> None:
    before = request(one("ben", At.RANG), one("cleo", At.OWED), **TELL_AT)

    done = comes(Looked(), before, now=NOON + (15_000 + late) * timedelta(milliseconds=1))

    assert told(done, "ana") == hears
    assert all(each.facts["number"] == 1 for each in done.effects if isinstance(each, Tell))


def test_a_refused_ping_goes_to_the_next_in_line_within_the_same_wait() -> None:
    done = comes(Refused(BEN), request(one(BEN, At.OWED), **TELL_AT), now=NOON + SECOND, free=["cleo", "dee"])

    assert done.effects == (Ping("cleo"),)
    assert done.request.of("cleo") == one("cleo", At.OWED, since=NOON + SECOND)


def test_where_no_ping_of_a_wave_can_be_delivered_others_are_asked_and_the_asker_hears_so() -> None:
    nobody = comes(Refused(BEN), request(one(BEN, At.OWED), **TELL_AT), now=NOON + SECOND)

    assert told(nobody, "ana") == ["nobody"]
    assert where(nobody, BEN) is At.GONE


def test_a_yes_before_its_delivery_is_known_counts_once() -> None:
    yes = comes(Yes(BEN), request(one(BEN, At.OWED), **TELL_AT))
    then = step(yes.request, Delivered(BEN), around())

    assert [each for each in (*yes.effects, *then.effects) if isinstance(each, Count)] == [Count(BEN)]


def test_a_second_wave_says_together_that_nobody_could_and_how_many_were_asked() -> None:
    after = comes(Looked(), WAITING, now=NOON + 5 * MINUTE, free=["cleo"])
    rang = step(after.request, Delivered("cleo"), around(NOON + 5 * MINUTE + SECOND))

    assert told(after, "ana") == []
    assert rang.effects[-1] == Tell("ana", "asked_more", {"number": 1, "at": NOON + 10 * MINUTE})


# ------------------------------------------------------------------------------- offers and matches


def test_of_fifty_who_say_yes_one_is_offered_and_the_others_wait_in_their_order() -> None:
    people = [f"listener{number:02}" for number in range(50)]
    now, asked = NOON + MINUTE, request(*(one(person, At.RANG) for person in people))

    for number, person in enumerate(people):
        asked = step(asked, Yes(person), around(now + number * timedelta(milliseconds=1))).request
    agreed = step(asked, Agreed("listener00"), around(now + MINUTE))

    assert [each.person for each in asked.who(At.OFFERED)] == ["listener00"]
    assert [each.person for each in agreed.request.who(At.MATCHED)] == ["listener00"]
    assert sum(told(agreed, person) == ["held_by_others"] for person in people) == 49
    else_ = step(asked, SomeoneElse("listener00"), around(now + MINUTE))
    assert [each.person for each in else_.request.who(At.OFFERED)] == ["listener01"]


def test_who_gave_their_name_is_matched_with_the_first_yes() -> None:
    done = comes(Yes(BEN), _with(At.RANG, named=True))

    assert done.effects == (Held(BEN), Tell(BEN, "matched"), Tell("ana", "match", {"person": BEN}))
    assert look_at(done.request) == NOON + 12 * MINUTE


def test_an_offer_without_an_answer_ends_as_every_yes_that_is_let_go_and_waits_for_the_asker() -> None:
    lapsed = comes(Looked(), OFFERED, now=NOON + 10 * MINUTE, free=["dee"])

    assert told(lapsed, BEN) == ["let_go"]
    assert told(lapsed, "ana") == ["lapsed"]
    assert look_at(lapsed.request) == NOON + 6 * HOUR
    assert told(step(lapsed.request, AskedAgain(), around(free=["dee"])), "ana") == ["asking_more"]


@pytest.mark.parametrize("event", [SomeoneElse(BEN), Looked(), Ended(None), Ended("expired")], ids=str)
def test_whoever_is_let_go_hears_the_same_line_whatever_the_reason(event: Event) -> None:
    done = comes(event, OFFERED, now=NOON + 10 * MINUTE)

    assert [each for each in done.effects if isinstance(each, Tell) and each.person == BEN] == [Tell(BEN, "let_go")]


def test_a_yes_of_two_hours_ago_is_offered_no_more() -> None:
    waiting = request(one("ben", At.OFFERED), one("cleo", At.YES))

    still = comes(HandOn("ben"), waiting, now=NOON + 121 * MINUTE - SECOND)
    no_more = comes(HandOn("ben"), waiting, now=NOON + 121 * MINUTE)

    assert told(still, "ana") == ["offer"]
    assert told(no_more, "ana") == ["nobody"]


def test_a_match_of_one_of_several_wanted_lets_the_others_be_asked_on() -> None:
    before = request(one("ben", At.MATCHED), one("cleo", At.OFFERED), one("dee", At.RANG), wanted=3)

    done = comes(Agreed("cleo"), before, now=NOON + 4 * MINUTE)

    assert told(done, "ana") == ["match"]
    assert told(done, "dee") == []
    assert look_at(done.request) == NOON + 5 * MINUTE


def test_after_a_match_that_took_its_time_nothing_is_said_of_nobody(  # the one before went, and two were wanted
) -> None:
    before = request(one("cleo", At.OFFERED), wanted=2)

    done = comes(Agreed("cleo"), before, now=NOON + 7 * MINUTE, free=["dee"])

    assert told(done, "ana") == ["match", "asking_more"]


def test_at_the_match_whoever_was_asked_hears_one_line_unless_that_is_long_ago_or_their_ping_never_rang() -> None:
    before = request(
        one("ben", At.OFFERED),
        one("cleo", At.RANG),
        one("dee", At.NOT_NOW),
        one("eve", At.OWED),
        one("fay", At.RANG, since=NOON - 12 * HOUR),
        one("gus", At.LET_GO),
        mode="week",
    )

    done = comes(Agreed("ben"), before)

    lines = {person: told(done, person) for person in ("cleo", "dee", "eve", "fay", "gus")}
    assert lines == {"cleo": ["held_by_others"], "dee": ["held_by_others"], "eve": [], "fay": [], "gus": []}
    assert where(done, "eve") is None
    assert Unask("eve", held=True) in done.effects
    assert told(step(done.request, Yes("eve"), around()), "eve") == ["held_by_others"]


# --------------------------------------------------------------------------- somebody kept apart


@pytest.mark.parametrize("at", [At.RANG, At.NOT_NOW, At.OWED], ids=str)
def test_a_yes_of_somebody_kept_apart_is_answered_as_any_and_never_offered(at: At) -> None:
    apart = comes(Yes(BEN), _with(at), apart=[BEN])
    twin = comes(Yes(BEN), _with(at))

    assert [each for each in apart.effects if isinstance(each, Tell)] == [
        each for each in twin.effects if isinstance(each, Tell) and each.person == BEN
    ]
    assert where(apart, BEN) is At.ASIDE


def test_whoever_is_kept_apart_is_let_go_when_an_offer_would_have_lapsed() -> None:
    apart = step(comes(Yes(BEN), _with(At.RANG), apart=[BEN]).request, Looked(), around(NOON + 12 * MINUTE))
    twin = step(comes(Yes(BEN), _with(At.RANG)).request, Looked(), around(NOON + 12 * MINUTE))

    assert told(apart, BEN) == told(twin, BEN) == ["let_go"]


def test_an_entry_after_the_yes_looks_to_the_asker_as_if_they_had_handed_on() -> None:
    entry = comes(Changed(BEN), OFFERED, apart=[BEN], free=["dee"])
    twin = comes(HandOn(BEN), OFFERED, free=["dee"])

    assert [each for each in entry.effects if isinstance(each, Tell) and each.person == "ana"] == [
        each for each in twin.effects if isinstance(each, Tell) and each.person == "ana"
    ]
    assert told(entry, BEN) == []


def test_a_yes_that_waits_is_passed_over_after_an_entry() -> None:
    done = comes(SomeoneElse("cleo"), request(one("cleo", At.OFFERED), one("ben", At.YES)), apart=["ben"])

    assert told(done, "ana") == ["nobody"]


def test_a_ping_is_taken_back_from_whoever_is_not_to_be_asked_any_more() -> None:
    done = comes(Changed(BEN), _with(At.OWED, **TELL_AT), unready=[BEN], free=["cleo"], now=NOON + SECOND)

    assert done.effects == (Unask(BEN, held=False), Ping("cleo"))


# ------------------------------------------------------------------------------------ who goes


def test_when_one_of_two_goes_while_another_is_asked_for_the_asker_hears_by_when() -> None:
    done = comes(HandOn(BEN), MORE_WANTED)

    assert done.effects[-1] == Tell("ana", "one_cannot_stay", {"gone": BEN, "at": NOON + 5 * MINUTE})


def test_when_one_of_two_goes_while_it_rests_others_are_asked() -> None:
    rests = replace(MORE_WANTED, paused=True, next_at=None)

    assert told(comes(HandOn(BEN), rests, free=["dee"]), "ana") == ["asking_cannot_stay"]


def test_when_one_of_two_goes_while_nobody_is_to_be_asked_any_more_the_asker_hears_so() -> None:
    nobody_left = request(one(BEN, At.MATCHED), next_at=None, wanted=2)

    done = comes(HandOn(BEN), nobody_left)

    assert told(done, "ana") == ["nobody"]
    assert told(comes(HandOn(BEN), nobody_left, free=["dee"]), "ana") == ["asking_cannot_stay"]


@pytest.mark.parametrize("goes", ["ben", "cleo"])
def test_when_one_of_two_goes_the_asker_is_still_asked_about_the_other(goes: str) -> None:
    both = request(one("ben", At.MATCHED), one("cleo", At.MATCHED), next_at=None, wanted=2, touch_at=NOON + 10 * MINUTE)

    left = comes(HandOn(goes), both, free=["dee"])
    asked = step(left.request, Looked(), around(NOON + 10 * MINUTE))

    (touch,) = [each for each in asked.effects if isinstance(each, Tell) and each.what == "touch"]
    assert touch.facts == {"person": "cleo" if goes == "ben" else "ben"}


def test_after_hand_on_it_goes_on_with_whoever_said_yes_before() -> None:
    done = comes(HandOn(BEN), request(one("ben", At.MATCHED), one("cleo", At.YES), next_at=None))

    assert done.effects[-1] == Tell(
        "ana", "offer", {"person": "cleo", "until": NOON + 12 * MINUTE, "because": "cannot_stay", "gone": BEN}
    )
    assert told(done, "cleo") == ["wait_after_all"]


# ----------------------------------------------------------------------------- time and ending


@pytest.mark.parametrize(("which", "says"), [("waiting", "expired"), ("held", "expired_held"), ("offered", "expired")])
def test_a_request_ends_at_its_very_second_and_the_asker_hears_so(which: str, says: str) -> None:
    before = replace(SITUATIONS[which], touch_at=None)

    done = comes(Looked(), before, now=NOON + 6 * HOUR)

    assert told(done, "ana") == [says]
    assert done.request.closed


def test_at_the_end_whoever_is_there_or_waits_hears_that_it_is_over() -> None:
    held = comes(Ended(None), request(one("ben", At.MATCHED), one("cleo", At.YES), one("dee", At.RANG)))
    waits = comes(Ended(None), request(one("cleo", At.YES), one("eve", At.ASIDE)))

    assert (told(held, "ben"), told(held, "cleo"), told(held, "dee")) == (["over"], [], [])
    assert (told(waits, "cleo"), told(waits, "eve")) == (["let_go"], ["let_go"])


def test_a_while_after_the_match_the_asker_is_asked_once_whether_they_are_in_touch() -> None:
    asked = comes(Looked(), HELD, now=NOON + 10 * MINUTE)

    assert told(asked, "ana") == ["touch"]
    assert told(step(asked.request, Looked(), around(NOON + HOUR)), "ana") == []
    assert told(comes(Looked(), replace(PAUSED, touch_at=NOON), now=NOON), "ana") == []


def test_asking_again_in_another_mode_gives_it_that_modes_time() -> None:
    longer = comes(AskedAgain("week", "company", named=True), WAITING, now=NOON + HOUR)
    shorter = comes(AskedAgain("now"), replace(WAITING, mode="week"), now=NOON + 7 * HOUR)

    assert (longer.request.mode, longer.request.kind, longer.request.named) == ("week", "company", True)
    assert longer.request.expires_at == NOON + HOUR + RULES.expire["week"]
    assert shorter.request.expires_at == NOON + 7 * HOUR + RULES.expire["now"]


# ------------------------------------------------------------------ whatever happens, in any order

PEOPLE = ("ben", "cleo", "dee", "eve", "fay")
events = st.one_of(
    st.sampled_from([Opened(), Looked(), Looked(), AskedAgain(), AskedAgain("today"), AskedAgain(named=True), More()]),
    st.sampled_from([Ended("ended"), Ended(None)]),
    *(
        st.builds(kind, st.sampled_from(PEOPLE))
        for kind in (Yes, Yes, NotNow, HandOn, Left, Off, Changed, Delivered, Refused, Agreed, Agreed, SomeoneElse)
    ),
    st.builds(InTouch, st.sampled_from(PEOPLE), yes=st.booleans()),
)
moments = st.lists(
    st.tuples(
        events,
        st.sampled_from([0, 0, 1, 14, 15, 60, 299, 300, 600, 7200]),
        st.sets(st.sampled_from(PEOPLE)),
        st.sets(st.sampled_from(PEOPLE), max_size=1),
        st.booleans(),
    ),
    max_size=40,
)
WAITS_FOR = frozenset({At.YES, At.OFFERED, At.ASIDE})


@given(moments, st.booleans())
@settings(deadline=None)
def test_whatever_happens_the_request_goes_on_and_nobody_is_left_without_a_word(
    history: list[tuple[Event, int, set[str], set[str], bool]], named: bool
) -> None:
    now, state = NOON, replace(request(), wave=0, next_at=None, named=named)
    state = step(state, Opened(), around(now, free=PEOPLE)).request
    for event, seconds, free, apart, ready in history:
        now += timedelta(seconds=seconds)
        before, unready = state, () if ready else PEOPLE
        done = step(state, event, around(now, free=sorted(free), apart=apart, unready=unready))
        state = done.request
        _holds(before, event, done.request, [each for each in done.effects if isinstance(each, Tell)], now)
        pinged = {each.person for each in done.effects if isinstance(each, Ping)}
        assert pinged <= free - apart
        assert all(state.closed or state.of(person) for person in pinged)


def _holds(before: Request, event: Event, after: Request, tells: list[Tell], now: datetime) -> None:
    again = look_at(after)
    assert after.closed == (again is None)
    assert again is None or again > now, "it would be looked at for ever"
    assert len(after.who(At.MATCHED)) <= after.wanted
    assert len(after.who(At.OFFERED)) <= 1
    assert len({each.person for each in after.asked}) == len(after.asked)
    to_asker = [tell.what for tell in tells if tell.person == "ana"]
    for was in before.asked:
        stands = after.of(was.person)
        goes = stands is None or stands.at is not was.at
        if goes and was.at in {At.OFFERED, At.MATCHED} and not (after.closed and event == Ended(None)):
            assert to_asker, "the asker has a next step"
        if was.at in WAITS_FOR and stands is not None and stands.at in {At.LET_GO, At.DECLINED}:
            own = isinstance(event, HandOn | NotNow) and event.person == was.person
            lines = [tell for tell in tells if tell.person == was.person]
            assert lines == ([Tell(was.person, "handed_on")] if own else [Tell(was.person, "let_go")])
    for tell in tells:
        assert tell.person == "ana" or set(tell.facts) <= {"until"}, "nobody reads of the asker or of another"
    rests = not (after.closed or after.held or after.offered or after.paused)
    assert not rests or after.next_at is not None or after.expires_at > now


def test_everybody_who_was_reached_or_is_about_to_be_is_counted_as_such() -> None:
    assert set(At) - REACHED == {At.OWED, At.GONE}


def test_a_ping_is_taken_back_after_its_wait_also_while_nobody_else_is_asked() -> None:
    before = request(one("ben", At.OFFERED), one("cleo", At.OWED))

    still = comes(Changed("cleo"), before, now=NOON + 5 * MINUTE - SECOND)
    stale = comes(Changed("cleo"), before, now=NOON + 5 * MINUTE)

    assert still.effects == ()
    assert stale.effects == (Unask("cleo", held=False),)


@pytest.mark.parametrize("at", [At.OFFERED, At.ASIDE])
def test_a_yes_once_more_as_the_offer_lapses_hears_one_line(at: At) -> None:
    before = request(one("ben", at, until=NOON + 10 * MINUTE))

    lapsed = comes(Yes("ben"), before, now=NOON + 10 * MINUTE)

    assert [each for each in lapsed.effects if isinstance(each, Tell) and each.person == "ben"] == [
        Tell("ben", "let_go")
    ]


def test_a_yes_once_more_as_the_request_ends_hears_one_line() -> None:
    before = request(one("ben", At.YES))

    ended = comes(Yes("ben"), before, now=before.expires_at)

    assert [each for each in ended.effects if isinstance(each, Tell) and each.person == "ben"] == [
        Tell("ben", "let_go")
    ]
