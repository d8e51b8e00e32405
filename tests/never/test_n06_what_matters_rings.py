"""N6: what matters is a new `m.text` with explicit mentions, since nothing else rings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.chat import Later, Say, Sealed, Under, Words
from bot.matrix.outbound import message
from bot.storage.tx import Tx
from tests.conftest import Room, at
from tests.listening import supports

AT_FIRST_SIGHT = 90
"""Characters that a notification shows."""


async def test_an_opened_round_rings(room: Room) -> None:
    await room.says("ana", "!checkin open")

    (opened,) = room.words(room.room)
    content = message(opened)
    assert content["msgtype"] == "m.text"
    assert content["m.mentions"] == {}


async def test_a_notification_alone_tells_of_a_round_and_how_to_answer(room: Room) -> None:
    await room.says("ana", '!checkin open "How was the week?" for 5d')

    (opened,) = room.words(room.room)
    seen = opened.plain[:AT_FIRST_SIGHT]
    assert seen.startswith("Check-in, open until")
    assert "pass" in seen
    assert "witness" in seen


async def test_a_round_is_told_by_words_and_its_mark_comes_after(room: Room) -> None:
    await room.says("ana", "!checkin open")

    words, mark = room.network.sent
    assert isinstance(words.letter.content, Words)
    assert mark.letter.content == Under(str(words.event), "🌱")


async def test_the_opening_of_a_meeting_rings_once_and_tells_at_first_sight_what_it_is_and_where(room: Room) -> None:
    await room.says("ana", '!meeting add "Wednesday circle" weekly wed 19:00 where https://example.org/circle')
    await room.says("ana", '!practice add "What helps?"')

    await room.until(timedelta(days=3))

    (opened,) = [words for words in room.words(room.room) if words.plain.startswith("It's time: ")]
    content = message(opened)
    assert content["msgtype"] == "m.text"
    assert content["m.mentions"] == {}
    assert "m.relates_to" not in content
    seen = opened.plain[:AT_FIRST_SIGHT]
    assert "Wednesday circle" in seen
    assert "https://example.org/circle" in seen


async def test_a_private_chat_begins_with_a_message_that_rings(room: Room) -> None:
    chat = await room.opens_chat("ana")

    (greeting,) = room.words(chat)
    assert message(greeting)["msgtype"] == "m.text"


@pytest.mark.parametrize("text", ["support", "help me", "a longer thought about nothing that Kith knows"])
async def test_whoever_looks_for_a_person_in_private_hears_it_ring(room: Room, text: str) -> None:
    chat = await room.opens_chat("ana")

    await room.private("ana", text)

    assert message(room.words(chat)[-1])["msgtype"] == "m.text"


async def test_a_question_rings(room: Room) -> None:
    await room.has("ana", "ben", room="!lake:example.org", name="Lake Circle")
    chat = await room.opens_chat("ana")

    await room.private("ana", "checkin open")

    assert message(room.words(chat)[-1])["msgtype"] == "m.text"


@pytest.mark.parametrize("text", ["!ping heron", "!help", "!resources", "!checkin close"])
async def test_a_reply_that_can_wait_rings_nobody(room: Room, text: str) -> None:
    await room.says("ana", text)

    (reply,) = room.words(room.room)
    assert message(reply)["msgtype"] == "m.notice"
    assert message(reply)["m.mentions"] == {}


async def test_nothing_is_ever_said_by_changing_an_older_message(room: Room) -> None:
    await room.says("ana", "!checkin open")
    await room.says("ben", "pass")
    await room.until(timedelta(hours=5))

    relations = [message(words).get("m.relates_to", {}) for words in room.words()]

    assert [relation for relation in relations if relation.get("rel_type") == "m.replace"] == []


# ------------------------------------------------------------------------------------ discreet

COVER = "A note from your group."


async def _is_discreet(room: Room, person: str = "ben", language: str = "en") -> str:
    await room.private(person, "discreet on")
    await room.private(person, f"language {language}")
    room.network.sent.clear()
    return await room.chat_of(person)


def _heard_in(room: Room, chat: str) -> list[tuple[Any, Any]]:
    return [(message(words)["msgtype"], message(words)["body"].partition(" `")[0]) for words in room.words(chat)]


async def test_to_whoever_is_discreet_a_line_rings_that_tells_nothing_and_the_rest_follows(room: Room) -> None:
    chat = await _is_discreet(room)

    await room.says("ana", "!facilitators add ben")

    assert _heard_in(room, chat) == [("m.text", COVER), ("m.notice", "Would you be a facilitator in River Circle?")]
    assert [message(words)["m.mentions"] for words in room.words(chat)] == [{}, {}]


async def test_the_marks_of_a_question_stand_under_what_is_asked(room: Room) -> None:
    chat = await _is_discreet(room)

    await room.says("ana", "!facilitators add ben")
    await room.hears(room.mark("ben", room.event_of("Would you be"), "1️⃣", room=chat))

    asked = room.event_of("Would you be")
    assert [under.on for under in room.marks(chat)] == [asked, asked]
    assert "Ben is a facilitator here now" in room.words(room.room)[-1].plain


@pytest.mark.parametrize("knows_the_room", [True, False])
async def test_whatever_rings_unasked_is_covered(room: Room, knows_the_room: bool) -> None:
    chat = await _is_discreet(room)
    say = Say("chat_moved", template="fixed", rings=True)

    def written(tx: Tx) -> None:
        tx.letters.typed = ("what they wrote before", chat)
        tx.letters.cause = "a job"
        if knows_the_room:
            tx.letters.reply(chat, say, person=at("ben"))
        else:
            tx.letters.to_person(at("ben"), say)

    await room.read(written)
    room.app.owed.set()
    await room.settled()

    assert [kind for kind, _ in _heard_in(room, chat)] == ["m.text", "m.notice"]
    assert _heard_in(room, chat)[0] == ("m.text", COVER)


async def test_what_could_not_be_read_is_told_discreetly(room: Room) -> None:
    chat = await _is_discreet(room)

    await room.hears(Sealed("$sealed", chat, at("ben"), "session", "{}", room.now, room.now))
    await room.until(timedelta(minutes=2))

    assert [kind for kind, _ in _heard_in(room, chat)] == ["m.text", "m.notice"]
    assert _heard_in(room, chat)[0] == ("m.text", COVER)


async def test_a_personal_command_in_a_room_is_answered_discreetly(room: Room) -> None:
    chat = await _is_discreet(room)

    await room.says("ben", "!support")

    assert [kind for kind, _ in _heard_in(room, chat)] == ["m.text", "m.notice"]


async def test_the_answer_to_what_they_have_just_written_there_rings_as_it_is(room: Room) -> None:
    chat = await _is_discreet(room)

    await room.private("ben", "support")

    ((kind, text),) = _heard_in(room, chat)
    assert kind == "m.text"
    assert text.startswith("I asked nobody")


async def test_the_answer_to_somebody_else_in_the_same_moment_makes_nothing_ring_openly(room: Room) -> None:
    chat = await _is_discreet(room)
    mine = room.ask("ben", "ping heron", room=chat)

    await room.hears(mine, room.ask("ana", "!facilitators add ben"))

    assert [kind for kind, _ in _heard_in(room, chat)] == ["m.notice", "m.text", "m.notice"]
    assert _heard_in(room, chat)[1] == ("m.text", COVER)


async def test_the_line_that_tells_nothing_is_in_their_language(room: Room) -> None:
    chat = await _is_discreet(room, language="de")

    await room.says("ana", "!facilitators add ben")

    assert _heard_in(room, chat)[0] == ("m.text", "Eine Nachricht aus deiner Gruppe.")


async def test_a_notice_and_what_others_get_stay_as_they_are(room: Room) -> None:
    chat = await _is_discreet(room)
    others = await room.chat_of("cleo")
    room.network.sent.clear()

    await room.says("ben", "!hello")
    await room.says("ana", "!facilitators add cleo")

    assert [kind for kind, _ in _heard_in(room, chat)] == ["m.notice"]
    assert _heard_in(room, others) == [("m.text", "Would you be a facilitator in River Circle?")]


# ------------------------------------------------------------------------------------------ support


async def _heard_of_support(room: Room, person: str) -> list[tuple[str, str]]:
    return _heard_in(room, await room.chat_of(person))


async def _an_evening_of_support(room: Room) -> None:
    await room.has("ana", "ben", "cleo", "dee")
    await supports(room, "ben", "cleo")
    await room.says("ana", "!set support.wave 1")
    for person in ("ana", "ben", "cleo"):
        room.network.sent = [one for one in room.network.sent if one.room != await room.chat_of(person)]
    await room.says("ana", "!support now")
    await room.until(timedelta(minutes=6))  # nobody yet, and the second is asked
    await room.private("ben", "yes")
    await room.until(timedelta(minutes=11))  # the offer lapses
    await room.says("ana", "!support")
    await room.until(timedelta(hours=6))


async def test_pings_and_every_word_to_the_asker_are_new_messages_that_ring(room: Room) -> None:
    await _an_evening_of_support(room)

    asker = await _heard_of_support(room, "ana")
    listeners = [*await _heard_of_support(room, "ben"), *await _heard_of_support(room, "cleo")]
    assert {kind for kind, _ in (*asker, *listeners)} == {"m.text"}
    assert len(asker) >= 6
    assert any(text.startswith("Can you listen, now?") for _, text in listeners)


@pytest.mark.parametrize("person", ["ana", "ben"])
async def test_to_whoever_is_discreet_a_line_that_tells_nothing_rings_before_each(room: Room, person: str) -> None:
    await room.private(person, "discreet on")
    await _an_evening_of_support(room)

    heard = [each for each in await _heard_of_support(room, person) if "wait until" not in each[1]]
    typed = [text for kind, text in heard if kind == "m.text" and text != "A note from your group."]
    assert not any("Can you listen" in text or "No one has been" in text for text in typed)
    covers = [place for place, each in enumerate(heard) if each == ("m.text", "A note from your group.")]
    assert covers
    assert all(heard[place + 1][0] == "m.notice" for place in covers)


async def test_a_line_that_tells_nothing_does_not_ring_for_a_ping_that_is_not_sent_any_more(room: Room) -> None:
    await room.private("ben", "discreet on")
    await supports(room, "ben", "cleo")
    chat = await room.chat_of("ben")
    before = len(room.words(chat))
    shut = [True]
    room.network.rules.append(lambda letter: Later(0.02, "not yet") if shut[0] and letter.room == chat else None)
    await room.hears(room.ask("ana", "support now", room=await room.chat_of("ana")), settle=False)

    room.now += timedelta(minutes=5)  # and nothing has ticked yet
    shut[0] = False
    await room.settled()

    texts = [words.plain for words in room.words(chat)[before:]]
    assert not texts or texts[-1] != "A note from your group."
    assert len(texts) % 2 == 0


async def test_a_round_that_opens_by_itself_rings(room: Room) -> None:
    await room.says("ana", "!checkin daily 18:00")
    before = len(room.words(room.room))

    await room.until(timedelta(hours=6))

    (opened,) = room.words(room.room)[before:]
    assert opened.rings
    assert opened.mentions == ()
