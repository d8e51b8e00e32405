"""A group's meetings in its people's own calendars: the file in the room, in private and from the operator."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from ical.calendar_stream import IcsCalendarStream

from bot.demo.homeserver import Homeserver
from tests.e2e.circle import chat, circle
from tests.e2e.conftest import MakePerson, new_kith, people_of
from tests.e2e.kith import Kith
from tests.e2e.people import Person

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("own hands")]

DAY = timedelta(days=1)


@pytest_asyncio.fixture(loop_scope="session")
async def bot(server: Homeserver, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Kith]:
    program = await new_kith(server, tmp_path_factory.mktemp("calendar"))
    await program.again()
    yield program
    await program.kill()


@pytest_asyncio.fixture(loop_scope="session")
async def person(server: Homeserver, tmp_path: Path) -> AsyncIterator[MakePerson]:
    """Make people; they go home after the test."""
    async with people_of(server, tmp_path) as make:
        yield make


async def _taken(person: Person, bot: Kith, room: str, text: str) -> tuple[str, str]:
    """Ask for a file; return its name and what is in it once it is decrypted."""
    event = await person.say(room, text)
    file = await person.until(lambda message: message.msgtype == "m.file", room=room, sender=bot.user, after=event)
    told = await person.until("for your calendar", room=room, sender=bot.user, after=event)
    assert (file.encrypted, "url" in file.content, file.content["m.mentions"]) == (True, False, {})
    assert file.body in told.body
    return file.body, (await person.opened(file)).decode()


def _starts(file: str) -> list[datetime]:
    """Return the moments of the first five dates, as a calendar program has them."""
    timeline = IcsCalendarStream.calendar_from_ics(file).timeline_tz(UTC)
    starts = [event.start for event in timeline.overlapping(date(2000, 1, 1), date(2100, 1, 1))][:5]
    return [start.astimezone(UTC) for start in starts if isinstance(start, datetime)]


async def test_a_member_takes_the_meetings_into_their_calendar_and_the_operator_writes_the_same(
    bot: Kith, person: MakePerson, tmp_path: Path
) -> None:
    ana, ben = await asyncio.gather(person("ana"), person("ben"))
    room = await circle(ana, bot, ben)
    first = datetime.now(UTC).date() + 3 * DAY
    add = f'!meeting add "Kingfisher; circle, ours" daily 07:30 Asia/Kathmandu 90m from {first} where Library, room 2'
    for text, answer in (
        (add, "added Kingfisher; circle, ours (lake-1)"),
        (f"!meeting skip {first + DAY}", "does not take place on"),
        (f"!meeting move {first + 2 * DAY} to {first + 2 * DAY} 20:00", "moved it."),
    ):
        event = await ana.say(room, text)
        await ben.until(answer, room=room, sender=bot.user, after=event)
    alone = await chat(ben, bot)

    name, in_room = await _taken(ben, bot, room, "!meeting ics")
    _, in_private = await _taken(ben, bot, alone, "meeting ics")
    exported = await bot.verb("export", "--group", room, "--format", "ics", "--out", tmp_path / "ours.ics")

    half_past_seven = datetime.combine(first, datetime.min.time(), UTC) + timedelta(hours=1, minutes=45)
    later = timedelta(hours=12, minutes=30)
    assert name == "river-circle.ics"
    assert _starts(in_room) == [
        *(half_past_seven, half_past_seven + 2 * DAY + later),
        *(half_past_seven + n * DAY for n in (3, 4, 5)),
    ]
    assert _starts(in_private) == _starts(in_room)
    assert (exported.status, exported.err) == (0, "")
    assert _starts((tmp_path / "ours.ics").read_bytes().decode()) == _starts(in_room)
    series, _ = IcsCalendarStream.calendar_from_ics(in_room).events
    assert (series.summary, series.location) == ("Kingfisher; circle, ours", "Library, room 2")
    assert not [person for person in (ana.user, ben.user, bot.user) if person in in_room]
