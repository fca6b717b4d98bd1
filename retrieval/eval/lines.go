package eval

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"unicode/utf8"

	"github.com/goccy/go-json"
	"github.com/klauspost/compress/gzip"
)

// maxLine bounds the memory that one line may take. The longest line of the
// collections this was made for is under 64 KiB.
const maxLine = 16 << 20

var errLongLine = fmt.Errorf("line longer than %d bytes", maxLine)

// A line is one line of a file, without its end. The text is only valid until
// the next line is read.
type line struct {
	n    int // from 1
	text []byte
}

// lines yields the lines of r that are not blank, unpacked if r is gzip. A line
// that is too long or not UTF-8 costs that line; a read error is the last thing
// yielded. Errors begin with "name:line: ".
func lines(name string, r io.Reader) iter.Seq2[line, error] {
	return func(yield func(line, error) bool) {
		br, err := decompress(r)
		if err != nil {
			yield(line{}, fmt.Errorf("%s: %w", name, err))
			return
		}
		var buf []byte
		for n := 1; ; n++ {
			text, err := readLine(br, buf[:0])
			buf = text
			if n == 1 {
				text = bytes.TrimPrefix(text, []byte("\ufeff"))
			}
			text = bytes.TrimRight(text, "\r\n")
			switch {
			case err != nil && !errors.Is(err, io.EOF):
				if !yield(line{n: n}, located(name, n, err)) || !errors.Is(err, errLongLine) {
					return
				}
			case len(bytes.Trim(text, " ")) == 0:
			case !utf8.Valid(text):
				if !yield(line{n: n}, located(name, n, errors.New("not UTF-8"))) {
					return
				}
			case !yield(line{n, text}, nil):
				return
			}
			if errors.Is(err, io.EOF) {
				return
			}
		}
	}
}

// readLine appends the next line of r, with its end, to buf. Of a line beyond
// maxLine it reads all and returns errLongLine.
func readLine(r *bufio.Reader, buf []byte) ([]byte, error) {
	long := false
	for {
		part, err := r.ReadSlice('\n')
		if len(buf)+len(part) > maxLine {
			long, part = true, nil
		}
		buf = append(buf, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case long && (err == nil || errors.Is(err, io.EOF)):
			return buf[:0], errLongLine
		}
		return buf, err
	}
}

// decompress returns a buffered reader of what r holds, unpacked if it begins
// with gzip's two magic bytes (RFC 1952, section 2.3.1).
func decompress(r io.Reader) (*bufio.Reader, error) {
	br := bufio.NewReaderSize(r, 64<<10)
	magic, err := br.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return br, nil
	}
	z, err := gzip.NewReader(br)
	if err != nil {
		return nil, err
	}
	return bufio.NewReaderSize(z, 64<<10), nil
}

func located(name string, n int, err error) error {
	return fmt.Errorf("%s:%d: %w", name, n, err)
}

// records yields the JSON objects of r, one a line, decoded by check, which
// also says what is wrong with one.
func records[T any](name string, r io.Reader, check func(*T) error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for l, err := range lines(name, r) {
			var v T
			if err == nil {
				if err = json.Unmarshal(l.text, &v); err == nil {
					err = check(&v)
				}
				if err != nil {
					err = located(name, l.n, err)
				}
			}
			if !yield(v, err) {
				return
			}
		}
	}
}

// fileRecords yields the records of a file, which is open only meanwhile.
func fileRecords[T any](path string, check func(*T) error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		f, err := os.Open(path)
		if err != nil {
			var none T
			yield(none, err)
			return
		}
		defer f.Close()
		records(path, f, check)(yield)
	}
}

// gather returns what seq yields, or its first error.
func gather[T any](seq iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for v, err := range seq {
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

// once returns an error for an ID that is empty or that it was asked about
// before.
func once(what string) func(id string) error {
	seen := map[string]bool{}
	return func(id string) error {
		switch {
		case id == "":
			return fmt.Errorf("%s without an id", what)
		case seen[id]:
			return fmt.Errorf("%s %s occurs twice", what, id)
		}
		seen[id] = true
		return nil
	}
}
