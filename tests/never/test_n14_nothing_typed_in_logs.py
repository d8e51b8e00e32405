"""N14: what people write, and who asked, is in no log, whatever breaks."""

from __future__ import annotations

import asyncio
import io
import logging
import re
from collections.abc import Iterator
from contextlib import redirect_stderr

import pytest

from bot.chat import Ask, Delivery, Letter, Open, Say, Undeliverable
from bot.commands import commands
from bot.jobs import kinds
from bot.shell import logs
from bot.storage.jobs import Job
from bot.storage.tx import Tx
from tests.conftest import Room

TYPED = "kingfisher"
REFERENCE = re.compile(r"\b[0-9a-f]{6}\b")


@pytest.fixture(params=["text", "json"])
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Write the log as `kith run` does, at its most talkative."""
    root, ours, written = logging.getLogger(), logging.getLogger("bot"), io.StringIO()
    before, level, our_level = root.handlers[:], root.level, ours.level
    root.handlers[:] = []
    with redirect_stderr(written):
        logs.start("debug", request.param)
    yield written
    root.handlers[:] = before
    root.setLevel(level)
    ours.setLevel(our_level)


def _breaks(ask: Ask, tx: Tx) -> Say:
    tx.letters.reply(ask.room, Say("heard", {"word": ask.words}, "ping"))
    raise RuntimeError(f"{ask.sender} typed {ask.text}, and that was too much")


def _breaks_at_its_time(job: Job, tx: Tx) -> None:
    raise ValueError(f"{TYPED} {job} {tx}")


async def test_a_broken_handler_logs_its_number_and_where_and_no_word(
    room: Room, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands()["ping"], "run", _breaks)

    (answer,) = await room.says("ana", f"!ping {TYPED}")

    err = log.getvalue()
    number = REFERENCE.search(answer)
    assert number is not None
    assert number[0] in err
    assert "RuntimeError" in err
    assert "_breaks" in err
    assert TYPED not in err + answer
    assert "@ana" not in err


async def test_a_fact_that_breaks_its_template_is_not_logged(
    room: Room, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands()["ping"], "run", lambda ask, _tx: Say("heard", {TYPED: ask.words}))

    await room.says("ana", f"!ping {TYPED}")

    assert TYPED not in log.getvalue()


async def test_a_broken_job_logs_no_word(room: Room, log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds()["checkin"], "run", _breaks_at_its_time)
    await room.says("ana", f'!checkin open "{TYPED}" for 1h')

    await room.until(room.now.replace(hour=15))

    err = log.getvalue()
    assert "job checkin" in err
    assert TYPED not in err


async def test_what_cannot_be_delivered_is_logged_by_its_kind_alone(room: Room, log: io.StringIO) -> None:
    def refuses(letter: Letter) -> Delivery | None:
        return Undeliverable("M_FORBIDDEN") if isinstance(letter.content, Open) or TYPED in str(letter) else None

    room.network.rules.append(refuses)

    await room.says("ana", f"!ping {TYPED}")
    await room.says("ben", "!hello")

    err = log.getvalue()
    assert "M_FORBIDDEN" in err
    assert TYPED not in err
    assert "@ben" not in err


async def test_a_send_that_breaks_logs_no_word_and_is_tried_again(
    room: Room, log: io.StringIO, pauses: list[float]
) -> None:
    def breaks(letter: Letter) -> Delivery | None:
        raise RuntimeError(str(letter))

    room.network.answers(breaks)

    assert await room.says("ana", f"!ping {TYPED}") == [f"{TYPED}: I'm here."]

    assert TYPED not in log.getvalue()


async def test_a_day_with_kith_is_logged_without_a_word_or_a_name(room: Room, log: io.StringIO) -> None:
    asyncio.get_running_loop().set_debug(True)

    await room.says("ana", f'!checkin open "{TYPED}" for 1h')
    await room.says("ben", f"{TYPED} flew by")
    await room.private("cleo", f"ping {TYPED}")
    await room.private("cleo", f"{TYPED}?")
    await room.restarts()
    await room.until(room.now.replace(hour=20))

    err = log.getvalue()
    assert TYPED not in err
    assert not re.search(r"@(ana|ben|cleo|dee)", err)


async def test_what_a_library_says_of_an_error_is_left_out_of_the_log(log: io.StringIO) -> None:
    async def breaks() -> None:
        raise RuntimeError(TYPED)

    asyncio.get_running_loop().call_exception_handler(
        {
            "message": f"nobody waited for {TYPED}",
            "exception": RuntimeError(TYPED),
            "task": asyncio.create_task(breaks()),
        }
    )
    logging.getLogger("aiohttp.client").warning("could not read %s", TYPED)
    await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()})

    err = log.getvalue()
    assert "reports something in " in err
    assert "(RuntimeError)" in err
    assert TYPED not in err
