package analysis

import (
	"strings"

	"github.com/samber/lo"
)

// A Vocabulary numbers the words of the texts that an index is made of, so that
// whoever counts them compares numbers. The words are those of [Analyzer.Tokens].
// It is not safe for concurrent use; several may share an analyzer.
type Vocabulary struct {
	analyzer *Analyzer
	written  map[string]numbered // by word as written
	numbers  map[string]uint32   // by word as folded
	words    []Word
	size     int
}

// A Word is a word of a vocabulary.
type Word struct {
	Text string // lower-cased and folded
	Term string // stem, as indexed
}

// numbered are the numbers of the words that a written word counts as: none for a
// stop word; of a name with a number three, the whole first.
type numbered struct {
	words [3]uint32
	n     uint8
}

// NewVocabulary returns an empty vocabulary of what a analyses.
func NewVocabulary(a *Analyzer) *Vocabulary {
	return &Vocabulary{analyzer: a, written: make(map[string]numbered), numbers: make(map[string]uint32)}
}

// Words returns the words met so far by their numbers.
func (v *Vocabulary) Words() []Word { return v.words }

// wordBytes is about what a word takes in memory beyond its letters: its entries in
// two maps that are three quarters full, and in the list.
const wordBytes = 130

// Size returns about how many bytes the vocabulary takes.
func (v *Vocabulary) Size() int { return v.size }

// Each calls yield for the tokens of a text in their order, with the number of
// each one's word and its position. It begins at a place; where yield returns false
// it ends soon, and returns the place to go on from and true.
func (v *Vocabulary) Each(text string, from Place, yield func(word uint32, position int) bool) (next Place, more bool) {
	return eachWord(text, from, func(start, end, position int) bool {
		if end-start > maxWord {
			return true
		}
		n, ok := v.written[text[start:end]]
		if !ok {
			n = v.meet(text[start:end])
		}
		goOn := true
		for _, word := range n.words[:n.n] {
			goOn = yield(word, position) && goOn
		}
		return goOn
	})
}

// meet numbers a word that is written so for the first time.
func (v *Vocabulary) meet(written string) numbered {
	var n numbered
	w := v.analyzer.analyse(written)
	if w.term != "" {
		for _, part := range append([]*analysed{w}, v.analyzer.parts(w)...) {
			n.words[n.n] = v.number(part)
			n.n++
		}
	}
	v.written[strings.Clone(written)] = n
	v.size += wordBytes/2 + len(written)
	return n
}

// number returns the number of an analysed word.
func (v *Vocabulary) number(w *analysed) uint32 {
	if n, ok := v.numbers[w.word]; ok {
		return n
	}
	n := uint32(len(v.words))
	word := strings.Clone(w.word)
	v.words = append(v.words, Word{Text: word, Term: lo.Ternary(w.term == w.word, word, w.term)})
	v.numbers[word] = n
	v.size += wordBytes/2 + len(w.word) + len(w.term)
	return n
}
