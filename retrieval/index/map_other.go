//go:build !unix

package index

import "os"

// mapFile returns the bytes of a file. Here it reads them, so that the file can be
// removed meanwhile.
func mapFile(path string) (data []byte, unmap func() error, err error) {
	data, err = os.ReadFile(path)
	return data, func() error { return nil }, err
}
