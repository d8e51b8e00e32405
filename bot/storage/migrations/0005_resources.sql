-- The places outside that a group turns to, and when its facilitators last said that the list is right.

CREATE TABLE place (
    grp     INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    number  INTEGER NOT NULL,
    name    TEXT NOT NULL,
    contact TEXT NOT NULL,
    hours   TEXT NOT NULL,
    police  TEXT NOT NULL CHECK (police IN ('yes', 'no', 'unknown')),
    PRIMARY KEY (grp, number)
) STRICT, WITHOUT ROWID;

-- `declined`: the group has no list on purpose. `ask_at`: when its facilitators are next asked about the list.
CREATE TABLE resources (
    grp        INTEGER NOT NULL PRIMARY KEY REFERENCES grp (id) ON DELETE CASCADE,
    declined   INTEGER NOT NULL DEFAULT 0,
    checked_at INTEGER NOT NULL,
    ask_at     INTEGER
) STRICT, WITHOUT ROWID;
