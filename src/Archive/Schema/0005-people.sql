-- People as their owner has entered or changed them. What is null is not known; sex is the vendor's number, 0 male, 1 female.
-- Dates are written 2001-12-31; born_about was worked out from an age that the vendor said. entered_weight is in grams, and
-- what somebody weighs by their own word at entered_at, unix seconds. An added one is told to every scale, others to those
-- whose vendor named them, and a removed one to none: what that one weighed stays theirs.
CREATE TABLE person (
    id             INTEGER PRIMARY KEY,
    name           TEXT    NOT NULL,
    short_name     TEXT    NOT NULL,
    height         INTEGER,
    birth_date     TEXT,
    born_about     TEXT,
    sex            INTEGER,
    fat_formula    TEXT,
    entered_weight INTEGER,
    entered_at     BIGINT,
    added          INTEGER NOT NULL,
    removed        INTEGER NOT NULL
);

-- Whom a vendor's number means; of one person's, the one with the least position counts first.
CREATE TABLE person_vendor_id (
    vendor_id BIGINT  NOT NULL PRIMARY KEY,
    person_id BIGINT  NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    position  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX person_vendor_id_person ON person_vendor_id (person_id);

-- Where measurement.user_id is not simply what the scale said: whom it named alone, if anybody, and why it is as it is now.
CREATE TABLE assignment (
    measurement_id BIGINT NOT NULL PRIMARY KEY REFERENCES measurement (id) ON DELETE CASCADE,
    said_user_id   BIGINT,
    method         TEXT   NOT NULL,
    reason         TEXT   NOT NULL,
    assigned_at    BIGINT NOT NULL
) WITHOUT ROWID;
