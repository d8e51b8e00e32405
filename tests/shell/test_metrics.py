from __future__ import annotations

import socket
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.config import Address
from bot.shell.folder import Stopped
from bot.shell.metrics import served
from bot.storage.database import FILE, opened
from bot.storage.jobs import Jobs
from tests.conftest import NOON


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


async def test_figures_are_served_where_the_operator_says(tmp_path: Path) -> None:
    port = free_port()
    async with opened(tmp_path / FILE) as db, served(db, Address("127.0.0.1", port)), aiohttp.ClientSession() as http:
        await db.run(lambda connection: Jobs(connection).at(NOON + timedelta(days=1), "keep", "daily"))

        async with http.get(f"http://127.0.0.1:{port}/metrics") as response:
            figures = dict(line.split() for line in (await response.text()).splitlines())

    assert figures == {
        "kith_letters_owed": "0",
        "kith_jobs_owed": "1",
        "kith_messages_undecrypted": "0",
        "kith_groups": "0",
    }


async def test_nothing_listens_unless_the_operator_says_where(tmp_path: Path) -> None:
    port = free_port()
    async with opened(tmp_path / FILE) as db, served(db, None), aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.ClientConnectorError):
            await http.get(f"http://127.0.0.1:{port}/metrics")


async def test_a_port_in_use_is_told_with_its_key(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with opened(tmp_path / FILE) as db:
            with pytest.raises(Stopped, match=r"metrics\.listen: 127\.0\.0\.1:\d+ can't be used") as stopped:
                async with served(db, Address("127.0.0.1", port)):
                    pass

    assert stopped.value.status == 2
