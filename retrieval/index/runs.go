package index

import "encoding/binary"

// runs are a list of byte strings: the number n as u32; for each group of 16 of
// them two u64, where its lengths and where its strings begin, and two more for the
// end; the length of each as a varint, then the strings without gaps. Lengths and
// strings are counted from the end of these u64.
type runs struct {
	n      int
	head   int // bytes before the lengths
	starts []byte
	body   []byte
}

// readRuns returns the runs of a section, and whether it is large enough to have
// so many.
func readRuns(b []byte) (runs, bool) {
	if len(b) < size32 {
		return runs{}, false
	}
	n := int(u32(b, 0))
	head := size32 + 2*size64*(groupsOf(n)+1)
	if head > len(b) {
		return runs{}, false
	}
	return runs{n: n, head: head, starts: b[size32:head], body: b[head:]}, true
}

// lengths returns how many bytes the lengths of the strings take.
func (r *runs) lengths() int {
	n := u64(r.starts, len(r.starts)-2*size64)
	return int(min(n, uint64(len(r.body))))
}

// at returns where in body the i-th is.
func (r *runs) at(i int) span {
	group := i / groupSize
	length := int(u64(r.starts, group*2*size64))
	from := int(u64(r.starts, group*2*size64+size64))
	var n uint64
	for range i % groupSize {
		n, length = uvarint(r.body, length)
		from += int(n)
	}
	n, _ = uvarint(r.body, length)
	return span{from, from + int(n)}
}

// newRuns encodes n byte strings.
func newRuns(n int, run func(i int) []byte) []byte {
	b := make([]byte, size32+2*size64*(groupsOf(n)+1))
	binary.LittleEndian.PutUint32(b, uint32(n))
	from := len(b)
	sum := 0
	mark := func(group int) {
		at := size32 + group*2*size64
		binary.LittleEndian.PutUint64(b[at:], uint64(len(b)-from))
		binary.LittleEndian.PutUint64(b[at+size64:], uint64(sum))
	}
	for i := range n {
		if i%groupSize == 0 {
			mark(i / groupSize)
		}
		length := len(run(i))
		b = binary.AppendUvarint(b, uint64(length))
		sum += length
	}
	mark(groupsOf(n))
	lengths := uint64(len(b) - from)
	for group := range groupsOf(n) + 1 {
		at := b[size32+group*2*size64+size64:]
		binary.LittleEndian.PutUint64(at, binary.LittleEndian.Uint64(at)+lengths)
	}
	for i := range n {
		b = append(b, run(i)...)
	}
	return b
}
