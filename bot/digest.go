package bot

import (
	"context"
	"fmt"
	"time"

	"paperbot/corpus"
)

// NoRepeatDays is for how many local days a channel is not shown a paper again.
const NoRepeatDays = 90

// A Digest is the post of one subscription for one local date.
type Digest struct {
	Subscription Subscription
	Date         string    // local date, "2026-11-25"
	Items        []Item    // never a paper that this channel had within the no-repeat window
	Left         []LeftOut // what a rule kept out; not known of a digest that was planned before
	Note         Text      // why there are fewer papers than asked for; zero for none
	InDoubt      bool      // an earlier attempt to post it may have succeeded
}

// A DigestSource chooses and presents papers; *Bot is one.
type DigestSource interface {
	Trending(ctx context.Context, q TrendingQuery) (Listing, error)
	Card(ctx context.Context, idOrTitle string) (Card, error)
}

// Digest chooses the papers of sub for the scheduled instant at. had tells
// which papers the channel was shown within the no-repeat window (nil: none).
// The same arguments give the same digest. With nothing to show, Items is empty
// and Note says why.
func (b *Bot) Digest(ctx context.Context, sub Subscription, at time.Time, had func(corpus.ID) bool) (Digest, error) {
	return chooseDigest(ctx, b, sub, at, had)
}

func chooseDigest(ctx context.Context, src DigestSource, sub Subscription, at time.Time, had func(corpus.ID) bool) (Digest, error) {
	schedule, err := sub.Schedule()
	if err != nil {
		return Digest{}, fmt.Errorf("digest for channel %s: %w", sub.Channel, err)
	}
	list, err := src.Trending(ctx, TrendingQuery{At: at, Scope: ScopeOf(sub.Server), Count: sub.Count, Topic: sub.Topic, Without: sub.Without, Varied: true, Exclude: had})
	if err != nil {
		return Digest{}, fmt.Errorf("digest for channel %s: %w", sub.Channel, err)
	}
	d := Digest{Subscription: sub, Date: localDay(at, schedule.Location).Format(time.DateOnly), Items: list.Items, Left: list.Left}
	if len(d.Items) < sub.Count {
		d.Note = list.Note
	}
	return d, nil
}
