package index

// Parts returns the postings of each segment that has any, oldest first.
func (p Postings) Parts() []Part { return p.parts }

// Base returns the number in the snapshot of the segment's document 0.
func (p *Part) Base() DocNum { return p.view.base }

// Segment returns the number of the segment in the snapshot, from 0.
func (p *Part) Segment() int { return p.view.number }

// Term returns the number of the term in the segment, from 0.
func (p *Part) Term() int { return p.term }

// Len returns the number of postings, those of replaced documents included.
func (p *Part) Len() int { return p.list.docFreq() }

// Replaced tells whether a later document has taken the place of one of the segment.
func (p *Part) Replaced(doc DocNum) bool { return p.view.replaced.has(doc) }

// A BlockRef is where one block of a list lies, and which documents it may have:
// those after the last of the block before, up to Last.
type BlockRef struct {
	Last DocNum
	at   uint32 // from where the list begins
}

// Blocks returns where the blocks of the list lie, in the order of documents.
func (p *Part) Blocks() []BlockRef {
	refs := make([]BlockRef, 0, (p.Len()+BlockSize-1)/BlockSize)
	for c := p.list.cursor(); c.left > 0; {
		at := c.at
		block := c.block()
		if c.single {
			at = c.skip
		}
		refs = append(refs, BlockRef{block.base + DocNum(block.last), uint32(at)})
	}
	return refs
}

// block returns one of the list's blocks.
func (p *Part) block(refs []BlockRef, i int) packed {
	base, n := DocNum(0), BlockSize
	if i > 0 {
		base = refs[i-1].Last + 1
	}
	plain := false
	if i == len(refs)-1 {
		n = p.list.docFreq() - i*BlockSize
		plain = p.list[0]&1 != 0
	}
	return packed{
		shape: shapeOf(n, uint32(refs[i].Last-base)), base: base, high: p.list[refs[i].at:cap(p.list)], plain: plain,
	}
}

// Read decodes the i-th of the list's blocks.
func (p *Part) Read(refs []BlockRef, i int, b *Block) {
	block := p.block(refs, i)
	block.decode(b)
}

// Find returns how often the term stands in each field of a document of the
// segment, and whether it does at all. The document may be in the i-th of the list's
// blocks, and in no other.
func (p *Part) Find(refs []BlockRef, i int, doc DocNum) (freq [NumFields]uint32, ok bool) {
	block := p.block(refs, i)
	at, ok := block.find(doc)
	if !ok {
		return freq, false
	}
	return block.freq(at), true
}

// BlockOf returns which block may have a document, len(refs) if none.
func BlockOf(refs []BlockRef, doc DocNum) int {
	low, high := 0, len(refs)
	for low < high {
		if middle := int(uint(low+high) / 2); refs[middle].Last < doc {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// Lengths reads how many tokens the documents of a block have in a field.
func (p *Part) Lengths(b *Block, f Field, into *[BlockSize]uint32) {
	if !p.view.ready(sectionLengths + int(f)) {
		clear(into[:])
		return
	}
	lengths := p.view.lengths[f]
	for i, doc := range b.Docs[:b.N&(2*BlockSize-1)] {
		into[i&(BlockSize-1)] = lengths.at(int(doc))
	}
}

// Length returns how many tokens a document of the segment has in a field.
func (p *Part) Length(doc DocNum, f Field) uint32 {
	if !p.view.ready(sectionLengths + int(f)) {
		return 0
	}
	return p.view.lengths[f].at(int(doc))
}
