package eval

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func packed(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

func TestLines(t *testing.T) {
	type got struct {
		N    int
		Text string
		Err  string
	}
	long := strings.Repeat("x", maxLine+1)
	tests := []struct {
		name, in string
		want     []got
	}{
		{"nothing", "", nil},
		{"no line end at the end", "a\nb", []got{{1, "a", ""}, {2, "b", ""}}},
		{"blank lines are counted, not given", "\na\n  \n\nb\n", []got{{2, "a", ""}, {5, "b", ""}}},
		{"CRLF", "a\r\n\r\nb\r\n", []got{{1, "a", ""}, {3, "b", ""}}},
		{"byte order mark", "\ufeffa\nb", []got{{1, "a", ""}, {2, "b", ""}}},
		{"byte order mark alone", "\ufeff\r\n", nil},
		{"gzip", packed("\ufeffa\nb\n"), []got{{1, "a", ""}, {2, "b", ""}}},
		{"two gzip members", packed("a\n") + packed("b\n"), []got{{1, "a", ""}, {2, "b", ""}}},
		{"gzip cut short", packed("a\nb\n")[:20], []got{{1, "a", ""}, {2, "b", ""}, {3, "", "in:3: unexpected EOF"}}},
		{"gzip header alone", "\x1f\x8b", []got{{0, "", "in: unexpected EOF"}}},
		{"not UTF-8 costs the line", "a\n\xff\nb", []got{{1, "a", ""}, {2, "", "in:2: not UTF-8"}, {3, "b", ""}}},
		{"too long costs the line", "a\n" + long + "\nb", []got{
			{1, "a", ""}, {2, "", "in:2: line longer than 16777216 bytes"}, {3, "b", ""},
		}},
		{"too long at the end", long, []got{{1, "", "in:1: line longer than 16777216 bytes"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var all []got
			for l, err := range lines("in", strings.NewReader(tt.in)) {
				g := got{N: l.n, Text: string(l.text)}
				if err != nil {
					g.Err = err.Error()
				}
				all = append(all, g)
			}
			if diff := cmp.Diff(tt.want, all); diff != "" {
				t.Error(diff)
			}
		})
	}
}
