"""A test that fails tells what its Kith did, and never what was said to it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from bot.demo.homeserver import Homeserver
from bot.storage.database import FILE
from tests.e2e.circle import chat
from tests.e2e.conftest import MakeKith, MakePerson
from tests.e2e.kith import ROOT
from tests.e2e.telling import told
from tests.e2e.wire import Wire

TABLES = ["chat", "letters", "jobs", "undecrypted", "inbox"]

FAILING = """
def test_nobody_answers(tmp_path):
    folder = tmp_path / "kith-heron"
    folder.mkdir()
    (folder / "kith.log").write_text("the log of a Kith")
    (folder / "kith.sqlite3").write_text("no database any more")
    assert False
"""


async def test_a_kith_is_told_with_its_chats_letters_and_events_and_without_a_word(
    kith: MakeKith, person: MakePerson, server: Homeserver, line: Wire, tmp_path: Path
) -> None:
    bot, ana = await asyncio.gather(kith(homeserver=line.url), person("ana"))
    room = await chat(ana, bot)
    line.hold("/send/")  # so that a letter with words in it waits
    heard = await ana.say(room, "ping stranger")
    await line.until_held()

    sections = dict(told({"tmp_path": tmp_path, "server": server}))

    kept = sections[f"kept in {bot.folder.name}/data/{FILE}"]
    assert [row.partition(":")[0] for row in kept.splitlines() if not row.startswith(" ")] == TABLES
    assert f"open · {room} · {ana.user}" in kept
    assert f"sent · {room} · joined {room}" in kept
    assert f"owed · {room} · {heard}" in kept
    assert f"{heard} · done" in kept
    assert "ready as" in sections[f"log of {bot.folder.name}"]
    assert f"end of the log of {server.folder.name}" in sections
    assert "stranger" not in "".join(sections.values())


def test_the_report_of_a_failed_test_holds_it_and_outlives_a_damaged_database(tmp_path: Path) -> None:
    (tmp_path / "test_failing.py").write_text(FAILING)

    ended = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.e2e.telling",
            "-p",
            "no:cacheprovider",
            f"--rootdir={tmp_path}",
            f"--basetemp={tmp_path / 'base'}",
            "-c",
            os.devnull,
            str(tmp_path),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "the log of a Kith" in ended.stdout
    assert "can't be read: file is not a database" in ended.stdout
