"""N2: nobody may be asked who did not say `listen on` themselves, in private, for that group."""

from __future__ import annotations

import pytest

from bot.commands import commands
from bot.storage.tx import Tx
from tests.conftest import CIRCLE, Room, at

LAKE = "!lake:example.org"
CLOCK, PROOF = "is it 12:00 where you are?", "Did this ring"


async def _listeners(room: Room) -> set[tuple[str, str]]:
    """Return who listens where, by name and room."""

    def there(tx: Tx) -> set[tuple[str, str]]:
        groups = [group for name in tx.groups.rooms() if (group := tx.groups.in_room(name)) is not None]
        those = {(one.person, group.room) for group in groups for one in tx.listeners.of(group)}
        assert tx.db.execute("SELECT count(*) FROM listener").fetchone()[0] == len(those)
        return those

    return await room.read(there)


async def test_whoever_says_so_in_private_listens(room: Room) -> None:
    for text in ("listen on", "1", "1"):
        await room.private("ben", text)

    assert await _listeners(room) == {(at("ben"), CIRCLE)}


@pytest.mark.parametrize(
    "texts",
    [
        ("!listen on",),
        ("!listen on", "1", "1", "1"),
        ("!listen on", "yes", "!yes", "yes"),
        ("Kith: listen on", "Kith: yes", "Kith: yes", "Kith: 1"),
        (
            "!listen on @ben",
            "!listen on ben",
            "!listen hours 0-24",
            "!listen night ok",
            "!listen for all",
            "!pause off",
        ),
    ],
)
async def test_nothing_that_is_typed_in_a_room_makes_a_listener(room: Room, texts: tuple[str, ...]) -> None:
    for text in texts:
        for person in ("ana", "ben"):
            await room.says(person, text)

    assert await _listeners(room) == set()


async def test_what_was_typed_in_a_room_needs_three_answers_in_private(room: Room) -> None:
    await room.says("ben", "!listen on")

    for _ in range(3):
        assert await _listeners(room) == set()
        await room.private("ben", "1")

    assert await _listeners(room) == {(at("ben"), CIRCLE)}


@pytest.mark.parametrize("answers", [(), ("1",), ("no",), ("no", "Berlin"), ("no", "1"), ("1", "no"), ("2", "stop")])
async def test_a_sign_up_that_is_not_finished_makes_no_listener(room: Room, answers: tuple[str, ...]) -> None:
    for text in ("listen on", *answers):
        await room.private("ben", text)

    assert await _listeners(room) == set()


async def test_nobody_answers_for_another(room: Room) -> None:
    chat = await room.chat_of("ben")
    await room.private("ben", "listen on")
    await room.private("ana", "1")
    await room.hears(room.mark("ana", room.event_of(CLOCK), "1️⃣", room=chat), room.ask("ana", "1", room=chat))
    await room.private("ben", "1")
    await room.private("ana", "1")
    await room.hears(room.mark("ana", room.event_of(PROOF), "1️⃣", room=chat), room.ask("ana", "1", room=chat))

    assert await _listeners(room) == set()


async def test_it_holds_for_that_group_alone(room: Room) -> None:
    await room.has("ben", "eve", room=LAKE, name="Lake Circle")
    for text in ("in lake", "listen on", "1", "1"):
        await room.private("ben", text)

    assert await _listeners(room) == {(at("ben"), LAKE)}


async def test_after_listen_off_nothing_but_listen_on_begins_it_again(room: Room) -> None:
    for text in ("listen on", "1", "1", "listen off"):
        await room.private("ben", text)

    for text in ("pause off", "listen hours 9-10", "listen night ok", "1", "yes", "listen for all", "listen limit 5"):
        await room.private("ben", text)

    assert await _listeners(room) == set()


@pytest.mark.parametrize("name", [name for name in commands() if name != "listen on"])
async def test_no_other_command_makes_a_listener_of_anybody(room: Room, name: str) -> None:
    for text in (commands()[name].EXAMPLE, "1", "1", "1"):
        await room.private("ana", text)
        await room.private("ben", "1")
        await room.says("ana", f"!{text}")

    assert await _listeners(room) == set()
