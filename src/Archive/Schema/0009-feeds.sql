-- How far each feed has told what is in the archive: the last measurement by arrival, and the last change. One process feeds it
-- at a time, until held_until unless it says so again.
CREATE TABLE feed_position (
    feed       TEXT   NOT NULL PRIMARY KEY,
    arrival    BIGINT NOT NULL,
    change     BIGINT NOT NULL,
    holder     TEXT   NOT NULL,
    held_until BIGINT NOT NULL
) WITHOUT ROWID;

-- Measurements that were changed after they came in, each time: feeds tell them once more.
CREATE TABLE measurement_change (
    id             INTEGER PRIMARY KEY,
    measurement_id BIGINT NOT NULL REFERENCES measurement (id) ON DELETE CASCADE
);

CREATE INDEX measurement_change_measurement ON measurement_change (measurement_id, id);
