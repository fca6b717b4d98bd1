// Package analysis turns text into the tokens that are indexed and asked for.
// One [Analyzer] serves papers and questions alike, so that both meet; a word
// has the same term wherever it stands.
//
// The steps, in order: words by Unicode segmentation (UAX #29); lower case;
// accents and compatibility forms folded; possessives off; British spellings
// to American; stop words out; Snowball English stems. Hyphenated words are
// several words, a name such as "gpt4" counts as itself and as its parts. Chinese
// and Japanese are indexed by pairs of characters, as there are no blanks to tell
// words by.
package analysis

import (
	"strings"
	"sync"
	"sync/atomic"

	"github.com/samber/lo"
)

// Version is raised whenever a text may give other tokens than before: an index
// made with another version has to be made anew.
const Version = 3

// A Token is one indexed word of a text.
type Token struct {
	Term     string // stem, as indexed
	Word     string // the word lower-cased and folded, before stemming
	Start    int    // byte offsets in the text that was analysed:
	End      int    // text[Start:End] is the word as written
	Position int    // ordinal of the word, counting stop words, from 0
	Part     bool   // the word before it, which joins a name and a number, holds it
}

// maxWord is the longest word, in bytes, that is indexed. Longer runs of
// letters are encoded data, not words; Lucene's tokenizers draw the line at 255
// characters, too.
const maxWord = 255

// maxCached bounds the cache of words, so that a stream of random ones cannot
// fill the memory. A vocabulary of 80,000 papers has about 105,000 stems.
const maxCached = 1 << 18

// An Analyzer is the analysis as described above. It is safe for concurrent use.
type Analyzer struct {
	cache  sync.Map // a word as written (string) to its analysed form (*analysed)
	cached atomic.Int64
}

// analysed is a word after analysis.
type analysed struct {
	word string // folded
	term string // "" for a stop word
	cut  int    // where a name goes over to a number, or a number to a name; 0 where it does not
}

// New returns the analyzer.
func New() *Analyzer { return &Analyzer{} }

// Tokens appends the tokens of text to dst, in text order, and returns the
// extended slice. Stop words are left out but counted in Position.
func (a *Analyzer) Tokens(dst []Token, text string) []Token {
	eachWord(text, Place{}, func(start, end, position int) bool {
		dst = a.appendWord(dst, text, start, end, position)
		return true
	})
	return dst
}

// appendWord appends the token of text[start:end], and those of its parts
// where it joins a name and a number.
func (a *Analyzer) appendWord(dst []Token, text string, start, end, position int) []Token {
	if end-start > maxWord {
		return dst
	}
	w := a.analyse(text[start:end])
	if w.term == "" {
		return dst
	}
	token := Token{Term: w.term, Word: w.word, Start: start, End: end, Position: position}
	dst = append(dst, token)
	for _, part := range a.parts(w) {
		token.Term, token.Word, token.Part = part.term, part.word, true
		dst = append(dst, token)
	}
	return dst
}

// parts returns the name and the number that a word joins, as far as they are no
// stop words.
func (a *Analyzer) parts(w *analysed) []*analysed {
	if w.cut == 0 {
		return nil
	}
	both := []*analysed{a.analyse(w.word[:w.cut]), a.analyse(w.word[w.cut:])}
	return lo.Filter(both, func(part *analysed, _ int) bool { return part.term != "" })
}

// Term returns the term of a single word, "" for a stop word.
func (a *Analyzer) Term(word string) string { return a.analyse(word).term }

func (a *Analyzer) analyse(written string) *analysed {
	if w, ok := a.cache.Load(written); ok {
		return w.(*analysed)
	}
	word := Fold(written)
	w := a.folded(word)
	if a.cached.Add(1) <= maxCached {
		a.cache.Store(strings.Clone(written), w) // a clone, lest the whole text be kept
	}
	return w
}

// folded returns the analysis of a folded word: that in the cache, which all the
// ways of writing it share, or a new one.
func (a *Analyzer) folded(word string) *analysed {
	if w, ok := a.cache.Load(word); ok && w.(*analysed).word == word {
		return w.(*analysed)
	}
	return &analysed{word: word, term: stem(word), cut: digitBoundary(word)}
}

// stem is stem with the cache, if the word is one that takes time.
func (a *Analyzer) stem(word string) string {
	if !isASCIILetters(word) {
		return stem(word)
	}
	if w, ok := a.cache.Load(word); ok {
		return w.(*analysed).term
	}
	w := &analysed{word: strings.Clone(word), term: stem(word)} // such a word is written as it is folded
	if a.cached.Add(1) <= maxCached {
		a.cache.Store(w.word, w)
	}
	return w.term
}

// stem returns the stem of a folded word, "" for a stop word.
func stem(word string) string {
	if lo.HasKey(stopWords, word) {
		return ""
	}
	if !isASCIILetters(word) {
		return word
	}
	return Stem(American(word))
}
