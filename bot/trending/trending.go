// Package trending turns events into scores: what happened to papers, when and
// how much it counts, into which of them people would rather look at now.
//
// The event log is the only truth. A paper's score at an instant t is
//
//	Σ weight · 2^(−(t − at)/HalfLife)
//
// over its events up to t. All scores shrink alike, so time alone never changes
// their order. A [Sum] keeps the score of one paper without an instant, exactly:
// whatever order events are added in, and whether they are added one by one or
// all anew, the sums are the same to the last bit.
//
// The package is arithmetic alone. It knows no store, no clock, no Discord.
package trending

import (
	"cmp"
	"math"
	"slices"
	"time"

	"paperbot/corpus"
)

// What counts, and for how long. Where no other source is named it is the
// design's table.
const (
	// HalfLife is the time in which an event comes to count half.
	HalfLife = 72 * time.Hour
	// UpvoteWeight, OpenedWeight and QuotedWeight are what a member does for a
	// paper. An up-vote, which is asked for, counts as much as four abstracts
	// opened out of curiosity, and those twice what a quote in an answer does,
	// which says no more than that the subject was asked about.
	UpvoteWeight = 2
	OpenedWeight = .5
	QuotedWeight = .25
	// DailyCap is the most that one member may give all papers of a server on one
	// day (UTC): five up-votes, or twenty abstracts. Our own choice: more than
	// a reader of the digest does, and no more than two other members outweigh.
	DailyCap = 10
	// NewcomerShare is what counts of somebody who joined the server less than
	// NewcomerAge ago. The week is our own choice: long enough that a fresh
	// account is no quick way to votes.
	NewcomerShare = .25
	NewcomerAge   = 7 * 24 * time.Hour
	// FirstSightAge is how far back at most the votes are dated that a paper had
	// when it was first seen.
	FirstSightAge = 2 * HalfLife
	// maxClimb is the most that a better place in a list counts.
	maxClimb = 1
	// Floor is the least score of a paper that may be called trending: one fresh
	// vote, the first place of a fresh list, or an up-vote a half-life ago. Our own
	// choice: anything less is a single person passing by.
	Floor = 1
)

// A Kind is a kind of event.
type Kind string

const (
	Upvote Kind = "upvote" // a member's up-vote
	Opened Kind = "opened" // a member opened the abstract
	Quoted Kind = "quoted" // the paper was quoted in the answer to a member's question
	Votes  Kind = "votes"  // a feed reports more votes; Amount says how many more
	Listed Kind = "listed" // the paper stands in a ranked list; Amount is its rank
)

// An Event is something that happened to a paper.
type Event struct {
	Paper  corpus.ID
	Kind   Kind
	Actor  string    // who did it, as a keyed hash; "" for nobody or forgotten
	At     time.Time // whole milliseconds count
	Weight float64   // what it counts when it happens, never negative
	Amount int       // how many votes were gained, or the rank in a list
	Source string    // the feed or list; "" for what members do
	Key    string    // what may happen only once; "" for anything
}

// compareEvents orders events by time, then by all that may tell them apart.
func compareEvents(a, b Event) int {
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Paper, b.Paper),
		cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Actor, b.Actor), cmp.Compare(a.Weight, b.Weight))
}

// Capped returns the events of one server in order of time, each actor's weights
// of a day cut where they come to more than DailyCap: the first count in full,
// so that nothing done later changes what counted before. To cap twice is to
// cap once.
func Capped(events []Event) []Event {
	type actorDay struct {
		actor string
		day   int64
	}
	capped := slices.SortedFunc(slices.Values(events), compareEvents)
	given := map[actorDay]float64{}
	for i, e := range capped {
		if e.Actor == "" {
			continue
		}
		of := actorDay{e.Actor, day(e.At)}
		capped[i].Weight = min(e.Weight, DailyCap-given[of])
		given[of] += capped[i].Weight
	}
	return capped
}

// day numbers the days in UTC.
func day(t time.Time) int64 {
	const msPerDay = 24 * 60 * 60 * 1000
	return int64(math.Floor(float64(t.UnixMilli()) / msPerDay))
}

// Score returns Σ weight · 2^(−(t − at)/HalfLife) as written above. It is the
// definition against which sums are tested; a long log is better kept as a [Sum].
func Score(events []Event, t time.Time) float64 {
	score := 0.0
	for _, e := range events {
		score += e.Weight * math.Exp2(-halfLives(t.Sub(e.At)))
	}
	return score
}

func halfLives(d time.Duration) float64 { return float64(d) / float64(HalfLife) }
