package index

import "paperbot/retrieval/analysis"

// A Writer collects documents for one segment. It is not safe for concurrent use.
type Writer struct {
	analyzer *analysis.Analyzer
	docs     []Document
	byID     map[string]int
}

// NewWriter returns an empty writer that analyses text with a.
func NewWriter(a *analysis.Analyzer) *Writer {
	return &Writer{analyzer: a, byID: make(map[string]int)}
}

// Put adds a document, or replaces the one of the same ID put before.
func (w *Writer) Put(d Document) {
	if i, ok := w.byID[d.ID]; ok {
		w.docs[i] = d
		return
	}
	w.byID[d.ID] = len(w.docs)
	w.docs = append(w.docs, d)
}

// Segment returns the documents put so far as a segment, and empties the writer.
func (w *Writer) Segment() *Segment {
	b := newBuilder(len(w.docs))
	var tokens []analysis.Token
	for _, d := range w.docs {
		b.begin(d.ID)
		for f, text := range d.Text {
			tokens = w.analyzer.Tokens(tokens[:0], text)
			b.add(Field(f), tokens)
		}
	}
	w.docs, w.byID = nil, make(map[string]int)
	return b.segment
}

// A builder fills a segment document by document, so that every postings list
// comes out in the order of document numbers.
type builder struct {
	segment *Segment
	lastDoc map[string]DocNum // by word: one more than the document that had it last
}

func newBuilder(docs int) builder {
	return builder{segment: &Segment{
		ids:     make([]string, 0, docs),
		lengths: make([]Lengths, 0, docs),
		byID:    make(map[string]DocNum, docs),
		termNum: make(map[string]int),
		words:   make(map[string]int),
	}, lastDoc: make(map[string]DocNum)}
}

// begin starts the next document.
func (b builder) begin(id string) {
	s := b.segment
	s.byID[id] = DocNum(len(s.ids))
	s.ids = append(s.ids, id)
	s.lengths = append(s.lengths, Lengths{})
}

// add counts the tokens of one field of the document begun last.
func (b builder) add(f Field, tokens []analysis.Token) {
	s := b.segment
	doc := DocNum(len(s.ids) - 1)
	s.lengths[doc][f] = uint32(len(tokens))
	for _, t := range tokens {
		if b.lastDoc[t.Word] != doc+1 {
			b.lastDoc[t.Word] = doc + 1
			s.words[t.Word]++
		}
		n, ok := s.termNum[t.Term]
		if !ok {
			n = len(s.postings)
			s.termNum[t.Term] = n
			s.postings = append(s.postings, nil)
		}
		list := s.postings[n]
		if len(list) == 0 || list[len(list)-1].Doc != doc {
			list = append(list, Posting{Doc: doc})
		}
		list[len(list)-1].Freq[f]++
		s.postings[n] = list
	}
}
