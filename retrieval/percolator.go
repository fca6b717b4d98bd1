package retrieval

import (
	"cmp"
	"maps"
	"slices"

	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/retrieval/analysis"
	"paperbot/retrieval/index"
)

// A Percolator is search turned round: it holds queries, and tells for a paper
// which of them it fits. A paper fits a query if it covers at least a given
// share of it, as Result.ShareOf counts; spelling is not corrected, for what a
// query waits for may be a word that no paper has yet.
//
// Only queries that the paper can fit are looked at. The score of a paper that
// lacks some words of a query is below the sum of the importance of the others,
// so each query is filed under so many of its rarest words that the rest cannot
// reach the share: a paper without any of these is no candidate.
//
// It is not safe for concurrent use.
type Percolator struct {
	search  *Searcher
	ranker  *ranker // words count as they do in this snapshot
	floor   float64
	queries []storedQuery
	numbers map[string]int // of the queries' terms
	filed   [][]int        // by term: the queries filed under it
	listing []int          // the queries without words
	scores  []float64      // by term: saturation in the paper at hand; 0 between papers
}

// A storedQuery is a query as the percolator scores it.
type storedQuery struct {
	terms   []storedTerm
	most    float64  // what a paper would score that had every word as often as can be
	phrases []phrase // that the paper must have, whether another has them or not
	request Request  // by whom it must be, and where it must have appeared
}

type storedTerm struct {
	number     int
	importance float64
}

// A Fit is a query that a paper fits.
type Fit struct {
	Query int     // as Add numbered it
	Share float64 // how much of the query the paper covers, from the floor to 1
}

// Percolator returns an empty percolator for papers that cover at least the
// share floor of a query. It weighs words as the current snapshot does.
func (s *Searcher) Percolator(floor float64) *Percolator {
	return &Percolator{search: s, ranker: s.ranker.Load(), floor: floor, numbers: make(map[string]int)}
}

// Add adds a query and returns its number, counted from 0. Nothing fits a query
// without content words, unless it says by whom papers must be or where they must have
// appeared. When and in which order is of no account: what is matched is new.
func (p *Percolator) Add(text string) int {
	request, text, _ := p.search.request(p.ranker, invisible.Replace(text))
	tokens := p.search.content(text)
	var question Question
	question.Terms, _ = p.search.widen(p.ranker, text, tokens, p.ranker.weigh(tokens))
	number := len(p.queries)
	q := storedQuery{most: question.sumIDF(), request: request}
	for _, phrase := range p.search.quoted(text) {
		q.phrases = append(q.phrases, phrase)
	}
	if request.Listed && lo.SomeBy(request.Limits, func(l Limit) bool { return !l.IsDate() }) {
		p.listing = append(p.listing, number)
		p.queries = append(p.queries, q)
		return number
	}
	for _, t := range question.Terms {
		q.terms = append(q.terms, storedTerm{p.number(t.Term), t.Importance()})
	}
	p.queries = append(p.queries, q)
	for _, t := range p.needed(question) {
		p.filed[p.numbers[t]] = append(p.filed[p.numbers[t]], number)
	}
	return number
}

// number returns the number of a term, a new one if need be.
func (p *Percolator) number(term string) int {
	n, known := p.numbers[term]
	if !known {
		n = len(p.filed)
		p.numbers[term] = n
		p.filed = append(p.filed, nil)
		p.scores = append(p.scores, 0)
	}
	return n
}

// needed returns terms of which a paper must have at least one to fit a query:
// as few and as rare as possible.
func (p *Percolator) needed(q Question) []string {
	rarest := slices.SortedFunc(slices.Values(q.Terms), func(a, b Term) int {
		return cmp.Or(cmp.Compare(b.IDF, a.IDF), cmp.Compare(a.Term, b.Term))
	})
	rest := 0.0 // what a paper with none of the needed terms could score at most
	for _, t := range rarest {
		rest += t.Importance()
	}
	var needed []string
	for least := p.floor * q.sumIDF(); len(needed) < len(rarest) && rest >= least; {
		t := rarest[len(needed)]
		needed = append(needed, t.Term)
		rest -= t.Importance()
	}
	return needed
}

// Match returns the queries that the paper fits, by number.
func (p *Percolator) Match(paper corpus.Paper) []Fit {
	terms := p.read(paper)
	var candidates []int
	for _, n := range terms {
		candidates = append(candidates, p.filed[n]...)
	}
	slices.Sort(candidates)
	var fits []Fit
	for _, number := range slices.Compact(candidates) {
		q := p.queries[number]
		if share := q.share(p.scores); share >= p.floor && p.search.hasAll(paper, q.phrases) && q.request.meets(paper) {
			fits = append(fits, Fit{Query: number, Share: share})
		}
	}
	for _, number := range p.listing {
		if p.queries[number].request.meets(paper) {
			fits = append(fits, Fit{Query: number, Share: 1})
		}
	}
	slices.SortFunc(fits, func(a, b Fit) int { return cmp.Compare(a.Query, b.Query) })
	for _, n := range terms {
		p.scores[n] = 0
	}
	return fits
}

// hasAll tells whether the phrases stand in the paper.
func (s *Searcher) hasAll(paper corpus.Paper, phrases []phrase) bool {
	d := Document(paper)
	return lo.EveryBy(phrases, func(p phrase) bool {
		return lo.SomeBy(d.Text[:], func(text string) bool { return p.in(s.analyzer.Tokens(nil, text)) })
	})
}

// share returns how much of the query a paper covers, summed as the ranker and
// Result.ShareOf do.
func (q storedQuery) share(saturation []float64) float64 {
	score := 0.0
	for _, t := range q.terms {
		score += t.importance * saturation[t.number]
	}
	return min(1, score/q.most) // a query without terms is filed nowhere
}

// read scores the terms of a paper that queries have, and returns their numbers.
func (p *Percolator) read(paper corpus.Paper) []int {
	freq := make(map[int][index.NumFields]uint32)
	var lengths index.Lengths
	var tokens []analysis.Token
	for f, text := range Document(paper).Text {
		tokens = p.search.analyzer.Tokens(tokens[:0], text)
		lengths[f] = uint32(len(tokens))
		for _, t := range tokens {
			if n, known := p.numbers[t.Term]; known {
				counts := freq[n]
				counts[f]++
				freq[n] = counts
			}
		}
	}
	norms := p.ranker.normsOf(lengths)
	for n, counts := range freq {
		p.scores[n] = p.ranker.bm25.Saturation(norms.frequency(counts))
	}
	return slices.Collect(maps.Keys(freq))
}
