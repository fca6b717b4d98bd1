package index

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"paperbot/retrieval/analysis"
)

// scale is how many times as large the bad inputs are: 100 makes a document of
// 100 MB, 10 million distinct terms.
func scale() int {
	if n, err := strconv.Atoi(os.Getenv("PAPERBOT_SCALE")); err == nil {
		return n
	}
	return 1
}

// Documents that nobody writes are indexed in the memory there is.
func TestDocumentsThatNobodyWrites(t *testing.T) {
	const memory = 4 << 20
	var distinct strings.Builder
	for i := range 100_000 * scale() {
		fmt.Fprintf(&distinct, "t%dx ", i)
	}
	docs := []Document{
		doc("large", "", strings.Repeat("a common word, and others (OW) ", scale()<<15)),
		doc("distinct", "", distinct.String()),
		doc("nothing", "", "?! -- \x00\xff"),
		doc("brackets", "", strings.Repeat("(", scale()<<16)),
		doc("one word", "", strings.Repeat("x", scale()<<20)),
		doc("no blanks", "", strings.Repeat("a,b.c_", scale()<<16)),
	}
	for i := range 1000 {
		docs = append(docs, doc(fmt.Sprint(i), "everywhere", "everywhere"))
	}
	w := NewWriterWith(analysis.New(), WriterConfig{Workers: 1, Memory: memory, Folder: t.TempDir()})
	for _, d := range docs {
		w.Put(d)
	}
	w.handOver()
	w.working.Wait()
	v := <-w.free
	if v.size() > memory+pageSize || len(w.spilled) < 3*scale() {
		t.Errorf("%d bytes in memory, %d times put aside", v.size(), len(w.spilled))
	}
	w.free <- v
	s := NewSnapshot(w.mustSegment(t))
	for term, want := range map[string]int{"everywher": 1000, "common": 1, "t77x": 1, "x": 0} {
		if got := s.DocFreq(term); got != want {
			t.Errorf("%s in %d documents, want %d", term, got, want)
		}
	}
	num, _ := s.Doc("distinct")
	if got := s.Lengths(num)[Abstract]; int(got) != 100_000*scale() {
		t.Errorf("%d tokens", got)
	}
	if s.Docs() != len(docs) {
		t.Errorf("%d documents, want %d", s.Docs(), len(docs))
	}
}

func (w *Writer) mustSegment(t *testing.T) *Segment {
	t.Helper()
	s := w.Segment()
	if err := s.Verify(); err != nil {
		t.Fatal(err)
	}
	return s
}
