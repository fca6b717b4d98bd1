package corpus_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paperbot/corpus"
)

func TestCollection(t *testing.T) {
	a, b, revised := corpus.Paper{ID: "a", Title: "A"}, corpus.Paper{ID: "b", Title: "B"}, corpus.Paper{ID: "a", Title: "A, revised"}
	for _, tt := range []struct {
		name   string
		papers []corpus.Paper
		want   []corpus.Paper
	}{
		{"none", nil, nil},
		{"in order", []corpus.Paper{b, a}, []corpus.Paper{b, a}},
		{"the later one in the earlier one's place", []corpus.Paper{a, b, revised}, []corpus.Paper{revised, b}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := corpus.NewCollection(tt.papers)
			if diff := cmp.Diff(tt.want, slices.Collect(c.All())); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
			if c.Len() != len(tt.want) {
				t.Errorf("Len() = %d, want %d", c.Len(), len(tt.want))
			}
			for _, p := range tt.want {
				if got, ok := c.Paper(p.ID); !ok || got.Title != p.Title {
					t.Errorf("Paper(%q) = %v, %v", p.ID, got, ok)
				}
			}
			if p, ok := c.Paper("z"); ok {
				t.Errorf("Paper of an unknown ID = %v", p)
			}
		})
	}
}

// A collection does not change with the slice that it was made of.
func TestCollectionKeepsItsPapers(t *testing.T) {
	papers := []corpus.Paper{{ID: "a", Title: "A"}}
	c := corpus.NewCollection(papers)
	papers[0].Title = "changed"
	if p, _ := c.Paper("a"); p.Title != "A" {
		t.Errorf("title is %q", p.Title)
	}
}

func ExampleCollection() {
	c := corpus.NewCollection([]corpus.Paper{{ID: "arxiv:1502.03167", Title: "Batch Normalization"}})
	p, ok := c.Paper("arxiv:1502.03167")
	fmt.Println(p.Title, ok)
	// Output: Batch Normalization true
}
