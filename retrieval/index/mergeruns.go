package index

import (
	"cmp"
	"errors"
	"io"
	"slices"
)

// assemble encodes documents with what runs say of them as a segment, in parts.
func assemble(docs documents, runs []run) ([][]byte, error) {
	b := builder{documents: docs}
	err := mergeRuns(runs, ofTerms, func(term string, values [][]byte) { b.addTerm(term, mergeOccurrences(values)) })
	if err != nil {
		return nil, err
	}
	err = mergeRuns(runs, ofWords, func(word string, values [][]byte) { b.addWord(word, docsOf(values)) })
	if err != nil {
		return nil, err
	}
	err = mergeRuns(runs, ofPairs, func(key string, values [][]byte) { b.addPair(key, mergeOccurrences(values)) })
	if err != nil {
		return nil, err
	}
	err = mergeRuns(runs, ofLabels, func(label string, values [][]byte) { b.addLabel(label, mergeOccurrences(values)) })
	if err != nil {
		return nil, err
	}
	return b.encode(), nil
}

// mergeRuns calls each for every key of a sequence of several runs, ascending, with
// the values that runs have for it. Both are good until each returns.
func mergeRuns(runs []run, s sequence, each func(key string, values [][]byte)) error {
	var heads []*head
	for _, r := range runs {
		h := &head{source: r.entries(s)}
		if err := h.advance(); err != nil {
			return err
		}
		heads = append(heads, h)
	}
	var values [][]byte
	var least []*head
	for {
		least, values = least[:0], values[:0]
		for _, h := range heads {
			if h.ended || len(least) > 0 && h.key > least[0].key {
				continue
			}
			if len(least) > 0 && h.key < least[0].key {
				least, values = least[:0], values[:0]
			}
			least, values = append(least, h), append(values, h.value)
		}
		if len(least) == 0 {
			return nil
		}
		each(least[0].key, values)
		for _, h := range least {
			if err := h.advance(); err != nil {
				return err
			}
		}
	}
}

// A head is the entry that a source is at.
type head struct {
	source
	key   string
	value []byte
	ended bool
}

func (h *head) advance() (err error) {
	h.key, h.value, err = h.next()
	if errors.Is(err, io.EOF) {
		h.ended, err = true, nil
	}
	return err
}

// An occurrenceReader decodes spots; see there.
type occurrenceReader struct {
	encoded  []byte
	at       int
	field    uint64
	position uint32
}

// next goes on to the next occurrence, and tells whether there is one.
func (r *occurrenceReader) next() bool {
	if r.at == len(r.encoded) {
		return false
	}
	var head, position uint64
	head, r.at = uvarint(r.encoded, r.at)
	if head&1 == 0 {
		r.position += uint32(head >> 1)
		return true
	}
	r.field += head >> 1
	position, r.at = uvarint(r.encoded, r.at)
	r.position = uint32(position)
	return true
}

// before tells whether an occurrence is before another.
func (r *occurrenceReader) before(other *occurrenceReader) bool {
	return r.field < other.field || r.field == other.field && r.position < other.position
}

// mergeOccurrences returns the occurrences of several values in their order.
func mergeOccurrences(values [][]byte) occurrer {
	return func(each func(doc DocNum, f Field, position int)) {
		var room [8]occurrenceReader // enough nearly always
		readers := room[:0]
		for _, v := range values {
			if r := (occurrenceReader{encoded: v}); r.next() {
				readers = append(readers, r)
			}
		}
		for len(readers) > 0 {
			least := 0
			for i := range readers {
				if readers[i].before(&readers[least]) {
					least = i
				}
			}
			if !readers[least].passOn(readers, each) {
				readers = slices.Delete(readers, least, least+1)
			}
		}
	}
}

// passOn calls each for the reader's occurrence, and for those after it as long as
// none of another reader is before. It tells whether there are more.
func (r *occurrenceReader) passOn(readers []occurrenceReader, each func(doc DocNum, f Field, position int)) bool {
	for {
		each(DocNum(r.field/NumFields), Field(r.field%NumFields), int(r.position))
		if !r.next() {
			return false
		}
		for i := range readers {
			if readers[i].before(r) {
				return true
			}
		}
	}
}

// docsOf returns the number of documents of a word by what runs count. A document
// that several runs took in parts of is the last of one of them and the first of the
// next.
func docsOf(values [][]byte) uint32 {
	var room [8]wordCount
	counts := room[:0]
	for _, v := range values {
		counts = append(counts, readWordCount(v))
	}
	slices.SortFunc(counts, func(a, b wordCount) int { return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.last, b.last)) })
	n := uint32(0)
	for i, w := range counts {
		n += w.docs
		if slices.ContainsFunc(counts[:i], func(before wordCount) bool { return before.last == w.first }) {
			n--
		}
	}
	return n
}
