package retrieval

import (
	"math"
	"slices"
	"testing"
)

func TestTogether(t *testing.T) {
	for _, tt := range []struct {
		name           string
		first, second  []uint32
		adjacent, near int
	}{
		{"nowhere", nil, []uint32{1}, 0, 0},
		{"in order", []uint32{4}, []uint32{5}, 1, 1},
		{"in the other order", []uint32{5}, []uint32{4}, 0, 1},
		{"at the edges of the window", []uint32{20}, []uint32{4, 5, 35, 36}, 0, 2},
		{"several", []uint32{0, 10, 40}, []uint32{1, 11, 60}, 2, 4},
	} {
		if adjacent, near := together(tt.first, tt.second); adjacent != tt.adjacent || near != tt.near {
			t.Errorf("%s: %d adjacent, %d near; want %d, %d", tt.name, adjacent, near, tt.adjacent, tt.near)
		}
	}
}

// Two papers of four words each, so that K = 1.2. One has the two words next to
// each other once: idf · (.1 / 2.2 + .05 / 2.2), where each word is in both of the
// two papers and has the idf ln(1 + .5 / 2.5) = .18232; the other has them in the
// other order: idf · .05 / 2.2.
func TestPairsByHand(t *testing.T) {
	s := searcherOver(t, Config{}, paper("a", "", "orthogonal weights stay home"), paper("b", "", "weights orthogonal stay away"))
	for id, want := range map[string]float64{"a": .18232156 * .15 / 2.2, "b": .18232156 * .05 / 2.2} {
		e, err := s.Explain(Query{Text: "orthogonal weights"}, paper(id, "", "").ID)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(e.Stages, func(s StageScore) bool { return s.Stage == Proximity })
		if i < 0 || math.Abs(e.Stages[i].Contribution-want) > 1e-8 {
			t.Errorf("%s: stages %v, want %v from proximity", id, e.Stages, want)
		}
	}
}

// Words far apart in a question are no pair, nor is a word with itself, nor one
// that no paper has.
func TestPairsOfAQuestion(t *testing.T) {
	s := searcherOver(t, Config{}, paper("a", "alpha beta gamma delta epsilon zeta", ""))
	r := s.ranker.Load()
	got := s.pairs(r, s.content("alpha beta unheard gamma gamma delta zeta"))
	var names []string
	for _, p := range got {
		names = append(names, p.first+" "+p.second)
	}
	want := []string{"alpha beta", "alpha gamma", "beta gamma", "beta delta", "gamma delta", "gamma zeta", "delta zeta"}
	if !slices.Equal(names, want) {
		t.Errorf("pairs %q, want %q", names, want)
	}
}
