-- What nobody asked for waits until its person's quiet hours end.

ALTER TABLE letters ADD COLUMN held_until INTEGER;
