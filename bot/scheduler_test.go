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
	"paperbot/bot/store"
)

func TestDigestsArriveOnTimeOverAClockChange(t *testing.T) {
	inWorld(t, "2026-10-24T00:15:00Z", func(w *world) {
		w.subscribe("02:30", "Europe/Berlin", "c")
		w.runDays(4, 90*time.Minute)
		w.wantPosts("Europe/Berlin",
			"c 24 Oct 02:30:00 CEST p1 p2 p3 p4 p5",
			"c 25 Oct 02:30:00 CEST p6 p7 p8 p9 p10",
			"c 26 Oct 02:30:00 CET p11 p12 p13 p14 p15",
			"c 27 Oct 02:30:00 CET p16 p17 p18 p19 p20")
		w.wantState("c", bot.DeliverySent, "")
	})
}

func TestSubscriptionsChangeWhileWaiting(t *testing.T) {
	inWorld(t, "2026-11-25T08:00:00Z", func(w *world) {
		p := w.start()
		w.sleepUntil("2026-11-25T08:10:00Z")
		w.subscribe("08:30", "UTC", "a", "b", "c", "d")
		p.Changed()
		w.sleepUntil("2026-11-25T08:20:00Z")
		w.subscribe("08:40", "UTC", "a") // later
		w.subscribe("08:15", "UTC", "b") // past already: from tomorrow
		_, err := p.store.DeleteSubscription(w.t.Context(), "c")
		w.must(err)
		p.Changed()
		w.sleepUntil("2026-11-25T08:35:00Z")
		w.subscribe("08:45", "UTC", "d") // had its digest today
		p.Changed()
		w.sleepUntil("2026-11-25T09:00:00Z")
		p.stop()
		w.sleepUntil("2026-11-26T08:10:00Z")
		w.start()
		w.sleepUntil("2026-11-26T08:20:00Z")
		w.wantPosts("UTC",
			"a 25 Nov 08:40:00 UTC p1 p2 p3 p4 p5",
			"b 26 Nov 08:15:00 UTC p1 p2 p3 p4 p5",
			"d 25 Nov 08:30:00 UTC p1 p2 p3 p4 p5")
	})
}

func TestSubscriptionSetByAnotherProcessIsSeen(t *testing.T) {
	inWorld(t, "2026-11-25T08:00:00Z", func(w *world) {
		w.start()
		w.sleepUntil("2026-11-25T08:59:45Z")
		w.subscribe("09:00", "UTC", "c") // nobody calls Changed
		w.sleepUntil("2026-11-25T09:00:30Z")
		w.wantState("c", bot.DeliverySent, "")
	})
}

func TestRestartRepeatsNothing(t *testing.T) {
	inWorld(t, "2026-11-25T09:00:00Z", func(w *world) {
		w.subscribe("09:30", "UTC", "c")
		w.start().stop()
		p := w.start()
		w.sleepUntil("2026-11-25T09:30:00Z")
		p.stop()
		for range 3 {
			p := w.start()
			time.Sleep(time.Hour)
			p.stop()
		}
		w.wantPosts("UTC", "c 25 Nov 09:30:00 UTC p1 p2 p3 p4 p5")
	})
}

func TestLateStart(t *testing.T) {
	for _, tt := range []struct {
		name, at, started string
		state             bot.DeliveryState
		problem           string
	}{
		{"11 hours", "09:30", "2026-11-25T20:30:00Z", bot.DeliverySent, ""},
		{"13 hours", "09:30", "2026-11-25T22:30:00Z", bot.DeliveryFailed, "too late: the bot was not running"},
		{"an hour, but tomorrow", "23:30", "2026-11-26T00:30:00Z", bot.DeliveryFailed, "too late: the bot was not running"},
		{"three days", "21:30", "2026-11-28T20:00:00Z", bot.DeliveryFailed, "too late: the bot was not running"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, "2026-11-25T00:00:00Z", func(w *world) {
				w.subscribe(tt.at, "UTC", "c")
				w.sleepUntil(tt.started)
				w.start()
				synctest.Wait()
				w.wantState("c", tt.state, tt.problem)
				want := 0
				if tt.state == bot.DeliverySent {
					want = 1
				}
				if w.chat.calls != want {
					t.Errorf("%d posts, want %d", w.chat.calls, want)
				}
			})
		})
	}
}

func TestEmptyDay(t *testing.T) {
	inWorld(t, "2026-11-25T09:29:00Z", func(w *world) {
		w.shelf.size = 7
		w.subscribe("09:30", "UTC", "c")
		w.runDays(3, 2*time.Minute)
		w.wantPosts("UTC", "c 25 Nov 09:30:00 UTC p1 p2 p3 p4 p5", "c 26 Nov 09:30:00 UTC p6 p7")
		w.wantState("c", bot.DeliverySkipped, "only 0 left")
		if got := w.chat.messages[1].digest.Note; got.String() != "only 2 left" {
			t.Errorf("note %q", got)
		}
		w.shelf.size = 8
		w.runDays(1, 2*time.Minute)
		w.wantState("c", bot.DeliverySent, "")
	})
}

func TestPapersComeBackAfterTheWindow(t *testing.T) {
	inWorld(t, "2026-01-01T09:29:00Z", func(w *world) {
		w.shelf.size = 5
		w.subscribe("09:30", "UTC", "c")
		w.runDays(1, 2*time.Minute)
		w.sleepUntil("2026-04-01T09:29:00Z") // 90 days later
		w.runDays(2, 2*time.Minute)
		w.wantPosts("UTC", "c 01 Jan 09:30:00 UTC p1 p2 p3 p4 p5", "c 02 Apr 09:30:00 UTC p1 p2 p3 p4 p5")
	})
}

func TestOneBrokenTopicHoldsUpNobody(t *testing.T) {
	inWorld(t, "2026-11-25T09:00:00Z", func(w *world) {
		w.shelf.broken = "1"
		s := w.open()
		sub := w.subscription("09:30", "UTC", "broken")
		sub.Topic = "1"
		w.must(s.PutSubscription(w.t.Context(), sub))
		w.must(s.Close())
		w.subscribe("09:30", "UTC", "c")
		w.subscribe("09:31", "UTC", "d")
		p := w.start()
		w.sleepUntil("2026-11-25T09:31:05Z")
		w.wantPosts("UTC", "c 25 Nov 09:30:00 UTC p1 p2 p3 p4 p5", "d 25 Nov 09:31:00 UTC p1 p2 p3 p4 p5")
		if !strings.Contains(p.log.String(), "the shelf fell down") {
			t.Errorf("nothing in the log:\n%s", p.log)
		}
	})
}

func TestTwoProcessesPostOnce(t *testing.T) {
	for _, takes := range []time.Duration{0, 20 * time.Second} {
		t.Run(takes.String(), func(t *testing.T) {
			inWorld(t, "2026-11-25T09:29:30Z", func(w *world) {
				var channels []bot.ChannelID
				for i := range 40 {
					channels = append(channels, bot.ChannelID(fmt.Sprintf("c%02d", i)))
				}
				w.subscribe("09:30", "UTC", channels...)
				w.chat.before = func(context.Context, bot.ChannelID) error { time.Sleep(takes); return nil }
				w.start()
				w.start()
				w.sleepUntil("2026-11-25T09:32:00Z")
				if got := len(w.chat.count()); got != 40 {
					t.Errorf("%d digests, want 40", got)
				}
				if w.chat.calls != 40 {
					t.Errorf("%d posts for 40 digests", w.chat.calls)
				}
			})
		})
	}
}

func TestStoreFailsForAWhile(t *testing.T) {
	inWorld(t, "2026-11-25T09:00:00Z", func(w *world) {
		until := time.Date(2026, 11, 25, 9, 30, 40, 0, time.UTC)
		w.subscribe("09:30", "UTC", "c")
		p := w.start(func(c *bot.SchedulerConfig) { c.Store = &lockedStore{c.Store.(*store.Store), until} })
		w.sleepUntil("2026-11-25T09:30:39Z")
		w.wantPosts("UTC") // nothing goes out that is not written down
		w.sleepUntil("2026-11-25T10:00:00Z")
		w.wantState("c", bot.DeliverySent, "")
		w.wantPosts("UTC", "c 25 Nov 09:30:40 UTC p1 p2 p3 p4 p5")
		if !strings.Contains(p.log.String(), "digests held up") {
			t.Errorf("nothing in the log:\n%s", p.log)
		}
	})
}

// A lockedStore claims nothing until an instant.
type lockedStore struct {
	*store.Store
	until time.Time
}

func (s *lockedStore) Claim(ctx context.Context, ds []bot.Delivery) (int, error) {
	if time.Now().Before(s.until) {
		return 0, errors.New("the database is in use by another process")
	}
	return s.Store.Claim(ctx, ds)
}

func TestNewSchedulerNeedsItsParts(t *testing.T) {
	if _, err := bot.NewScheduler(bot.SchedulerConfig{}); err == nil {
		t.Error("a scheduler of nothing")
	}
}

// On Mondays and Wednesdays of Auckland, which begin on Sundays and Tuesdays in
// UTC. A restart on another day posts nothing, and misses nothing.
func TestDigestsOnLocalWeekdays(t *testing.T) {
	inWorld(t, "2026-11-25T00:00:00Z", func(w *world) { // Wednesday noon in Auckland
		sub := w.subscription("08:00", "Pacific/Auckland", "c")
		sub.Days = 1<<time.Monday | 1<<time.Wednesday
		s := w.open()
		w.must(s.PutSubscription(w.t.Context(), sub))
		w.must(s.Close())
		w.runDays(9, 23*time.Hour)
		w.wantPosts("Pacific/Auckland",
			"c 02 Dec 08:00:00 NZDT p6 p7 p8 p9 p10", // in order of their letters
			"c 30 Nov 08:00:00 NZDT p1 p2 p3 p4 p5")
		w.wantState("c", bot.DeliverySent, "")
	})
}
