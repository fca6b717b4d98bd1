package index

import (
	"iter"
	"maps"
	"slices"
)

// A Snapshot is an unchanging view over segments. All figures (documents,
// lengths, document frequencies) count only documents that are not replaced.
// It is safe for concurrent use.
type Snapshot struct {
	views  []view
	docs   int
	total  [NumFields]uint64 // tokens over all documents
	maxDoc int               // document numbers are below this
}

// A view is a segment's place in a snapshot.
type view struct {
	*Segment
	base     DocNum          // number in the snapshot of the segment's document 0
	replaced map[DocNum]bool // documents that later ones replace; nil for none
}

// NewSnapshot returns the view over segments, oldest first.
func NewSnapshot(segments ...*Segment) *Snapshot {
	s := &Snapshot{}
	for i, seg := range segments {
		v := view{Segment: seg, base: DocNum(s.maxDoc), replaced: replacedIn(seg, segments[i+1:])}
		s.views = append(s.views, v)
		s.maxDoc += seg.Docs()
		s.docs += seg.Docs() - len(v.replaced)
		for doc, lengths := range seg.lengths {
			if v.replaced[DocNum(doc)] {
				continue
			}
			for f, n := range lengths {
				s.total[f] += uint64(n)
			}
		}
	}
	return s
}

// With returns the snapshot that has one more segment.
func (s *Snapshot) With(seg *Segment) *Snapshot {
	segments := make([]*Segment, 0, len(s.views)+1)
	for _, v := range s.views {
		segments = append(segments, v.Segment)
	}
	return NewSnapshot(append(segments, seg)...)
}

// replacedIn returns the documents of a segment that later ones replace, of the
// same segment or of later segments; nil for none.
func replacedIn(seg *Segment, later []*Segment) map[DocNum]bool {
	var replaced map[DocNum]bool
	mark := func(doc DocNum) {
		if replaced == nil {
			replaced = make(map[DocNum]bool)
		}
		replaced[doc] = true
	}
	for _, doc := range seg.replaced {
		mark(doc)
	}
	for _, l := range later {
		for id := range l.byID {
			if doc, ok := seg.byID[id]; ok {
				mark(doc)
			}
		}
	}
	return replaced
}

// Docs returns the number of documents, N in formulas.
func (s *Snapshot) Docs() int { return s.docs }

// MaxDoc returns a number above that of every document.
func (s *Snapshot) MaxDoc() int { return s.maxDoc }

// AverageLength returns the mean number of tokens in a field, avgdl in formulas.
func (s *Snapshot) AverageLength(f Field) float64 {
	if s.docs == 0 {
		return 0
	}
	return float64(s.total[f]) / float64(s.docs)
}

// DocFreq returns in how many documents the term stands, n in formulas.
func (s *Snapshot) DocFreq(term string) int {
	n := 0
	for _, v := range s.views {
		list := v.list(term)
		n += len(list)
		if v.replaced == nil {
			continue
		}
		for _, p := range list {
			if v.replaced[p.Doc] {
				n--
			}
		}
	}
	return n
}

// Postings yields the postings of a term by ascending document.
func (s *Snapshot) Postings(term string) iter.Seq[Posting] {
	return func(yield func(Posting) bool) {
		for _, v := range s.views {
			for _, p := range v.list(term) {
				if v.replaced != nil && v.replaced[p.Doc] {
					continue
				}
				p.Doc += v.base
				if !yield(p) {
					return
				}
			}
		}
	}
}

// Lengths returns the lengths of a document.
func (s *Snapshot) Lengths(doc DocNum) Lengths {
	v := s.view(doc)
	return v.lengths[doc-v.base]
}

// ID returns the ID of a document.
func (s *Snapshot) ID(doc DocNum) string {
	v := s.view(doc)
	return v.ids[doc-v.base]
}

// Doc returns the number of the document of that ID, and whether there is one.
func (s *Snapshot) Doc(id string) (DocNum, bool) {
	for _, v := range slices.Backward(s.views) {
		if doc, ok := v.byID[id]; ok {
			return v.base + doc, true
		}
	}
	return 0, false
}

// Terms returns every term of the index, sorted.
func (s *Snapshot) Terms() []string {
	all := make(map[string]bool)
	for _, v := range s.views {
		for term := range v.termNum {
			all[term] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// Words returns in how many documents each word stands before stemming, for
// finding the right spelling of others. Documents that were replaced count
// here still: a spelling does not become wrong with them.
func (s *Snapshot) Words() map[string]int {
	all := make(map[string]int)
	for _, v := range s.views {
		for text, w := range v.words {
			all[text] += w.docFreq
		}
	}
	return all
}

// view returns the view that holds a document.
func (s *Snapshot) view(doc DocNum) *view {
	i, found := slices.BinarySearchFunc(s.views, doc, func(v view, doc DocNum) int {
		switch {
		case doc < v.base:
			return 1
		case int(doc) >= int(v.base)+v.Docs():
			return -1
		}
		return 0
	})
	if !found {
		panic("index: no such document number")
	}
	return &s.views[i]
}
