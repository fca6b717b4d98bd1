package retrieval

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/samber/lo"

	"paperbot/corpus"
)

func TestUnframe(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"nothing to take off", "lottery tickets", "lottery tickets"},
		{"greeting, request, thanks", "hey bot, do you know any papers about model merging? thanks!!", "model merging"},
		{"what is", "what is lazy training?", "lazy training"},
		{"several frames in a row", "Hi all, I'm looking for papers that show me grokking, please", "grokking"},
		{"for me", "got a paper on pruning for me?", "pruning"},
		{"is there", "Is there anything about sign language?", "sign language"},
		{"a frame inside stays", "teach a model to say I don't know", "teach a model to say I don't know"},
		{"only a frame", "what is it?", "it"},
		{"only a greeting stays whole", "hello!", "hello!"},
		{"names that begin like frames", "Wherever showers", "Wherever showers"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			start, end := unframe(tt.text)
			if got := tt.text[start:end]; got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzUnframe(f *testing.F) {
	for _, s := range []string{"hey bot", "what is", "  thanks  ", "\xff?", "…—"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if start, end := unframe(text); start < 0 || start > end || end > len(text) {
			t.Fatalf("unframe(%q) = %d, %d", text, start, end)
		}
	})
}

// adapters is a corpus in which words have known frequencies.
var adapters = []corpus.Paper{
	paper("1", "Adapters for pretraining", "Adapters learn representations during pretraining."),
	paper("2", "Pre-training of adapters", "Representations of a subspace: sub space learning."),
	paper("3", "Space and time", "Sub space methods. Optimizers and tumors."),
	paper("4", "Sub sampling", "A sub sample of the space."),
}

func TestParse(t *testing.T) {
	s := searcherOver(t, Config{}, adapters...)
	type word struct {
		Word   string
		Weight float64
	}
	for _, tt := range []struct {
		name, text string
		want       []word
		corrected  string
	}{
		{"function words and frames go", "do you know how adapters learn?", []word{{"adapters", 1}, {"learn", 1}}, ""},
		{"repeated words weigh more", "adapters, adapters", []word{{"adapters", 2}}, ""},
		{"neighbours join if known", "pre training", []word{{"pre", 1}, {"training", 1}, {"pretraining", .5}}, ""},
		{"unknown words come apart", "subspaces", []word{{"subspaces", 1}}, ""},
		{"halves that are frequent", "subspacing", []word{{"subspacing", 1}}, ""},
		{"a letter too few", "adaptrs", []word{{"adapters", .8}}, "adapters"},
		{"two letters swapped, in a sentence", "How do adpaters learn?", []word{{"adapters", .8}, {"learn", 1}}, "How do adapters learn?"},
		{"two edits in a long word", "reprasentatons", []word{{"representations", .8}}, "representations"},
		{"names are not corrected", "ADAPTRS adaptRs", []word{{"adaptrs", 2}, {"adapt", .4}}, ""},
		{"British is known, not misspelt", "tumours optimisers", []word{{"tumours", 1}, {"optimisers", 1}}, ""},
		{"numbers have plurals", "1990s", []word{{"1990s", 1}, {"1990", 1}}, ""},
		{"no content", "what is it?", nil, ""},
		{"no words", "?! 😀", nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			q := s.Parse(tt.text)
			got := lo.Map(q.Terms, func(t Term, _ int) word { return word{t.Word, t.Weight} })
			if len(got) == 0 {
				got = nil
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if q.Corrected != tt.corrected {
				t.Errorf("corrected to %q, want %q", q.Corrected, tt.corrected)
			}
		})
	}
}

func TestSplit(t *testing.T) {
	s := searcherOver(t, Config{}, adapters...)
	got := lo.Map(s.Parse("spacesub").Terms, func(t Term, _ int) string { return t.Word })
	if diff := cmp.Diff([]string{"spacesub", "space", "sub"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestStagesCanBeLeftOut(t *testing.T) {
	s := searcherOver(t, Config{Without: Stages()}, adapters...)
	got := lo.Map(s.Parse("how do adaptrs work, pre training").Terms, func(t Term, _ int) string { return t.Word })
	if diff := cmp.Diff([]string{"how", "do", "adaptrs", "work", "pre", "training"}, got); diff != "" {
		t.Error(diff)
	}
	if _, err := NewSearcher(nil, nil, Config{Without: []Stage{"magic"}}); err == nil {
		t.Error("an unknown stage is accepted")
	}
}

// editDistance agrees with the definition written as a recursion.
func TestEditDistance(t *testing.T) {
	words := []string{"", "a", "ab", "ba", "abc", "acb", "cab", "abcd", "badc", "kitten", "sitting", "adapters", "adpaters", "aadapter"}
	for _, a := range words {
		for _, b := range words {
			for most := range 4 {
				if got, want := editDistance(a, b, most), min(optimalAlignment(a, b), most+1); got != want {
					t.Errorf("editDistance(%q, %q, %d) = %d, want %d", a, b, most, got, want)
				}
			}
		}
	}
}

func optimalAlignment(a, b string) int {
	if a == "" || b == "" {
		return len(a) + len(b)
	}
	i, j := len(a)-1, len(b)-1
	best := min(optimalAlignment(a[:i], b), optimalAlignment(a, b[:j])) + 1
	if a[i] == b[j] {
		best = min(best, optimalAlignment(a[:i], b[:j]))
	} else {
		best = min(best, optimalAlignment(a[:i], b[:j])+1)
	}
	if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
		best = min(best, optimalAlignment(a[:i-1], b[:j-1])+1)
	}
	return best
}
