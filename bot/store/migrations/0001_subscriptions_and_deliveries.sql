-- Times are integer milliseconds since 1970 in UTC; local dates are
-- 'YYYY-MM-DD' in the subscription's zone at the time.

CREATE TABLE subscriptions (
    channel    TEXT    NOT NULL PRIMARY KEY CHECK (channel <> ''),
    server     TEXT    NOT NULL,
    at_minute  INTEGER NOT NULL CHECK (at_minute BETWEEN 0 AND 1439), -- wall clock in zone
    zone       TEXT    NOT NULL CHECK (zone <> ''),                   -- IANA name
    count      INTEGER NOT NULL CHECK (count > 0),
    topic      TEXT    NOT NULL,
    created_by TEXT    NOT NULL,
    created_at INTEGER NOT NULL,                                      -- last set or resumed
    state      TEXT    NOT NULL CHECK (state IN ('active', 'paused', 'blocked')),
    reason     TEXT    NOT NULL
) STRICT;

CREATE INDEX subscriptions_by_server ON subscriptions (server, channel);

-- A delivery outlives its subscription: it is what keeps a channel that
-- unsubscribes and subscribes again from a second post on one date and from
-- papers that it had. So there is no foreign key.
CREATE TABLE deliveries (
    channel    TEXT    NOT NULL CHECK (channel <> ''),
    local_date TEXT    NOT NULL CHECK (local_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    state      TEXT    NOT NULL CHECK (state IN
                   ('planned', 'sending', 'sent', 'failed', 'blocked', 'unknown', 'skipped')),
    scheduled  INTEGER NOT NULL,
    expires    INTEGER NOT NULL,
    nonce      TEXT    NOT NULL,
    papers     TEXT    NOT NULL CHECK (json_valid(papers)), -- [{"id":…,"rank":…,"reason":…}], as shown
    note       TEXT    NOT NULL,
    message_id TEXT    NOT NULL,
    attempts   INTEGER NOT NULL,
    error      TEXT    NOT NULL,
    owner      TEXT    NOT NULL,
    tried_at   INTEGER,          -- first attempt in doubt
    next_at    INTEGER,          -- not to be taken up before; NULL once finished
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (channel, local_date),
    CHECK ((next_at IS NOT NULL) = (state IN ('planned', 'sending')))
) STRICT;

CREATE INDEX deliveries_by_date ON deliveries (local_date, channel);

-- Few rows are unfinished, however many there are.
CREATE INDEX deliveries_unfinished ON deliveries (next_at, channel) WHERE next_at IS NOT NULL;
