package bot_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"paperbot/bot"
	"paperbot/bot/store"
	"paperbot/corpus"
)

// TestKilledAtEveryStep kills a process before and after each of its calls to
// the store and the chat, starts another some time later, and checks that no
// channel has two messages for a date and that every digest ends in a state that
// tells what became of it.
func TestKilledAtEveryStep(t *testing.T) {
	for _, pause := range []time.Duration{0, 3 * time.Minute, 13 * time.Hour} {
		t.Run(pause.String(), func(t *testing.T) {
			t.Parallel()
			for step := 1; killAt(t, step, pause); step++ {
			}
		})
	}
}

// killAt kills a process at a step and reports whether it lived that long.
func killAt(t *testing.T, step int, pause time.Duration) (killed bool) {
	t.Helper()
	inWorld(t, "2026-11-25T09:29:50Z", func(w *world) {
		channels := []bot.ChannelID{"a", "b"}
		w.subscribe("09:30", "UTC", channels...)
		w.chat.after = failSecondCall()
		doomed := &mortal{left: step}
		p := w.start(func(c *bot.SchedulerConfig) {
			doomed.store, doomed.poster = c.Store.(*store.Store), c.Poster
			c.Store, c.Poster, c.Parallel = doomed, doomed, 2
		})
		w.sleepUntil("2026-11-25T09:30:10Z")
		killed = doomed.dead()
		p.stop()
		time.Sleep(pause)
		heir := w.start()
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		for _, c := range channels {
			ds, err := heir.store.Deliveries(w.t.Context(), c, 1)
			if err != nil || len(ds) != 1 {
				w.t.Fatalf("killed at step %d: channel %s has %d deliveries, %v", step, c, len(ds), err)
			}
			if pause == 0 && ds[0].State != bot.DeliverySent {
				t.Errorf("killed at step %d: channel %s is %q, though the restart came in time", step, c, ds[0].State)
			}
			checkFate(w.t, fmt.Sprintf("killed at step %d", step), ds[0], w.chat.count()[bot.DeliveryKey{Channel: c, Date: "2026-11-25"}])
		}
	})
	return killed
}

// checkFate checks that a delivery's state tells the truth about its messages.
func checkFate(t *testing.T, when string, d bot.Delivery, messages int) {
	t.Helper()
	truth := map[bot.DeliveryState]bool{
		bot.DeliverySent:    messages == 1,
		bot.DeliveryFailed:  messages == 0,
		bot.DeliveryBlocked: messages == 0,
		bot.DeliverySkipped: messages == 0,
		bot.DeliveryUnknown: messages <= 1,
	}
	if !truth[d.State] {
		t.Errorf("%s: channel %s has %d messages and its delivery is %q (%s)", when, d.Channel, messages, d.State, d.Error)
	}
}

// failSecondCall returns a fault that loses the second answer.
func failSecondCall() func(context.Context, bot.ChannelID) error {
	var calls atomic.Int32
	return func(context.Context, bot.ChannelID) error {
		if calls.Add(1) == 2 {
			return bot.Uncertain{Err: errors.New("reset")}
		}
		return nil
	}
}

var errDead = errors.New("the process is dead")

// A mortal stands between a process and the world and lets it do so many steps:
// each call is two, one before it takes effect and one before it returns.
type mortal struct {
	store  *store.Store
	poster bot.Poster

	mu   sync.Mutex
	left int
}

// step reports whether the process lives on.
func (m *mortal) step() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.left--
	return m.left > 0
}

func (m *mortal) dead() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.left <= 0
}

// mortally makes a call unless the process dies before or during it.
func mortally[T any](m *mortal, call func() (T, error)) (T, error) {
	var zero T
	if !m.step() {
		return zero, errDead
	}
	v, err := call()
	if !m.step() {
		return zero, errDead
	}
	return v, err
}

func (m *mortal) Post(ctx context.Context, c bot.ChannelID, nonce string, d bot.Digest) (string, error) {
	return mortally(m, func() (string, error) { return m.poster.Post(ctx, c, nonce, d) })
}

func (m *mortal) ActiveSubscriptions(ctx context.Context) ([]bot.Subscription, error) {
	return mortally(m, func() ([]bot.Subscription, error) { return m.store.ActiveSubscriptions(ctx) })
}

func (m *mortal) Subscription(ctx context.Context, c bot.ChannelID) (bot.Subscription, error) {
	return mortally(m, func() (bot.Subscription, error) { return m.store.Subscription(ctx, c) })
}

func (m *mortal) DeliveryKeys(ctx context.Context, date string) (map[bot.DeliveryKey]bool, error) {
	return mortally(m, func() (map[bot.DeliveryKey]bool, error) { return m.store.DeliveryKeys(ctx, date) })
}

func (m *mortal) PapersSince(ctx context.Context, c bot.ChannelID, date string) (map[corpus.ID]bool, error) {
	return mortally(m, func() (map[corpus.ID]bool, error) { return m.store.PapersSince(ctx, c, date) })
}

func (m *mortal) Claim(ctx context.Context, ds []bot.Delivery) (int, error) {
	return mortally(m, func() (int, error) { return m.store.Claim(ctx, ds) })
}

func (m *mortal) DueDeliveries(ctx context.Context, now time.Time, limit int) ([]bot.Delivery, time.Time, error) {
	var next time.Time
	due, err := mortally(m, func() (due []bot.Delivery, err error) {
		due, next, err = m.store.DueDeliveries(ctx, now, limit)
		return due, err
	})
	return due, next, err
}

func (m *mortal) Advance(ctx context.Context, steps []bot.Step) ([]bool, error) {
	return mortally(m, func() ([]bool, error) { return m.store.Advance(ctx, steps) })
}
