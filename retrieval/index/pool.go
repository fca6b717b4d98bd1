package index

import "encoding/binary"

// A pool is memory for very many streams of bytes that grow side by side, most of
// them to a few bytes. It gives each stream slices of growing size, and is freed
// whole; the garbage collector sees its pages alone.
type pool struct {
	pages [][]byte
	next  int // the first free byte of the last page
}

const (
	pageBits = 15
	pageSize = 1 << pageBits
	linkSize = size32
)

// payloads are the bytes that the slices of a stream hold, the first slice first;
// all further ones are of the last size. Each is followed by the address of the next
// slice: the number of its page and its place there.
var payloads = [...]int{8, 12, 20, 36, 76, 156, 316, 636, 1276, 2556}

func payload(slice uint32) int { return payloads[min(int(slice), len(payloads)-1)] }

// A stream is bytes in a pool. Its zero value is empty.
type stream struct {
	first  uint32 // address of the first slice
	at     uint32 // address of the next byte
	left   uint32 // bytes left in the last slice
	slices uint32
}

// size returns how many bytes the pool takes.
func (p *pool) size() int { return len(p.pages) * pageSize }

// appendUvarint appends a number to a stream.
func (p *pool) appendUvarint(s *stream, n uint64) {
	for n >= 0x80 {
		p.append(s, byte(n)|0x80)
		n >>= 7
	}
	p.append(s, byte(n))
}

func (p *pool) append(s *stream, b byte) {
	if s.left == 0 {
		p.grow(s)
	}
	p.pages[s.at>>pageBits][s.at&(pageSize-1)] = b
	s.at++
	s.left--
}

// grow gives a stream, which has no room left, one more slice.
func (p *pool) grow(s *stream) {
	size := payload(s.slices)
	if len(p.pages) == 0 || p.next+size+linkSize > pageSize {
		p.pages = append(p.pages, make([]byte, pageSize))
		p.next = 0
	}
	slice := uint32(len(p.pages)-1)<<pageBits | uint32(p.next)
	if s.slices == 0 {
		s.first = slice
	} else {
		binary.LittleEndian.PutUint32(p.pages[s.at>>pageBits][s.at&(pageSize-1):], slice)
	}
	p.next += size + linkSize
	s.at, s.left = slice, uint32(size)
	s.slices++
}

// appendTo appends what a stream holds to dst.
func (p *pool) appendTo(dst []byte, s stream) []byte {
	at := s.first
	for i := range s.slices {
		slice := p.pages[at>>pageBits][at&(pageSize-1):]
		size := payload(i)
		if i == s.slices-1 {
			return append(dst, slice[:size-int(s.left)]...)
		}
		dst = append(dst, slice[:size]...)
		at = binary.LittleEndian.Uint32(slice[size:])
	}
	return dst
}
