"""kith export: a group's meetings as a calendar file, beside a running Kith too."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot import ics
from bot.chat import Group
from bot.domain import naming
from bot.domain.meeting import Meeting
from bot.shell.folder import Stopped
from bot.storage.database import FILE, migrations, what_ails
from bot.storage.groups import Groups
from bot.storage.meetings import Meetings
from bot.storage.members import Members
from bot.storage.settings import GroupSettings


def export(data_dir: Path, wanted: str, out: Path, now: datetime) -> Path:
    """Write the meetings of a group to ``out``, or into it where it is a folder; return the file, which is 0600.

    The group is named by its room or by what tells it from the others, as in private.
    """
    name, meetings = _kept(data_dir / FILE, wanted, now)
    if out.is_dir():
        out = out / ics.file_name(name)
    try:
        with os.fdopen(os.open(out, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(ics.calendar(name, meetings, now).encode())
    except FileExistsError:
        raise Stopped(f"{out}: exists already and was left as it is. Name another one with --out.", 2) from None
    except OSError as error:
        raise Stopped(f"{out}: can't be written ({error.strerror}).") from error
    return out


def _kept(database: Path, wanted: str, now: datetime) -> tuple[str, tuple[Meeting, ...]]:
    """Return what the group is called in its file, and its meetings."""
    if not database.is_file():
        raise Stopped(f"{database}: there is no database yet, so there are no meetings. Start kith run first.")
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version != (newest := migrations()[-1][0]):
                message = f"{database}: is of another Kith (schema {version}, this one's is {newest})."
                raise Stopped(f"{message} Export with the one that runs, or start this one.", 2)
            connection.execute("BEGIN")  # one state of everything, whatever is written beside it
            group = _named(wanted, Groups(connection))
            meetings = Meetings(connection, GroupSettings(connection, {}), now).of(group)
            people = [one.name for one in Members(connection).all_in(group)]
    except sqlite3.Error as error:
        raise Stopped(what_ails(database, error)) from error
    if not meetings:
        raise Stopped(f"{group.name}: no meeting is planned there, so nothing was written.")
    return ics.name_of(group.name, people), meetings


def _named(wanted: str, groups: Groups) -> Group:
    found = (groups.in_room(room) for room in groups.rooms())
    those = sorted((group for group in found if group is not None), key=lambda group: (group.name, group.room))
    meant = [group for group in those if group.room == wanted]
    meant = meant or [those[place - 1] for place in naming.which(wanted, [group.name for group in those])]
    if len(meant) == 1:
        return meant[0]
    if not those:
        raise Stopped("Kith is in no group yet. Invite it to a room first.")
    listed = "; ".join(f"{group.name} ({group.room})" for group in meant or those)
    what = f"--group {wanted!r} is {'more than one' if meant else 'none of the groups'}"
    one = (meant or those)[0]
    raise Stopped(f"{what}: {listed}. Like this: kith export --group '{one.room}' --format ics", 2)
