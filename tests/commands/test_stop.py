from __future__ import annotations

from types import ModuleType

import pytest

from bot.chat import Later, Letter, Say, Under
from bot.commands import commands
from bot.storage.tx import Tx
from tests.conftest import CIRCLE, Room, at

NOTHING = (
    "There was nothing to stop: no question of mine is open, and nothing unasked comes from me."
    " In danger now: `resources`"
)
LAKE = "!lake:example.org"


@pytest.fixture
async def asked(room: Room) -> Room:
    """Ben, who was asked to be a facilitator, and which of his two groups he means."""
    await room.hears(room.room_now("ana", "ben", room=LAKE, name="Lake Circle"))
    await room.opens_chat("ben")
    await room.says("ana", "!facilitators add @ben")
    await room.private("ben", "checkin open")
    return room


async def test_stop_says_so_when_there_is_nothing_to_end(room: Room) -> None:
    assert await room.private("ana", "stop") == NOTHING


@pytest.mark.parametrize("text", ["stop", "Stop.", "STOP!!", "!stop", "stop messaging me", "unsubscribe"])
async def test_one_word_ends_what_is_open_and_says_what_that_was(asked: Room, text: str) -> None:
    told = await asked.private("ben", text)

    assert told.splitlines() == [
        "Stopped: the 2 questions that I had open to you. Nothing unasked comes from me now.",
        "In danger now: `resources`",
    ]
    assert (await asked.private("ben", "yes")).startswith("I'm a bot. I didn't understand this")
    assert await asked.private("ben", "stop") == NOTHING


async def test_a_mark_under_a_question_that_was_stopped_is_no_answer(asked: Room) -> None:
    await asked.private("ben", "stop")

    await asked.hears(asked.mark("ben", asked.event_of("Would you be"), "1️⃣", room=await asked.chat_of("ben")))

    assert (await asked.says("dee", "!facilitators"))[0].startswith("Facilitators in River Circle: Ana.")


async def test_it_ends_nobody_elses(asked: Room) -> None:
    await asked.private("ana", "stop")

    assert (await asked.private("ben", "Lake Circle")).startswith("I'm opening a check-in in Lake Circle")


async def test_nobody_is_told(asked: Room) -> None:
    before = len(asked.network.sent)

    await asked.private("ben", "stop")

    assert {arrived.room for arrived in asked.network.sent[before:]} == {await asked.chat_of("ben")}


async def test_a_question_that_was_not_sent_yet_is_not_sent_any_more(room: Room) -> None:
    chat = await room.opens_chat("ben")
    room.network.rules.append(_refused_to(chat))
    await room.hears(room.ask("ana", "!facilitators add @ben"), settle=False)
    await room.network.until(lambda: any("Would you" in str(letter.content) for letter in room.network.tried))

    await room.hears(room.ask("ben", "stop", room=chat), settle=False)
    room.network.rules.clear()
    await room.restarts()
    await room.settled()

    told = [words.plain for words in room.words(chat)]
    assert [text for text in told if text.startswith("Would you be a facilitator")] == []
    assert told[-1].startswith("Stopped: the question that I had open to you.")


def _refused_to(chat: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    def rule(letter: Letter) -> Later | None:
        return Later(60.0, "the server rests") if chat in {letter.room, letter.person} or letter.person else None

    return rule


async def test_typed_in_a_room_it_gets_the_neutral_mark_and_its_answer_in_private(asked: Room) -> None:
    ask = asked.ask("ben", "!stop")
    before = len(asked.words(CIRCLE))

    await asked.hears(ask)

    assert asked.marks(CIRCLE)[-1] == Under(ask.event, "💬")
    assert len(asked.words(CIRCLE)) == before
    assert asked.words(await asked.chat_of("ben"))[-1].plain.startswith("Stopped: the 2 questions")


@pytest.mark.parametrize("text", ["stop it, you two", "please stop by on Sunday", "i can't stop crying"])
async def test_the_word_within_a_message_ends_nothing(asked: Room, text: str) -> None:
    await asked.private("ben", text)

    assert (await asked.private("ben", "stop")).startswith("Stopped: the 2 questions")


async def test_it_works_in_the_middle_of_setting_up_and_is_no_text(room: Room) -> None:
    await room.private("ana", "setup")
    await room.private("ana", "2")

    assert (await room.private("ana", "stop")).startswith("Stopped: the question that I had open to you.")

    assert await room.says("dee", "!agreements") == [
        (
            "River Circle has written down no agreements yet. A facilitator can:"
            ' `!agreements set "We listen. We give no advice."`'
        )
    ]


async def test_it_is_no_answer_even_as_a_reply_to_a_question_that_takes_any_text(room: Room) -> None:
    await room.private("ana", "setup")

    told = await room.private("ana", "Stop!", reply_to=room.event_of("Time zone of"))

    assert told.startswith("Stopped: the question that I had open to you.")


async def test_every_command_that_sends_something_unasked_ends_it_and_says_so(
    asked: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How later features join: a module of `bot/commands` with ``ends`` of its own."""
    ended: list[str] = []
    monkeypatch.setitem(_dict(), "otter", _otter(ended))

    told = await asked.private("ben", "stop")

    assert ended == [at("ben")]
    assert told.startswith("Stopped: the 2 questions that I had open to you; otter: I'm here..")


def _dict() -> dict[str, object]:
    found = commands()
    assert isinstance(found, dict)
    return found


def _otter(ended: list[str]) -> ModuleType:
    module = ModuleType("otters.ping")  # the words of ping are at hand

    def ends(person: str, tx: Tx) -> Say | None:
        ended.append(person)
        return Say("heard", {"word": "otter"})

    vars(module).update(NAME="otter", USAGE="", EXAMPLE="otter", WHERE=commands()["stop"].WHERE, ends=ends, run=ends)
    return module
