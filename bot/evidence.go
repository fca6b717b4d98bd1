package bot

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/samber/lo"

	"paperbot/bot/trending"
	"paperbot/corpus"
)

// ScopeEverywhere is the scope of what counts in all servers: what feeds and
// lists report.
const ScopeEverywhere Scope = ""

// An Activity is something that a member did for papers, each of which counts
// once a day (UTC).
type Activity struct {
	Scope  Scope
	Kind   trending.Kind // Opened or Quoted
	Papers []corpus.ID
	Member UserID    // kept as a keyed hash only
	Joined time.Time // when the member joined the server; zero where unknown
	At     time.Time
}

// An EvidenceStore keeps the event log; bot/store is one.
type EvidenceStore interface {
	// Board returns what counts in a scope alone, up to an instant.
	Board(ctx context.Context, scope Scope, at time.Time) (trending.Board, error)
	// EventsOf returns the events of a paper that count in a scope alone, up to an
	// instant, in order of time.
	EventsOf(ctx context.Context, scope Scope, paper corpus.ID, at time.Time) ([]trending.Event, error)
}

// boardAge is for how long feeds' and lists' evidence is used without being read
// anew: digests that are due at one instant share one reading, and who asks sees
// what came ten seconds ago.
const boardAge = 10 * time.Second

// evidence reads what papers are ranked by.
type evidence struct {
	store EvidenceStore // nil: there is none

	mu     sync.Mutex
	at     time.Time // for which the board of everywhere was read
	read   int       // how many times it was
	shared trending.Board
}

// board returns what counts in a scope up to an instant, what counts everywhere
// included: the latter up to the last multiple of boardAge, by the reading of that
// number. shared tells that nothing else counts in the scope.
func (e *evidence) board(ctx context.Context, scope Scope, at time.Time) (board trending.Board, read int, shared bool, err error) {
	if e.store == nil {
		return trending.Board{}, 0, true, nil
	}
	everywhere, read, err := e.everywhere(ctx, at.Truncate(boardAge))
	if err != nil || scope == ScopeEverywhere {
		return everywhere, read, true, err
	}
	own, err := e.store.Board(ctx, scope, at)
	if err != nil {
		return nil, 0, false, err
	}
	if len(own) == 0 {
		return everywhere, read, true, nil
	}
	return trending.Join(everywhere, own), read, false, nil
}

func (e *evidence) everywhere(ctx context.Context, at time.Time) (trending.Board, int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.shared != nil && e.at.Equal(at) {
		return e.shared, e.read, nil
	}
	board, err := e.store.Board(ctx, ScopeEverywhere, at)
	if err == nil {
		e.at, e.shared = at, board
		e.read++
	}
	return board, e.read, err
}

// reason says in a few words why a paper has that evidence, the strongest kind
// of evidence first.
func reason(e *trending.Evidence, at time.Time) Text {
	said := lo.Reject([]Text{votesReason(e, at), upvotesReason(e), askedReason(e), placeReason(e)},
		func(t Text, _ int) bool { return t.IsZero() })
	if len(said) == 0 {
		return Say("much noticed over the last weeks")
	}
	return all(said[:min(len(said), maxReasons)])
}

// maxReasons is how many reasons a reader takes in at a glance.
const maxReasons = 2

func votesReason(e *trending.Evidence, at time.Time) Text {
	gained := func(events []trending.Event) int {
		return lo.SumBy(events, func(e trending.Event) int { return e.Amount })
	}
	if n := gained(e.Since(at.AddDate(0, 0, -1), trending.Votes)); n > 0 {
		return Say("new votes since yesterday: %d", n)
	}
	older := e.Since(time.Time{}, trending.Votes)
	if len(older) == 0 {
		return Text{}
	}
	return Say("new votes up to %s: %d", older[len(older)-1].At.UTC().Format(time.DateOnly), gained(older))
}

func upvotesReason(e *trending.Evidence) Text {
	if n := len(e.Since(time.Time{}, trending.Upvote)); n > 0 {
		return Say("up-votes here: %d", n)
	}
	return Text{}
}

// askedReason counts members, not what they did.
func askedReason(e *trending.Evidence) Text {
	actors := lo.Uniq(lo.Map(e.Since(time.Time{}, trending.Opened, trending.Quoted), func(e trending.Event, _ int) string { return e.Actor }))
	switch n := len(actors); n {
	case 0:
		return Text{}
	case 1:
		return Say("asked about by a member")
	default:
		return Say("asked about by %d members", n)
	}
}

func placeReason(e *trending.Evidence) Text {
	places := e.Since(time.Time{}, trending.Listed)
	if len(places) == 0 {
		return Text{}
	}
	latest := places[len(places)-1]
	return Say("rank %d in the list of %s", latest.Amount, latest.At.UTC().Format(time.DateOnly))
}

// A Sum is a paper's score with the events that make it up.
type Sum struct {
	Paper    corpus.Paper
	Events   []trending.Event // in order of time
	Score    float64          // at the instant asked for
	Trending bool             // it is above the floor
}

// ExplainTrending returns the sums of papers as the ranking has them.
func (b *Bot) ExplainTrending(ctx context.Context, scope Scope, at time.Time, papers []corpus.Paper) ([]Sum, error) {
	board, _, _, err := b.evidence.board(ctx, scope, at)
	if err != nil {
		return nil, err
	}
	sums := make([]Sum, len(papers))
	for i, p := range papers {
		sums[i].Paper = p
		counted := board[p.ID]
		if counted == nil {
			continue
		}
		sums[i].Score, sums[i].Trending = counted.Sum.At(at), counted.Trending(at)
		if sums[i].Events, err = b.eventsOf(ctx, scope, p.ID, at); err != nil {
			return nil, err
		}
	}
	return sums, nil
}

func (b *Bot) eventsOf(ctx context.Context, scope Scope, paper corpus.ID, at time.Time) ([]trending.Event, error) {
	events, err := b.evidence.store.EventsOf(ctx, ScopeEverywhere, paper, at.Truncate(boardAge))
	if err != nil || scope == ScopeEverywhere {
		return events, err
	}
	own, err := b.evidence.store.EventsOf(ctx, scope, paper, at)
	events = append(events, own...)
	slices.SortStableFunc(events, func(x, y trending.Event) int { return x.At.Compare(y.At) })
	return events, err
}

// A Report is what a feed or a ranked list says about papers at one time.
type Report struct {
	Source string    // the feed or list: the same for all its reports
	At     time.Time // when it was taken in
	Papers []ReportedPaper
}

// A ReportedPaper is a paper of a report.
type ReportedPaper struct {
	ID        corpus.ID
	Published time.Time // zero when unknown
	Votes     int       // all that it has; 0 where there are none
	Rank      int       // 1 is best; 0 where there are none
	Seen      bool      // the source is known to have had it before, if without votes
}

// HistoryDays is how far back a history goes.
const HistoryDays = 14

// addHistory adds to items how their scores went until the instant of a query.
func (b *Bot) addHistory(ctx context.Context, items []Item, q TrendingQuery) error {
	for i, item := range items {
		if item.Score == 0 {
			continue
		}
		events, err := b.eventsOf(ctx, q.Scope, item.Paper.ID, q.At)
		if err != nil {
			return err
		}
		for ago := HistoryDays - 1; ago >= 0; ago-- {
			at := q.At.AddDate(0, 0, -ago)
			until := lo.Filter(events, func(e trending.Event, _ int) bool { return !e.At.After(at) })
			items[i].History = append(items[i].History, trending.Score(until, at))
		}
	}
	return nil
}
