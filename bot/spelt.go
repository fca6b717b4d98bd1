package bot

import (
	"slices"
	"strings"

	"github.com/samber/lo"

	"paperbot/retrieval/acronym"
)

// maxSpelt is how many short forms of a paper are spelt out at most.
const maxSpelt = 3

// spelt returns the short forms in quotes from an abstract with the long forms
// that it introduces elsewhere, in its order. What a quote spells out itself needs
// no help, nor does what the quotes do not have.
func spelt(abstract string, quotes []Quote) []Spelt {
	if len(quotes) == 0 {
		return nil
	}
	pairs := lo.Filter(acronym.Find(abstract), func(p acronym.Pair, _ int) bool {
		return slices.ContainsFunc(quotes, func(q Quote) bool { return hasWhole(abstract[q.Start:q.End], p.Short) }) &&
			!slices.ContainsFunc(quotes, func(q Quote) bool { return strings.Contains(abstract[q.Start:q.End], p.Long) })
	})
	pairs = lo.UniqBy(pairs, func(p acronym.Pair) string { return p.Short })
	return pairs[:min(maxSpelt, len(pairs))]
}

// hasWhole tells whether a word stands in a text by itself, or with the "s" of a
// plural.
func hasWhole(text, word string) bool {
	for from := 0; ; {
		at := strings.Index(text[from:], word)
		if at < 0 {
			return false
		}
		start, end := from+at, from+at+len(word)
		if strings.HasPrefix(text[end:], "s") {
			end++
		}
		before, after := text[:start], text[end:]
		if strings.TrimRightFunc(before, isWordRune) == before && strings.TrimLeftFunc(after, isWordRune) == after {
			return true
		}
		from = start + len(word)
	}
}

func isWordRune(r rune) bool { return !betweenWords(r) }
