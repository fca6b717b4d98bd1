// Package analysis turns text into the tokens that are indexed and asked for.
// One [Analyzer] serves papers and questions alike, so that both meet.
//
// The steps, in order: words by Unicode segmentation (UAX #29); lower case;
// accents and compatibility forms folded; possessives off; British spellings
// to American; stop words out; Snowball English stems. Hyphenated words are
// several words, a name such as "gpt4" counts as itself and as its parts.
package analysis

import (
	"sync"
	"sync/atomic"

	"github.com/clipperhouse/uax29/v2/words"
	"github.com/kljensen/snowball/english"
	"github.com/samber/lo"
)

// A Token is one indexed word of a text.
type Token struct {
	Term     string // stem, as indexed
	Word     string // the word lower-cased and folded, before stemming
	Start    int    // byte offsets in the text that was analysed:
	End      int    // text[Start:End] is the word as written
	Position int    // ordinal of the word, counting stop words, from 0
}

// maxWord is the longest word, in bytes, that is indexed. Longer runs of
// letters are encoded data, not words; Lucene's tokenizers draw the line at 255
// characters, too.
const maxWord = 255

// maxCached bounds the cache of stems, so that a stream of random words cannot
// fill the memory. A vocabulary of 80,000 papers has about 105,000 stems.
const maxCached = 1 << 18

// An Analyzer is the analysis as described above. It is safe for concurrent use.
type Analyzer struct {
	stems  sync.Map // folded word (string) to stem (string); "" marks a stop word
	cached atomic.Int64
}

// New returns the analyzer.
func New() *Analyzer { return &Analyzer{} }

// Tokens appends the tokens of text to dst, in text order, and returns the
// extended slice. Stop words are left out but counted in Position.
func (a *Analyzer) Tokens(dst []Token, text string) []Token {
	position := 0
	segments := words.FromString(text)
	for segments.Next() {
		start, end := segments.Start(), segments.End()
		if !isWord(text[start:end]) {
			continue
		}
		end += suffixLen(text[end:])
		dst = a.appendWord(dst, text, start, end, position)
		position++
	}
	return dst
}

// appendWord appends the token of text[start:end], and those of its parts
// where it joins a name and a number.
func (a *Analyzer) appendWord(dst []Token, text string, start, end, position int) []Token {
	if end-start > maxWord {
		return dst
	}
	word := Fold(text[start:end])
	term := a.stem(word)
	if term == "" {
		return dst
	}
	dst = append(dst, Token{term, word, start, end, position})
	if cut := digitBoundary(word); cut > 0 {
		dst = append(dst,
			Token{word[:cut], word[:cut], start, end, position},
			Token{word[cut:], word[cut:], start, end, position})
	}
	return dst
}

// Term returns the term of a single word, "" for a stop word.
func (a *Analyzer) Term(word string) string { return a.stem(Fold(word)) }

// stem returns the stem of a folded word, "" for a stop word.
func (a *Analyzer) stem(word string) string {
	if s, ok := a.stems.Load(word); ok {
		return s.(string)
	}
	s := stem(word)
	if a.cached.Add(1) <= maxCached {
		a.stems.Store(word, s)
	}
	return s
}

func stem(word string) string {
	if lo.HasKey(stopWords, word) {
		return ""
	}
	if !isASCIILetters(word) {
		return word
	}
	return english.Stem(american(word), true)
}
