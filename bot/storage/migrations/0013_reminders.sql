-- Reminders of meetings: whom I remind how long before a start, and what was said.

-- Since when the room is reminded so long before; what the settings say is what holds.
CREATE TABLE room_reminder (
    grp   INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    ahead INTEGER NOT NULL, -- seconds before the start
    since INTEGER NOT NULL,
    PRIMARY KEY (grp, ahead)
) STRICT, WITHOUT ROWID;

CREATE TABLE own_reminder (
    grp    INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    person TEXT    NOT NULL,
    ahead  INTEGER NOT NULL, -- seconds before the start
    since  INTEGER NOT NULL,
    PRIMARY KEY (grp, person, ahead)
) STRICT, WITHOUT ROWID;
CREATE INDEX own_reminder_person ON own_reminder (person);

-- Since when a date of a meeting is at this time, where that came of a change: a moment before it asks for no reminder.
CREATE TABLE appointed (
    meeting TEXT    NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    date    TEXT    NOT NULL, -- the original local date
    at      INTEGER NOT NULL,
    since   INTEGER NOT NULL,
    PRIMARY KEY (meeting, date, at)
) STRICT, WITHOUT ROWID;

-- Each reminder that was written, so that it is written once.
CREATE TABLE reminded (
    grp     INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    meeting TEXT    NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    date    TEXT    NOT NULL, -- the original local date
    at      INTEGER NOT NULL, -- the start: moved, a date is reminded of again
    person  TEXT    NOT NULL, -- empty for the room
    ahead   INTEGER NOT NULL,
    letter  TEXT    NOT NULL,
    PRIMARY KEY (meeting, date, at, person, ahead)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminded_person ON reminded (person);

-- From when on a letter tells nothing any more, so that it is not sent.
ALTER TABLE letters ADD COLUMN stale_at INTEGER;
