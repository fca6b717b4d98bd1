package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"paperbot/bot"
	"paperbot/corpus"
)

const deliveryColumns = `channel, local_date, state, scheduled, expires, nonce, papers, note,
	message_id, attempts, error, owner, tried_at, next_at, updated_at`

// Claim records the deliveries whose channel and local date have none yet, all
// in one transaction, and returns how many those were.
func (s *Store) Claim(ctx context.Context, ds []bot.Delivery) (claimed int, err error) {
	stmt, err := s.statement(ctx, insertDelivery)
	if err != nil {
		return 0, s.fault("claim deliveries", err)
	}
	err = s.tx(ctx, func(tx *sql.Tx) error {
		insert := tx.StmtContext(ctx, stmt)
		for _, d := range ds {
			n, err := claim(ctx, insert, d)
			if err != nil {
				return err
			}
			claimed += n
		}
		return nil
	})
	if err != nil {
		return 0, s.fault("claim deliveries", err)
	}
	return claimed, nil
}

const insertDelivery = `
	INSERT INTO deliveries (` + deliveryColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (channel, local_date) DO NOTHING`

func claim(ctx context.Context, insert *sql.Stmt, d bot.Delivery) (int, error) {
	papers, err := encodePapers(d.Papers)
	if err != nil {
		return 0, err
	}
	return affected(insert.ExecContext(ctx,
		d.Channel, d.Date, d.State, millis(d.Scheduled), millis(d.Expires), d.Nonce, papers, d.Note,
		d.MessageID, d.Attempts, d.Error, d.Owner, millis(d.TriedAt), millis(d.NextAt), d.UpdatedAt.UnixMilli()))
}

// Advance takes deliveries a step on, in one transaction, and tells for each
// whether it still was as the step expected; if not, it is left as it is.
func (s *Store) Advance(ctx context.Context, steps []bot.Step) (applied []bool, err error) {
	stmt, err := s.statement(ctx, updateDelivery)
	if err != nil {
		return nil, s.fault("advance deliveries", err)
	}
	err = s.tx(ctx, func(tx *sql.Tx) error {
		update := tx.StmtContext(ctx, stmt)
		for _, step := range steps {
			ok, err := advance(ctx, tx, update, step)
			if err != nil {
				return err
			}
			applied = append(applied, ok)
		}
		return nil
	})
	if err != nil {
		return nil, s.fault("advance deliveries", err)
	}
	return applied, nil
}

const updateDelivery = `
	UPDATE deliveries
	SET state = ?, message_id = ?, attempts = ?, error = ?, owner = ?, tried_at = ?, next_at = ?, updated_at = ?
	WHERE channel = ? AND local_date = ? AND attempts = ?
	  AND (state = ? OR state = 'unknown' AND ? = 'sent')`

func advance(ctx context.Context, tx *sql.Tx, update *sql.Stmt, step bot.Step) (bool, error) {
	from, to := step.From, step.To
	n, err := affected(update.ExecContext(ctx,
		to.State, to.MessageID, to.Attempts, to.Error, to.Owner, millis(to.TriedAt), millis(to.NextAt), to.UpdatedAt.UnixMilli(),
		from.Channel, from.Date, from.Attempts, from.State, to.State))
	if err != nil || step.Block == "" {
		return n > 0, err
	}
	// What was set after the attempt began was set by someone who knew better.
	_, err = tx.ExecContext(ctx, `
		UPDATE subscriptions SET state = 'blocked', reason = ?1
		WHERE state = 'active' AND created_at <= ?2 AND (channel = ?3
		   OR ?4 AND server <> '' AND server = (SELECT server FROM subscriptions WHERE channel = ?3))`,
		step.Block, from.UpdatedAt.UnixMilli(), from.Channel, step.Server)
	return n > 0, err
}

// DueDeliveries returns at most limit unfinished deliveries that may be taken up
// at now, or were tried in its future (the clock was set back), earliest first,
// and when the next one after now may be taken up; zero if there is none.
func (s *Store) DueDeliveries(ctx context.Context, now time.Time, limit int) (due []bot.Delivery, next time.Time, err error) {
	rows, err := s.query(ctx, `
		SELECT `+deliveryColumns+` FROM deliveries
		WHERE next_at IS NOT NULL AND (next_at <= ?1 OR tried_at > ?1)
		ORDER BY next_at, channel LIMIT ?2`, now.UnixMilli(), limit)
	due, err = collect(s, "list due deliveries", rows, err, scanDelivery)
	if err != nil {
		return nil, time.Time{}, err
	}
	var nextAt sql.NullInt64
	err = s.db.QueryRowContext(ctx, `SELECT min(next_at) FROM deliveries WHERE next_at > ?`, now.UnixMilli()).Scan(&nextAt)
	if err != nil {
		return nil, time.Time{}, s.fault("find the next delivery", err)
	}
	return due, instant(nextAt), nil
}

// DeliveryKeys returns the keys of all deliveries for that local date or later.
func (s *Store) DeliveryKeys(ctx context.Context, date string) (map[bot.DeliveryKey]bool, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT channel, local_date FROM deliveries WHERE local_date >= ?`, date)
	keys, err := collect(s, "list deliveries", rows, err, func(row scanner) (k bot.DeliveryKey, err error) {
		return k, row.Scan(&k.Channel, &k.Date)
	})
	return set(keys), err
}

// PapersSince returns the papers that the channel, or the one from which its
// digest was moved, was or may have been shown on that local date or later, by
// the IDs of then and of now.
func (s *Store) PapersSince(ctx context.Context, channel bot.ChannelID, date string) (map[corpus.ID]bool, error) {
	rows, err := s.query(ctx, `
		WITH shown AS (SELECT paper FROM (`+shownPapers+`) WHERE channel = ? AND local_date >= ?)
		SELECT paper FROM shown UNION SELECT now FROM shown JOIN paper_names ON old = paper`, channel, date)
	ids, err := collect(s, "list delivered papers", rows, err, func(row scanner) (id corpus.ID, err error) {
		return id, row.Scan(&id)
	})
	return set(ids), err
}

// Deliveries returns a channel's deliveries, latest date first, at most limit.
func (s *Store) Deliveries(ctx context.Context, channel bot.ChannelID, limit int) ([]bot.Delivery, error) {
	rows, err := s.db.QueryContext(ctx, `
		SELECT `+deliveryColumns+` FROM deliveries WHERE channel = ? ORDER BY local_date DESC LIMIT ?`, channel, limit)
	return collect(s, "list deliveries of channel "+string(channel), rows, err, scanDelivery)
}

func scanDelivery(row scanner) (bot.Delivery, error) {
	var d bot.Delivery
	var papers string
	var scheduled, expires, tried, next, updated sql.NullInt64
	err := row.Scan(&d.Channel, &d.Date, &d.State, &scheduled, &expires, &d.Nonce, &papers, &d.Note,
		&d.MessageID, &d.Attempts, &d.Error, &d.Owner, &tried, &next, &updated)
	if err != nil {
		return bot.Delivery{}, err
	}
	d.Scheduled, d.Expires, d.TriedAt = instant(scheduled), instant(expires), instant(tried)
	d.NextAt, d.UpdatedAt = instant(next), instant(updated)
	if err := json.Unmarshal([]byte(papers), &d.Papers); err != nil {
		return bot.Delivery{}, fmt.Errorf("papers of delivery %s %s: %w", d.Channel, d.Date, err)
	}
	return d, nil
}

func encodePapers(papers []bot.DeliveredPaper) (string, error) {
	if papers == nil {
		papers = []bot.DeliveredPaper{}
	}
	b, err := json.Marshal(papers)
	return string(b), err
}

// millis returns the stored form of an instant, nil for none.
func millis(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

func instant(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64).UTC()
}

func affected(res sql.Result, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	return int(n), err
}

func set[K comparable](keys []K) map[K]bool {
	m := make(map[K]bool, len(keys))
	for _, k := range keys {
		m[k] = true
	}
	return m
}
