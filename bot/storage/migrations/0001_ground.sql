-- The ground: what was heard and what is owed, where Kith is and with whom, and check-in rounds.

-- One value a name: the sync token, the salt of the letters' keys, how often the program started without a commit.
CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Events that were acted on, so that none is acted on twice. No text, no sender.
CREATE TABLE inbox (
    event   TEXT NOT NULL PRIMARY KEY,
    outcome TEXT NOT NULL,
    at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Messages whose key has not arrived yet: ciphertext only.
CREATE TABLE undecrypted (
    seq     INTEGER PRIMARY KEY,
    event   TEXT NOT NULL UNIQUE,
    room    TEXT NOT NULL,
    sender  TEXT NOT NULL,
    session TEXT NOT NULL,
    source  TEXT NOT NULL,
    at      INTEGER NOT NULL
) STRICT;

-- `successor` is the room that a tombstone in this one names.
CREATE TABLE grp (
    id        INTEGER PRIMARY KEY,
    room      TEXT NOT NULL UNIQUE,
    name      TEXT NOT NULL,
    joined_at INTEGER NOT NULL,
    left_at   INTEGER,
    successor TEXT
) STRICT;

CREATE TABLE member (
    grp    INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    person TEXT NOT NULL,
    since  INTEGER NOT NULL,
    PRIMARY KEY (grp, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_person ON member (person);

-- What differs from the defaults, and who changed it.
CREATE TABLE settings (
    grp   INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    name  TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (grp, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE change (
    id   INTEGER PRIMARY KEY,
    grp  INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    old  TEXT,
    new  TEXT,
    by   TEXT NOT NULL,
    at   INTEGER NOT NULL
) STRICT;

-- Private chats. `opening` has no room yet: its key finds the room that an interrupted attempt left behind.
CREATE TABLE chat (
    id     INTEGER PRIMARY KEY,
    person TEXT NOT NULL,
    room   TEXT UNIQUE,
    state  TEXT NOT NULL CHECK (state IN ('invited', 'opening', 'open', 'silent', 'closed')),
    key    TEXT UNIQUE,
    at     INTEGER NOT NULL,
    CHECK (room IS NOT NULL OR state = 'opening')
) STRICT;
CREATE INDEX chat_person ON chat (person, state);

-- Which group a person means, for a while.
CREATE TABLE person (
    person    TEXT NOT NULL PRIMARY KEY,
    grp       INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    grp_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Open questions. `choices` and `about` are JSON; `letter` is the key of the message that asks.
CREATE TABLE question (
    id      INTEGER PRIMARY KEY,
    person  TEXT NOT NULL,
    kind    TEXT NOT NULL,
    choices TEXT NOT NULL,
    about   TEXT NOT NULL,
    letter  TEXT NOT NULL,
    until   INTEGER NOT NULL
) STRICT;
CREATE INDEX question_person ON question (person);

CREATE TABLE round (
    id        INTEGER PRIMARY KEY,
    grp       INTEGER NOT NULL REFERENCES grp (id) ON DELETE CASCADE,
    letter    TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    closes_at INTEGER NOT NULL,
    closed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX round_open ON round (grp) WHERE closed_at IS NULL;

-- What is due: never changed into something else, only done or taken back.
CREATE TABLE jobs (
    id      INTEGER PRIMARY KEY,
    kind    TEXT NOT NULL,
    subject TEXT NOT NULL,
    due     INTEGER NOT NULL,
    grp     INTEGER REFERENCES grp (id) ON DELETE CASCADE,
    tries   INTEGER NOT NULL DEFAULT 0,
    next    INTEGER NOT NULL,
    UNIQUE (kind, subject, due)
) STRICT;
CREATE INDEX jobs_next ON jobs (next);

-- What is owed. `content` is emptied as soon as the server has it; the key stays, so that it is never said again.
CREATE TABLE letters (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    key        TEXT NOT NULL UNIQUE,
    dest       TEXT NOT NULL,
    cause      TEXT NOT NULL,
    room       TEXT,
    person     TEXT,
    asked_in   TEXT,
    priority   INTEGER NOT NULL,
    content    TEXT,
    state      TEXT NOT NULL DEFAULT 'owed' CHECK (state IN ('owed', 'sent', 'dropped')),
    event      TEXT,
    written_at INTEGER NOT NULL,
    done_at    INTEGER,
    CHECK (room IS NOT NULL OR person IS NOT NULL)
) STRICT;
CREATE INDEX letters_owed ON letters (dest, seq) WHERE state = 'owed';
CREATE INDEX letters_event ON letters (event) WHERE event IS NOT NULL;
CREATE INDEX letters_done ON letters (done_at) WHERE done_at IS NOT NULL;
