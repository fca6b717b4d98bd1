package summary

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

type segmentedText struct {
	ID, Set, Text string
	Sentences     []string
}

// TestSentencesMeasured holds the share of texts cut exactly as the measuring
// set has it, set by set. The floors are what was reached, rounded down.
func TestSentencesMeasured(t *testing.T) {
	floors := map[string]float64{"golden-rules": 92, "general": 92, "abstract-style": 100, "academic-prose": 100}
	right, total := map[string]int{}, map[string]int{}
	for _, line := range readShared[segmentedText](t, "segmentation-dev.jsonl") {
		got := sentencesOf(line.Text)
		total[line.Set]++
		if slices.Equal(boundaries(got), boundaries(line.Sentences)) {
			right[line.Set]++
			continue
		}
		t.Logf("%s\n got %s\nwant %s", line.ID, strings.Join(got, " ‖ "), strings.Join(line.Sentences, " ‖ "))
	}
	for set, floor := range floors {
		share := 100 * float64(right[set]) / float64(total[set])
		t.Logf("%s: %.1f %% of %d", set, share, total[set])
		if share < floor {
			t.Errorf("%s: %.1f %% exact, want at least %.0f %%", set, share, floor)
		}
	}
}

// boundaries returns the ends of sentences, counted in visible characters as
// the measuring set's own program counts them.
func boundaries(sentences []string) []int {
	var ends []int
	n := 0
	for _, s := range sentences {
		for _, r := range s {
			if !unicode.IsSpace(r) {
				n++
			}
		}
		ends = append(ends, n)
	}
	return ends
}
