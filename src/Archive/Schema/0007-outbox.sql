-- What is to be handed on to the vendor, and what became of it: a measurement, or another exchange of the scale's
-- (a maintenance upload), which goes by exchange_id. A row stays for good, so that nothing is queued a second time.
-- state is queued, sending, sent, failed or dropped.
CREATE TABLE outbox (
    id             INTEGER PRIMARY KEY,
    mac            TEXT    NOT NULL,
    measurement_id BIGINT REFERENCES measurement (id) ON DELETE CASCADE,
    exchange_id    BIGINT,
    state          TEXT    NOT NULL,
    attempts       INTEGER NOT NULL,
    next_at        BIGINT  NOT NULL,
    queued_at      BIGINT  NOT NULL,
    changed_at     BIGINT  NOT NULL,
    reason         TEXT
);

CREATE UNIQUE INDEX outbox_measurement ON outbox (measurement_id);
CREATE UNIQUE INDEX outbox_exchange ON outbox (exchange_id);
-- What is done is most of the table, and never looked for here.
CREATE INDEX outbox_waiting ON outbox (mac, id) WHERE state IN ('queued', 'sending');
CREATE INDEX outbox_failed ON outbox (id) WHERE state = 'failed';

-- When a scale's measurements were last handed on, and when that may be tried again.
CREATE TABLE vendor_call (
    mac      TEXT    NOT NULL PRIMARY KEY,
    begun_at BIGINT  NOT NULL,
    next_at  BIGINT  NOT NULL,
    failures INTEGER NOT NULL,
    error    TEXT
) WITHOUT ROWID;

-- Who hands on: one process at a time, until held_until unless it says so again. asked_at is when somebody wanted
-- everything sent at once; 0 where nobody does.
CREATE TABLE forwarder (
    name       TEXT   NOT NULL PRIMARY KEY,
    holder     TEXT   NOT NULL,
    held_until BIGINT NOT NULL,
    asked_at   BIGINT NOT NULL
) WITHOUT ROWID;

INSERT INTO forwarder (name, holder, held_until, asked_at) VALUES ('vendor', '', 0, 0);
