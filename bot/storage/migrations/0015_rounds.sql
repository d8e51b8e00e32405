-- Check-ins that repeat, and nudges to check in that people set for themselves.

CREATE TABLE repeat (
    id         TEXT    NOT NULL PRIMARY KEY, -- a seal of the message that made it; the subject of its job
    grp        INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    name       TEXT    NOT NULL,
    schedule   TEXT    NOT NULL,
    length     INTEGER,                      -- seconds; NULL where the group's setting holds
    made_at    INTEGER NOT NULL,
    settled_at INTEGER NOT NULL,             -- of what was due up to then nothing is opened any more
    ended_at   INTEGER
) STRICT;
CREATE UNIQUE INDEX repeat_of_group ON repeat (grp, name);

CREATE TABLE nudge (
    grp        INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    person     TEXT    NOT NULL,
    schedule   TEXT    NOT NULL,
    follows    INTEGER NOT NULL, -- whether its zone is the person's own, whatever that becomes
    settled_at INTEGER NOT NULL,
    unanswered INTEGER NOT NULL DEFAULT 0,
    letter     TEXT    NOT NULL DEFAULT '', -- the last one that was not answered yet
    PRIMARY KEY (grp, person)
) STRICT, WITHOUT ROWID;
