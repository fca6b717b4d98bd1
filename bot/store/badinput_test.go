package store

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"paperbot/bot"
	"paperbot/corpus"
	"paperbot/corpus/seed"
)

// A counter is a chat that counts what is posted.
type counter struct {
	posts  atomic.Int64
	posted chan struct{}
}

func (c *counter) Post(context.Context, bot.ChannelID, string, bot.Digest) (string, error) {
	if c.posts.Add(1) == 1 {
		close(c.posted)
	}
	return "m", nil
}

// A refusal tells of each error with which a claim ended.
type refusals struct {
	*Store
	told chan error
}

func (s refusals) Claim(ctx context.Context, ds []bot.Delivery) (int, error) {
	n, err := s.Store.Claim(ctx, ds)
	if err != nil {
		select {
		case s.told <- err:
		default:
		}
	}
	return n, err
}

// A scheduler whose disk is full when it claims a digest, or whose database is
// held by another program, sends nothing; once there is room, it sends one.
func TestBadInput_no_claim_no_post(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		says  string
		block func(t *testing.T, s *Store) (release func())
	}{
		{"disk full while claiming", "the disk is full", func(t *testing.T, s *Store) func() {
			room := func(pages int) {
				_, err := s.db.ExecContext(t.Context(), fmt.Sprint("PRAGMA max_page_count = ", pages))
				must(t, err)
			}
			room(1) // no more than there are now, of which the last has some left
			for i, err := 0, error(nil); err == nil; i++ {
				_, err = s.Claim(t.Context(), []bot.Delivery{testDelivery(bot.ChannelID(fmt.Sprint("old", i)), "2026-11-23")})
			}
			return func() { room(1_000_000) }
		}},
		{"database locked", "in use by another process", func(t *testing.T, s *Store) func() { return holdLock(t, s.path) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, err := open(t.Context(), filepath.Join(t.TempDir(), "bot.db"), 50*time.Millisecond, nil)
			must(t, err)
			defer func() { must(t, s.Close()) }()
			due := time.Now().UTC().Truncate(time.Minute)
			for _, channel := range []bot.ChannelID{"a", "b"} {
				must(t, s.PutSubscription(t.Context(), bot.Subscription{Channel: channel, Zone: "UTC", Count: 5,
					At: bot.TimeOfDay(due.Hour()*60 + due.Minute()), CreatedAt: due.Add(-time.Hour)}))
			}
			papers, err := bot.New(bot.Config{Papers: corpus.NewCollection(seed.Papers())})
			must(t, err)
			release := tt.block(t, s)
			chat, told := &counter{posted: make(chan struct{})}, make(chan error, 1)
			scheduler, err := bot.NewScheduler(bot.SchedulerConfig{Store: refusals{s, told}, Poster: chat, Papers: papers})
			must(t, err)
			ctx, cancel := context.WithCancel(t.Context())
			stopped := make(chan error)
			go func() { stopped <- scheduler.Run(ctx) }()
			if err := <-told; !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %v, want %q", err, tt.says)
			}
			if n := chat.posts.Load(); n > 0 {
				t.Errorf("%d posts that were not written down", n)
			}
			release()
			<-chat.posted // after the pause that follows an error
			cancel()
			must(t, <-stopped)
			for _, channel := range []bot.ChannelID{"a", "b"} {
				if had, err := s.Deliveries(t.Context(), channel, 2); len(had) != 1 || err != nil {
					t.Errorf("%s: %v, %v", channel, had, err)
				}
			}
		})
	}
}
