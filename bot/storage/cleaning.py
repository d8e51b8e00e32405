"""After an erasure: no trace of it in the pages of the database, its journal, or an old copy beside it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

PATIENCE = 5000
"""Milliseconds that a statement waits for another program."""
UNCLEAN = "unclean"
"""The name of the value that says that something was erased, of which the files may still hold a trace."""


def clean(connection: sqlite3.Connection) -> bool:
    """Leave nothing of what was erased in any file; return whether nobody who reads kept it from that.

    Deleted rows are overwritten where they stood (`secure_delete`), but pages that were rearranged may hold an older
    place of them, and the journal holds them until it is cut. Copies from before a migration or a restore go as well.
    """
    (path,) = (row["file"] for row in connection.execute("PRAGMA database_list") if row["name"] == "main")
    for copied in [
        *Path(path).parent.glob(f"{Path(path).name}.before-*"),
        *Path(path).parent.glob(f"{Path(path).name}.replaced-*"),
    ]:
        copied.unlink(missing_ok=True)
    try:
        connection.execute("PRAGMA busy_timeout = 0")  # Kith itself waits for nobody who reads
        unclean = connection.execute("SELECT value FROM meta WHERE name = ?", (UNCLEAN,)).fetchone()
        if unclean is not None and unclean["value"] == "1":
            connection.execute("VACUUM")
            connection.execute("UPDATE meta SET value = '2' WHERE name = ?", (UNCLEAN,))
        if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            return False
        connection.execute("DELETE FROM meta WHERE name = ?", (UNCLEAN,))
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    return True
