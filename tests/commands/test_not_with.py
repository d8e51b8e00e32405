from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat import Under
from tests.conftest import CIRCLE, Room, at
from tests.network import KITH

LAKE = "!lake:example.org"
JOINED = "\N{WORD JOINER}"
KEPT = "Noted. I never bring you and Ben together, and nobody is told, not them either."


async def _says(room: Room, text: str, **more: object) -> str:
    return (await room.private("ana", text, **more)).replace(JOINED, "")


async def _apart(room: Room, other: str) -> bool:
    return await room.read(lambda tx: tx.not_with.between(at("ana"), at(other)))


@pytest.mark.parametrize(
    "typed",
    ["@ben", "ben", "Ben.", '"Ben"', "@ben:example.org", "@Ben:Example.org", "https://matrix.to/#/@ben:example.org"],
)
async def test_by_name_or_id_somebody_is_kept_apart_from_them(room: Room, typed: str) -> None:
    assert (await _says(room, f"not with {typed}")).startswith(f"{KEPT}\n")

    assert await _apart(room, "ben")
    assert not await _apart(room, "cleo")


async def test_by_a_pill_whatever_it_is_called(room: Room) -> None:
    assert (await _says(room, "not with The Heron", pills=(at("ben"),))).startswith(KEPT)

    assert await _apart(room, "ben")


async def test_twice_is_said_and_changes_nothing(room: Room) -> None:
    await _says(room, "not with ben")

    assert (await _says(room, "not with @ben")).startswith("You told me so before: I never bring you and Ben together.")

    assert await room.read(lambda tx: tx.not_with.how_many(at("ana"))) == 1


async def test_somebody_who_is_not_there_is_taken_by_their_id_alone(room: Room) -> None:
    by_id = await _says(room, "not with @eve:example.net")
    by_name = await _says(room, "not with eve")

    assert "They are in none of our groups now; it holds if they come." in by_id
    assert by_name.startswith("I find nobody called “eve” in our groups, so nothing was changed.")
    assert await _apart(room, "@eve:example.net")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "It needs a name after it, so nothing was changed."),
        ("ana", "That is you yourself, so nothing was changed."),
        (at("ana"), "That is you yourself, so nothing was changed."),
        (KITH, "That is me, so nothing was changed."),
        ("ben and cleo", "I find nobody called “ben and cleo” in our groups"),
    ],
)
async def test_nobody_is_not_somebody(room: Room, typed: str, said: str) -> None:
    assert (await _says(room, f"not with {typed}")).startswith(said)

    assert await room.read(lambda tx: tx.not_with.how_many(at("ana"))) == 0


async def test_a_name_that_two_have_is_none(room: Room) -> None:
    seen = room.room_now("ana", "ben", "cleo")
    await room.hears(replace(seen, names={**seen.names, at("cleo"): "Ben"}))
    here = await _says(room, "not with Ben")
    await room.has("ana", "ben", "cleo")
    lake = room.room_now("ana", "dee", room=LAKE, name="Lake Circle")
    await room.hears(replace(lake, names={**lake.names, at("dee"): "Ben"}))
    across = await _says(room, "not with Ben")

    assert here.startswith("More than one person may be meant by “Ben”, so nothing was changed.")
    assert across == here
    assert await room.read(lambda tx: tx.not_with.how_many(at("ana"))) == 0


async def test_it_is_the_persons_in_all_their_groups_and_asks_for_none(room: Room) -> None:
    await room.has("ana", "ben", room=LAKE, name="Lake Circle")

    assert (await _says(room, "not with ben")).startswith(KEPT)


@pytest.mark.parametrize("text", ["not with @ben", "not with remove @ben"])
async def test_typed_in_a_room_it_is_asked_about_in_private_first(room: Room, text: str) -> None:
    ask = room.ask("ana", f"!{text.replace('@ben', 'The Heron')}", pills=(at("ben"),))

    await room.hears(ask)
    before = await _apart(room, "ben")
    answer = await _says(room, "yes")

    assert room.words(CIRCLE) == []
    assert room.marks(CIRCLE) == [Under(ask.event, "💬")]
    assert not before
    assert "Ben" in answer
    assert await _apart(room, "ben") is ("remove" not in text)


async def test_the_list_names_whoever_is_there_and_counts_the_rest(room: Room) -> None:
    none = await _says(room, "not with list")
    for text in ("not with ben", "not with cleo", "not with @eve:example.net", "not with @fay:example.net"):
        await _says(room, text)
    four = await _says(room, "not with list")
    await room.has("ana", "ben")
    three_gone = await _says(room, "not with list")
    await room.has("ana", "dee")
    all_gone = await _says(room, "not with list")

    assert none.startswith("There is nobody whom you told me not to bring you together with.")
    assert four.startswith(
        "I never bring you together with Ben (@ben:example.org) and Cleo (@cleo:example.org),"
        " and with 2 people who are in none of our groups now."
    )
    assert three_gone.startswith(
        "I never bring you together with Ben (@ben:example.org), and with 3 people who are in none of our groups now."
    )
    assert all_gone.startswith("I never bring you together with 4 people who are in none of our groups now.")


async def test_it_is_taken_back_by_whoever_made_it(room: Room) -> None:
    await _says(room, "not with ben")
    await room.private("ben", "not with remove ana")
    still = await _apart(room, "ben")

    removed = await _says(room, "not with remove @ben")

    assert still
    assert removed == "It's taken back: you no longer ask me to keep you and Ben apart. Nobody is told."
    assert not await _apart(room, "ben")
    assert (await _says(room, "not with remove ben")).startswith("You have not asked me to keep you and Ben apart")


async def test_it_outlives_leaving_and_coming_back(room: Room) -> None:
    await _says(room, "not with ben")

    await room.has("ana", "cleo")
    await room.has("ana", "ben", "cleo")

    assert await _apart(room, "ben")
    assert "Ben" in await _says(room, "not with list")


async def test_nobody_else_is_told(room: Room) -> None:
    before = len(room.network.sent)

    await _says(room, "not with ben")

    assert {arrived.room for arrived in room.network.sent[before:]} == {await room.chat_of("ana")}
