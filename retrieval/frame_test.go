package retrieval

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A closing is only tried where the question ends with one of its words.
func TestClosingsEndWithTheirWords(t *testing.T) {
	t.Parallel()
	for _, f := range closings {
		rapid.Check(t, func(t *rapid.T) {
			closing := rapid.StringMatching(f.pattern).Draw(t, "closing")
			if !slices.Contains(strings.Fields(f.words), lastWord(closing)) {
				t.Errorf("%q ends with none of %s", closing, f.words)
			}
			const asked = "dropout? "
			if start, end := unframe(asked + closing); asked[start:end] != "dropout" {
				t.Errorf("%q: %q is left", asked+closing, (asked + closing)[start:end])
			}
		})
	}
}
