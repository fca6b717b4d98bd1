package index

import (
	"fmt"
	"hash/crc32"
	"sync/atomic"
)

// A Segment is an immutable piece of the index: a view on its bytes. It is safe
// for concurrent use.
type Segment struct {
	data     []byte
	end      int // of the sections
	docs     int
	total    [NumFields]uint64 // tokens over all documents
	sections [numSections]span
	parts

	pieces  []byte          // a checksum for each
	intact  []atomic.Uint64 // bit i % 64 of the i/64-th is set once piece i was found intact
	checked [numSections]atomic.Bool
	damage  atomic.Pointer[error] // nil as long as none was met with
}

// parts are the sections as they are read. None may be looked into before
// Segment.ready says that it is intact.
type parts struct {
	ids        texts              // ascending
	order      numbers            // documents, in the order of ids
	rank       numbers            // by DocNum: the place in ids
	replaced   numbers            // documents that a later one of the segment replaces
	lengths    [NumFields]numbers // by DocNum
	terms      texts              // ascending
	postings   runs               // a list for each term
	words      texts              // ascending: words before stemming
	wordFreqs  numbers            // a document frequency for each word
	positions  runs               // positions for each term
	acronyms   texts              // ascending: short forms with their long forms
	introduced runs               // a list for each of those
	labels     texts              // ascending
	labelled   runs               // a list for each of those
	dates      numbers            // by DocNum, as far as the last that is known
	votes      numbers            // likewise
}

// A span is a range of bytes.
type span struct{ from, to int }

// Docs returns the number of documents, replaced ones included.
func (s *Segment) Docs() int { return s.docs }

// Bytes returns a copy of the segment as [Open] takes it.
func (s *Segment) Bytes() []byte { return append([]byte(nil), s.data...) }

// Err tells whether the segment was found damaged while it was read: then what was
// read may lack something, and the segment has to be built anew. It wraps
// ErrDamaged.
func (s *Segment) Err() error {
	if err := s.damage.Load(); err != nil {
		return *err
	}
	return nil
}

// Verify reads the whole segment, and tells whether it is as it was written.
func (s *Segment) Verify() error {
	s.isIntact(span{headerSize, s.end})
	return s.Err()
}

// isIntact tells whether the pieces that hold a range of bytes are as they were
// written. Each is looked at once.
func (s *Segment) isIntact(r span) bool {
	for piece := (r.from - headerSize) / pieceSize; headerSize+piece*pieceSize < r.to; piece++ {
		word, bit := &s.intact[piece/64], uint64(1)<<(piece%64)
		if word.Load()&bit != 0 {
			continue
		}
		from := headerSize + piece*pieceSize
		end := min(from+pieceSize, s.end)
		if crc32.Checksum(s.data[from:end], castagnoli) != u32(s.pieces, piece*size32) {
			s.damaged("bytes %d to %d", from, end)
			return false
		}
		word.Or(bit)
	}
	return true
}

func (s *Segment) damaged(format string, args ...any) {
	err := fmt.Errorf("segment: %w: %s", ErrDamaged, fmt.Sprintf(format, args...))
	s.damage.CompareAndSwap(nil, &err)
}

// ready tells whether a section is intact; of one of runs, all but the runs.
func (s *Segment) ready(section int) bool {
	if s.checked[section].Load() {
		return true
	}
	r := s.sections[section]
	if runs := s.runs(section); runs != nil {
		r.to = r.from + runs.head
		if !s.isIntact(r) {
			return false
		}
		r.to += runs.lengths()
	}
	if r.to > s.end {
		s.damaged("section %d", section)
		return false
	}
	if !s.isIntact(r) {
		return false
	}
	s.checked[section].Store(true)
	return true
}

// runs returns a section of runs; nil for one of another kind.
func (s *Segment) runs(section int) *runs {
	switch section {
	case sectionPostings:
		return &s.postings
	case sectionPositions:
		return &s.positions
	case sectionIntroduced:
		return &s.introduced
	case sectionLabelled:
		return &s.labelled
	}
	return nil
}

// numbers returns a section of numbers.
func (s *Segment) numbers(section int) *numbers {
	switch section {
	case sectionOrder:
		return &s.order
	case sectionRank:
		return &s.rank
	case sectionReplaced:
		return &s.replaced
	case sectionWordFreqs:
		return &s.wordFreqs
	case sectionDates:
		return &s.dates
	case sectionVotes:
		return &s.votes
	}
	return &s.lengths[section-sectionLengths]
}

// run returns the i-th of a section's runs, nil if it is not intact.
func (s *Segment) run(section, i int) []byte {
	if !s.ready(section) {
		return nil
	}
	runs := s.runs(section)
	r := runs.at(i)
	from := s.sections[section].from + runs.head
	if r.to > s.sections[section].to-from || !s.isIntact(span{from + r.from, from + r.to}) {
		return nil
	}
	return runs.body[r.from:r.to]
}

// find returns the number of a term, and whether the segment has it.
func (s *Segment) find(term string) (int, bool) {
	if !s.ready(sectionTerms) {
		return 0, false
	}
	return s.terms.find(term)
}

// list returns the postings of the term of a number.
func (s *Segment) list(term int) list { return s.run(sectionPostings, term) }

// id returns the ID of a document, "" if it cannot be read.
func (s *Segment) id(doc DocNum) string {
	if !s.ready(sectionRank) || !s.ready(sectionIDs) {
		return ""
	}
	return s.ids.at(int(s.rank.at(int(doc))))
}

// lengthsOf returns the lengths of a document.
func (s *Segment) lengthsOf(doc DocNum) (n Lengths) {
	for f := range n {
		if s.ready(sectionLengths + f) {
			n[f] = s.lengths[f].at(int(doc))
		}
	}
	return n
}

// doc returns the document of that ID, the latest if there are several, and
// whether there is one.
func (s *Segment) doc(id string) (DocNum, bool) {
	if !s.ready(sectionIDs) || !s.ready(sectionOrder) {
		return 0, false
	}
	i, ok := s.ids.find(id)
	if !ok {
		return 0, false
	}
	c := s.ids.cursor(i)
	for c.next(); c.ok() && string(c.text) == id; c.next() {
		i++
	}
	return DocNum(s.order.at(i)), true
}
