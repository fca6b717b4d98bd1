package index

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"unsafe"
)

// A run is what an inverter took in, in order: four sequences of entries, each
// ascending by key.
type run interface {
	entries(s sequence) source
}

// A sequence is one of the four of a run.
type sequence int

const (
	ofTerms  sequence = iota // a term with its occurrences
	ofWords                  // a word with its wordCount: documents, first and last as varints
	ofPairs                  // an acronymKey with its occurrences
	ofLabels                 // a label with its occurrences
	numSequences
)

// A source yields entries by ascending key; both are good until the next call. At
// the end it returns io.EOF.
type source interface {
	next() (key string, value []byte, err error)
}

// A keyed is a key with where its value lies in an inverter.
type keyed struct {
	key string
	n   uint32
}

func byKey(a, b keyed) int { return strings.Compare(a.key, b.key) }

// entries makes an inverter a run. Nothing can be added afterwards.
func (v *inverter) entries(s sequence) source {
	m := &memorySource{}
	switch s {
	case ofTerms:
		for term, n := range v.terms {
			m.keys = append(m.keys, keyed{term, n})
		}
		m.value = func(dst []byte, k keyed) []byte { return v.pool.appendTo(dst, v.lists[k.n].stream) }
	case ofWords:
		for n, word := range v.vocabulary.Words() {
			m.keys = append(m.keys, keyed{word.Text, uint32(n)})
		}
		m.value = func(dst []byte, k keyed) []byte { return v.words[k.n].appendTo(dst) }
	case ofPairs:
		for key := range v.pairs {
			m.keys = append(m.keys, keyed{key: key})
		}
		m.value = func(dst []byte, k keyed) []byte { return v.pool.appendTo(dst, v.pairs[k.key].stream) }
	case ofLabels:
		for key := range v.labels {
			m.keys = append(m.keys, keyed{key: key})
		}
		m.value = func(dst []byte, k keyed) []byte { return v.pool.appendTo(dst, v.labels[k.key].stream) }
	}
	slices.SortFunc(m.keys, byKey)
	return m
}

func (w wordCount) appendTo(dst []byte) []byte {
	for _, n := range []uint32{w.docs, uint32(w.first), uint32(w.last)} {
		dst = binary.AppendUvarint(dst, uint64(n))
	}
	return dst
}

func readWordCount(b []byte) (w wordCount) {
	docs, at := uvarint(b, 0)
	first, at := uvarint(b, at)
	last, _ := uvarint(b, at)
	return wordCount{docs: uint32(docs), first: DocNum(first), last: DocNum(last)}
}

// A memorySource yields the entries of an inverter.
type memorySource struct {
	keys  []keyed
	value func(dst []byte, k keyed) []byte
	room  []byte
}

func (m *memorySource) next() (string, []byte, error) {
	if len(m.keys) == 0 {
		return "", nil, io.EOF
	}
	k := m.keys[0]
	m.keys = m.keys[1:]
	m.room = m.value(m.room[:0], k)
	return k.key, m.room, nil
}

// A spilled run lies in a temporary file, which nobody but this process reads: for
// each entry the length of its key + 1 as a varint, the key, the length of its value
// as a varint, and the value; 0 ends a sequence.
type spilled struct {
	file  *os.File
	start [numSequences]int64 // where each sequence begins
}

// spill writes a run into a new temporary file in a folder.
func spill(r run, folder string) (_ *spilled, err error) {
	file, err := os.CreateTemp(folder, spillPrefix+"*")
	if err != nil {
		return nil, err
	}
	out := &spilled{file: file}
	defer func() {
		if err != nil {
			err = errors.Join(err, out.remove())
		}
	}()
	w := &countingWriter{w: bufio.NewWriterSize(file, spillBuffer)}
	for s := range numSequences {
		out.start[s] = w.n
		if err := w.writeEntries(r.entries(s)); err != nil {
			return nil, err
		}
	}
	return out, w.w.Flush()
}

const (
	spillBuffer = 1 << 16
	spillPrefix = "spill-"
)

// A countingWriter knows how much it has written.
type countingWriter struct {
	w *bufio.Writer
	n int64
}

func (w *countingWriter) write(b []byte) error {
	n, err := w.w.Write(b)
	w.n += int64(n)
	return err
}

func (w *countingWriter) writeEntries(entries source) error {
	var head []byte
	for {
		key, value, err := entries.next()
		if errors.Is(err, io.EOF) {
			return w.write([]byte{0})
		}
		if err != nil {
			return err
		}
		head = append(binary.AppendUvarint(head[:0], uint64(len(key))+1), key...)
		head = binary.AppendUvarint(head, uint64(len(value)))
		if err := w.write(head); err != nil {
			return err
		}
		if err := w.write(value); err != nil {
			return err
		}
	}
}

// remove closes and removes the file.
func (r *spilled) remove() error { return errors.Join(r.file.Close(), os.Remove(r.file.Name())) }

func (r *spilled) entries(s sequence) source {
	section := io.NewSectionReader(r.file, r.start[s], 1<<62-r.start[s])
	return &spilledSource{r: bufio.NewReaderSize(section, spillBuffer)}
}

// A spilledSource reads the entries of a sequence.
type spilledSource struct {
	r          *bufio.Reader
	key, value []byte
}

func (s *spilledSource) next() (string, []byte, error) {
	n, err := binary.ReadUvarint(s.r)
	if err != nil {
		return "", nil, noEOF(err)
	}
	if n == 0 {
		return "", nil, io.EOF
	}
	if s.key, err = s.read(s.key, n-1); err != nil {
		return "", nil, err
	}
	if n, err = binary.ReadUvarint(s.r); err != nil {
		return "", nil, noEOF(err)
	}
	s.value, err = s.read(s.value, n)
	return unsafe.String(unsafe.SliceData(s.key), len(s.key)), s.value, err
}

func (s *spilledSource) read(room []byte, n uint64) ([]byte, error) {
	room = slices.Grow(room[:0], int(n))[:n]
	_, err := io.ReadFull(s.r, room)
	return room, noEOF(err)
}

// noEOF makes the end of a file an error where more should come.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
