-- How far the journal of a `learn` is in the archive. What comes after it in the journal is not, and the next start brings it in.
CREATE TABLE journal_position (
    journal  TEXT   NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL
) WITHOUT ROWID;
