package bot_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"paperbot/bot"
	"paperbot/bot/store"
	"paperbot/corpus"
	"paperbot/corpus/seed"
)

// BenchmarkTenThousandDigests plans and posts 10,000 digests that are due at one
// instant in 400 zones, over the real corpus and a file, with a chat that takes
// no time. It reports how long it takes until all are planned.
func BenchmarkTenThousandDigests(b *testing.B) {
	const channels = 10_000
	for b.Loop() {
		b.StopTimer()
		path := filepath.Join(b.TempDir(), "bot.db")
		s, err := store.Open(b.Context(), path)
		if err != nil {
			b.Fatal(err)
		}
		papers, err := bot.New(bot.Config{Papers: corpus.NewCollection(seed.Papers()), Evidence: s})
		if err != nil {
			b.Fatal(err)
		}
		subscribeEverywhere(b, path, channels)
		chat := &instantChat{want: channels, done: make(chan struct{})}
		claims := &claimClock{Store: s}
		scheduler, err := bot.NewScheduler(bot.SchedulerConfig{Store: claims, Poster: chat, Papers: papers, Logger: slog.New(slog.DiscardHandler)})
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
		b.ReportMetric(claims.last.Sub(begun).Seconds(), "s-to-plan")
		b.StopTimer()
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// subscribeEverywhere sets digests that are due at the beginning of this minute,
// wherever that is, all in one transaction.
func subscribeEverywhere(b *testing.B, path string, channels int) {
	b.Helper()
	due := time.Now().Truncate(time.Minute)
	zones := zoneNames(b, 400)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		b.Fatal(err)
	}
	tx, err := db.BeginTx(b.Context(), nil)
	if err != nil {
		b.Fatal(err)
	}
	for i := range channels {
		zone := zones[i%len(zones)]
		local := due.In(zone)
		_, err := tx.ExecContext(b.Context(), `
			INSERT INTO subscriptions (channel, server, at_minute, zone, count, topic, created_by, created_at, state, reason)
			VALUES (?, ?, ?, ?, 5, '', '', ?, 'active', '')`,
			fmt.Sprint("c", i), fmt.Sprint("s", i), local.Hour()*60+local.Minute(), zone.String(), due.AddDate(0, 0, -1).UnixMilli())
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := errors.Join(tx.Commit(), db.Close()); err != nil {
		b.Fatal(err)
	}
}

// zoneNames returns so many zones.
func zoneNames(b *testing.B, n int) []*time.Location {
	b.Helper()
	data, err := os.ReadFile("zones.txt")
	if err != nil {
		b.Fatal(err)
	}
	var zones []*time.Location
	for _, word := range strings.Fields(string(data)) {
		loc, err := time.LoadLocation(word)
		if err == nil && strings.Contains(word, "/") && len(zones) < n {
			zones = append(zones, loc)
		}
	}
	if len(zones) < n {
		b.Fatalf("only %d zones", len(zones))
	}
	return zones
}

// BenchmarkStartOverMillion starts a scheduler over a million deliveries of the
// past and waits for its first post.
func BenchmarkStartOverMillion(b *testing.B) {
	path := filepath.Join(b.TempDir(), "bot.db")
	s, err := store.Open(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	fillHistory(b, path, 1_000_000)
	b.ReportAllocs() // memory does not grow with what is past
	for n := 0; b.Loop(); n++ {
		b.StopTimer()
		if err := setOne(b, path, bot.ChannelID(fmt.Sprint("new", n))); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		s, err := store.Open(b.Context(), path)
		if err != nil {
			b.Fatal(err)
		}
		chat := &instantChat{want: 1, done: make(chan struct{})}
		scheduler, err := bot.NewScheduler(bot.SchedulerConfig{Store: s, Poster: chat, Papers: &shelf{size: 264}})
		if err != nil {
			b.Fatal(err)
		}
		ctx, cancel := context.WithCancel(b.Context())
		stopped := make(chan error)
		go func() { stopped <- scheduler.Run(ctx) }()
		<-chat.done
		b.StopTimer()
		cancel()
		if err := errors.Join(<-stopped, s.Close()); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// fillHistory records deliveries of a thousand channels, one a day until
// yesterday.
func fillHistory(b *testing.B, path string, deliveries int) {
	b.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		b.Fatal(err)
	}
	_, err = db.ExecContext(b.Context(), `
		WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ? - 1)
		INSERT INTO deliveries (channel, local_date, state, scheduled, expires, nonce, papers, note, message_id, attempts, error, owner, updated_at)
		SELECT 'c' || (i % 1000), date('now', '-' || (i / 1000 + 1) || ' days'), 'sent', 0, 0, 'n', '[{"id":"p1","rank":1}]', '', 'm', 1, '', 'me', 0 FROM n`, deliveries)
	if err := errors.Join(err, db.Close()); err != nil {
		b.Fatal(err)
	}
}

// setOne sets a digest that is due since this minute began.
func setOne(b *testing.B, path string, channel bot.ChannelID) error {
	b.Helper()
	s, err := store.Open(b.Context(), path)
	if err != nil {
		return err
	}
	due := time.Now().UTC().Truncate(time.Minute)
	err = s.PutSubscription(b.Context(), bot.Subscription{
		Channel: channel, Zone: "UTC", Count: 5, At: bot.TimeOfDay(due.Hour()*60 + due.Minute()), CreatedAt: due.AddDate(0, 0, -1),
	})
	return errors.Join(err, s.Close())
}
