package index

import (
	"iter"
	"slices"
	"strings"

	"github.com/samber/lo"
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
		for f, n := range seg.total {
			s.total[f] += n
		}
		for doc := range v.replaced {
			for f, n := range seg.lengthsOf(doc) {
				s.total[f] -= uint64(n)
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
	for i := range seg.replaced.len() {
		mark(DocNum(seg.replaced.at(i)))
	}
	for _, l := range later {
		for i := range l.docs {
			if doc, ok := seg.doc(l.ids.at(i)); ok {
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
	for i := range s.views {
		if l, at := s.views[i].list(term); l != "" {
			n += part{l, at, &s.views[i]}.docFreq()
		}
	}
	return n
}

// Postings are the postings of one term.
type Postings struct{ parts []part }

// A part is the postings of a term in one segment.
type part struct {
	list list
	term int // the term's number in the segment
	view *view
}

// Postings returns the postings of a term.
func (s *Snapshot) Postings(term string) Postings {
	var p Postings
	for i := range s.views {
		if l, n := s.views[i].list(term); l != "" {
			p.parts = append(p.parts, part{l, n, &s.views[i]})
		}
	}
	return p
}

// DocFreq returns the number of postings.
func (p Postings) DocFreq() int { return lo.SumBy(p.parts, part.docFreq) }

func (p part) docFreq() int {
	n := p.list.docFreq()
	if p.view.replaced == nil {
		return n
	}
	var b block
	for c := p.list.cursor(); c.left > 0; {
		for _, posting := range c.read(&b) {
			if p.view.replaced[posting.Doc] {
				n--
			}
		}
	}
	return n
}

// All yields the postings by ascending document.
func (p Postings) All() iter.Seq[Posting] {
	return func(yield func(Posting) bool) {
		var b block
		for _, part := range p.parts {
			for c := part.list.cursor(); c.left > 0; {
				for _, p := range c.read(&b) {
					if part.view.replaced != nil && part.view.replaced[p.Doc] {
						continue
					}
					p.Doc += part.view.base
					if !yield(p) {
						return
					}
				}
			}
		}
	}
}

// Lengths returns the lengths of a document.
func (s *Snapshot) Lengths(doc DocNum) Lengths {
	v := s.view(doc)
	return v.lengthsOf(doc - v.base)
}

// ID returns the ID of a document.
func (s *Snapshot) ID(doc DocNum) string {
	v := s.view(doc)
	return v.id(doc - v.base)
}

// Doc returns the number of the document of that ID, and whether there is one.
func (s *Snapshot) Doc(id string) (DocNum, bool) {
	for _, v := range slices.Backward(s.views) {
		if doc, ok := v.doc(id); ok {
			return v.base + doc, true
		}
	}
	return 0, false
}

// Terms yields every term of the index in ascending order, with its postings.
func (s *Snapshot) Terms() iter.Seq2[string, Postings] { return s.TermsWith("") }

// TermsWith yields the terms that begin with a prefix in ascending order, with
// their postings.
func (s *Snapshot) TermsWith(prefix string) iter.Seq2[string, Postings] {
	return func(yield func(string, Postings) bool) {
		for term, places := range s.merge(prefix, func(v *view) table { return v.terms }) {
			if !strings.HasPrefix(term, prefix) {
				return
			}
			var p Postings
			for _, at := range places {
				v := &s.views[at.view]
				p.parts = append(p.parts, part{list(v.postings.at(at.entry)), at.entry, v})
			}
			if !yield(term, p) {
				return
			}
		}
	}
}

// Words yields each word before stemming, in ascending order, and in how many
// documents it stands, for finding the right spelling of others. Documents that
// were replaced count here still: a spelling does not become wrong with them.
func (s *Snapshot) Words() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for word, places := range s.merge("", func(v *view) table { return v.words }) {
			n := 0
			for _, at := range places {
				n += int(s.views[at.view].wordFreqs.at(at.entry))
			}
			if !yield(word, n) {
				return
			}
		}
	}
}

// A place is an entry of a table of the view of that number.
type place struct{ view, entry int }

// merge yields the texts of all segments' tables from a text on, each once, in
// ascending order, with where it stands; the places are good until the next.
func (s *Snapshot) merge(from string, of func(*view) table) iter.Seq2[string, []place] {
	return func(yield func(string, []place) bool) {
		next := make([]int, len(s.views)) // the first entry of each table not yet yielded
		for i := range next {
			next[i], _ = of(&s.views[i]).find(from)
		}
		var places []place // where the least text stands
		for {
			var least string
			places = places[:0]
			for i, entry := range next {
				t := of(&s.views[i])
				if entry == t.len() {
					continue
				}
				text := t.at(entry)
				if len(places) == 0 || text < least {
					least, places = text, places[:0]
				}
				if text == least {
					places = append(places, place{i, entry})
				}
			}
			if len(places) == 0 || !yield(least, places) {
				return
			}
			for _, p := range places {
				next[p.view]++
			}
		}
	}
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
