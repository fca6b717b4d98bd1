package eval

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
)

// A Document is one document of a collection.
type Document struct {
	ID    string
	Title string // "" where the collection has none
	Text  string // the abstract; "" where there is none
}

// A Query is one query of a collection.
type Query struct {
	ID   string `json:"_id"`
	Text string `json:"text"`
}

// Names are the names of a collection's files in its folder. Each may be
// compressed, with or without ".gz" after its name; an absolute path is taken
// as it is.
type Names struct {
	Corpus  string // default: corpus.jsonl, else every *.jsonl.gz of the folder
	Queries string // default: queries.jsonl
	Qrels   string // default: qrels.tsv, else qrels/test.tsv as BEIR has it
}

// A Collection is a folder of documents and queries, maybe judged. It holds
// only where they are; every call reads the files anew.
//
// Documents are JSON objects, one a line, either {"_id", "title", "text"} or
// {"id", "title", "abstract"}; queries are {"_id", "text"}. Other fields are
// not looked at.
type Collection struct {
	dir     string
	corpus  []string // paths
	queries string
	qrels   string // "" if there are no judgements
}

// OpenCollection finds a collection's files. Documents and queries must be
// there; judgements need not be, unless names says what they are called.
func OpenCollection(dir string, names Names) (*Collection, error) {
	c := &Collection{dir: dir}
	var err error
	if c.corpus, err = corpusFiles(dir, names.Corpus); err != nil {
		return nil, err
	}
	if c.queries, err = find(dir, names.Queries, "queries.jsonl"); err != nil {
		return nil, fmt.Errorf("queries of %s: %w", dir, err)
	}
	c.qrels, err = find(dir, names.Qrels, "qrels.tsv", "qrels/test.tsv")
	if err != nil && (names.Qrels != "" || !errors.Is(err, fs.ErrNotExist)) {
		return nil, fmt.Errorf("judgements of %s: %w", dir, err)
	}
	return c, nil
}

func corpusFiles(dir, name string) ([]string, error) {
	path, err := find(dir, name, "corpus.jsonl")
	if err == nil {
		return []string{path}, nil
	}
	if name == "" && errors.Is(err, fs.ErrNotExist) {
		// Glob's only error is a malformed pattern; a folder's name may make one.
		if paths, globErr := filepath.Glob(filepath.Join(dir, "*.jsonl.gz")); globErr == nil && len(paths) > 0 {
			return paths, nil
		}
	}
	return nil, fmt.Errorf("documents of %s: %w", dir, err)
}

// find returns the path of the file of that name, or, if the name is empty, of
// the first of the defaults that is there. The error is that of the first.
func find(dir, name string, defaults ...string) (string, error) {
	if name != "" {
		defaults = []string{name}
	}
	var first error
	for _, n := range defaults {
		path := n
		if !filepath.IsAbs(n) {
			path = filepath.Join(dir, n)
		}
		for _, p := range []string{path, path + ".gz"} {
			_, err := os.Stat(p)
			if err == nil {
				return p, nil
			}
			if first == nil {
				first = err
			}
		}
	}
	return "", first
}

// Name returns the name of the collection, which is that of its folder.
func (c *Collection) Name() string {
	if abs, err := filepath.Abs(c.dir); err == nil {
		return filepath.Base(abs)
	}
	return filepath.Base(c.dir)
}

// Documents yields the documents in the order of their files. A bad record
// costs that record: its error names file and line, and reading goes on.
func (c *Collection) Documents() iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		firstTime := once("document")
		check := func(r *documentRecord) error { return firstTime(r.id()) }
		for _, path := range c.corpus {
			for r, err := range fileRecords(path, check) {
				if err != nil && !yield(Document{}, err) {
					return
				}
				if err == nil && !yield(r.document(), nil) {
					return
				}
			}
		}
	}
}

// Queries returns the queries in the order of their file.
func (c *Collection) Queries() ([]Query, error) {
	firstTime := once("query")
	return gather(fileRecords(c.queries, func(q *Query) error { return firstTime(q.ID) }))
}

// Qrels returns the judgements.
func (c *Collection) Qrels() (Qrels, error) {
	if c.qrels == "" {
		return nil, fmt.Errorf("judgements of %s: %w", c.dir, fs.ErrNotExist)
	}
	return ReadQrelsFile(c.qrels)
}

// A documentRecord is a document as files have it, in BEIR's words or in those
// of the large corpus.
type documentRecord struct {
	BEIRID   string `json:"_id"`
	ID       string `json:"id"`
	Title    string `json:"title"`
	Text     string `json:"text"`
	Abstract string `json:"abstract"`
}

func (r *documentRecord) id() string {
	if r.BEIRID != "" {
		return r.BEIRID
	}
	return r.ID
}

func (r *documentRecord) document() Document {
	text := r.Text
	if text == "" {
		text = r.Abstract
	}
	return Document{ID: r.id(), Title: r.Title, Text: text}
}
