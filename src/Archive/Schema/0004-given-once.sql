-- The once tokens that were given and not used yet, where several processes answer: the next request may reach another one.
CREATE TABLE given_once (
    address  TEXT   NOT NULL,
    once     TEXT   NOT NULL,
    given_at BIGINT NOT NULL,
    PRIMARY KEY (address, once)
) WITHOUT ROWID;

CREATE INDEX given_once_time ON given_once (given_at);
