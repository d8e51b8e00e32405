from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.chat import Gone, Group
from bot.domain import settings, weekly
from bot.domain.listening import ALL_KINDS, ENDLESS, LIMIT, PROOF_HOLDS, Listener
from bot.storage.erasure import rows
from bot.storage.moments import stamp
from bot.storage.tx import Tx
from tests.conftest import NOON, Room, at

WEEK = timedelta(days=7)


async def _river(room: Room) -> Group:
    river = await room.read(lambda tx: tx.groups.in_room(room.room))
    assert river is not None
    return river


async def _listens(room: Room, *people: str) -> Group:
    river = await _river(room)

    def on(tx: Tx) -> None:
        for person in people:
            tx.listeners.on(at(person), river)

    await room.read(on)
    return river


async def _those(room: Room, group: Group) -> tuple[Listener, ...]:
    return await room.read(lambda tx: tx.listeners.of(group))


async def test_whoever_says_so_is_a_listener_as_is_usual_until_they_say_more(room: Room) -> None:
    river = await _listens(room, "ben", "ana")

    ana, ben = await _those(room, river)

    assert (ana.person, ben.person) == (at("ana"), at("ben"))
    assert ana == Listener(
        at("ana"), "UTC", ana.quiet, NOON + WEEK, NOON, None, night=False, kinds=ALL_KINDS, limit=LIMIT
    )


async def test_what_they_set_is_kept_and_stays_when_they_turn_it_on_again(room: Room) -> None:
    river = await _listens(room, "ana")
    hours = weekly.parse("fri 22:00-02:00")

    await room.read(lambda tx: tx.listeners.hours(at("ana"), river, hours))
    await room.read(lambda tx: tx.listeners.night(at("ana"), river, ok=True))
    await room.read(lambda tx: tx.listeners.kinds(at("ana"), river, frozenset({"listen", "witness"})))
    await room.read(lambda tx: tx.listeners.limit(at("ana"), river, 5))
    await room.read(lambda tx: tx.listeners.pause(at("ana"), river, ENDLESS))
    (paused,) = await _those(room, river)
    await _listens(room, "ana")

    (ana,) = await _those(room, river)
    assert (ana.hours, ana.night, ana.kinds, ana.limit) == (hours, True, frozenset({"listen", "witness"}), 5)
    assert (paused.paused_until, ana.paused_until) == (ENDLESS, None)


async def test_a_pause_that_is_over_is_none(room: Room) -> None:
    river = await _listens(room, "ana")
    await room.read(lambda tx: tx.listeners.pause(at("ana"), river, room.now + WEEK))

    room.now += WEEK

    assert [one.paused_until for one in await _those(room, river)] == [None]


async def test_they_are_settled_in_after_the_groups_time_unless_they_were_there_when_support_came(room: Room) -> None:
    river = await _listens(room, "ana")
    await room.read(lambda tx: tx.settings.put(river, settings.LISTEN_AFTER, timedelta(days=3), at("ana"), room.now))
    (before,) = await _those(room, river)
    await room.until(timedelta(hours=1))
    await room.read(
        lambda tx: tx.db.execute("UPDATE grp SET support_since = ? WHERE id = ?", (stamp(room.now), river.id))
    )
    await room.until(timedelta(hours=1))
    await room.has("ana", "eve")
    await _listens(room, "eve")

    ana, eve = await _those(room, river)

    assert before.settled_at == NOON + timedelta(days=3)
    assert ana.settled_at == NOON
    assert eve.settled_at == NOON + timedelta(days=3, hours=2)
    assert await room.read(lambda tx: tx.listeners.support_since(river)) == NOON + timedelta(hours=1)


async def test_their_zone_and_quiet_hours_are_their_own(room: Room) -> None:
    river = await _listens(room, "ana")
    await room.private("ana", "timezone Auckland")
    await room.private("ana", "quiet off")

    (ana,) = await _those(room, river)

    assert (ana.zone, ana.quiet) == ("Pacific/Auckland", None)


async def test_nobody_listens_who_is_no_member(room: Room) -> None:
    river = await _listens(room, "ana", "eve")

    assert [one.person for one in await _those(room, river)] == [at("ana")]
    assert await room.read(lambda tx: tx.listeners.one(at("eve"), river)) is None
    assert await room.read(lambda tx: tx.listeners.groups(at("ana"))) == (river,)


async def test_leaving_ends_it_and_coming_back_does_not_begin_it_again(room: Room) -> None:
    river = await _listens(room, "ana", "ben")
    await room.read(lambda tx: tx.cards.put(at("ben"), river, "tea"))

    await room.has("ana", "cleo")
    await room.has("ana", "ben", "cleo")

    assert [one.person for one in await _those(room, river)] == [at("ana")]
    assert await room.read(lambda tx: tx.cards.of(at("ben"), river)) is None


async def test_whoever_left_while_kith_was_out_listens_no_more(room: Room) -> None:
    river = await _listens(room, "ana", "ben")
    await room.hears(Gone(room.room, room.now))
    out = await _those(room, river)

    await room.has("ana", "cleo")
    await room.has("ana", "ben", "cleo")

    assert out == ()
    assert [one.person for one in await _those(room, river)] == [at("ana")]


async def _moves(room: Room, *people: str) -> None:
    """Let the group move to another room, into which these people have come by now."""
    lake = "!new:example.org"
    await room.hears(room.room_now("ana", "ben", "cleo", "dee", successor=lake))
    await room.hears(room.room_now(*people, room=lake, predecessor=room.room))


async def test_who_listens_follows_the_group_into_its_next_room_within_a_week(room: Room) -> None:
    river = await _listens(room, "ana", "ben", "cleo")
    await room.read(lambda tx: tx.cards.put(at("cleo"), river, "tea"))
    await _moves(room, "ana")
    first = await _those(room, river)
    await room.hears(room.room_now("ana", "ben", room="!new:example.org"))
    then = await _those(room, river)

    await room.until(timedelta(days=8, hours=1))
    await room.hears(room.room_now("ana", "ben", "cleo", room="!new:example.org"))

    assert [[one.person for one in those] for those in (first, then)] == [[at("ana")], [at("ana"), at("ben")]]
    assert [one.settled_at for one in then] == [NOON + WEEK] * 2
    assert [one.person for one in await _those(room, river)] == [at("ana"), at("ben")]
    assert await room.read(lambda tx: tx.cards.of(at("cleo"), river)) is None


async def test_whether_it_rings_is_known_in_all_groups_and_asked_once(room: Room) -> None:
    river = await _listens(room, "ana")
    await room.has("ana", room="!lake:example.org", name="Lake Circle")
    lake = await room.read(lambda tx: tx.groups.in_room("!lake:example.org"))
    assert lake is not None
    room.now += WEEK
    await room.read(lambda tx: tx.listeners.on(at("ana"), lake))

    proven = [one.proven_at for group in (river, lake) for one in await _those(room, group)]
    jobs = await room.read(lambda tx: [(job.kind, job.subject) for job in tx.jobs.due(room.now + PROOF_HOLDS)])
    await room.read(lambda tx: tx.listeners.off(at("ana"), river))
    still = await room.read(lambda tx: [job.kind for job in tx.jobs.due(room.now + PROOF_HOLDS)])
    await room.read(lambda tx: tx.listeners.off(at("ana"), lake))
    ended = await room.read(lambda tx: [job.kind for job in tx.jobs.due(room.now + PROOF_HOLDS)])

    assert proven == [NOON + WEEK] * 2
    assert jobs == [("keep", "daily"), ("proof", at("ana"))]
    assert (still, ended) == (["keep", "proof"], ["keep"])


async def test_what_was_owed_to_whoever_left_goes_within_a_day(room: Room) -> None:
    await _listens(room, "ben")
    await room.has("ana")

    await room.until(timedelta(days=1))

    assert await room.read(lambda tx: rows(tx.db, at("ben"))) == {}


CHANGES: dict[str, Callable[[Tx, Group], object]] = {
    "on": lambda tx, river: tx.listeners.on(at("ana"), river),
    "off": lambda tx, river: tx.listeners.off(at("ana"), river),
    "hours": lambda tx, river: tx.listeners.hours(at("ana"), river, None),
    "night": lambda tx, river: tx.listeners.night(at("ana"), river, ok=True),
    "kinds": lambda tx, river: tx.listeners.kinds(at("ana"), river, ALL_KINDS),
    "limit": lambda tx, river: tx.listeners.limit(at("ana"), river, 1),
    "pause": lambda tx, river: tx.listeners.pause(at("ana"), river, None),
    "proven": lambda tx, _: tx.listeners.proven(at("ana")),
    "unproven": lambda tx, _: tx.listeners.unproven(at("ana")),
    "not with": lambda tx, _: tx.not_with.add(at("ana"), at("ben")),
    "not with remove": lambda tx, _: tx.not_with.remove(at("ana"), at("ben")),
    "touched": lambda tx, _: tx.touched(at("ana")),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_a_transaction_knows_about_whom_something_changed(room: Room, name: str) -> None:
    river = await _river(room)

    changed = await room.read(lambda tx: (CHANGES[name](tx, river), tx.changed)[1])

    assert changed == {at("ana")}


async def test_two_with_an_entry_are_apart_whoever_made_it_and_nobody_else_is(room: Room) -> None:
    first = await room.read(lambda tx: tx.not_with.add(at("ana"), at("ben")))
    again = await room.read(lambda tx: tx.not_with.add(at("ana"), at("ben")))
    others = [at(name) for name in ("ana", "ben", "cleo", "dee")]

    apart = await room.read(lambda tx: {one: tx.not_with.apart_from(one, others) for one in others})

    assert (first, again) == (True, False)
    assert apart == {at("ana"): {at("ben")}, at("ben"): {at("ana")}, at("cleo"): frozenset(), at("dee"): frozenset()}
    assert await room.read(lambda tx: tx.not_with.between(at("ben"), at("ana")))
    assert not await room.read(lambda tx: tx.not_with.between(at("ben"), at("cleo")))
    assert await room.read(lambda tx: [tx.not_with.named(one, others) for one in others[:2]]) == [{at("ben")}, set()]
    assert await room.read(lambda tx: [tx.not_with.how_many(one) for one in others[:2]]) == [1, 0]


async def test_an_entry_is_taken_back_by_whoever_made_it_alone(room: Room) -> None:
    await room.read(lambda tx: tx.not_with.add(at("ana"), at("ben")))

    theirs = await room.read(lambda tx: tx.not_with.remove(at("ben"), at("ana")))
    still = await room.read(lambda tx: tx.not_with.between(at("ana"), at("ben")))
    own = await room.read(lambda tx: tx.not_with.remove(at("ana"), at("ben")))

    assert (theirs, still, own) == (False, True, True)
    assert not await room.read(lambda tx: tx.not_with.between(at("ana"), at("ben")))


async def test_a_seal_holds_no_id_and_no_two_seals_of_somebody_are_the_same(room: Room) -> None:
    await room.read(lambda tx: [tx.not_with.add(at(person), at("ben")) for person in ("ana", "cleo")])

    seals = await room.read(lambda tx: [row["seal"] for row in tx.db.execute("SELECT seal FROM not_with")])

    forgotten = await room.read(lambda tx: tx.forgotten.seal(at("ben")))
    assert len({*seals, forgotten}) == 3
    assert not any("ben" in seal for seal in seals)


async def test_an_entry_outlives_the_others_forget_me_and_goes_with_its_makers(room: Room) -> None:
    await room.read(lambda tx: tx.not_with.add(at("ana"), at("ben")))
    await room.read(lambda tx: tx.not_with.add(at("ben"), at("cleo")))

    for _ in range(2):
        await room.private("ben", "forget me")

    assert await room.read(lambda tx: tx.not_with.between(at("ben"), at("ana")))
    assert not await room.read(lambda tx: tx.not_with.between(at("ben"), at("cleo")))


async def test_a_group_that_kith_forgets_takes_its_listeners_along(room: Room) -> None:
    await _listens(room, "ana")

    await room.hears(Gone(room.room, room.now))
    await room.until(timedelta(days=40))

    assert set(await room.read(lambda tx: rows(tx.db, at("ana")))) <= {"chat"}
