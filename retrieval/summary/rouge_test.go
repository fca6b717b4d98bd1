package summary

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/kljensen/snowball/english"
)

// rougeFigures are ROUGE-1, ROUGE-2 and ROUGE-L, F1.
type rougeFigures [3]float64

// rougeWords splits text as the usual ROUGE programs do: runs of a-z and 0-9 in
// lower case, those of more than three letters stemmed (here by Snowball's
// English stemmer, which differs from Porter's by .1 at most in the means).
func rougeWords(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return (r < 'a' || 'z' < r) && (r < '0' || '9' < r)
	})
	for i, w := range words {
		if len(w) > 3 {
			words[i] = english.Stem(w, true)
		}
	}
	return words
}

// rougeBest returns the figures of the reference with the best ROUGE-1.
func rougeBest(words []string, references [][]string) rougeFigures {
	var best rougeFigures
	for _, r := range references {
		f := rougeFigures{rougeN(words, r, 1), rougeN(words, r, 2), rougeL(words, r)}
		if f[0] > best[0] {
			best = f
		}
	}
	return best
}

func rougeN(a, b []string, n int) float64 {
	left := map[string]int{}
	for i := 0; i+n <= len(b); i++ {
		left[strings.Join(b[i:i+n], " ")]++
	}
	hits := 0
	for i := 0; i+n <= len(a); i++ {
		if gram := strings.Join(a[i:i+n], " "); left[gram] > 0 {
			left[gram]--
			hits++
		}
	}
	return f1(hits, len(a)-n+1, len(b)-n+1)
}

func rougeL(a, b []string) float64 {
	row := make([]int, len(b)+1)
	for _, x := range a {
		diagonal := 0
		for j, y := range b {
			kept := row[j+1]
			if x == y {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			diagonal = kept
		}
	}
	return f1(row[len(b)], len(a), len(b))
}

func f1(hits, a, b int) float64 {
	if hits == 0 {
		return 0
	}
	return 2 * float64(hits) / float64(a+b)
}

func TestRouge(t *testing.T) {
	tests := []struct {
		name, text string
		references []string
		want       rougeFigures // worked by hand
	}{
		{"two of three words, two of four", "The cat sat.", []string{"the cat ran home"}, rougeFigures{4. / 7, 2. / 5, 4. / 7}},
		{"repeats count once", "cat cat cat", []string{"cat dog"}, rougeFigures{2. / 5, 0, 2. / 5}},
		{"order", "b a", []string{"a b"}, rougeFigures{1, 0, .5}},
		{"the reference with the best ROUGE-1", "a b c d", []string{"d c b a", "a b x y z"}, rougeFigures{1, 0, .25}},
		{"stems", "trained models", []string{"training model"}, rougeFigures{1, 1, 1}},
		{"nothing", "", []string{"a"}, rougeFigures{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := rougeBest(rougeWords(tt.text), rougeReferences(tt.references))
			for i := range got {
				if math.Abs(got[i]-tt.want[i]) > 1e-12 {
					t.Errorf("got %v, want %v", got, tt.want)
				}
			}
		})
	}
}

func rougeReferences(texts []string) [][]string {
	var out [][]string
	for text := range slices.Values(texts) {
		out = append(out, rougeWords(text))
	}
	return out
}
