package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"paperbot/bot"
)

// Values of alert_members.refused.
const (
	refusedUntold = 1
	refusedTold   = 2
)

const alertColumns = `id, member, query, created_at`

// PutAlert keeps an alert and returns it with its ID, unless the member has one
// of that form already, which it then returns, or has most: then the error wraps
// bot.ErrTooManyAlerts. Who asks for alerts takes direct messages again.
func (s *Store) PutAlert(ctx context.Context, a bot.Alert, form string, most int) (kept bot.Alert, added bool, err error) {
	err = s.tx(ctx, func(tx *sql.Tx) error {
		if err := accept(ctx, tx, a.Member); err != nil {
			return err
		}
		have := tx.QueryRowContext(ctx, `SELECT `+alertColumns+` FROM alerts WHERE member = ? AND form = ?`, a.Member, form)
		if kept, err = scanAlert(have); !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		kept, added, err = insertAlert(ctx, tx, a, form, most)
		return err
	})
	if err != nil {
		return bot.Alert{}, false, s.fault("keep an alert", err)
	}
	return kept, added, nil
}

func insertAlert(ctx context.Context, tx *sql.Tx, a bot.Alert, form string, most int) (kept bot.Alert, added bool, err error) {
	row := tx.QueryRowContext(ctx, `
		INSERT INTO alerts (member, query, form, created_at)
		SELECT ?1, ?2, ?3, ?4 WHERE (SELECT count(*) FROM alerts WHERE member = ?1) < ?5
		RETURNING `+alertColumns, a.Member, a.Query, form, a.CreatedAt.UnixMilli(), most)
	kept, err = scanAlert(row)
	if errors.Is(err, sql.ErrNoRows) {
		err = bot.ErrTooManyAlerts
	}
	return kept, err == nil, err
}

// Alerts returns a member's alerts, oldest first.
func (s *Store) Alerts(ctx context.Context, member bot.UserID) ([]bot.Alert, error) {
	rows, err := s.db.QueryContext(ctx, `
		SELECT `+alertColumns+` FROM alerts WHERE member = ? ORDER BY created_at, id`, member)
	return collect(s, "list alerts", rows, err, scanAlert)
}

// OpenAlerts returns the alerts of all members who take direct messages.
func (s *Store) OpenAlerts(ctx context.Context) ([]bot.Alert, error) {
	rows, err := s.db.QueryContext(ctx, `
		SELECT `+alertColumns+` FROM alerts
		WHERE member NOT IN (SELECT member FROM alert_members WHERE refused > 0) ORDER BY id`)
	return collect(s, "list all alerts", rows, err, scanAlert)
}

// DeleteAlert removes a member's alert and reports whether there was one.
func (s *Store) DeleteAlert(ctx context.Context, member bot.UserID, id bot.AlertID) (bool, error) {
	n, err := affected(s.db.ExecContext(ctx, `DELETE FROM alerts WHERE member = ? AND id = ?`, member, id))
	return n > 0, s.fault("remove an alert", err)
}

func scanAlert(row scanner) (bot.Alert, error) {
	var a bot.Alert
	var created int64
	err := row.Scan(&a.ID, &a.Member, &a.Query, &created)
	a.CreatedAt = time.UnixMilli(created).UTC()
	return a, err
}

// KeepMatches records what is to be sent. Matches of alerts that are gone, and
// those that wait already, are passed over.
func (s *Store) KeepMatches(ctx context.Context, matches []bot.AlertMatch) error {
	if len(matches) == 0 {
		return nil
	}
	err := s.tx(ctx, func(tx *sql.Tx) error {
		insert, err := tx.PrepareContext(ctx, `
			INSERT OR IGNORE INTO alert_matches (alert, paper, share) SELECT id, ?, ? FROM alerts WHERE id = ?`)
		if err != nil {
			return err
		}
		defer func() { _ = insert.Close() }() // the transaction's end tells
		for _, m := range matches {
			if _, err := insert.ExecContext(ctx, m.Paper, m.Share, m.Alert); err != nil {
				return err
			}
		}
		return nil
	})
	return s.fault("keep matches of alerts", err)
}

// Waiting returns, in order, the members who take direct messages, had none on
// that day or later, and for whom something waits.
func (s *Store) Waiting(ctx context.Context, day string) ([]bot.UserID, error) {
	rows, err := s.db.QueryContext(ctx, `
		SELECT DISTINCT a.member FROM alert_matches m JOIN alerts a ON a.id = m.alert
		LEFT JOIN alert_members d ON d.member = a.member
		WHERE m.taken = 0 AND (d.member IS NULL OR d.last_day < ? AND d.refused = 0)
		ORDER BY a.member`, day)
	return collect(s, "list members to write to", rows, err, func(row scanner) (m bot.UserID, err error) {
		return m, row.Scan(&m)
	})
}

// TakeMatches takes up what waits for a member, best first, and marks the day as
// that of the member's last message. It returns none if another process did so
// before, or the member takes no messages. What was taken and never settled is
// dropped, for it may have been sent.
func (s *Store) TakeMatches(ctx context.Context, member bot.UserID, day string) (taken []bot.AlertMatch, err error) {
	err = s.tx(ctx, func(tx *sql.Tx) error {
		claimed, err := affected(tx.ExecContext(ctx, `
			INSERT INTO alert_members (member, last_day) VALUES (?1, ?2)
			ON CONFLICT (member) DO UPDATE SET last_day = ?2 WHERE last_day < ?2 AND refused = 0`, member, day))
		if err != nil || claimed == 0 {
			return err
		}
		if err := deleteTaken(ctx, tx, member); err != nil {
			return err
		}
		if taken, err = s.readMatches(ctx, tx, member); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			UPDATE alert_matches SET taken = 1 WHERE alert IN (SELECT id FROM alerts WHERE member = ?)`, member)
		return err
	})
	if err != nil {
		return nil, s.fault("take up matches of alerts", err)
	}
	return taken, nil
}

func (s *Store) readMatches(ctx context.Context, tx *sql.Tx, member bot.UserID) ([]bot.AlertMatch, error) {
	rows, err := tx.QueryContext(ctx, `
		SELECT m.alert, a.query, m.paper, m.share FROM alert_matches m JOIN alerts a ON a.id = m.alert
		WHERE a.member = ? ORDER BY m.share DESC, m.paper, m.alert`, member)
	return collect(s, "read matches", rows, err, func(row scanner) (m bot.AlertMatch, err error) {
		return m, row.Scan(&m.Alert, &m.Query, &m.Paper, &m.Share)
	})
}

func deleteTaken(ctx context.Context, tx *sql.Tx, member bot.UserID) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM alert_matches WHERE taken = 1 AND alert IN (SELECT id FROM alerts WHERE member = ?)`, member)
	return err
}

// SettleMatches records what became of the matches taken last.
func (s *Store) SettleMatches(ctx context.Context, member bot.UserID, outcome bot.AlertOutcome) error {
	err := s.tx(ctx, func(tx *sql.Tx) error {
		switch outcome {
		case bot.AlertWaits:
			return putBack(ctx, tx, member)
		case bot.AlertRefused:
			return endDelivery(ctx, tx, member)
		}
		return deleteTaken(ctx, tx, member)
	})
	return s.fault("settle matches of alerts", err)
}

// putBack undoes TakeMatches.
func putBack(ctx context.Context, tx *sql.Tx, member bot.UserID) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE alert_matches SET taken = 0 WHERE alert IN (SELECT id FROM alerts WHERE member = ?)`, member)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE alert_members SET last_day = '' WHERE member = ?`, member)
	return err
}

// endDelivery marks that a member takes no direct messages. Nothing waits then.
func endDelivery(ctx context.Context, tx *sql.Tx, member bot.UserID) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM alert_matches WHERE alert IN (SELECT id FROM alerts WHERE member = ?)`, member)
	if err != nil {
		return err
	}
	// A member who deleted everything meanwhile has no row, and gets none.
	_, err = tx.ExecContext(ctx, `UPDATE alert_members SET refused = ? WHERE member = ?`, refusedUntold, member)
	return err
}

// Refuses tells whether a member takes no direct messages.
func (s *Store) Refuses(ctx context.Context, member bot.UserID) (refuses bool, err error) {
	err = s.db.QueryRowContext(ctx, `
		SELECT EXISTS (SELECT 1 FROM alert_members WHERE member = ? AND refused > 0)`, member).Scan(&refuses)
	return refuses, s.fault("read how a member takes messages", err)
}

// Refuse records that a member takes no direct messages, and is to be told what
// that means.
func (s *Store) Refuse(ctx context.Context, member bot.UserID) error {
	_, err := s.db.ExecContext(ctx, `
		INSERT INTO alert_members (member, refused) VALUES (?1, ?2)
		ON CONFLICT (member) DO UPDATE SET refused = ?2`, member, refusedUntold)
	return s.fault("record that a member takes no messages", err)
}

// Accept records that a member takes direct messages again.
func (s *Store) Accept(ctx context.Context, member bot.UserID) error {
	err := s.tx(ctx, func(tx *sql.Tx) error { return accept(ctx, tx, member) })
	return s.fault("record that a member takes messages", err)
}

// accept leaves no row that says nothing.
func accept(ctx context.Context, tx *sql.Tx, member bot.UserID) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM alert_members WHERE member = ? AND last_day = ''`, member); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE alert_members SET refused = 0 WHERE member = ?`, member)
	return err
}

// Refusal tells whether a member refused direct messages and was not told what
// that means.
func (s *Store) Refusal(ctx context.Context, member bot.UserID) (bool, error) {
	var untold bool
	err := s.db.QueryRowContext(ctx, `
		SELECT EXISTS (SELECT 1 FROM alert_members WHERE member = ? AND refused = ?)`, member, refusedUntold).Scan(&untold)
	return untold, s.fault("read how a member takes messages", err)
}

// Told records that the member was told.
func (s *Store) Told(ctx context.Context, member bot.UserID) error {
	_, err := s.db.ExecContext(ctx, `
		UPDATE alert_members SET refused = ? WHERE member = ? AND refused = ?`, refusedTold, member, refusedUntold)
	return s.fault("record that a member was told", err)
}
