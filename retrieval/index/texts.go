package index

import "encoding/binary"

// groupSize is how many entries of texts and runs share a place to begin at: reading
// one reads half as many on the average.
const groupSize = 16

// texts are a sorted list of texts: the number n as u32; for each group of 16 of
// them as u32 where it begins, from the end of these numbers; and the groups. Of
// each text a group has, as varints, how many bytes it shares with the one before it
// and how many more it has, and these; the first of a group shares none.
type texts struct {
	n      int
	starts []byte
	groups []byte
}

// readTexts returns the texts of a section, and whether it is large enough to have
// so many.
func readTexts(b []byte) (texts, bool) {
	if len(b) < size32 {
		return texts{}, false
	}
	n := int(u32(b, 0))
	starts := size32 * (1 + groupsOf(n))
	if starts > len(b) {
		return texts{}, false
	}
	return texts{n: n, starts: b[size32:starts], groups: b[starts:]}, true
}

func groupsOf(n int) int { return (n + groupSize - 1) / groupSize }

// at returns the i-th text.
func (t *texts) at(i int) string {
	c := t.cursor(i)
	return string(c.text)
}

// head returns the first text of a group.
func (t *texts) head(group int) []byte {
	at := int(u32(t.starts, group*size32)) + 1 // it shares nothing: one byte
	n, at := uvarint(t.groups, at)
	return t.groups[at : at+int(n)]
}

// find returns the place of a text, or of the first one above it, and whether it is
// there.
func (t *texts) find(text string) (int, bool) {
	low, high := 0, groupsOf(t.n) // the first group whose head is above text lies between them
	for low < high {
		if middle := int(uint(low+high) / 2); string(t.head(middle)) <= text {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low == 0 {
		return 0, false
	}
	return t.findIn(low-1, text)
}

// findIn is find for a text that is not below the head of that group nor above that
// of the next. It keeps how many bytes of the text the last entry, which is below
// it, has in common with it: an entry that shares more with the last one is below
// the text, too, and one that shares less above it.
func (t *texts) findIn(group int, text string) (int, bool) {
	at := int(u32(t.starts, group*size32))
	common := 0
	end := min(t.n, (group+1)*groupSize)
	for i := group * groupSize; i < end; i++ {
		shared, next := uvarint(t.groups, at)
		more, next := uvarint(t.groups, next)
		at = next + int(more)
		switch {
		case int(shared) > common:
			continue
		case int(shared) < common:
			return i, false
		}
		entry, rest := t.groups[next:at], text[common:]
		n := 0
		for n < len(entry) && n < len(rest) && entry[n] == rest[n] {
			n++
		}
		switch {
		case n == len(entry) && n == len(rest):
			return i, true
		case n == len(rest) || n < len(entry) && entry[n] > rest[n]:
			return i, false
		}
		common += n
	}
	return end, false
}

// A textCursor reads texts one after the other.
type textCursor struct {
	of   *texts
	at   int // where the next one begins
	i    int // the number of text
	text []byte
}

// cursor returns one that has read the i-th text, if there is one.
func (t *texts) cursor(i int) textCursor {
	c := textCursor{of: t, i: i}
	if i >= t.n {
		return c
	}
	group := i / groupSize
	c.at = int(u32(t.starts, group*size32))
	for c.i = group*groupSize - 1; c.i < i; {
		c.next()
	}
	return c
}

// ok tells whether text is one of the texts.
func (c *textCursor) ok() bool { return c.i < c.of.n }

// next goes on to the next text. Those it yields are good until then.
func (c *textCursor) next() {
	if c.i++; c.i >= c.of.n {
		return
	}
	shared, at := uvarint(c.of.groups, c.at)
	more, at := uvarint(c.of.groups, at)
	c.at = at + int(more)
	c.text = append(c.text[:shared], c.of.groups[at:c.at]...)
}

// newTexts encodes n texts, which ascend.
func newTexts(n int, text func(i int) string) []byte {
	b := make([]byte, size32*(1+groupsOf(n)))
	binary.LittleEndian.PutUint32(b, uint32(n))
	from := len(b)
	last := ""
	for i := range n {
		s := text(i)
		shared := 0
		if i%groupSize == 0 {
			binary.LittleEndian.PutUint32(b[size32*(1+i/groupSize):], uint32(len(b)-from))
		} else {
			for shared < len(s) && shared < len(last) && s[shared] == last[shared] {
				shared++
			}
		}
		b = binary.AppendUvarint(b, uint64(shared))
		b = binary.AppendUvarint(b, uint64(len(s)-shared))
		b = append(b, s[shared:]...)
		last = s
	}
	return b
}
