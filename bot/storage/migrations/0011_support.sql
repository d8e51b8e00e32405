-- Support requests while they are open, whom they asked, and the little that is kept of them afterwards.

CREATE TABLE request (
    name       TEXT    NOT NULL PRIMARY KEY, -- a seal of the message that asked; the subject of its jobs
    grp        INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    asker      TEXT    NOT NULL,
    mode       TEXT    NOT NULL CHECK (mode IN ('now', 'today', 'week')),
    kind       TEXT    NOT NULL,
    named      INTEGER NOT NULL,
    note       TEXT    NOT NULL,
    opened_at  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    wanted     INTEGER NOT NULL,
    wave       INTEGER NOT NULL,
    tell_at    INTEGER,
    next_at    INTEGER,
    touch_at   INTEGER,
    paused     INTEGER NOT NULL,
    why        TEXT    NOT NULL,
    word       TEXT    NOT NULL DEFAULT '', -- the letter with what the asker was told last
    seen_at    INTEGER NOT NULL             -- when something happened to it last
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX request_of_asker ON request (asker, grp);

CREATE TABLE ping (
    request TEXT    NOT NULL REFERENCES request (name) ON DELETE CASCADE,
    person  TEXT    NOT NULL,
    at      TEXT    NOT NULL,
    wave    INTEGER NOT NULL,
    since   INTEGER NOT NULL,
    until   INTEGER NOT NULL,
    said    INTEGER,
    letter  TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (request, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX ping_of_letter ON ping (letter);

CREATE TABLE rang (
    id     INTEGER PRIMARY KEY,
    grp    INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    person TEXT    NOT NULL,
    at     INTEGER NOT NULL
) STRICT;
CREATE INDEX rang_of_listener ON rang (grp, person, at);

CREATE TABLE held (
    id     INTEGER PRIMARY KEY,
    grp    INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    person TEXT    NOT NULL,
    at     INTEGER NOT NULL
) STRICT;

CREATE TABLE aftercare (
    grp    INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    person TEXT    NOT NULL,
    PRIMARY KEY (grp, person)
) STRICT, WITHOUT ROWID;

-- An answer that nothing waits for any more is taken all the same, where no other question takes it.
ALTER TABLE question ADD COLUMN over INTEGER NOT NULL DEFAULT 0;
ALTER TABLE question ADD COLUMN stays INTEGER NOT NULL DEFAULT 0;

-- The line that tells nothing and stands before what it covers goes with it.
ALTER TABLE letters ADD COLUMN covers TEXT;
CREATE INDEX letters_covers ON letters (covers) WHERE covers IS NOT NULL;
