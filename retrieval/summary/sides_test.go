package summary

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"paperbot/retrieval/analysis"
)

// A paper that is wanted in a comparison is quoted with a sentence that names both
// sides, or else with one for each.
func TestQuotesNameSides(t *testing.T) {
	side := func(term string) Side { return Side{{term, 1}} }
	q := Question{Kind: KindCompare, Terms: []Term{{"adam", 2}, {"sgd", 2}}, Sides: []Side{side("adam"), side("sgd")}}
	p := New(analysis.New())
	for _, tt := range []struct {
		name, abstract string
		want           []string
	}{
		{"both in one", "We find that Adam is fast. We show that Adam beats SGD. We find that SGD is slow and steady.", []string{"We show that Adam beats SGD."}},
		{"one each", "We find that Adam is fast. We eat cake. We find that SGD is slow and steady.", []string{"We find that Adam is fast.", "We find that SGD is slow and steady."}},
		{"one alone", "We eat cake. We find that SGD is slow and steady.", []string{"We find that SGD is slow and steady."}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := textsOf(tt.abstract, p.Quotes("", tt.abstract, q, Standing{Wanted: true}, 3))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What was there before is not quoted alone as if the paper had found it.
func TestBackgroundIsNotAlone(t *testing.T) {
	const before, own = "Cats have been widely studied.", "We present a map of gardens."
	p := New(analysis.New())
	q := Question{Kind: KindOther, Terms: []Term{{"cat", 2}}}
	for n, want := range map[int][]string{1: {own}, 3: {before, own}} {
		got := textsOf(before+" "+own, p.Quotes("", before+" "+own, q, Standing{Relative: 1, Share: 1}, n))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("at most %d: %s", n, diff)
		}
	}
	if got := p.Quotes("", before, q, Standing{Relative: 1, Share: 1}, 3); len(got) != 1 {
		t.Errorf("%d quotes of an abstract that has nothing else", len(got))
	}
}
