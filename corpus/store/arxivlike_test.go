package store_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"
)

// arXivPapers is the folder's file of real papers from which others are made.
const arXivPapers = "../../../shared/collections/large/arxiv-2026.jsonl.gz"

var (
	likePapers = flag.Int("papers", 20_000, "how many records the benchmarks of imports read")
	likeFile   = flag.String("arxiv-like", "", "write that many records into this file, for paperbot import")
)

// TestWriteArXivLike makes a file as large as the whole of arXiv's metadata, or
// any other size:
//
//	go test ./corpus/store -run ArXivLike -papers 3000000 -arxiv-like FILE
func TestWriteArXivLike(t *testing.T) {
	if *likeFile == "" {
		t.Skip("no -arxiv-like FILE is given")
	}
	f, err := os.Create(*likeFile)
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewWriter(f)
	_, err = io.Copy(out, newArXivLike(t, *likePapers))
	if err := errors.Join(err, out.Flush(), f.Close()); err != nil {
		t.Fatal(err)
	}
}

// An arXivLike reads as so many lines of arXiv's metadata, each of a paper of its
// own: real ones, and variations of them.
type arXivLike struct {
	real    []template
	n, next int
	rest    []byte // of the line that is being read
	buf     []byte
}

// A template is a line of metadata in parts, between which its variations stand.
type template struct{ head, title, tail []byte }

func newArXivLike(tb testing.TB, n int) *arXivLike {
	tb.Helper()
	f, err := os.Open(arXivPapers)
	if errors.Is(err, fs.ErrNotExist) {
		tb.Skip("../shared/collections is not there")
	}
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	unpacked, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	const enough = 10_000 // real ones, so that they lie in memory without being the most of it
	r := &arXivLike{n: n}
	for dec := json.NewDecoder(unpacked); len(r.real) < min(n, enough); {
		var p struct {
			Title, Abstract string
			Authors         []string
		}
		if err := dec.Decode(&p); err != nil {
			tb.Fatal(err)
		}
		r.real = append(r.real, newTemplate(p.Title, p.Abstract, p.Authors))
	}
	return r
}

// newTemplate writes a paper as arXiv does: lines are broken, authors stand twice,
// and what this program does not need is there as well.
func newTemplate(title, abstract string, authors []string) template {
	quoted := func(v any) []byte {
		text, _ := json.Marshal(v) // strings and lists of them
		return text
	}
	var parsed [][]string
	for _, a := range authors {
		given, family := "", a
		if i := strings.LastIndexByte(a, ' '); i >= 0 {
			given, family = a[:i], a[i+1:]
		}
		parsed = append(parsed, []string{family, given, ""})
	}
	const end = `"`
	var t template
	t.head = []byte(`","submitter":"A. Submitter","authors":` + string(quoted(strings.Join(authors, ", "))) + `,"title":`)
	t.title = bytes.TrimSuffix(quoted(broken(title, "\n  ")), []byte(end))
	t.tail = []byte(`","comments":"12 pages, 5 figures","journal-ref":null,"doi":null,"report-no":null,"categories":"cs.LG cs.CV","license":"http://arxiv.org/licenses/nonexclusive-distrib/1.0/",` +
		`"versions":[{"version":"v1","created":"Mon, 2 Apr 2007 19:18:42 GMT"},{"version":"v2","created":"Tue, 24 Jul 2007 20:10:27 GMT"}],"update_date":"2008-11-26","authors_parsed":` +
		string(quoted(parsed)) + `,"abstract":` + strings.TrimSuffix(string(quoted("  "+broken(abstract, "\n"))), end))
	return t
}

// broken returns a text in lines of some 80 characters.
func broken(text, lineBreak string) string {
	var b strings.Builder
	for width := 0; ; {
		word, rest, more := strings.Cut(text, " ")
		b.WriteString(word)
		if !more {
			return b.String()
		}
		if width += len(word) + 1; width > 72 {
			b.WriteString(lineBreak)
			width = 0
		} else {
			b.WriteByte(' ')
		}
		text = rest
	}
}

// Read is that of io.Reader.
func (r *arXivLike) Read(p []byte) (n int, err error) {
	if len(r.rest) == 0 {
		if r.next == r.n {
			return 0, io.EOF
		}
		t, i := r.real[r.next%len(r.real)], r.next
		r.buf = fmt.Appendf(r.buf[:0], `{"id":"%02d%02d.%05d`, 7+i/(12*99_999), i/99_999%12+1, i%99_999+1)
		r.buf = append(append(r.buf, t.head...), t.title...)
		r.buf = append(fmt.Appendf(r.buf, `, variation %d`, i), t.tail...)
		r.buf = fmt.Appendf(r.buf, "\\nThis is variation %d.\\n\"}\n", i)
		r.rest = r.buf
		r.next++
	}
	n = copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}
