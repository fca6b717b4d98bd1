// Package bot turns a question into a reply and a day into a digest. It knows
// papers, conversations and subscriptions; it knows no Discord, no terminal.
// Every surface calls the same [Bot] and differs in rendering alone.
package bot

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"paperbot/corpus"
	"paperbot/retrieval"
	"paperbot/retrieval/analysis"
	"paperbot/retrieval/summary"
)

// ErrNotFound says that no paper has that ID or title.
var ErrNotFound = errors.New("no such paper in the corpus")

// Papers holds the papers that are answered from.
type Papers interface {
	Paper(id corpus.ID) (corpus.Paper, bool)
	All() iter.Seq[corpus.Paper] // in the order of the list
	Len() int
}

// A Searcher ranks papers for a query.
type Searcher interface {
	Search(ctx context.Context, q retrieval.Query) (retrieval.Result, error)
	Similar(ctx context.Context, p corpus.Paper, k int) ([]retrieval.Hit, error)
	Telling(p corpus.Paper) []string // the stems that tell a paper from others
}

// Config says what a bot works with.
type Config struct {
	Papers   Papers           // required
	Search   Searcher         // default: a searcher over Papers
	Evidence EvidenceStore    // what papers are ranked by, besides their list; default: nothing
	Now      func() time.Time // default: time.Now
}

// A Bot answers questions over one corpus. It is safe for concurrent use.
type Bot struct {
	shelf         atomic.Pointer[shelf]
	analyzer      *analysis.Analyzer
	search        Searcher
	picker        *summary.Picker
	conversations *conversations
	evidence      evidence
	telling       *lru.Cache[corpus.ID, []string] // rarer terms of papers
	rankings      *lru.Cache[rankingKey, []contender]
}

// A shelf is the papers of a bot and what is made of them all. It is swapped whole.
type shelf struct {
	papers Papers
	titles *titles
	topics func() *topics        // made when it is first asked for
	ranked func() []corpus.Paper // those of a ranked list, likewise
}

// New returns a bot.
func New(cfg Config) (*Bot, error) {
	if cfg.Papers == nil {
		return nil, errors.New("bot: no papers")
	}
	a := analysis.New()
	if cfg.Search == nil {
		search, err := retrieval.NewSearcher(a, retrieval.Index(a, cfg.Papers.All()), retrieval.Config{})
		if err != nil {
			return nil, fmt.Errorf("bot: %w", err)
		}
		cfg.Search = search
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	telling, err := lru.New[corpus.ID, []string](tellingKept)
	if err != nil {
		return nil, fmt.Errorf("bot: %w", err)
	}
	rankings, err := lru.New[rankingKey, []contender](rankingsKept)
	if err != nil {
		return nil, fmt.Errorf("bot: %w", err)
	}
	b := &Bot{
		telling:       telling,
		rankings:      rankings,
		analyzer:      a,
		search:        cfg.Search,
		picker:        summary.New(a),
		conversations: newConversations(cfg.Now),
		evidence:      evidence{store: cfg.Evidence},
	}
	b.SetPapers(cfg.Papers)
	return b, nil
}

// SetPapers puts other papers in place. Whatever is under way finishes on those
// that it began with. The searcher must know no paper that is not among them, so
// new papers come here first, and papers that are gone leave the index first.
func (b *Bot) SetPapers(papers Papers) {
	defer b.telling.Purge() // of what changed
	defer b.rankings.Purge()
	b.shelf.Store(&shelf{
		papers: papers,
		titles: newTitles(papers.All()),
		topics: sync.OnceValue(func() *topics { return newTopics(b.analyzer, papers.All()) }),
		ranked: sync.OnceValue(func() []corpus.Paper { return rankedPapers(papers.All()) }),
	})
}

// rankedPapers returns the papers that came in a ranked list.
func rankedPapers(papers iter.Seq[corpus.Paper]) (ranked []corpus.Paper) {
	for p := range papers {
		if p.Rank > 0 {
			ranked = append(ranked, p)
		}
	}
	return ranked
}

// Find returns the paper of that ID or title, whole or in part, or an error
// that wraps ErrNotFound.
func (b *Bot) Find(ctx context.Context, idOrTitle string) (corpus.Paper, error) {
	if p, ok := b.shelf.Load().papers.Paper(corpus.ID(idOrTitle)); ok {
		return p, nil
	}
	if p, ok := b.shelf.Load().titles.exact(idOrTitle); ok {
		return p, nil
	}
	if p, ok := b.shelf.Load().titles.begun(idOrTitle); ok {
		return p, nil
	}
	res, err := b.search.Search(ctx, retrieval.Query{Text: idOrTitle, K: 1})
	if err != nil {
		return corpus.Paper{}, fmt.Errorf("find a paper: %w", err) // which one is the asker's business, and this is logged
	}
	if band(res) == summary.BandNothing {
		return corpus.Paper{}, fmt.Errorf("find %q: %w", idOrTitle, ErrNotFound)
	}
	return b.paper(res.Hits[0].ID)
}

// paper returns the paper of a hit. That the index knows a paper which the
// corpus lacks is a fault, not a case.
func (b *Bot) paper(id corpus.ID) (corpus.Paper, error) {
	p, ok := b.shelf.Load().papers.Paper(id)
	if !ok {
		return corpus.Paper{}, fmt.Errorf("paper %s: in the index, but: %w", id, ErrNotFound)
	}
	return p, nil
}

// Card presents the paper of that ID or title.
func (b *Bot) Card(ctx context.Context, idOrTitle string) (Card, error) {
	p, err := b.Find(ctx, idOrTitle)
	if err != nil {
		return Card{}, err
	}
	return b.card(p), nil
}

func (b *Bot) card(p corpus.Paper) Card {
	return Card{Paper: p, Gist: b.gist(p), Key: b.picker.Key(p.Title, p.Abstract)}
}

func (b *Bot) gist(p corpus.Paper) *Quote {
	if s, ok := b.picker.Gist(p.Title, p.Abstract); ok {
		return &s
	}
	return nil
}

// Similar lists at most n papers like the one of that ID or title.
func (b *Bot) Similar(ctx context.Context, idOrTitle string, n int) (Listing, error) {
	p, err := b.Find(ctx, idOrTitle)
	if err != nil {
		return Listing{}, err
	}
	hits, err := b.search.Similar(ctx, p, n)
	if err != nil {
		return Listing{}, fmt.Errorf("papers like %s: %w", p.ID, err)
	}
	l := Listing{Title: Say("Papers like “%s”", p.Title)}
	for i, h := range hits {
		like, err := b.paper(h.ID)
		if err != nil {
			return Listing{}, err
		}
		l.Items = append(l.Items, Item{Rank: i + 1, Paper: like, Gist: b.gist(like)})
	}
	if len(l.Items) == 0 {
		l.Note = Say("No other paper here shares its words.")
	}
	return l, nil
}

// Help tells what the bot can do.
func (b *Bot) Help() Help {
	return Help{Papers: b.shelf.Load().papers.Len(), Examples: b.shelf.Load().titles.examples(3)}
}

// Complete returns at most n papers whose titles go on from what was typed, the
// best first by the rules of [lookup]; those at the top of the list where
// nothing was.
func (b *Bot) Complete(_ context.Context, typed string, n int) []corpus.Paper {
	return b.shelf.Load().titles.complete(typed, n)
}

// CompleteTopic returns at most n topics of the corpus that go on from what was
// typed, best first by the rules of [lookup] and [topics].
func (b *Bot) CompleteTopic(_ context.Context, typed string, n int) []string {
	return b.shelf.Load().topics().complete(typed, n)
}

// Prepare makes what would otherwise be made when it is first asked for, so that
// nobody who types waits for it: the tables of titles, topics and zones.
func (b *Bot) Prepare() {
	b.shelf.Load().titles.lookup()
	b.shelf.Load().topics()
	for _, z := range zones().zones {
		z.load()
	}
}
