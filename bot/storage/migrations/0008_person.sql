-- What somebody set for themselves: zone, quiet hours, discreet, language. The choice of a group is one of several things now.

CREATE TABLE person_now (
    person    TEXT NOT NULL PRIMARY KEY,
    grp       INTEGER REFERENCES grp (id) ON DELETE SET NULL,
    grp_until INTEGER,
    zone      TEXT,
    quiet     TEXT,
    discreet  INTEGER,
    language  TEXT
) STRICT, WITHOUT ROWID;
INSERT INTO person_now (person, grp, grp_until) SELECT person, grp, grp_until FROM person;
DROP TABLE person;
ALTER TABLE person_now RENAME TO person;
