package retrieval

import (
	"cmp"
	"iter"
	"math"
	"math/bits"
	"slices"
	"strings"

	"paperbot/retrieval/analysis"
)

const (
	// correctedWeight is what a corrected word counts, since the guess may be wrong.
	correctedWeight = .8
	// minCorrected is the shortest word, in letters, that is corrected.
	minCorrected = 5
	// longWord is from how many letters on two edits are forgiven.
	longWord = 8
	// maxEdited is the longest word, in letters, that is compared.
	maxEdited = 40
)

// A correction is a question whose unknown words were replaced.
type correction struct {
	tokens []analysis.Token
	terms  map[string]bool // the terms that came about so
	text   string          // "" where nothing was replaced
}

// correct replaces the words that no paper has by the likeliest ones that
// papers have.
func (s *Searcher) correct(r *ranker, text string, tokens []analysis.Token) correction {
	c := correction{tokens: slices.Clone(tokens), terms: make(map[string]bool)}
	var b strings.Builder
	from := 0
	for i, tok := range tokens {
		if r.snapshot.DocFreq(tok.Term) > 0 || !correctable(text[tok.Start:tok.End], tok.Word) {
			continue
		}
		if _, _, ok := s.split(r, tok); ok && s.stages.has(Compounds) {
			continue
		}
		word, ok := r.dictionary().nearest(tok.Word)
		if !ok {
			continue
		}
		c.tokens[i].Word, c.tokens[i].Term = word, s.analyzer.Term(word)
		c.terms[c.tokens[i].Term] = true
		b.WriteString(text[from:tok.Start] + word)
		from = tok.End
	}
	if from > 0 {
		c.text = b.String() + text[from:]
	}
	return c
}

// correctable tells whether a word may be misspelt: an acronym, a name with
// capitals or digits inside and a word with accents are what they are.
func correctable(written, word string) bool {
	return len(word) >= minCorrected && isLetters(word) && isLetters(strings.ToLower(written[:1])+written[1:])
}

// A dictionary knows the words of the corpus, for finding those nearest to a
// misspelt one.
type dictionary struct {
	byLength [][]entry // index: length in bytes
}

type entry struct {
	word    string
	letters uint32 // bit i: the word has the letter 'a'+i
	docFreq int
}

func newDictionary(words iter.Seq2[string, int]) *dictionary {
	d := &dictionary{}
	for word, n := range words {
		if !isLetters(word) || len(word) < minCorrected-2 {
			continue
		}
		for len(d.byLength) <= len(word) {
			d.byLength = append(d.byLength, nil)
		}
		d.byLength[len(word)] = append(d.byLength[len(word)], entry{word, letterSet(word), n})
	}
	return d
}

// nearest returns the likeliest word within one edit of a misspelt one, or two
// edits where it is long: the highest ln(df + 1) - 4 · distance. The first
// letter must be the same, which people seldom get wrong; only a long word may
// differ there, at a price of 3. Ties go to the word that sorts first.
func (d *dictionary) nearest(word string) (string, bool) {
	most := 1
	if len(word) >= longWord {
		most = 2
	}
	var best entry
	bestScore := math.Inf(-1)
	letters := letterSet(word)
	for n := max(0, len(word)-most); n <= min(len(word)+most, len(d.byLength)-1); n++ {
		for _, e := range d.byLength[n] {
			sameStart := e.word[0] == word[0]
			if !sameStart && len(word) < longWord {
				continue
			}
			if bits.OnesCount32(e.letters^letters) > 2*most {
				continue // every edit changes the set of letters by two at most
			}
			distance := editDistance(word, e.word, most)
			if distance > most {
				continue
			}
			score := math.Log(float64(e.docFreq)+1) - 4*float64(distance)
			if !sameStart {
				score -= 3
			}
			if cmp.Or(cmp.Compare(score, bestScore), cmp.Compare(best.word, e.word)) > 0 {
				best, bestScore = e, score
			}
		}
	}
	return best.word, best.word != ""
}

func letterSet(word string) uint32 {
	var set uint32
	for i := range len(word) {
		set |= 1 << (word[i] - 'a')
	}
	return set
}

// editDistance returns the number of letters to insert, delete, replace or
// swap with their neighbour to get from a to b, no letter being edited twice
// (optimal string alignment), or most+1 where it is more than most.
func editDistance(a, b string, most int) int {
	// Rows of the usual table: two back, one back, current.
	var rows [3][maxEdited + 1]int
	if len(a) > maxEdited || len(b) > maxEdited {
		return most + 1
	}
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > most {
			return most + 1
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], most+1)
}
