package format

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"sync"

	"paperbot/corpus"
)

// A found is a record that was cut out of a file and not yet looked into.
type found struct {
	line, entry int                   // its place: one of them
	read        func() (draft, error) // called once, by any goroutine
}

// bad returns a record of which no more is known than that it is one.
func bad(line, entry int, err error) found {
	return found{line, entry, func() (draft, error) { return draft{}, err }}
}

// A splitter cuts a file into records and yields them in order until yield
// reports false. Its error is one of the whole file.
type splitter func(s *source, yield func(found) bool) error

// perBatch is how many records a goroutine takes at once: enough that passing
// them on costs nothing, few enough that they are not many in memory.
const perBatch = 64

// A batch is some records and what came of them.
type batch struct {
	found   []found
	papers  []corpus.Paper
	faults  []error
	settled chan struct{} // closed when papers and faults are complete
}

// stream yields the papers of a source, in order. Records are cut out by one
// goroutine and cleaned by as many as there are processors.
func stream(format string, s *source, split splitter) iter.Seq2[corpus.Paper, error] {
	return func(yield func(corpus.Paper, error) bool) {
		workers := runtime.GOMAXPROCS(0)
		todo, order, stop := make(chan *batch), make(chan *batch, 2*workers), make(chan struct{})
		var failure error
		var running sync.WaitGroup
		defer running.Wait()
		defer close(stop)
		running.Go(func() {
			defer close(order)
			defer close(todo)
			failure = cut(s, split, todo, order, stop)
		})
		for range workers {
			running.Go(func() {
				for b := range todo {
					b.settle(format)
				}
			})
		}
		for b := range order {
			<-b.settled
			for i, p := range b.papers {
				if !yield(p, b.faults[i]) {
					return
				}
			}
		}
		if failure != nil {
			yield(corpus.Paper{}, fmt.Errorf("%s: %w", format, failure))
		}
	}
}

// cut passes the records of a source on in batches.
func cut(s *source, split splitter, todo, order chan<- *batch, stop <-chan struct{}) error {
	b := newBatch()
	pass := func() bool {
		if len(b.found) == 0 {
			return true
		}
		for _, to := range []chan<- *batch{order, todo} {
			select {
			case to <- b:
			case <-stop:
				return false
			}
		}
		b = newBatch()
		return true
	}
	stopped := false
	err := split(s, func(f found) bool {
		b.found = append(b.found, f)
		stopped = len(b.found) == perBatch && !pass()
		return !stopped
	})
	if !stopped {
		pass()
	}
	return err
}

func newBatch() *batch {
	return &batch{found: make([]found, 0, perBatch), settled: make(chan struct{})}
}

func (b *batch) settle(format string) {
	defer close(b.settled)
	b.papers, b.faults = make([]corpus.Paper, len(b.found)), make([]error, len(b.found))
	for i, f := range b.found {
		var err error
		if b.papers[i], err = f.paper(); err != nil {
			b.papers[i], b.faults[i] = corpus.Paper{}, &RecordError{Format: format, Line: f.line, Entry: f.entry, Err: err}
		}
	}
	b.found = nil
}

func (f found) paper() (corpus.Paper, error) {
	d, err := f.read()
	if err != nil {
		return corpus.Paper{}, err
	}
	return d.paper()
}

// truncated makes the end of a file in the middle of something an error of its own.
func truncated(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrTruncated
	}
	return err
}
