package eval

import (
	"cmp"
	"slices"
	"strings"

	"github.com/samber/lo"
)

// Rouge is how much of its wording a text shares with a reference, as F1:
// ROUGE-1 of single words, ROUGE-2 of pairs of neighbours, ROUGE-L of the
// longest common subsequence of the whole text.
type Rouge struct{ R1, R2, RL float64 }

// ROUGE compares a text with a reference. Both are lower-cased, every run of
// characters outside a-z and 0-9 separates words, and words of more than three
// letters are reduced to their Porter stems. A word or pair counts no oftener
// than it stands in the reference.
func ROUGE(text, reference string) Rouge {
	p, r := rougeWords(text), rougeWords(reference)
	return Rouge{
		R1: rougeN(p, r, 1),
		R2: rougeN(p, r, 2),
		RL: overlapF1(commonSubsequence(p, r), len(p), len(r)),
	}
}

// BestReference compares a text with several references and returns the figures
// for the one with the highest ROUGE-1, as is usual for SciTLDR.
func BestReference(text string, references []string) Rouge {
	if len(references) == 0 {
		return Rouge{}
	}
	all := compareAll(text, references)
	// MaxFunc returns the first of equals.
	return slices.MaxFunc(all, func(a, b Rouge) int { return cmp.Compare(a.R1, b.R1) })
}

// BestOfEach compares a text with several references and returns the highest of
// each figure by itself.
func BestOfEach(text string, references []string) Rouge {
	var best Rouge
	for _, r := range compareAll(text, references) {
		best = Rouge{max(best.R1, r.R1), max(best.R2, r.R2), max(best.RL, r.RL)}
	}
	return best
}

func compareAll(text string, references []string) []Rouge {
	return lo.Map(references, func(ref string, _ int) Rouge { return ROUGE(text, ref) })
}

func rougeWords(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	for i, w := range words {
		if len(w) > 3 {
			words[i] = porter(w)
		}
	}
	return words
}

// rougeN returns the F1 of the runs of n words that p and r share.
func rougeN(p, r []string, n int) float64 {
	left := map[string]int{}
	for _, gram := range grams(r, n) {
		left[gram]++
	}
	shared := 0
	for _, gram := range grams(p, n) {
		if left[gram] > 0 {
			left[gram]--
			shared++
		}
	}
	return overlapF1(shared, len(p)-n+1, len(r)-n+1)
}

func grams(words []string, n int) []string {
	var out []string
	for i := range max(0, len(words)-n+1) {
		out = append(out, strings.Join(words[i:i+n], " "))
	}
	return out
}

// overlapF1 returns the F1 of two sets of sizes p and r that share that many.
func overlapF1(shared, p, r int) float64 {
	if shared == 0 {
		return 0
	}
	return F1(float64(shared)/float64(p), float64(shared)/float64(r))
}

// commonSubsequence returns the length of the longest common subsequence.
func commonSubsequence(a, b []string) int {
	row := make([]int, len(b)+1) // row[j]: of what was seen of a, and b[:j]
	for _, x := range a {
		diagonal := 0
		for j, y := range b {
			above := row[j+1]
			if x == y {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}
