package summary

import (
	"math"
	"slices"
)

// A Standing says how a paper stands among those found for a question.
type Standing struct {
	Relative float64 // its score over the best paper's: 1 for the best one
	Share    float64 // how much of the question it covers, from 0 to 1
	Listed   bool    // it is one of several that are asked for
	Wanted   bool    // a sentence of it is wanted in any case: it stands for a side of a comparison
}

// The log odds that a sentence answers a question are
//
//	scoreWeight·ln(score/best score of its abstract) + coverageWeight·coverage
//	+ relativeWeight·relative + paperWeight·share + quoteBias,
//
// coverage being the share in it of the question's weight, of terms that the
// title lacks. They were fitted by TestFitQuotes (run it with -fit) on the
// judged questions of the seed corpus, each with its three first papers.
const (
	scoreWeight    = 0.4
	coverageWeight = 1.4
	relativeWeight = 1.45
	paperWeight    = 1.2
	quoteBias      = -2.55
)

// quoteFloor is how likely at least a sentence answers that is quoted.
const quoteFloor = 0.6

// listFloor is the same for a paper in a list, where what it is about is wanted
// more than an answer, and is read beside what the others say.
const listFloor = 0.3

// nearlyBest is the share of the best paper's score from which on a paper says
// as much about a topic. With one sentence at least from such papers two more of
// the judged questions get a sentence of a paper that answers.
const nearlyBest = 0.9

// Quotes returns at most n sentences of a paper's abstract that answer q, in the
// order of the abstract: those of ForQuestion which are right more likely than
// not, as the paper stands. The best paper has one at least, and so has one that
// is nearly as good for a topic. A definition is one sentence: of what is beside
// it hardly any was judged right.
func (p *Picker) Quotes(title, abstract string, q Question, paper Standing, n int) []Sentence {
	s := p.score(title, abstract, q)
	defer p.free(s)
	picked := s.pick(n)
	best := picked[:min(1, len(picked))]
	if s.kind == KindDefinition {
		picked = best
	}
	kept := s.likely(picked, paper)
	if len(kept) == 0 && (paper.Wanted || paper.Relative >= 1 || s.kind.isTopic() && paper.Relative >= nearlyBest) {
		kept = best
	}
	if paper.Wanted {
		kept = s.withSides(kept, q.Sides, n)
	}
	return s.sentences(s.mendBackground(kept, n))
}

// likely returns those of the picked passages that are likely to answer.
func (s *scored) likely(picked []int, paper Standing) []int {
	floor := quoteFloor
	if paper.Listed {
		floor = listFloor
	}
	var kept []int
	for _, i := range picked {
		if x := s.evidence(i, picked[0], paper); quoteOdds(x) >= math.Log(floor/(1-floor)) {
			kept = append(kept, i)
		}
	}
	return kept
}

// evidence returns what tells whether passage i answers, in the order of
// quoteOdds: its score beside that of the best passage, its coverage, and how
// the paper stands.
func (s *scored) evidence(i, best int, paper Standing) [4]float64 {
	return [4]float64{math.Log(s.scores[i] / s.scores[best]), s.signals[i][coverage], paper.Relative, paper.Share}
}

// quoteOdds returns the log odds that a sentence answers.
func quoteOdds(x [4]float64) float64 {
	return scoreWeight*x[0] + coverageWeight*x[1] + relativeWeight*x[2] + paperWeight*x[3] + quoteBias
}

// sentences returns the picked passages as sentences, in the abstract's order.
func (s *scored) sentences(picked []int) []Sentence {
	slices.Sort(picked)
	out := make([]Sentence, 0, len(picked))
	for _, i := range picked {
		out = append(out, s.sentence(i))
	}
	return out
}
