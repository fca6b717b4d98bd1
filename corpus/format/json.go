package format

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"
)

// A schema is a way to write down one paper as a JSON object.
type schema struct {
	name string
	keys []string // any record of the schema has one of these keys; tried in the table's order
	read func(record []byte) (draft, error)
}

// schemas are all that are known. Keys are looked for as text, so those that
// other schemas could have within them stand further down.
var schemas = []schema{
	{"OpenAlex", []string{"abstract_inverted_index", "authorships"}, readOpenAlex},
	{"Crossref", []string{"container-title-short", "indexed", "reference-count", "is-referenced-by-count", "content-domain"}, readCrossref},
	{"DataCite", []string{"attributes", "titles"}, readDataCite},
	{"Hugging Face daily papers", []string{"submittedOnDailyAt", "upvotes"}, readDailyPaper},
	{"Semantic Scholar", []string{"paperId", "corpusid", "externalids"}, readSemanticScholar},
	{"arXiv metadata", []string{"authors_parsed", "journal-ref", "submitter"}, readArXivLine},
	{"BEIR", []string{"_id"}, readBEIR},
	{"SciTLDR", []string{"source_labels", "rouge_scores"}, readSciTLDR},
	{"Crossref", []string{"DOI\":", "container-title", "issued"}, readCrossref}, // and CSL-JSON, which is its likeness
	{"plain", []string{"title", "Title", "name"}, readPlain},
}

// readObject reads one object by the first schema whose key it has.
func readObject(record []byte) (draft, error) { return new(objectReader).read(record) }

// An objectReader reads the objects of one file, which mostly are of one schema:
// that of the one before is tried first. It is safe for concurrent use.
type objectReader struct{ last atomic.Pointer[schema] }

func (r *objectReader) read(record []byte) (draft, error) {
	record = bytes.TrimSpace(record)
	if len(record) == 0 || record[0] != '{' {
		if !json.Valid(record) {
			return draft{}, ErrMalformed
		}
		return draft{}, ErrNoPaper
	}
	s := r.last.Load()
	if s == nil || !s.fits(record) {
		if s = schemaOf(record); s == nil {
			if !json.Valid(record) {
				return draft{}, ErrMalformed
			}
			return draft{}, ErrNoTitle
		}
		r.last.Store(s)
	}
	d, err := s.read(record)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	if errors.As(err, &syntax) || errors.As(err, &kind) || errors.Is(err, io.ErrUnexpectedEOF) {
		return draft{}, fmt.Errorf("%w: %s: %w", ErrMalformed, s.name, err)
	}
	return d, err
}

func schemaOf(record []byte) *schema {
	for i := range schemas {
		if schemas[i].fits(record) {
			return &schemas[i]
		}
	}
	return nil
}

// fits tells whether a record has one of the schema's keys.
func (s *schema) fits(record []byte) bool {
	return slices.ContainsFunc(s.keys, func(key string) bool { return hasKey(record, key) })
}

// hasKey tells whether "key" stands in the record, with its opening quote.
func hasKey(record []byte, key string) bool {
	for rest := record; ; {
		i := bytes.Index(rest, []byte(key))
		if i < 0 {
			return false
		}
		end := i + len(key)
		if i > 0 && rest[i-1] == '"' && (key[len(key)-1] == ':' || end < len(rest) && rest[end] == '"') {
			return true
		}
		rest = rest[end:]
	}
}

// isJSONLines tells whether a text is JSON values, a line each: it has at least
// two lines, and one that is whole is an object by itself.
func isJSONLines(head []byte) bool {
	head = bytes.TrimSpace(head)
	if !bytes.HasPrefix(head, []byte("{")) {
		return false
	}
	lines := bytes.Split(head, []byte("\n"))
	if len(lines) == 1 {
		return false
	}
	return slices.ContainsFunc(lines, func(line []byte) bool {
		line = bytes.TrimSpace(line)
		return len(line) > 2 && line[0] == '{' && json.Valid(line)
	})
}

// splitJSONLines reads JSON Lines: a record a line, blank lines skipped. A line
// that is an answer of an interface, with its papers in a list, is so many records.
func splitJSONLines(s *source, yield func(found) bool) error {
	var buf []byte
	var objects objectReader
	for {
		text, number, long, err := s.readLine(buf)
		if err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		buf = text
		line := bytes.TrimSpace(text)
		switch {
		case long:
			if !yield(bad(number, 0, ErrLongLine)) {
				return nil
			}
		case len(line) > 0:
			record := bytes.Clone(line)
			if !yield(found{line: number, read: func() (draft, error) { return objects.read(record) }}) {
				return nil
			}
		}
	}
}

func isJSON(head []byte) bool {
	head = bytes.TrimSpace(head)
	return bytes.HasPrefix(head, []byte("{")) || bytes.HasPrefix(head, []byte("["))
}

// lists are the keys under which interfaces put their papers.
var lists = []string{"results", "items", "data", "message", "papers", "works", "response", "docs", "search_results"}

// splitJSON reads a JSON document: a list of records, an object that holds one
// under one of the keys in lists, or one record. The list is streamed.
func splitJSON(s *source, yield func(found) bool) error {
	bounded := &recordBound{r: s}
	w := &jsonWalker{dec: json.NewDecoder(bounded), bound: bounded, yield: yield}
	w.dec.UseNumber()
	for {
		err := w.value(0)
		switch {
		case errors.Is(err, errStop):
			return nil
		case errors.Is(err, io.EOF) && w.depth == 0:
			return nil
		case errors.Is(err, errTooLong):
			return ErrLongRecord
		case err != nil:
			var syntax *json.SyntaxError
			if errors.As(err, &syntax) {
				return fmt.Errorf("after entry %d: %w: %w", w.entry, ErrMalformed, err)
			}
			return fmt.Errorf("after entry %d: %w", w.entry, truncated(err))
		}
	}
}

var (
	errStop    = errors.New("no more is wanted")
	errTooLong = errors.New("value too long")
)

// A recordBound fails when more than maxRecord bytes are read for one record.
type recordBound struct {
	r io.Reader
	n int
}

func (b *recordBound) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.n += n; b.n > maxRecord+headSize {
		return n, errTooLong
	}
	return n, err
}

// A jsonWalker walks a document to its lists of records.
type jsonWalker struct {
	dec   *json.Decoder
	bound *recordBound
	yield func(found) bool
	entry int // records so far
	depth int // open lists and objects
}

// value reads a list of records, or an object that is one or holds some.
func (w *jsonWalker) value(level int) error {
	token, err := w.dec.Token()
	if err != nil {
		return err
	}
	return w.begun(token, level)
}

// begun reads on in a value of which the first token has been read.
func (w *jsonWalker) begun(token json.Token, level int) (err error) {
	w.depth++
	switch token {
	case json.Delim('['):
		err = w.list()
	case json.Delim('{'):
		err = w.object(level)
	default:
		w.depth--
		return w.pass(nil, ErrNoPaper)
	}
	if err == nil {
		w.depth--
	}
	return err
}

func (w *jsonWalker) list() error {
	for w.dec.More() {
		w.bound.n = 0
		var record json.RawMessage
		if err := w.dec.Decode(&record); err != nil {
			return truncated(err)
		}
		if err := w.pass(record, nil); err != nil {
			return err
		}
	}
	_, err := w.dec.Token()
	return truncated(err)
}

// object reads an object. Where no member is a list of papers it is a record
// itself, or the answer that there are none.
func (w *jsonWalker) object(level int) error {
	members := map[string]json.RawMessage{}
	before := w.entry
	held := false // a list of papers was there, be it empty
	for w.dec.More() {
		key, err := w.dec.Token()
		if err != nil {
			return truncated(err)
		}
		name, _ := key.(string)
		if slices.Contains(lists, name) && level < 2 {
			token, err := w.dec.Token()
			if err != nil {
				return truncated(err)
			}
			if _, ok := token.(json.Delim); ok {
				if err := w.begun(token, level+1); err != nil {
					return err
				}
				held = true
				continue
			}
			if members[name], err = json.Marshal(token); err != nil {
				return err
			}
			continue
		}
		var value json.RawMessage
		if err := w.dec.Decode(&value); err != nil {
			return truncated(err)
		}
		members[name] = value
	}
	if _, err := w.dec.Token(); err != nil {
		return truncated(err)
	}
	if held || w.entry > before {
		return nil
	}
	return w.single(members, level)
}

// single passes an object that is no list of papers.
func (w *jsonWalker) single(members map[string]json.RawMessage, level int) error {
	for _, key := range []string{"error", "message", "errors"} {
		if said, ok := members[key]; ok && members["title"] == nil && level == 0 {
			return refusal(string(said))
		}
	}
	if members["total"] != nil || members["meta"] != nil || len(members) == 0 {
		return nil // an answer without papers
	}
	record, err := json.Marshal(members)
	if err != nil {
		return err
	}
	return w.pass(record, nil)
}

// pass yields a record.
func (w *jsonWalker) pass(record json.RawMessage, err error) error {
	w.entry++
	f := found{entry: w.entry, read: func() (draft, error) { return readObject(record) }}
	if err != nil {
		f = bad(0, w.entry, err)
	}
	if !w.yield(f) {
		return errStop
	}
	return nil
}
