-- Meetings of groups: each a schedule as text, and what is otherwise on single dates.

-- How many of the group's things were given a name that people type; no name is given twice.
ALTER TABLE grp ADD COLUMN things INTEGER NOT NULL DEFAULT 0;

CREATE TABLE meeting (
    id       TEXT    NOT NULL PRIMARY KEY, -- a seal of the message that made it; the subject of its jobs
    grp      INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    number   INTEGER NOT NULL,
    name     TEXT    NOT NULL,
    schedule TEXT    NOT NULL,
    made_at  INTEGER NOT NULL,
    title    TEXT    NOT NULL,
    length   INTEGER,                      -- seconds; NULL where nobody said it
    place    TEXT    NOT NULL,
    opening  TEXT    NOT NULL,
    ended_at INTEGER,
    sequence INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX meeting_of_group ON meeting (grp, name);

CREATE TABLE exception (
    meeting  TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    date     TEXT NOT NULL, -- the original local date
    moved_to TEXT,          -- another local time; NULL where it is skipped
    PRIMARY KEY (meeting, date)
) STRICT, WITHOUT ROWID;
