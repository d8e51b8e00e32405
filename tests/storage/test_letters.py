from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import pytest

from bot.chat import Group, House, Join, Leave, Open, Priority, Say, Under, Words
from bot.render import Renderer
from bot.storage.database import Database
from bot.storage.letters import Letters, _packed
from bot.storage.outbox import Outbox, _unpacked
from bot.storage.tx import Tx
from tests.conftest import NOON, at
from tests.network import KITH

T = TypeVar("T")
HOUSE = House(me=KITH)
RIVER, LAKE = "!river:example.org", "!lake:example.org"
HERON = Say("heard", {"word": "heron"}, "ping")


class Desk:
    """The letters of a database, a transaction at a time."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def tx(self, work: Callable[[Tx], T]) -> T:
        return await self._db.run(lambda connection: work(Tx(connection, HOUSE, Renderer(HOUSE), NOON)))

    async def writes(self, cause: str, *letters: Callable[[Letters], T]) -> list[T]:
        """Write letters of one cause in one transaction and return what each returns."""

        def work(tx: Tx) -> list[T]:
            tx.letters.cause = cause
            return [letter(tx.letters) for letter in letters]

        return await self.tx(work)

    async def owed(self, dest: str) -> list[str]:
        return await self.tx(lambda tx: [owed.letter.key for owed in tx.outbox.next_for(dest)])

    async def rows(self, columns: str) -> list[tuple[object, ...]]:
        return await self.tx(
            lambda tx: [tuple(row) for row in tx.db.execute(f"SELECT {columns} FROM letters ORDER BY seq")]  # noqa: S608 - our own
        )


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


def to_river(letters: Letters) -> str:
    return letters.reply(RIVER, HERON)


def to_lake(letters: Letters) -> str:
    return letters.reply(LAKE, HERON)


def to_ana(letters: Letters) -> str:
    return letters.to_person(at("ana"), HERON)


def _comes_to_an_end(kind: str, key: str, when: datetime, tx: Tx) -> None:
    if kind == "sent":
        tx.outbox.sent(key, None, when)
    else:
        tx.outbox.dropped(key, when)


# ------------------------------------------------------------------------------ keys


async def test_the_same_cause_gives_the_same_key_and_is_owed_once(desk: Desk) -> None:
    (first,) = await desk.writes("$a", to_river)
    (again,) = await desk.writes("$a", to_river)

    assert again == first
    assert await desk.owed(RIVER) == [first]


async def test_what_was_sent_is_not_owed_again_by_the_same_cause(desk: Desk) -> None:
    (key,) = await desk.writes("$a", to_river)
    await desk.tx(lambda tx: tx.outbox.sent(key, "$sent", NOON))

    await desk.writes("$a", to_river)

    assert await desk.owed(RIVER) == []


async def test_another_cause_place_person_or_outcome_gives_another_key(desk: Desk) -> None:
    (a,) = await desk.writes("$a", to_river)
    (b,) = await desk.writes("$b", to_river)
    (elsewhere,) = await desk.writes("$a", to_lake)
    (alone,) = await desk.writes("$a", to_ana)
    (otherwise,) = await desk.writes("$a", lambda letters: letters.reply(RIVER, Say("no_word", template="ping")))

    assert len({a, b, elsewhere, alone, otherwise}) == 5


async def test_of_one_cause_the_second_like_the_first_is_a_letter_of_its_own(desk: Desk) -> None:
    first, second = await desk.writes("$a", to_river, to_river)
    again = await desk.writes("$a", to_river, to_river)

    assert first != second
    assert again == [first, second]


async def test_a_key_depends_on_no_words(desk: Desk) -> None:
    (first,) = await desk.writes("$a", to_river)
    (second,) = await desk.writes("$a", lambda letters: letters.reply(RIVER, replace(HERON, facts={"word": "otter"})))

    assert first == second


async def test_another_salt_gives_another_key(desk: Desk) -> None:
    (first,) = await desk.writes("$a", to_river)
    await desk.tx(lambda tx: tx.meta.drop("salt"))
    (second,) = await desk.writes("$a", to_river)

    assert first != second


async def test_the_salt_stays_as_long_as_its_database(desk: Desk) -> None:
    salts = {await desk.tx(lambda tx: tx.meta.salt) for _ in range(3)}

    assert len(salts) == 1
    assert len(salts.pop()) == 32


async def test_a_key_tells_nothing_of_what_it_is_made_from(desk: Desk) -> None:
    (key,) = await desk.writes("$a", to_ana)

    assert len(key) == 40
    assert set(key) <= set("0123456789abcdef")


async def test_a_mark_under_a_letter_waits_for_the_letters_event(desk: Desk) -> None:
    (key,) = await desk.writes("$a", lambda letters: letters.reply(RIVER, replace(HERON, under=("🌱",))))

    waiting = await desk.tx(lambda tx: [owed.letter.content for owed in tx.outbox.next_for(RIVER)])

    assert waiting[1] == Under(f"letter:{key}", "🌱")


# ------------------------------------------------------------------------------ order


async def test_a_destination_is_owed_in_the_order_of_writing(desk: Desk) -> None:
    keys = [(await desk.writes(f"${n}", to_river))[0] for n in range(30)]

    assert await desk.owed(RIVER) == keys[:20]


async def test_the_most_pressing_destination_comes_first_and_of_equals_the_oldest(desk: Desk) -> None:
    await desk.writes("$a", lambda letters: letters.mark(RIVER, "$x", "🌱"))
    await desk.writes("$b", to_lake)
    await desk.writes("$c", to_ana)
    await desk.writes("$d", lambda letters: letters.to_person(at("ben"), HERON, priority=Priority.ASKER))

    assert await desk.tx(lambda tx: tx.outbox.destinations()) == [at("ben"), LAKE, at("ana"), RIVER]


async def test_words_keep_their_places_within_a_destination_whatever_their_priority(desk: Desk) -> None:
    (first,) = await desk.writes("$a", to_river)
    (then,) = await desk.writes(
        "$b", lambda letters: letters.to_group(Group(1, RIVER, "River Circle"), HERON, priority=Priority.ASKER)
    )

    assert await desk.owed(RIVER) == [first, then]


async def test_marks_wait_for_the_words_of_their_destination(desk: Desk) -> None:
    await desk.writes("$a", lambda letters: letters.mark(RIVER, "$x", "🌱"))
    (key,) = await desk.writes("$b", to_river)

    assert (await desk.owed(RIVER))[0] == key


# ------------------------------------------------------------------------ what became of them


async def test_what_was_sent_is_emptied_and_its_event_kept(desk: Desk) -> None:
    (key,) = await desk.writes("$a", lambda letters: letters.to_person(at("ana"), HERON, asked_in=RIVER))

    await desk.tx(lambda tx: tx.outbox.sent(key, "$sent", NOON))

    assert await desk.rows("state, content, asked_in, event") == [("sent", None, None, "$sent")]
    assert await desk.tx(lambda tx: (tx.outbox.event_of(key), tx.outbox.key_of("$sent"))) == ("$sent", key)


async def test_an_echo_that_tells_less_takes_no_event_away(desk: Desk) -> None:
    (key,) = await desk.writes("$a", to_river)

    await desk.tx(lambda tx: tx.outbox.sent(key, "$sent", NOON))
    await desk.tx(lambda tx: tx.outbox.sent(key, None, NOON))

    assert await desk.rows("state, event") == [("sent", "$sent")]


async def test_what_cannot_be_sent_is_emptied(desk: Desk) -> None:
    (key,) = await desk.writes("$a", to_river)

    await desk.tx(lambda tx: tx.outbox.dropped(key, NOON))

    assert await desk.rows("state, content") == [("dropped", None)]
    assert await desk.owed(RIVER) == []


async def test_what_arrived_cannot_be_dropped_any_more(desk: Desk) -> None:
    (key,) = await desk.writes("$a", to_river)
    await desk.tx(lambda tx: tx.outbox.sent(key, "$sent", NOON))

    await desk.tx(lambda tx: tx.outbox.dropped(key, NOON))

    assert await desk.rows("state") == [("sent",)]


async def test_what_was_said_cannot_be_read_in_the_file_any_more(desk: Desk, db: Database) -> None:
    (key,) = await desk.writes("$a", lambda letters: letters.reply(RIVER, replace(HERON, facts={"word": "kingfisher"})))
    await desk.tx(lambda tx: tx.outbox.sent(key, "$sent", NOON))
    await db.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    image = await db.run(lambda connection: connection.serialize())

    assert b"kingfisher" not in image


async def test_stopping_a_room_drops_words_and_marks_and_still_leaves_it(desk: Desk) -> None:
    await desk.writes("$a", to_river, to_lake, lambda letters: letters.mark(RIVER, "$x", "🌱"))
    await desk.writes("$b", lambda letters: letters.leave(RIVER))

    await desk.tx(lambda tx: tx.outbox.stop(RIVER, NOON))

    owed = await desk.tx(lambda tx: [owed.letter.content for owed in tx.outbox.next_for(RIVER)])
    assert owed == [Leave(None)]
    assert len(await desk.owed(LAKE)) == 1


async def test_what_waits_for_a_chat_follows_its_person_and_marks_stay_behind(desk: Desk) -> None:
    chat = "!chat:example.org"
    await desk.writes(
        "$a",
        lambda letters: letters.reply(chat, HERON, person=at("ana")),
        lambda letters: letters.mark(chat, "$x", "🌱", person=at("ana")),
    )

    await desk.tx(lambda tx: tx.outbox.to_person_instead(chat, at("ana")))

    (owed,) = await desk.tx(lambda tx: tx.outbox.next_for(at("ana")))
    assert owed.letter.room == ""
    assert owed.letter.person == at("ana")
    assert isinstance(owed.letter.content, Words)
    assert await desk.owed(chat) == []


@pytest.mark.parametrize("kind", ["sent", "dropped"])
async def test_a_letter_is_forgotten_when_its_time_is_over(desk: Desk, kind: str) -> None:
    keys = await desk.writes("$a", to_river, to_lake)
    for key, days in zip(keys, (8, 6), strict=True):
        await desk.tx(partial(_comes_to_an_end, kind, key, NOON - timedelta(days=days)))

    assert await desk.tx(lambda tx: tx.outbox.clear(NOON - timedelta(days=7))) == 1

    assert await desk.rows("dest") == [(LAKE,)]


async def test_what_is_owed_is_not_forgotten_however_old_it_is(desk: Desk) -> None:
    await desk.writes("$a", to_river)

    assert await desk.tx(lambda tx: tx.outbox.clear(NOON + timedelta(days=1000))) == 0


@pytest.mark.parametrize(
    "content",
    [
        Words("a", "<b>a</b>", rings=True, mentions=(at("ana"),), thread="$t", reply_to="$r"),
        Words("", ""),
        Under("$x", "🌱"),
        Join("example.org"),
        Join(),
        Leave("because"),
        Leave(),
        Open(looked_for=True),
    ],
)
def test_a_content_comes_out_as_it_went_in(content: Words) -> None:
    assert _unpacked(_packed(content)) == content


def test_a_content_of_a_later_program_is_an_error_and_no_guess() -> None:
    with pytest.raises(ValueError, match="'Poll'"):
        _unpacked('{"is": "Poll"}')


def test_the_outbox_says_nothing_of_what_it_does_not_hold(db: Database) -> None:
    outbox = Outbox(db._conn)

    assert outbox.event_of("nobody's") is None
    assert outbox.key_of("$nobodys") is None
