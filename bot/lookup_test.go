package bot

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestLookup(t *testing.T) {
	texts := []string{
		"LoRA-FAIR: Federated LoRA with Initialization Refinement",
		"The Initialisation of Low-Rank Adaptation",
		"Pretraining Lowers the Bar",
		"Behaviour of Pre-Training",
		"A Lottery Ticket",
		"Modelling Colour in GPT-4",
		"Café Société",
		"Rank One Lows",
		"Deep Residual Learning",
	}
	l := newLookup(texts)
	for _, tt := range []struct {
		name, typed string
		want        []int
	}{
		{"nothing gives the first", "", []int{0, 1, 2, 3}},
		{"no word gives the first", "**", []int{0, 1, 2, 3}},
		{"the beginning of a word", "lott", []int{4}},
		{"any word, any order", "rank adap low", []int{1}},
		{"the start of a text before the inside", "low", []int{1, 2, 7}},
		{"a text that begins with it", "rank", []int{7, 1}},
		{"words side by side before scattered ones", "low rank", []int{1, 7}},
		{"a mistake, and an unfinished word", "lorra initial", []int{0}},
		{"swapped letters", "lotetry", []int{4}},
		{"two mistakes in a long word", "federtaed refinment", []int{0}},
		{"two mistakes in a short word", "lxttxry", nil},
		{"a short word has no mistakes", "lpw", nil},
		{"accents and case", "CAFE socie", []int{6}},
		{"accents typed", "lóttery", []int{4}},
		{"American for British", "behavior", []int{3}},
		{"British for American", "initialisation of", []int{1}},
		{"unfinished, either spelling", "initialis", []int{0, 1}},
		{"unfinished, either spelling", "initializ", []int{0, 1}},
		{"American for British in the middle", "modeling color", []int{5}},
		{"joined for hyphenated", "lowrank", []int{1}},
		{"joined and unfinished", "pretrainin", []int{2, 3}},
		{"apart for joined", "pre training", []int{3, 2}},
		{"hyphen for joined", "pre-training lowers", []int{2}},
		{"a number joined to a name", "gpt4", []int{5}},
		{"one of two words is nowhere", "lottery zzz", []int{4}},
		{"no text has both: the rarer word counts more", "rank lottery", []int{4, 1, 7}},
		{"more than half are nowhere", "rank zebra yak", nil},
		{"nowhere", "zzz", nil},
		{"another script", "神经", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := l.find(tt.typed, 4); !slices.Equal(got, tt.want) {
				t.Errorf("%q: %v, want %v", tt.typed, got, tt.want)
			}
		})
	}
}

func TestFindWrittenForgivesNothing(t *testing.T) {
	l := newLookup([]string{"A Lottery Ticket"})
	for typed, want := range map[string][]int{"ticket lott": {0}, "lotery": nil, "lottery zzz": nil, "": nil, "lottery-ticket": {0}} {
		if got := l.findWritten(typed, 5); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", typed, got, want)
		}
	}
}

// TestNear compares the walk with the definition: the fewest edits from the
// typed word to any beginning of a word, one at most where the first letter differs.
func TestNear(t *testing.T) {
	words := rapid.SliceOfNDistinct(rapid.StringMatching(`[ab]{0,3}[a-c]{1,4}`), 1, 12, rapid.ID)
	rapid.Check(t, func(t *rapid.T) {
		known := make(map[string]wordID)
		for _, w := range words.Draw(t, "words") {
			known[w] = 0
		}
		v := newVocabulary(known)
		typed := rapid.StringMatching(`[a-c]{4,6}`).Draw(t, "typed")
		most := rapid.IntRange(1, 2).Draw(t, "most")
		got := v.near(typed, most)
		want := map[string]int{}
		for _, w := range v {
			if edits, _ := fewestEdits(typed, w); edits <= 1 || edits <= most && w[0] == typed[0] {
				want[w] = edits
			}
		}
		have := map[string]int{}
		for _, s := range got {
			for i := s.lo; i < s.hi; i++ {
				have[v[i]] = s.mistakes
			}
			edits, length := fewestEdits(typed, v[s.lo])
			if s.whole && edits != alignment(typed, v[s.lo]) || s.whole != (length == len(v[s.lo])) {
				t.Fatalf("%q is %t the whole of %q", typed, s.whole, v[s.lo])
			}
		}
		if diff := cmp.Diff(want, have); diff != "" {
			t.Fatalf("%q in %q:\n%s", typed, []string(v), diff)
		}
	})
}

// fewestEdits returns the distance to the nearest beginning of a word, and the
// length of the longest such beginning.
func fewestEdits(typed, word string) (edits, length int) {
	edits = len(typed)
	for n := range len(word) + 1 {
		if d := alignment(typed, word[:n]); d <= edits {
			edits, length = d, n
		}
	}
	return edits, length
}

// alignment is the distance as it is defined (optimal string alignment).
func alignment(a, b string) int {
	if a == "" || b == "" {
		return len(a) + len(b)
	}
	cost := 1
	if a[len(a)-1] == b[len(b)-1] {
		cost = 0
	}
	d := min(
		alignment(a[:len(a)-1], b)+1,
		alignment(a, b[:len(b)-1])+1,
		alignment(a[:len(a)-1], b[:len(b)-1])+cost)
	if len(a) > 1 && len(b) > 1 && a[len(a)-1] == b[len(b)-2] && a[len(a)-2] == b[len(b)-1] {
		d = min(d, alignment(a[:len(a)-2], b[:len(b)-2])+1)
	}
	return d
}

// TestLookupTakesAnything types what nobody means.
func TestLookupTakesAnything(t *testing.T) {
	l := newLookup([]string{"LoRA", "", "神经 网络", "é́é", strings.Repeat("very long ", 500)})
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z ]{0,200}`), rapid.StringOfN(rapid.SampledFrom([]rune("e\u0301\u202e👩\u200d🔬 -'+")), 0, 100, -1)).Draw(t, "typed")
		n := rapid.IntRange(0, 6).Draw(t, "n")
		got := l.find(typed, n)
		if len(got) > n {
			t.Fatalf("%d of %d", len(got), n)
		}
		seen := map[int]bool{}
		for _, i := range got {
			if seen[i] || i < 0 || i > 4 {
				t.Fatalf("%v", got)
			}
			seen[i] = true
		}
	})
}
