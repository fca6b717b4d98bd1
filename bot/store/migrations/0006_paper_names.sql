-- Papers that are known by another ID now. Events and the like are renamed;
-- deliveries, of which there are many, keep what they were made with.
CREATE TABLE paper_names (
    old TEXT NOT NULL PRIMARY KEY CHECK (old <> ''),
    now TEXT NOT NULL CHECK (now <> '')
) STRICT, WITHOUT ROWID;
CREATE INDEX paper_names_now ON paper_names (now);
