package format

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"paperbot/corpus"
)

// A Format is a way to write down papers.
type Format struct {
	Name  string
	is    func(head []byte) bool // told by the first headSize bytes of the text
	split splitter
}

// formats are all that are known, in the order in which they are tried: the
// first that recognises a text reads it. Those that are told by less come last.
var formats = []Format{
	{"arXiv Atom", rootIs("feed"), splitAtom},
	{"RSS", rootIs("rss"), splitRSS},
	{"RSS 1.0", rootIs("RDF"), splitRSS},
	{"OAI-PMH", isOAI, splitOAI},
	{"PubMed XML", rootIs("PubmedArticleSet", "PubmedArticle", "MedlineCitationSet", "PubmedBookArticle"), splitPubMed},
	{"Crossref unixref", rootIs("doi_records", "doi_record", "crossref_result", "crossref"), splitUnixref},
	{"EndNote XML", rootIs("xml", "records"), splitEndNote},
	{"JSON lines", isJSONLines, splitJSONLines},
	{"JSON", isJSON, splitJSON},
	{"RIS", isRIS, splitRIS},
	{"nbib", isNBIB, splitNBIB},
	{"ISI", isISI, splitISI},
	{"refer", isRefer, splitRefer},
	{"BibTeX", isBibTeX, splitBibTeX},
	{"Markdown", isMarkdown, splitMarkdown},
	{"CSV", isCSV, splitCSV},
}

// Read yields the papers of r, whatever its format, compression and encoding, in
// the order of the file. What it yields last may be an error of the whole: that
// of r, [ErrTruncated], [ErrUnknown], [ErrRefused] or [ErrBomb]; all others are
// of type [*RecordError].
func Read(r io.Reader) iter.Seq2[corpus.Paper, error] {
	return func(yield func(corpus.Paper, error) bool) {
		stopped := false
		err := unpack(r, 0, func(name string, r io.Reader) bool {
			for p, err := range readText(r) {
				if err != nil && name != "" {
					err = fmt.Errorf("%s: %w", name, err)
				}
				if stopped = !yield(p, err); stopped {
					return false
				}
			}
			return true
		})
		if err != nil && !stopped {
			yield(corpus.Paper{}, err)
		}
	}
}

// readText yields the papers of an unpacked text.
func readText(r io.Reader) iter.Seq2[corpus.Paper, error] {
	return func(yield func(corpus.Paper, error) bool) {
		s, err := newSource(r)
		if err != nil {
			yield(corpus.Paper{}, err)
			return
		}
		head, err := peek(s.Reader, headSize)
		if err != nil {
			yield(corpus.Paper{}, err)
			return
		}
		for p, err := range papersOf(s, head) {
			if !yield(p, err) {
				return
			}
		}
	}
}

func papersOf(s *source, head []byte) iter.Seq2[corpus.Paper, error] {
	for _, f := range formats {
		if f.is(head) {
			return stream(f.Name, s, f.split)
		}
	}
	if isTrendingPage(head) {
		return TrendingPage(s)
	}
	return func(yield func(corpus.Paper, error) bool) {
		if len(bytes.TrimSpace(head)) > 0 {
			yield(corpus.Paper{}, ErrUnknown)
		} else {
			yield(corpus.Paper{}, errors.New("the file is empty"))
		}
	}
}

// isTrendingPage tells whether a text is that of the page: its banner at the
// beginning, or titles and abstracts line by line.
func isTrendingPage(head []byte) bool {
	if bytes.HasPrefix(bytes.TrimSpace(head), []byte(banner)) {
		return true
	}
	lines := strings.SplitN(string(bytes.TrimSpace(head)), "\n", 4)
	return len(lines) >= 2 && len(lines[0]) < minAbstract && len(lines[1]) >= minAbstract && !strings.ContainsAny(lines[0], "<{\t")
}

// rootIs returns whether the root element has one of the names, whatever its prefix.
func rootIs(names ...string) func([]byte) bool {
	return func(head []byte) bool {
		root := rootName(head)
		for _, name := range names {
			if root == name {
				return true
			}
		}
		return false
	}
}

// rootName returns the name of the root element of an XML text, without prefix;
// "" for any other text.
func rootName(head []byte) string {
	for {
		head = bytes.TrimSpace(head)
		switch {
		case !bytes.HasPrefix(head, []byte("<")):
			return ""
		case bytes.HasPrefix(head, []byte("<!--")):
			head = after(head, "-->")
		case bytes.HasPrefix(head, []byte("<?")):
			head = after(head, "?>")
		case bytes.HasPrefix(head, []byte("<!")):
			head = afterDoctype(head)
		default:
			return localName(elementName(head[1:]))
		}
	}
}

func after(text []byte, end string) []byte {
	_, rest, _ := bytes.Cut(text, []byte(end))
	return rest
}

// afterDoctype returns the text after a DOCTYPE, which may hold declarations in
// brackets.
func afterDoctype(text []byte) []byte {
	open, end := bytes.IndexByte(text, '['), bytes.IndexByte(text, '>')
	if open >= 0 && open < end {
		return after(text[open:], "]>")
	}
	return after(text, ">")
}
