-- Whoever wrote what Kith can't read is told so, once: when each was written, and when that was said.

ALTER TABLE undecrypted ADD COLUMN said INTEGER NOT NULL DEFAULT 0;
UPDATE undecrypted SET said = at;
ALTER TABLE undecrypted ADD COLUMN told_at INTEGER;
CREATE INDEX undecrypted_told ON undecrypted (room, told_at) WHERE told_at IS NOT NULL;
