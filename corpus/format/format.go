// Package format recognises the format of a file of papers and streams what is
// in it: a [corpus.Paper], or a [RecordError] that names the place of a fault.
//
// [Read] looks at the content, never at a name, unpacks gzip, zstd, bzip2 and zip,
// and turns every encoding into UTF-8. The formats are in one table, [formats],
// and each is read by a file of its own.
//
// Every reader keeps to the same promises. It holds no more than a few hundred
// records in memory, whatever the size of the file; one bad record costs one
// record; and an error of the underlying reader, or the end of a file in the
// middle of its structure, is yielded last.
package format

import (
	"errors"
	"fmt"
)

// A RecordError tells what is wrong with one record of a file. The records
// after it are read all the same.
type RecordError struct {
	Format string // name of the format, such as "trending page"
	Line   int    // line of the fault, counted from 1; 0 in formats without lines
	Entry  int    // number of the record, counted from 1; 0 where it has a line
	Err    error  // what is wrong: one of the errors below, or of the format's own
}

// Error returns, for example, "trending page: line 212: no abstract".
func (e *RecordError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: entry %d: %v", e.Format, e.Entry, e.Err)
	}
	return fmt.Sprintf("%s: line %d: %v", e.Format, e.Line, e.Err)
}

// Unwrap returns what is wrong.
func (e *RecordError) Unwrap() error { return e.Err }

// Lost tells whether the fault cost the record.
func (e *RecordError) Lost() bool { return !errors.Is(e.Err, ErrInvalidUTF8) }

// reasons are all that cost a record.
var reasons = []error{ErrNoTitle, ErrNoAbstract, ErrRepeated, ErrLongLine, ErrLongRecord, ErrMalformed, ErrTruncated, ErrNoPaper, ErrDeleted}

// Reason returns what is wrong in as many words as each of the errors below has,
// for counting.
func (e *RecordError) Reason() string {
	for _, reason := range reasons {
		if errors.Is(e.Err, reason) {
			return reason.Error()
		}
	}
	return e.Err.Error()
}

// What can be wrong with a record. All but ErrInvalidUTF8 cost the record.
var (
	ErrNoTitle     = errors.New("no title")
	ErrNoAbstract  = errors.New("no abstract")
	ErrRepeated    = errors.New("title stands earlier in the list")
	ErrLongLine    = errors.New("line too long")
	ErrInvalidUTF8 = errors.New("invalid UTF-8, bytes replaced")
	ErrLongRecord  = errors.New("record too long")
	ErrMalformed   = errors.New("malformed")
	ErrTruncated   = errors.New("file ends in the middle of it")
	ErrNoPaper     = errors.New("not a paper")
	ErrDeleted     = errors.New("deleted at its source")
)

// What can be wrong with a whole file.
var (
	ErrUnknown = errors.New("no known format of papers")
	ErrRefused = errors.New("the source answered with an error")
)
