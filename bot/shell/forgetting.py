"""kith forget, and the list of who is forgotten that lies beside the database, so that a restore erases them again."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.config import Config
from bot.config_kinds import PERSON
from bot.jobs import forget as job
from bot.shell.folder import Stopped, held, is_held
from bot.shell.house import house, renderer
from bot.storage.cleaning import clean
from bot.storage.database import FILE, opened, prepare, what_ails
from bot.storage.erasure import erase, people
from bot.storage.forgotten import KEY, Forgotten
from bot.storage.jobs import Jobs
from bot.storage.meta import Meta
from bot.storage.moments import stamp
from bot.storage.tx import Tx

LIST = "forgotten.json"
BACKED_UP = "backed_up_at"
"""The name of the value that says when a backup was made."""


async def forget(config: Config, person: str, now: datetime) -> str:
    """Forget a person, or let the Kith that runs do it; return what was done."""
    database = config.data_dir / FILE
    try:
        PERSON.parse(person)
    except ValueError:
        raise Stopped(f"{person!r} is no whole Matrix ID. Like this: kith forget @ana:example.org", 2) from None
    if not database.is_file():
        raise Stopped(f"{database}: there is no database yet, so nobody is held in it. Start kith run first.")
    if is_held(config.data_dir):
        return _queued(database, person, now)
    with held(config.data_dir) as data_dir:
        async with opened(database) as db:
            rows, chats = await db.run(
                lambda connection: job.forget(Tx(connection, house(config), renderer(config), now), person)
            )
            remember(data_dir, await db.run(lambda connection: Forgotten(connection).moments()))
    later = f" What Kith wrote in private ({chats} chats) is taken back by the next kith run." if chats else ""
    return f"forgotten: {person}, {rows} rows erased.{later}"


def _queued(database: Path, person: str, now: datetime) -> str:
    try:
        with closing(sqlite3.connect(database, isolation_level=None)) as connection:
            prepare(connection)
            Jobs(connection).at(now, job.KIND, person)
    except sqlite3.Error as error:
        raise Stopped(what_ails(database, error)) from error
    return f"queued: the kith run that is using this data_dir forgets {person} within half a minute."


def listed(data_dir: Path) -> dict[str, datetime]:
    """Return who was ever forgotten, by seal, and when last."""
    file = data_dir / LIST
    try:
        return {seal: datetime.fromisoformat(at) for seal, at in json.loads(file.read_text("utf-8")).items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        what = f"{file}: can't be read ({type(error).__name__})."
        raise Stopped(f"{what} It says whom a restore erases again: bring it back, or delete it.", 2) from None


def remember(data_dir: Path, moments: Mapping[str, datetime]) -> None:
    """Add these to the list, 0600, which is whole at every moment."""
    known = listed(data_dir)
    merged = {**known, **{seal: at for seal, at in moments.items() if seal not in known or at > known[seal]}}
    if merged == known:
        return
    part = data_dir / f"{LIST}.part"
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        json.dump({seal: at.isoformat() for seal, at in merged.items()}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.replace(data_dir / LIST)


def remember_old(data_dir: Path, restored: sqlite3.Connection) -> None:
    """Take from the database that is about to be replaced who is forgotten, and the key that knows them.

    A backup from before that key was made gets it; what can't be read tells nothing.
    """
    database = data_dir / FILE
    if not database.is_file():
        return
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as old:
            old.row_factory = sqlite3.Row
            key = Meta(old).get(KEY)
            moments = Forgotten(old).moments() if key else {}
    except sqlite3.Error:
        return
    if key and Meta(restored).get(KEY) is None:
        Meta(restored).put(KEY, key)
    remember(data_dir, moments)


def erase_again(data_dir: Path, restored: sqlite3.Connection) -> None:
    """Erase from a restored database whoever was forgotten after the backup was made, so that no file holds them."""
    meta, forgotten = Meta(restored), Forgotten(restored)
    made = meta.get(BACKED_UP)
    since = {seal: at for seal, at in listed(data_dir).items() if made is None or stamp(at) > int(made)}
    meta.drop(BACKED_UP)
    for person in people(restored):
        if (at := since.get(forgotten.seal(person))) is not None:
            erase(restored, person, at)
    for seal in since.keys() - forgotten.moments().keys():
        restored.execute("INSERT INTO forgotten (seal, at) VALUES (?, ?)", (seal, stamp(since[seal])))
    clean(restored)


def dated(backup: Path, now: datetime) -> None:
    """Write into a backup when it was made."""
    with closing(sqlite3.connect(backup, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        Meta(connection).put(BACKED_UP, str(stamp(now)))
