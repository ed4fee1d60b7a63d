-- The archive as it began.
--
-- Written in what SQLite and PostgreSQL have in common, but for three spellings that an engine may put in its own way:
-- INTEGER PRIMARY KEY (an identity), BLOB (bytea), WITHOUT ROWID (nothing).
--
-- Times are unix microseconds, 0 where the source carries none; only taken_at, the scale's own, is unix seconds.

-- One conversation. Only imported ones have a fingerprint: it keeps a second import from adding them again.
CREATE TABLE recording (
    id          INTEGER PRIMARY KEY,
    mac         TEXT,
    client      TEXT   NOT NULL,
    server      TEXT   NOT NULL,
    source      TEXT   NOT NULL,
    started_at  BIGINT NOT NULL,
    fingerprint BLOB
);

CREATE UNIQUE INDEX recording_fingerprint ON recording (fingerprint) WHERE fingerprint IS NOT NULL;

-- In order of id. A table with a rowid: rows are larger than what a table without one keeps in the page.
CREATE TABLE exchange (
    id           INTEGER PRIMARY KEY,
    recording_id BIGINT  NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
    started_at   BIGINT  NOT NULL,
    repeats      INTEGER NOT NULL,
    request      BLOB    NOT NULL,
    response     BLOB    NOT NULL
);

CREATE INDEX exchange_recording ON exchange (recording_id);

CREATE TABLE session (
    id         TEXT PRIMARY KEY,
    mac        TEXT   NOT NULL,
    address    TEXT   NOT NULL,
    battery    INTEGER,
    firmware   TEXT,
    started_at BIGINT NOT NULL,
    closed_at  BIGINT
) WITHOUT ROWID;

-- user_id is the only user the scale named; where it named several they are candidates, and user_id stays empty.
CREATE TABLE measurement (
    id           INTEGER PRIMARY KEY,
    mac          TEXT    NOT NULL,
    taken_at     BIGINT  NOT NULL,
    fingerprint  BLOB    NOT NULL,
    user_id      BIGINT,
    candidates   INTEGER NOT NULL,
    attribution  INTEGER,
    device_type  INTEGER,
    battery      INTEGER,
    firmware     TEXT,
    source       TEXT    NOT NULL,
    received_at  BIGINT  NOT NULL,
    plausible    INTEGER NOT NULL,
    session_id   TEXT,
    recording_id BIGINT
);

-- Scale and time come before the fingerprint, so that new rows go to pages that are at hand: an index by the
-- fingerprint alone would touch a page at random for each measurement, and get slower as the archive grows.
CREATE UNIQUE INDEX measurement_identity ON measurement (mac, taken_at, fingerprint);
CREATE INDEX measurement_time ON measurement (taken_at);
CREATE INDEX measurement_user ON measurement (user_id, taken_at) WHERE user_id IS NOT NULL;

CREATE TABLE measurement_value (
    measurement_id BIGINT  NOT NULL REFERENCES measurement (id) ON DELETE CASCADE,
    position       INTEGER NOT NULL,
    type           INTEGER NOT NULL,
    raw            BIGINT  NOT NULL,
    exponent       INTEGER NOT NULL,
    PRIMARY KEY (measurement_id, position)
) WITHOUT ROWID;

CREATE TABLE measurement_candidate (
    measurement_id BIGINT  NOT NULL REFERENCES measurement (id) ON DELETE CASCADE,
    position       INTEGER NOT NULL,
    user_id        BIGINT  NOT NULL,
    PRIMARY KEY (measurement_id, position)
) WITHOUT ROWID;

CREATE TABLE device (
    mac             TEXT PRIMARY KEY,
    manufacturer_id INTEGER,
    firmware        TEXT,
    battery         INTEGER,
    secret          TEXT,
    first_seen      BIGINT NOT NULL,
    last_seen       BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE handshake (
    mac     TEXT   NOT NULL REFERENCES device (mac) ON DELETE CASCADE,
    once    TEXT   NOT NULL,
    md5     TEXT   NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (mac, once)
) WITHOUT ROWID;

-- status is a number in decimal, or empty where the reply has none: a key's column cannot be null.
CREATE TABLE learned_reply (
    mac     TEXT   NOT NULL REFERENCES device (mac) ON DELETE CASCADE,
    kind    TEXT   NOT NULL,
    status  TEXT   NOT NULL,
    raw     BLOB   NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (mac, kind, status)
);

CREATE TABLE scale_user (
    id         BIGINT NOT NULL PRIMARY KEY,
    short_name TEXT   NOT NULL
) WITHOUT ROWID;

-- Counted up with every change of a device, handshake, reply or user, so that other processes notice.
CREATE TABLE revision (
    name  TEXT PRIMARY KEY,
    value BIGINT NOT NULL
) WITHOUT ROWID;

INSERT INTO revision (name, value) VALUES ('profiles', 0);
