package retrieval

import (
	"cmp"
	"slices"

	"paperbot/retrieval/index"
)

// The stage Neighbours lets the papers that are most like a candidate speak for
// it: one whose neighbours fit the question gains on one that merely shares words
// with it (score regularisation, Diaz, "Regularizing query-based retrieval
// scores", Information Retrieval 2007). The values were the best of a small grid
// over nine collections, and flat around it.
const (
	neighbourCount  = 8  // of each paper
	neighbourWeight = .4 // of their mean score
	neighbourTerms  = 50 // a paper's strongest terms stand for it
)

// neighbourDF bounds the terms that make neighbours: one that few papers have
// finds no others, one that many have tells little for its cost. The upper bound
// was worth -.001; above 5,000 papers, more than any judged collection has, it no
// longer grows, so that the cost does not.
var neighbourDF = dfRange{min: 2, share: .1, least: 20, most: 500}

// A dfRange is a range of document frequencies: from min up to a share of all
// papers, but that no lower than least and no higher than most.
type dfRange struct {
	min, least, most int
	share            float64
}

func (d dfRange) has(df, docs int) bool {
	return df >= d.min && df <= min(d.most, max(d.least, int(d.share*float64(docs))))
}

// A neighbour is a paper like another.
type neighbour struct {
	doc        index.DocNum
	similarity float64 // its score for the other's strongest terms, over the other's own
}

// neighbours returns the papers most like one, best first. They are found when
// first asked for; until then papers cost nothing.
func (r *ranker) neighbours(doc index.DocNum) []neighbour {
	if found := r.near[doc].Load(); found != nil {
		return *found
	}
	found := r.findNeighbours(doc)
	r.near[doc].Store(&found)
	return found
}

func (r *ranker) findNeighbours(doc index.DocNum) []neighbour {
	v := r.vectors()
	acc := r.scratch.Get().(*accumulators)
	defer r.release(acc)
	for _, c := range r.telling(doc) {
		t := &v.terms[c.term]
		for p := range t.postings.All() {
			acc.touch(p.Doc)
			acc.bm25[p.Doc] += c.tf() * t.idf * saturation(float64(joint(p.Freq)), v.damping(p.Doc))
		}
	}
	best := newTopK(neighbourCount+1, r.snapshot, len(acc.touched))
	for _, other := range acc.touched {
		best.offer(scored{other, acc.bm25[other]})
	}
	found := make([]neighbour, 0, neighbourCount)
	for _, s := range best.best() {
		if s.doc != doc && len(found) < neighbourCount {
			found = append(found, neighbour{s.doc, s.score / acc.bm25[doc]})
		}
	}
	return found
}

// telling returns the components of a paper that stand for it: those of the
// highest tf · idf, ties broken by term.
func (r *ranker) telling(doc index.DocNum) []component {
	v := r.vectors()
	var all []component
	for _, c := range v.of(doc) {
		if neighbourDF.has(v.terms[c.term].docFreq, r.snapshot.Docs()) {
			all = append(all, c)
		}
	}
	weight := func(c component) float64 { return c.tf() * v.terms[c.term].idf }
	slices.SortFunc(all, func(a, b component) int {
		return cmp.Or(cmp.Compare(weight(b), weight(a)), cmp.Compare(a.term, b.term))
	})
	return all[:min(len(all), neighbourTerms)]
}

// support returns what its neighbours add to a candidate: a share of the mean of
// their scores, weighted by similarity.
func (r *ranker) support(doc index.DocNum, acc *accumulators) float64 {
	sum, weights := 0.0, 0.0
	for _, n := range r.neighbours(doc) {
		sum += n.similarity * acc.score(n.doc)
		weights += n.similarity
	}
	if weights == 0 {
		return 0
	}
	return neighbourWeight * sum / weights
}
