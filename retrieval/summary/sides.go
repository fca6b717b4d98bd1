package summary

import "slices"

// A Side is one of the things that a question compares: its terms, each with its
// share of what names the side. The words that the question has for it come to 1
// in all; other forms of them are beside that.
type Side []Term

// namingShare is the share of a side's name from which on a sentence speaks of it.
const namingShare = 0.5

// speaksOf reports whether passage i of d names the side.
func (d *document) speaksOf(i int, side Side) bool {
	named, row := 0.0, d.row(i)
	for _, t := range side {
		if n, known := d.vocabulary[t.Term]; known && row[n] > 0 {
			named += t.Weight
		}
	}
	return named >= namingShare
}

// bySides fills in the share of the sides that a passage names.
func (d *document) bySides(i int, sides []Side) float64 {
	if len(sides) == 0 {
		return 0
	}
	named := 0
	for _, side := range sides {
		if d.speaksOf(i, side) {
			named++
		}
	}
	return float64(named) / float64(len(sides))
}

// withSides adds, for each side that no kept passage names, the best candidate
// that does, as long as there are fewer than n.
func (s *scored) withSides(kept []int, sides []Side, n int) []int {
	for _, side := range sides {
		speaks := func(i int) bool { return s.speaksOf(i, side) }
		if slices.ContainsFunc(kept, speaks) || len(kept) >= n {
			continue
		}
		if best := slices.IndexFunc(s.candidates, speaks); best >= 0 {
			kept = append(kept, s.candidates[best])
		}
	}
	return kept
}
