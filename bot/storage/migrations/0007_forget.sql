-- Who asked to be forgotten, by a seal that tells nobody who it is, and which letters nobody asked for.

-- `grp` is empty where it is for every group. The moment is when they asked.
CREATE TABLE forgotten (
    id   INTEGER PRIMARY KEY,
    seal TEXT NOT NULL,
    grp  INTEGER REFERENCES grp (id) ON DELETE CASCADE,
    at   INTEGER NOT NULL
) STRICT;
CREATE INDEX forgotten_seal ON forgotten (seal);

-- Whose private chat this is, where its person asked to be forgotten: `person` is empty then.
ALTER TABLE chat ADD COLUMN seal TEXT;
CREATE INDEX chat_seal ON chat (seal) WHERE seal IS NOT NULL;

-- What a person did not ask for is dropped when they leave the group that it is about.
ALTER TABLE letters ADD COLUMN unasked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE letters ADD COLUMN grp INTEGER;
