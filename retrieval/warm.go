package retrieval

import (
	"sync"
	"sync/atomic"

	"paperbot/retrieval/index"
)

// A warmList is a term's list in one segment as a search reads it fastest: a number
// for each posting, cut into windows.
type warmList struct {
	starts   []uint32 // by window: where its postings begin; and where the last one's end
	most     []uint32 // by window: the largest saturation, as in postings
	postings []uint32 // document in the window << 20 | saturation · 2^20, rounded
	used     atomic.Bool
	of       *boundedList
}

const (
	saturationBits = 20
	saturationMask = 1<<saturationBits - 1
	// windowSize is how many documents a window has: their scores take 16 KiB and stay
	// in the fastest cache.
	windowSize = 4096
)

// warmPostings is how many postings are kept warm at most: they take 20 MiB. A list of
// more than an eighth of that is never kept.
const warmPostings = 5 << 20

// A warmer keeps lists warm, and lets go of those that are no longer asked for.
type warmer struct {
	room  int // postings
	mu    sync.Mutex
	lists []*warmList
	size  int // postings of all
	hand  int // the list that is looked at next when room is needed
}

// takes tells whether a list of so many postings may be kept.
func (w *warmer) takes(postings int) bool { return postings <= w.room/8 }

// keep makes a list one of those kept warm; nil is none.
func (w *warmer) keep(l *warmList) {
	if l == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if l.of.warm.Load() != nil {
		return // another question has been faster
	}
	for w.size+len(l.postings) > w.room {
		w.drop()
	}
	w.lists = append(w.lists, l)
	w.size += len(l.postings)
	l.of.warm.Store(l)
}

// drop lets go of the next list that was not used since it was looked at last.
func (w *warmer) drop() {
	for {
		w.hand %= len(w.lists)
		l := w.lists[w.hand]
		if l.used.Swap(false) {
			w.hand++
			continue
		}
		l.of.warm.Store(nil)
		w.size -= len(l.postings)
		last := len(w.lists) - 1
		w.lists[w.hand] = w.lists[last]
		w.lists[last] = nil
		w.lists = w.lists[:last]
		return
	}
}

// fixed returns a saturation times 2^20, rounded.
func fixed(saturation float64) uint32 {
	return min(uint32(saturation*(1<<saturationBits)+.5), saturationMask)
}

// A warming makes a warm list of blocks.
type warming struct {
	list *warmList
	from index.DocNum // where the window begins
}

func newWarming(of *boundedList, postings int) *warming {
	return &warming{list: &warmList{of: of, postings: make([]uint32, 0, postings), starts: []uint32{0}, most: []uint32{0}}}
}

// add adds a block.
func (w *warming) add(b *scoredBlock) {
	for i := 0; i < b.N; {
		w.reach(b.Docs[i])
		l := w.list
		most := &l.most[len(l.most)-1]
		for ; i < b.N && b.Docs[i] < w.from+windowSize; i++ {
			saturation := fixed(b.saturation[i])
			l.postings = append(l.postings, uint32(b.Docs[i]-w.from)<<saturationBits|saturation)
			*most = max(*most, saturation)
		}
	}
}

// reach goes on to the window of a document.
func (w *warming) reach(doc index.DocNum) {
	for doc >= w.from+windowSize {
		w.from += windowSize
		w.list.starts = append(w.list.starts, uint32(len(w.list.postings)))
		w.list.most = append(w.list.most, 0)
	}
}

// done returns the list.
func (w *warming) done() *warmList {
	w.list.starts = append(w.list.starts, uint32(len(w.list.postings)))
	return w.list
}

// window returns the postings of a window.
func (l *warmList) window(n int) []uint32 {
	if n >= len(l.most) {
		return nil
	}
	return l.postings[l.starts[n]:l.starts[n+1]]
}

// saturationIn returns the saturation of a document in a window's postings, as they
// have it; 0 if the document is not there. It begins to look where the document would
// be if all lay equally far apart, which is some steps away for most.
func saturationIn(postings []uint32, doc uint32) uint32 {
	if len(postings) == 0 {
		return 0
	}
	i := int(doc) * len(postings) / windowSize
	first := doc << saturationBits
	for i > 0 && postings[i-1] >= first {
		i--
	}
	for i < len(postings) && postings[i] < first {
		i++
	}
	if i < len(postings) && postings[i]>>saturationBits == doc {
		return postings[i] & saturationMask
	}
	return 0
}
