package trending

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paperbot/corpus"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// eventsOf draws a log: a few papers and members over some weeks.
func eventsOf(t *rapid.T) []Event {
	kinds := map[Kind]float64{Upvote: UpvoteWeight, Opened: OpenedWeight, Quoted: QuotedWeight, Votes: 3.7, Listed: .63}
	n := 0
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Event {
		kind := rapid.SampledFrom([]Kind{Upvote, Opened, Quoted, Votes, Listed}).Draw(t, "kind")
		n++
		return Event{
			Paper: corpus.ID(rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "paper")), Kind: kind,
			Actor: rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "actor"), Weight: kinds[kind],
			At:  noon.Add(-time.Duration(rapid.IntRange(0, 40*24*60*60*1000).Draw(t, "ms ago")) * time.Millisecond),
			Key: fmt.Sprint(n),
		}
	}), 0, 40).Draw(t, "events")
}

// order returns the papers of a board, best first.
func order(b Board) []corpus.ID {
	ids := make([]corpus.ID, 0, len(b))
	for id := range b {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(x, y corpus.ID) int {
		if c := b[y].Sum.Cmp(&b[x].Sum); c != 0 {
			return c
		}
		return cmpID(x, y)
	})
	return ids
}

func cmpID(x, y corpus.ID) int {
	if x < y {
		return -1
	}
	return 1
}

// A sum is the score as the definition has it, for any instant: so time alone
// changes no order.
func TestSumIsTheScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := eventsOf(t)
		later := noon.Add(time.Duration(rapid.IntRange(0, 400*24).Draw(t, "hours later")) * time.Hour)
		for _, at := range []time.Time{noon, later} {
			for id, evidence := range NewBoard(events) {
				want := Score(of(events, id), at)
				if got := evidence.Sum.At(at); math.Abs(got-want) > 1e-9*want {
					t.Fatalf("%s has %v at %v, want %v", id, got, at, want)
				}
			}
		}
	})
}

func of(events []Event, id corpus.ID) []Event {
	return slices.DeleteFunc(slices.Clone(events), func(e Event) bool { return e.Paper != id })
}

func TestTimeAloneChangesNoOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := NewBoard(eventsOf(t))
		best := order(b)
		at := noon.Add(time.Duration(rapid.IntRange(0, 40*24).Draw(t, "hours later")) * time.Hour)
		for i := 1; i < len(best); i++ {
			if above, below := b[best[i-1]].Sum.At(at), b[best[i]].Sum.At(at); above < below*(1-1e-12) {
				t.Fatalf("%v later %s has %v and %s %v", at.Sub(noon), best[i-1], above, best[i], below)
			}
		}
	})
}

func TestArrivalOrderChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := eventsOf(t)
		shuffled := slices.Clone(events)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)).Shuffle(len(shuffled), func(i, j int) {
			shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
		})
		same(t, NewBoard(Capped(events)), NewBoard(Capped(shuffled)))
		same(t, NewBoard(events), NewBoard(shuffled))
	})
}

// Sums kept event by event are those of the whole log, in parts too.
func TestRebuiltIsRunning(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := eventsOf(t)
		cut := rapid.IntRange(0, len(events)).Draw(t, "cut")
		same(t, NewBoard(events), Join(NewBoard(events[:cut]), NewBoard(events[cut:])))
		for id, evidence := range NewBoard(events) {
			var kept Sum
			data, err := evidence.Sum.MarshalBinary()
			if err == nil {
				err = kept.UnmarshalBinary(data)
			}
			if err != nil || kept.Cmp(&evidence.Sum) != 0 {
				t.Fatalf("%s is kept as %v, %v", id, kept.Log2(), err)
			}
		}
	})
}

func TestRemovedLeavesNoTrace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := eventsOf(t)
		extra := Event{Paper: "a", Weight: UpvoteWeight, At: noon.Add(-time.Duration(rapid.IntRange(0, 1e9).Draw(t, "ms")) * time.Millisecond)}
		before, after := NewBoard(events).Of("a").Sum, NewBoard(events).Of("a").Sum
		after.Add(extra)
		if after.Cmp(&before) <= 0 {
			t.Fatal("the event does not count")
		}
		after.Remove(extra)
		if after.Cmp(&before) != 0 {
			t.Fatalf("%v is left of %v", after.Log2(), before.Log2())
		}
	})
}

func same(t *rapid.T, x, y Board) {
	t.Helper()
	if diff := cmp.Diff(order(x), order(y)); diff != "" {
		t.Fatal(diff)
	}
	for id := range x {
		if x[id].Sum.Cmp(&y[id].Sum) != 0 {
			t.Fatalf("%s: %v and %v", id, x[id].Sum.Log2(), y[id].Sum.Log2())
		}
		if diff := cmp.Diff(x[id].Recent, y[id].Recent); diff != "" {
			t.Fatalf("%s: %s", id, diff)
		}
	}
}

func TestCapped(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		capped := Capped(eventsOf(t))
		type actorDay struct{ actor, day string }
		given := map[actorDay]float64{}
		for _, e := range capped {
			if e.Actor != "" {
				given[actorDay{e.Actor, e.At.Format(time.DateOnly)}] += e.Weight
			}
		}
		for who, sum := range given {
			if sum > DailyCap+1e-9 {
				t.Fatalf("%v gave %v", who, sum)
			}
		}
		if diff := cmp.Diff(capped, Capped(capped)); diff != "" {
			t.Fatalf("capped twice: %s", diff)
		}
	})
	var votes []Event
	for i := range 7 {
		votes = append(votes, Event{Paper: corpus.ID(fmt.Sprint(i)), Kind: Upvote, Actor: "x", Weight: UpvoteWeight, At: noon.Add(time.Duration(i))})
	}
	votes = append(votes, Event{Paper: "p", Kind: Upvote, Actor: "x", Weight: UpvoteWeight, At: noon.Add(12 * time.Hour)})
	var got []float64
	for _, e := range Capped(votes) {
		got = append(got, e.Weight)
	}
	if diff := cmp.Diff([]float64{2, 2, 2, 2, 2, 0, 0, 2}, got); diff != "" {
		t.Error(diff)
	}
}

// Scores by hand.
func TestScores(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		events []Event
		want   float64
	}{
		{"nothing", nil, 0},
		{"an up-vote now", []Event{{Weight: 2, At: noon}}, 2},
		{"an up-vote three days ago", []Event{{Weight: 2, At: noon.AddDate(0, 0, -3)}}, 1},
		{"both", []Event{{Weight: 2, At: noon}, {Weight: 2, At: noon.AddDate(0, 0, -3)}}, 3},
		{"a month ago", []Event{{Weight: 1024, At: noon.AddDate(0, 0, -30)}}, 1},
	} {
		var sum Sum
		for _, e := range tt.events {
			sum.Add(e)
		}
		if got := sum.At(noon); math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestVotesGained(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		count  VoteCount
		weight float64 // 0: no event
		at     time.Time
	}{
		{"first sight, published yesterday", VoteCount{Now: 7, Published: noon.AddDate(0, 0, -1)}, 3, noon.AddDate(0, 0, -1)},
		{"first sight, published long ago", VoteCount{Now: 7, Published: noon.AddDate(-1, 0, 0)}, 3, noon.AddDate(0, 0, -6)},
		{"first sight, date unknown", VoteCount{Now: 7}, 3, noon.AddDate(0, 0, -6)},
		{"first sight, published tomorrow", VoteCount{Now: 7, Published: noon.AddDate(0, 0, 1)}, 3, noon},
		{"three more", VoteCount{Seen: true, Before: 1, Now: 7}, 2, noon},
		{"no more", VoteCount{Seen: true, Before: 7, Now: 7}, 0, noon},
		{"fewer", VoteCount{Seen: true, Before: 7, Now: 3}, 0, noon},
	} {
		tt.count.At = noon
		e, ok := VotesGained(tt.count)
		if ok != (tt.weight > 0) || ok && (math.Abs(e.Weight-tt.weight) > 1e-12 || !e.At.Equal(tt.at)) {
			t.Errorf("%s: %v, weight %v at %v; want %v at %v", tt.name, ok, e.Weight, e.At, tt.weight, tt.at)
		}
	}
}

func TestPlaceTaken(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		rank, before int
		want         float64
	}{
		{1, 0, 1}, {3, 0, .5}, {7, 0, 1. / 3}, {3, 3, .5}, {3, 2, .5},
		{3, 6, 1.5},  // log₂ 2
		{3, 96, 1.5}, // log₂ 32, but at most 1
		{1, 2, 2},
	} {
		if got := PlaceTaken(Place{Rank: tt.rank, Before: tt.before}).Weight; math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("rank %d after %d: %v, want %v", tt.rank, tt.before, got, tt.want)
		}
	}
	if x, y := PlaceTaken(Place{Source: "s", List: "1", Paper: "p"}), PlaceTaken(Place{Source: "s", List: "2", Paper: "p"}); x.Key == y.Key {
		t.Error("two lists have one key")
	}
}

func TestMemberWeight(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		kind   Kind
		joined time.Time
		want   float64
	}{
		{"up-vote", Upvote, noon.AddDate(-1, 0, 0), 2},
		{"where nobody joins", Upvote, time.Time{}, 2},
		{"newcomer", Upvote, noon.AddDate(0, 0, -6), .5},
		{"no newcomer any more", Upvote, noon.AddDate(0, 0, -7), 2},
		{"abstract", Opened, time.Time{}, .5},
		{"quote", Quoted, time.Time{}, .25},
	} {
		if got := MemberWeight(tt.kind, tt.joined, noon); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func BenchmarkBoard(b *testing.B) {
	events := make([]Event, 10_000)
	for i := range events {
		events[i] = Event{Paper: corpus.ID(fmt.Sprint(i % 500)), Weight: 2, At: noon.Add(-time.Duration(i) * time.Minute)}
	}
	for b.Loop() {
		NewBoard(events)
	}
}
