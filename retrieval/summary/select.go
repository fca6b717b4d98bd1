package summary

import (
	"cmp"
	"math"
	"slices"
)

// A Feature is one signal of a sentence, as explanations print it. Value times
// Weight is what it adds to the logarithm of the sentence's score.
type Feature struct {
	Name          string
	Value, Weight float64
}

// An Explanation is a sentence with what its score is made of.
type Explanation struct {
	Sentence
	Kind     Kind      // of the question
	Features []Feature // the sum of Value·Weight is the logarithm of Score
}

// cutShare is the share of the best sentence's score that another needs to be
// shown beside it.
const cutShare = 0.3

// A scored abstract is a document with a score for each passage. Its memory is
// used again by the next question.
type scored struct {
	*document
	matching   matching
	kind       Kind
	signals    [][signals]float64
	scores     []float64
	order      []int // the passages, the highest score first
	candidates []int // those that may be quoted, in that order
	picked     []int
}

// score weighs the passages of an abstract for q. The caller gives the result
// back to p.free once nothing of it is needed any more.
func (p *Picker) score(title, abstract string, q Question) *scored {
	s, _ := p.scratch.Get().(*scored)
	if s == nil {
		s = new(scored)
	}
	s.document, s.kind = p.read(title, abstract), q.Kind
	s.matching.match(s.document, q.Terms)
	s.signals = measure(s.signals, s.document, &s.matching, q)
	s.scores = resize(s.scores, len(s.passages))
	w := weights()
	for i := range s.signals {
		s.scores[i] = math.Exp(dot(&s.signals[i], w))
	}
	s.sort()
	s.choose()
	return s
}

func (p *Picker) free(s *scored) { p.scratch.Put(s) }

// Rank returns every sentence of the abstract, the likeliest answer to q
// first.
func (p *Picker) Rank(title, abstract string, q Question) []Sentence {
	s := p.score(title, abstract, q)
	defer p.free(s)
	out := make([]Sentence, 0, len(s.passages))
	for _, i := range s.order {
		out = append(out, s.sentence(i))
	}
	return out
}

// Explain returns every sentence of the abstract, in its order, with what its
// score for q is made of.
func (p *Picker) Explain(title, abstract string, q Question) []Explanation {
	s := p.score(title, abstract, q)
	defer p.free(s)
	w := weights()
	out := make([]Explanation, len(s.passages))
	for i := range s.passages {
		e := Explanation{Sentence: s.sentence(i), Kind: s.kind}
		for f := range signals {
			if v := s.signals[i][f]; v != 0 {
				e.Features = append(e.Features, Feature{f.name(), v, w[f]})
			}
		}
		out[i] = e
	}
	return out
}

// ForQuestion returns at most n sentences of the abstract that answer q, in
// the order of the abstract: the best one, and others that score at least 0.3
// of it, have a term of the question and do not repeat one already picked. A
// sentence about what was there before is not returned alone where another
// matches. With an abstract of no sentence, or n below 1, there is none.
func (p *Picker) ForQuestion(title, abstract string, q Question, n int) []Sentence {
	s := p.score(title, abstract, q)
	defer p.free(s)
	return s.sentences(s.mendBackground(s.pick(n), n))
}

// pick returns the numbers of at most n passages, best first.
func (s *scored) pick(n int) []int {
	s.picked = s.picked[:0]
	for _, i := range s.candidates {
		if len(s.picked) >= n || s.scores[i] < cutShare*s.scores[s.candidates[0]] {
			break
		}
		if !slices.ContainsFunc(s.picked, func(j int) bool { return s.repeats(i, j) }) {
			s.picked = append(s.picked, i)
		}
	}
	return s.picked
}

// choose finds the passages that may be quoted: those with a term of the
// question that can stand as an answer, or else the best of those that can, or
// else the best.
func (s *scored) choose() {
	s.candidates = s.candidates[:0]
	quotable := func(i int) bool { return s.passages[i].cues.isQuotable() }
	for _, i := range s.order {
		if quotable(i) && s.matching.matched(i) {
			s.candidates = append(s.candidates, i)
		}
	}
	if len(s.candidates) > 0 || len(s.order) == 0 {
		return
	}
	best := max(0, slices.IndexFunc(s.order, quotable))
	s.candidates = append(s.candidates, s.order[best])
}

// mendBackground adds the best passage that is no background to those picked,
// where all of them are; it takes the last one's place where there are n. One with
// a word of the question is better; an abstract of background alone has none.
// Definitions are background by nature and stay alone.
func (s *scored) mendBackground(picked []int, n int) []int {
	isOwn := func(i int) bool { return i >= s.own && !s.passages[i].cues.isBackground() }
	if len(picked) == 0 || s.kind == KindDefinition || slices.ContainsFunc(picked, isOwn) {
		return picked
	}
	for _, among := range [][]int{s.candidates, s.order} {
		if own := slices.IndexFunc(among, func(i int) bool { return isOwn(i) && s.passages[i].cues.isQuotable() }); own >= 0 {
			return append(picked[:min(len(picked), n-1)], among[own])
		}
	}
	return picked
}

// sort puts the passages into order, the earlier one first among equals.
func (s *scored) sort() {
	s.order = resize(s.order, len(s.scores))
	for i := range s.order {
		s.order[i] = i
	}
	slices.SortFunc(s.order, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.scores[b], s.scores[a]), cmp.Compare(a, b))
	})
}

// sentence returns passage i as a Sentence, its matches marked.
func (s *scored) sentence(i int) Sentence {
	p := &s.passages[i]
	out := Sentence{Span: p.span, Index: i, Total: len(s.passages), Score: s.scores[i]}
	for k, word := range p.words {
		if !slices.Contains(s.matching.numbers, p.terms[k]) {
			continue
		}
		// A name and its parts are one match, and so are pairs of Chinese characters that overlap.
		if n := len(out.Matches); n > 0 && word.Start < out.Matches[n-1].End {
			out.Matches[n-1].End = max(out.Matches[n-1].End, word.End)
			continue
		}
		out.Matches = append(out.Matches, word)
	}
	return out
}
