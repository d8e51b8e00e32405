"""kith backup and kith restore: one file that holds what Kith keeps, and no key of any encryption."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.matrix import retire
from bot.shell.folder import Stopped, held
from bot.shell.forgetting import dated, erase_again, remember_old
from bot.storage.database import FILE, CannotOpen, copy, migrate, prepare, what_ails

REPLACED = f"{FILE}.replaced"
"""What a database that was replaced is called, with the moment behind it."""


def backup(data_dir: Path, dest: Path, now: datetime) -> Path:
    """Write a backup to ``dest``, or into it where it is a folder, also beside a running Kith; return the file."""
    source = data_dir / FILE
    if not source.is_file():
        raise Stopped(f"{source}: there is no database yet, so there is nothing to back up. Start kith run first.")
    if dest.is_dir():
        dest = dest / f"kith-{now:%Y-%m-%d-%H%M%S}.sqlite3"
    if dest.exists():
        raise Stopped(f"{dest}: exists already and was left as it is. Name another file, or a folder.", 2)
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            copy(connection, dest)
        dated(dest, now)
    except sqlite3.Error as error:
        raise Stopped(what_ails(source, error)) from error
    except OSError as error:
        raise Stopped(f"{dest}: can't be written ({error.strerror}).") from error
    return dest


def restore(data_dir: Path, src: Path, now: datetime) -> Path | None:
    """Put a backup in place of the database; return where the old one lies now, if there was one.

    What was unsent in it is dropped, the letters' salt is new, and Kith becomes a
    new device that goes on from now: a letter's key and the server's memory of it would
    otherwise meet again after the world has moved on. Whoever was forgotten since is erased from it again.
    """
    with held(data_dir):
        part = data_dir / f"{FILE}.restoring"
        try:
            _prepared(src, part, data_dir)
        except CannotOpen as error:
            part.unlink(missing_ok=True)
            raise Stopped(str(error).replace(str(part), str(src)), 2) from None
        except Stopped:
            part.unlink(missing_ok=True)
            raise
        database, replaced = data_dir / FILE, data_dir / f"{REPLACED}-{now:%Y-%m-%d-%H%M%S-%f}"
        had_one = database.exists()
        if had_one:
            # A second name or a copy first: at no moment is there no whole database, or one that a kill costs.
            _checkpointed(database)
            try:
                os.link(database, replaced)
            except OSError:  # a file system without hard links
                shutil.copy2(database, replaced)
        retire(data_dir)
        for journal in (f"{FILE}-wal", f"{FILE}-shm"):
            (data_dir / journal).unlink(missing_ok=True)
        part.replace(database)
        return replaced if had_one else None


def _prepared(src: Path, part: Path, data_dir: Path) -> None:
    """Make a copy of the backup that can take the database's place; the backup itself stays as it is."""
    if not src.is_file():
        raise Stopped(f"{src}: is no file. Name a backup that kith backup wrote.", 2)
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    shutil.copyfile(src, part)
    try:
        with closing(sqlite3.connect(part, isolation_level=None)) as connection:
            if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'letters'").fetchone() is None:
                raise CannotOpen(f"{src}: is no backup of Kith's. Nothing was changed.")
            prepare(connection)
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise CannotOpen(f"{src}: is damaged. Nothing was changed; take another backup.")
            migrate(connection, part)
            connection.executescript(
                "BEGIN IMMEDIATE;"
                "DELETE FROM meta WHERE name IN ('since', 'salt', 'starts', 'heard');"
                # A ping that waited in the copy has mostly been sent since, and its answer is to be understood.
                "DELETE FROM question WHERE letter IN (SELECT key FROM letters WHERE state = 'owed')"
                " AND coalesce(json_extract(about, '$.of'), '') <> 'ping';"
                "DELETE FROM letters WHERE state = 'owed';"
                "DELETE FROM chat WHERE state = 'opening';"
                "DELETE FROM undecrypted;"  # its keys were the old device's
                "INSERT OR REPLACE INTO meta (name, value) VALUES ('restored', strftime('%s', 'now'));"
                "COMMIT;"
            )
            remember_old(data_dir, connection)
            erase_again(data_dir, connection)
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        message = f"{src}: is no backup of Kith's, or a damaged one. Nothing was changed; take another one."
        raise CannotOpen(message) from error
    finally:
        for copied in part.parent.glob(f"{part.name}.before-*"):
            copied.unlink()  # the backup itself is the copy


def _checkpointed(database: Path) -> None:
    """Fold the journal into the old database, so that it can be moved as one file; a broken one is moved as it is."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError:
        return
