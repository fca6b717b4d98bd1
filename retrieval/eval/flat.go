package eval

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
)

// A flatFile is a temporary file of documents that reads at the speed of the
// disk. For every document it has the ID, the title and the text, each preceded
// by its length in bytes as an unsigned varint.
type flatFile struct {
	file *os.File
	n    int // documents
}

// flatten writes documents to a new temporary file, which the caller removes.
func flatten(docs iter.Seq2[Document, error]) (*flatFile, error) {
	file, err := os.CreateTemp("", "eval-speed-*")
	if err != nil {
		return nil, err
	}
	f := &flatFile{file: file}
	if err := f.write(docs); err != nil {
		f.remove()
		return nil, err
	}
	return f, nil
}

func (f *flatFile) write(docs iter.Seq2[Document, error]) error {
	w := bufio.NewWriterSize(f.file, 1<<20)
	var record []byte
	for d, err := range docs {
		if err != nil {
			return err
		}
		record = record[:0]
		for _, s := range []string{d.ID, d.Title, d.Text} {
			record = append(binary.AppendUvarint(record, uint64(len(s))), s...)
		}
		if _, err := w.Write(record); err != nil {
			return err
		}
		f.n++
	}
	return w.Flush()
}

// all yields the documents.
func (f *flatFile) all() iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		if _, err := f.file.Seek(0, io.SeekStart); err != nil {
			yield(Document{}, err)
			return
		}
		r := bufio.NewReaderSize(f.file, 1<<20)
		for i := range f.n {
			d, err := readDocument(r)
			if err != nil {
				yield(Document{}, fmt.Errorf("document %d of %s: %w", i, f.file.Name(), err))
				return
			}
			if !yield(d, nil) {
				return
			}
		}
	}
}

func readDocument(r *bufio.Reader) (d Document, err error) {
	for _, field := range []*string{&d.ID, &d.Title, &d.Text} {
		length, err := binary.ReadUvarint(r)
		if err != nil {
			return Document{}, err
		}
		if length > maxLine {
			return Document{}, errors.New("damaged length")
		}
		text := make([]byte, length)
		if _, err := io.ReadFull(r, text); err != nil {
			return Document{}, err
		}
		*field = string(text)
	}
	return d, nil
}

// remove deletes the file. That it may fail is of no consequence: it lies in the
// folder for temporary files.
func (f *flatFile) remove() {
	_ = f.file.Close()
	_ = os.Remove(f.file.Name())
}
