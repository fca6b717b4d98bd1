package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"paperbot/bot/trending"
	"paperbot/corpus"
	"paperbot/retrieval"
)

// defaultListed is how many papers a listing has unless asked otherwise.
const defaultListed = 5

// topicFloor is the share of a topic's words, by idf and frequency, that a
// paper must have to belong to it. A paper of average length that has every
// word once, in its abstract, has 1/(1+k1) = .45 of them.
const topicFloor = .4

// A TrendingQuery says which trending papers are wanted.
type TrendingQuery struct {
	At      time.Time            // as of when: nothing counts that happened later
	Scope   Scope                // what its members did counts, besides what counts everywhere
	Count   int                  // at most so many; default 5
	Topic   string               // a query that papers must match; "" for all
	Without string               // a query that papers must not match; "" for none
	History bool                 // how each score went is wanted, too
	Varied  bool                 // no more than a few papers like each other
	Exclude func(corpus.ID) bool // papers that were posted before; nil for none
}

// Trending lists papers, each with its reason: first those whose score is high
// enough to be called trending, best first; below them, under "From the list",
// those of the ranked list that they came in, as that has them.
func (b *Bot) Trending(ctx context.Context, q TrendingQuery) (Listing, error) {
	if q.Count <= 0 {
		q.Count = defaultListed
	}
	l, err := b.trending(ctx, q)
	if err != nil {
		return Listing{}, fmt.Errorf("trending: %w", err)
	}
	return l, nil
}

func (b *Bot) trending(ctx context.Context, q TrendingQuery) (Listing, error) {
	candidates, err := b.candidates(ctx, q)
	if err != nil {
		return Listing{}, err
	}
	s, err := b.selected(ctx, q, candidates)
	if err != nil {
		return Listing{}, err
	}
	l := b.present(s.chosen, q.Topic)
	if q.History {
		if err := b.addHistory(ctx, l.Items, q); err != nil {
			return Listing{}, err
		}
	}
	l.Left, l.Note = s.left, shortage(len(l.Items), len(candidates)-s.hidden, q)
	return l, nil
}

// A rankingKey names what a ranking is made of, besides what members did.
type rankingKey struct {
	topic string
	at    time.Time
	shelf *shelf
	read  int // which reading of what counts everywhere
}

// Rankings are kept for digests, many of which are due at one instant, on the same
// topics, in servers where nobody has voted yet. One has some 300 bytes a paper.
const (
	rankingsKept  = 32
	rankingLength = 2000 // most papers of one that is kept
)

// candidates returns the papers that may be listed, best first. They are shared:
// nobody may change them.
func (b *Bot) candidates(ctx context.Context, q TrendingQuery) ([]contender, error) {
	board, read, shared, err := b.evidence.board(ctx, q.Scope, q.At)
	if err != nil {
		return nil, err
	}
	key := rankingKey{q.Topic, q.At.Round(0).UTC(), b.shelf.Load(), read}
	if shared {
		if known, ok := b.rankings.Get(key); ok {
			return known, nil
		}
	}
	found, err := b.listable(ctx, key.shelf, q, board)
	if err != nil {
		return nil, err
	}
	ranked := rank(found, board, q.At)
	if shared && len(ranked) <= rankingLength {
		b.rankings.Add(key, ranked)
	}
	return ranked, nil
}

// listable returns the papers that rank may find room for: those on the topic, or
// those of a ranked list and those that are trending.
func (b *Bot) listable(ctx context.Context, s *shelf, q TrendingQuery, board trending.Board) ([]corpus.Paper, error) {
	if q.Topic != "" {
		return b.onTopic(ctx, q.Topic)
	}
	papers := slices.Clone(s.ranked())
	for id, evidence := range board {
		if p, ok := s.papers.Paper(id); ok && p.Rank == 0 && evidence.Trending(q.At) {
			papers = append(papers, p)
		}
	}
	return papers, nil
}

// present lists the chosen papers.
func (b *Bot) present(chosen []contender, topic string) Listing {
	l := Listing{Title: listTitle(len(chosen) == 0 || chosen[0].trending, topic)}
	for i, c := range chosen {
		item := Item{Rank: i + 1, Paper: c.paper, Gist: b.gist(c.paper), Reason: c.reason, Score: c.score}
		if i > 0 && chosen[i-1].trending && !c.trending {
			item.Section = Say(fromTheList)
		}
		l.Items = append(l.Items, item)
	}
	return l
}

// fromTheList is what stands over papers that may not be called trending.
const fromTheList = "From the list"

func listTitle(trending bool, topic string) Text {
	switch {
	case trending && topic == "":
		return Say("Trending papers")
	case trending:
		return Say("Trending papers on “%s”", topic)
	case topic == "":
		return Say(fromTheList)
	}
	return Say("From the list, on “%s”", topic)
}

// A contender is a paper that may be listed.
type contender struct {
	paper    corpus.Paper
	evidence *trending.Evidence // nil for none
	score    float64
	trending bool
	reason   Text
}

// rank returns the papers that may be listed, best first: the trending ones by
// their scores, then the others of a ranked list by their ranks. Ties are broken
// by ID.
func rank(papers []corpus.Paper, board trending.Board, at time.Time) []contender {
	var all []contender
	for _, p := range papers {
		if !presentable(p) {
			continue
		}
		c := contender{paper: p, evidence: board[p.ID]}
		if c.evidence != nil {
			c.score, c.trending = c.evidence.Sum.At(at), c.evidence.Trending(at)
		}
		switch {
		case c.trending:
			c.reason = reason(c.evidence, at)
		case p.Rank == 0:
			continue
		default:
			c.reason = listReason(c, at)
		}
		all = append(all, c)
	}
	slices.SortFunc(all, compareContenders)
	return all
}

// listReason is a paper's rank, with what its evidence says where there is some.
func listReason(c contender, at time.Time) Text {
	if c.evidence != nil && !placeReason(c.evidence).IsZero() {
		return reason(c.evidence, at)
	}
	place := Say("rank %d in the list", c.paper.Rank)
	if c.evidence == nil {
		return place
	}
	if more := reason(c.evidence, at); !more.IsZero() {
		return all([]Text{place, more})
	}
	return place
}

func compareContenders(x, y contender) int {
	switch {
	case x.trending && y.trending:
		return cmp.Or(y.evidence.Sum.Cmp(&x.evidence.Sum), cmp.Compare(x.paper.ID, y.paper.ID))
	case x.trending:
		return -1
	case y.trending:
		return 1
	}
	return cmp.Or(cmp.Compare(x.paper.Rank, y.paper.Rank), cmp.Compare(x.paper.ID, y.paper.ID))
}

// onTopic returns the papers on a topic, in any order.
func (b *Bot) onTopic(ctx context.Context, topic string) ([]corpus.Paper, error) {
	res, err := b.search.Search(ctx, retrieval.Query{Text: topic, K: b.shelf.Load().papers.Len()})
	if err != nil {
		return nil, err
	}
	var found []corpus.Paper
	if slices.ContainsFunc(res.Question.Limits, retrieval.Limit.IsMissed) {
		return nil, nil
	}
	isList := res.Question.Listed && len(res.Question.Terms) == 0
	for _, h := range res.Hits {
		if !isList && res.ShareOf(h) < topicFloor {
			continue
		}
		p, err := b.paper(h.ID)
		if err != nil {
			return nil, err
		}
		found = append(found, p)
	}
	return found, nil
}

// shortage says why a list has fewer papers than asked for, nothing where it has not.
func shortage(listed, candidates int, q TrendingQuery) Text {
	switch {
	case listed == q.Count:
		return Text{}
	case candidates == 0 && q.Topic != "":
		return Say("No paper of the list is on “%s”.", q.Topic)
	case candidates == 0:
		return Say("There is no ranked list of papers yet.")
	case listed < candidates && listed == 0 && q.Without == "":
		return Say("Every paper of the list was posted here lately.")
	case listed < candidates && !q.Varied && q.Without == "":
		return Say("The other papers of the list were posted here lately.")
	case listed < candidates:
		return Say("The other papers of the list were posted here lately, are much like these, or are on what you left out.")
	}
	return Say("The list has no more of them.")
}
