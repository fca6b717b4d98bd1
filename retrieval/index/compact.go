package index

import (
	"context"
	"errors"
	"fmt"
)

// Segments are merged by tiers. The tier of a segment says how often its documents
// were written: up to smallDocs are tier 0, mergeFactor times as many tier 1, and so
// on. As soon as mergeFactor neighbours are of a tier or lower ones, they become one.
// So there are at most mergeFactor segments of each tier, and each document is written
// once a tier. Only neighbours are merged, as the order tells what replaces what.
const (
	mergeFactor = 8
	smallDocs   = 1000
	// sparse is the share of masked documents from which a segment is written anew by
	// itself.
	sparse = .3
)

func tier(docs int) int {
	t := 0
	for limit := smallDocs; docs > limit; limit *= mergeFactor {
		t++
	}
	return t
}

// mergeable returns which neighbours to merge next, none if n is 0. No segment
// becomes larger than maxDocs.
func mergeable(pieces []piece, maxDocs int) (from, n int) {
	for i, p := range pieces {
		if float64(p.docs) < (1-sparse)*float64(p.Docs()) {
			return i, 1
		}
	}
	for t := 0; t <= tier(maxDocs); t++ {
		from, docs := 0, 0
		for i, p := range pieces {
			if tier(p.docs) > t || docs+p.docs > maxDocs {
				from, docs = i, 0
			}
			if tier(p.docs) > t {
				from = i + 1
				continue
			}
			docs += p.docs
			if i-from+1 == mergeFactor {
				return from, mergeFactor
			}
		}
	}
	return 0, 0
}

// merge begins to merge in the background, unless that is under way.
func (d *Directory) merge() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.merging != nil || d.ctx.Err() != nil {
		return
	}
	if _, n := mergeable(d.pieces, d.cfg.MaxDocs); n == 0 {
		return
	}
	d.merging = make(chan struct{})
	go func() {
		err := d.mergeAll()
		d.mu.Lock()
		defer d.mu.Unlock()
		close(d.merging)
		d.merging, d.failed = nil, err
	}()
}

// Merged waits for merges that are under way. Its error is that of the last: then
// the index is as it was, and merging is tried again after the next Update.
func (d *Directory) Merged() error {
	for {
		d.mu.Lock()
		merging, failed := d.merging, d.failed
		d.mu.Unlock()
		if merging == nil {
			return failed
		}
		<-merging
	}
}

// mergeAll merges as long as there is something to merge.
func (d *Directory) mergeAll() error {
	for d.ctx.Err() == nil {
		d.mu.Lock()
		from, n := mergeable(d.pieces, d.cfg.MaxDocs)
		old := append([]piece(nil), d.pieces[from:from+n]...)
		d.mu.Unlock()
		if n == 0 {
			return nil
		}
		if err := d.mergePieces(old); err != nil && !errors.Is(err, context.Canceled) {
			return fmt.Errorf("merge segments of index %s: %w", d.path, err)
		}
	}
	return nil
}

// mergePieces puts one segment in the place of neighbours. Updates go on meanwhile:
// what they mask in the old ones is masked in the new one at the end.
func (d *Directory) mergePieces(old []piece) error {
	parts, err := encodeMerged(d.ctx, old)
	if err != nil {
		return err
	}
	merged, err := d.writeSegment(parts)
	if err != nil {
		return err
	}
	return errors.Join(d.putInPlace(merged, old), d.removeUnused(merged))
}

// putInPlace makes a merged segment count instead of the old ones.
func (d *Directory) putInPlace(merged piece, old []piece) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, was := range old {
		now, counts := find(d.pieces, was.file)
		for doc := range DocNum(was.Docs()) {
			// One that has nothing left that is not masked counts no more at all.
			if !was.masked.has(doc) && (!counts || now.masked.has(doc)) {
				doc, _ := merged.doc(was.id(doc))
				merged.mask(doc)
			}
		}
	}
	var pieces []piece
	in := false
	for _, p := range d.pieces {
		if !contains(old, p.file) {
			pieces = append(pieces, p)
		} else if !in {
			pieces, in = append(pieces, merged), true
		}
	}
	return d.replace(pieces, d.mark)
}

func contains(pieces []piece, file uint64) bool {
	_, ok := find(pieces, file)
	return ok
}

func find(pieces []piece, file uint64) (piece, bool) {
	for _, p := range pieces {
		if p.file == file {
			return p, true
		}
	}
	return piece{}, false
}

// encodeMerged returns the bytes of a segment that has the documents of pieces which
// are not masked, in parts. Words count as often as in the pieces (see
// Snapshot.Words).
func encodeMerged(ctx context.Context, pieces []piece) ([][]byte, error) {
	s := snapshotOf(pieces)
	var b builder
	numbers := make([]DocNum, s.maxDoc) // of documents in the new segment
	for i := range s.views {
		v := &s.views[i]
		for doc := range DocNum(v.Docs()) {
			if v.replaced.has(doc) {
				continue
			}
			numbers[v.base+doc] = DocNum(len(b.ids))
			b.dates = appendAt(b.dates, len(b.ids), v.fact(sectionDates, doc))
			b.votes = appendAt(b.votes, len(b.ids), v.fact(sectionVotes, doc))
			b.ids = append(b.ids, v.id(doc))
			b.lengths = append(b.lengths, v.lengthsOf(doc))
		}
	}
	for term, postings := range s.Terms() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		b.addTerm(term, renumbered(postings, numbers))
	}
	for word, docs := range s.Words() {
		b.addWord(word, uint32(docs))
	}
	for key, postings := range s.introduced() {
		b.addPair(key, withoutPositions(postings, numbers))
	}
	for label, postings := range s.Labels("") {
		b.addLabel(label, withoutPositions(postings, numbers))
	}
	if err := s.Err(); err != nil {
		return nil, err
	}
	return b.encode(), nil
}

// renumbered returns the occurrences of postings, with the documents' new numbers.
func renumbered(postings Postings, numbers []DocNum) occurrer {
	return func(each func(doc DocNum, f Field, position int)) {
		for p, at := range postings.Occurrences(Title, Abstract) {
			for f, positions := range at {
				for _, position := range positions {
					each(numbers[p.Doc], Field(f), int(position))
				}
			}
		}
	}
}

// withoutPositions is renumbered for postings that have none.
func withoutPositions(postings Postings, numbers []DocNum) occurrer {
	return func(each func(doc DocNum, f Field, position int)) {
		for p := range postings.All() {
			for f, n := range p.Freq {
				for range n {
					each(numbers[p.Doc], Field(f), 0)
				}
			}
		}
	}
}
