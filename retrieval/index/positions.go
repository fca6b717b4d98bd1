package index

import "iter"

// Positions are where a term stands in a document, ascending, by field, as the
// analyzer counts.
//
// A segment has them for each posting of a term's list and each field as that many
// varints as the frequency says, each the gap from the position before it in the
// field, the first from 0. They lie apart from the postings, which most questions
// need alone.
type Positions [NumFields][]uint32

// Occurrences yields the postings by ascending document with the term's positions
// in each; these are good until the next.
func (p Postings) Occurrences() iter.Seq2[Posting, *Positions] {
	return func(yield func(Posting, *Positions) bool) {
		var b block
		var at Positions
		for _, part := range p.parts {
			encoded, from := part.view.positions.at(part.term), 0
			for c := part.list.cursor(); c.left > 0; {
				for _, p := range c.read(&b) {
					from = at.read(encoded, from, p.Freq)
					if part.view.replaced != nil && part.view.replaced[p.Doc] {
						continue
					}
					p.Doc += part.view.base
					if !yield(p, &at) {
						return
					}
				}
			}
		}
	}
}

// read decodes the positions that begin at a place, and returns the place after
// them.
func (at *Positions) read(encoded string, from int, freq [NumFields]uint32) int {
	for f, n := range freq {
		at[f] = at[f][:0]
		position := uint32(0)
		for range n {
			var gap uint64
			gap, from = uvarint(encoded, from)
			position += uint32(gap)
			at[f] = append(at[f], position)
		}
	}
	return from
}
