from __future__ import annotations

from datetime import timedelta

import pytest

from bot.app.lane import WIDTH
from bot.chat import Ask, Batch, Echo, Erased, Gone, Invited, Join, Leave, Open, Sealed, Undeliverable, Words
from tests.conftest import Room, at
from tests.network import KITH, Arrived

LAKE = "!lake:example.org"


def _rooms(arrived: list[Arrived]) -> list[str]:
    return [one.room for one in arrived]


# --------------------------------------------------------------------------- invitations


async def test_what_the_operator_allows_is_joined_through_the_inviters_server(room: Room) -> None:
    await room.hears(Invited(LAKE, at("ana"), direct=False, now=room.now))

    (joined,) = room.network.of(Join)
    assert (joined.room, joined.letter.content) == (LAKE, Join("example.org"))


async def test_a_group_is_greeted_once_with_who_kith_is(room: Room) -> None:
    await room.has("ana", "ben", room=LAKE, name="Lake Circle")
    await room.has("ana", "ben", "cleo", room=LAKE, name="Lake Circle")
    await room.restarts()
    await room.has("ana", room=LAKE, name="Lake Circle")

    (greeting,) = room.words(LAKE)
    assert greeting.plain.startswith("I'm Kith, a bot")
    assert not greeting.rings


async def test_a_direct_invitation_into_a_room_of_several_is_a_group(room: Room) -> None:
    await room.hears(Invited(LAKE, at("ana"), direct=True, now=room.now))

    await room.hears(room.room_now("ana", "ben", room=LAKE, name="Lake Circle", direct=True))

    assert room.words(LAKE)[0].plain.startswith("I'm Kith, a bot for check-ins and support.")
    assert await room.says("ana", "!ping heron", room=LAKE) == ["heron: I'm here."]


async def test_an_invited_second_person_makes_it_a_group(room: Room) -> None:
    await room.hears(room.room_now("ana", room=LAKE, name="Lake Circle", direct=True, invited=frozenset({at("ben")})))

    assert room.words(LAKE)[0].plain.startswith("I'm Kith, a bot for check-ins and support.")


async def test_a_direct_room_whose_inviter_has_gone_is_left_to_whoever_is_there(room: Room) -> None:
    await room.hears(Invited("!chat:example.org", at("ana"), direct=True, now=room.now))

    await room.hears(room.room_now("eve", room="!chat:example.org", direct=True))

    assert _rooms(room.network.of(Leave)) == ["!chat:example.org"]
    assert room.words("!chat:example.org") == []


async def test_an_invitation_that_cannot_be_accepted_is_no_chat(room: Room) -> None:
    room.network.answers(Undeliverable("M_FORBIDDEN"), to=Join)
    await room.hears(Invited("!chat:example.org", at("ana"), direct=True, now=room.now))

    assert await room.read(lambda tx: tx.chats.of(at("ana"))) is None


# ------------------------------------------------------------------------ private for ever


async def test_a_private_chat_stays_private_whatever_the_room_says_later(room: Room) -> None:
    chat = await room.opens_chat("ana")

    await room.hears(room.room_now("ana", room=chat, name="Something else", direct=False))

    assert await room.private("ana", "ping heron") == "heron: I'm here."


async def test_whoever_leaves_their_chat_is_left(room: Room) -> None:
    chat = await room.opens_chat("ana")

    await room.hears(room.room_now(room=chat, direct=True))

    assert _rooms(room.network.of(Leave)) == [chat]


async def test_whoever_left_is_written_to_in_a_new_chat(room: Room) -> None:
    chat = await room.opens_chat("ana")
    await room.hears(room.room_now(room=chat, direct=True))

    await room.says("ana", "!hello")

    (told,) = [arrived for arrived in room.network.of(Words) if arrived.room not in {chat, room.room}]
    assert told.letter.person == at("ana")


async def test_whoever_invites_into_an_old_chat_again_is_answered_there(room: Room) -> None:
    chat = await room.opens_chat("ana")
    await room.hears(room.room_now(room=chat, direct=True))
    await room.hears(Gone(chat, room.now))
    room.now += timedelta(minutes=1)

    await room.hears(Invited(chat, at("ana"), direct=True, now=room.now))
    await room.hears(room.room_now("ana", room=chat, direct=True), room.ask("ana", "ping heron", room=chat))

    assert room.words(chat)[-1].plain == "heron: I'm here."


async def test_an_old_chat_that_is_left_twice_is_left_twice(room: Room) -> None:
    chat = await room.opens_chat("ana")
    for _ in range(2):
        await room.hears(room.room_now("ana", room=chat, direct=True))
        room.now += timedelta(minutes=1)
        await room.hears(room.room_now(room=chat, direct=True))
        await room.hears(Gone(chat, room.now))
        room.now += timedelta(minutes=1)

    assert _rooms(room.network.of(Leave)) == [chat, chat]


async def test_an_old_chat_never_becomes_a_group(room: Room) -> None:
    chat = await room.opens_chat("ana")
    await room.hears(Gone(chat, room.now))
    room.network.sent.clear()

    await room.hears(room.room_now("ana", "ben", "eve", room=chat, name="Was private"))

    assert room.words(chat) == []
    assert await room.read(lambda tx: tx.groups.in_room(chat)) is None


# ------------------------------------------------------------------------------ leaving


async def test_alone_in_a_room_kith_leaves(room: Room) -> None:
    await room.has()

    assert _rooms(room.network.of(Leave)) == [room.room]


async def test_alone_in_the_same_room_another_time_kith_leaves_again(room: Room) -> None:
    for _ in range(2):
        await room.has()
        await room.hears(Gone(room.room, room.now))
        room.now += timedelta(days=1)
        await room.has("ana", "ben")
    await room.has()

    assert _rooms(room.network.of(Leave)) == [room.room] * 3


async def test_alone_but_for_somebody_invited_kith_stays(room: Room) -> None:
    await room.hears(room.room_now(invited=frozenset({at("ana")})))

    assert room.network.of(Leave) == []


async def test_a_room_that_nobody_is_in_is_left_at_once(room: Room) -> None:
    await room.has(room="!empty:example.org")

    assert room.words("!empty:example.org") == []
    assert _rooms(room.network.of(Leave)) == ["!empty:example.org"]


async def test_a_kick_stops_everything_of_that_room(room: Room) -> None:
    await room.says("ana", "!checkin open for 1h")
    gate = room.network.holds_up(room.room)
    await room.hears(room.ask("ben", "!ping heron"), room.ask("ben", "!ping otter"), settle=False)
    before = len(room.network.sent)

    await room.hears(Gone(room.room, room.now), settle=False)
    room.network.members[room.room].discard(KITH)
    gate.set()
    await room.until(timedelta(hours=2))

    assert len(room.network.sent) == before
    assert await room.read(lambda tx: (tx.groups.rooms(), tx.groups.of(at("ana")))) == (frozenset(), ())


async def test_what_waits_behind_what_is_being_sent_is_not_sent_after_a_kick_and_a_return(room: Room) -> None:
    gate = room.network.holds_up(room.room)
    await room.hears(*(room.ask("ana", f"!ping {n}") for n in range(WIDTH + 2)), settle=False)
    await room.network.until(lambda: room.network.tried)

    await room.hears(Gone(room.room, room.now), settle=False)
    room.now += timedelta(minutes=1)
    await room.hears(room.room_now("ana", "ben"), settle=False)
    gate.set()
    await room.settled()

    assert len(room.network.tried) > 1
    assert [words.plain[:8] for words in room.words(room.room)] == ["0: I'm h", "I'm Kith"]


async def test_after_a_kick_nothing_said_there_is_heard(room: Room) -> None:
    await room.hears(Gone(room.room, room.now))

    await room.hears(room.ask("ana", "!ping heron"))

    assert room.network.sent == []


async def test_a_group_that_took_kith_out_and_back_is_greeted_again_and_has_no_old_round(room: Room) -> None:
    await room.says("ana", "!checkin open")
    await room.hears(Gone(room.room, room.now))
    room.now += timedelta(days=1)
    room.network.sent.clear()

    await room.has("ana", "ben")

    assert [words.plain[:8] for words in room.words(room.room)] == ["I'm Kith"]
    assert (await room.says("ana", "!checkin close"))[0].startswith("No check-in round is open.")


async def test_a_member_who_left_counts_as_one_no_more(room: Room) -> None:
    await room.has("ana", "cleo")

    assert (await room.private("ben", "checkin open")).startswith("`checkin open` is about a group")


async def test_a_member_who_stays_keeps_their_first_day(room: Room) -> None:
    first = await room.read(
        lambda tx: tx.db.execute("SELECT since FROM member WHERE person = ?", (at("ana"),)).fetchone()[0]
    )
    room.now += timedelta(days=1)

    await room.has("ana", "fay")

    since = await room.read(
        lambda tx: {row["person"]: row["since"] for row in tx.db.execute("SELECT person, since FROM member")}
    )
    assert since[at("ana")] == first
    assert since["@fay:example.org"] > first
    assert set(since) == {at("ana"), "@fay:example.org"}


async def test_a_new_name_of_a_group_is_used_from_then_on(room: Room) -> None:
    await room.has("ana", "ben", name="Alder Circle")

    assert "Alder Circle" in await room.private("ana", "checkin close")


# ----------------------------------------------------------------------------- upgrades


async def test_an_upgrade_is_followed_with_everything_that_is_the_groups(room: Room) -> None:
    await room.says("ana", "!checkin open for 1h")
    await room.hears(room.room_now("ana", "ben", successor="!new:example.org", successor_via="example.org"))
    room.network.sent.clear()

    await room.hears(room.room_now("ana", "ben", room="!new:example.org", predecessor=room.room))
    await room.until(timedelta(hours=2))

    assert [words.plain[:24] for words in room.words("!new:example.org")] == ["The check-in is closed. "]
    assert _rooms(room.network.of(Leave)) == [room.room]
    assert "River Circle" in await room.private("ben", "checkin close")


async def test_an_upgrade_is_asked_for_once_however_often_it_is_told(room: Room) -> None:
    for _ in range(3):
        await room.hears(room.room_now("ana", "ben", successor="!new:example.org", successor_via="example.org"))
        await room.restarts(after=timedelta(minutes=1))

    assert _rooms(room.network.of(Join)) == ["!new:example.org"]


async def test_a_tombstone_alone_moves_no_group(room: Room) -> None:
    await room.hears(room.room_now("ana", "ben", successor=LAKE))

    await room.hears(room.room_now("ana", "eve", room=LAKE, predecessor="!another:example.org"))

    assert await room.read(lambda tx: tx.groups.rooms()) == {room.room}
    assert room.words(LAKE) == []


async def test_what_a_private_chat_names_as_its_next_room_is_not_believed(room: Room) -> None:
    chat = await room.opens_chat("ana")
    room.network.sent.clear()

    await room.hears(room.room_now("ana", room=chat, direct=True, successor="!new:example.org"))
    await room.says("ana", "!hello")

    assert room.network.of(Join) == []
    assert _rooms(room.network.of(Leave)) == [chat]
    (opened,) = room.network.of(Open)
    assert room.words(opened.room)


async def test_the_old_room_of_an_upgrade_does_not_become_a_group_again(room: Room) -> None:
    await room.hears(room.room_now("ana", "ben", successor="!new:example.org"))
    await room.hears(room.room_now("ana", "ben", room="!new:example.org", predecessor=room.room))
    room.network.sent.clear()

    await room.hears(room.room_now("ana", "ben", successor="!new:example.org"))

    assert room.words() == []
    assert await room.read(lambda tx: tx.groups.rooms()) == {"!new:example.org"}


# ----------------------------------------------------------- what could not be read at first


def _sealed(room: Room, event: str, *, where: str | None = None, sender: str = "ana") -> Sealed:
    return Sealed(event, where or room.room, at(sender), "session", '{"ciphertext": "AwgA"}', room.now, room.now)


async def test_a_message_without_its_key_waits_as_ciphertext(room: Room) -> None:
    await room.hears(_sealed(room, "$a"), _sealed(room, "$a"))

    assert [sealed.event for sealed in await room.app.sealed(room.now)] == ["$a"]
    assert [sealed.event for sealed in await room.app.sealed(room.now, frozenset({"session"}))] == ["$a"]
    assert await room.app.sealed(room.now, frozenset({"another"})) == ()


async def test_a_message_whose_key_came_is_answered_and_waits_no_more(room: Room) -> None:
    await room.hears(_sealed(room, "$a"), _sealed(room, "$b"))

    read = tuple(
        Ask(event, room.room, at("ana"), text, room.now, room.now)
        for event, text in (("$a", "!ping heron"), ("$b", "chatter"))
    )
    await room.app.hear(Batch(read, None, opened=frozenset({"$a", "$b"})), room.now)
    await room.settled()

    assert [words.plain for words in room.words()] == ["heron: I'm here."]
    assert await room.app.sealed(room.now) == ()


@pytest.mark.parametrize(("where", "sender"), [("!elsewhere:example.org", "ana"), (None, KITH)])
async def test_what_nobody_said_to_kith_is_not_kept(room: Room, where: str | None, sender: str) -> None:
    await room.hears(_sealed(room, "$a", where=where, sender=sender))

    assert await room.app.sealed(room.now) == ()


async def test_what_was_removed_or_left_behind_waits_no_more(room: Room) -> None:
    await room.hears(_sealed(room, "$a"), _sealed(room, "$b"))

    await room.hears(Erased("$erased", room.room, at("ana"), "$a", room.now))
    assert [sealed.event for sealed in await room.app.sealed(room.now)] == ["$b"]
    await room.hears(Gone(room.room, room.now))

    assert await room.app.sealed(room.now) == ()


# -------------------------------------------------------------------------------- echoes


async def test_an_echo_tells_what_became_of_a_letter_whose_answer_was_lost(room: Room) -> None:
    await room.stops()
    await room.hears(room.ask("ana", "!ping heron"), settle=False)
    (owed,) = await room.read(lambda tx: tx.outbox.next_for(room.room))
    room.network.takes(owed.letter)

    await room.hears(*room.network.echoes(), Echo("$else", room.room, "a key of nobody's"), settle=False)

    (echo,) = room.network.echoes()
    assert await room.read(lambda tx: tx.outbox.destinations()) == []
    assert await room.read(lambda tx: tx.outbox.key_of(echo.event)) == owed.letter.key
