package trending

import (
	"fmt"
	"math"
	"time"

	"paperbot/corpus"
)

// VoteCount is what a feed says about a paper at an import.
type VoteCount struct {
	Source    string // the feed
	Paper     corpus.ID
	Published time.Time // zero when unknown
	Before    int       // the most votes that were ever reported; 0 at first sight
	Now       int
	At        time.Time // of the import
	Seen      bool      // the feed had the paper at an earlier import
}

// VotesGained returns the event of the votes that a paper gained since the last
// import, log₂(1+now) − log₂(1+before); none if it gained nothing. At first sight
// all its votes are gained, when it was published but no earlier than
// FirstSightAge ago, for so old votes are no news.
func VotesGained(v VoteCount) (Event, bool) {
	if v.Now <= v.Before {
		return Event{}, false
	}
	at := v.At
	if !v.Seen {
		at = v.Published
		if earliest := v.At.Add(-FirstSightAge); at.Before(earliest) {
			at = earliest
		}
		if at.After(v.At) {
			at = v.At
		}
	}
	return Event{
		Paper: v.Paper, Kind: Votes, At: at, Amount: v.Now - v.Before, Source: v.Source,
		Weight: math.Log2(float64(1+v.Now)) - math.Log2(float64(1+v.Before)),
		Key:    fmt.Sprintf("%s/%s/%s/%d", Votes, v.Source, v.Paper, v.Now),
	}, true
}

// A Place is a paper's rank in a ranked list.
type Place struct {
	Source string // the list's page or feed
	List   string // tells this list from the source's other ones, such as a hash of its ranks
	Paper  corpus.ID
	Rank   int       // 1 is best
	Before int       // rank in the source's list before; 0 if it was not there
	At     time.Time // when the list was made, or taken in
}

// PlaceTaken returns the event of a place in a list: 1/log₂(1+rank), and for a
// paper that climbed log₂(before/rank) on top, at most 1. One list is one event,
// however often it is taken in.
func PlaceTaken(p Place) Event {
	weight := 1 / math.Log2(float64(1+p.Rank))
	if p.Before > p.Rank {
		weight += min(math.Log2(float64(p.Before)/float64(p.Rank)), maxClimb)
	}
	return Event{
		Paper: p.Paper, Kind: Listed, At: p.At, Amount: p.Rank, Source: p.Source, Weight: weight,
		Key: fmt.Sprintf("%s/%s/%s/%s", Listed, p.Source, p.List, p.Paper),
	}
}

// MemberWeight returns what it counts that a member does something: a quarter of
// it if they joined the server within NewcomerAge. joined is zero where nobody
// joins anything.
func MemberWeight(k Kind, joined, at time.Time) float64 {
	weight := map[Kind]float64{Upvote: UpvoteWeight, Opened: OpenedWeight, Quoted: QuotedWeight}[k]
	if !joined.IsZero() && at.Sub(joined) < NewcomerAge {
		weight *= NewcomerShare
	}
	return weight
}
