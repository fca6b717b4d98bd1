package bot_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"paperbot/bot"
	"paperbot/bot/store"
)

// A board is a service without nonces, as Discord's forums are: every digest that
// is not in doubt becomes a message, and one that is gets looked for.
type board struct {
	mu    sync.Mutex
	posts map[bot.DeliveryKey]int
	// before and after may fail a post before or after it was kept.
	before, after func() error
}

func newBoard() *board {
	none := func() error { return nil }
	return &board{posts: map[bot.DeliveryKey]int{}, before: none, after: none}
}

func (b *board) Post(_ context.Context, channel bot.ChannelID, _ string, d bot.Digest) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := bot.DeliveryKey{Channel: channel, Date: d.Date}
	if d.InDoubt {
		if b.posts[key] == 0 {
			return "", bot.Uncertain{Err: errors.New("not found")}
		}
		return "found", nil
	}
	if err := b.before(); err != nil {
		return "", err
	}
	b.posts[key]++
	return "posted", b.after()
}

// once returns a fault that happens the first time.
func once(err error) func() error {
	return func() error {
		defer func() { err = nil }()
		return err
	}
}

func TestBoardPostsOnce(t *testing.T) {
	lost := bot.Uncertain{Err: errors.New("reset")}
	for _, tt := range []struct {
		name          string
		before, after error // of the first attempt
		posts         int
		state         bot.DeliveryState
		problem       string
	}{
		{"fine", nil, nil, 1, bot.DeliverySent, ""},
		{"answer lost", nil, lost, 1, bot.DeliverySent, ""},
		{"request lost", lost, nil, 0, bot.DeliveryUnknown, "not found"},
		{"certainly not taken", bot.Retry{Err: errors.New("429")}, nil, 1, bot.DeliverySent, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, "2026-11-25T09:29:50Z", func(w *world) {
				w.subscribe("09:30", "UTC", "c")
				b := newBoard()
				b.before, b.after = once(tt.before), once(tt.after)
				w.start(func(c *bot.SchedulerConfig) { c.Poster = b })
				w.sleepUntil("2026-11-25T09:40:00Z")
				if n := b.posts[bot.DeliveryKey{Channel: "c", Date: "2026-11-25"}]; n != tt.posts {
					t.Errorf("%d posts, want %d", n, tt.posts)
				}
				w.wantState("c", tt.state, tt.problem)
			})
		})
	}
}

// TestBoardKilledAtEveryStep is TestKilledAtEveryStep without nonces: what was
// perhaps posted is never posted again.
func TestBoardKilledAtEveryStep(t *testing.T) {
	for _, pause := range []time.Duration{0, 3 * time.Minute} {
		t.Run(pause.String(), func(t *testing.T) {
			t.Parallel()
			for step := 1; killBoardAt(t, step, pause); step++ {
			}
		})
	}
}

func killBoardAt(t *testing.T, step int, pause time.Duration) (killed bool) {
	t.Helper()
	inWorld(t, "2026-11-25T09:29:50Z", func(w *world) {
		w.subscribe("09:30", "UTC", "c")
		b := newBoard()
		doomed := &mortal{left: step, poster: b}
		p := w.start(func(c *bot.SchedulerConfig) {
			doomed.store = c.Store.(*store.Store)
			c.Store, c.Poster = doomed, doomed
		})
		w.sleepUntil("2026-11-25T09:30:10Z")
		killed = doomed.dead()
		p.stop()
		time.Sleep(pause)
		w.start(func(c *bot.SchedulerConfig) { c.Poster = b })
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		checkFate(w.t, fmt.Sprintf("killed at step %d", step), w.delivery("c"), b.posts[bot.DeliveryKey{Channel: "c", Date: "2026-11-25"}])
	})
	return killed
}

// TestMovedDigest moves a digest to and fro within a day: no channel gets two
// posts for a date, and none a paper twice.
func TestMovedDigest(t *testing.T) {
	inWorld(t, "2026-11-25T09:00:00Z", func(w *world) {
		w.subscribe("09:30", "UTC", "a")
		p := w.start()
		move := func(from, to bot.ChannelID) {
			sub, err := p.store.Subscription(w.t.Context(), from)
			w.must(err)
			w.must(p.store.MoveSubscription(w.t.Context(), from, sub.Moved(to, time.Now())))
			p.Changed()
		}
		w.sleepUntil("2026-11-25T10:00:00Z") // a has had its digest
		move("a", "b")
		w.sleepUntil("2026-11-25T11:00:00Z")
		move("b", "a")
		// Even with a time that is still to come, a has had its digest of the day.
		sub, err := p.store.Subscription(w.t.Context(), "a")
		w.must(err)
		sub.At = 12 * 60
		w.must(p.store.PutSubscription(w.t.Context(), sub))
		p.Changed()
		w.sleepUntil("2026-11-26T09:00:00Z")
		move("a", "b")
		w.sleepUntil("2026-11-26T13:00:00Z")
		w.wantPosts("UTC", "a 25 Nov 09:30:00 UTC p1 p2 p3 p4 p5", "b 26 Nov 12:00:00 UTC p6 p7 p8 p9 p10")
	})
}

func TestPausedDigest(t *testing.T) {
	inWorld(t, "2026-11-25T09:00:00Z", func(w *world) {
		w.subscribe("09:30", "UTC", "a")
		p := w.start()
		change := func(to func(bot.Subscription) bot.Subscription) {
			sub, err := p.store.Subscription(w.t.Context(), "a")
			w.must(err)
			w.must(p.store.PutSubscription(w.t.Context(), to(sub)))
			p.Changed()
		}
		change(bot.Subscription.Paused)
		w.sleepUntil("2026-11-25T10:00:00Z") // what fell due meanwhile is not made up
		change(func(sub bot.Subscription) bot.Subscription { return sub.Resumed(time.Now()) })
		w.sleepUntil("2026-11-26T10:00:00Z")
		w.wantPosts("UTC", "a 26 Nov 09:30:00 UTC p1 p2 p3 p4 p5")
	})
}
