package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"paperbot/bot"
)

const subscriptionColumns = `channel, server, at_minute, zone, count, topic, created_by, created_at, state, reason, publish, without, days, thread`

// PutSubscription sets a channel's subscription in place of the one it may have.
// The error may be a bot.InputError.
func (s *Store) PutSubscription(ctx context.Context, sub bot.Subscription) error {
	if err := sub.Validate(); err != nil {
		return err
	}
	_, err := insertSubscription(ctx, s.db, "INSERT OR REPLACE", sub)
	return s.fault("set the subscription of channel "+string(sub.Channel), err)
}

// An execer is a database or a transaction.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// insertSubscription inserts sub; verb says what happens if its channel has one.
func insertSubscription(ctx context.Context, db execer, verb string, sub bot.Subscription) (sql.Result, error) {
	if sub.State == "" {
		sub.State = bot.SubscriptionActive
	}
	return db.ExecContext(ctx, verb+` INTO subscriptions (`+subscriptionColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		sub.Channel, sub.Server, sub.At, sub.Zone, sub.Count, sub.Topic,
		sub.CreatedBy, sub.CreatedAt.UnixMilli(), sub.State, sub.Reason, sub.Publish, sub.Without, sub.Days, sub.Thread)
}

// Subscription returns a channel's subscription, or an error that wraps
// bot.ErrNoSubscription.
func (s *Store) Subscription(ctx context.Context, channel bot.ChannelID) (bot.Subscription, error) {
	doing := "read the subscription of channel " + string(channel)
	stmt, err := s.statement(ctx, `SELECT `+subscriptionColumns+` FROM subscriptions WHERE channel = ?`) //nolint:sqlclosecheck // it is kept, and closed with the database
	if err != nil {
		return bot.Subscription{}, s.fault(doing, err)
	}
	sub, err := scanSubscription(stmt.QueryRowContext(ctx, channel))
	if errors.Is(err, sql.ErrNoRows) {
		err = bot.ErrNoSubscription
	}
	return sub, s.fault(doing, err)
}

// ServerSubscriptions returns the subscriptions of a server by channel, whatever
// their state.
func (s *Store) ServerSubscriptions(ctx context.Context, server bot.ServerID) ([]bot.Subscription, error) {
	rows, err := s.db.QueryContext(ctx, `
		SELECT `+subscriptionColumns+` FROM subscriptions WHERE server = ? ORDER BY channel`, server)
	return collect(s, "list subscriptions", rows, err, scanSubscription)
}

// Subscriptions returns all subscriptions by channel, whatever their state.
func (s *Store) Subscriptions(ctx context.Context) ([]bot.Subscription, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT `+subscriptionColumns+` FROM subscriptions ORDER BY channel`)
	return collect(s, "list all subscriptions", rows, err, scanSubscription)
}

// ActiveSubscriptions returns the subscriptions that are to be posted.
func (s *Store) ActiveSubscriptions(ctx context.Context) ([]bot.Subscription, error) {
	rows, err := s.db.QueryContext(ctx, `
		SELECT `+subscriptionColumns+` FROM subscriptions WHERE state = ? ORDER BY channel`, bot.SubscriptionActive)
	return collect(s, "list active subscriptions", rows, err, scanSubscription)
}

// DeleteSubscription removes a channel's subscription and reports whether it had
// one. The record of what was delivered stays.
func (s *Store) DeleteSubscription(ctx context.Context, channel bot.ChannelID) (bool, error) {
	res, err := s.db.ExecContext(ctx, `DELETE FROM subscriptions WHERE channel = ?`, channel)
	if err != nil {
		return false, s.fault("remove the subscription of channel "+string(channel), err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// A scanner is a row of a result.
type scanner interface{ Scan(dest ...any) error }

func scanSubscription(row scanner) (bot.Subscription, error) {
	var sub bot.Subscription
	var created int64
	err := row.Scan(&sub.Channel, &sub.Server, &sub.At, &sub.Zone, &sub.Count, &sub.Topic,
		&sub.CreatedBy, &created, &sub.State, &sub.Reason, &sub.Publish, &sub.Without, &sub.Days, &sub.Thread)
	sub.CreatedAt = time.UnixMilli(created).UTC()
	return sub, err
}

// collect scans every row of a query's result.
func collect[T any](s *Store, doing string, rows *sql.Rows, err error, scan func(scanner) (T, error)) ([]T, error) {
	if err != nil {
		return nil, s.fault(doing, err)
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var all []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, s.fault(doing, err)
		}
		all = append(all, v)
	}
	return all, s.fault(doing, rows.Err())
}
