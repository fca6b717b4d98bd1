package bot

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// An ActivityStore keeps what members did; bot/store is one.
type ActivityStore interface {
	RecordActivities(ctx context.Context, activities []Activity) error
}

const (
	// recordPause is how long activities are gathered, so that one flush of the
	// disk serves all that come meanwhile.
	recordPause = time.Second
	// recordMost is how many may wait. More come only while the store is out of
	// order; what is lost then is a fraction of a vote.
	recordMost = 10_000
)

// A Recorder writes down what members did without anyone having to wait for it.
// It is safe for concurrent use.
type Recorder struct {
	store   ActivityStore
	log     *slog.Logger
	arrived chan struct{}

	writing sync.Mutex // held while the store is written to
	mu      sync.Mutex
	waiting []Activity
}

// NewRecorder returns a recorder; Run starts it.
func NewRecorder(store ActivityStore, log *slog.Logger) *Recorder {
	return &Recorder{store: store, log: log, arrived: make(chan struct{}, 1)}
}

// Record takes an activity to be written down. It never blocks.
func (r *Recorder) Record(a Activity) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.waiting) >= recordMost {
		return
	}
	r.waiting = append(r.waiting, a)
	select {
	case r.arrived <- struct{}{}:
	default:
	}
}

// Forget drops what waits of a member. What is written after it returns is
// nothing of theirs from before, so the store can then be cleared of them.
func (r *Recorder) Forget(member UserID) {
	r.writing.Lock()
	defer r.writing.Unlock()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waiting = slices.DeleteFunc(r.waiting, func(a Activity) bool { return a.Member == member })
}

// Run writes until ctx ends, and then what waits.
func (r *Recorder) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			ctx, cancel := outlive(ctx, shutdownGrace)
			defer cancel()
			r.write(ctx)
			return
		case <-r.arrived:
		}
		select {
		case <-ctx.Done():
		case <-time.After(recordPause):
			r.write(ctx)
		}
	}
}

// write writes what waits; what the store does not take is lost, and logged.
func (r *Recorder) write(ctx context.Context) {
	r.writing.Lock()
	defer r.writing.Unlock()
	r.mu.Lock()
	batch := r.waiting
	r.waiting = nil
	r.mu.Unlock()
	if len(batch) == 0 {
		return
	}
	if err := r.store.RecordActivities(ctx, batch); err != nil {
		r.log.Error("activities not recorded", "activities", len(batch), "error", err)
	}
}
