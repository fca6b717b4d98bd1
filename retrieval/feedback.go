package retrieval

import (
	"cmp"
	"slices"

	"github.com/samber/lo"
)

// The stage Feedback takes the best papers for good ones, and looks for their
// words, too (Rocchio, "Relevance feedback in information retrieval", 1971, with
// the first papers taken for relevant). How good a paper is taken to be is told by
// how far its score is above that of the last of them, so that it goes by how fast
// scores fall and not by how high they are; with the scores themselves, nearly the
// same for all, ten papers and a weight of .1 were best, and .0027 of nDCG@10 less
// over nine collections. The values are those of a grid over these.
const (
	feedbackDocs   = 20  // papers looked at
	feedbackTerms  = 40  // terms taken from them
	feedbackWeight = .13 // of all of those, where the question's own have 1
)

// feedbackDF bounds the terms that are taken; see neighbourDF.
var feedbackDF = dfRange{min: 2, share: .2, most: 1000}

// An addition is a term by which the question is widened.
type addition struct {
	term   uint32 // its number
	weight float64
	value  float64 // weight · idf
}

// expand returns the terms of the best papers of the highest value, ties broken by
// term, each weighted by how much it stands in them and how well they fit. The
// weights sum to feedbackWeight times the length of the question.
func (r *ranker) expand(acc *accumulators, question []Term, best []scored) []addition {
	all := highest(r.additions(acc, best), feedbackTerms)
	sum := lo.SumBy(all, func(a addition) float64 { return a.weight })
	length := lo.SumBy(question, func(t Term) float64 { return t.Weight })
	for i := range all {
		all[i].weight *= feedbackWeight * length / sum
	}
	return all
}

// highest returns the n additions of the highest value, best first, ties broken by
// term. Most are worth less than those kept, and compared with the least of these
// alone.
func highest(all []addition, n int) []addition {
	compare := func(a, b addition) int {
		if c := cmp.Compare(b.value, a.value); c != 0 {
			return c
		}
		return cmp.Compare(a.term, b.term)
	}
	kept := all[:min(n, len(all))]
	slices.SortFunc(kept, compare)
	for _, a := range all[len(kept):] {
		last := len(kept) - 1
		if compare(a, kept[last]) >= 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(kept, a, compare)
		copy(kept[at+1:], kept[at:last])
		kept[at] = a
	}
	return kept
}

// standing returns papers, best first, each with how far its score is above that of
// the last; those that are not are left out. One paper by itself keeps its score.
func standing(papers []scored) []scored {
	last := len(papers) - 1
	if last <= 0 {
		return papers
	}
	return lo.FilterMap(papers, func(s scored, _ int) (scored, bool) {
		above := s.score - papers[last].score
		return scored{s.doc, above}, above > 0
	})
}

// additions returns the terms of the papers that may be taken. They lie in acc.
func (r *ranker) additions(acc *accumulators, papers []scored) []addition {
	v := r.vectors()
	if len(acc.terms) < len(v.terms) {
		acc.terms = make([]float64, len(v.terms))
	}
	acc.widened, acc.added = acc.widened[:0], acc.added[:0]
	for _, s := range standing(papers) {
		damping := v.damping(s.doc)
		for _, c := range v.of(s.doc) {
			if acc.terms[c.term] == 0 {
				acc.widened = append(acc.widened, c.term)
			}
			acc.terms[c.term] += s.score * saturation(c.tf(), damping)
		}
	}
	for _, term := range acc.widened {
		t := &v.terms[term]
		if w := acc.terms[term]; w > 0 && feedbackDF.has(t.docFreq, r.snapshot.Docs()) {
			acc.added = append(acc.added, addition{term, w, w * t.idf})
		}
		acc.terms[term] = 0
	}
	return acc.added
}

// addFeedback counts what the terms of the best papers give every paper.
func (r *ranker) addFeedback(acc *accumulators, question []Term, best []scored) {
	for _, a := range r.expand(acc, question, best) {
		t := &r.vectors().terms[a.term]
		for part, b := range r.blocks(&acc.block, t.postings) {
			for i, doc := range b.Docs[:b.N] {
				if doc += part.Base(); !part.Replaced(b.Docs[i]) && acc.among.has(doc) {
					acc.addFeedback(doc, a.weight*t.idf*b.saturation[i])
				}
			}
		}
	}
}
