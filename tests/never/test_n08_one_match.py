"""N8: one match per request unless more were wanted; a yes without a match never gets the asker's ID."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Words
from bot.domain.requests import At
from tests.conftest import Room, at
from tests.listening import open_of, supports, told

MANY = [f"listener{number:02}" for number in range(50)]
HELD_BY_OTHERS = "It's held, someone is there."


def _have_the_id(room: Room) -> set[str]:
    return {
        str(one.letter.person)
        for one in room.network.of(Words)
        if one.letter.person != at("ana") and at("ana") in str(one.letter.content)
    }


@pytest.mark.parametrize("named", ["named", "quiet"])
async def test_of_fifty_who_say_yes_at_one_moment_one_is_matched_and_49_hear_one_line(room: Room, named: str) -> None:
    await room.has("ana", *MANY)
    await supports(room, *MANY)
    await room.says("ana", "!set support.wave 10")
    await room.read(
        lambda tx: tx.db.execute(
            "INSERT INTO settings VALUES (1, 'support.wave', '50') ON CONFLICT DO UPDATE SET value = '50'"
        )
    )
    await room.private("ana", f"support now {named}")
    chats = [await room.chat_of(person) for person in MANY]
    before = len(room.network.sent)

    await room.hears(*(room.ask(person, "yes", room=chat) for person, chat in zip(MANY, chats, strict=True)))
    if named == "quiet":
        assert _have_the_id(room) == set()
        await room.private("ana", "yes")

    request = (await open_of(room, "ana")).request
    (matched,) = request.who(At.MATCHED)
    assert _have_the_id(room) == {matched.person}
    lines = [
        chat for chat in chats for words in room.words(chat, since=before) if words.plain.startswith(HELD_BY_OTHERS)
    ]
    assert len(lines) == len(set(lines)) == 49


async def test_a_second_person_is_asked_for_only_when_the_asker_says_so(room: Room) -> None:
    await supports(room, "ben", "cleo", "dee")
    await room.private("ana", "support now named")
    await room.private("ben", "yes")
    await room.private("cleo", "yes")
    assert _have_the_id(room) == {at("ben")}

    await room.private("ana", "support more")
    await room.private("dee", "yes")

    assert len(_have_the_id(room)) == 2
    assert len((await open_of(room, "ana")).request.who(At.MATCHED)) == 2


async def test_a_yes_after_the_match_gets_the_held_line_again_and_again(room: Room) -> None:
    await supports(room, "ben", "cleo")
    await room.private("ana", "support now named")
    await room.private("ben", "yes")
    await room.until(timedelta(minutes=1))

    assert [await room.private("cleo", "yes") for _ in range(2)] == [(await told(room, "cleo"))[-1]] * 2
    assert (await told(room, "cleo"))[-1].startswith(HELD_BY_OTHERS)
    await room.private("ana", "thanks")
    assert (await room.private("cleo", "yes")).startswith(HELD_BY_OTHERS)
    assert _have_the_id(room) == {at("ben")}


async def test_a_ping_that_was_in_the_air_at_the_match_takes_its_answer(room: Room) -> None:
    await supports(room, "ben", "cleo")
    gate = room.network.holds_up(await room.chat_of("cleo"))
    await room.hears(room.ask("ana", "support now named", room=await room.chat_of("ana")), settle=False)
    await room.network.until(lambda: {letter.person for letter in room.network.tried} >= {at("ben"), at("cleo")})
    ben = await room.chat_of("ben")
    await room.network.until(lambda: any("Can you listen" in words.plain for words in room.words(ben)))

    await room.hears(room.ask("ben", "yes", room=ben), settle=False)
    gate.set()
    await room.settled()

    assert (await room.private("cleo", "yes")).startswith(HELD_BY_OTHERS)
