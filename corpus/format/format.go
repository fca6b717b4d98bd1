// Package format recognises the format of a file of papers and streams what is
// in it: a [corpus.Paper], or a [RecordError] that names the place of a fault.
//
// Every reader keeps to the same promises. It holds no more than a record or
// two in memory, whatever the size of the file; one bad record costs one
// record; and an error of the underlying reader is yielded last, as it is.
package format

import (
	"errors"
	"fmt"
)

// A RecordError tells what is wrong with one record of a file. The records
// after it are read all the same.
type RecordError struct {
	Format string // name of the format, such as "trending page"
	Line   int    // line of the fault, counted from 1
	Err    error  // what is wrong: one of the errors below
}

// Error returns, for example, "trending page: line 212: no abstract".
func (e *RecordError) Error() string {
	return fmt.Sprintf("%s: line %d: %v", e.Format, e.Line, e.Err)
}

// Unwrap returns what is wrong.
func (e *RecordError) Unwrap() error { return e.Err }

// What can be wrong with a record. All but ErrInvalidUTF8 cost the record.
var (
	ErrNoTitle     = errors.New("no title")
	ErrNoAbstract  = errors.New("no abstract")
	ErrRepeated    = errors.New("title stands earlier in the list")
	ErrLongLine    = errors.New("line too long")
	ErrInvalidUTF8 = errors.New("invalid UTF-8, bytes replaced")
)
