"""The imperative shell: the clock, the configuration, the database, the Matrix session, and three loops."""
