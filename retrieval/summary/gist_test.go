package summary

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"paperbot/retrieval/analysis"
)

func TestGistAndKey(t *testing.T) {
	const long = "Transformers are widely used. However, existing ones are often slow. In this paper, we propose Swift, a fast " +
		"transformer. We train it with a simple loss on public text. It is named after a bird. Experiments show that Swift " +
		"outperforms BERT by 3%. Our code is available at https://example.org."
	tests := []struct {
		name, title, abstract string
		gist                  string
		key                   []string
	}{
		{"aim, method, result", "Swift: a fast transformer", long,
			"In this paper, we propose Swift, a fast transformer.",
			[]string{"In this paper, we propose Swift, a fast transformer.", "We train it with a simple loss on public text.",
				"Experiments show that Swift outperforms BERT by 3%."}},
		{"one sentence", "Cats", "We study cats.", "We study cats.", []string{"We study cats."}},
		{"three sentences have two keys", "Cats", "Cats are often popular. We study cats. We show that cats sleep.",
			"We study cats.", []string{"We study cats.", "We show that cats sleep."}},
		{"headings do not count", "Cats", "Background. Cats sleep all day.", "Cats sleep all day.", []string{"Cats sleep all day."}},
		{"only a heading", "Cats", "Background.", "Background.", []string{"Background."}},
		{"no abstract", "Cats", " ", "", nil},
	}
	p := New(analysis.New())
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			gist, ok := p.Gist(tt.title, tt.abstract)
			if got := tt.abstract[gist.Start:gist.End]; got != tt.gist || ok != (tt.gist != "") {
				t.Errorf("gist %q, want %q", got, tt.gist)
			}
			if diff := cmp.Diff(tt.key, textsOf(tt.abstract, p.Key(tt.title, tt.abstract))); diff != "" {
				t.Error(diff)
			}
		})
	}
}
