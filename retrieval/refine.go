package retrieval

import (
	"cmp"
	"slices"

	"paperbot/retrieval/index"
)

// refined is how many of the best documents the stages Feedback and Neighbours
// look at. They add to scores and take nothing away, so that the documents below
// stay below, and the result is what it would be if only these could gain. To let
// all gain was worth +.001 of nDCG@10 over nine collections.
const refined = 100

// A candidate is a document and what its score is made of.
type candidate struct {
	doc        index.DocNum
	own        float64 // for its own words
	feedback   float64 // for the words of the best papers
	neighbours float64 // for what papers like it have
}

func (c candidate) score() float64 { return c.own + c.feedback + c.neighbours }

// refine lets the stages that look at several documents at once add to the scores,
// and returns the k best, or refined if that is more.
func (r *ranker) refine(acc *accumulators, question []Term, k int) []candidate {
	if r.stages.has(Feedback) {
		r.addFeedback(acc, question, r.best(acc, feedbackDocs, nil))
	}
	best := r.best(acc, max(k, refined), nil)
	candidates := make([]candidate, len(best))
	for i, s := range best {
		candidates[i] = candidate{doc: s.doc, own: acc.own[s.doc], feedback: acc.feedback[s.doc]}
	}
	top := candidates[:min(refined, len(candidates))]
	if r.stages.has(Neighbours) {
		for i := range top {
			top[i].neighbours = r.support(top[i].doc, acc)
		}
	}
	slices.SortFunc(top, func(a, b candidate) int {
		if c := cmp.Compare(b.score(), a.score()); c != 0 {
			return c
		}
		return cmp.Compare(r.snapshot.ID(a.doc), r.snapshot.ID(b.doc))
	})
	return candidates
}
