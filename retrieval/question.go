package retrieval

import (
	"math"
	"strings"

	"github.com/samber/lo"

	"paperbot/retrieval/analysis"
)

// A Question is a query text as it was understood.
type Question struct {
	Text       string    // as asked
	Language   string    // the language, by its ISO 639-1 code, of a question that is not in English; else ""
	Understood string    // what a question in another language says in English terms; else ""
	Corrected  string    // Text with its spelling corrected; "" where nothing was
	Terms      []Term    // the content words, in order; empty where there are none
	Quotes     Quotes    // what it puts in quotation marks
	Acronyms   []Acronym // the short forms in it, with their long forms
	Sides      []Side    // what it compares; nil for none
	Request              // what it asks for beside its words

	pairs      []pair
	among      docSet // the papers that have what is quoted
	titleStart docSet // the papers whose titles begin with the question
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

// titleIDF returns what the term counts for a title that has it: its idf, or less
// where it is corrected or another form.
func (t Term) titleIDF() float64 { return t.IDF * min(1, t.Weight) }

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
	asked := invisible.Replace(text)
	var at []int
	q.Request, text, at = s.request(r, asked)
	q.Quotes, q.among = s.quotes(r, text)
	q.among = q.widen(q.among)
	if q.Listed {
		return q
	}
	if s.stages.has(Foreign) {
		if language, english, ok := s.understand(r, text); ok {
			q.Language, q.Understood = language, english
			text = english
		}
	}
	tokens := s.content(text)
	var fixed correction
	if s.stages.has(Spelling) {
		fixed = s.correct(r, text, tokens)
		tokens, q.Corrected = fixed.tokens, fixed.text
		if fixed.text != "" && q.Understood == "" {
			q.Corrected = restored(asked, at, fixed.at)
		}
	}
	if q.Understood != "" && q.Corrected != "" {
		q.Understood, q.Corrected = q.Corrected, "" // a cognate more than a misspelling
	}
	q.titleStart = s.titleStart(r, text, fixed)
	q.pairs = s.pairs(r, tokens)
	q.Terms = r.weigh(tokens)
	for i, t := range q.Terms {
		if fixed.terms[t.Term] {
			q.Terms[i].Weight *= correctedWeight
		}
	}
	q.Terms, q.Acronyms = s.widen(r, text, tokens, q.Terms)
	q.Listed = q.IsRestricted() && !r.hasAny(q.Terms, q.among)
	q.Sides = s.sides(r, text, tokens)
	return q
}

// widen adds other forms of what a question's terms say, and returns its short
// forms.
func (s *Searcher) widen(r *ranker, text string, tokens []analysis.Token, terms []Term) ([]Term, []Acronym) {
	var found []Acronym
	if s.stages.has(Compounds) {
		terms = s.compounds(r, tokens, terms)
	}
	if s.stages.has(Acronyms) {
		terms, found = s.expand(r, text, tokens, terms)
	}
	if s.stages.has(Families) {
		terms = r.families(terms)
	}
	return terms, found
}

// invisible takes out characters of no width, which are pasted unseen and would
// part or change words: zero-width space and joiners, word joiner, byte order mark,
// soft hyphen.
var invisible = strings.NewReplacer("\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\ufeff", "", "\u00ad", "")

// content returns the tokens of a question that are neither frame nor function
// words. Where the frame is all there is, it is the question.
func (s *Searcher) content(text string) []analysis.Token {
	start, end := 0, len(text)
	if s.stages.has(Frames) {
		start, end = unframe(text)
	}
	asked := text[start:end]
	tokens := lo.Reject(s.analyzer.Tokens(nil, asked), func(t analysis.Token, _ int) bool { return isPluralOfNumber(asked, t) })
	for i := range tokens {
		tokens[i].Start += start
		tokens[i].End += start
	}
	if !s.stages.has(QuestionStops) {
		return tokens
	}
	return lo.Filter(tokens, func(t analysis.Token, _ int) bool { return !lo.HasKey(questionStops, t.Word) })
}

// isPluralOfNumber tells whether a token of a text is the "s" of "1990s" or of "0s
// and 1s", which would look for the letter.
func isPluralOfNumber(text string, t analysis.Token) bool {
	return t.Part && t.Word == "s" && '0' <= text[t.Start] && text[t.Start] <= '9'
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
