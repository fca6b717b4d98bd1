-- A paper. num never changes and is never used again; seq is the number of the
-- change that it was last part of. detail is JSON: what is neither searched nor
-- compared by SQLite.
CREATE TABLE papers (
    num      INTEGER PRIMARY KEY,
    id       TEXT NOT NULL,
    seq      INTEGER NOT NULL,
    title    TEXT NOT NULL,
    abstract TEXT NOT NULL,
    detail   TEXT NOT NULL
);
CREATE INDEX papers_seq ON papers (seq);

-- Every identifier that a paper has or had, so that what was kept under an old
-- one is found under the new.
CREATE TABLE ids (
    id  TEXT PRIMARY KEY,
    num INTEGER NOT NULL
) WITHOUT ROWID;

-- The titles' hashes, by which records without identifiers find their papers.
CREATE TABLE titles (
    hash INTEGER NOT NULL,
    num  INTEGER NOT NULL,
    PRIMARY KEY (hash, num)
) WITHOUT ROWID;

-- IDs under which no paper is kept any more: it has a better one, or it turned
-- out to be another paper's.
CREATE TABLE gone (
    seq INTEGER NOT NULL,
    id  TEXT NOT NULL,
    PRIMARY KEY (seq, id)
) WITHOUT ROWID;

CREATE TABLE sources (
    source INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE
);

-- When a paper was met where, with which rank and how many votes; again where
-- one of them has changed. at is in Unix seconds.
CREATE TABLE sightings (
    num    INTEGER NOT NULL,
    source INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    rank   INTEGER NOT NULL,
    votes  INTEGER NOT NULL,
    PRIMARY KEY (num, source, at)
) WITHOUT ROWID;

-- Numbers that are kept by name: seq, the last change; papers, how many there
-- are; and how far readers have come.
CREATE TABLE counters (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO counters VALUES ('seq', 0), ('papers', 0), ('num', 0);

-- What feeds keep between two calls, as JSON.
CREATE TABLE feeds (
    name  TEXT PRIMARY KEY,
    state TEXT NOT NULL
) WITHOUT ROWID;
