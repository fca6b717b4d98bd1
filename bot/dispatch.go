package bot

import (
	"context"
	"errors"
	"time"
)

// shutdownGrace is how long a post under way may go on after the scheduler was
// told to stop. Docker kills ten seconds after asking.
const shutdownGrace = 5 * time.Second

// dispatch takes up the deliveries that are due at now, as many as there is
// room for, and returns when to look again.
func (s *Scheduler) dispatch(ctx context.Context, now time.Time) (next time.Time, err error) {
	s.reap()
	room := s.Parallel - len(s.underway)
	if room <= 0 {
		return time.Time{}, nil // a post that finishes wakes Run
	}
	// What is under way may be due again if its lease ran out; it must not hide
	// the rest.
	due, next, err := s.Store.DueDeliveries(ctx, now, s.Parallel)
	if err != nil {
		return time.Time{}, err
	}
	steps, err := s.takeUp(ctx, due, room, now)
	if err != nil || len(steps) == 0 {
		return next, err
	}
	applied, err := s.Store.Advance(ctx, steps)
	if err != nil {
		return time.Time{}, err
	}
	for i, step := range steps {
		if applied[i] {
			s.start(ctx, step)
		}
	}
	return now, nil // there may be more than one look showed
}

// reap takes note of the posts that have finished.
func (s *Scheduler) reap() {
	for {
		select {
		case key := <-s.finished:
			delete(s.underway, key)
		default:
			return
		}
	}
}

// takeUp decides what to do with deliveries that are due: for each an attempt,
// or its end.
func (s *Scheduler) takeUp(ctx context.Context, due []Delivery, room int, now time.Time) ([]Step, error) {
	var steps []Step
	for _, d := range due {
		if s.underway[d.key()] || len(steps) == room {
			continue
		}
		sub, err := s.Store.Subscription(ctx, d.Channel)
		if err != nil && !errors.Is(err, ErrNoSubscription) {
			return nil, err
		}
		next, _ := d.begin(sub, s.Owner, now)
		steps = append(steps, Step{From: d, To: next})
	}
	return steps, nil
}

// start posts a delivery that was just taken up in its own goroutine, or logs
// that it ended.
func (s *Scheduler) start(ctx context.Context, step Step) {
	if step.To.State != DeliverySending {
		s.log(step.To)
		return
	}
	key := step.To.key()
	s.underway[key] = true
	s.posts.Go(func() {
		s.post(ctx, step)
		s.finished <- key // has room for every post under way
	})
}

// post makes one attempt and records how it went.
func (s *Scheduler) post(ctx context.Context, begun Step) {
	ctx, cancel := outlive(ctx, shutdownGrace)
	defer cancel()
	id, err := s.attempt(ctx, begun)
	o := outcomeOf(err)
	step := Step{
		From:  begun.To,
		To:    begun.To.finish(begun.From, id, err, s.now()),
		Block: o.block, Server: o.server,
	}
	s.record(context.WithoutCancel(ctx), step)
}

// attempt calls the poster with the digest of the delivery just begun.
func (s *Scheduler) attempt(ctx context.Context, begun Step) (id string, err error) {
	ctx, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	d := begun.To
	digest, err := s.digest(ctx, d)
	if err != nil {
		return "", err
	}
	digest.InDoubt = !begun.From.TriedAt.IsZero()
	return s.Poster.Post(ctx, d.Channel, d.Nonce, digest)
}

// digest puts the digest of a delivery together as it was planned. Its errors
// are a Poster's: nothing was sent yet.
func (s *Scheduler) digest(ctx context.Context, d Delivery) (Digest, error) {
	sub, err := s.Store.Subscription(ctx, d.Channel)
	if err != nil {
		return Digest{}, Retry{Err: err}
	}
	digest := Digest{Subscription: sub, Date: d.Date, Note: verbatim(d.Note)}
	for _, p := range d.Papers {
		card, err := s.Papers.Card(ctx, string(p.ID))
		if err != nil && !errors.Is(err, ErrNotFound) {
			return Digest{}, Retry{Err: err}
		}
		if card.Paper.ID != p.ID {
			continue // withdrawn since it was planned; Card may find another by its name
		}
		digest.Items = append(digest.Items, Item{
			Rank: p.Rank, Section: verbatim(p.Section), Paper: card.Paper, Gist: card.Gist, Reason: verbatim(p.Reason), Score: p.Score,
		})
	}
	if len(digest.Items) == 0 {
		return Digest{}, Refused{errors.New("none of the planned papers is in the corpus any more")}
	}
	return digest, nil
}

// recordFor is how long the outcome of an attempt is tried to be written down.
// It ends before the delivery's lease, so that nobody takes it up meanwhile; what
// is not written by then is settled as after a crash.
const recordFor = lease - attemptTimeout

// record writes down how an attempt went.
func (s *Scheduler) record(ctx context.Context, step Step) {
	ctx, cancel := context.WithTimeout(ctx, recordFor)
	defer cancel()
	for {
		applied, err := s.Store.Advance(ctx, []Step{step})
		switch {
		case err == nil && applied[0]:
			s.log(step.To)
			return
		case err == nil:
			s.Logger.Warn("digest was taken over while it was posted", "channel", step.To.Channel, "date", step.To.Date)
			return
		}
		s.Logger.Error("digest's outcome not recorded", "channel", step.To.Channel, "date", step.To.Date,
			"state", step.To.State, "message", step.To.MessageID, "error", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
		}
	}
}

// log tells the operator what became of a delivery.
func (s *Scheduler) log(d Delivery) {
	attrs := []any{"channel", d.Channel, "date", d.Date, "state", d.State, "attempts", d.Attempts}
	switch d.State {
	case DeliverySent:
		s.Logger.Info("digest posted", append(attrs, "message", d.MessageID, "late", d.UpdatedAt.Sub(d.Scheduled))...)
	case DeliverySkipped:
		s.Logger.Info("digest skipped", append(attrs, "reason", d.Error)...)
	default:
		s.Logger.Warn("digest not posted", append(attrs, "error", d.Error)...)
	}
}

// outlive returns a context that ends grace after ctx ends.
func outlive(ctx context.Context, grace time.Duration) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })
	return longer, func() { stop(); cancel() }
}
