package index

import (
	"encoding/binary"
	"iter"
	"math/bits"
	"slices"
)

// Positions are where a term stands in a document, ascending, by field, as the
// analyzer counts.
//
// A segment has them for each posting of a term's list and each field as that many
// varints as the frequency says, each the gap from the position before it in the
// field, the first from 0. Where the list has several blocks, the bytes of each
// block's come first, as varints. They lie apart from the postings, which most
// questions need alone.
type Positions [NumFields][]uint32

// appendPositions encodes the positions of postings, of which gaps has the varints
// without anything between them.
func appendPositions(dst []byte, postings []Posting, gaps []byte) []byte {
	if len(postings) <= BlockSize {
		return append(dst, gaps...)
	}
	at := 0
	for part := range slices.Chunk(postings, BlockSize) {
		from := at
		for _, p := range part {
			at = skipVarints(gaps, at, occurrences(p.Freq))
		}
		dst = binary.AppendUvarint(dst, uint64(at-from))
	}
	return append(dst, gaps...)
}

// occurrences is the frequency in all fields together.
func occurrences(freq [NumFields]uint32) int {
	n := 0
	for _, f := range freq {
		n += int(f)
	}
	return n
}

// skipVarints returns the place after the next n varints. As long as eight bytes
// can be looked at, it counts the ends of varints in these at once.
func skipVarints(b []byte, at, n int) int {
	for n > 0 && at+size64 <= len(b) {
		ends := ^load(b, at) & 0x8080808080808080
		in := bits.OnesCount64(ends)
		if in >= n {
			return at + selectBit(ends, n-1)/8 + 1
		}
		n -= in
		at += size64
	}
	for n > 0 {
		if b[at] < 0x80 {
			n--
		}
		at++
	}
	return at
}

// Occurrences yields the postings of documents in which the term stands in one of the
// fields, if any are given, by ascending document, with its positions there; these are
// good until the next.
func (p Postings) Occurrences(fields ...Field) iter.Seq2[Posting, *Positions] {
	return func(yield func(Posting, *Positions) bool) {
		var b Block
		var at Positions
		for n := range p.parts {
			part := &p.parts[n]
			finder := part.Finder()
			for c := part.list.cursor(); c.left > 0; {
				block := c.block()
				block.decode(&b)
				for i, doc := range b.Docs[:b.N] {
					freq := b.Freq(i)
					if !inAny(freq, fields) || part.view.replaced.has(doc) || !finder.Seek(doc) {
						continue
					}
					finder.Positions(&at)
					if !yield(Posting{Doc: doc + part.view.base, Freq: freq}, &at) {
						return
					}
				}
			}
		}
	}
}

// inAny tells whether a term of those frequencies stands in one of the fields, if any
// are given.
func inAny(freq [NumFields]uint32, fields []Field) bool {
	return len(fields) == 0 || slices.ContainsFunc(fields, func(f Field) bool { return freq[f] > 0 })
}

// Among yields those of the documents, which ascend and are not replaced, in which the
// term stands: the document's place among them, and its positions, good until the next.
func (p Postings) Among(docs []DocNum) iter.Seq2[int, *Positions] {
	return func(yield func(int, *Positions) bool) {
		var at Positions
		i := 0
		for n := range p.parts {
			part := &p.parts[n]
			finder := part.Finder()
			end := part.view.base + DocNum(part.view.Docs())
			for ; i < len(docs) && docs[i] < end; i++ {
				if docs[i] < part.view.base || !finder.Seek(docs[i]-part.view.base) {
					continue
				}
				finder.Positions(&at)
				if !yield(i, &at) {
					return
				}
			}
		}
	}
}

// read decodes the positions that begin at a place, and returns the place after
// them.
func (at *Positions) read(encoded []byte, from int, freq [NumFields]uint32) int {
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

// A Finder looks documents up in the postings of a term in one segment, each time
// one that is not below the last.
type Finder struct {
	part   *Part
	blocks cursor
	block  packed
	found  int // the posting of the block

	positions []byte // of the term
	sizes     int    // where the size of the next block's positions stands
	next      int    // where these begin
	from      int    // where those of the block begin
	counted   bool   // before is of the block
	before    [BlockSize]int
}

// Finder returns one that stands before the first document.
func (p *Part) Finder() *Finder {
	return &Finder{part: p, blocks: p.list.cursor()}
}

// Seek tells whether the term stands in a document of the segment.
func (f *Finder) Seek(doc DocNum) bool {
	for f.block.n == 0 || doc > f.block.base+DocNum(f.block.last) {
		if f.blocks.left == 0 {
			return false
		}
		f.block = f.blocks.block()
		f.counted = false
		f.passPositions()
	}
	var ok bool
	f.found, ok = f.block.find(doc)
	return ok
}

// passPositions goes on to the positions of the next block.
func (f *Finder) passPositions() {
	if f.blocks.single || f.positions == nil {
		return
	}
	f.from = f.next
	var size uint64
	size, f.sizes = uvarint(f.positions, f.sizes)
	f.next += int(size)
}

// Freq returns how often the term stands in each field of the document found.
func (f *Finder) Freq() [NumFields]uint32 { return f.block.freq(f.found) }

// Positions reads where the term stands in the document found.
func (f *Finder) Positions(at *Positions) {
	if f.positions == nil {
		f.openPositions()
	}
	if !f.counted {
		f.count()
	}
	from := f.from
	if f.found > 0 {
		from = skipVarints(f.positions, from, f.before[f.found-1])
	}
	at.read(f.positions, from, f.Freq())
}

// openPositions finds the positions of the blocks up to that of the document found.
func (f *Finder) openPositions() {
	f.positions = f.part.view.run(sectionPositions, f.part.term)
	if f.blocks.single {
		return
	}
	blocks := (f.part.list.docFreq() + BlockSize - 1) / BlockSize
	f.next = skipVarints(f.positions, 0, blocks) // the sizes come before the positions
	passed := blocks - (f.blocks.left+BlockSize-1)/BlockSize
	for range passed {
		f.passPositions()
	}
}

// count counts the occurrences up to each posting of the block.
func (f *Finder) count() {
	var b Block
	f.block.decodeFreqs(&b)
	sum := 0
	for i := range f.block.n {
		sum += occurrences(b.Freq(i))
		f.before[i] = sum
	}
	f.counted = true
}
