-- What a group does together at its meetings' openings, and which openings were said.

CREATE TABLE practice (
    grp    INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    text   TEXT    NOT NULL,
    PRIMARY KEY (grp, number)
) STRICT, WITHOUT ROWID;

-- The number of the practice that the next opening shows.
ALTER TABLE grp ADD COLUMN practice INTEGER NOT NULL DEFAULT 1;

CREATE TABLE opened (
    meeting TEXT    NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    date    TEXT    NOT NULL, -- the original local date
    at      INTEGER NOT NULL,
    PRIMARY KEY (meeting, date)
) STRICT, WITHOUT ROWID;
