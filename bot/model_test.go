package bot_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"paperbot/bot"
	"paperbot/bot/store"
)

// schedules is how many seeded schedules TestSchedules plays; PAPERBOT_SCHEDULES
// asks for another number, as CI does for thousands.
const schedules = 20

// TestSchedules plays seeded schedules of a day: processes come, at times two at
// once, and are killed before or after any of their calls; the chat takes
// messages or not, dies before or after it kept one, asks to wait, hangs, closes
// channels, and may know no nonces. Never has a channel two messages for a date,
// and every digest ends in a state that tells what became of it.
func TestSchedules(t *testing.T) {
	n := schedules
	if asked := os.Getenv("PAPERBOT_SCHEDULES"); asked != "" {
		var err error
		if n, err = strconv.Atoi(asked); err != nil {
			t.Fatal(err)
		}
	}
	var mu sync.Mutex
	ends := map[bot.DeliveryState]int{}
	t.Run("seeds", func(t *testing.T) {
		const lanes = 4 // at once: a bubble's clock stands while another's disk is waited for
		for lane := range lanes {
			t.Run(fmt.Sprint(lane), func(t *testing.T) {
				t.Parallel()
				for seed := lane; seed < n; seed += lanes {
					for _, state := range play(t, uint64(seed)) {
						mu.Lock()
						ends[state]++
						mu.Unlock()
					}
				}
			})
		}
	})
	t.Logf("%d schedules ended as %v", n, ends)
	if ends[bot.DeliverySent] == 0 || n > 100 && (ends[bot.DeliveryUnknown] == 0 || ends[bot.DeliveryBlocked] == 0 || ends[bot.DeliveryFailed] == 0) {
		t.Error("the schedules do not try everything")
	}
}

// play plays one schedule and returns how its digests ended.
func play(t *testing.T, seed uint64) (ends []bot.DeliveryState) {
	t.Helper()
	inWorld(t, "2026-11-25T09:29:50Z", func(w *world) {
		f := newFate(seed)
		channels := []bot.ChannelID{"a", "b", "c"}[:1+f.upTo(3)]
		w.subscribe("09:30", "UTC", channels...)
		w.chat.before, w.chat.after = f.before, f.after
		w.chat.noNonces = f.chance(4)
		for range 1 + f.upTo(4) {
			doomed := []*process{w.startMortal(1 + f.upTo(40))}
			if f.chance(3) {
				doomed = append(doomed, w.startMortal(1+f.upTo(40)))
			}
			time.Sleep(f.pause())
			for _, p := range doomed {
				p.stop()
			}
			time.Sleep(f.pause())
		}
		heir := w.start()
		for _, c := range channels {
			d := w.ended(heir, c)
			ends = append(ends, d.State)
			checkFate(w.t, fmt.Sprintf("seed %d", seed), d, w.chat.count()[bot.DeliveryKey{Channel: c, Date: "2026-11-25"}])
		}
	})
	return ends
}

// ended waits until a channel's digest has ended, at the latest with its day.
func (w *world) ended(p *process, c bot.ChannelID) bot.Delivery {
	w.t.Helper()
	for range 15 * 6 {
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		ds, err := p.store.Deliveries(w.t.Context(), c, 1)
		if err != nil || len(ds) != 1 {
			w.t.Fatalf("channel %s has %d deliveries, %v", c, len(ds), err)
		}
		if ds[0].NextAt.IsZero() {
			return ds[0]
		}
	}
	w.t.Fatalf("the digest of channel %s never ends", c)
	return bot.Delivery{}
}

// startMortal starts a process that dies after so many steps.
func (w *world) startMortal(steps int) *process {
	w.t.Helper()
	return w.start(func(c *bot.SchedulerConfig) {
		m := &mortal{left: steps, store: c.Store.(*store.Store), poster: c.Poster}
		c.Store, c.Poster, c.Parallel = m, m, 2
	})
}

// A fate is what chance has in store for one schedule.
type fate struct {
	mu  sync.Mutex
	rnd *rand.Rand
}

func newFate(seed uint64) *fate { return &fate{rnd: rand.New(rand.NewPCG(seed, 6))} }

// upTo returns a number below n.
func (f *fate) upTo(n int) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.rnd.IntN(n)
}

// chance is true once in n times.
func (f *fate) chance(n int) bool { return f.upTo(n) == 0 }

// pause is short as a restart, long as an outage, or anything between.
func (f *fate) pause() time.Duration {
	longest := []time.Duration{time.Second, time.Minute, 4 * time.Minute, 20 * time.Minute}[f.upTo(4)]
	if f.chance(40) {
		longest = 13 * time.Hour
	}
	return time.Duration(f.upTo(int(longest)))
}

// before is what happens to a message on its way.
func (f *fate) before(ctx context.Context, _ bot.ChannelID) error {
	switch f.upTo(12) {
	case 0:
		return bot.Retry{After: f.pause(), Err: errors.New("429")}
	case 1:
		return bot.Retry{Err: errors.New("503")}
	case 2:
		return bot.Uncertain{Err: errors.New("reset before it was kept")}
	case 3:
		<-ctx.Done()
		return bot.Uncertain{Err: ctx.Err()}
	case 4:
		if f.chance(3) {
			return bot.Blocked{Reason: "403"}
		}
		if f.chance(3) {
			return bot.Refused{Err: errors.New("400")}
		}
	}
	return nil
}

// after is what happens to the answer on its way back.
func (f *fate) after(ctx context.Context, _ bot.ChannelID) error {
	switch f.upTo(6) {
	case 0:
		return bot.Uncertain{Err: errors.New("502 from a proxy, after it was kept")}
	case 1:
		<-ctx.Done()
		return bot.Uncertain{Err: ctx.Err()}
	}
	return nil
}
