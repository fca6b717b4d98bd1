-- Imports that came to their end and told of ranks or votes, in that order: what
-- the source's sightings after since and up to at say. list is a hash of the
-- whole ranked list, '' where there is none or it is the source's last one.
CREATE TABLE tallies (
    num    INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    since  INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    list   TEXT    NOT NULL
);
CREATE INDEX tallies_by_source ON tallies (source, at);

-- Most papers come from dumps, with neither.
CREATE INDEX sightings_by_time ON sightings (source, at) WHERE rank > 0 OR votes > 0;

-- What was imported before there were tallies. The starting corpus is none.
INSERT INTO tallies (source, since, at, list)
SELECT source, coalesce(lag(at) OVER (PARTITION BY source ORDER BY at), -1), at, ''
FROM (SELECT DISTINCT source, at FROM sightings JOIN sources USING (source)
      WHERE (rank > 0 OR votes > 0) AND name <> 'seed')
ORDER BY at, source;

-- Tells this file from another one that is put in its place: a reader's mark in
-- the one says nothing of the other.
INSERT INTO counters VALUES ('identity', random());
