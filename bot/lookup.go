package bot

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"paperbot/retrieval/analysis"
)

// A lookup finds short texts (titles, topics, places) by what of them was typed
// so far: the beginnings of any of their words, in any order. Case, accents,
// hyphens and the spelling of one side of the ocean make no difference. What
// comes first:
//
//  1. texts that have every typed word: as typed; with a word written joined or
//     apart ("pretraining", "pre training"); with typing mistakes, fewest first.
//     Where there is none, those that have at least half of the words, those
//     that few texts have before the common ones;
//  2. texts that begin with what was typed, then those in which it stands side
//     by side, then those where it is scattered;
//  3. texts in which more of the typed words are whole words;
//  4. the order of the texts.
//
// A lookup does not change and is safe for concurrent use.
//
// Each word is kept once, in a sorted table: a typed beginning is a range of it,
// and the texts that have a word of the range lie next to each other in one
// list. A table that is walked as a trie also finds words with mistakes in what
// was typed so far, for which the automata of blevesearch/vellum have no form.
type lookup struct {
	words vocabulary
	texts [][]wordID // the words of each text, in order
	from  []int      // by word: where its texts begin in inText; one more at the end
	in    []textID   // texts by word
}

type (
	wordID = uint32 // place in the vocabulary
	textID = uint32 // place in the texts
)

// maxWords is how many words of a text are looked at, typed ones too. The longest
// of 80,000 titles has 34.
const maxWords = 40

// newLookup returns a lookup over texts, the best first.
func newLookup(texts []string) *lookup {
	l := &lookup{texts: make([][]wordID, len(texts))}
	words := make([][]string, len(texts))
	known := make(map[string]wordID)
	for i, text := range texts {
		words[i] = lookupWords(text)
		for _, w := range words[i] {
			known[w] = 0
		}
	}
	l.words = newVocabulary(known)
	l.from = make([]int, len(l.words)+1)
	for i := range texts {
		l.texts[i] = make([]wordID, len(words[i]))
		for j, w := range words[i] {
			l.texts[i][j] = known[w]
			l.from[known[w]+1]++
		}
	}
	l.invert()
	return l
}

// invert fills the texts by word. from[w+1] holds how many there are of word w,
// a text with a word twice being two.
func (l *lookup) invert() {
	for w := range l.words {
		l.from[w+1] += l.from[w]
	}
	l.in = make([]textID, l.from[len(l.words)])
	next := slices.Clone(l.from)
	for i, words := range l.texts {
		for _, w := range words {
			l.in[next[w]] = textID(i)
			next[w]++
		}
	}
}

// lookupWords returns the words of a text in the form in which they are looked
// up: folded, American, and with "is" for "iz", so that "initialis" begins
// "initialization" before it is a word that American knows.
func lookupWords(text string) []string {
	words := foldedWords(text)
	words = words[:min(len(words), maxWords)]
	for i, w := range words {
		words[i] = oneSpelling.Replace(analysis.American(w))
	}
	return words
}

var oneSpelling = strings.NewReplacer("iz", "is", "yz", "ys")

// find returns at most n texts, best first; the first ones where no word was typed.
func (l *lookup) find(typed string, n int) []int {
	words := lookupWords(typed)
	if len(words) == 0 {
		return firstInts(min(n, len(l.texts)))
	}
	found := l.findNear(typed, n)
	if len(found) == 0 && len(words) > 1 {
		found = l.finder(n).add(l.partly(words)).found
	}
	return found
}

// findNear is find for texts that have all words of what was typed.
func (l *lookup) findNear(typed string, n int) []int {
	words := lookupWords(typed)
	return l.finder(n).add(l.exactly(words)).add(l.otherForms(words)...).add(l.nearly(words)).found
}

// findWritten is findNear without typing mistakes.
func (l *lookup) findWritten(typed string, n int) []int {
	words := lookupWords(typed)
	return l.finder(n).add(l.exactly(words)).add(l.otherForms(words)...).found
}

func firstInts(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// A reading is what typed words may mean. A text fits if it has at least need of
// the terms. Where it need not have all, weights says what each is worth.
type reading struct {
	terms   []term
	need    int
	weights []float64
}

// A term is a typed word: one part, or several that stand side by side where it
// was typed as one. A part is any word in one of the spans.
type term []spans

// exactly takes typed words as they are.
func (l *lookup) exactly(words []string) reading {
	r := reading{need: len(words)}
	for _, w := range words {
		r.terms = append(r.terms, term{l.words.beginning(w)})
	}
	return r
}

// nearly allows for typing mistakes in words that no text has.
func (l *lookup) nearly(words []string) reading {
	r := l.exactly(words)
	for i, w := range words {
		if !l.words.has(w) {
			r.terms[i] = term{l.words.near(w, mistakes(w))}
		}
	}
	return r
}

// partly is nearly, with words missing. A word is worth what it tells: the
// logarithm of one in how many texts has it.
func (l *lookup) partly(words []string) reading {
	r := l.nearly(words)
	r.need = (len(r.terms) + 1) / 2
	for _, t := range r.terms {
		r.weights = append(r.weights, math.Log(float64(len(l.texts)+1)/float64(l.count(t)+1)))
	}
	return r
}

// mistakes returns how many typing mistakes are forgiven in a word: one from
// four letters on, two from eight. A number is what it is.
func mistakes(word string) int {
	switch {
	case len(word) < 4 || len(word) > maxMistyped || strings.ContainsFunc(word, func(r rune) bool { return r < 'a' || r > 'z' }):
		return 0
	case len(word) < 8:
		return 1
	}
	return 2
}

// otherForms joins two typed words, or takes one apart into two that texts have.
func (l *lookup) otherForms(words []string) []reading {
	var readings []reading
	exact := l.exactly(words)
	for i, w := range words {
		if i > 0 {
			if joined := l.words.beginning(words[i-1] + w); len(joined) > 0 {
				readings = append(readings, exact.replace(i-1, 2, term{joined}))
			}
		}
		for _, parts := range l.splits(w) {
			readings = append(readings, exact.replace(i, 1, parts))
		}
	}
	return readings
}

// replace returns the reading with another term in place of n terms from i on.
func (r reading) replace(i, n int, t term) reading {
	terms := slices.Replace(slices.Clone(r.terms), i, i+n, t)
	return reading{terms: terms, need: len(terms)}
}

// splits returns the ways to take a word apart into a word and the beginning of
// another. A single letter is no part, but a digit is ("gpt4").
func (l *lookup) splits(word string) []term {
	var terms []term
	for at := range word {
		left, right := word[:at], word[at:]
		if len(left) < 2 || len(right) < 2 && (right[0] < '0' || right[0] > '9') || !l.words.has(left) {
			continue
		}
		if begun := l.words.beginning(right); len(begun) > 0 {
			terms = append(terms, term{l.words.only(left), begun})
		}
	}
	return terms
}

func (l *lookup) finder(most int) *finder { return &finder{lookup: l, most: most} }

// A finder collects the texts that fit one reading after the other.
type finder struct {
	*lookup
	most  int
	found []int
}

// add adds the texts that fit any of the readings and were not found before,
// best first.
func (f *finder) add(readings ...reading) *finder {
	room := f.most - len(f.found)
	if room <= 0 {
		return f
	}
	best := make([]fit, 0, room)
	for _, r := range readings {
		if len(r.terms) == 0 {
			continue
		}
		for id := range f.candidates(r).all() {
			if len(best) == room && r.isWorse(f.texts[id], best[room-1]) {
				continue
			}
			if m, ok := r.fit(f.texts[id]); ok && !slices.Contains(f.found, int(id)) {
				m.text = id
				best = insert(best, m, room)
			}
		}
	}
	for _, m := range best {
		f.found = append(f.found, int(m.text))
	}
	return f
}

// insert puts m in its place among the best, of which there are at most so many
// and none of the same text.
func insert(best []fit, m fit, most int) []fit {
	if len(best) == most && m.compare(best[most-1]) >= 0 {
		return best
	}
	if i := slices.IndexFunc(best, func(b fit) bool { return b.text == m.text }); i >= 0 {
		if m.compare(best[i]) >= 0 {
			return best
		}
		best = slices.Delete(best, i, i+1)
	}
	i, _ := slices.BinarySearchFunc(best, m, fit.compare)
	if len(best) == most {
		best = best[:most-1]
	}
	return slices.Insert(best, i, m)
}

// candidates returns the texts that may fit: a text with need of k terms has at
// least one of any k - need + 1, so those of the rarest terms.
func (f *finder) candidates(r reading) textSet {
	terms := slices.Clone(r.terms)
	slices.SortStableFunc(terms, func(a, b term) int { return cmp.Compare(f.count(a), f.count(b)) })
	set := newTextSet(len(f.texts))
	for _, t := range terms[:len(terms)-r.need+1] {
		for _, s := range t[0] {
			for _, id := range f.in[f.from[s.lo]:f.from[s.hi]] {
				set.add(id)
			}
		}
	}
	return set
}

// count returns in how many places a term's first part stands.
func (l *lookup) count(t term) int {
	n := 0
	for _, s := range t[0] {
		n += l.from[s.hi] - l.from[s.lo]
	}
	return n
}
