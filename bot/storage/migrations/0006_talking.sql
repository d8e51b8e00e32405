-- Questions that take any text, the group's own texts, and when it last welcomed whom.

ALTER TABLE question ADD COLUMN free INTEGER NOT NULL DEFAULT 0;

-- Texts that a group wrote about itself, by name: its agreements.
CREATE TABLE group_text (
    grp  INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (grp, name)
) STRICT, WITHOUT ROWID;

ALTER TABLE grp ADD COLUMN welcomed_at INTEGER;

-- Who left a group within the hour, sealed, so that coming back at once is not welcomed as new.
CREATE TABLE departed (
    grp  INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    seal TEXT NOT NULL,
    at   INTEGER NOT NULL,
    PRIMARY KEY (grp, seal)
) STRICT, WITHOUT ROWID;
