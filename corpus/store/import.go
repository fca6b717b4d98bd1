package store

import (
	"context"
	"errors"
	"iter"
	"maps"
	"time"

	"paperbot/corpus"
	"paperbot/corpus/format"
)

// A Report says what came of an import. Read is the sum of New, Revised,
// Unchanged, Merged and Rejected.
type Report struct {
	Read      int            `json:"read"` // records met
	New       int            `json:"new"`
	Revised   int            `json:"revised"`   // the text is another now
	Unchanged int            `json:"unchanged"` // nothing is
	Merged    int            `json:"merged"`    // more is known of a paper that was there
	Rejected  int            `json:"rejected"`
	Reasons   map[string]int `json:"reasons"` // of the rejected, how many why

	NoAbstract int                 `json:"without_abstract"` // kept, but nothing can be quoted from them yet
	Places     map[string][]string `json:"places,omitempty"` // the first of each reason, such as "a.bib: BibTeX: line 3: no title"
}

// Add adds another report.
func (r *Report) Add(other Report) {
	r.Read += other.Read
	r.New += other.New
	r.Revised += other.Revised
	r.Unchanged += other.Unchanged
	r.Merged += other.Merged
	r.Rejected += other.Rejected
	r.NoAbstract += other.NoAbstract
	for reason, n := range other.Reasons {
		r.reject(reason, n, other.Places[reason]...)
	}
}

// maxPlaces is how many places a report names for each reason.
const maxPlaces = 3

func (r *Report) reject(reason string, n int, places ...string) {
	if r.Reasons == nil {
		r.Reasons, r.Places = map[string]int{}, map[string][]string{}
	}
	r.Reasons[reason] += n
	r.Places[reason] = append(r.Places[reason], places...)
	if len(r.Places[reason]) > maxPlaces {
		r.Places[reason] = r.Places[reason][:maxPlaces]
	}
}

func (r *Report) count(outcomes []Outcome) {
	for _, o := range outcomes {
		switch o {
		case New:
			r.New++
		case Revised:
			r.Revised++
		case Merged:
			r.Merged++
		case Unchanged:
			r.Unchanged++
		}
	}
}

// An Import is one that is to be made.
type Import struct {
	Source   string // see Batch
	At       time.Time
	Progress func(Report) // called after every batch; may be nil
}

// What a batch has at most. A transaction for each costs as much as 300 papers;
// so that a running bot sees papers that trickle in, none waits longer.
const (
	perBatch = 4000
	maxDelay = 2 * time.Second
)

// Import stores papers as they come, with the faults of package format among
// them. It returns what came of them, also where it returns an error, which is
// that of the source or of the store: what the report counts is stored, and the
// import can be made again from the beginning.
func (s *Store) Import(ctx context.Context, im Import, papers iter.Seq2[corpus.Paper, error]) (Report, error) {
	at, err := s.afterLast(ctx, im)
	if err != nil {
		return Report{}, err
	}
	im.At = at
	report, err := s.take(ctx, im, papers)
	if err != nil {
		return report, err
	}
	return report, s.tally(ctx, im)
}

// take stores papers in batches, one of which is read while another is stored.
func (s *Store) take(ctx context.Context, im Import, papers iter.Seq2[corpus.Paper, error]) (Report, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	batches, stored := make(chan []corpus.Paper, 1), make(chan Report)
	go func() {
		defer close(stored)
		for batch := range batches {
			outcomes, err := s.Put(ctx, Batch{Source: im.Source, At: im.At, Papers: batch})
			if err != nil {
				cancel(err)
			}
			var r Report
			r.count(outcomes)
			for i := range outcomes {
				if batch[i].Abstract == "" {
					r.NoAbstract++
				}
			}
			r.Read = len(outcomes)
			stored <- r
		}
	}()
	c := &collector{ctx: ctx, im: im, batches: batches, stored: stored}
	err := c.collect(papers)
	close(batches)
	for r := range stored {
		c.settle(r)
	}
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	return c.report, err
}

// A collector makes batches of papers.
type collector struct {
	ctx     context.Context
	im      Import
	batches chan<- []corpus.Paper
	stored  <-chan Report
	report  Report
	batch   []corpus.Paper
	since   time.Time // when the batch was begun
}

func (c *collector) collect(papers iter.Seq2[corpus.Paper, error]) error {
	for p, err := range papers {
		var fault *format.RecordError
		switch {
		case errors.As(err, &fault):
			if fault.Lost() {
				c.report.Read++
				c.report.Rejected++
				c.report.reject(fault.Reason(), 1, c.im.Source+": "+err.Error())
			}
		case err != nil:
			c.pass()
			return err
		default:
			if len(c.batch) == 0 {
				c.since = time.Now()
			}
			c.batch = append(c.batch, p)
		}
		if len(c.batch) >= perBatch || len(c.batch) > 0 && len(c.batch)%64 == 0 && time.Since(c.since) > maxDelay {
			c.pass()
		}
		if err := context.Cause(c.ctx); err != nil {
			return err
		}
	}
	c.pass()
	return nil
}

// pass hands the batch over to be stored.
func (c *collector) pass() {
	if len(c.batch) == 0 {
		return
	}
	for {
		select {
		case r := <-c.stored:
			c.settle(r)
		case c.batches <- c.batch:
			c.batch = make([]corpus.Paper, 0, perBatch)
			return
		}
	}
}

// settle counts a batch that is stored.
func (c *collector) settle(r Report) {
	c.report.Add(r)
	if c.im.Progress != nil {
		report := c.report
		report.Reasons = maps.Clone(report.Reasons)
		c.im.Progress(report)
	}
}
