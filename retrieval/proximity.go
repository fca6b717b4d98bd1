package retrieval

import (
	"slices"

	"github.com/samber/lo"

	"paperbot/retrieval/analysis"
	"paperbot/retrieval/index"
)

// The stage Proximity lets papers gain in which words of the question stand near
// each other, as they do in the question. Each pair of terms adds idf · c / (c + K)
// to a score, where idf is the mean of theirs, c how often they stand together and
// K = k1 · (1 - b + b · dl / avgdl), so that pairs saturate and are normalised as
// terms are. It was worth +.002 of nDCG@10 over nine collections; twice or three
// times the weights are within .001.
const (
	adjacentWeight = .1  // of pairs next to each other in the order of the question
	windowWeight   = .05 // of pairs at most a window apart, in either order
	window         = 15  // positions
	// pairReach is how far apart in a question the two terms of a pair may stand.
	pairReach = 4
	// pairedDocs is how many papers, the best by their terms alone, are looked at;
	// others would not come among the first by pairs.
	pairedDocs = 1000
)

// A pair is two terms that stand near each other in a question, in its order.
type pair struct {
	first, second string
	idf           float64 // the mean of the two
}

// pairs returns the distinct pairs of a question's tokens that papers have.
func (s *Searcher) pairs(r *ranker, tokens []analysis.Token) []pair {
	if !s.stages.has(Proximity) {
		return nil
	}
	var found []pair
	tokens = lo.Filter(tokens, func(t analysis.Token, _ int) bool { return !t.Part && r.snapshot.DocFreq(t.Term) > 0 })
	for i, a := range tokens {
		for _, b := range tokens[i+1:] {
			if b.Position-a.Position > pairReach {
				break
			}
			if a.Term != b.Term {
				idf := r.term(a).IDF + r.term(b).IDF
				found = append(found, pair{a.Term, b.Term, idf / 2})
			}
		}
	}
	return lo.Uniq(found)
}

// addPairs counts what pairs of the question's terms add to the scores.
func (r *ranker) addPairs(acc *accumulators, pairs []pair) {
	if len(pairs) == 0 {
		return
	}
	docs := r.paired(acc)
	at := make(map[string]*occurrences, 2*len(pairs))
	for _, p := range pairs {
		for _, term := range []string{p.first, p.second} {
			if at[term] == nil {
				at[term] = r.places(term, docs)
			}
		}
	}
	for i, doc := range docs {
		k := r.bm25.K1 * r.jointNorm(doc)
		for _, p := range pairs {
			acc.pairs[doc] += p.score(at[p.first], at[p.second], i, k)
		}
		acc.own[doc] += acc.pairs[doc]
	}
}

// paired returns the documents that have two of the question's terms, the best of
// them where they are many, in ascending order.
func (r *ranker) paired(acc *accumulators) []index.DocNum {
	acc.paired = acc.paired[:0]
	if len(acc.touched) > pairedDocs {
		for _, s := range r.best(acc, pairedDocs, nil) {
			acc.paired = append(acc.paired, s.doc)
		}
	} else {
		acc.paired = append(acc.paired, acc.touched...)
	}
	acc.paired = slices.DeleteFunc(acc.paired, func(doc index.DocNum) bool { return acc.matched[doc] < 2 })
	slices.Sort(acc.paired)
	return acc.paired
}

// occurrences are where a term stands in some documents.
type occurrences struct {
	positions []uint32
	ranges    [][index.NumFields]span // of positions, by document
}

type span struct{ start, end int }

// of returns the positions in a field of the i-th document.
func (p *occurrences) of(i int, f int) []uint32 {
	s := p.ranges[i][f]
	return p.positions[s.start:s.end]
}

// places returns where a term stands in documents, which ascend.
func (r *ranker) places(term string, docs []index.DocNum) *occurrences {
	p := &occurrences{ranges: make([][index.NumFields]span, len(docs))}
	for i, at := range r.snapshot.Postings(term).Among(docs) {
		for f, positions := range at {
			start := len(p.positions)
			p.positions = append(p.positions, positions...)
			p.ranges[i][f] = span{start, len(p.positions)}
		}
	}
	return p
}

// jointNorm returns 1 - b + b · dl / avgdl over all fields together, with the b of
// the abstract.
func (r *ranker) jointNorm(doc index.DocNum) float64 {
	b, length, average := r.bm25.B[index.Abstract], 0.0, 0.0
	for f, n := range r.snapshot.Lengths(doc) {
		length += float64(n)
		average += r.average[f]
	}
	return 1 - b + b*length/average
}

// score returns what a pair adds to the i-th document, where its terms stand at those
// places.
func (p pair) score(first, second *occurrences, i int, k float64) float64 {
	adjacent, near := 0.0, 0.0
	for f := range index.NumFields {
		a, n := together(first.of(i, f), second.of(i, f))
		adjacent += float64(a)
		near += float64(n)
	}
	return p.idf * (adjacentWeight*adjacent/(adjacent+k) + windowWeight*near/(near+k))
}

// together returns how often one of second comes right after one of first, and how
// often two are at most a window apart. Both are ascending.
func together(first, second []uint32) (adjacent, near int) {
	from := 0 // the first of second that may be in the window
	for _, a := range first {
		for from < len(second) && second[from]+window < a {
			from++
		}
		for _, b := range second[from:] {
			if b > a+window {
				break
			}
			near++
			if b == a+1 {
				adjacent++
			}
		}
	}
	return adjacent, near
}
