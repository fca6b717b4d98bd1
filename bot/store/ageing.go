package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"paperbot/bot"
	"paperbot/bot/trending"
)

// DropActors forgets who caused the events before an instant, and returns how
// many those were. The events count on, each as much as it did, and those of
// whole days in the sums.
func (s *Store) DropActors(ctx context.Context, before time.Time) (n int, err error) {
	err = s.tx(ctx, func(tx *sql.Tx) error {
		if err := settleWeights(ctx, tx, before); err != nil {
			return err
		}
		n, err = affected(tx.ExecContext(ctx, `
			UPDATE events SET actor = NULL, key = NULL WHERE actor IS NOT NULL AND at < ?`, before.UnixMilli()))
		if err != nil {
			return err
		}
		return sumUp(ctx, tx, before.UTC().Truncate(24*time.Hour))
	})
	if err == nil && n > 0 {
		err = s.emptyLog(ctx)
	}
	return n, s.fault("forget actors", err)
}

// settleWeights writes down what the events count of members who gave more on a
// day than may be, for all days whose actors are about to be forgotten.
func settleWeights(ctx context.Context, tx *sql.Tx, before time.Time) error {
	rows, err := tx.QueryContext(ctx, `SELECT DISTINCT scope FROM events WHERE actor IS NOT NULL AND at < ?`, before.UnixMilli())
	if err != nil {
		return err
	}
	scopes, err := scanAll[bot.Scope](rows)
	if err != nil {
		return err
	}
	tomorrow := before.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1)
	for _, scope := range scopes {
		events, err := readEvents(ctx, tx, `scope = ? AND actor IS NOT NULL AND at < ?`, scope, tomorrow.UnixMilli())
		if err != nil {
			return err
		}
		for _, e := range trending.Capped(events) {
			if _, err := tx.ExecContext(ctx, `UPDATE events SET weight = ?1 WHERE key = ?2 AND weight > ?1`, e.Weight, e.Key); err != nil {
				return err
			}
		}
	}
	return nil
}

func scanAll[T any](rows *sql.Rows) ([]T, error) {
	defer func() { _ = rows.Close() }() // rows.Err tells
	var all []T
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

// sumUp adds the events before a midnight to the sums that are not in them yet.
func sumUp(ctx context.Context, tx *sql.Tx, midnight time.Time) error {
	from, err := summedBefore(ctx, tx)
	if err != nil || midnight.UnixMilli() <= from {
		return err
	}
	rows, err := tx.QueryContext(ctx, `SELECT DISTINCT scope FROM events WHERE at >= ? AND at < ?`, from, midnight.UnixMilli())
	if err != nil {
		return err
	}
	scopes, err := scanAll[bot.Scope](rows)
	if err != nil {
		return err
	}
	for _, scope := range scopes {
		events, err := readEvents(ctx, tx, `scope = ? AND at >= ? AND at < ?`, scope, from, midnight.UnixMilli())
		if err != nil {
			return err
		}
		if err := addToSums(ctx, tx, scope, trending.NewBoard(events)); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, `UPDATE summed SET before = ?`, midnight.UnixMilli())
	return err
}

// addToSums adds a board to the sums of a scope.
func addToSums(ctx context.Context, tx *sql.Tx, scope bot.Scope, board trending.Board) error {
	old, err := readSums(ctx, tx, scope)
	if err != nil {
		return err
	}
	for paper, more := range board {
		sum := &old.Of(paper).Sum
		sum.Merge(&more.Sum)
		units, err := sum.MarshalBinary()
		if err != nil {
			return fmt.Errorf("sum of %s: %w", paper, err)
		}
		if _, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO sums (scope, paper, units) VALUES (?, ?, ?)`, scope, paper, units); err != nil {
			return err
		}
	}
	return nil
}
