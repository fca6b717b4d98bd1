package retrieval

import (
	"math"
	"testing"
)

func TestRelated(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"analyt", "analysi", true},
		{"viscos", "viscous", true},
		{"matrix", "matric", true},
		{"theori", "theoret", true},
		{"train", "trail", false},           // four letters
		{"inter", "interpret", false},       // four more letters
		{"transform", "transport", false},   // f-o-r-m, p-o-r-t
		{"convolut", "convolution", true},   // an ending of three
		{"convolut", "convolutions", false}, // of four
	} {
		if got := related(tt.a, tt.b); got != tt.want {
			t.Errorf("related(%q, %q) = %v", tt.a, tt.b, got)
		}
	}
}

// Two relatives of one term have the weight .2 / √2 each, and no higher idf than
// it has, rare as they are; what stands in one paper alone is no relative.
func TestFamilies(t *testing.T) {
	s := searcherOver(t, Config{},
		paper("a", "analysis", ""), paper("b", "analysis", ""), paper("c", "analysis", ""),
		paper("d", "analytic analyser", ""), paper("e", "analytic analyser", ""), paper("f", "analyt", ""), paper("g", "analyzo", ""))
	q := search(t, s, "analysis", 10).Question
	if len(q.Terms) != 3 || q.Terms[0].Added || !q.Terms[1].Added || !q.Terms[2].Added {
		t.Fatalf("terms %+v", q.Terms)
	}
	for _, relative := range q.Terms[1:] {
		if math.Abs(relative.Weight-.2/math.Sqrt2) > 1e-12 || relative.IDF > q.Terms[0].IDF {
			t.Errorf("relative %+v of %+v", relative, q.Terms[0])
		}
	}
	if hits := search(t, s, "analysis", 10).Hits; len(hits) != 6 || hits[0].Matched != 1 || hits[5].Matched != 0 {
		t.Errorf("hits %+v", hits)
	}
}
