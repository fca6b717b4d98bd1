package format_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paperbot/corpus/format"
)

// The line of JSON below, as bzip2 packs it. Go has no packer of that kind.
const inBzip2 = "QlpoOTFBWSZTWSFLD/QAABxbgAAQEAV7kAQApiQVSiAAVFAADQZMglTKD1MmT1A02pHVbr25CTKUGs+er8DnM5YQL/FfbosIYUYaSEpH/F3JFOFCQIUsP9A="

func TestReadBzip2(t *testing.T) {
	t.Parallel()
	packed, err := base64.StdEncoding.DecodeString(inBzip2)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"arxiv:1502.03167 | Title | Text."}
	if diff := cmp.Diff(want, told(bytes.NewReader(packed))); diff != "" {
		t.Error(diff)
	}
	twice := append(bytes.Clone(packed), packed...) // as a packer that works in parallel writes
	if diff := cmp.Diff(append(want, want...), told(bytes.NewReader(twice))); diff != "" {
		t.Error(diff)
	}
	var last error
	for _, err := range format.Read(bytes.NewReader(packed[:len(packed)-20])) {
		last = err
	}
	if !errors.Is(last, io.ErrUnexpectedEOF) {
		t.Errorf("cut off: %v", last)
	}
}

// A quotation mark that is not closed costs its row, wherever it stands and
// however many there are.
func TestReadUnclosedQuotes(t *testing.T) {
	t.Parallel()
	const unclosed = "malformed: a quotation mark is not closed"
	for _, tt := range []struct {
		name, rows string
		want       []string
	}{
		{"in the middle", "A,\"first\nB,second\nC,third\n", []string{"line 2: " + unclosed, "title | B | second", "title | C | third"}},
		{"at the end", "A,first\nB,\"second\n", []string{"title | A | first", "line 3: " + unclosed}},
		{"the next row closes it", "A,\"first\nB,\"second\"\nC,third\n", []string{"line 2: " + unclosed, "title | B | second", "title | C | third"}},
		{"each row", "\"A,first\n\"B,second\n\"C,third", []string{"line 2: " + unclosed, "line 3: " + unclosed, "line 4: " + unclosed}},
		{"over lines, and closed", "A,\"first\n\nline\"\nB,second\n", []string{"title | A | first line", "title | B | second"}},
		{"marks within a field", "A 5\" disk,the 3.5\" one\nB,second\n", []string{`title | A 5" disk | the 3.5" one`, "title | B | second"}},
		{"doubled", "A,\"he said \"\"no\"\"\"\nB,\"\"\n", []string{`title | A | he said "no"`, "title | B |"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, told(strings.NewReader("title,abstract\n"+tt.rows))); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

// Ten thousand rows that each leave a quotation mark open are told of in time.
func TestReadManyUnclosedQuotes(t *testing.T) {
	t.Parallel()
	const rows = 10_000
	reader, writer := io.Pipe()
	go func() {
		fmt.Fprintln(writer, "title,abstract")
		for i := range rows {
			fmt.Fprintf(writer, "\"A title %d,its abstract, which is some forty characters long\n", i)
		}
		writer.Close()
	}()
	if got := told(reader); len(got) != rows {
		t.Errorf("%d records", len(got))
	}
}
