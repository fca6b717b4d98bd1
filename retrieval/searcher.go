// Package retrieval ranks papers for a question: it understands the question
// ([Searcher.Parse]), scores every paper that shares a word with it by BM25
// over title and abstract, and returns the exact top k ([Searcher.Search]).
// Every score can be explained ([Searcher.Explain]): its parts sum to it.
//
// The same index and question give the same ranking: ties are broken by ID.
package retrieval

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"sync/atomic"
	"time"

	"paperbot/corpus"
	"paperbot/retrieval/analysis"
	"paperbot/retrieval/index"
)

// A Query asks for the papers that fit a question best.
type Query struct {
	Text string
	K    int // most hits wanted
}

// A Hit is one ranked paper.
type Hit struct {
	ID      corpus.ID
	Score   float64
	BM25    float64 // the part of Score that is BM25F alone
	Matched int     // distinct words of the question that the paper has
}

// A Result is the ranking for a query.
type Result struct {
	Question Question
	Hits     []Hit      // best first
	Compared []Compared // of a comparison: what there is on each side
}

// Share returns the best hit's share of the question (see ShareOf), 0 where
// there is no hit.
func (r Result) Share() float64 { return r.ShareOf(r.Best()) }

// Best returns the hit that fits best, which is the first unless another order was
// asked for; of a comparison, where papers on one side alone come early, the one
// that covers most of the question. It is zero where there is no hit.
func (r Result) Best() Hit {
	if len(r.Hits) == 0 {
		return Hit{}
	}
	return slices.MaxFunc(r.Hits, func(a, b Hit) int {
		if len(r.Compared) > 0 {
			return cmp.Compare(a.BM25, b.BM25)
		}
		return cmp.Compare(a.Score, b.Score)
	})
}

// ShareOf returns how much of the question a hit covers: its BM25F score over
// the most that any paper could have, from 0 to 1. Words that the corpus lacks
// count in full, so a question about something else has a low share.
func (r Result) ShareOf(h Hit) float64 {
	if most := r.Question.sumIDF(); most > 0 {
		return min(1, h.BM25/most)
	}
	return 0
}

// Config says how to rank. The zero value is the default.
type Config struct {
	BM25F   *BM25F           // default: DefaultBM25F
	Without []Stage          // stages to leave out; for measuring what each is worth
	Now     func() time.Time // what "last month" is reckoned from; default: time.Now
}

// A Searcher ranks papers for questions. It is safe for concurrent use.
type Searcher struct {
	analyzer *analysis.Analyzer
	bm25     BM25F
	stages   stages
	now      func() time.Time
	ranker   atomic.Pointer[ranker]
}

// NewSearcher returns a searcher over the snapshot, whose documents must have
// been analysed by a.
func NewSearcher(a *analysis.Analyzer, snapshot *index.Snapshot, cfg Config) (*Searcher, error) {
	active, err := newStages(cfg.Without)
	if err != nil {
		return nil, err
	}
	s := &Searcher{analyzer: a, bm25: DefaultBM25F, stages: active, now: time.Now}
	if cfg.BM25F != nil {
		s.bm25 = *cfg.BM25F
	}
	if cfg.Now != nil {
		s.now = cfg.Now
	}
	s.Swap(snapshot)
	return s, nil
}

// Index returns a snapshot of the papers, analysed by a.
func Index(a *analysis.Analyzer, papers iter.Seq[corpus.Paper]) *index.Snapshot {
	w := index.NewWriter(a)
	for p := range papers {
		w.Put(Document(p))
	}
	return index.NewSnapshot(w.Segment())
}

// Document returns what the index sees of a paper.
func Document(p corpus.Paper) index.Document {
	d := index.Document{ID: string(p.ID), Facts: factsOf(p)}
	d.Text[index.Title], d.Text[index.Abstract] = p.Title, p.Abstract
	return d
}

// Swap puts another snapshot in place. Searches under way finish on the old one.
func (s *Searcher) Swap(snapshot *index.Snapshot) {
	s.ranker.Store(newRanker(s.analyzer, snapshot, s.bm25, s.stages))
}

// Search returns the papers that fit the question best. Its error is that of ctx, or
// says that the index was found damaged and has to be made anew ([index.ErrDamaged]).
func (s *Searcher) Search(ctx context.Context, q Query) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	r := s.ranker.Load()
	question := s.parse(r, q.Text)
	result := Result{Question: question}
	if len(question.Sides) > 0 && question.Order == BestFirst {
		result.Hits, result.Compared = r.compare(question, q.K)
	} else {
		result.Hits = r.rank(question, q.K)
	}
	if err := r.snapshot.Err(); err != nil {
		return Result{}, fmt.Errorf("search: %w", err)
	}
	return result, nil
}

// Parse returns the question as Search would understand it.
func (s *Searcher) Parse(text string) Question { return s.parse(s.ranker.Load(), text) }

// similarTerms is how many of a paper's words stand for it in Similar. With 25
// a paper's neighbours were as good as with all its words, on nine collections.
const similarTerms = 25

// Similar returns at most k papers that share p's most telling words, p itself
// left out.
func (s *Searcher) Similar(ctx context.Context, p corpus.Paper, k int) ([]Hit, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r := s.ranker.Load()
	tokens := s.analyzer.Tokens(s.analyzer.Tokens(nil, p.Title), p.Abstract)
	terms := r.strongest(r.weigh(tokens), similarTerms)
	return r.rankPlain(terms, k, func(id string) bool { return id == string(p.ID) }), nil
}

// Explain says how the score of one paper for a question comes about. The
// error says that no paper has that ID.
func (s *Searcher) Explain(q Query, id corpus.ID) (Explanation, error) {
	r := s.ranker.Load()
	doc, ok := r.snapshot.Doc(string(id))
	if !ok {
		return Explanation{}, fmt.Errorf("explain %s: not in the index", id)
	}
	return r.explain(s.parse(r, q.Text), doc), nil
}
