package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"paperbot/bot"
)

func TestBlockedChannel(t *testing.T) {
	inWorld(t, "2026-11-25T09:00:00Z", func(w *world) {
		w.chat.before = func(_ context.Context, c bot.ChannelID) error {
			if c == "gone" {
				return bot.Blocked{Reason: "the channel does not exist any more"}
			}
			return nil
		}
		w.subscribe("09:30", "UTC", "gone", "c")
		w.runDays(2, time.Hour)
		w.wantPosts("UTC", "c 25 Nov 09:30:00 UTC p1 p2 p3 p4 p5", "c 26 Nov 09:30:00 UTC p6 p7 p8 p9 p10")
		w.wantState("gone", bot.DeliveryBlocked, "channel blocked: the channel does not exist any more")
		if d := w.delivery("gone"); d.Date != "2026-11-25" || d.Attempts != 1 {
			t.Errorf("tried %d times, last on %s", d.Attempts, d.Date)
		}
		s := w.open()
		defer func() { w.must(s.Close()) }()
		sub, err := s.Subscription(w.t.Context(), "gone")
		w.must(err)
		if sub.State != bot.SubscriptionBlocked || sub.Reason != "the channel does not exist any more" {
			t.Errorf("subscription is %s: %s", sub.State, sub.Reason)
		}
	})
}

func TestRetries(t *testing.T) {
	refused := errors.New("429")
	for _, tt := range []struct {
		name    string
		fails   func(since time.Duration) error // since the due instant
		posted  string                          // "" if it is not
		state   bot.DeliveryState
		problem string
	}{
		{
			"rate limit", func(since time.Duration) error {
				if since < 40*time.Minute {
					return bot.Retry{After: 40 * time.Minute, Err: refused}
				}
				return nil
			}, "23:10:00", bot.DeliverySent, "",
		},
		{
			"outage of a minute", func(since time.Duration) error {
				if since < time.Minute {
					return bot.Retry{Err: refused} // at 0, 5, 15, 35 seconds
				}
				return nil
			}, "22:31:15", bot.DeliverySent, "",
		},
		{
			"outage of the day", func(time.Duration) error { return bot.Retry{Err: refused} },
			"", bot.DeliveryFailed, "gave up for the day: not posted, try later: 429",
		},
		{
			"our fault", func(time.Duration) error { return bot.Refused{Err: errors.New("400")} },
			"", bot.DeliveryFailed, "message refused: 400",
		},
		{
			"in doubt, then fine", func(since time.Duration) error {
				if since < 30*time.Second {
					return bot.Uncertain{Err: errors.New("reset")}
				}
				return nil
			}, "22:30:35", bot.DeliverySent, "",
		},
		{
			"in doubt, then told to wait too long", func(since time.Duration) error {
				if since < time.Second {
					return errors.New("an error of no kind")
				}
				return bot.Retry{After: time.Hour, Err: refused}
			}, "", bot.DeliveryUnknown, "not posted, try later: 429",
		},
		{
			"always in doubt", func(time.Duration) error { return bot.Uncertain{Err: errors.New("reset")} },
			"", bot.DeliveryUnknown, "may have been posted: reset",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, "2026-11-25T22:00:00Z", func(w *world) {
				due := time.Date(2026, 11, 25, 22, 30, 0, 0, time.UTC)
				w.chat.before = func(context.Context, bot.ChannelID) error { return tt.fails(time.Since(due)) }
				w.subscribe("22:30", "UTC", "c")
				w.start()
				w.sleepUntil("2026-11-25T23:59:59Z")
				w.wantState("c", tt.state, tt.problem)
				if tt.posted == "" {
					w.wantPosts("UTC")
				} else {
					w.wantPosts("UTC", fmt.Sprintf("c 25 Nov %s UTC p1 p2 p3 p4 p5", tt.posted))
				}
			})
		})
	}
}

func TestLostAnswersPostOnce(t *testing.T) {
	inWorld(t, "2026-11-25T09:00:00Z", func(w *world) {
		w.chat.after = func(ctx context.Context, c bot.ChannelID) error { // kept, but the answer never comes
			if c == "deaf" || time.Now().Before(time.Date(2026, 11, 25, 9, 30, 20, 0, time.UTC)) {
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		}
		w.subscribe("09:30", "UTC", "c", "deaf")
		w.start()
		w.sleepUntil("2026-11-25T10:00:00Z")
		w.wantPosts("UTC", "c 25 Nov 09:30:00 UTC p1 p2 p3 p4 p5", "deaf 25 Nov 09:30:00 UTC p1 p2 p3 p4 p5")
		w.wantState("c", bot.DeliverySent, "")
		w.wantState("deaf", bot.DeliveryUnknown, "context deadline exceeded")
	})
}

func TestSlowChannelsHoldUpNobody(t *testing.T) {
	inWorld(t, "2026-11-25T09:00:00Z", func(w *world) {
		w.chat.before = func(ctx context.Context, c bot.ChannelID) error {
			if strings.HasPrefix(string(c), "slow") {
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		}
		w.subscribe("09:30", "UTC", "slow1", "slow2", "slow3", "a", "z")
		w.start(func(c *bot.SchedulerConfig) { c.Parallel = 4 })
		w.sleepUntil("2026-11-25T09:30:00Z")
		w.wantPosts("UTC", "a 25 Nov 09:30:00 UTC p1 p2 p3 p4 p5", "z 25 Nov 09:30:00 UTC p1 p2 p3 p4 p5")
	})
}

func TestShutdownLetsPostsFinish(t *testing.T) {
	for _, tt := range []struct {
		name     string
		takes    time.Duration
		stopped  time.Duration // how long stopping takes
		state    bot.DeliveryState
		restarts bot.DeliveryState // after another process has run for a minute
	}{
		{"in time", 3 * time.Second, 2 * time.Second, bot.DeliverySent, bot.DeliverySent},
		{"cut off", 20 * time.Second, 5 * time.Second, bot.DeliverySending, bot.DeliverySent},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, "2026-11-25T09:00:00Z", func(w *world) {
				w.chat.after = func(ctx context.Context, _ bot.ChannelID) error {
					select {
					case <-time.After(tt.takes):
						return nil
					case <-ctx.Done():
						return ctx.Err()
					}
				}
				w.subscribe("09:30", "UTC", "c")
				p := w.start()
				w.sleepUntil("2026-11-25T09:30:01Z")
				begun := time.Now()
				p.stop()
				if took := time.Since(begun); took != tt.stopped {
					t.Errorf("stopping took %v, want %v", took, tt.stopped)
				}
				d := w.delivery("c")
				if d.State != tt.state || (d.State == bot.DeliverySending) != strings.Contains(d.Error, "context canceled") {
					t.Errorf("left in state %s (%s), want %s", d.State, d.Error, tt.state)
				}
				w.start()
				time.Sleep(time.Minute)
				synctest.Wait()
				if d := w.delivery("c"); d.State != tt.restarts {
					t.Errorf("ended in state %s, want %s", d.State, tt.restarts)
				}
				w.wantPosts("UTC", "c 25 Nov 09:30:00 UTC p1 p2 p3 p4 p5")
			})
		})
	}
}

func TestRemovedWhileWaitingToRetry(t *testing.T) {
	inWorld(t, "2026-11-25T09:00:00Z", func(w *world) {
		w.chat.before = func(context.Context, bot.ChannelID) error { return bot.Retry{After: time.Hour, Err: errors.New("503")} }
		w.subscribe("09:30", "UTC", "c")
		p := w.start()
		w.sleepUntil("2026-11-25T10:00:00Z")
		w.wantState("c", bot.DeliveryPlanned, "503")
		_, err := p.store.DeleteSubscription(w.t.Context(), "c")
		w.must(err)
		w.sleepUntil("2026-11-25T11:00:00Z")
		w.wantState("c", bot.DeliverySkipped, "removed before it was sent")
		w.wantPosts("UTC")
	})
}
