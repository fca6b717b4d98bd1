package index

import (
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"time"
)

// A piece is a segment as it counts in a snapshot: without the documents that later
// segments replace, or that are gone. It is immutable.
type piece struct {
	*Segment
	file   uint64 // its number in a Directory
	masked docSet
	docs   int // that are not masked
	tokens [NumFields]uint64
}

// newPiece returns a segment with nothing masked but what it replaces itself.
func newPiece(seg *Segment, file uint64) piece {
	p := piece{Segment: seg, file: file, docs: seg.docs, tokens: seg.total}
	if seg.ready(sectionReplaced) {
		for i := range seg.replaced.len() {
			p.mask(DocNum(seg.replaced.at(i)))
		}
	}
	return p
}

// mask masks a document, in place.
func (p *piece) mask(doc DocNum) {
	if p.masked.has(doc) {
		return
	}
	p.masked = p.masked.with(doc, p.Docs())
	p.docs--
	for f, n := range p.lengthsOf(doc) {
		p.tokens[f] -= uint64(n)
	}
}

// without returns the pieces with the documents of IDs masked, which takes time in
// proportion to the IDs.
func without(pieces []piece, ids []string) []piece {
	pieces = slices.Clone(pieces)
	copied := make([]bool, len(pieces))
	for _, id := range ids {
		for i := range pieces {
			doc, ok := pieces[i].doc(id)
			if !ok || pieces[i].masked.has(doc) {
				continue
			}
			if !copied[i] {
				pieces[i].masked, copied[i] = slices.Clone(pieces[i].masked), true
			}
			pieces[i].mask(doc)
			break // one document of an ID counts at most
		}
	}
	return pieces
}

// allIDs returns the IDs of a segment.
func (s *Segment) allIDs() []string {
	if !s.ready(sectionIDs) {
		return nil
	}
	ids := make([]string, 0, s.docs)
	for c := s.ids.cursor(0); c.ok(); c.next() {
		ids = append(ids, string(c.text))
	}
	return ids
}

// snapshotOf returns the view over pieces.
func snapshotOf(pieces []piece) *Snapshot {
	s := &Snapshot{}
	for i, p := range pieces {
		s.views = append(s.views, view{Segment: p.Segment, number: i, base: DocNum(s.maxDoc), replaced: p.masked})
		s.maxDoc += p.Docs()
		s.docs += p.docs
		for f, n := range p.tokens {
			s.total[f] += n
		}
	}
	return s
}

// pieces returns what a snapshot is made of.
func (s *Snapshot) pieces() []piece {
	var pieces []piece
	for _, v := range s.views {
		p := piece{Segment: v.Segment, docs: v.Docs(), tokens: v.total}
		for doc := range v.replaced.all() {
			p.mask(doc)
		}
		pieces = append(pieces, p)
	}
	return pieces
}

// Verify reads all segments, and tells whether they are as they were written.
func (s *Snapshot) Verify() error {
	for i := range s.views {
		if err := s.views[i].Verify(); err != nil {
			return err
		}
	}
	return nil
}

// unmapAfter is how long a mapped segment stays after the garbage collector has
// found that nothing refers to it: longer than any reader of its bytes may go on
// without looking at it itself.
const unmapAfter = 10 * time.Second

// mapSegment opens the segment in a file of a folder. It is unmapped some time after
// the last snapshot that has it is no longer used.
func mapSegment(path string, file uint64) (*Segment, error) {
	data, unmap, err := mapFile(filepath.Join(path, segmentName(file)))
	if err != nil {
		return nil, err
	}
	s, err := open(data)
	if err != nil {
		_ = unmap() // the other error says more
		return nil, fmt.Errorf("%s: %w", segmentName(file), err)
	}
	runtime.AddCleanup(s, func(unmap func() error) {
		time.AfterFunc(unmapAfter, func() { _ = unmap() }) // to fail it would have to be given another range
	}, unmap)
	return s, nil
}

// sum returns the checksum at the end of the header, which covers everything.
func (s *Segment) sum() uint32 { return u32(s.data, headerSize-size32) }
