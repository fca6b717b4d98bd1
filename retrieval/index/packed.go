package index

import (
	"encoding/binary"
	"math/bits"
)

// padding is how many bytes follow each section at least, so that eight bytes can
// be read from wherever a value begins.
const padding = 16

// numbers are a list of numbers, each of as many bits as the largest needs: the bits
// as a byte, the count as u32, the values, the lowest bits first.
type numbers struct {
	values []byte
	n      int
	width  uint
	mask   uint64
}

const numbersHead = 1 + size32

// readNumbers returns the numbers of a section of size bytes, which b begins with,
// and whether it is large enough to have so many.
func readNumbers(b []byte, size int) (numbers, bool) {
	if size < numbersHead {
		return numbers{}, false
	}
	width, n := uint(b[0]), int(u32(b, 1))
	if width > 32 || bytesOf(n*int(width)) > size-numbersHead {
		return numbers{}, false
	}
	return numbers{values: b[numbersHead:], n: n, width: width, mask: 1<<width - 1}, true
}

func (n *numbers) len() int { return n.n }

func (n *numbers) at(i int) uint32 {
	bit := uint(i) * n.width
	return uint32(load(n.values, int(bit>>3)) >> (bit & 7) & n.mask)
}

func newNumbers[T ~uint32](all []T) []byte {
	most := uint32(0)
	for _, n := range all {
		most |= uint32(n)
	}
	width := bits.Len32(most)
	b := make([]byte, 0, numbersHead+bytesOf(len(all)*width))
	b = append(b, byte(width))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(all)))
	buffer, filled := uint64(0), 0
	for _, n := range all {
		buffer |= uint64(n) << filled
		for filled += width; filled >= 8; filled -= 8 {
			b = append(b, byte(buffer))
			buffer >>= 8
		}
	}
	if filled > 0 {
		b = append(b, byte(buffer))
	}
	return b
}
