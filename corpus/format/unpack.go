package format

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// What bounds unpacking. The arXiv dump of 3 million papers is 5 GB unpacked; a
// thousandfold is more than text compresses to.
const (
	maxUnpacked = 64 << 30
	maxRatio    = 1000
	ratioFloor  = 64 << 20 // less than this is never too much
	maxLayers   = 3        // archives in archives
	maxWindow   = 128 << 20
)

// ErrBomb says that a compressed file unpacks to more than it may.
var ErrBomb = errors.New("compressed file unpacks to too much")

// unpack calls read for the text of r, or for each file in it where r is an
// archive, however often it is packed. It stops when read reports false.
func unpack(r io.Reader, layers int, read func(name string, r io.Reader) bool) error {
	packed := &countingReader{r: r}
	buf := bufio.NewReaderSize(packed, 64<<10)
	head, err := peek(buf, 8)
	if err != nil {
		return err
	}
	open := packerOf(head)
	if open == nil {
		read("", buf)
		return nil
	}
	if layers == maxLayers {
		return fmt.Errorf("%w: archives in archives", ErrBomb)
	}
	return open(buf, func(name string, inner io.Reader) (bool, error) {
		going := true
		limited := &boundedReader{r: inner, packed: packed}
		err := unpack(limited, layers+1, func(deeper string, r io.Reader) bool {
			if deeper != "" {
				name = deeper
			}
			going = read(name, r)
			return going
		})
		return going, err
	})
}

// An opener yields the files of an archive.
type opener func(r io.Reader, each func(name string, r io.Reader) (going bool, err error)) error

func packerOf(head []byte) opener {
	switch {
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return openGzip
	case bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd")):
		return openZstd
	case bytes.HasPrefix(head, []byte("BZh")) && len(head) > 3 && head[3]-'1' < 9:
		return func(r io.Reader, each func(string, io.Reader) (bool, error)) error {
			_, err := each("", bzip2.NewReader(r))
			return err
		}
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return openZip
	}
	return nil
}

func openGzip(r io.Reader, each func(string, io.Reader) (bool, error)) error {
	z, err := gzip.NewReader(r)
	if err != nil {
		return fmt.Errorf("gzip: %w", err)
	}
	_, err = each("", z)
	return err
}

func openZstd(r io.Reader, each func(string, io.Reader) (bool, error)) error {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return fmt.Errorf("zstd: %w", err)
	}
	defer z.Close()
	_, err = each("", z)
	return err
}

// openZip reads the files of a zip archive in their order. An archive has its
// table at its end, so it is put into a temporary file first.
func openZip(r io.Reader, each func(string, io.Reader) (bool, error)) error {
	spool, err := os.CreateTemp("", "paperbot-*.zip")
	if err != nil {
		return err
	}
	defer os.Remove(spool.Name())
	defer spool.Close()
	size, err := io.Copy(spool, io.LimitReader(r, maxUnpacked))
	if err != nil {
		return err
	}
	z, err := zip.NewReader(spool, size)
	if err != nil {
		return fmt.Errorf("zip: %w", err)
	}
	for _, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		if going, err := openEntry(f, each); err != nil || !going {
			return err
		}
	}
	return nil
}

func openEntry(f *zip.File, each func(string, io.Reader) (bool, error)) (bool, error) {
	in, err := f.Open()
	if err != nil {
		return false, fmt.Errorf("zip: %s: %w", f.Name, err)
	}
	defer in.Close()
	if limit := max(ratioFloor, f.CompressedSize64*maxRatio); f.UncompressedSize64 > limit {
		return false, fmt.Errorf("zip: %s: %w", f.Name, ErrBomb)
	}
	return each(f.Name, in)
}

// A countingReader counts what is read of it.
type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// A boundedReader reads what was unpacked from another, and no more of it than
// the bounds allow.
type boundedReader struct {
	r      io.Reader
	packed *countingReader
	n      int64
}

func (b *boundedReader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.n += int64(n)
	if b.n > maxUnpacked || b.n > ratioFloor && b.n/maxRatio > b.packed.n {
		return n, ErrBomb
	}
	return n, err
}
