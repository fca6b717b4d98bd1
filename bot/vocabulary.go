package bot

import (
	"iter"
	"maps"
	"math/bits"
	"slices"
	"sort"
	"strings"
)

// A vocabulary is the words of the texts, sorted. Words that begin alike lie
// next to each other.
type vocabulary []string

// newVocabulary returns the sorted words and sets the place of each.
func newVocabulary(words map[string]wordID) vocabulary {
	v := vocabulary(slices.Sorted(maps.Keys(words)))
	for i, w := range v {
		words[w] = wordID(i)
	}
	return v
}

// A span is a range of words that match what was typed alike.
type span struct {
	lo, hi   wordID // hi is the first one after it
	mistakes int
	whole    bool // the word lo is typed to its end; the others go on
}

// Spans are disjoint and ascending.
type spans []span

// of returns the span that a word is in.
func (s spans) of(w wordID) (span, bool) {
	i := 0
	if len(s) > 4 { // fewer are found faster one by one
		i = sort.Search(len(s), func(i int) bool { return s[i].hi > w })
	}
	for ; i < len(s) && s[i].lo <= w; i++ {
		if w < s[i].hi {
			return s[i], true
		}
	}
	return span{}, false
}

func (v vocabulary) has(word string) bool {
	_, ok := slices.BinarySearch(v, word)
	return ok
}

// only returns the span of a word that is known.
func (v vocabulary) only(word string) spans {
	i, _ := slices.BinarySearch(v, word)
	return spans{{lo: wordID(i), hi: wordID(i) + 1, whole: true}}
}

// beginning returns the words that begin with what was typed.
func (v vocabulary) beginning(typed string) spans {
	lo, whole := slices.BinarySearch(v, typed)
	n := sort.Search(len(v)-lo, func(i int) bool { return !strings.HasPrefix(v[lo+i], typed) })
	if n == 0 {
		return nil
	}
	return spans{{lo: wordID(lo), hi: wordID(lo + n), whole: whole}}
}

// maxMistyped is the longest word, in letters, in which mistakes are forgiven.
const maxMistyped = 40

// near returns the words that have a beginning at most so many edits away from
// what was typed: letters inserted, deleted, replaced or swapped with their
// neighbour, none being edited twice (optimal string alignment). Words with
// another first letter may be one edit away at most: people seldom get it wrong,
// and the walk over the others is short. The typed word has only ASCII letters,
// at most maxMistyped.
func (v vocabulary) near(typed string, most int) spans {
	if most == 0 {
		return v.beginning(typed)
	}
	w := walk{vocabulary: v, typed: typed}
	first := w.row(0)
	for j := range first {
		first[j] = uint8(j)
	}
	w.visit(0, len(v), 0, way{most: most, edits: len(typed)})
	return w.found
}

// A walk goes through the vocabulary as through a trie: words lo to hi begin
// with the same depth letters, whose distances from the beginnings of the typed
// word are in the row of that depth.
type walk struct {
	vocabulary
	typed string
	found spans
	rows  [maxMistyped + 4][maxMistyped + 1]uint8
}

// A way is what is known of the way to some words.
type way struct {
	most   int // edits that are forgiven
	edits  int // the fewest so far
	length int // of the longest beginning with so few
}

func (w *walk) row(depth int) []uint8 { return w.rows[depth][:len(w.typed)+1] }

func (w *walk) visit(lo, hi, depth int, way way) {
	row := w.row(depth)
	if edits := int(row[len(w.typed)]); edits <= way.edits {
		way.edits, way.length = edits, depth
	}
	switch least := int(slices.Min(row)); {
	case least > way.edits: // it gets no better further on
		w.emit(lo, hi, way)
		return
	case least > way.most:
		return
	}
	for lo < hi {
		if len(w.vocabulary[lo]) == depth {
			w.emit(lo, lo+1, way)
			lo++
			continue
		}
		letter := w.vocabulary[lo][depth]
		next := w.next(lo, hi, depth)
		w.step(lo, depth, letter)
		w.visit(lo, next, depth+1, way.after(depth, letter, w.typed[0]))
		lo = next
	}
}

// after returns the way with another letter.
func (y way) after(depth int, letter, first byte) way {
	if depth == 0 && letter != first {
		y.most = min(y.most, 1)
	}
	return y
}

// next returns the end, at most hi, of the words from lo on that have the same
// letter at depth. Most such ranges are short, so it looks in growing steps.
func (v vocabulary) next(lo, hi, depth int) int {
	letter := v[lo][depth]
	for step := 1; lo+step < hi; step *= 2 {
		if v[lo+step][depth] != letter {
			hi = lo + step
			break
		}
		lo += step
	}
	return lo + sort.Search(hi-lo, func(i int) bool { return v[lo+i][depth] != letter })
}

// step computes the row after another letter of the word at lo.
func (w *walk) step(lo, depth int, letter byte) {
	last, row := w.row(depth), w.row(depth+1)
	row[0] = last[0] + 1
	for j := 1; j < len(row); j++ {
		cost := last[j-1]
		if w.typed[j-1] != letter {
			cost++
		}
		cost = min(cost, last[j]+1, row[j-1]+1)
		if depth > 0 && j > 1 && w.typed[j-2] == letter && w.typed[j-1] == w.vocabulary[lo][depth-1] {
			cost = min(cost, w.row(depth - 1)[j-2]+1)
		}
		row[j] = cost
	}
}

// emit adds words if few enough edits lead to them.
func (w *walk) emit(lo, hi int, way way) {
	if way.edits > way.most {
		return
	}
	whole := len(w.vocabulary[lo]) == way.length
	w.found = append(w.found, span{wordID(lo), wordID(hi), way.edits, whole})
}

// A textSet is a set of texts, a bit for each.
type textSet []uint64

func newTextSet(texts int) textSet { return make(textSet, (texts+63)/64) }

func (s textSet) add(id textID) { s[id/64] |= 1 << (id % 64) }

// all returns the members in ascending order.
func (s textSet) all() iter.Seq[textID] {
	return func(yield func(textID) bool) {
		for i, word := range s {
			for ; word != 0; word &= word - 1 {
				if !yield(textID(i*64 + bits.TrailingZeros64(word))) {
					return
				}
			}
		}
	}
}
