"""Evenings on which everything is said about the rota."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from tests.conftest import Room, at

ASH = "!ash:example.org"
PEOPLE = ("lia", "max", "nia", "ole")


async def whole_story(room: Room) -> None:
    """Let Ana set a rota up, and four people take turns in every way, for some weeks."""
    await room.has("ana", *PEOPLE, room=ASH, name="Ash Circle")
    await _set_up(room)
    first = room.now.date() + timedelta(days=6)
    days = [first + timedelta(days=7 * number) for number in range(8)]
    await _swaps(room, *map(str, days[:2]))
    await _is_covered(room, str(days[0]))
    await _changes(room, str(days[1]))
    await room.until(datetime.combine(days[1], time(12), room.now.tzinfo))
    await _hands_on(room)
    await room.until(datetime.combine(days[2] - timedelta(days=3), time(20), room.now.tzinfo))
    await _offers(room, str(days[2]))
    await _is_removed(room, days[4])
    await _leaves(room)
    await _waits(room, days[5])


async def _in_the_room(room: Room, *texts: str) -> None:
    for text in texts:
        await room.says("ana", f"!{text}", room=ASH)


async def _alone(room: Room, person: str, *texts: str) -> None:
    for text in texts:
        await room.private(person, text)


async def _set_up(room: Room) -> None:
    day = (room.now + timedelta(days=6)).strftime("%a")
    await _in_the_room(
        room, "rota", "rota assign @lia", "rota add", "rota add 7 otters", f"rota add {'a' * 31}",
        "rota add facilitator, timekeeper", "rota add facilitator", "rota add one, two, three, four, five", "rota",
    )  # fmt: skip
    await _alone(room, "lia", "rota join facilitator", "rota join facilitator", "rota join", "rota take")
    await _alone(room, "max", "rota mine", "rota pass", "sick", "rota away off")
    await _in_the_room(
        room, f"meeting add weekly {day} 19:00", "rota every", "rota every otter", "rota every 4 meetings", "rota",
        "rota every 4 meetings", "undo", "rota rest", "rota rest 99", "rota rest 2", "rota rest 2", "undo",
        "rota guide", "rota guide facilitator", 'rota guide facilitator "Open on time."',
        f"rota guide facilitator {'a' * 401}",
        "rota guide facilitator Open on time.", "rota guide facilitator", "rota guide facilitator none", "undo", "undo",
        'rota guide facilitator "Open on time."', "rota remove", "rota remove otter", "rota remove timekeeper", "undo",
        "rota add greeter", "undo", "rota every month", "rota", "undo",
    )  # fmt: skip
    for person in PEOPLE[1:]:
        await _alone(room, person, "rota join facilitator")


async def _swaps(room: Room, one: str, two: str) -> None:
    await _alone(
        room,
        "max",
        "rota pass otter",
        "rota pass",
        "rota mine",
        "rota mine ics",
        f"rota take facilitator {one}",
        "rota mine",
        "rota mine ics",
    )
    await _in_the_room(room, "rota", "meeting")
    await _alone(
        room, "ole", f"rota take facilitator {one}", f"rota cover {one}", f"rota take {two}", "2", "rota take 31 feb"
    )
    for text in (f"{one}", f"{one} with otter", f"{one} with @max", f"{one} with @lia for {two}"):
        await _alone(room, "max", f"rota swap {text}")
    seen = room.room_now("ana", *PEOPLE, room=ASH, name="Ash Circle")
    await room.hears(replace(seen, names={**seen.names, at("ole"): "Nia"}))
    await _alone(room, "max", f"rota swap {one} with nia")
    await room.has("ana", *PEOPLE, room=ASH, name="Ash Circle")
    await _alone(room, "lia", f"rota take facilitator {two}")
    await _alone(room, "max", f"rota swap {one} with lia for {two}")
    await _alone(room, "lia", "not now")
    await room.until(timedelta(days=1))
    await _alone(room, "lia", "yes")
    await _alone(room, "max", f"rota swap {one} with nia")
    await _alone(room, "nia", "yes")


async def _is_covered(room: Room, one: str) -> None:
    await _alone(room, "nia", "rota cover otter", f"rota cover {one}")
    await room.until(timedelta(days=1))
    for person in ("lia", "max", "ole"):
        await _alone(room, person, "pass")
    await room.until(timedelta(days=1, hours=2))
    await _alone(room, "ole", f"rota take facilitator {one}")
    await room.until(timedelta(days=1))


async def _changes(room: Room, two: str) -> None:
    """Move, skip and take back the meeting of a turn that Lia holds."""
    await _in_the_room(room, f"meeting move {two} to {two} 20:00", "undo", f"meeting skip {two}", "undo")
    await _alone(room, "lia", f"rota away {two}..{two}", "rota mine", "rota away", "rota away otter", "rota away off")
    for text in ("2020-01-01..2020-01-02", f"{two}..2026-01-01", f"{two}..2098-01-01"):
        await _alone(room, "lia", f"rota away {text}")


async def _hands_on(room: Room) -> None:
    await _alone(room, "ole", "rota take timekeeper", "sick", "not now")
    await _alone(room, "lia", "sick", "not now", "rota take timekeeper", "sick", "yes")
    await _alone(room, "max", "1")
    await _alone(room, "max", "rota cover", "rota take timekeeper")
    await _alone(room, "ole", "sick", "yes")


async def _offers(room: Room, three: str) -> None:
    """Let whoever is asked pass, wait, come too late and find that it does not take place."""
    for person in PEOPLE:
        await _alone(room, person, "2", "1")
    await _alone(room, "max", f"rota take facilitator {three}")
    for person in PEOPLE:
        await _alone(room, person, "3", "2")
    for person in PEOPLE:
        await _alone(room, person, f"rota take facilitator {three}")
    for person in PEOPLE:
        await _alone(room, person, "max", "otter", "lia")
        await _alone(room, person, "yes", "1")
    await _in_the_room(room, f"meeting skip {three}")
    for person in PEOPLE:
        await _alone(room, person, "yes")


async def _is_removed(room: Room, five: date) -> None:
    await _alone(room, "ole", "rota leave facilitator", "rota join timekeeper")
    await room.until(datetime.combine(five - timedelta(days=2), time(21), room.now.tzinfo))
    await _in_the_room(room, "rota remove timekeeper")
    await room.until(timedelta(days=1, hours=20))
    await _alone(room, "ole", "yes", "1")


async def _leaves(room: Room) -> None:
    await _alone(room, "lia", "rota leave otter", "rota leave", "rota leave")
    await _alone(room, "max", "stop")


async def _waits(room: Room, six: date) -> None:
    """Let Max have the turn that Nia lets go by, who alone is on the rota."""
    await room.until(datetime.combine(six - timedelta(days=3), time(20), room.now.tzinfo))
    await _alone(room, "max", f"rota take facilitator {six}")
    await _alone(room, "nia", "pass")
