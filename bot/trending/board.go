package trending

import (
	"slices"
	"time"

	"paperbot/corpus"
)

// ReasonAge is for how long an event is a reason to name: what is older than two
// half-lives counts less than a quarter.
const ReasonAge = 2 * HalfLife

// A Board is what counts for each paper, up to an instant.
type Board map[corpus.ID]*Evidence

// Evidence is what counts for one paper.
type Evidence struct {
	Sum    Sum
	Recent []Event // those of the last ReasonAge before the latest, in order of time
}

// NewBoard returns the board of events.
func NewBoard(events []Event) Board {
	b := Board{}
	for _, e := range events {
		b.Of(e.Paper).add(e)
	}
	return b
}

// Of returns the evidence for a paper, to be added to.
func (b Board) Of(paper corpus.ID) *Evidence {
	if b[paper] == nil {
		b[paper] = &Evidence{}
	}
	return b[paper]
}

// Join returns the board of all events of several boards, which stay as they are.
func Join(boards ...Board) Board {
	all := Board{}
	for _, b := range boards {
		for paper, e := range b {
			of := all.Of(paper)
			of.Sum.Merge(&e.Sum)
			of.remember(e.Recent...)
		}
	}
	return all
}

func (e *Evidence) add(event Event) {
	e.Sum.Add(event)
	e.remember(event)
}

func (e *Evidence) remember(events ...Event) {
	for _, event := range events {
		i, _ := slices.BinarySearchFunc(e.Recent, event, compareEvents)
		e.Recent = slices.Insert(e.Recent, i, event)
	}
	if n := len(e.Recent); n > 0 {
		oldest := e.Recent[n-1].At.Add(-ReasonAge)
		e.Recent = slices.DeleteFunc(e.Recent, func(event Event) bool { return event.At.Before(oldest) })
	}
}

// Since returns the recent events of these kinds from an instant on.
func (e *Evidence) Since(t time.Time, kinds ...Kind) []Event {
	return slices.DeleteFunc(slices.Clone(e.Recent), func(event Event) bool {
		return event.At.Before(t) || !slices.Contains(kinds, event.Kind)
	})
}

// Trending tells whether the evidence is enough at an instant for the word.
func (e *Evidence) Trending(t time.Time) bool { return e.Sum.At(t) >= Floor }
