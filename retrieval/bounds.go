package retrieval

import (
	"sync/atomic"

	"paperbot/retrieval/index"
)

// boundsPage is how many terms' bounds share a page. Pages are made when first
// needed, so that a vocabulary costs no more than its part that is asked for.
const boundsPage = 512

type boundsOf [boundsPage]atomic.Pointer[boundedList]

// bounds hold the bounded lists that were asked for, by segment and term.
type bounds [][]atomic.Pointer[boundsOf]

func newBounds(snapshot *index.Snapshot) bounds {
	b := make(bounds, snapshot.Segments())
	for i := range b {
		b[i] = make([]atomic.Pointer[boundsOf], snapshot.SegmentTerms(i)/boundsPage+1)
	}
	return b
}

// slot returns where the bounds of a list are kept.
func (b bounds) slot(p *index.Part) *atomic.Pointer[boundedList] {
	page := &b[p.Segment()][p.Term()/boundsPage]
	lists := page.Load()
	for lists == nil {
		page.CompareAndSwap(nil, new(boundsOf))
		lists = page.Load()
	}
	return &lists[p.Term()%boundsPage]
}
