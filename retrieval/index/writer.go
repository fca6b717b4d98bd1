package index

import (
	"runtime"
	"sync"
	"sync/atomic"

	"paperbot/retrieval/analysis"
)

// A Writer collects documents for one segment. It holds the text of at most a
// batch of them. It is not safe for concurrent use.
type Writer struct {
	analyzer *analysis.Analyzer
	pending  []Document // put, not yet added
	builder  builder
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
	s := w.builder.segment
	w.builder = newBuilder()
	return s
}

// fields are a document's tokens.
type fields [NumFields][]analysis.Token

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
		for f, tokens := range out {
			w.builder.add(Field(f), tokens)
		}
		free <- out
	}
	running.Wait()
	w.pending = w.pending[:0]
}

// analyse fills in the tokens of a document.
func (w *Writer) analyse(out *fields, d Document) {
	for f, text := range d.Text {
		out[f] = w.analyzer.Tokens(out[f][:0], text)
	}
}

// A builder fills a segment document by document, so that every postings list
// comes out in the order of document numbers.
type builder struct{ segment *Segment }

func newBuilder() builder {
	return builder{&Segment{
		byID:    make(map[string]DocNum),
		termNum: make(map[string]int),
		words:   make(map[string]*word),
	}}
}

// begin starts the next document, which replaces an earlier one of its ID.
func (b builder) begin(id string) {
	s := b.segment
	doc := DocNum(len(s.ids))
	if old, ok := s.byID[id]; ok {
		s.replaced = append(s.replaced, old)
	}
	s.byID[id] = doc
	s.ids = append(s.ids, id)
	s.lengths = append(s.lengths, Lengths{})
}

// add counts the tokens of one field of the document begun last.
func (b builder) add(f Field, tokens []analysis.Token) {
	s := b.segment
	doc := DocNum(len(s.ids) - 1)
	s.lengths[doc][f] = uint32(len(tokens))
	for _, t := range tokens {
		w := b.word(t)
		if w.docFreq == 0 || w.lastDoc != doc {
			w.docFreq++
			w.lastDoc = doc
		}
		list := s.postings[w.term]
		if len(list) == 0 || list[len(list)-1].Doc != doc {
			list = append(list, Posting{Doc: doc})
		}
		list[len(list)-1].Freq[f]++
		s.postings[w.term] = list
	}
}

// word returns the entry of a token's word, made if need be. A word has but one
// term, so that terms are looked up for new words alone.
func (b builder) word(t analysis.Token) *word {
	s := b.segment
	if w, ok := s.words[t.Word]; ok {
		return w
	}
	n, ok := s.termNum[t.Term]
	if !ok {
		n = len(s.postings)
		s.termNum[t.Term] = n
		s.postings = append(s.postings, nil)
	}
	w := &word{term: n}
	s.words[t.Word] = w
	return w
}
