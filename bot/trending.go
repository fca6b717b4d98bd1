package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

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
	At      time.Time            // as of when; the list of the seed has no dates, so it is the same at any time
	Count   int                  // at most so many; default 5
	Topic   string               // a query that papers must match; "" for all
	Exclude func(corpus.ID) bool // papers not wanted; nil for none
}

// Trending lists the trending papers, each with its reason: the ranked list
// that they came in, best first.
func (b *Bot) Trending(ctx context.Context, q TrendingQuery) (Listing, error) {
	if q.Count <= 0 {
		q.Count = defaultListed
	}
	candidates, err := b.candidates(ctx, q.Topic)
	if err != nil {
		return Listing{}, fmt.Errorf("trending: %w", err)
	}
	l := Listing{Title: Say("Trending papers")}
	if q.Topic != "" {
		l.Title = Say("Trending papers on “%s”", q.Topic)
	}
	for _, p := range candidates {
		if len(l.Items) == q.Count {
			break
		}
		if q.Exclude != nil && q.Exclude(p.ID) {
			continue
		}
		l.Items = append(l.Items, Item{
			Rank:   len(l.Items) + 1,
			Paper:  p,
			Gist:   b.gist(p),
			Reason: Say("rank %d in the list", p.Rank),
		})
	}
	l.Note = shortage(len(l.Items), len(candidates), q)
	return l, nil
}

// candidates returns the ranked papers on a topic, in the order of their list.
func (b *Bot) candidates(ctx context.Context, topic string) ([]corpus.Paper, error) {
	var found []corpus.Paper
	if topic == "" {
		found = slices.Collect(b.shelf.Load().papers.All())
	} else {
		res, err := b.search.Search(ctx, retrieval.Query{Text: topic, K: b.shelf.Load().papers.Len()})
		if err != nil {
			return nil, err
		}
		for _, h := range res.Hits {
			if res.ShareOf(h) < topicFloor {
				continue
			}
			p, err := b.paper(h.ID)
			if err != nil {
				return nil, err
			}
			found = append(found, p)
		}
	}
	found = slices.DeleteFunc(found, func(p corpus.Paper) bool { return p.Rank == 0 })
	slices.SortStableFunc(found, func(x, y corpus.Paper) int { return cmp.Compare(x.Rank, y.Rank) })
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
	case listed < candidates && listed == 0:
		return Say("Every paper of the list was posted here lately.")
	case listed < candidates:
		return Say("The other papers of the list were posted here lately.")
	}
	return Say("The list has no more of them.")
}
