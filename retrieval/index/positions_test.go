package index

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"paperbot/retrieval/acronym"
	"paperbot/retrieval/analysis"
)

// Occurrences are where the analyzer finds the terms, also when segments and
// replaced documents are in play.
func TestOccurrencesAreThePositionsOfTheText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"lora", "rank", "the", "gpt4", "of", "weights"}), 0, 40)
		texts := make(map[string][NumFields]string) // by ID, the last put
		var segments []*Segment
		for range rapid.IntRange(1, 3).Draw(rt, "segments") {
			var docs []Document
			for _, id := range rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 0, 4).Draw(rt, "ids") {
				d := doc(id, strings.Join(words.Draw(rt, "title"), " "), strings.Join(words.Draw(rt, "abstract"), " "))
				docs = append(docs, d)
				texts[id] = d.Text
			}
			segments = append(segments, segment(docs...))
		}
		s := NewSnapshot(segments...)
		for _, term := range []string{"lora", "rank", "gpt4", "gpt", "weight", "none"} {
			found := make(map[string]Positions)
			for p, at := range s.Postings(term).Occurrences() {
				found[s.ID(p.Doc)] = Positions{slices.Clone(at[Title]), slices.Clone(at[Abstract])} // at is good until the next
			}
			want := make(map[string]Positions)
			for id, text := range texts {
				if at := positionsIn(text, term); len(at[Title])+len(at[Abstract]) > 0 {
					want[id] = at
				}
			}
			if diff := cmp.Diff(want, found, cmpopts.EquateEmpty()); diff != "" {
				rt.Fatalf("%s (-want +got):\n%s", term, diff)
			}
		}
	})
}

func positionsIn(text [NumFields]string, term string) Positions {
	var at Positions
	for f := range text {
		for _, t := range analysis.New().Tokens(nil, text[f]) {
			if t.Term == term {
				at[f] = append(at[f], uint32(t.Position))
			}
		}
	}
	return at
}

func TestAcronymsCountDocumentsThatAreNotReplaced(t *testing.T) {
	s := NewSnapshot(
		segment(doc("a", "Low-rank adaptation (LoRA)", "neural tangent kernel (NTK)"), doc("b", "", "Low-rank adaptation (LoRA)")),
		segment(doc("a", "New", "neural tangent kernel (NTK), neural tangent kernel (NTK), deep learning (DL)")),
	)
	type found struct {
		acronym.Pair
		Docs int
	}
	var got []found
	for p, n := range s.Acronyms() {
		got = append(got, found{p, n})
	}
	want := []found{
		{acronym.Pair{Short: "DL", Long: "deep learning"}, 1},
		{acronym.Pair{Short: "LoRA", Long: "Low-rank adaptation"}, 1},
		{acronym.Pair{Short: "NTK", Long: "neural tangent kernel"}, 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
