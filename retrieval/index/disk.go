package index

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// A disk is what a Directory changes of its folder. Names are those of files in it.
// Tests put one in its place that fails, or forgets what was not synced.
type disk interface {
	// create makes a file, or empties it.
	create(name string) (diskFile, error)
	rename(from, to string) error
	remove(name string) error
	// sync makes what was created, renamed and removed so far survive a loss of power.
	sync() error
}

type diskFile interface {
	io.WriteCloser
	// Sync makes what was written survive a loss of power.
	Sync() error
}

// A folder is the disk that there is.
type folder string

func (f folder) create(name string) (diskFile, error) {
	return os.Create(filepath.Join(string(f), name))
}

func (f folder) rename(from, to string) error {
	return os.Rename(filepath.Join(string(f), from), filepath.Join(string(f), to))
}

func (f folder) remove(name string) error { return os.Remove(filepath.Join(string(f), name)) }

func (f folder) sync() error {
	if runtime.GOOS == "windows" {
		return nil // which has no such call for folders
	}
	d, err := os.Open(string(f))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

const writeBuffer = 1 << 16

// writeFile makes a file of parts that survives a loss of power once the disk is
// synced, or none.
func writeFile(d disk, name string, parts ...[]byte) error {
	file, err := d.create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(file, writeBuffer) // most parts are small, if not most bytes
	for _, part := range parts {
		_, _ = w.Write(part) // Flush returns the error
	}
	if err = w.Flush(); err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, d.remove(name))
	}
	return nil
}
