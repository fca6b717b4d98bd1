package retrieval

import (
	"cmp"
	"container/heap"
	"slices"

	"paperbot/retrieval/index"
)

// A scored document is a candidate for the result.
type scored struct {
	doc   index.DocNum
	score float64
}

// A topK keeps the k best of the documents offered to it: by descending score,
// then by ascending ID, so that no tie is left to chance.
type topK struct {
	k        int
	snapshot *index.Snapshot
	heap     []scored // the worst on top, once there are k
}

// newTopK returns a topK for so many offers at most.
func newTopK(k int, snapshot *index.Snapshot, offers int) *topK {
	return &topK{k: k, snapshot: snapshot, heap: make([]scored, 0, min(k, offers))}
}

func (t *topK) compare(a, b scored) int { return compareScored(t.snapshot, a, b) }

func compareScored(snapshot *index.Snapshot, a, b scored) int {
	if c := cmp.Compare(b.score, a.score); c != 0 {
		return c
	}
	return snapshot.CompareIDs(a.doc, b.doc)
}

func (t *topK) offer(s scored) {
	switch {
	case len(t.heap) < t.k:
		if t.heap = append(t.heap, s); len(t.heap) == t.k {
			heap.Init(t)
		}
	case t.k > 0 && s.score >= t.heap[0].score && t.compare(s, t.heap[0]) < 0:
		t.heap[0] = s
		heap.Fix(t, 0)
	}
}

// best returns the documents kept, best first.
func (t *topK) best() []scored {
	slices.SortFunc(t.heap, t.compare)
	return t.heap
}

// The methods of heap.Interface. Nothing is pushed or popped.

func (t *topK) Len() int           { return len(t.heap) }
func (t *topK) Less(i, j int) bool { return t.compare(t.heap[i], t.heap[j]) > 0 }
func (t *topK) Swap(i, j int)      { t.heap[i], t.heap[j] = t.heap[j], t.heap[i] }
func (t *topK) Push(any)           {}
func (t *topK) Pop() any           { return nil }
