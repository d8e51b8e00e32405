from __future__ import annotations

import re
import sqlite3
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.app import talk
from bot.app.moments import LONGEST_PAUSE
from bot.chat import Ask, Batch, Mark, Say
from bot.commands import commands
from bot.jobs import keep, kinds
from bot.storage.jobs import Job
from bot.storage.tx import Tx
from tests.conftest import Room, at

SENTENCE = (
    r"Something broke on my side, and nothing was done\. Please send it again\."
    r"(?: In danger now: `resources`)?\nFor my operator: ([0-9a-f]{6})"
)


class Killed(BaseException):
    """What ends the process in the middle of a batch."""


def _breaks(ask: Ask, tx: Tx) -> Say:
    tx.letters.reply(ask.room, Say("heard", {"word": "half done"}, "ping"))
    tx.meta.put("half", "done")
    raise RuntimeError(ask.text)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `ping` do half of something and break."""
    monkeypatch.setattr(commands()["ping"], "run", _breaks)


# ---------------------------------------------------------------------------- a message


async def test_a_broken_handler_answers_with_the_fixed_sentence_and_its_number(
    room: Room, broken: None, caplog: pytest.LogCaptureFixture
) -> None:
    (answer,) = await room.says("ana", "!ping heron")

    found = re.fullmatch(SENTENCE, answer)
    assert found is not None
    assert found[1] in caplog.text


async def test_in_private_the_sentence_rings(room: Room, broken: None) -> None:
    chat = await room.chat_of("ana")

    await room.private("ana", "ping heron")

    assert (room.words(chat)[-1].plain[:15], room.words(chat)[-1].rings) == ("Something broke", True)


async def test_a_message_that_breaks_the_sentence_too_costs_the_rest_of_its_batch_nothing(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(talk, "meaning", breaks)
        await room.hears(room.ask("ana", "!ping heron"), room.room_now("ana", "ben", "eve"))

    assert at("eve") in await room.read(lambda tx: tx.members.of(tx.groups.of(at("ana"))[0]))
    assert await room.says("ana", "!ping heron") == ["heron: I'm here."]


async def test_a_broken_handler_leaves_nothing_half_done(room: Room, broken: None) -> None:
    await room.says("ana", "!ping heron")

    assert await room.read(lambda tx: tx.meta.get("half")) is None
    assert len(room.words()) == 1


async def test_a_broken_handler_costs_the_rest_of_its_batch_nothing(room: Room, broken: None) -> None:
    await room.hears(
        room.ask("ana", "!checkin open"),
        room.ask("ana", "!ping heron"),
        room.ask("ben", "pass"),
        room.ask("cleo", "!resources"),
    )

    said = [words.plain for words in room.words(room.room)]
    assert len(said) == 3
    assert said[0].startswith("Check-in, open")
    assert re.fullmatch(SENTENCE, said[1])
    assert said[2].startswith("I hold no list")
    assert len(room.marks()) == 2


async def test_a_broken_handler_is_sorry_once_however_often_its_batch_comes(room: Room, broken: None) -> None:
    ask = room.ask("ana", "!ping heron")

    await room.hears(ask)
    await room.hears(ask)

    assert len(room.words()) == 1


async def test_a_broken_handler_is_sorry_in_private_where_it_was_asked(room: Room, broken: None) -> None:
    assert re.fullmatch(SENTENCE, await room.private("ana", "ping heron"))


async def test_a_message_that_broke_can_be_sent_again(
    room: Room, broken: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.says("ana", "!ping heron")
    monkeypatch.undo()

    assert await room.says("ana", "!ping heron") == ["heron: I'm here."]


async def test_a_broken_reaction_says_nothing_and_costs_nothing(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    await room.has("ana", "ben", room="!lake:example.org", name="Lake Circle")
    chat = await room.opens_chat("ana")
    await room.private("ana", "ping heron")
    monkeypatch.setattr(commands()["checkin open"], "run", _breaks)
    await room.private("ana", "checkin open")
    mark = Mark("$mark", chat, "@ana:example.org", room.event_of("Which group"), "1️⃣", room.now)
    before = len(room.network.sent)

    await room.hears(mark, room.ask("ben", "!ping otter"))

    assert [words.plain for words in room.words(since=before)] == ["otter: I'm here."]


@pytest.mark.parametrize("code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_IOERR])
async def test_a_database_that_fails_ends_the_batch_and_blames_no_message(
    room: Room, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    error = sqlite3.DatabaseError("as SQLite raises it")
    error.sqlite_errorcode = code

    def meets_a_full_disk(ask: Ask, tx: Tx) -> Say:
        raise error

    monkeypatch.setattr(commands()["ping"], "run", meets_a_full_disk)
    since = await room.app.standing(room.now)
    asks = (room.ask("ana", "!help"), room.ask("ana", "!ping heron"))

    with pytest.raises(sqlite3.DatabaseError):
        await room.hears(*asks)

    assert await room.app.standing(room.now) == since
    assert await room.read(lambda tx: [tx.inbox.has(ask.event) for ask in asks]) == [False, False]


async def test_a_mistake_of_ours_in_sql_breaks_its_message_alone(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def says_it_twice(ask: Ask, tx: Tx) -> Say:
        for _ in range(2):
            tx.db.execute("INSERT INTO inbox VALUES ('$x', 'done', 0)")
        raise AssertionError

    monkeypatch.setattr(commands()["ping"], "run", says_it_twice)

    (answer,) = await room.says("ana", "!ping heron")

    assert re.fullmatch(SENTENCE, answer)


# ---------------------------------------------------------------------------- a batch


async def _starts_without_a_batch(room: Room, times: int) -> None:
    for _ in range(times):
        await room.restarts()


async def test_a_batch_that_ended_the_process_twice_is_taken_event_by_event(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came before the event that ends everything is kept, so that it is not done again and again."""

    def ends_everything(ask: Ask, tx: Tx) -> Say:
        raise Killed

    batch = (room.ask("ana", "!resources"), room.ask("ana", "!ping heron"), room.ask("ana", "!help"))
    monkeypatch.setattr(commands()["ping"], "run", ends_everything)
    await _starts_without_a_batch(room, 2)
    with pytest.raises(Killed):
        await room.hears(*batch)
    assert not await room.read(lambda tx: tx.inbox.has(batch[0].event))

    await room.restarts()
    with pytest.raises(Killed):
        await room.hears(*batch)

    assert await room.read(lambda tx: [tx.inbox.has(ask.event) for ask in batch]) == [True, False, False]


async def test_no_event_is_left_out_when_a_batch_is_taken_event_by_event(room: Room) -> None:
    await _starts_without_a_batch(room, 3)

    await room.hears(*(room.ask("ana", f"!ping {n}") for n in range(5)))

    assert [words.plain for words in room.words()] == [f"{n}: I'm here." for n in range(5)]


async def test_the_token_is_kept_after_the_last_event_alone(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    since = await room.app.standing(room.now)
    await _starts_without_a_batch(room, 3)

    def ends_everything(ask: Ask, tx: Tx) -> Say:
        raise Killed

    monkeypatch.setattr(commands()["ping"], "run", ends_everything)
    with pytest.raises(Killed):
        await room.hears(room.ask("ana", "!help"), room.ask("ana", "!ping heron"))

    assert await room.app.standing(room.now) == since


async def test_a_kept_batch_ends_the_suspicion(room: Room) -> None:
    await _starts_without_a_batch(room, 3)
    await room.hears(room.ask("ana", "!ping heron"))

    assert await room.read(lambda tx: tx.meta.get("starts")) == "0"


async def test_a_batch_and_its_token_are_kept_together(room: Room) -> None:
    await room.app.hear(Batch((room.ask("ana", "!ping heron"),), "token"), room.now)

    since, rooms = await room.app.standing(room.now)
    assert since == "token"
    assert rooms == {room.room}


async def test_a_batch_from_elsewhere_changes_no_token(room: Room) -> None:
    await room.app.hear(Batch((), "token"), room.now)

    await room.app.hear(Batch((room.ask("ana", "!ping heron"),), None), room.now)

    assert (await room.app.standing(room.now))[0] == "token"


# ---------------------------------------------------------------------------- a job


def _job_breaks(job: Job, tx: Tx) -> None:
    tx.meta.put("half", job.subject)
    raise ValueError(job.subject)


async def test_a_broken_job_is_tried_again_later_and_leaves_nothing_half_done(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = kinds()["checkin"].run
    monkeypatch.setattr(kinds()["checkin"], "run", _job_breaks)
    await room.says("ana", "!checkin open for 1h")
    await room.until(timedelta(hours=1))
    assert await room.read(lambda tx: tx.meta.get("half")) is None
    monkeypatch.setattr(kinds()["checkin"], "run", run)

    await room.until(timedelta(minutes=1))

    assert room.words()[-1].plain.startswith("The check-in is closed.")


async def test_a_job_that_breaks_again_and_again_is_tried_ever_more_rarely_and_holds_up_no_other(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.has("ana", "ben", room="!lake:example.org", name="Lake Circle")
    run = kinds()["checkin"].run
    tried: list[timedelta] = []

    def breaks_for_the_first(job: Job, tx: Tx) -> None:
        if job.subject == "1":
            tried.append(tx.now - job.due)
            raise ValueError(job.subject)
        run(job, tx)

    monkeypatch.setattr(kinds()["checkin"], "run", breaks_for_the_first)
    await room.says("ana", "!checkin open for 1h")
    await room.says("ana", "!checkin open for 1h", room="!lake:example.org")

    await room.until(timedelta(hours=7))

    assert room.words("!lake:example.org")[-1].plain.startswith("The check-in is closed.")
    assert [int(after.total_seconds() // 60) for after in tried[:7]] == [0, 1, 3, 7, 15, 31, 63]
    assert {later - sooner for sooner, later in pairwise(tried[6:])} == {LONGEST_PAUSE}


async def test_a_job_of_a_kind_that_nobody_knows_holds_up_no_other(room: Room) -> None:
    await room.read(lambda tx: tx.jobs.at(room.now, "kind of another version", "x"))
    await room.says("ana", "!checkin open for 1h")

    await room.until(timedelta(hours=2))

    assert room.words()[-1].plain.startswith("The check-in is closed.")


async def test_nothing_is_due_where_nothing_is_owed(room: Room) -> None:
    await room.db.run(lambda connection: connection.execute("DELETE FROM jobs").rowcount)

    assert await room.app.tick(room.now) is None


async def test_the_daily_job_is_owed_from_the_first_start_and_once(room: Room) -> None:
    await room.restarts()

    def owed(connection: sqlite3.Connection) -> int:
        return int(connection.execute("SELECT count(*) FROM jobs WHERE kind = ?", (keep.KIND,)).fetchone()[0])

    assert await room.db.run(owed) == 1
