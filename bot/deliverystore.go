package bot

import (
	"context"
	"errors"
	"time"

	"paperbot/corpus"
)

// A DeliveryStore keeps subscriptions and deliveries. What it has acknowledged
// outlives the process and the machine's power; bot/store is one.
type DeliveryStore interface {
	// ActiveSubscriptions returns the subscriptions that are to be posted.
	ActiveSubscriptions(ctx context.Context) ([]Subscription, error)
	// Subscription returns a channel's subscription, or ErrNoSubscription.
	Subscription(ctx context.Context, channel ChannelID) (Subscription, error)
	// DeliveryKeys returns the keys of all deliveries for that local date or later.
	DeliveryKeys(ctx context.Context, date string) (map[DeliveryKey]bool, error)
	// PapersSince returns the papers that the channel, or the one from which its
	// digest was moved, was or may have been shown on that local date or later.
	PapersSince(ctx context.Context, channel ChannelID, date string) (map[corpus.ID]bool, error)
	// Claim records deliveries that are not yet there, all or none, and returns
	// how many were new.
	Claim(ctx context.Context, ds []Delivery) (int, error)
	// DueDeliveries returns at most limit unfinished deliveries that may be taken
	// up at now, or were tried in its future, earliest first, and when the next
	// one after now can be taken up (zero: none).
	DueDeliveries(ctx context.Context, now time.Time, limit int) (due []Delivery, next time.Time, err error)
	// Advance takes deliveries a step on, in one transaction, and tells for each
	// whether it still was as the step expected; if not, it is left as it is.
	Advance(ctx context.Context, steps []Step) ([]bool, error)
}

// ErrNoSubscription says that a channel has no digest.
var ErrNoSubscription = errors.New("this channel has no digest")

// ErrHasSubscription says that a channel has a digest already.
var ErrHasSubscription = errors.New("this channel has a digest already")

// A DeliveryKey names a delivery.
type DeliveryKey struct {
	Channel ChannelID
	Date    string
}

// A Step takes a delivery from one record to the next. It holds if State and
// Attempts in the store still are those of From; a delivery that was given up as
// unknown meanwhile may still turn out to be sent.
type Step struct {
	From, To Delivery
	Block    string // block the channel's subscription, for this reason; "" does not
	Server   bool   // block those of the channel's whole server
}
