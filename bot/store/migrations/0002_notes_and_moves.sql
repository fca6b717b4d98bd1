-- What the bot remembers between runs besides its work, such as which commands
-- it has registered.
CREATE TABLE notes (
    name  TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
    value TEXT NOT NULL
) STRICT;

-- Whether the posts of an announcement channel go on to the servers that follow it.
ALTER TABLE subscriptions ADD COLUMN publish INTEGER NOT NULL DEFAULT 0 CHECK (publish IN (0, 1));

-- Papers that count as shown in a channel although they were shown in another:
-- the one from which its digest was moved.
CREATE TABLE inherited_papers (
    channel    TEXT NOT NULL CHECK (channel <> ''),
    local_date TEXT NOT NULL CHECK (local_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    paper      TEXT NOT NULL,
    PRIMARY KEY (channel, local_date, paper)
) STRICT, WITHOUT ROWID;
