package bot_test

import (
	"context"
	"errors"
	"maps"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"paperbot/bot"
)

// A wallClock is the bubble's clock, which someone may set.
type wallClock struct{ offset atomic.Int64 }

func (c *wallClock) set(by time.Duration) { c.offset.Add(int64(by)) }
func (c *wallClock) now() time.Time       { return time.Now().Add(time.Duration(c.offset.Load())) }

func TestClockIsSet(t *testing.T) {
	const year = 365 * 24 * time.Hour
	for _, tt := range []struct {
		name  string
		at    string
		jumps []time.Duration // of the wall clock, ten minutes apart, from 09:40 on
		dates map[string]int  // posts by local date, up to the next day's
	}{
		{"back an hour", "09:30", []time.Duration{-time.Hour}, map[string]int{"2026-11-25": 1, "2026-11-26": 1}},
		{"back two hours", "09:30", []time.Duration{-2 * time.Hour}, map[string]int{"2026-11-25": 1, "2026-11-26": 1}},
		{"back two days", "09:30", []time.Duration{-48 * time.Hour}, map[string]int{"2026-11-25": 1, "2026-11-26": 1}},
		{"a year ahead and back", "09:30", []time.Duration{year, -year}, map[string]int{"2026-11-25": 1, "2027-11-25": 1, "2026-11-26": 1}},
		{"wrong when it was due", "09:45", []time.Duration{20 * year, -20 * year}, map[string]int{"2026-11-25": 1, "2046-11-20": 1, "2026-11-26": 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, "2026-11-25T09:00:00Z", func(w *world) {
				var clock wallClock
				w.subscribe(tt.at, "UTC", "c")
				p := w.start(func(c *bot.SchedulerConfig) { c.Now = clock.now })
				w.sleepUntil("2026-11-25T09:40:00Z")
				for _, jump := range tt.jumps {
					clock.set(jump)
					time.Sleep(10 * time.Minute)
				}
				time.Sleep(2 * time.Hour)
				p.stop()
				nextDay := time.Date(2026, 11, 26, 9, 29, 0, 0, time.UTC)
				time.Sleep(nextDay.Sub(clock.now()))
				w.start(func(c *bot.SchedulerConfig) { c.Now = clock.now })
				time.Sleep(20 * time.Minute)
				synctest.Wait()
				got := map[string]int{}
				for key, n := range w.chat.count() {
					got[key.Date] += n
				}
				if !maps.Equal(got, tt.dates) {
					t.Errorf("posts %v, want %v", got, tt.dates)
				}
			})
		})
	}
}

// TestClockSetAheadWhilePosting lets every lease run out by the wall clock.
func TestClockSetAheadWhilePosting(t *testing.T) {
	inWorld(t, "2026-11-25T09:29:30Z", func(w *world) {
		var clock wallClock
		w.chat.before = func(context.Context, bot.ChannelID) error { time.Sleep(20 * time.Second); return nil }
		w.subscribe("09:30", "UTC", "c")
		p := w.start(func(c *bot.SchedulerConfig) { c.Now = clock.now })
		w.sleepUntil("2026-11-25T09:30:01Z")
		clock.set(time.Minute)
		p.Changed()
		w.sleepUntil("2026-11-25T09:31:00Z")
		w.wantState("c", bot.DeliverySent, "")
		if w.chat.calls != 1 {
			t.Errorf("posted %d times", w.chat.calls)
		}
	})
}

// TestClockSetBackInDoubt sets the clock back an hour while a post is in doubt:
// by the wall clock it could soon be tried again, long after the nonce is gone.
func TestClockSetBackInDoubt(t *testing.T) {
	inWorld(t, "2026-11-25T09:00:00Z", func(w *world) {
		var clock wallClock
		w.chat.after = func(context.Context, bot.ChannelID) error { return bot.Uncertain{Err: errors.New("reset")} }
		w.subscribe("09:30", "UTC", "c")
		w.start(func(c *bot.SchedulerConfig) { c.Now = clock.now })
		w.sleepUntil("2026-11-25T09:30:01Z")
		clock.set(-time.Hour)
		w.sleepUntil("2026-11-25T11:00:00Z")
		w.wantState("c", bot.DeliveryUnknown, "reset")
		w.wantPosts("UTC", "c 25 Nov 09:30:00 UTC p1 p2 p3 p4 p5")
	})
}
