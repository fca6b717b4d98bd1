-- The up-votes that there are count on as they are. Kinds to come: 'opened' and
-- 'quoted' by members, 'votes' and 'listed' by feeds and lists.
ALTER TABLE events ADD COLUMN amount INTEGER NOT NULL DEFAULT 0;  -- votes gained, or the rank in a list
ALTER TABLE events ADD COLUMN source TEXT    NOT NULL DEFAULT ''; -- the feed or list

-- Sums of the events before an instant, by which time they are nobody's and
-- change no more. They can be made anew from the events at any time, and save
-- reading those of years for every list.
CREATE TABLE sums (
    scope TEXT NOT NULL,
    paper TEXT NOT NULL CHECK (paper <> ''),
    units BLOB NOT NULL,                          -- a trending.Sum
    PRIMARY KEY (scope, paper)
) STRICT, WITHOUT ROWID;

CREATE TABLE summed (
    before INTEGER NOT NULL                       -- the instant, a midnight in UTC
) STRICT;

INSERT INTO summed VALUES (-9223372036854775808);

CREATE INDEX events_by_source ON events (scope, paper, source, at) WHERE source <> '';

-- When a feed or list last told anything.
CREATE INDEX events_by_news ON events (at) WHERE source <> '';
