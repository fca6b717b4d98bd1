package index

import (
	"encoding/binary"
	"math/bits"
)

// BlockSize is how many postings are coded together: enough to make the cost of a
// call small, few enough that a block decoded stays in the fastest cache.
const BlockSize = 128

// A block of n postings, of which the last document is known (see list), is
//
//	high    n-1 + high(last) bits: see below
//	low     (n-1) · l bits
//	odd     n bits: 1 for a posting whose frequencies are not those of code 0
//	codes   for each of those a nibble, its code, or 15 for frequencies without one
//	others  for each of these the frequency in every field, as varints
//
// each filled up to whole bytes, bits from the lowest on; odd, codes and others are
// left out of a list that has one block and nothing odd.
//
// The documents are coded as Elias and Fano do: counted from base, the first that
// may be in the block, a document is cut into its l low bits, which stand in low,
// and the others, its high part: the bit at high part + i is set for the i-th
// document of the block, from 0. The last document is not in there. l is so chosen
// that high takes about two bits a posting; it follows from n and the last
// document. So a document takes no more than the theory of random ones asks for plus
// half a bit, all are read without a branch but for the words of high, and one is
// found without reading those before it.
//
// A frequency has one of 16 codes: most terms stand once in the abstract.
const (
	escape   = 15
	numCodes = escape
)

// codes are the frequencies by their codes, the commonest first, as they are in
// 79,772 abstracts: 74 % of the postings have code 0, and .7 % none.
var codes = [numCodes][NumFields]uint32{
	{0, 1}, {0, 2}, {0, 3}, {1, 1}, {1, 2}, {0, 4}, {1, 0}, {1, 3}, {1, 4}, {0, 5}, {1, 5}, {1, 6}, {0, 6}, {1, 7}, {0, 7},
}

func codeOf(freq [NumFields]uint32) uint8 {
	for code, f := range codes {
		if f == freq {
			return uint8(code)
		}
	}
	return escape
}

// A Block is up to 128 postings of one segment, decoded.
type Block struct {
	N     int
	Docs  [BlockSize]DocNum // ascending
	Codes [BlockSize]uint8  // of the frequencies: see [Block.Freq]
	Odd   [2]uint64         // bit i is set if posting i does not stand just once in the abstract
	other [][NumFields]uint32
}

// Freq returns how often the term stands in each field of the i-th document.
func (b *Block) Freq(i int) [NumFields]uint32 {
	if c := b.Codes[i]; c < numCodes {
		return codes[c]
	}
	n := 0
	for _, c := range b.Codes[:i] {
		if c == escape {
			n++
		}
	}
	return b.other[n]
}

// lowBits returns how many low bits of a document stand by themselves in a block
// of n whose documents lie in a range of that size.
func lowBits(n int, last uint32) uint {
	if n < 2 {
		return 0
	}
	return uint(max(0, bits.Len32(last/uint32(n-1))-1))
}

// A shape is how a block of n postings is laid out.
type shape struct {
	n        int
	last     uint32 // from base on
	width    uint   // of the low bits
	highSize int    // bytes
	lowSize  int
}

func shapeOf(n int, last uint32) shape {
	s := shape{n: n, last: last, width: lowBits(n, last)}
	if n > 1 {
		s.highSize = bytesOf(n - 1 + int(last>>s.width))
		s.lowSize = bytesOf((n - 1) * int(s.width))
	}
	return s
}

// bytesOf returns how many bytes so many bits take.
func bytesOf(bits int) int { return (bits + 7) / 8 }

// appendBlock encodes postings, whose documents are at least base. A plain block
// leaves out the frequencies, which all have code 0.
func appendBlock(dst []byte, postings []Posting, base DocNum, plain bool) []byte {
	n := len(postings)
	s := shapeOf(n, uint32(postings[n-1].Doc-base))
	at := len(dst)
	dst = append(dst, make([]byte, s.highSize+s.lowSize)...)
	high, low := dst[at:at+s.highSize], dst[at+s.highSize:]
	for i, p := range postings[:n-1] {
		doc := uint32(p.Doc - base)
		setBit(high, int(doc>>s.width)+i)
		for bit := range int(s.width) {
			if doc>>bit&1 != 0 {
				setBit(low, i*int(s.width)+bit)
			}
		}
	}
	if plain {
		return dst
	}
	return appendFreqs(dst, postings)
}

func appendFreqs(dst []byte, postings []Posting) []byte {
	at := len(dst)
	dst = append(dst, make([]byte, bytesOf(len(postings)))...)
	odd := dst[at:]
	var nibbles, others []byte
	count := 0
	for i, p := range postings {
		code := codeOf(p.Freq)
		if code == 0 {
			continue
		}
		setBit(odd, i)
		if count%2 == 0 {
			nibbles = append(nibbles, code)
		} else {
			nibbles[count/2] |= code << 4
		}
		count++
		if code == escape {
			for _, n := range p.Freq {
				others = binary.AppendUvarint(others, uint64(n))
			}
		}
	}
	return append(append(dst, nibbles...), others...)
}

func setBit(b []byte, i int) { b[i/8] |= 1 << (i % 8) }

// plainBlock tells whether all postings have code 0.
func plainBlock(postings []Posting) bool {
	for _, p := range postings {
		if codeOf(p.Freq) != 0 {
			return false
		}
	}
	return true
}

// A packed block is one as it stands in a segment.
type packed struct {
	shape
	base  DocNum
	high  []byte // the block, and at least padding bytes after it
	plain bool
}

// low returns the low bits, and what follows.
func (p *packed) low() []byte { return p.high[p.highSize:] }

// load returns the eight bytes from a place on.
func load(b []byte, at int) uint64 { return binary.LittleEndian.Uint64(b[at:]) }

// decode reads the whole block.
func (p *packed) decode(b *Block) {
	b.N = p.n
	p.decodeDocs(b)
	p.decodeFreqs(b)
}

func (p *packed) decodeDocs(b *Block) {
	last := p.n - 1
	if last == 0 {
		b.Docs[0] = p.base + DocNum(p.last)
		return
	}
	p.decodeLow(b)
	b.Docs[last&(BlockSize-1)] = p.base + DocNum(p.last)
	width := p.width & 31
	left := last + int(p.last>>width) // bits of high
	i := 0
	for at := 0; left > 0; at += size64 {
		word := load(p.high, at)
		if left < 64 {
			word &= 1<<left - 1
		}
		left -= 64
		first := at * 8
		for ; word != 0; word &= word - 1 {
			part := uint32(first + bits.TrailingZeros64(word) - i)
			b.Docs[i&(BlockSize-1)] += p.base + DocNum(part<<width)
			i++
		}
	}
}

// decodeLow reads the low bits of all documents but the last, and maybe of some more,
// which do not count: four at a time as long as these fit in eight bytes from any bit on.
func (p *packed) decodeLow(b *Block) {
	low := p.low()
	width := p.width & 31
	mask := uint64(1)<<width - 1
	last := p.n - 1
	if width > 14 {
		for i := range b.Docs[:last&(BlockSize-1)] {
			at := uint(i) * width
			b.Docs[i] = DocNum(load(low, int(at>>3)) >> (at & 7) & mask)
		}
		return
	}
	for i := 0; i < last; i += 4 {
		at := uint(i) * width
		four := load(low, int(at>>3)) >> (at & 7)
		docs := (*[4]DocNum)(b.Docs[i&(BlockSize-4):])
		docs[0] = DocNum(four & mask)
		four >>= width
		docs[1] = DocNum(four & mask)
		four >>= width
		docs[2] = DocNum(four & mask)
		docs[3] = DocNum(four >> width & mask)
	}
}

// oddBits returns which postings of the block do not have code 0.
func (p *packed) oddBits() (odd [2]uint64) {
	if p.plain {
		return odd
	}
	at := p.highSize + p.lowSize
	odd[0] = load(p.high, at)
	if p.n <= 64 {
		odd[0] &= 1<<(p.n&63) - 1
		if p.n == 64 {
			odd[0] = load(p.high, at)
		}
		return odd
	}
	odd[1] = load(p.high, at+size64)
	if p.n < BlockSize {
		odd[1] &= 1<<(p.n-64) - 1
	}
	return odd
}

// codesAt returns where the codes begin.
func (p *packed) codesAt() int { return p.highSize + p.lowSize + bytesOf(p.n) }

// decodeFreqs reads the codes.
func (p *packed) decodeFreqs(b *Block) {
	clear(b.Codes[:p.n])
	b.other = b.other[:0]
	b.Odd = p.oddBits()
	if b.Odd == [2]uint64{} {
		return
	}
	at := p.codesAt()
	count, escapes := 0, 0
	for half, word := range b.Odd {
		for ; word != 0; word &= word - 1 {
			code := p.high[at+count/2] >> (count % 2 * 4) & 15
			b.Codes[half*64+bits.TrailingZeros64(word)] = code
			count++
			if code == escape {
				escapes++
			}
		}
	}
	at += (count + 1) / 2
	for range escapes {
		var freq [NumFields]uint32
		freq, at = p.other(at)
		b.other = append(b.other, freq)
	}
}

// other returns the frequencies without a code that stand at a place, and the place
// after them.
func (p *packed) other(at int) (freq [NumFields]uint32, after int) {
	for f := range freq {
		var n uint64
		n, at = uvarint(p.high, at)
		freq[f] = uint32(n)
	}
	return freq, at
}

// freq returns the frequencies of the i-th posting.
func (p *packed) freq(i int) [NumFields]uint32 {
	odd := p.oddBits()
	half, bit := i/64, uint(i%64)
	if odd[half]>>bit&1 == 0 {
		return codes[0]
	}
	count := bits.OnesCount64(odd[half] & (1<<bit - 1))
	if half == 1 {
		count += bits.OnesCount64(odd[0])
	}
	at := p.codesAt()
	if code := p.high[at+count/2] >> (count % 2 * 4) & 15; code < numCodes {
		return codes[code]
	}
	before := 0 // others before it
	for k := range count {
		if p.high[at+k/2]>>(k%2*4)&15 == escape {
			before++
		}
	}
	at += (bits.OnesCount64(odd[0]) + bits.OnesCount64(odd[1]) + 1) / 2
	for range before {
		_, at = p.other(at)
	}
	freq, _ := p.other(at)
	return freq
}

// find returns which posting of the block is that of a document, and whether there
// is one. It reads no more than it must.
func (p *packed) find(doc DocNum) (int, bool) {
	want := uint32(doc - p.base)
	if doc < p.base || want >= p.last {
		return p.n - 1, doc >= p.base && want == p.last
	}
	width := p.width
	part := int(want >> width)
	mask := uint64(1)<<width - 1
	at := p.afterZeros(part) // the first bit of the documents with that high part
	low := p.low()
	for i := at - part; i < p.n-1; i++ {
		if p.high[at>>3]>>(at&7)&1 == 0 {
			return i, false
		}
		bit := uint(i) * width
		got := uint32(load(low, int(bit>>3)) >> (bit & 7) & mask)
		if rest := want & uint32(mask); got >= rest {
			return i, got == rest
		}
		at++
	}
	return p.n - 1, false
}

// afterZeros returns the place after the first n zeros of high.
func (p *packed) afterZeros(n int) int {
	if n == 0 {
		return 0
	}
	at := 0
	for {
		zeros := ^load(p.high, at)
		in := bits.OnesCount64(zeros)
		if n <= in {
			return at*8 + selectBit(zeros, n-1) + 1
		}
		n -= in
		at += size64
	}
}

// selectBit returns the place of the n-th bit of a word that is set, from 0.
func selectBit(word uint64, n int) int {
	at := 0
	for half := 32; half >= 4; half /= 2 {
		in := bits.OnesCount64(word & (1<<half - 1))
		if n >= in {
			n -= in
			word >>= half
			at += half
		}
	}
	for range n {
		word &= word - 1
	}
	return at + bits.TrailingZeros64(word)
}
