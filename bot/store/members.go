package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"paperbot/bot"
	"paperbot/bot/trending"
)

// MemberData returns everything that is kept about a member.
func (s *Store) MemberData(ctx context.Context, member bot.UserID) (bot.MemberData, error) {
	var d bot.MemberData
	var err error
	if d.Votes, err = s.votes(ctx, member); err != nil {
		return bot.MemberData{}, err
	}
	if d.Alerts, err = s.Alerts(ctx, member); err != nil {
		return bot.MemberData{}, err
	}
	if d.Digests, err = s.digestsBy(ctx, member); err != nil {
		return bot.MemberData{}, err
	}
	err = s.db.QueryRowContext(ctx, `
		SELECT (SELECT count(*) FROM alert_matches WHERE alert IN (SELECT id FROM alerts WHERE member = ?1)),
		       (SELECT count(*) FROM events WHERE actor = ?2 AND kind <> ?3),
		       coalesce(max(last_day), ''), coalesce(max(refused), 0) > 0
		FROM alert_members WHERE member = ?1`, member, s.actor(member), trending.Upvote).Scan(&d.Waiting, &d.Noticed, &d.Direct.LastDay, &d.Direct.Refused)
	return d, s.fault("read what is kept about a member", err)
}

// votes returns the up-votes that are known to be a member's, latest first.
func (s *Store) votes(ctx context.Context, member bot.UserID) ([]bot.Vote, error) {
	rows, err := s.db.QueryContext(ctx, `
		SELECT scope, paper, at FROM events WHERE actor = ? AND kind = ? ORDER BY at DESC, id DESC`,
		s.actor(member), trending.Upvote)
	return collect(s, "list a member's votes", rows, err, func(row scanner) (bot.Vote, error) {
		v := bot.Vote{Member: member}
		var at int64
		err := row.Scan(&v.Scope, &v.Paper, &at)
		v.At = time.UnixMilli(at).UTC()
		return v, err
	})
}

func (s *Store) digestsBy(ctx context.Context, member bot.UserID) ([]bot.Subscription, error) {
	rows, err := s.db.QueryContext(ctx, `
		SELECT `+subscriptionColumns+` FROM subscriptions WHERE created_by = ? ORDER BY channel`, member)
	return collect(s, "list a member's digests", rows, err, scanSubscription)
}

// ForgetMember deletes everything that is kept about a member, from the tables
// and from the bytes of the file. Digests that the member set up go on as
// nobody's. An error may mean that traces are left in the file: then it is to be
// called again.
func (s *Store) ForgetMember(ctx context.Context, member bot.UserID) error {
	actor := s.actor(member)
	err := s.tx(ctx, func(tx *sql.Tx) error {
		for _, step := range []struct {
			statement string
			who       any
		}{
			{`DELETE FROM events WHERE actor = ?`, actor},
			{`DELETE FROM alerts WHERE member = ?`, member}, // with what waits for them
			{`DELETE FROM alert_members WHERE member = ?`, member},
			{`UPDATE subscriptions SET created_by = '' WHERE created_by = ?`, member},
		} {
			if _, err := tx.ExecContext(ctx, step.statement, step.who); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = s.scrub(ctx, string(member), actor)
	}
	return s.fault("forget a member", err)
}

// scrub makes sure that texts which were deleted are nowhere in the file.
//
// Deleted rows are overwritten (secure_delete), but when SQLite moves rows to
// another page of a table, copies may stay behind in gaps of the old page: of
// 2,400 members who were deleted from a table in use, 16 were still there to be
// read. Writing the file anew (VACUUM) leaves nothing; as it takes seconds for a
// large file, it is done only if there is a trace.
func (s *Store) scrub(ctx context.Context, texts ...string) error {
	if err := s.emptyLog(ctx); err != nil {
		return err
	}
	for _, text := range texts {
		var found bool
		err := s.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM sqlite_dbpage WHERE instr(data, ?))`, []byte(text)).Scan(&found)
		if err != nil {
			return err
		}
		if !found {
			continue
		}
		if _, err := s.db.ExecContext(ctx, "VACUUM"); err != nil {
			return err
		}
		return s.emptyLog(ctx)
	}
	return nil
}

// emptyLog moves the write-ahead log, which keeps old pages, into the file.
func (s *Store) emptyLog(ctx context.Context) error {
	var busy, frames, moved int
	err := s.db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved)
	if err == nil && busy != 0 {
		err = errors.New("another process reads the database: its log still holds what was deleted")
	}
	return err
}
