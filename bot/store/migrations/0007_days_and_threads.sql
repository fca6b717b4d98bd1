-- The days of the week on which a digest is posted, a bit for each from Sunday on;
-- 0 for all. Whether each post gets a thread to discuss it in.
ALTER TABLE subscriptions ADD COLUMN days   INTEGER NOT NULL DEFAULT 0 CHECK (days BETWEEN 0 AND 127);
ALTER TABLE subscriptions ADD COLUMN thread INTEGER NOT NULL DEFAULT 0 CHECK (thread IN (0, 1));
