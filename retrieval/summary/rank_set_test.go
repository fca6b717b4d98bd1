package summary

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"paperbot/retrieval/analysis"
)

var predictions = flag.String("predictions", "", "write what was picked to this folder, in the form that the measuring sets' evaluate.py reads")

// TestRankMeasured holds what one set of weights reaches on the measuring
// sets. The floors are what was reached, rounded down.
func TestRankMeasured(t *testing.T) {
	floors := map[string]rankFigures{
		"scifact":   {81, 69, 57},
		"evinf":     {76, 63, 52},
		"pubmedqa":  {89, 81, 65},
		"questions": {85, 76, 56},
	}
	p := New(analysis.New())
	for _, set := range judgedSets {
		t.Run(set, func(t *testing.T) {
			var sum rankFigures
			var sets setFigures
			var lines []any
			all := readJudged(t, set)
			for _, j := range all {
				ranking := j.ranking(spansOf(p.Rank(j.title, j.abstract, j.question)))
				sum.add(ranking, j.relevant)
				selected := j.picked(p.ForQuestion(j.title, j.abstract, j.question, 3))
				sets.add(selected, j.relevant)
				lines = append(lines, map[string]any{"id": j.id, "ranking": ranking, "selected": selected})
			}
			got, floor := sum.over(len(all)), floors[set]
			t.Logf("MRR %.1f, P@1 %.1f, F1@2 %.1f; sets of up to three: micro F1 %.1f", got.mrr, got.p1, got.f2, sets.f1())
			if got.mrr < floor.mrr || got.p1 < floor.p1 || got.f2 < floor.f2 {
				t.Errorf("got %.1f, want at least %.1f", got, floor)
			}
			writePredictions(t, set+".jsonl", lines)
		})
	}
}

func spansOf(sentences []Sentence) []Span {
	var out []Span
	for _, s := range sentences {
		out = append(out, s.Span)
	}
	return out
}

// picked returns the set's own numbers of the sentences.
func (j *judged) picked(sentences []Sentence) []int {
	var out []int
	for _, s := range sentences {
		if g := j.goldOf(s.Span); !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out
}

// setFigures count sentences picked, right ones and both, over all questions.
type setFigures struct{ hits, picked, right int }

func (f *setFigures) add(picked, right []int) {
	for _, i := range picked {
		for _, r := range right {
			if i == r {
				f.hits++
			}
		}
	}
	f.picked += len(picked)
	f.right += len(right)
}

func (f setFigures) f1() float64 { return 200 * float64(f.hits) / float64(f.picked+f.right) }

// writePredictions writes lines of JSON where -predictions asks for them.
func writePredictions(t *testing.T, name string, lines []any) {
	t.Helper()
	if *predictions == "" {
		return
	}
	f, err := os.Create(filepath.Join(*predictions, name))
	if err != nil {
		t.Fatal(err)
	}
	e := json.NewEncoder(f)
	for _, l := range lines {
		if err := e.Encode(l); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
