package retrieval

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/retrieval/analysis"
	"paperbot/retrieval/index"
)

// coverageWeight is how much a title that the question holds whole adds to a
// score. Worth +.007 of nDCG@10 over nine collections.
const coverageWeight = .4

// A ranker scores the documents of one snapshot.
type ranker struct {
	snapshot   *index.Snapshot
	bm25       BM25F
	stages     stages
	average    [index.NumFields]float64
	dictionary func() *dictionary // made when first asked for: few questions are misspelt
	acronyms   func() *acronyms   // likewise
	venues     func() []venue     // likewise
	hasAuthors bool               // of any paper the authors are known
	table      *normTable
	bounds     bounds
	warmer     warmer
	onlyTerms  bool                          // no stage adds anything to BM25F
	titleIDF   func() []float64              // by document; likewise
	vectors    func() *vectors               // likewise
	near       []atomic.Pointer[[]neighbour] // by document; nil until found
	scratch    sync.Pool                     // of *accumulators
	pruners    sync.Pool                     // of *pruner
}

// norms are what one occurrence of a term adds to its frequency, by field: the
// frequency of a field grows in step with the occurrences.
type norms [index.NumFields]float64

// accumulators gather the scores of one search, by document number.
type accumulators struct {
	bm25     []float64
	title    []float64 // idf of the question's terms that stand in the title
	pairs    []float64 // for pairs of the question's terms
	paired   []index.DocNum
	own      []float64 // for the question's words, once all are counted
	feedback []float64 // for the words of the best papers
	matched  []int32   // terms of the question that the document has
	touched  []index.DocNum

	among      docSet // the documents that may have a score
	titleStart docSet // those whose titles begin with the question; nil for none

	block   scoredBlock
	terms   []float64 // by number of the term, for adding up; all 0 in between
	widened []uint32  // room for the numbers of those that are not
	added   []addition
}

func newRanker(a *analysis.Analyzer, snapshot *index.Snapshot, bm25 BM25F, active stages) *ranker {
	r := &ranker{snapshot: snapshot, bm25: bm25, stages: active}
	r.dictionary = sync.OnceValue(func() *dictionary { return newDictionary(snapshot.Words()) })
	r.acronyms = sync.OnceValue(func() *acronyms { return newAcronyms(a, snapshot) })
	r.vectors = sync.OnceValue(func() *vectors { return newVectors(r) })
	r.titleIDF = sync.OnceValue(func() []float64 { return newTitleIDF(r) })
	r.hasAuthors = snapshot.HasLabels(authorLabel)
	r.venues = sync.OnceValue(r.allVenues)
	if active.has(Neighbours) {
		r.near = make([]atomic.Pointer[[]neighbour], snapshot.MaxDoc())
	}
	for f := range index.Field(index.NumFields) {
		r.average[f] = snapshot.AverageLength(f)
	}
	r.table = r.newNormTable()
	r.bounds = newBounds(snapshot)
	r.warmer.room = warmPostings
	r.onlyTerms = !lo.SomeBy([]Stage{TitleCoverage, TitleStart, Proximity, Feedback, Neighbours}, active.has)
	r.pruners.New = func() any { return &pruner{r: r} }
	r.scratch.New = func() any {
		n := snapshot.MaxDoc()
		return &accumulators{
			bm25: make([]float64, n), title: make([]float64, n), pairs: make([]float64, n), own: make([]float64, n),
			feedback: make([]float64, n), matched: make([]int32, n),
		}
	}
	return r
}

func (r *ranker) idf(n int) float64 { return r.bm25.IDF(n, r.snapshot.Docs()) }

// rank returns the k best documents for the question.
func (r *ranker) rank(q Question, k int) []Hit {
	if q.Listed {
		return r.list(q, k)
	}
	inOrder := q.Order != BestFirst && !q.OrderUnknown
	if r.onlyTerms && q.among == nil && !inOrder {
		return r.top(q.Terms, k, nil)
	}
	acc := r.accumulate(q)
	defer r.release(acc)
	candidates := r.refine(acc, q.Terms, k)
	if inOrder {
		r.inOrder(q.Order, candidates)
	}
	return lo.Map(candidates[:min(k, len(candidates))], func(c candidate, _ int) Hit { return r.hit(acc, c.doc, c.score()) })
}

// rankPlain is rank without the stages that look at several documents at once.
// Documents whose ID exclude holds true for are passed over.
func (r *ranker) rankPlain(terms []Term, k int, exclude func(id string) bool) []Hit {
	if r.onlyTerms {
		return r.top(terms, k, func(doc index.DocNum) bool { return exclude(r.snapshot.ID(doc)) })
	}
	acc := r.accumulate(Question{Terms: terms})
	defer r.release(acc)
	return lo.Map(r.best(acc, k, exclude), func(s scored, _ int) Hit { return r.hit(acc, s.doc, s.score) })
}

// accumulate scores every document that has one of the question's terms and may
// have a score.
func (r *ranker) accumulate(q Question) *accumulators {
	acc := r.scratch.Get().(*accumulators)
	acc.among, acc.titleStart = q.among, q.titleStart
	for _, t := range q.Terms {
		r.addTerm(acc, t)
	}
	var titleIDF []float64
	if r.stages.has(TitleCoverage) {
		titleIDF = r.titleIDF()
	}
	for _, doc := range acc.touched {
		bm25, covered := acc.bm25[doc], 0.0
		if titleIDF != nil && acc.title[doc] > 0 {
			covered = coverage(bm25, acc.title[doc], titleIDF[doc])
		}
		acc.own[doc] = bm25 + covered + acc.begun(doc, bm25)
	}
	r.addPairs(acc, q.pairs)
	return acc
}

// best returns the k best of the documents scored; nil excludes none.
func (r *ranker) best(acc *accumulators, k int, exclude func(id string) bool) []scored {
	best := newTopK(k, r.snapshot, len(acc.touched))
	for _, doc := range acc.touched {
		if exclude == nil || !exclude(r.snapshot.ID(doc)) {
			best.offer(scored{doc, acc.score(doc)})
		}
	}
	return best.best()
}

// score returns a document's score for the question's words and for those of the
// best papers, once they are counted.
func (acc *accumulators) score(doc index.DocNum) float64 { return acc.own[doc] + acc.feedback[doc] }

func (r *ranker) hit(acc *accumulators, doc index.DocNum, score float64) Hit {
	return Hit{
		ID:      corpus.ID(r.snapshot.ID(doc)),
		Score:   score,
		BM25:    acc.bm25[doc],
		Matched: int(acc.matched[doc]),
	}
}

// addTerm counts a term's score for every document.
func (r *ranker) addTerm(acc *accumulators, t Term) {
	importance, matched, titleIDF := t.Importance(), int32(1), t.titleIDF()
	if t.Added {
		matched = 0
	}
	for part, b := range r.blocks(&acc.block, r.snapshot.Postings(t.Term)) {
		for i, doc := range b.Docs[:b.N] {
			if part.Replaced(doc) || b.saturation[i] == 0 {
				continue
			}
			if doc += part.Base(); !acc.among.has(doc) {
				continue
			}
			acc.touch(doc)
			acc.bm25[doc] += importance * b.saturation[i]
			acc.matched[doc] += matched
			if b.Codes[i] != 0 && b.Freq(i)[index.Title] > 0 {
				acc.title[doc] += titleIDF
			}
		}
	}
}

func (acc *accumulators) addFeedback(doc index.DocNum, score float64) {
	acc.touch(doc)
	acc.feedback[doc] += score
}

// touch notes that a document has a score from now on.
func (acc *accumulators) touch(doc index.DocNum) {
	if acc.bm25[doc] == 0 && acc.feedback[doc] == 0 {
		acc.touched = append(acc.touched, doc)
	}
}

// release gives the accumulators back, cleared.
func (r *ranker) release(acc *accumulators) {
	for _, doc := range acc.touched {
		acc.bm25[doc], acc.title[doc], acc.pairs[doc], acc.own[doc], acc.feedback[doc], acc.matched[doc] = 0, 0, 0, 0, 0, 0
	}
	acc.touched = acc.touched[:0]
	acc.among, acc.titleStart = nil, nil
	r.scratch.Put(acc)
}

// termScore returns what one term adds to the BM25F score of a document.
func (r *ranker) termScore(t Term, p index.Posting) float64 {
	return t.Importance() * r.bm25.Saturation(r.normsOf(r.snapshot.Lengths(p.Doc)).frequency(p.Freq))
}

// frequency returns the weighted sum of normalised frequencies.
func (n norms) frequency(freq [index.NumFields]uint32) float64 {
	x := 0.0
	for f, norm := range n {
		x += float64(freq[f]) * norm
	}
	return x
}

// normsOf returns the norms of a document of those lengths.
func (r *ranker) normsOf(lengths index.Lengths) (n norms) {
	for f, dl := range lengths {
		if dl > 0 {
			n[f] = r.norm(index.Field(f), dl)
		}
	}
	return n
}

// coverage returns what the title adds to a score: a share of the BM25F score
// as large as the share of the title, by idf, that the question holds.
func coverage(bm25, held, title float64) float64 {
	if title == 0 {
		return 0
	}
	return coverageWeight * bm25 * min(1, held/title)
}

// weigh returns the distinct terms of tokens, in order of first appearance,
// weighted by how often they stand there. Of a name with a number, either the
// whole counts or, where no paper has that, its parts do; the others are added.
func (r *ranker) weigh(tokens []analysis.Token) []Term {
	var terms []Term
	at := make(map[string]int, len(tokens))
	wholeKnown := false
	for n, tok := range tokens {
		i, ok := at[tok.Term]
		if !ok {
			i = len(terms)
			at[tok.Term] = i
			terms = append(terms, r.term(tok))
			terms[i].Added = true
		}
		terms[i].Weight++
		hasParts := n+1 < len(tokens) && tokens[n+1].Part && !tok.Part
		if !tok.Part {
			wholeKnown = terms[i].DocFreq > 0
		}
		if isAdded := tok.Part && wholeKnown || hasParts && !wholeKnown; !isAdded {
			terms[i].Added = false
		}
	}
	return terms
}

// term returns the term of a token, with no weight yet.
func (r *ranker) term(tok analysis.Token) Term {
	n := r.snapshot.DocFreq(tok.Term)
	t := Term{Term: tok.Term, Word: tok.Word, DocFreq: n, IDF: r.idf(n)}
	if n == 0 {
		t.IDF = unknownIDF(r.snapshot.Docs())
	}
	return t
}

// strongest returns the k terms of the highest weight · idf that more than one
// document has, each weighted by its share, ties broken by term.
func (r *ranker) strongest(terms []Term, k int) []Term {
	terms = slices.DeleteFunc(terms, func(t Term) bool { return t.DocFreq < 2 })
	slices.SortFunc(terms, func(a, b Term) int {
		return cmp.Or(cmp.Compare(b.Importance(), a.Importance()), cmp.Compare(a.Term, b.Term))
	})
	return terms[:min(k, len(terms))]
}
