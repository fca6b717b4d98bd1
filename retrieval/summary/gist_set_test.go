package summary

import (
	"strings"
	"testing"

	"paperbot/retrieval/analysis"
)

// TestGistMeasured holds ROUGE of the gist on SciTLDR's dev part.
func TestGistMeasured(t *testing.T) {
	floor := rougeFigures{41.2, 19.8, 33.2}
	p := New(analysis.New())
	var sum rougeFigures
	var lines []any
	all := readShared[gistLine](t, "scitldr-dev.jsonl")
	for _, l := range all {
		text := strings.Join(l.Sentences, " ")
		gist, ok := p.Gist(l.Title, text)
		if !ok {
			t.Fatalf("%s: no gist", l.ID)
		}
		quote := text[gist.Start:gist.End]
		for i, x := range rougeBest(rougeWords(quote), rougeReferences(l.References)) {
			sum[i] += 100 * x / float64(len(all))
		}
		lines = append(lines, map[string]any{"id": l.ID, "summary": quote})
	}
	t.Logf("ROUGE-1, -2, -L: %.1f", sum)
	for i := range sum {
		if sum[i] < floor[i] {
			t.Errorf("ROUGE %.1f, want at least %.1f", sum, floor)
		}
	}
	writePredictions(t, "scitldr.jsonl", lines)
}
