-- What members do and ask for. A member's id stands in alerts, alert_members
-- and subscriptions.created_by, a keyed hash of it in events, and nowhere else.

CREATE TABLE secrets (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- The key of the actors' hashes. SQLite seeds its generator (ChaCha20) from the
-- system's.
INSERT INTO secrets VALUES ('actor', randomblob(32));

-- What papers are ranked by. A row is never changed but for its actor, which is
-- forgotten with age; one that is withdrawn is deleted.
CREATE TABLE events (
    id     INTEGER NOT NULL PRIMARY KEY,
    scope  TEXT    NOT NULL,                      -- a server's id, 'dm', or '' for everywhere
    paper  TEXT    NOT NULL CHECK (paper <> ''),
    kind   TEXT    NOT NULL CHECK (kind <> ''),   -- 'upvote', and those to come
    actor  TEXT,                                  -- keyed hash of who did it; NULL: nobody, or forgotten
    at     INTEGER NOT NULL,
    weight REAL    NOT NULL CHECK (weight >= 0),
    key    TEXT    UNIQUE                         -- what may be there once; NULL: anything, or forgotten
) STRICT;

CREATE INDEX events_by_paper ON events (scope, paper, kind);
CREATE INDEX events_by_time ON events (scope, at);
CREATE INDEX events_by_actor ON events (actor) WHERE actor IS NOT NULL;
CREATE INDEX events_with_actor ON events (at) WHERE actor IS NOT NULL;

CREATE TABLE alerts (
    id         INTEGER NOT NULL PRIMARY KEY,
    member     TEXT    NOT NULL CHECK (member <> ''),
    query      TEXT    NOT NULL CHECK (query <> ''),
    form       TEXT    NOT NULL,                  -- equal for spellings of one query
    created_at INTEGER NOT NULL,
    UNIQUE (member, form)
) STRICT;

-- New papers that wait to be sent. A row goes when it was sent.
CREATE TABLE alert_matches (
    alert INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    paper TEXT    NOT NULL,
    share REAL    NOT NULL,                       -- of the query that the paper covers
    taken INTEGER NOT NULL DEFAULT 0,             -- 1: being sent; if that was never settled, maybe sent
    PRIMARY KEY (alert, paper)
) STRICT, WITHOUT ROWID;

-- How the direct messages to a member stand.
CREATE TABLE alert_members (
    member   TEXT    NOT NULL PRIMARY KEY CHECK (member <> ''),
    last_day TEXT    NOT NULL DEFAULT '',         -- UTC date of the last message
    refused  INTEGER NOT NULL DEFAULT 0           -- 1: takes none; 2: and was told so
             CHECK (refused IN (0, 1, 2))
) STRICT, WITHOUT ROWID;
