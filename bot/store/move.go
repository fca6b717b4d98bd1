package store

import (
	"context"
	"database/sql"

	"paperbot/bot"
)

// MoveSubscription puts sub, which names its new channel, in place of the
// subscription of the channel from. The new channel counts as having been shown
// what the old one was; both keep the record of their own deliveries, so neither
// gets a second digest for a date. The error may be a bot.InputError, or wrap
// bot.ErrNoSubscription (from has none) or bot.ErrHasSubscription (the new
// channel has one).
func (s *Store) MoveSubscription(ctx context.Context, from bot.ChannelID, sub bot.Subscription) error {
	if err := sub.Validate(); err != nil {
		return err
	}
	err := s.tx(ctx, func(tx *sql.Tx) error {
		n, err := affected(tx.ExecContext(ctx, `DELETE FROM subscriptions WHERE channel = ?`, from))
		if err == nil && n == 0 {
			err = bot.ErrNoSubscription
		}
		if err != nil {
			return err
		}
		n, err = affected(insertSubscription(ctx, tx, "INSERT OR IGNORE", sub))
		if err == nil && n == 0 {
			err = bot.ErrHasSubscription
		}
		if err != nil {
			return err
		}
		return inherit(ctx, tx, from, sub.Channel)
	})
	return s.fault("move the subscription of channel "+string(from), err)
}

// inherit lets a channel count as having been shown all that another one was.
func inherit(ctx context.Context, tx *sql.Tx, from, to bot.ChannelID) error {
	_, err := tx.ExecContext(ctx, `
		INSERT OR IGNORE INTO inherited_papers (channel, local_date, paper)
		SELECT ?1, local_date, paper FROM (`+shownPapers+`) WHERE channel = ?2`, to, from)
	return err
}

// shownPapers selects what every channel was, or may have been, shown.
const shownPapers = `
	SELECT d.channel, d.local_date, p.value ->> 'id' AS paper FROM deliveries d, json_each(d.papers) p
	WHERE d.state IN ('planned', 'sending', 'sent', 'unknown')
	UNION ALL SELECT channel, local_date, paper FROM inherited_papers`
