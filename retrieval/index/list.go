package index

import "encoding/binary"

// A list is the postings of a term, encoded: their number as a varint, and then
// for each posting
//
//	varint   gap << (NumFields+1) | present << 1 | once
//	varint   unless once: the frequency of each field that is present
//
// gap is how many documents are skipped since the last posting; bit f of present
// is set if the term stands in field f; once is 1 if it stands only once in each
// of those. Most postings take one byte or two. A varint has 7 bits a byte, the
// lowest first, and in all bytes but the last the top bit set.
type list string

const (
	gapShift     = NumFields + 1
	presentShift = 1
	onceBit      = 1
)

// docFreq returns the number of postings.
func (l list) docFreq() int {
	if l == "" {
		return 0
	}
	n, _ := uvarint(string(l), 0)
	return int(n)
}

// A block is room for postings that are read together: enough to make the cost of
// the call small, few enough to stay in the fastest cache.
type block [128]Posting

// A cursor reads a list from its beginning.
type cursor struct {
	list string
	at   int    // where the next posting begins
	left int    // postings not yet read
	next DocNum // the document after that of the last posting
}

func (l list) cursor() cursor {
	if l == "" {
		return cursor{}
	}
	n, at := uvarint(string(l), 0)
	return cursor{list: string(l), at: at, left: int(n)}
}

// read returns the next postings in b, none at the end.
func (c *cursor) read(b *block) []Posting {
	n := min(c.left, len(b))
	list, at, next := c.list, c.at, c.next
	for i := range b[:n] {
		p := &b[i]
		var head uint64
		head, at = uvarint(list, at)
		p.Doc = next + DocNum(head>>gapShift)
		next = p.Doc + 1
		for f := range p.Freq {
			p.Freq[f] = uint32(head >> presentShift >> f & 1)
			if p.Freq[f] != 0 && head&onceBit == 0 {
				var freq uint64
				freq, at = uvarint(list, at)
				p.Freq[f] = uint32(freq)
			}
		}
	}
	c.at, c.next = at, next
	c.left -= n
	return b[:n]
}

// uvarint returns the varint at a place of s, and the place after it.
func uvarint(s string, at int) (uint64, int) {
	if b := s[at]; b < 0x80 { // small enough to be inlined
		return uint64(b), at + 1
	}
	return longUvarint(s, at)
}

func longUvarint(s string, at int) (n uint64, after int) {
	for shift := 0; ; shift += 7 {
		b := s[at]
		at++
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return n, at
		}
	}
}

// A listBuilder encodes the postings of a term, which come by ascending document.
type listBuilder struct {
	done      []byte  // the postings before the last, encoded
	last      Posting // may still grow
	docs      int     // postings, the last one included
	next      DocNum  // the document after that of the last posting in done
	positions []byte  // see Positions
	position  int     // the last one in the field
}

// addAt counts one occurrence of the term, at a position that is not before the
// last one in the field.
func (l *listBuilder) addAt(doc DocNum, f Field, position int) {
	l.add(doc, f)
	if l.last.Freq[f] == 1 {
		l.position = 0
	}
	l.positions = binary.AppendUvarint(l.positions, uint64(position-l.position))
	l.position = position
}

// add counts one occurrence of the term.
func (l *listBuilder) add(doc DocNum, f Field) {
	if l.docs == 0 || l.last.Doc != doc {
		l.flush()
		l.last = Posting{Doc: doc}
		l.docs++
	}
	l.last.Freq[f]++
}

// flush encodes the last posting.
func (l *listBuilder) flush() {
	if l.docs == 0 {
		return
	}
	present, once := uint64(0), uint64(onceBit)
	for f, n := range l.last.Freq {
		if n > 0 {
			present |= 1 << f
		}
		if n > 1 {
			once = 0
		}
	}
	l.done = binary.AppendUvarint(l.done, uint64(l.last.Doc-l.next)<<gapShift|present<<presentShift|once)
	for _, n := range l.last.Freq {
		if once == 0 && n > 0 {
			l.done = binary.AppendUvarint(l.done, uint64(n))
		}
	}
	l.next = l.last.Doc + 1
}

// list returns the encoded postings. Nothing can be added afterwards.
func (l *listBuilder) list() []byte {
	l.flush()
	return append(binary.AppendUvarint(make([]byte, 0, len(l.done)+binary.MaxVarintLen32), uint64(l.docs)), l.done...)
}
