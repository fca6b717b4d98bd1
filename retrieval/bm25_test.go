package retrieval

import (
	"math"
	"testing"

	"paperbot/retrieval/index"
)

func near(t *testing.T, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-12 {
		t.Errorf("got %.15f, want %.15f", got, want)
	}
}

// The expected values are worked by hand from the formula in the papers.
func TestIDF(t *testing.T) {
	for _, tt := range []struct {
		name string
		n, N int
		want float64
	}{
		{"half of all documents: (N-n)=n, so ln 2", 500, 1000, math.Ln2},
		{"every document: ln(1 + .5/(N+.5))", 3, 3, math.Log(8.0 / 7)},
		{"one of two: ln(1 + 1.5/1.5)", 1, 2, math.Ln2},
		{"one of four: ln(1 + 3.5/1.5)", 1, 4, math.Log(10.0 / 3)},
		{"no document: ln(1 + 4.5/.5)", 0, 4, math.Log(10)},
	} {
		t.Run(tt.name, func(t *testing.T) { near(t, BM25F{}.IDF(tt.n, tt.N), tt.want) })
	}
}

func TestFieldFrequency(t *testing.T) {
	p := BM25F{K1: 1.2, Weight: [index.NumFields]float64{3, 1}, B: [index.NumFields]float64{.6, .75}}
	for _, tt := range []struct {
		name          string
		field         index.Field
		tf, dl, avgdl float64
		want          float64
	}{
		{"average length: w·tf", index.Title, 2, 10, 10, 6},
		{"twice the average title: 3/(.4+1.2)", index.Title, 1, 20, 10, 1.875},
		{"half the average abstract: 2/(.25+.375)", index.Abstract, 2, 50, 100, 3.2},
		{"absent, and no field has a length", index.Title, 0, 0, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			near(t, p.FieldFrequency(tt.field, tt.tf, tt.dl, tt.avgdl), tt.want)
		})
	}
}

func TestSaturation(t *testing.T) {
	p := BM25F{K1: 1.2}
	for _, tt := range []struct {
		name    string
		x, want float64
	}{
		{"nothing", 0, 0},
		{"x = k1 is half", 1.2, .5},
		{"6/7.2", 6, 5.0 / 6},
	} {
		t.Run(tt.name, func(t *testing.T) { near(t, p.Saturation(tt.x), tt.want) })
	}
}

// A whole score, worked by hand. Two papers; "lora" stands in the title of the
// first (1 of 2 tokens, average 2) and twice in its abstract (4 tokens, average
// 4). So x = 3·1/1 + 2/1 = 5, saturated 5/6.2; idf of 1 in 2 is ln 2.
func TestScoreByHand(t *testing.T) {
	s := searcherOver(t, Config{Without: []Stage{TitleCoverage}},
		paper("a", "LoRA initialisation", "LoRA LoRA ranks weights"),
		paper("b", "vision transformers", "images patches tokens attention"),
	)
	hits := search(t, s, "lora", 10).Hits
	if len(hits) != 1 || hits[0].ID != "a" {
		t.Fatalf("hits = %v, want only a", hits)
	}
	near(t, hits[0].Score, math.Ln2*5/6.2)
}
