-- Who may set a group up, what was changed and can be taken back, and what a room lets others see.

ALTER TABLE member ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE member ADD COLUMN power INTEGER NOT NULL DEFAULT 0;

ALTER TABLE grp ADD COLUMN encrypted INTEGER NOT NULL DEFAULT 1;
ALTER TABLE grp ADD COLUMN join_rule TEXT NOT NULL DEFAULT 'invite';
ALTER TABLE grp ADD COLUMN history TEXT NOT NULL DEFAULT 'shared';

ALTER TABLE change ADD COLUMN undone_at INTEGER;

-- Who agreed to be a facilitator, and who stepped down although the room's power levels say otherwise.
CREATE TABLE facilitator (
    grp    INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    person TEXT NOT NULL,
    state  TEXT NOT NULL CHECK (state IN ('agreed', 'stepped down')),
    PRIMARY KEY (grp, person)
) STRICT, WITHOUT ROWID;
