package index

import (
	"runtime"
	"sync"
	"sync/atomic"

	"paperbot/retrieval/acronym"
	"paperbot/retrieval/analysis"
)

// A Writer collects documents for one segment. It holds the text of at most a
// batch of them. It is not safe for concurrent use.
type Writer struct {
	analyzer *analysis.Analyzer
	pending  []Document // put, not yet added
	builder  *builder
}

// NewWriter returns an empty writer that analyses text with a.
func NewWriter(a *analysis.Analyzer) *Writer {
	return &Writer{analyzer: a, builder: newBuilder()}
}

// batch is how many documents are analysed together: enough to keep all cores
// busy, few enough that neither text nor tokens pile up.
const batch = 256

// Put adds a document, or replaces the one of the same ID put before.
func (w *Writer) Put(d Document) {
	w.pending = append(w.pending, d)
	if len(w.pending) == batch {
		w.flush()
	}
}

// Segment returns the documents put so far as a segment, and empties the writer.
func (w *Writer) Segment() *Segment {
	w.flush()
	s := w.builder.segment()
	w.builder = newBuilder()
	return s
}

// fields are what is indexed of a document.
type fields [NumFields]struct {
	tokens   []analysis.Token
	acronyms []acronym.Pair
}

// flush adds the pending documents in their order. They are analysed on all
// cores; the segment does not depend on how many.
func (w *Writer) flush() {
	workers := min(runtime.GOMAXPROCS(0), len(w.pending))
	free := make(chan *fields, 2*workers) // those not in use, to be filled again
	for range cap(free) {
		free <- new(fields)
	}
	done := make([]chan *fields, len(w.pending))
	for i := range done {
		done[i] = make(chan *fields, 1)
	}
	var next atomic.Int64
	var running sync.WaitGroup
	for range workers {
		running.Go(func() {
			for {
				out := <-free // before the number: the lowest one not done is always at work
				i := int(next.Add(1)) - 1
				if i >= len(w.pending) {
					free <- out
					return
				}
				w.analyse(out, w.pending[i])
				done[i] <- out
			}
		})
	}
	for i, d := range w.pending {
		out := <-done[i]
		w.builder.begin(d.ID)
		for f, field := range out {
			w.builder.add(Field(f), field.tokens)
			w.builder.introduce(Field(f), field.acronyms)
		}
		free <- out
	}
	running.Wait()
	w.pending = w.pending[:0]
}

// analyse fills in what is indexed of a document.
func (w *Writer) analyse(out *fields, d Document) {
	for f, text := range d.Text {
		out[f].tokens = w.analyzer.Tokens(out[f].tokens[:0], text)
		out[f].acronyms = acronym.Find(text)
	}
}
