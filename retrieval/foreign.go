package retrieval

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
	"github.com/samber/lo"

	"paperbot/retrieval/analysis"
	"paperbot/retrieval/index"
)

// A word is one of a question in any language.
type word struct {
	written string
	folded  string
}

// apostrophes part words here, unlike in English: "l'apprentissage".
var apostrophes = strings.NewReplacer("'s ", " ", "’s ", " ", "'", " ", "’", " ")

// wordsOf returns the words of a text. Chinese characters that stand together are
// one word.
func wordsOf(text string) []word {
	text = apostrophes.Replace(text)
	var out []word
	end := -1 // where the last run of Chinese ends
	for segments := words.FromString(text); segments.Next(); {
		written := segments.Value()
		first, _ := utf8.DecodeRuneInString(written)
		switch {
		case !unicode.IsLetter(first) && !unicode.IsNumber(first):
			continue
		case isHan(first) && segments.Start() == end:
			last := &out[len(out)-1]
			last.written += written
			last.folded = last.written
		case isHan(first):
			out = append(out, word{written, written})
		default:
			out = append(out, word{written, analysis.Fold(written)})
			continue
		}
		end = segments.End()
	}
	return out
}

// understand says a question of another language in English terms. It returns
// false for an English question, and for one that the corpus holds as it is.
func (s *Searcher) understand(r *ranker, text string) (language, english string, ok bool) {
	in := wordsOf(text)
	l := s.languageOf(r, text, in)
	if l == nil || s.holds(r, l, in) {
		return "", "", false
	}
	t := translator{searcher: s, ranker: r, language: l}
	t.translate(in)
	if len(t.out) == 0 {
		return "", "", false
	}
	return l.code, strings.Join(t.out, " "), true
}

// languageOf returns the language of a question, nil for English and for those
// that are not known. What tells it are the script, function words, and words of
// the glossary that no paper has; English function words tell against it.
func (s *Searcher) languageOf(r *ranker, text string, in []word) *language {
	if strings.ContainsFunc(text, isHan) {
		if strings.ContainsFunc(text, isKana) {
			return nil
		}
		l, _ := lo.Find(glossary(), func(l *language) bool { return l.code == chinese })
		return l
	}
	english := lo.Filter(in, func(w word, _ int) bool { return s.isEnglishFunction(w.folded) })
	unknown := sync.OnceValue(func() []word { // few English questions come so far
		return lo.Filter(in, func(w word, _ int) bool {
			return !s.isEnglishFunction(w.folded) && !s.known(r, w.folded) && strings.ContainsFunc(w.folded, unicode.IsLetter)
		})
	})
	telling := lo.Filter(in, func(w word, _ int) bool { return lo.HasKey(functionWords(), w.folded) })
	var best *language
	bestScore := 0.0
	for i, l := range languages() {
		functions, full := l.functionsIn(telling)
		if functions == 0 && len(english) > 0 {
			continue
		}
		score := functions
		if len(unknown()) > 0 {
			score += float64(glossary()[i].termsIn(unknown()))
		}
		against := float64(lo.CountBy(english, func(w word) bool { return !lo.HasKey(l.words, w.folded) }))
		isTold := score >= 1.5 || full && against == 0 || len(unknown()) == len(in) && score >= float64(len(in))
		isForeign := score > against && isTold
		if isForeign && score-against > bestScore {
			best, bestScore = glossary()[i], score-against
		}
	}
	return best
}

func isKana(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana) }

// functionsIn returns how much the function words among others tell, and whether
// one of them does by itself.
func (l *language) functionsIn(in []word) (sum float64, full bool) {
	for _, w := range in {
		tells := l.words[w.folded].tells
		sum += tells
		full = full || tells == 1
	}
	return sum, full
}

// termsIn counts the words that are in the glossary.
func (l *language) termsIn(in []word) int {
	return lo.CountBy(in, func(w word) bool {
		_, ok := l.terms[l.stem(l.spelt(w))]
		return ok && !lo.HasKey(l.words, w.folded)
	})
}

func (s *Searcher) isEnglishFunction(folded string) bool {
	return lo.HasKey(questionStops, folded) || s.analyzer.Term(folded) == ""
}

// known tells whether a paper has a word.
func (s *Searcher) known(r *ranker, folded string) bool {
	return r.docFreq(s.analyzer, folded) > 0
}

// minHeld is from how many words on a question is looked for as it is.
const minHeld = 3

// holds tells whether one paper has all the words of a question but function
// words: it is in the language of the question, such as a title asked for.
func (s *Searcher) holds(r *ranker, l *language, in []word) bool {
	tokens := s.analyzer.Tokens(nil, strings.Join(l.content(in), " "))
	terms := lo.Reject(r.weigh(tokens), func(t Term, _ int) bool { return t.Added })
	if len(terms) < minHeld || lo.SomeBy(terms, func(t Term) bool { return t.DocFreq == 0 }) {
		return false
	}
	acc := r.accumulate(Question{Terms: terms})
	defer r.release(acc)
	return lo.SomeBy(acc.touched, func(doc index.DocNum) bool { return int(acc.matched[doc]) == len(terms) })
}

// content returns the words that are no function words, as they are written.
func (l *language) content(in []word) []string {
	var out []string
	for _, w := range in {
		if first, _ := utf8.DecodeRuneInString(w.written); isHan(first) {
			out = append(out, l.contentOf([]rune(w.written))...)
		} else if !lo.HasKey(l.words, w.folded) {
			out = append(out, w.written)
		}
	}
	return out
}

// contentOf returns the parts of a run of Chinese between function words.
func (l *language) contentOf(run []rune) []string {
	var out []string
	from := 0
	for i := 0; i < len(run); {
		n, english, ok := l.longest(run[i:])
		if ok && english == nil {
			out = append(out, string(run[from:i]))
			from = i + n
		}
		i += max(n, 1)
	}
	return lo.Compact(append(out, string(run[from:])))
}

// A translator says the words of a question in English.
type translator struct {
	searcher *Searcher
	ranker   *ranker
	language *language
	out      []string
}

func (t *translator) translate(in []word) {
	for len(in) > 0 {
		if first, _ := utf8.DecodeRuneInString(in[0].written); isHan(first) {
			t.characters([]rune(in[0].written))
			in = in[1:]
			continue
		}
		if n := t.term(in); n > 0 {
			in = in[n:]
			continue
		}
		if !lo.HasKey(t.language.words, in[0].folded) {
			t.word(in[0])
		}
		in = in[1:]
	}
}

// term says the longest term of the glossary that the words begin with, and
// returns of how many words it is, 0 where there is none.
func (t *translator) term(in []word) int {
	l := t.language
	var stems []string
	var english []string
	used := 0
	for i, w := range in {
		f, isFunction := l.words[w.folded]
		if isFunction && !f.inTerm {
			if i == 0 {
				return 0
			}
			continue
		}
		if stems = append(stems, l.stem(l.spelt(w))); len(stems) > l.most {
			break
		}
		if e, ok := l.terms[strings.Join(stems, " ")]; ok {
			english, used = e, i+1
		}
	}
	if used > 0 {
		t.say(english)
	}
	return used
}

// say adds the first of several English forms that the corpus knows.
func (t *translator) say(english []string) {
	best, ok := lo.Find(english, func(e string) bool {
		return lo.EveryBy(strings.Fields(e), func(word string) bool { return t.known(analysis.Fold(word)) })
	})
	if !ok {
		best = english[0]
	}
	t.out = append(t.out, best)
}

func (t *translator) known(folded string) bool { return t.searcher.known(t.ranker, folded) }

// word says a word that is not in the glossary: as it is written if papers have
// it, or as the English word of the same origin, or part by part.
func (t *translator) word(w word) {
	if cognate, n := t.cognate(w.folded); n > clearly*t.ranker.docFreq(t.searcher.analyzer, w.folded) {
		t.out = append(t.out, cognate)
		return
	}
	if t.known(w.folded) {
		t.out = append(t.out, w.written)
		return
	}
	if parts, ok := t.parts(t.language.spelt(w)); ok {
		t.out = append(t.out, parts...)
		return
	}
	if near, ok := t.nearest(w.folded); ok {
		t.out = append(t.out, near)
		return
	}
	t.out = append(t.out, w.written)
}

// clearly is how many times more papers must have a cognate than have the word
// as it is written: a few papers of a large corpus are in other languages.
const clearly = 20

// cognate returns the English word of the same origin that most papers have, the
// likeliest of several, and how many papers that is.
func (t *translator) cognate(folded string) (best string, papers int) {
	for _, c := range t.language.cognatesOf(folded) {
		if n := t.ranker.docFreq(t.searcher.analyzer, c); n > papers {
			best, papers = c, n
		}
	}
	return best, papers
}

// minPart is the shortest part, in letters, of a compound word.
const minPart = 4

// minNear is the shortest word, in letters, that one other letter is forgiven.
const minNear = 7

// nearest returns the word of the corpus that a word, or one that it corresponds
// to, is but a letter away from: "asimilación" is "assimilation".
func (t *translator) nearest(folded string) (string, bool) {
	for _, c := range append(t.language.cognatesOf(folded), folded) {
		if len(c) < minNear || !isLetters(c) {
			continue
		}
		if near, ok := t.ranker.dictionary().nearest(c); ok && editDistance(c, near, 1) == 1 {
			return near, true
		}
	}
	return "", false
}

// parts takes a compound word, as German and Dutch have them, apart into terms of
// the glossary and words that papers have, the first part being as long as can be.
func (t *translator) parts(spelt string) ([]string, bool) {
	if t.language.code != "de" && t.language.code != "nl" {
		return nil, false
	}
	if part, ok := t.part(spelt); ok {
		return []string{part}, true
	}
	for cut := len(spelt) - minPart; cut >= minPart; cut-- {
		first, ok := t.part(spelt[:cut])
		if !ok {
			continue
		}
		if rest, ok := t.parts(spelt[cut:]); ok {
			return slices.Insert(rest, 0, first), true
		}
	}
	return nil, false
}

// part says one part of a compound word.
func (t *translator) part(spelt string) (string, bool) {
	if english, ok := t.language.terms[t.language.stem(spelt)]; ok {
		return english[0], true
	}
	folded := spelt
	if t.language.code == "de" {
		folded = folds.Replace(spelt)
	}
	if t.ranker.docFreq(t.searcher.analyzer, folded) >= minHalves {
		return folded, true
	}
	cognate, n := t.cognate(folded)
	return cognate, n >= minHalves
}

// characters says a run of Chinese: term by term, the longest first. What is in
// no glossary stays if papers have it; if not, it is cut in twos, which is the
// length of most words, so that it counts as as many unknown ones.
func (t *translator) characters(run []rune) {
	var rest []rune
	flush := func() {
		for len(rest) > 0 {
			n := min(2, len(rest))
			if t.known(string(rest[:n])) {
				n = len(rest)
			}
			t.out = append(t.out, string(rest[:n]))
			rest = rest[n:]
		}
	}
	for len(run) > 0 {
		n, english, ok := t.language.longest(run)
		isStray := n == 1 && english != nil && (len(rest) > 0 || !t.language.begins(run[1:]))
		if !ok || isStray { // one character next to unknown ones is part of a word with them
			rest = append(rest, run[0])
			run = run[1:]
			continue
		}
		flush()
		if english != nil {
			t.say(english)
		}
		run = run[n:]
	}
	flush()
}

// begins tells whether a run of Chinese is empty or begins with something known.
func (l *language) begins(run []rune) bool {
	_, _, ok := l.longest(run)
	return ok || len(run) == 0
}

// longest returns the longest term or function word that a run of Chinese
// begins with; english is nil for a function word.
func (l *language) longest(run []rune) (n int, english []string, ok bool) {
	for n = min(l.most, len(run)); n > 0; n-- {
		s := string(run[:n])
		if english, ok = l.terms[s]; ok {
			return n, english, true
		}
		if lo.HasKey(l.words, s) {
			return n, nil, true
		}
	}
	return 0, nil, false
}
