package index

import (
	"encoding/binary"
	"slices"
)

// A list is the postings of a term, encoded:
//
//	varint   document frequency << 1 | plain
//	varint   up to 128 postings: the last document
//	         more: bytes of skips
//	skips    if more, for each block two varints: the last document, counted from
//	         the one after the last of the block before, and the bytes of the block
//	blocks   see block; all but the last have 128 postings
//
// plain is 1 for a list of one block without frequencies. A varint has 7 bits a
// byte, the lowest first, and in all bytes but the last the top bit set.
//
// What a block adds to a score at most does not stand here: it depends on the
// parameters and on the mean lengths of a snapshot, and is found when a term is first
// asked for. See the package's comment.
type list []byte

// docFreq returns the number of postings.
func (l list) docFreq() int {
	if len(l) == 0 {
		return 0
	}
	head, _ := uvarint(l, 0)
	return int(head >> 1)
}

// A cursor reads the blocks of a list one after the other.
type cursor struct {
	list   list
	skip   int    // where the next block's entry begins
	at     int    // where the next block begins
	left   int    // postings in the blocks not yet read
	next   DocNum // the document after the last one
	single bool   // the list is one block
	plain  bool
}

func (l list) cursor() cursor {
	if len(l) == 0 {
		return cursor{}
	}
	head, at := uvarint(l, 0)
	c := cursor{list: l, left: int(head >> 1), plain: head&1 != 0}
	if c.left <= BlockSize {
		c.skip, c.single = at, true
		return c
	}
	size, skips := uvarint(l, at)
	c.skip, c.at = skips, skips+int(size)
	return c
}

// block returns the next block, of which there must be one.
func (c *cursor) block() packed {
	n := min(c.left, BlockSize)
	last, at := uvarint(c.list, c.skip)
	size := uint64(0)
	if c.single {
		c.at = at
	} else {
		size, at = uvarint(c.list, at)
	}
	p := packed{shape: shapeOf(n, uint32(last)), base: c.next, high: c.list[c.at:cap(c.list)], plain: c.plain}
	c.left -= n
	c.skip = at
	c.at += int(size)
	c.next += DocNum(last) + 1
	return p
}

// uvarint returns the varint at a place of b, and the place after it.
func uvarint(b []byte, at int) (uint64, int) {
	if n := b[at]; n < 0x80 { // small enough to be inlined
		return uint64(n), at + 1
	}
	return longUvarint(b, at)
}

func longUvarint(b []byte, at int) (n uint64, after int) {
	for shift := 0; ; shift += 7 {
		c := b[at]
		at++
		n |= uint64(c&0x7f) << shift
		if c < 0x80 {
			return n, at
		}
	}
}

// appendList encodes postings, which ascend.
func appendList(dst []byte, postings []Posting) []byte {
	n := len(postings)
	if n <= BlockSize {
		plain := plainBlock(postings)
		head := uint64(n) << 1
		if plain {
			head |= 1
		}
		dst = binary.AppendUvarint(dst, head)
		if n == 0 {
			return dst
		}
		dst = binary.AppendUvarint(dst, uint64(postings[n-1].Doc))
		return appendBlock(dst, postings, 0, plain)
	}
	var skips, blocks []byte
	base := DocNum(0)
	for part := range slices.Chunk(postings, BlockSize) {
		last := part[len(part)-1].Doc
		before := len(blocks)
		blocks = appendBlock(blocks, part, base, false)
		skips = binary.AppendUvarint(skips, uint64(last-base))
		skips = binary.AppendUvarint(skips, uint64(len(blocks)-before))
		base = last + 1
	}
	dst = binary.AppendUvarint(dst, uint64(n)<<1)
	dst = binary.AppendUvarint(dst, uint64(len(skips)))
	return append(append(dst, skips...), blocks...)
}

// A listBuilder collects the postings of a term, which come by ascending document.
type listBuilder struct {
	postings  []Posting // the last may still grow
	positions []byte    // see Positions
	position  int       // the last one in the field
}

// addAt counts one occurrence of the term, at a position that is not before the
// last one in the field.
func (l *listBuilder) addAt(doc DocNum, f Field, position int) {
	if l.add(doc, f) == 1 {
		l.position = 0
	}
	l.positions = binary.AppendUvarint(l.positions, uint64(position-l.position))
	l.position = position
}

// add counts one occurrence of the term, and returns how many there are in the
// field.
func (l *listBuilder) add(doc DocNum, f Field) uint32 {
	if n := len(l.postings); n == 0 || l.postings[n-1].Doc != doc {
		l.postings = append(l.postings, Posting{Doc: doc})
	}
	p := &l.postings[len(l.postings)-1]
	p.Freq[f]++
	return p.Freq[f]
}
