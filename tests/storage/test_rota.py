from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.chat import Group, Letter, Undeliverable, Words
from bot.domain.chair import Asked, At, Chair, Swap
from bot.domain.rota_turns import Meetings, Month
from bot.storage.chairs import Kept
from bot.storage.roles import Rules
from bot.storage.tx import Tx
from tests.conftest import NOON, Room, at
from tests.turns import HOUR, OFFERED, WED, has_rota, heard, last_to, shown

DAY = timedelta(days=1)


async def _group(room: Room) -> Group:
    group = await room.read(lambda tx: tx.groups.in_room(room.room))
    assert group is not None
    return group


async def _chairs(room: Room) -> list[Kept]:
    group = await _group(room)
    return list(await room.read(lambda tx: tx.chairs.of(group)))


def _full(kept: Kept) -> Kept:
    """Return a chair with something in each of its fields."""
    asked = tuple(
        Asked(at(person), stands, NOON, NOON + HOUR, counts=person == "ben", again=person == "cleo", let_by=let_by)
        for person, stands, let_by in (("cleo", At.LAPSED, NOON), ("ben", At.ASKED, None), ("ana", At.WAITS, None))
    )
    chair = Chair(
        *(kept.chair.name, WED, at("dee"), asked, True),
        rested=frozenset({at("ana"), at("ben")}),
        covering=True,
        handed_on=True,
        at_once=True,
        tell_at=NOON,
        told=True,
        swap=Swap(at("dee"), at("ben"), NOON, "another"),
        off=True,
    )
    return replace(kept, chair=chair, guided=True)


async def test_a_chair_is_read_as_it_was_kept(room: Room) -> None:
    await has_rota(room)
    (first, *_) = await _chairs(room)
    full = _full(first)

    await room.read(lambda tx: tx.chairs.keep(full))

    assert await room.read(lambda tx: tx.chairs.named(full.chair.name)) == full


async def test_of_a_closed_chair_who_did_it_is_kept_and_no_more(room: Room) -> None:
    await has_rota(room)
    (first, *_) = await _chairs(room)
    full = _full(first)

    await room.read(lambda tx: tx.chairs.keep(replace(full, chair=replace(full.chair, closed=True))))

    kept = await room.read(lambda tx: tx.chairs.named(full.chair.name))
    assert kept is not None
    assert (kept.chair.holder, kept.chair.asked, kept.chair.rested) == (at("dee"), (), frozenset())


async def test_whom_a_swap_is_asked_of_is_kept_as_a_seal(room: Room) -> None:
    await has_rota(room, "ana")
    await room.private("ana", "rota take wed")
    await room.private("ana", "rota swap wed with @cleo")

    kept = await room.db.run(
        lambda connection: [tuple(row) for row in connection.execute("SELECT * FROM chair").fetchall()]
    )

    assert at("ana") in str(kept)
    assert at("cleo") not in str(kept)


async def test_turns_are_made_as_far_ahead_as_they_are_offered_and_shown(room: Room) -> None:
    await has_rota(room)
    assert [kept.dates for kept in await _chairs(room)] == [((WED + 7 * n * DAY).date(),) for n in range(5)]

    await room.says("ana", "!set rota.offer 60d")
    await room.until(timedelta(0))

    assert (await _chairs(room))[-1].chair.start + 7 * DAY > room.now + 60 * DAY
    await room.private("ana", "rota take 2027-06-02")
    assert date(2027, 6, 2) in {day for kept in await _chairs(room) for day in kept.dates}


async def test_no_turn_is_made_more_than_a_year_ahead_nor_of_a_meeting_that_is_not_meant(room: Room) -> None:
    await has_rota(room, "ana")
    await room.says("ana", "!meeting add daily 07:30 from 2026-12-02")
    before = len(await _chairs(room))

    answer = await room.private("ana", "rota take lake-1 2030-12-04")

    assert answer.startswith("No turn is free there")
    made = await _chairs(room)
    assert max(day for kept in made for day in kept.dates) <= (room.now + timedelta(days=366)).date()
    assert len(made) - before < 53


async def test_a_month_is_whole_and_four_meetings_are_four(room: Room) -> None:
    await room.says("ana", "!rota every month")
    await has_rota(room)
    assert [len(kept.dates) for kept in await _chairs(room)] == [5, 4, 4, 5, 4]

    await room.says("ana", "!rota every 4 meetings")

    assert [len(kept.dates) for kept in await _chairs(room)] == [4] * 5


async def test_a_change_of_every_leaves_what_is_held_and_all_before_it(room: Room) -> None:
    await has_rota(room, "ana")
    await room.private("ana", "rota take 9 dec")

    await room.says("ana", "!rota every 4 meetings")

    dates = [kept.dates for kept in await _chairs(room)]
    assert [len(each) for each in dates[:3]] == [1, 1, 4]
    assert dates[2][0] == date(2026, 12, 16)
    assert (await shown(room))[1] == "Ana"


async def test_who_did_it_is_kept_as_long_as_they_rest_and_then_forgotten(room: Room) -> None:
    await has_rota(room, "ana", "ben", "cleo")
    for week in range(5):
        await room.until(OFFERED + 7 * week * DAY)
        for person in ("ana", "ben", "cleo"):
            await room.private(person, "yes")
    await room.until(WED + 40 * DAY)

    closed = [kept.dates for kept in await _chairs(room) if kept.chair.closed]

    assert closed == [((WED + 7 * week * DAY).date(),) for week in (3, 4, 5)]  # the last, and the two before it


async def test_a_role_that_was_removed_is_forgotten_after_a_day(room: Room) -> None:
    await has_rota(room, "ana")
    await room.says("ana", "!rota remove facilitator")

    await room.until(3 * DAY)

    left = await room.db.run(
        lambda connection: connection.execute(
            "SELECT (SELECT count(*) FROM role) + (SELECT count(*) FROM rota_place) + (SELECT count(*) FROM chair)"
        ).fetchone()[0]
    )
    assert left == 0


@pytest.mark.parametrize("every", [Meetings(1), Meetings(4), Month()])
async def test_how_a_group_takes_turns_is_kept_and_taken_back(room: Room, every: Meetings | Month) -> None:
    group = await _group(room)
    assert await room.read(lambda tx: tx.roles.rules(group)) == Rules()

    await room.read(lambda tx: tx.roles.ruled(group, Rules(every, 3), "rest", at("ana")))
    assert await room.read(lambda tx: tx.roles.rules(group)) == Rules(every, 3)
    await room.says("ana", "!undo")

    assert await room.read(lambda tx: tx.roles.rules(group)) == Rules()


async def test_who_returns_is_no_more_away_and_ahead_of_nobody(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.private("ana", "rota away 24 nov..25 nov")
    role = (await room.read(lambda tx: tx.roles.roles_of(at("ana"))))[0]

    await room.until(timedelta(days=4))

    places = {place.person: place for place in await room.read(lambda tx: tx.roles.places(role.id))}
    assert places[at("ana")].away == ()
    assert places[at("ana")].last > places[at("ben")].last


async def test_whoever_let_this_very_turn_go_by_is_none_of_the_willing_by_whom_another_is_lifted(room: Room) -> None:
    await has_rota(room, "ana", "ben", "cleo")
    await room.private("ana", "rota away 2026-11-24..2026-11-30")
    role = (await room.read(lambda tx: tx.roles.roles_of(at("ana"))))[0]
    had = {at("ana"): 0, at("ben"): 1, at("cleo"): 3}
    places = await room.read(lambda tx: tx.roles.places(role.id))
    await room.read(lambda tx: tx.roles.put(role, [replace(place, turns=had[place.person]) for place in places]))
    await room.until(OFFERED)
    assert last_to(room, "ben").startswith("Facilitate Wed 2 Dec")

    await room.private("ben", "pass")

    assert last_to(room, "ana").startswith("Facilitate Wed 2 Dec")
    assert (await room.read(lambda tx: tx.roles.place(role.id, at("ana")))).turns == had[at("cleo")]


async def test_an_offer_that_can_not_be_delivered_goes_to_the_next(room: Room) -> None:
    await has_rota(room, "ben", "cleo")

    def refuses(letter: Letter) -> Undeliverable | None:
        is_offer = isinstance(letter.content, Words) and "Facilitate" in letter.content.plain
        return Undeliverable("M_FORBIDDEN") if is_offer and letter.person == at("ben") else None

    room.network.rules.append(refuses)
    await room.until(OFFERED)

    assert last_to(room, "cleo").startswith("Facilitate Wed 2 Dec")
    assert (await shown(room))[0] == "asked"


async def test_what_was_answered_by_a_command_is_in_no_other_questions_way(room: Room) -> None:
    await has_rota(room, "ana", roles="facilitator, timekeeper")
    await room.private("ana", "rota join timekeeper")
    await room.until(OFFERED)

    await room.private("ana", "rota take facilitator wed")
    answer = await room.private("ana", "yes")

    assert answer.startswith("It's yours, thank you: timekeeper")


async def test_a_group_that_moves_to_another_room_keeps_its_turns_and_who_follows_is_asked(room: Room) -> None:
    new = "!new:example.org"
    await has_rota(room, "ana", "ben")
    await room.private("ana", "rota take wed")
    old = room.room_now("ana", "ben", "cleo", "dee")

    await room.hears(replace(old, successor=new, now=room.now))
    await room.hears(room.room_now("ana", room=new, predecessor=room.room))
    await room.hears(room.room_now("ana", "ben", "dee", room=new, predecessor=room.room))
    room.room = new

    assert (await shown(room))[0] == "Ana"
    await room.until(OFFERED + 7 * DAY)
    assert last_to(room, "ben").startswith("Facilitate Wed 9 Dec")


async def test_who_follows_a_group_after_the_time_to_ask_them_is_asked_then(room: Room) -> None:
    new = "!new:example.org"
    await has_rota(room, "ben")
    old = room.room_now("ana", "ben", "cleo", "dee")
    await room.until(OFFERED - HOUR)
    await room.hears(replace(old, successor=new, now=room.now))
    await room.hears(room.room_now("ana", room=new, predecessor=room.room))
    await room.until(OFFERED + HOUR)
    before = len(room.network.sent)
    assert heard(room, "ben", before) == []

    await room.hears(room.room_now("ana", "ben", room=new, predecessor=room.room))

    assert heard(room, "ben", before)[0].startswith("Facilitate Wed 2 Dec")


async def test_whoever_left_while_kith_was_out_holds_nothing_when_it_is_back(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.private("ben", "rota take wed")
    group = await _group(room)

    await room.hears(replace(room.room_now("ana", "cleo", "dee"), now=room.now))

    assert (await shown(room))[0] == "open"
    assert await room.read(lambda tx: tx.roles.people(group)) == {at("ana")}


async def test_a_death_between_any_two_steps_loses_and_repeats_nothing(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.until(OFFERED)
    for person, text in (("ana", "pass"), ("ben", "yes"), ("ben", "rota swap wed with @cleo")):
        await room.chat_of("cleo")
        await room.hears(room.ask(person, text, room=await room.chat_of(person)), settle=False)
        await room.dies()
        await room.restarts(after=timedelta(minutes=1))
        await room.settled()

    said = [words.plain for words in room.words()]
    assert len([text for text in said if text.startswith("Facilitate Wed 2 Dec, 19:00?")]) == 2
    assert len([text for text in said if "for Ben?" in text]) == 1
    await room.private("cleo", "yes")
    assert (await shown(room))[0] == "Cleo"


async def test_each_change_of_rota_offer_is_a_cause_of_its_own(room: Room) -> None:
    await has_rota(room, "ana")
    for length, date_ in (("12d", "2 Dec"), ("20d", "9 Dec")):
        await room.says("ana", f"!set rota.offer {length}")
        await room.until(timedelta(0))

        assert last_to(room, "ana").startswith(f"Facilitate Wed {date_}")
        room.now += HOUR


async def test_what_others_are_asked_since_somebody_is_back_names_nobody(room: Room) -> None:
    await has_rota(room, "ana")
    await room.private("ana", "rota away 2026-11-29..2026-11-30")
    await room.until(WED - DAY)
    assert last_to(room, "ana").startswith("Facilitate Wed 2 Dec")

    causes = await room.db.run(
        lambda connection: [row["cause"] for row in connection.execute("SELECT cause FROM letters").fetchall()]
    )

    assert [cause for cause in causes if "@" in cause] == []


def _jobs(tx: Tx) -> int:
    return int(tx.db.execute("SELECT count(*) FROM jobs WHERE kind = 'rota'").fetchone()[0])


async def test_each_open_chair_is_looked_at_by_one_job(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.until(OFFERED)
    await room.private("ana", "pass")

    assert await room.read(_jobs) == len([kept for kept in await _chairs(room) if not kept.chair.closed])


async def test_where_the_clock_was_ahead_for_a_while_turns_are_offered_in_their_time(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.private("ben", "rota take 9 dec")
    right, before = room.now, len(room.network.sent)

    room.now = right + timedelta(days=400)
    await room.app.tick(room.now)
    room.now = right + timedelta(minutes=5)
    await room.until(OFFERED)

    assert [text[:20] for text in heard(room, "ana", before)] == ["Facilitate Wed 2 Dec"]
    assert (await shown(room))[0] == "asked"


async def test_a_turn_that_was_over_for_a_clock_days_ahead_is_still_its_holders(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.private("ben", "rota take wed")
    right = room.now

    room.now = WED + timedelta(hours=2)
    await room.app.tick(room.now)
    room.now = right
    await room.app.tick(room.now)

    assert (await shown(room))[:2] == ["Ben", "open"]


async def test_a_clock_that_is_set_back_by_seconds_lets_nothing_start_twice(room: Room) -> None:
    await has_rota(room, "ana")
    await room.private("ana", "rota take wed")
    await room.until(WED)

    room.now -= timedelta(seconds=5)
    await room.until(WED + HOUR)

    role = (await _chairs(room))[0].role
    (place,) = await room.read(lambda tx: tx.roles.places(role))
    assert place.turns == 1


async def test_after_a_start_with_the_right_clock_turns_are_looked_at_too(room: Room) -> None:
    await has_rota(room, "ana")
    right = room.now
    await room.stops()
    room.now = right + timedelta(days=400)
    await room.restarts()
    await room.app.tick(room.now)
    room.now = right

    await room.restarts()
    await room.until(OFFERED)

    assert last_to(room, "ana").startswith("Facilitate Wed 2 Dec")
