-- Recordings that go on. What is still here when nobody records was cut off, with whoever recorded it.
CREATE TABLE open_recording (
    recording_id BIGINT NOT NULL PRIMARY KEY REFERENCES recording (id) ON DELETE CASCADE
) WITHOUT ROWID;
