package retrieval

import (
	"math"
	"strings"

	"github.com/samber/lo"

	"paperbot/retrieval/analysis"
)

// A Question is a query text as it was understood.
type Question struct {
	Text      string // as asked
	Corrected string // Text with its spelling corrected; "" where nothing was
	Terms     []Term // the content words, in order; empty where there are none
}

// A Term is one content word of a question.
type Term struct {
	Term    string  // stem, as indexed
	Word    string  // lower-cased and folded, before stemming
	Weight  float64 // times in the question, less for corrected and added words
	IDF     float64 // for a word that the corpus lacks: ln(1 + N)
	DocFreq int     // papers that have it
	Added   bool    // another form of what other terms say; does not count in Share
}

// Importance returns the term's weight times its idf: the most that it can add
// to a paper's BM25F score.
func (t Term) Importance() float64 { return t.Weight * t.IDF }

// unknownIDF is the idf that a word which no paper has counts with in Share.
func unknownIDF(N int) float64 { return math.Log(1 + float64(N)) }

// sumIDF returns what a paper would score that had every word of the question,
// each as often as can be.
func (q Question) sumIDF() float64 {
	return lo.SumBy(q.Terms, func(t Term) float64 {
		if t.Added {
			return 0
		}
		return t.Importance()
	})
}

// Unknown returns the content words that no paper has.
func (q Question) Unknown() []string {
	return lo.FilterMap(q.Terms, func(t Term, _ int) (string, bool) { return t.Word, t.DocFreq == 0 && !t.Added })
}

// parse analyses a question: frames and function words off, unknown words
// corrected or taken apart, other forms of compounds added.
func (s *Searcher) parse(r *ranker, text string) Question {
	q := Question{Text: text}
	tokens := s.content(text)
	var fixed correction
	if s.stages.has(Spelling) {
		fixed = s.correct(r, text, tokens)
		tokens, q.Corrected = fixed.tokens, fixed.text
	}
	q.Terms = r.weigh(tokens)
	for i, t := range q.Terms {
		if fixed.terms[t.Term] {
			q.Terms[i].Weight *= correctedWeight
		}
	}
	if s.stages.has(Compounds) {
		q.Terms = s.compounds(r, tokens, q.Terms)
	}
	return q
}

// content returns the tokens of a question that are neither frame nor function
// words. Where the frame is all there is, it is the question.
func (s *Searcher) content(text string) []analysis.Token {
	start, end := 0, len(text)
	if s.stages.has(Frames) {
		start, end = unframe(text)
	}
	tokens := s.analyzer.Tokens(nil, text[start:end])
	for i := range tokens {
		tokens[i].Start += start
		tokens[i].End += start
	}
	if !s.stages.has(QuestionStops) {
		return tokens
	}
	return lo.Filter(tokens, func(t analysis.Token, _ int) bool { return !lo.HasKey(questionStops, t.Word) })
}

// joinedWeight is what the joined form of two neighbouring words counts.
const joinedWeight = .5

// compounds adds the joined forms of neighbouring words that the corpus knows,
// and the halves of long words that it does not know.
func (s *Searcher) compounds(r *ranker, tokens []analysis.Token, terms []Term) []Term {
	have := lo.SliceToMap(terms, func(t Term) (string, bool) { return t.Term, true })
	add := func(word string, weight float64) {
		t := r.term(analysis.Token{Term: s.analyzer.Term(word), Word: word})
		if t.DocFreq == 0 || have[t.Term] {
			return
		}
		have[t.Term] = true
		t.Weight, t.Added = weight, true
		terms = append(terms, t)
	}
	for i, tok := range tokens {
		if i > 0 && tok.Position == tokens[i-1].Position+1 {
			add(tokens[i-1].Word+tok.Word, joinedWeight)
		}
		if left, right, ok := s.split(r, tok); ok {
			add(left, 1)
			add(right, 1)
		}
	}
	return terms
}

// minSplit is the shortest word, in letters, that is taken apart, and
// minHalves the number of papers that each half must stand in.
const (
	minSplit  = 7
	minHalf   = 3
	minHalves = 3
)

// split takes a word that no paper has apart into two that papers have; of
// several ways the one whose rarer half is the most frequent.
func (s *Searcher) split(r *ranker, tok analysis.Token) (left, right string, ok bool) {
	word := tok.Word
	if len(word) < minSplit || r.snapshot.DocFreq(tok.Term) > 0 || !isLetters(word) {
		return "", "", false
	}
	best := minHalves - 1
	for cut := minHalf; cut <= len(word)-minHalf; cut++ {
		n := min(r.docFreq(s.analyzer, word[:cut]), r.docFreq(s.analyzer, word[cut:]))
		if n > best {
			best, left, right, ok = n, word[:cut], word[cut:], true
		}
	}
	return left, right, ok
}

func (r *ranker) docFreq(a *analysis.Analyzer, word string) int {
	return r.snapshot.DocFreq(a.Term(word))
}

// isLetters tells whether a folded word is made of a to z alone.
func isLetters(word string) bool {
	return strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") == ""
}
