package analysis

import (
	"encoding/binary"
	"math/bits"
	"unsafe"
)

// A wordTable tells what short words count as. Each word has a slot, half a cache
// line, at its hash or after; there are no pointers, neither to follow nor for the
// garbage collector. Its zero value is empty.
type wordTable struct {
	slots []slot // a power of 2, at most three quarters full
	used  int
}

type slot struct {
	key // that of no word if the slot is empty
	meant
}

// A key is a word of at most maxKey bytes: its bytes, as two numbers. Short ones are
// filled up with zeros, which no word has.
type key struct{ head, tail uint64 }

const (
	maxKey    = 16
	wordSize  = 8
	fewest    = 1 << 8 // slots
	slotBytes = int(unsafe.Sizeof(slot{}))
)

// keyOf returns the key of text[start:end].
func keyOf(text string, start, end int) (k key) {
	if start+maxKey > len(text) {
		var padded [maxKey]byte
		copy(padded[:], text[start:end])
		return key{binary.LittleEndian.Uint64(padded[:]), binary.LittleEndian.Uint64(padded[wordSize:])}
	}
	b := unsafe.Slice(unsafe.StringData(text[start:]), maxKey)
	n := uint(end - start)
	if n <= wordSize {
		return key{head: binary.LittleEndian.Uint64(b) & lowBytes(n)}
	}
	return key{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[wordSize:]) & lowBytes(n-wordSize)}
}

// lowBytes returns a mask of the n lowest bytes, 1 to 8.
func lowBytes(n uint) uint64 { return ^uint64(0) >> (64 - 8*n) }

// hash mixes the bits of a key: odd constants without pattern, of the golden ratio
// and of π.
func (k key) hash() uint64 {
	high, low := bits.Mul64(k.head^0x9e3779b97f4a7c15, k.tail^0x243f6a8885a308d3)
	return (high ^ low ^ k.head) * 0x9e3779b97f4a7c15
}

func (t *wordTable) size() int { return len(t.slots) * slotBytes }

// slot returns the slot of a key: an empty one if the table does not have it.
func (t *wordTable) slot(k key) *slot {
	if len(t.slots) == 0 {
		t.slots = make([]slot, fewest)
	}
	mask := uint64(len(t.slots) - 1)
	for i := k.hash() >> 32; ; i++ {
		if s := &t.slots[i&mask]; s.key == k || s.key == (key{}) {
			return s
		}
	}
}

// put enters what a new key means.
func (t *wordTable) put(k key, m meant) meant {
	if t.used++; 4*t.used > 3*len(t.slots) {
		old := t.slots
		t.slots = make([]slot, 2*len(old))
		for _, s := range old {
			if s.key != (key{}) {
				*t.slot(s.key) = s
			}
		}
	}
	*t.slot(k) = slot{k, m}
	return m
}
