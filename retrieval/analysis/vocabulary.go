package analysis

import (
	"strings"

	"github.com/samber/lo"
)

// A Vocabulary numbers the words of the texts that an index is made of, so that
// whoever counts them compares numbers. The words are those of [Analyzer.Tokens].
// It is not safe for concurrent use; several may share an analyzer, and with it the
// stems that each has found.
type Vocabulary struct {
	analyzer *Analyzer
	written  wordTable         // by word as written
	long     map[string]meant  // the same for words that do not fit in there
	numbers  map[string]uint32 // by word as folded
	words    []Word
	size     int
}

// A Word is a word of a vocabulary.
type Word struct {
	Text string // lower-cased and folded
	Term string // stem, as indexed
}

// meant are the words that a written word counts as: none for a stop word; of a name
// with a number three, the whole first.
type meant struct {
	words [3]uint32
	n     uint32
}

// NewVocabulary returns an empty vocabulary of what a analyses.
func NewVocabulary(a *Analyzer) *Vocabulary {
	return &Vocabulary{analyzer: a, long: make(map[string]meant), numbers: make(map[string]uint32)}
}

// Words returns the words met so far by their numbers. Stop words have none.
func (v *Vocabulary) Words() []Word { return v.words }

// Bytes that a word takes beyond its letters.
const (
	wordBytes = 32 + 24 + 16 // in words, and in numbers, which is three quarters full
	longBytes = 48           // in long, likewise
)

// Size returns about how many bytes the vocabulary takes.
func (v *Vocabulary) Size() int { return v.size + v.written.size() }

// Each calls yield for the tokens of a text in their order, with the number of
// each one's word and its position. It begins at a place; where yield returns false
// it ends soon, and returns the place to go on from and true.
func (v *Vocabulary) Each(text string, from Place, yield func(word uint32, position int) bool) (next Place, more bool) {
	return eachWord(text, from, func(start, end, position int) bool {
		if end-start > maxWord {
			return true
		}
		m := v.meaning(text, start, end)
		goOn := true
		for _, word := range m.words[:m.n] {
			goOn = yield(word, position) && goOn
		}
		return goOn
	})
}

// meaning returns the words that text[start:end] counts as.
func (v *Vocabulary) meaning(text string, start, end int) meant {
	if end-start <= maxKey {
		slot := v.written.slot(keyOf(text, start, end))
		if slot.key == (key{}) {
			m := v.meet(text[start:end])
			return v.written.put(keyOf(text, start, end), m)
		}
		return slot.meant
	}
	m, ok := v.long[text[start:end]]
	if !ok {
		m = v.meet(text[start:end])
		v.long[strings.Clone(text[start:end])] = m
		v.size += longBytes + end - start
	}
	return m
}

// meet numbers a word that is written so for the first time.
func (v *Vocabulary) meet(written string) (m meant) {
	folded := Fold(written)
	for i, part := range append([]string{folded}, partsOf(folded)...) {
		n, ok := v.number(part)
		if ok {
			m.words[m.n] = n
			m.n++
		} else if i == 0 {
			break
		}
	}
	return m
}

// partsOf returns the name and the number that a folded word joins, if it does.
func partsOf(folded string) []string {
	if cut := digitBoundary(folded); cut > 0 {
		return []string{folded[:cut], folded[cut:]}
	}
	return nil
}

// number returns the number of a folded word; ok is false for a stop word.
func (v *Vocabulary) number(folded string) (n uint32, ok bool) {
	if n, ok := v.numbers[folded]; ok {
		return n, true
	}
	term := v.analyzer.stem(folded)
	if term == "" {
		return 0, false
	}
	n = uint32(len(v.words))
	text := strings.Clone(folded)
	v.words = append(v.words, Word{Text: text, Term: lo.Ternary(term == text, text, term)})
	v.numbers[text] = n
	v.size += wordBytes + len(text) + len(term)
	return n, true
}
