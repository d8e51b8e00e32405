from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat import Ask, Group, Later, Letter, Open, Under
from bot.commands import commands
from bot.domain import listening, weekly
from bot.domain.listening import ALL_KINDS, ENDLESS, Listener
from bot.storage.moments import stamp
from bot.storage.tx import Tx
from tests.conftest import CIRCLE, NOON, Room, at

LAKE = "!lake:example.org"
CLOCK = "To listen in River Circle: is it 12:00 where you are? `1` yes / `2` no."
PROOF = "Did this ring, or show on your phone? `1` yes. With that you listen in River Circle."
ON = "Thank you. You listen in River Circle now."
NOT_HERE = "You don't listen in River Circle, so nothing was changed. To begin: `listen on`"


async def _group(room: Room, where: str = CIRCLE) -> Group:
    group = await room.read(lambda tx: tx.groups.in_room(where))
    assert group is not None
    return group


async def _one(room: Room, person: str, where: str = CIRCLE) -> Listener | None:
    group = await _group(room, where)
    return await room.read(lambda tx: tx.listeners.one(at(person), group))


async def _is_on(room: Room, *, at_moment: timedelta = timedelta(0)) -> None:
    """Let support be on in River Circle."""
    since = stamp(room.now + at_moment)
    await room.read(lambda tx: tx.db.execute("UPDATE grp SET support_since = ?", (since,)))


async def _listens(room: Room, person: str, group: str = "") -> None:
    for text in (f"in {group}", "listen on", "1", "1")[not group :]:
        await room.private(person, text)


async def _set(room: Room, text: str) -> tuple[str, Listener]:
    """Let Ben, who listens, say this; return the answer, and how he listens then."""
    await _listens(room, "ben")
    answer = await room.private("ben", text)
    ben = await _one(room, "ben")
    assert ben is not None
    return answer, ben


# --------------------------------------------------------------------------------- turning it on


async def test_a_yes_to_the_clock_and_to_the_note_that_rings_makes_a_listener(room: Room) -> None:
    asked = await room.private("ben", "listen on")
    noted = await room.private("ben", "yes")
    before = await _one(room, "ben")
    on = await room.private("ben", "1")

    assert asked.startswith(CLOCK)
    assert noted.startswith(PROOF)
    assert [words.rings for words in room.words(await room.chat_of("ben"))[-3:]] == [True, True, False]
    assert before is None
    assert on.startswith(ON)
    ben = await _one(room, "ben")
    assert ben is not None
    assert (ben.zone, ben.proven_at, ben.kinds, ben.limit, ben.hours) == ("UTC", NOON, ALL_KINDS, 3, None)


async def test_a_tap_is_an_answer_as_well(room: Room) -> None:
    await room.private("ben", "listen on")
    chat = await room.chat_of("ben")

    await room.hears(room.mark("ben", room.event_of("is it 12:00"), "1️⃣", room=chat))
    await room.hears(room.mark("ben", room.event_of("Did this ring"), "1️⃣", room=chat))

    assert await _one(room, "ben") is not None


@pytest.mark.parametrize(
    ("language", "city", "zone"), [("en", "Lisbon", "Europe/Lisbon"), ("de", "Wien", "Europe/Vienna")]
)
async def test_the_city_that_is_named_as_an_example_is_known(room: Room, language: str, city: str, zone: str) -> None:
    await room.private("ben", f"language {language}")
    await room.private("ben", "listen on")

    asked = await room.private("ben", "2")
    noted = await room.private("ben", city)

    assert city in asked
    assert f"({zone})" in noted


@pytest.mark.parametrize(
    ("typed", "clock", "zone"),
    [
        ("it is 12:05", "12:00", "UTC"),
        ("12:00", "12:00", "UTC"),
        ("Tokyo", "21:00", "Asia/Tokyo"),
        ("Asia/Tokyo.", "21:00", "Asia/Tokyo"),
        ('"Tokyo"', "21:00", "Asia/Tokyo"),
    ],
)
async def test_a_clock_a_city_or_a_zone_is_taken_at_once(room: Room, typed: str, clock: str, zone: str) -> None:
    await room.private("ben", "listen on")

    noted = await room.private("ben", typed)

    assert f"It's {clock} for you ({zone})." in noted.splitlines()[-1]
    await room.private("ben", "1")
    ben = await _one(room, "ben")
    assert ben is not None
    assert ben.zone == zone


async def test_a_no_to_the_clock_asks_where_they_are_until_it_is_understood(room: Room) -> None:
    await room.private("ben", "listen on")

    asked = await room.private("ben", "no")
    unclear = await room.private("ben", "Lothlorien")
    several = await room.private("ben", "it is 15:00")
    noted = await room.private("ben", "3")

    assert asked.startswith("What does your clock show, or where are you?")
    assert unclear.startswith("“Lothlorien” is no place that I know")
    assert several.startswith("Which zone is yours? `1` Moscow / `2` Istanbul / `3` Nairobi.")
    assert "(Africa/Nairobi)" in noted


async def test_a_not_now_ends_it_and_keeps_nothing(room: Room) -> None:
    for text in ("listen on", "no"):
        await room.private("ben", text)

    assert await room.private("ben", "1") == "Good. You don't listen in River Circle, and nobody is told."

    assert await _one(room, "ben") is None
    assert await room.read(lambda tx: tx.people.own(at("ben")).zone) is None


async def test_whoever_has_more_to_say_than_a_place_is_told_how_to_reach_a_person(room: Room) -> None:
    await room.private("ben", "listen on")

    answer = await room.private("ben", "today is a very hard day")

    assert answer.startswith("I'm a bot. I didn't understand this")


async def test_the_zone_is_theirs_from_then_on_whatever_the_group_sets(room: Room) -> None:
    await _listens(room, "ben")

    await room.says("ana", "!set timezone Asia/Tokyo")

    ben = await _one(room, "ben")
    assert ben is not None
    assert ben.zone == "UTC"


async def test_it_says_that_support_is_off_and_from_when_on_they_are_asked(room: Room) -> None:
    asked_before = await room.private("ben", "listen on")
    await room.private("ben", "1")
    on_before = await room.private("ben", "1")
    await _is_on(room, at_moment=-timedelta(days=1))
    await room.has("ana", "ben", "eve")
    asked_after = await room.private("eve", "listen on")
    await room.private("eve", "1")
    on_after = await room.private("eve", "1")

    assert "Support is off there so far, so nobody is asked yet." in asked_before
    assert "Support is off there so far: nobody is asked until a facilitator turns it on." in on_before
    assert "Support is off" not in asked_after + on_after
    assert "You can be asked from Mon 30 Nov, 12:00 on" in on_after


async def test_whoever_was_there_when_support_came_is_asked_at_once(room: Room) -> None:
    await _is_on(room)
    await room.private("ben", "listen on")
    await room.private("ben", "1")

    assert (await room.private("ben", "1")).splitlines()[0] == ON


async def test_where_quiet_hours_leave_nothing_it_says_so(room: Room) -> None:
    await room.private("ben", "quiet 8-22")
    await room.private("ben", "listen on")
    await room.private("ben", "1")

    assert "Your quiet hours leave none of the usual ones" in await room.private("ben", "1")
    assert "Your quiet hours leave none of your hours, so nobody asks you" in await room.private("ben", "listen")


async def test_again_it_says_that_it_is_on_and_after_a_pause_it_ends_that(room: Room) -> None:
    await _listens(room, "ben")
    already = await room.private("ben", "listen on")
    await room.private("ben", "pause")
    again = await room.private("ben", "listen on")

    assert already.startswith("You listen in River Circle already.")
    assert again.startswith("Good to have you back: your pause is over")
    ben = await _one(room, "ben")
    assert ben is not None
    assert ben.paused_until is None


async def test_in_several_groups_it_is_asked_which_and_holds_there_alone(room: Room) -> None:
    await room.has("ben", "eve", room=LAKE, name="Lake Circle")

    assert (await room.private("ben", "listen on")).startswith("Which group do you mean?")
    assert (await room.private("ben", "lake circle")).startswith("To listen in Lake Circle:")
    await room.private("ben", "1")
    await room.private("ben", "1")

    assert await _one(room, "ben") is None
    assert await _one(room, "ben", LAKE) is not None


async def test_after_leaving_an_answer_makes_no_listener(room: Room) -> None:
    await room.private("ben", "listen on")
    await room.private("ben", "1")
    await room.has("ana", "cleo")
    await room.has("ana", "eve", room=LAKE, name="Lake Circle")

    assert (await room.private("ben", "1")).startswith("I'm no longer in that group with you")
    await room.has("ana", "ben", "cleo")
    assert await _one(room, "ben") is None


async def test_the_proof_note_waits_for_a_week(room: Room) -> None:
    await room.private("ben", "listen on")
    await room.private("ben", "1")

    await room.until(timedelta(days=6, hours=23))

    assert (await room.private("ben", "1")).startswith(ON)


async def test_the_chat_that_is_there_is_used(room: Room) -> None:
    await _listens(room, "ben")

    assert room.network.of(Open) == []


# -------------------------------------------------------------------------------- turning it off


@pytest.mark.parametrize("text", ["listen off", "Listen off.", "!listen off"])
async def test_listen_off_ends_it_at_once_and_tells_nobody(room: Room, text: str) -> None:
    await _listens(room, "ben")
    before = len(room.network.sent)

    answer = await room.private("ben", text)

    assert answer.startswith("You no longer listen in River Circle, and nobody is told.")
    assert await _one(room, "ben") is None
    assert {arrived.room for arrived in room.network.sent[before:]} == {await room.chat_of("ben")}


async def test_typed_in_a_room_it_ends_it_there_and_is_answered_in_private(room: Room) -> None:
    await room.has("ben", "eve", room=LAKE, name="Lake Circle")
    for group in ("river", "lake"):
        await _listens(room, "ben", group)
    ask = room.ask("ben", "!listen off", room=LAKE)

    await room.hears(ask)

    assert room.words(LAKE)[1:] == []
    assert room.marks(LAKE) == [Under(ask.event, "💬")]
    assert (await _one(room, "ben"), await _one(room, "ben", LAKE)) != (None, None)
    assert await _one(room, "ben", LAKE) is None
    assert "You still listen in River Circle." in room.words()[-1].plain


async def test_in_private_it_waits_for_no_answer_and_ends_it_everywhere(room: Room) -> None:
    await room.has("ben", "eve", room=LAKE, name="Lake Circle")
    for group in ("lake", "river"):
        await _listens(room, "ben", group)
    room.now += timedelta(hours=2)  # the choice of a group holds for an hour

    assert (await room.private("ben", "listen off")).startswith("You no longer listen in Lake Circle and River Circle")

    assert (await _one(room, "ben"), await _one(room, "ben", LAKE)) == (None, None)


async def test_where_a_group_was_chosen_it_ends_it_there(room: Room) -> None:
    await room.has("ben", "eve", room=LAKE, name="Lake Circle")
    for group in ("lake", "river"):
        await _listens(room, "ben", group)

    answer = await room.private("ben", "listen off")

    assert answer.startswith("You no longer listen in River Circle,")
    assert "You still listen in Lake Circle." in answer


async def test_it_takes_back_a_sign_up_that_waits(room: Room) -> None:
    await room.private("ben", "listen on")
    await room.private("ben", "1")

    assert (await room.private("ben", "listen off")).startswith("You don't listen, so nobody asks you.")

    assert (await room.private("ben", "1")).startswith("I'm a bot. I didn't understand this")
    assert await _one(room, "ben") is None


async def test_where_they_do_not_listen_it_says_where_they_do(room: Room) -> None:
    await room.has("ben", "eve", room=LAKE, name="Lake Circle")
    await _listens(room, "ben", "lake")

    await room.says("ben", "!listen off")

    assert room.words()[-1].plain.startswith("You don't listen there; you still do in Lake Circle.")


async def test_stop_ends_it_in_every_group_and_says_so(room: Room) -> None:
    await room.has("ben", "eve", room=LAKE, name="Lake Circle")
    for group in ("lake", "river"):
        await _listens(room, "ben", group)

    told = await room.private("ben", "stop")

    assert told.startswith("Stopped: listening in Lake Circle and River Circle.")
    assert (await _one(room, "ben"), await _one(room, "ben", LAKE)) == (None, None)
    assert "proof" not in await room.read(lambda tx: [job.kind for job in tx.jobs.due(NOON + timedelta(days=99))])


# ------------------------------------------------------------------------------------ saying when


@pytest.mark.parametrize(
    "text",
    ["listen hours 9-10", "listen night ok", "listen for listen", "listen limit 2", "pause 3d", "pause off", "pause"],
)
async def test_whoever_does_not_listen_is_told_how_to_begin(room: Room, text: str) -> None:
    assert await room.private("ben", text) == NOT_HERE


async def test_hours_are_kept_and_repeated_as_they_were_understood(room: Room) -> None:
    answer, ben = await _set(room, "listen hours Monday to Friday 6pm-11pm; saturdays 10-2pm")

    assert answer.startswith(
        "Good. In River Circle you may be asked Mon-Fri 18:00-23:00, Sat 10:00-14:00 by the clock in UTC."
    )
    assert ben.hours == weekly.parse("mon-fri 18:00-23:00, sat 10:00-14:00")
    assert (await room.private("ben", "listen hours")).startswith("In River Circle you may be asked Mon-Fri 18:00")


async def test_usual_hours_are_less_quiet_hours(room: Room) -> None:
    await _set(room, "listen hours 9-10")

    answer = await room.private("ben", "listen hours usual")

    assert answer.startswith("Good. In River Circle you may be asked daily 08:00-22:00 by the clock in UTC, less your")
    ben = await _one(room, "ben")
    assert ben is not None
    assert ben.hours is None


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("mon-fri 18:00-23:00, sat", "I can't read “sat” as two times of day"),
        ("funday 18:00-23:00", "I know no day “funday”"),
        ("8-9, 10-10", "“10-10” begins where it ends"),
        (", ".join(f"{n}:{m:02}-23:59" for n in range(4) for m in range(0, 60, 10)), "I keep up to 20 stretches"),
    ],
)
async def test_hours_that_are_not_understood_change_nothing(room: Room, typed: str, why: str) -> None:
    answer, ben = await _set(room, f"listen hours {typed}")

    assert answer.startswith("I understood `listen hours`; ")
    assert why in answer
    assert "What works: `listen hours" in answer
    assert ben.hours is None


@pytest.mark.parametrize(
    ("typed", "night", "said"),
    [
        ("ok", True, "Good. In River Circle you may be asked at night too, 22:00-08:00"),
        ("on", True, "Good."),
        ("off", False, "Good. In River Circle you are asked during your hours, and not at night besides"),
        ("", False, "In River Circle you are asked during your hours, and not at night besides"),
        ("perhaps", False, "I understood `listen night`; I don't know “perhaps” after it, so nothing was changed."),
    ],
)
async def test_the_night_is_a_word(room: Room, typed: str, night: bool, said: str) -> None:
    answer, ben = await _set(room, f"listen night {typed}")

    assert answer.startswith(said)
    assert ben.night is night


@pytest.mark.parametrize(
    ("typed", "kinds", "said"),
    [
        (
            "listen, practical",
            {"listen", "practical"},
            "Good. In River Circle you may be asked for listen and practical.",
        ),
        ("all", ALL_KINDS, "Good. In River Circle you may be asked for anything: listen, company"),
        ("", ALL_KINDS, "In River Circle you may be asked for anything"),
        ("talking", ALL_KINDS, "I understood `listen for`; “talking” is none of listen, company, practical, distract"),
    ],
)
async def test_kinds_are_words(room: Room, typed: str, kinds: set[str], said: str) -> None:
    answer, ben = await _set(room, f"listen for {typed}")

    assert answer.startswith(said)
    assert ben.kinds == frozenset(kinds)


@pytest.mark.parametrize(
    ("typed", "limit", "said"),
    [
        ("5/week", 5, "Good. In River Circle you are asked up to 5 times in any seven days."),
        ("once a week", 1, "Good. In River Circle you are asked once in any seven days."),
        ("", 3, "In River Circle you are asked up to 3 times"),
        ("0/week", 3, "I understood `listen limit`; I can't read “0/week” as a number from 1 to 50 a week"),
    ],
)
async def test_the_limit_is_a_number_a_week(room: Room, typed: str, limit: int, said: str) -> None:
    answer, ben = await _set(room, f"listen limit {typed}")

    assert answer.startswith(said)
    assert ben.limit == limit
    assert listening.LIMIT == 3


@pytest.mark.parametrize(
    ("typed", "until", "said"),
    [
        ("", ENDLESS, "Good. Nobody asks you in River Circle until you end it, and nobody is told."),
        ("3d", NOON + timedelta(days=3), "Good. Nobody asks you in River Circle until Thu 26 Nov, 12:00"),
        ("until friday", NOON + timedelta(days=3, hours=12), "Good. Nobody asks you in River Circle until Fri 27 Nov"),
        ("until 2026-11-01", None, "I understood `pause`; “until 2026-11-01” is over by now"),
        ("until 2030-11-01", None, "I understood `pause`; “until 2030-11-01” is more than a year away"),
        ("soon", None, "I understood `pause`; I can't read “soon” as a length of time, a day or a date"),
        ("off", None, "You had no pause in River Circle."),
    ],
)
async def test_a_pause_ends_when_they_say(room: Room, typed: str, until: object, said: str) -> None:
    answer, ben = await _set(room, f"pause {typed}")

    assert answer.startswith(said)
    assert ben.paused_until == until


async def test_pause_off_ends_a_pause(room: Room) -> None:
    await _set(room, "pause 3d")

    assert (await room.private("ben", "pause off")).startswith("Good to have you back: your pause in River Circle")

    ben = await _one(room, "ben")
    assert ben is not None
    assert ben.paused_until is None


async def test_in_several_groups_a_pause_is_asked_about(room: Room) -> None:
    await room.has("ben", "eve", room=LAKE, name="Lake Circle")
    await _listens(room, "ben", "lake")
    room.now += timedelta(hours=2)

    assert (await room.private("ben", "pause 3d")).startswith("Which group do you mean?")
    assert (await room.private("ben", "1")).startswith("Good. Nobody asks you in Lake Circle until")


async def test_typed_in_a_room_a_pause_begins_at_once_and_the_room_hears_nothing(room: Room) -> None:
    await _listens(room, "ben")
    ask = room.ask("ben", "!pause 3d")

    await room.hears(ask)

    assert room.words(CIRCLE) == []
    assert room.marks(CIRCLE) == [Under(ask.event, "💬")]
    ben = await _one(room, "ben")
    assert ben is not None
    assert ben.paused_until == NOON + timedelta(days=3)


async def test_listen_tells_for_every_group_how_it_stands(room: Room) -> None:
    nowhere = await room.private("ben", "listen")
    await room.has("ben", "eve", room=LAKE, name="Lake Circle")
    await _listens(room, "ben", "river")
    for text in ("listen hours fri 22-2", "listen night ok", "listen limit 1", "in lake", "listen on", "1", "1"):
        await room.private("ben", text)
    for text in ("listen for witness", "pause"):
        await room.private("ben", text)
    await _is_on(room)

    lake, river = (await room.private("ben", "listen")).splitlines()[1:]

    assert nowhere.startswith("You listen in no group, so nobody asks you.")
    assert lake == (
        "Lake Circle: Paused until you say `pause off`. You may be asked daily 08:00-22:00 by the clock in UTC,"
        " less your quiet hours. For witness; 3 times in seven days at most."
    )
    assert river == (
        "River Circle: You may be asked Fri 22:00-02:00 by the clock in UTC, and at night. For anything;"
        " once in seven days at most."
    )


async def test_they_are_told_the_same_in_german(room: Room) -> None:
    await room.private("ben", "language de")
    await _listens(room, "ben")
    await room.private("ben", "listen hours täglich 20-24 Uhr, So 9-10")

    told = await room.private("ben", "listen")

    assert "Du darfst gefragt werden: täglich 20:00-24:00, So 09:00-10:00 nach der Uhr in UTC." in told


async def test_nothing_is_lost_where_the_server_rests_in_the_middle(room: Room) -> None:
    await room.private("ben", "listen on")
    room.network.rules.append(_rests)
    await room.hears(room.ask("ben", "yes", room=await room.chat_of("ben")), settle=False)

    await room.restarts()
    room.network.rules.clear()
    await room.restarts()
    await room.settled()

    assert (await room.private("ben", "1")).startswith(ON)


def _rests(_letter: Letter) -> Later:
    return Later(3600.0, "the server rests")


async def test_what_breaks_is_said_in_private_too(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands()["pause"], "run", _breaks)

    await room.says("ben", "!pause 3d")

    assert room.words(CIRCLE) == []
    assert room.words(await room.chat_of("ben"))[-1].plain.startswith("Something broke on my side")


def _breaks(_ask: Ask, _tx: Tx) -> None:
    raise LookupError


@pytest.mark.parametrize("text", ["timezone Berlin", "quiet 9-10"])
async def test_whose_clock_or_quiet_hours_change_may_be_asked_at_other_times(room: Room, text: str) -> None:
    name, _, words = text.partition(" ")
    ask = replace(room.ask("ben", text), private=True, words=words)

    changed = await room.read(lambda tx: (commands()[name].run(ask, tx), tx.changed)[1])

    assert changed == {at("ben")}
