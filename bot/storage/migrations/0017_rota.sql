-- The rota: roles, who has a place there, who is away, and the chairs of the turns ahead.

CREATE TABLE rota (
    grp   INTEGER NOT NULL PRIMARY KEY REFERENCES grp (id) ON DELETE CASCADE,
    every TEXT    NOT NULL, -- a number of meetings, or "month"
    rest  INTEGER NOT NULL
) STRICT;

CREATE TABLE role (
    id         TEXT    NOT NULL PRIMARY KEY, -- a seal of the message that added it
    grp        INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    guide      TEXT    NOT NULL,
    added_at   INTEGER NOT NULL,
    removed_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX role_of_group ON role (grp, number);

CREATE TABLE rota_place (
    role   TEXT    NOT NULL REFERENCES role (id) ON DELETE CASCADE,
    grp    INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    person TEXT    NOT NULL,
    joined INTEGER NOT NULL,
    turns  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (role, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE away (
    role     TEXT    NOT NULL,
    grp      INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    person   TEXT    NOT NULL,
    start_at INTEGER NOT NULL,
    end_at   INTEGER NOT NULL,
    counted  INTEGER NOT NULL,
    PRIMARY KEY (role, person, start_at, end_at),
    FOREIGN KEY (role, person) REFERENCES rota_place (role, person) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE chair (
    name       TEXT    NOT NULL PRIMARY KEY, -- of its turn: role, meeting and first date; the subject of its jobs
    role       TEXT    NOT NULL REFERENCES role (id) ON DELETE CASCADE,
    grp        INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    meeting    TEXT    NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    dates      TEXT    NOT NULL,             -- the original local dates of its meetings, as JSON
    start      INTEGER NOT NULL,
    holder     TEXT,
    asking     INTEGER NOT NULL,
    covering   INTEGER NOT NULL,
    handed_on  INTEGER NOT NULL,
    at_once    INTEGER NOT NULL,
    tell_at    INTEGER,
    told       INTEGER NOT NULL,
    swap_by    TEXT,
    swap_to    TEXT,                         -- a seal: whether they were asked is nobody's to read
    swap_until INTEGER,
    swap_back  TEXT,
    off        INTEGER NOT NULL,
    closed     INTEGER NOT NULL,
    guided     INTEGER NOT NULL              -- whether its holder has the role's guide
) STRICT, WITHOUT ROWID;
CREATE INDEX chair_of_group ON chair (grp, start);

CREATE TABLE asked (
    chair  TEXT    NOT NULL REFERENCES chair (name) ON DELETE CASCADE,
    grp    INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    person TEXT    NOT NULL,
    at     TEXT    NOT NULL,
    since  INTEGER NOT NULL,
    until  INTEGER NOT NULL,
    counts INTEGER NOT NULL,
    again  INTEGER NOT NULL,
    let_by INTEGER,
    PRIMARY KEY (chair, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE rested (
    chair  TEXT    NOT NULL REFERENCES chair (name) ON DELETE CASCADE,
    grp    INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    person TEXT    NOT NULL,
    PRIMARY KEY (chair, person)
) STRICT, WITHOUT ROWID;
