package index

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"runtime"
	"sync"

	"paperbot/retrieval/analysis"
)

// WriterConfig says how a Writer works. The zero value is the default.
type WriterConfig struct {
	Workers int // that analyse side by side; default: as many as there are cores

	// Folder is for temporary files, into which goes what does not fit into Memory.
	// Default: everything stays in memory.
	Folder string
	// Memory is about how many bytes of inverted documents are kept in memory, those of
	// the segment to be not counted. Default: 256 MiB.
	Memory int
}

const defaultMemory = 256 << 20

func (c WriterConfig) withDefaults() WriterConfig {
	if c.Workers <= 0 {
		c.Workers = runtime.GOMAXPROCS(0)
	}
	if c.Memory <= 0 {
		c.Memory = defaultMemory
	}
	return c
}

// A Writer collects documents for one segment. The segment's bytes depend on the
// documents and their order alone, not on how many workers there are or how much
// memory. It is not safe for concurrent use.
type Writer struct {
	cfg      WriterConfig
	analyzer *analysis.Analyzer
	batch    *batch         // being filled
	batches  []*batch       // all, in their order
	docs     int            // in them
	free     chan *inverter // those not at work; nil stands for a new one
	working  sync.WaitGroup

	mu      sync.Mutex // guards the following
	spilled []*spilled
	err     error
}

// NewWriter returns an empty writer that analyses text with a and keeps everything
// in memory.
func NewWriter(a *analysis.Analyzer) *Writer { return NewWriterWith(a, WriterConfig{}) }

// NewWriterWith returns an empty writer that analyses text with a.
func NewWriterWith(a *analysis.Analyzer, cfg WriterConfig) *Writer {
	w := &Writer{cfg: cfg.withDefaults(), analyzer: a}
	w.reset()
	return w
}

// reset makes the writer empty.
func (w *Writer) reset() {
	w.batch, w.batches, w.docs, w.spilled, w.err = nil, nil, 0, nil, nil
	w.free = make(chan *inverter, w.cfg.Workers)
	for range w.cfg.Workers {
		w.free <- nil
	}
}

// A batch is documents that one worker takes in at a time: enough to make the cost
// of handing them over small, few enough that their texts do not pile up.
type batch struct {
	first DocNum
	texts [][NumFields]string // nil once they are taken in
	facts []Facts             // likewise
	bytes int
	documents
}

const (
	batchDocs  = 128
	batchBytes = 1 << 20
)

// Put adds a document, or replaces the one of the same ID put before.
func (w *Writer) Put(d Document) {
	if w.batch == nil {
		w.batch = &batch{first: DocNum(w.docs)}
	}
	b := w.batch
	b.ids = append(b.ids, d.ID)
	b.texts = append(b.texts, d.Text)
	b.facts = append(b.facts, d.Facts)
	for _, text := range d.Text {
		b.bytes += len(text)
	}
	w.docs++
	if len(b.ids) == batchDocs || b.bytes >= batchBytes {
		w.handOver()
	}
}

// handOver gives the batch to a worker, and waits for one to be free.
func (w *Writer) handOver() {
	b := w.batch
	if b == nil {
		return
	}
	w.batch = nil
	w.batches = append(w.batches, b)
	v := <-w.free
	w.working.Go(func() {
		if v == nil {
			v = newInverter(w.analyzer)
		}
		if err := w.invert(&v, b); err != nil {
			w.fail(err)
		}
		w.free <- v
	})
}

func (w *Writer) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.err = errors.Join(w.err, err)
}

// invert takes in a batch. Whenever the inverter has its share of the memory it is
// put into a file, and another takes its place, if need be in the middle of a text.
func (w *Writer) invert(v **inverter, b *batch) error {
	limit := math.MaxInt
	if w.cfg.Folder != "" {
		limit = w.cfg.Memory / w.cfg.Workers
	}
	b.lengths = make([]Lengths, len(b.ids))
	for i, texts := range b.texts {
		doc := b.first + DocNum(i)
		for f, text := range texts {
			for place, more := (analysis.Place{}), true; more; {
				var n uint32
				n, place, more = (*v).add(doc, Field(f), text, place, limit)
				b.lengths[i][f] += n
				if more || (*v).size() >= limit {
					if err := w.spill(v); err != nil {
						return err
					}
				}
			}
			(*v).introduce(doc, Field(f), text)
		}
		(*v).label(doc, b.facts[i].Labels)
		b.dates = appendAt(b.dates, i, uint32(b.facts[i].Date))
		b.votes = appendAt(b.votes, i, b.facts[i].Votes)
	}
	b.texts, b.facts = nil, nil
	return nil
}

// spill puts what an inverter has into a file, and a new one in its place.
func (w *Writer) spill(v **inverter) error {
	s, err := spill(*v, w.cfg.Folder)
	if err != nil {
		return fmt.Errorf("put aside what does not fit into memory: %w", err)
	}
	*v = newInverter(w.analyzer)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.spilled = append(w.spilled, s)
	return nil
}

// Segment returns the documents put so far as a segment, and empties the writer,
// which must be one without a folder: then nothing can fail.
func (w *Writer) Segment() *Segment {
	parts, err := w.encode()
	if err != nil {
		panic("index: " + err.Error())
	}
	s, err := open(bytes.Join(parts, nil))
	if err != nil {
		panic("index: " + err.Error()) // we have just written it
	}
	return s
}

// encode returns the documents put so far as the bytes of a segment, in parts, and
// empties the writer.
func (w *Writer) encode() (parts [][]byte, err error) {
	w.handOver()
	w.working.Wait()
	defer w.reset()
	defer func() { err = errors.Join(err, w.removeSpilled()) }()
	if w.err != nil {
		return nil, w.err
	}
	var docs documents
	for _, b := range w.batches {
		docs.ids = append(docs.ids, b.ids...)
		docs.lengths = append(docs.lengths, b.lengths...)
		docs.dates = appendFrom(docs.dates, int(b.first), b.dates)
		docs.votes = appendFrom(docs.votes, int(b.first), b.votes)
	}
	var runs []run
	for range w.cfg.Workers {
		if v := <-w.free; v != nil {
			runs = append(runs, v)
		}
	}
	for _, s := range w.spilled {
		runs = append(runs, s)
	}
	return assemble(docs, runs)
}

// discard drops the documents put so far, and what was put aside of them.
func (w *Writer) discard() error {
	w.working.Wait()
	defer w.reset()
	return w.removeSpilled()
}

func (w *Writer) removeSpilled() (err error) {
	for _, s := range w.spilled {
		err = errors.Join(err, s.remove())
	}
	return err
}
