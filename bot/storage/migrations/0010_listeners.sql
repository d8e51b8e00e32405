-- Who may be asked when somebody wants support, what they said about it, and who is never brought together.

-- Since when support is on in a group; whoever was there by then is no newcomer to it.
ALTER TABLE grp ADD COLUMN support_since INTEGER;

-- `since` is the listener's first day in the group, `proven_at` when their phone was last known to ring.
CREATE TABLE listener (
    grp          INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    person       TEXT NOT NULL,
    since        INTEGER NOT NULL,
    hours        TEXT,
    night        INTEGER NOT NULL DEFAULT 0,
    kinds        TEXT NOT NULL,
    a_week       INTEGER NOT NULL,
    paused_until INTEGER,
    proven_at    INTEGER,
    PRIMARY KEY (grp, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX listener_person ON listener (person);

-- A few own words for whoever says yes: what helps, what doesn't.
CREATE TABLE card (
    grp    INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    person TEXT NOT NULL,
    text   TEXT NOT NULL,
    PRIMARY KEY (grp, person)
) STRICT, WITHOUT ROWID;

-- Whom somebody is never to be brought together with: a seal that tells nobody who that is.
CREATE TABLE not_with (
    person TEXT NOT NULL,
    seal   TEXT NOT NULL,
    PRIMARY KEY (person, seal)
) STRICT, WITHOUT ROWID;
