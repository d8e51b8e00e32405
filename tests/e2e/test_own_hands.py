"""What lies in people's own hands: their data as a file and erased for good, a group set up, the language they read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.demo.homeserver import Homeserver
from tests.e2e.circle import PONG, chat, circle, pinged, said
from tests.e2e.conftest import MakePerson, new_kith, people_of
from tests.e2e.kith import Kith
from tests.e2e.people import Person

# One Kith for all of them, since starting it takes longer than most; each has people and rooms of its own.
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("own hands")]

ERASED = "It's erased. I'm taking back what I wrote here"
ELSEWHERE = "💬"
MARK = "1️⃣"
CHOSEN = {"Time zone of": "Europe/Berlin", "Agreements of": MARK, "Welcome newcomers": "yes"}
"""What Ana answers when she is walked through what there is to set; all else she skips."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def bot(server: Homeserver, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Kith]:
    """A Kith that is up; whoever stops it starts it again."""
    program = await new_kith(server, tmp_path_factory.mktemp("hands"))
    await program.again()
    yield program
    await program.kill()


@pytest_asyncio.fixture(loop_scope="session")
async def person(server: Homeserver, tmp_path: Path) -> AsyncIterator[MakePerson]:
    """Make people; they go home after the test."""
    async with people_of(server, tmp_path) as make:
        yield make


async def _asks(person: Person, bot: Kith, room: str, text: str, answer: str) -> str:
    """Say something to Kith and return the event of its answer."""
    event = await person.say(room, text)
    return (await person.until(answer, room=room, sender=bot.user, after=event)).event


def _found(bot: Kith, *words: str) -> dict[str, list[str]]:
    """Return which of these stand in which file of Kith's: log, database, journals, copies.

    The keys that encryption holds of whoever shares a room are excepted (N13).
    """
    files = [path for path in bot.folder.rglob("*") if path.is_file() and "crypto" not in path.parts]
    assert {bot.database, bot.folder / "kith.log"} <= set(files)
    found = {word: [path.name for path in files if word.encode() in path.read_bytes()] for word in words}
    return {word: names for word, names in found.items() if names}


def _from(bot: Kith, person: Person, room: str) -> list[str]:
    """Return the events of all that Kith wrote in a room."""
    return [message.event for message in person.heard(room) if message.sender == bot.user]


async def test_my_data_comes_as_a_file_that_their_client_alone_opens(bot: Kith, person: MakePerson) -> None:
    ana = await person("ana")
    await circle(ana, bot, name="River Circle")
    room = await chat(ana, bot)
    await _asks(ana, bot, room, "timezone Asia/Colombo", "(Asia/Colombo)")

    event = await ana.say(room, "my data file")
    file = await ana.until(lambda message: message.msgtype == "m.file", room=room, sender=bot.user, after=event)
    told = await ana.until("Here is all that I hold about you", room=room, sender=bot.user, after=event)
    held = json.loads(await ana.opened(file))

    assert (file.encrypted, "url" in file.content, file.content["m.mentions"]) == (True, False, {})
    assert told.encrypted
    assert ana.user in json.dumps(held)
    assert "Asia/Colombo" in json.dumps(held)
    assert "River Circle" in json.dumps(held)


async def test_setup_is_walked_through_in_private_and_the_room_reads_the_outcome(bot: Kith, person: MakePerson) -> None:
    ana, ben = await asyncio.gather(person("ana"), person("ben"))
    room = await circle(ana, bot, ben)

    command = await ana.say(room, "!setup")
    await ana.until_reaction(command, key=ELSEWHERE, sender=bot.user)
    alone = (await ana.until_invited(by=bot.user)).room
    await ana.join(alone)
    question = await ana.until("Time zone of River Circle?", room=alone, sender=bot.user)
    while not question.body.startswith("Post this in River Circle?"):
        answer = next((how for asked, how in CHOSEN.items() if question.body.startswith(asked)), "skip")
        await (ana.react(alone, question.event, answer) if answer == MARK else ana.say(alone, answer))
        question = await ana.until("", room=alone, sender=bot.user, after=question.event)
    before = said(bot, ben, room)
    await _asks(ana, bot, alone, "1", "Done, and posted in River Circle.")
    posted = await ben.until("set me up here", room=room, sender=bot.user)
    zone = await _asks(ben, bot, room, "!settings timezone", "timezone is Europe/Berlin in River Circle")

    assert zone
    assert len(before) == 1  # its introduction: nothing was changed before all was seen
    for line in ("timezone is Europe/Berlin now; it was UTC.", "welcome is on now; it was off.", "We listen."):
        assert line in posted.body
    assert posted.encrypted


async def test_a_german_group_and_a_german_person_are_answered_in_german(bot: Kith, person: MakePerson) -> None:
    ana, ben = await asyncio.gather(person("ana"), person("ben"))
    garden, river = await circle(ana, bot, name="Garten"), await circle(ana, bot, ben, name="River Circle")
    alone = await chat(ben, bot)

    await _asks(ana, bot, garden, "!set language de", "language")
    await _asks(ana, bot, garden, "!ping reiher", "reiher: Ich bin da.")
    await _asks(ana, bot, garden, "!checkin open", "Check-in, offen bis")
    await _asks(ben, bot, alone, "sprich mit mir", "I'm a bot. I didn't understand this")
    await _asks(ben, bot, alone, "language deutsch", "Ab jetzt schreibe ich dir auf Deutsch")
    await _asks(ben, bot, alone, "ich brauche Hilfe", "Ich habe niemanden gefragt")
    await ben.say(river, "!hello")

    await ben.until("Schön, dass du da bist.", room=alone, sender=bot.user)
    assert await _asks(ben, bot, river, "!ping heron", f"heron{PONG}")  # the group's language is its own


async def test_the_operator_has_somebody_forgotten_beside_a_running_kith_and_while_it_is_down(
    bot: Kith, person: MakePerson
) -> None:
    ana, ben, cleo = await asyncio.gather(person("ana"), person("ben"), person("cleo"))
    room = await circle(ana, bot, ben, cleo)
    bens, cleos = await asyncio.gather(chat(ben, bot), chat(cleo, bot))
    told = _from(bot, ben, bens), _from(bot, cleo, cleos)
    known = _found(bot, ana.user, ben.password, cleo.password)

    beside = await bot.verb("forget", ben.user)
    await pinged(ana, room, "stork", by=bot)  # where something is heard, it is looked at once what is due
    await ben.sees(lambda: all(map(ben.is_redacted, told[0])), "all that Kith wrote taken back")
    assert await bot.stop() == 0
    down = await bot.verb("forget", cleo.user)
    left = _found(bot, ana.user, ben.password, cleo.password)
    await bot.again()
    await cleo.sees(lambda: all(map(cleo.is_redacted, told[1])), "all that Kith wrote taken back")
    await pinged(ana, room, "heron", by=bot)
    later = _found(bot, ana.user, ben.password, cleo.password)

    assert (beside.status, beside.out.partition(":")[0]) == (0, "queued")
    assert (down.status, down.out.startswith(f"forgotten: {cleo.user}, ")) == (0, True)
    assert known.keys() == {ana.user, ben.password, cleo.password}
    assert left.keys() == later.keys() == {ana.user}


async def test_forget_me_leaves_nothing_of_somebody_who_used_everything(bot: Kith, person: MakePerson) -> None:
    ana, ben = await asyncio.gather(person("ana"), person("ben"))
    await ana.is_called("Kingfisher Ana")
    room = await circle(ana, bot, ben)
    alone = await chat(ana, bot)
    for text, answer in (
        ('!agreements set "We listen."', "The agreements"),
        ("!resources add Night line, 0800 1, always", "Night line"),
        ("!welcome on", "welcome"),
        ('!checkin open "How is the bittern?" for 1h', "How is the bittern?"),
    ):
        await _asks(ana, bot, room, text, answer)
    for text, answer in (
        ("timezone Asia/Kathmandu", "(Asia/Kathmandu)"),
        ("quiet 21:17-06:43", "from 21:17 to 06:43"),
        ("resources", "Night line"),
        ("my week was a dipper", "I didn't understand this"),
        ("suport", "Did you mean"),
        ("discreet on", "iscre"),
        ("forget me", "To have all erased"),
    ):
        await _asks(ana, bot, alone, text, answer)

    last = await _asks(ana, bot, alone, "forget me", ERASED)
    earlier = [event for event in _from(bot, ana, alone) if event != last]
    await ana.sees(lambda: all(map(ana.is_redacted, earlier)), "all that Kith wrote before taken back")
    assert await bot.stop() == 0
    await bot.again()  # it hears again who is in the room
    await pinged(ben, room, "stork", by=bot)
    assert await bot.stop() == 0
    saved = await bot.verb("backup", bot.folder / "later.sqlite3")
    found = _found(bot, ana.user, ana.password, "Kingfisher", "bittern", "willow", "Kathmandu", "21:17", "dipper")
    others = _found(bot, ben.user, "Night line")
    await bot.again()

    assert (saved.status, len(earlier) > 8, ana.is_redacted(last)) == (0, True, False)
    assert found == {}
    assert {name for names in others.values() for name in names} == {"kith.sqlite3", "later.sqlite3"}
