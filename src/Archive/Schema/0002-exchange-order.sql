-- An exchange is found by its recording and its place in it alone: id is recording * 2^24 + position, from 0. One index
-- less to keep for each exchange, and a recording's exchanges lie side by side.
CREATE TABLE exchange_in_order (
    id         INTEGER PRIMARY KEY,
    started_at BIGINT  NOT NULL,
    repeats    INTEGER NOT NULL,
    request    BLOB    NOT NULL,
    response   BLOB    NOT NULL
);

INSERT INTO exchange_in_order (id, started_at, repeats, request, response)
SELECT recording_id * 16777216 + ROW_NUMBER() OVER (PARTITION BY recording_id ORDER BY id) - 1, started_at, repeats, request, response
FROM exchange;

DROP TABLE exchange;
ALTER TABLE exchange_in_order RENAME TO exchange;
