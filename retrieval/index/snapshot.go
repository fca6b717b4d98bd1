package index

import (
	"bytes"
	"cmp"
	"iter"
	"math/bits"
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
	number   int    // of the segment, from 0
	base     DocNum // number in the snapshot of the segment's document 0
	replaced docSet // documents that later ones replace
}

// A docSet is a set of documents of a segment; nil has none.
type docSet []uint64

func (s docSet) has(doc DocNum) bool {
	word := int(doc / 64)
	return word < len(s) && s[word]>>(doc%64)&1 != 0
}

// all yields the documents, ascending.
func (s docSet) all() iter.Seq[DocNum] {
	return func(yield func(DocNum) bool) {
		for i, word := range s {
			for ; word != 0; word &= word - 1 {
				if !yield(DocNum(i*64 + bits.TrailingZeros64(word))) {
					return
				}
			}
		}
	}
}

// NewSnapshot returns the view over segments, oldest first.
func NewSnapshot(segments ...*Segment) *Snapshot {
	s := &Snapshot{}
	for _, seg := range segments {
		s = s.With(seg)
	}
	return s
}

// With returns the snapshot that has one more segment, in time in proportion to
// that.
func (s *Snapshot) With(seg *Segment) *Snapshot {
	return snapshotOf(append(without(s.pieces(), seg.allIDs()), newPiece(seg, 0)))
}

// Err tells whether a segment was found damaged while it was read; see
// [Segment.Err].
func (s *Snapshot) Err() error {
	for i := range s.views {
		if err := s.views[i].Err(); err != nil {
			return err
		}
	}
	return nil
}

// Docs returns the number of documents, N in formulas.
func (s *Snapshot) Docs() int { return s.docs }

// Segments returns the number of segments.
func (s *Snapshot) Segments() int { return len(s.views) }

// SegmentTerms returns the number of terms of a segment.
func (s *Snapshot) SegmentTerms(segment int) int { return s.views[segment].terms.n }

// MaxDoc returns a number above that of every document.
func (s *Snapshot) MaxDoc() int { return s.maxDoc }

// AverageLength returns the mean number of tokens in a field, avgdl in formulas.
func (s *Snapshot) AverageLength(f Field) float64 {
	if s.docs == 0 {
		return 0
	}
	return float64(s.total[f]) / float64(s.docs)
}

// AverageTokens returns the mean number of tokens in all fields together.
func (s *Snapshot) AverageTokens() float64 {
	return float64(lo.Sum(s.total[:])) / float64(max(1, s.docs))
}

// DocFreq returns in how many documents the term stands, n in formulas.
func (s *Snapshot) DocFreq(term string) int {
	n := 0
	for i := range s.views {
		if part, ok := s.views[i].part(term); ok {
			n += part.docFreq()
		}
	}
	return n
}

// Postings are the postings of one term.
type Postings struct{ parts []Part }

// A Part is the postings of a term in one segment.
type Part struct {
	list list
	term int // the term's number in the segment
	view *view
}

// part returns the postings of a term in the view's segment, and whether there are
// any.
func (v *view) part(term string) (Part, bool) {
	n, ok := v.find(term)
	if !ok {
		return Part{}, false
	}
	l := v.list(n)
	return Part{l, n, v}, len(l) > 0
}

// Postings returns the postings of a term.
func (s *Snapshot) Postings(term string) Postings {
	var p Postings
	for i := range s.views {
		if part, ok := s.views[i].part(term); ok {
			p.parts = append(p.parts, part)
		}
	}
	return p
}

// DocFreq returns the number of postings.
func (p Postings) DocFreq() int { return lo.SumBy(p.parts, Part.docFreq) }

func (p Part) docFreq() int {
	n := p.list.docFreq()
	if p.view.replaced == nil {
		return n
	}
	finder := p.Finder()
	for doc := range p.view.replaced.all() {
		if finder.Seek(doc) {
			n--
		}
	}
	return n
}

// All yields the postings by ascending document.
func (p Postings) All() iter.Seq[Posting] {
	return func(yield func(Posting) bool) {
		var b Block
		for _, part := range p.parts {
			replaced, base := part.view.replaced, part.view.base
			for c := part.list.cursor(); c.left > 0; {
				block := c.block()
				block.decode(&b)
				for i, doc := range b.Docs[:b.N] {
					if replaced.has(doc) {
						continue
					}
					if !yield(Posting{Doc: doc + base, Freq: b.Freq(i)}) {
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

// CompareIDs compares the IDs of two documents.
func (s *Snapshot) CompareIDs(a, b DocNum) int {
	v, w := s.view(a), s.view(b)
	if v == w && v.ready(sectionRank) {
		return cmp.Compare(v.rank.at(int(a-v.base)), v.rank.at(int(b-v.base)))
	}
	return cmp.Compare(v.id(a-v.base), w.id(b-w.base))
}

// Doc returns the number of the document of that ID, and whether there is one.
func (s *Snapshot) Doc(id string) (DocNum, bool) {
	for _, v := range slices.Backward(s.views) {
		if doc, ok := v.doc(id); ok && !v.replaced.has(doc) {
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
		for term, places := range s.merge(prefix, sectionTerms, func(v *view) *texts { return &v.terms }) {
			if !strings.HasPrefix(term, prefix) {
				return
			}
			var p Postings
			for _, at := range places {
				v := &s.views[at.view]
				if l := v.list(at.entry); len(l) > 0 {
					p.parts = append(p.parts, Part{l, at.entry, v})
				}
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
		for word, places := range s.merge("", sectionWords, func(v *view) *texts { return &v.words }) {
			n := 0
			for _, at := range places {
				if v := &s.views[at.view]; v.ready(sectionWordFreqs) {
					n += int(v.wordFreqs.at(at.entry))
				}
			}
			if !yield(word, n) {
				return
			}
		}
	}
}

// A place is an entry of the texts of the view of that number.
type place struct{ view, entry int }

// merge yields the texts of one section of all segments from a text on, each once,
// in ascending order, with where it stands; the places are good until the next.
func (s *Snapshot) merge(from string, section int, of func(*view) *texts) iter.Seq2[string, []place] {
	return func(yield func(string, []place) bool) {
		next := make([]textCursor, len(s.views)) // at the first text not yet yielded
		for i := range next {
			v := &s.views[i]
			if !v.ready(section) {
				next[i].of = new(texts)
				continue
			}
			n, _ := of(v).find(from)
			next[i] = of(v).cursor(n)
		}
		var places []place // where the least text stands
		for {
			var least []byte
			places = places[:0]
			for i := range next {
				c := &next[i]
				if !c.ok() {
					continue
				}
				order := -1
				if len(places) > 0 {
					order = bytes.Compare(c.text, least)
				}
				if order < 0 {
					least, places = c.text, places[:0]
				}
				if order <= 0 {
					places = append(places, place{i, c.i})
				}
			}
			if len(places) == 0 || !yield(string(least), places) {
				return
			}
			for _, p := range places {
				next[p.view].next()
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
