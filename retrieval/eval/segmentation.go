package eval

import (
	"unicode"

	"github.com/samber/lo"
)

// SegmentFigures say how well texts were cut into sentences.
type SegmentFigures struct {
	Exact Mean `json:"exact"` // over texts: whether it was cut just as it should be

	// Over the boundaries made, and over those that should be made, the end of
	// the text left out: whether it is one of the other.
	BoundaryP  Mean    `json:"boundary_p"`
	BoundaryR  Mean    `json:"boundary_r"`
	BoundaryF1 float64 `json:"boundary_f1"`
}

// add takes in one text's sentences, as they should be and as they were cut.
func (f *SegmentFigures) add(want, got []string) {
	w, g := boundaries(want), boundaries(got)
	shared := len(lo.Intersect(lo.Keys(w), lo.Keys(g)))
	f.Exact.Add(truth(shared == len(w) && shared == len(g)))
	f.BoundaryP = Mean{f.BoundaryP.Sum + float64(shared), f.BoundaryP.N + len(g)}
	f.BoundaryR = Mean{f.BoundaryR.Sum + float64(shared), f.BoundaryR.N + len(w)}
	f.BoundaryF1 = F1(f.BoundaryP.Value(), f.BoundaryR.Value())
}

// boundaries returns where sentences end, the last one left out, counted in
// characters that are not white space, so that trimming makes no difference.
func boundaries(sentences []string) map[int]bool {
	n, ends := 0, map[int]bool{}
	for _, s := range sentences {
		for _, r := range s {
			if !unicode.IsSpace(r) {
				n++
			}
		}
		ends[n] = true
	}
	delete(ends, n)
	return ends
}
