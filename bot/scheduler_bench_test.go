package bot_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"paperbot/bot"
	"paperbot/bot/store"
)

// BenchmarkThousandDigests posts the digests of 1,000 channels that are due in
// one minute, over a file, with a chat that takes no time. It reports how long it
// takes until all are claimed, and the whole.
func BenchmarkThousandDigests(b *testing.B) {
	const channels = 1000
	for b.Loop() {
		b.StopTimer()
		s := dueStore(b, channels)
		chat := &instantChat{want: channels, done: make(chan struct{})}
		claims := &claimClock{Store: s}
		scheduler, err := bot.NewScheduler(bot.SchedulerConfig{Store: claims, Poster: chat, Papers: &shelf{size: 264}})
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		begun := time.Now()
		ctx, cancel := context.WithCancel(b.Context())
		stopped := make(chan error)
		go func() { stopped <- scheduler.Run(ctx) }()
		<-chat.done
		cancel()
		if err := <-stopped; err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(claims.last.Sub(begun).Seconds()*1000, "ms-to-claim")
		b.StopTimer()
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// dueStore returns a store with so many subscriptions due since a minute.
func dueStore(b *testing.B, channels int) *store.Store {
	b.Helper()
	s, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "bot.db"))
	if err != nil {
		b.Fatal(err)
	}
	due := time.Now().UTC().Add(-time.Minute)
	for i := range channels {
		sub := bot.Subscription{
			Channel: bot.ChannelID(fmt.Sprint("c", i)), Zone: "UTC", Count: 5,
			At: bot.TimeOfDay(due.Hour()*60 + due.Minute()), CreatedAt: due.AddDate(0, 0, -1),
		}
		if err := s.PutSubscription(b.Context(), sub); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

// An instantChat takes every message at once and tells when it has them all.
type instantChat struct {
	got  atomic.Int64
	want int64
	done chan struct{}
}

func (c *instantChat) Post(context.Context, bot.ChannelID, string, bot.Digest) (string, error) {
	if c.got.Add(1) == c.want {
		close(c.done)
	}
	return "m", nil
}

// A claimClock remembers when the last claim was made.
type claimClock struct {
	*store.Store
	last time.Time
}

func (c *claimClock) Claim(ctx context.Context, ds []bot.Delivery) (int, error) {
	n, err := c.Store.Claim(ctx, ds)
	c.last = time.Now()
	return n, err
}
