package bot

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"paperbot/corpus"
)

// A SchedulerConfig says what a Scheduler works with.
type SchedulerConfig struct {
	Store    DeliveryStore    // required
	Poster   Poster           // required
	Papers   DigestSource     // required: a *Bot
	Now      func() time.Time // the wall clock, safe for concurrent use; default time.Now
	Logger   *slog.Logger     // default: discard
	Owner    string           // names this process in the store; default: random
	Parallel int              // most posts under way at once; default 16
}

// defaultParallel lets 16 channels hang at once before others wait. At 200 ms a
// post it makes 80 a second, more than the 50 that Discord allows a bot.
const defaultParallel = 16

// A Scheduler posts the digests of all subscriptions when they are due.
type Scheduler struct {
	SchedulerConfig
	changed chan struct{}
	zones   map[string]*time.Location // those met so far

	planned  time.Time // everything due until then has been planned
	nextDue  time.Time // when the next digest is due; zero: none
	underway map[DeliveryKey]bool
	finished chan DeliveryKey
	posts    sync.WaitGroup
}

// NewScheduler returns a scheduler; Run starts it.
func NewScheduler(cfg SchedulerConfig) (*Scheduler, error) {
	if cfg.Store == nil || cfg.Poster == nil || cfg.Papers == nil {
		return nil, errors.New("scheduler: store, poster and papers are required")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Owner == "" {
		cfg.Owner = rand.Text()
	}
	cfg.Parallel = cmp.Or(cfg.Parallel, defaultParallel)
	return &Scheduler{
		SchedulerConfig: cfg,
		changed:         make(chan struct{}, 1),
		zones:           make(map[string]*time.Location),
		underway:        make(map[DeliveryKey]bool),
		finished:        make(chan DeliveryKey, cfg.Parallel),
	}, nil
}

// Changed tells a running scheduler that subscriptions were set or removed. It
// never blocks.
func (s *Scheduler) Changed() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

const (
	// maxSleep is how long the scheduler sleeps at most before it looks at the
	// clock and the store again: the clock may have been set, the machine may have
	// slept, and another process may have changed a subscription or died. With the
	// lease it must be less than resendWindow, or a dead process's posts are lost.
	maxSleep = 30 * time.Second
	// storePause follows an error of the store, such as a locked database.
	storePause = 5 * time.Second
)

// Run posts digests until ctx ends, then waits for the posts under way, which
// get shutdownGrace to finish. An error of the store is logged and tried again,
// so Run returns nil. It must run only once at a time.
func (s *Scheduler) Run(ctx context.Context) error {
	defer s.posts.Wait()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
		case <-s.changed:
			s.planned = time.Time{}
		case key := <-s.finished:
			delete(s.underway, key)
		}
		timer.Reset(s.pass(ctx))
	}
}

// pass does everything that is to be done now and returns how long to sleep.
func (s *Scheduler) pass(ctx context.Context) time.Duration {
	now := s.now()
	var planErr error
	if s.mustPlan(now) {
		planErr = s.plan(ctx, now)
	}
	resume, err := s.dispatch(ctx, s.now())
	if err := errors.Join(planErr, err); err != nil {
		if ctx.Err() == nil {
			s.Logger.Error("digests held up", "error", err)
		}
		return storePause
	}
	next := earlier(s.nextDue, resume)
	if next.IsZero() {
		return maxSleep
	}
	return min(max(next.Sub(s.now()), 0), maxSleep)
}

// mustPlan reports whether a digest may have become due, a subscription may have
// been changed by another process, or the clock was set back since the last plan.
func (s *Scheduler) mustPlan(now time.Time) bool {
	age := now.Sub(s.planned)
	return age < 0 || age >= maxSleep || !s.nextDue.IsZero() && !now.Before(s.nextDue)
}

// now reads the wall clock in the store's resolution.
func (s *Scheduler) now() time.Time { return s.Now().Round(0).Truncate(time.Millisecond).UTC() }

// A candidate is a digest that is due.
type candidate struct {
	sub  Subscription
	date string
	due  time.Time
	end  time.Time // of the local day
}

// plan records a delivery for every digest that became due since the last time.
func (s *Scheduler) plan(ctx context.Context, now time.Time) error {
	subs, err := s.Store.ActiveSubscriptions(ctx)
	if err != nil {
		return err
	}
	since := s.planned
	if since.After(now) { // the clock was set back: what was due may be due again
		since = time.Time{}
	}
	due, next := s.due(subs, since, now)
	if err := s.claim(ctx, due, now); err != nil {
		return err
	}
	s.planned, s.nextDue = now, next
	return nil
}

// due returns the digests whose last due instant lies after since and not after
// now, earliest first, and when the next one of any subscription will be due.
func (s *Scheduler) due(subs []Subscription, since, now time.Time) (due []candidate, next time.Time) {
	for _, sub := range subs {
		schedule, err := s.schedule(sub)
		if err != nil {
			s.Logger.Warn("digest cannot be scheduled", "channel", sub.Channel, "error", err)
			continue
		}
		at, _ := schedule.Next(now)
		next = earlier(next, at)
		at, date := schedule.Last(now)
		if at.After(since) && !at.Before(sub.CreatedAt) {
			due = append(due, candidate{sub, date, at, endOfDay(at, schedule.Location)})
		}
	}
	slices.SortFunc(due, func(a, b candidate) int {
		return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.sub.Channel, b.sub.Channel))
	})
	return due, next
}

// schedule is sub.Schedule without loading a zone twice.
func (s *Scheduler) schedule(sub Subscription) (Schedule, error) {
	loc, ok := s.zones[sub.Zone]
	if ok {
		return Schedule{At: sub.At, Location: loc, Days: sub.Days}, nil
	}
	schedule, err := sub.Schedule()
	if err == nil {
		s.zones[sub.Zone] = schedule.Location
	}
	return schedule, err
}

// claimBatch is how many deliveries are recorded in one transaction. One flush
// of the disk serves them all, and the first need not wait for the last.
const claimBatch = 250

// claim records the deliveries that nobody has recorded yet. A subscription
// whose papers cannot be chosen does not hold up the others.
func (s *Scheduler) claim(ctx context.Context, due []candidate, now time.Time) error {
	if len(due) == 0 {
		return nil
	}
	first := slices.MinFunc(due, func(a, b candidate) int { return cmp.Compare(a.date, b.date) })
	known, err := s.Store.DeliveryKeys(ctx, first.date)
	if err != nil {
		return err
	}
	due = slices.DeleteFunc(due, func(c candidate) bool { return known[DeliveryKey{c.sub.Channel, c.date}] })
	var failed []error
	for batch := range slices.Chunk(due, claimBatch) {
		ds := make([]Delivery, 0, len(batch))
		for _, c := range batch {
			d, err := s.choose(ctx, c, now)
			if err != nil {
				failed = append(failed, err)
				continue
			}
			ds = append(ds, d)
		}
		if _, err := s.Store.Claim(ctx, ds); err != nil {
			return err
		}
		if _, err := s.dispatch(ctx, s.now()); err != nil {
			return err
		}
	}
	return errors.Join(failed...)
}

// choose returns the delivery of a candidate with its papers. A digest that is
// too late, or for which there are no papers, is over before it begins.
func (s *Scheduler) choose(ctx context.Context, c candidate, now time.Time) (Delivery, error) {
	d := newDelivery(c.sub.Channel, c.date, c.due, c.end)
	d.Owner, d.UpdatedAt = s.Owner, now
	if !now.Before(d.Expires) {
		s.Logger.Warn("digest missed", "channel", d.Channel, "date", d.Date, "due", d.Scheduled)
		return d.end(DeliveryFailed, "too late: the bot was not running", now), nil
	}
	had, err := s.Store.PapersSince(ctx, c.sub.Channel, daysBefore(c.date, NoRepeatDays))
	if err != nil {
		return Delivery{}, err
	}
	digest, err := chooseDigest(ctx, s.Papers, c.sub, c.due, func(id corpus.ID) bool { return had[id] })
	if err != nil {
		return Delivery{}, err
	}
	d.Note = digest.Note.String()
	if len(digest.Items) == 0 {
		return d.end(DeliverySkipped, digest.Note.String(), now), nil
	}
	for _, it := range digest.Items {
		d.Papers = append(d.Papers, DeliveredPaper{ID: it.Paper.ID, Rank: it.Rank, Section: it.Section.String(), Reason: it.Reason.String(), Score: it.Score})
	}
	return d, nil
}

// daysBefore returns the local date n days before another.
func daysBefore(date string, n int) string {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		panic(fmt.Sprintf("bot: %q is no date", date)) // all dates come from Schedule
	}
	return day.AddDate(0, 0, -n).Format(time.DateOnly)
}

// earlier returns the earlier of two instants, where zero means never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
