-- Several questions may be open to one person: each has a slot, a title to list it by, and its place in the last list.

ALTER TABLE question ADD COLUMN slot TEXT NOT NULL DEFAULT 'dialogue';
ALTER TABLE question ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE question ADD COLUMN listed INTEGER;
CREATE UNIQUE INDEX question_slot ON question (person, slot);
