package retrieval

import "math"

// The stage Families looks for words of the same origin, too, whose stems differ:
// "analytic" beside "analysis", "matrices" beside "matrix", "viscosity" beside
// "viscous". Terms that begin alike and end in little more are taken for one
// family, each member at familyWeight over the root of how many are added, and with
// no higher idf than the term asked for. A stemmer that brought them together would
// take "universal" for "university" at full weight; here such a relative is a
// remark. It was worth +.004 of nDCG@10 over nine collections (.5891 to .5926;
// ADI +.014, TIME +.008, none down by more than .001). Weights from .15 to .4 are
// within .001; to weigh members by how often they stand beside the term, or to add
// the unstemmed form, gave nothing.
const (
	familyWeight = .2
	familyStem   = 5 // letters that a family has in common, at least
	familyEnding = 3 // letters that follow these, at most
	familyDF     = 2 // papers that have a member, at least: fewer is a misspelling
)

// families adds the relatives of a question's terms.
func (r *ranker) families(terms []Term) []Term {
	have := make(map[string]bool, len(terms))
	for _, t := range terms {
		have[t.Term] = true
	}
	for _, t := range terms {
		if t.Added || !isLetters(t.Term) || len(t.Term) < familyStem {
			continue
		}
		relatives := r.relatives(t, have)
		for _, relative := range relatives {
			relative.Weight = familyWeight * t.Weight / math.Sqrt(float64(len(relatives)))
			have[relative.Term] = true
			terms = append(terms, relative)
		}
	}
	return terms
}

// relatives returns the terms of a term's family, with no weight yet, but for those
// that the question has.
func (r *ranker) relatives(t Term, have map[string]bool) []Term {
	var found []Term
	for term, postings := range r.snapshot.TermsWith(t.Term[:familyStem]) {
		n := postings.DocFreq()
		if have[term] || n < familyDF || !isLetters(term) || !related(t.Term, term) {
			continue
		}
		found = append(found, Term{Term: term, Word: term, DocFreq: n, IDF: min(t.IDF, r.idf(n)), Added: true})
	}
	return found
}

// related tells whether two terms differ in no more than their endings.
func related(a, b string) bool {
	common := 0
	for common < min(len(a), len(b)) && a[common] == b[common] {
		common++
	}
	return common >= familyStem && max(len(a), len(b))-common <= familyEnding
}
