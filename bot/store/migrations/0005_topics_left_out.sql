-- A query that the papers of a digest must not match; '' for none.
ALTER TABLE subscriptions ADD COLUMN without TEXT NOT NULL DEFAULT '';
