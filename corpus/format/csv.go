package format

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"paperbot/corpus"
)

// Columns of tables, by what their headers may be called: small letters, without
// blanks, hyphens and underscores.
var columns = map[string]string{
	"title": "title", "paper": "title", "papertitle": "title", "articletitle": "title", "documenttitle": "title", "name": "title", "ti": "title",
	"abstract": "abstract", "summary": "abstract", "abstractnote": "abstract", "text": "abstract", "ab": "abstract",
	"authors": "authors", "author": "authors", "authornames": "authors", "au": "authors", "creators": "authors", "authorfullnames": "authors",
	"venue": "venue", "journal": "venue", "publicationtitle": "venue", "sourcetitle": "venue", "booktitle": "venue", "conference": "venue",
	"categories": "categories", "category": "categories", "keywords": "categories", "authorkeywords": "categories", "tags": "categories",
	"id": "id", "arxivid": "id", "paperid": "id", "arxiv": "id", "eprint": "id", "doi": "doi", "pmid": "pmid", "pubmedid": "pmid",
	"url": "url", "link": "url", "paperurl": "url", "pdfurl": "url", "pdf": "url", "ids": "ids",
	"date": "date", "published": "date", "publishdate": "date", "publicationdate": "date", "publishedat": "date", "coverdate": "date",
	"year": "year", "publicationyear": "year", "updated": "updated", "version": "version", "withdrawn": "withdrawn",
	"votes": "votes", "upvotes": "votes", "likes": "votes", "rank": "rank", "language": "language", "lang": "language",
}

func columnName(header string) string {
	header = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(header, "\ufeff")))
	return columns[strings.NewReplacer(" ", "", "_", "", "-", "", ".", "").Replace(header)]
}

// isCSV tells whether the first line is a header with a title.
func isCSV(head []byte) bool { return delimiter(head) != 0 }

// delimiter returns what parts the columns of a table, 0 where there is none.
func delimiter(head []byte) rune {
	line, _, _ := strings.Cut(string(head[:min(len(head), 8<<10)]), "\n")
	for _, delimiter := range "\t,;|" {
		r := csv.NewReader(strings.NewReader(line))
		r.Comma, r.LazyQuotes = delimiter, true
		header, err := r.Read()
		if err != nil || len(header) < 2 {
			continue
		}
		known := 0
		for _, h := range header {
			if columnName(h) == "title" {
				known += 2
			} else if columnName(h) != "" {
				known++
			}
		}
		if known >= 2 {
			return delimiter
		}
	}
	return 0
}

// splitCSV reads tables with a header whose columns may have any order, parted by
// commas, tabs, semicolons or bars.
//
//	title,abstract,date,votes
//	"A title, with comma","First line.
//	Second line.",2024-02-29,12
//
// A row with more columns than the header is a fault of that row, and so is a
// quotation mark that is not closed: the rows go on with the next line.
func splitCSV(s *source, yield func(found) bool) error {
	head, err := peek(s.Reader, headSize)
	if err != nil {
		return err
	}
	rows := rowReader{s: s, comma: delimiter(head)}
	header, _, err := rows.next()
	if err != nil {
		return fmt.Errorf("header: %w", err)
	}
	fields := make([]string, len(header))
	for i, h := range header {
		fields[i] = columnName(h)
	}
	for {
		row, number, err := rows.next()
		var record found
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, ErrMalformed), errors.Is(err, ErrLongLine):
			record = bad(number, 0, err)
		case err != nil:
			return err
		default:
			record = found{line: number, read: tableRow(fields, row)}
		}
		if !yield(record) {
			return nil
		}
	}
}

// A rowReader reads the rows of a table, each of one line or, where quotation
// marks hold line ends, of several.
type rowReader struct {
	s       *source
	comma   rune
	waiting []tableLine // read before, and to be read again
}

type tableLine struct {
	text   string
	number int
	long   bool
}

// maxQuoted is how many bytes a row may have after its first line. A field of more
// is no abstract, and its quotation mark was not closed.
const maxQuoted = maxAbstract

// next returns the next row and the number of its first line. An error that wraps
// ErrMalformed or ErrLongLine is that row's.
func (r *rowReader) next() ([]string, int, error) {
	first, err := r.line()
	for err == nil && first.text == "" && !first.long {
		first, err = r.line()
	}
	if err != nil {
		return nil, 0, err
	}
	if first.long {
		return nil, first.number, ErrLongLine
	}
	text, quote := first.text, quoteState{comma: byte(r.comma)}
	for quote.read(first.text); quote.open; {
		more, err := r.rest(&quote)
		if err != nil {
			return nil, first.number, err
		}
		text += more
	}
	row := csv.NewReader(strings.NewReader(text))
	row.Comma, row.LazyQuotes, row.FieldsPerRecord = r.comma, true, -1
	fields, err := row.Read()
	if err != nil {
		return nil, first.number, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return fields, first.number, nil
}

// rest returns the lines up to the one in which a quotation mark is closed. Where
// that does not come, they are to be read again.
func (r *rowReader) rest(quote *quoteState) (string, error) {
	var text strings.Builder
	var lines []tableLine
	for quote.open {
		l, err := r.line()
		if err == nil {
			lines = append(lines, l)
		}
		if errors.Is(err, io.EOF) || l.long || quote.opensAgain(l.text) || text.Len()+len(l.text) > maxQuoted {
			r.waiting = append(lines, r.waiting...)
			return "", fmt.Errorf("%w: a quotation mark is not closed", ErrMalformed)
		}
		if err != nil {
			return "", err
		}
		text.WriteString("\n" + l.text)
		quote.read(l.text)
	}
	return text.String(), nil
}

func (r *rowReader) line() (tableLine, error) {
	if len(r.waiting) > 0 {
		l := r.waiting[0]
		r.waiting = r.waiting[1:]
		return l, nil
	}
	text, number, long, err := r.s.readLine(nil)
	return tableLine{string(text), number, long}, err
}

// A quoteState tells after each line whether a quoted field is open, by the rules
// of encoding/csv with LazyQuotes: a quotation mark opens a field at its beginning
// alone, and closes it at its end alone.
type quoteState struct {
	comma byte
	open  bool
}

// opensAgain tells whether a field begins with a quotation mark in a line at whose
// beginning one is open: then that was not closed. In a field a mark is doubled.
func (q *quoteState) opensAgain(line string) bool {
	for i := range len(line) {
		if line[i] == '"' && (i == 0 || line[i-1] == q.comma) && i+1 < len(line) && line[i+1] != '"' && line[i+1] != q.comma {
			return true
		}
		if line[i] == '"' && (i+1 == len(line) || line[i+1] == q.comma) {
			return false // it is closed before
		}
	}
	return false
}

func (q *quoteState) read(line string) {
	begins := !q.open // a field begins here
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case !q.open && c == '"' && begins:
			q.open = true
		case !q.open:
			begins = c == q.comma
			continue
		case c == '"' && i+1 < len(line) && line[i+1] == '"':
			i++
		case c == '"' && (i+1 == len(line) || line[i+1] == q.comma):
			q.open = false
		}
		begins = false
	}
}

// tableRow returns a row as a record.
func tableRow(fields, row []string) func() (draft, error) {
	if len(row) > len(fields) {
		return func() (draft, error) { return draft{}, fmt.Errorf("%w: more columns than the header", ErrMalformed) }
	}
	t := tagged{}
	for i, value := range row {
		if name := fields[i]; name != "" {
			t[name] = append(t[name], strings.TrimSpace(strings.Clone(value)))
		}
	}
	return func() (draft, error) { return readRow(t), nil }
}

func readRow(t tagged) draft {
	id, version := corpus.ArXivID(t.first("id"))
	var votes, rank, said number
	for column, n := range map[string]*number{"votes": &votes, "rank": &rank, "version": &said} {
		_ = n.UnmarshalJSON([]byte(t.first(column))) // always nil: what is no number is 0
	}
	d := draft{
		title: t.first("title"), abstract: t.first("abstract"), authors: splitPeople(t.first("authors")), venue: t.first("venue"),
		url: t.first("url"), published: t.first("date"), updated: t.first("updated"), version: max(version, int(said)),
		withdrawn: t.first("withdrawn") == "true", votes: int(votes), rank: int(rank), language: t.first("language"),
		ids: []corpus.ID{id, anyID(t.first("id")), corpus.DOI(t.first("doi")), corpus.PMID(t.first("pmid"))},
	}
	if d.published == "" {
		d.published = t.first("year")
	}
	for _, name := range strings.Fields(t.first("ids")) {
		d.ids = append(d.ids, anyID(name))
	}
	d.categories = splitList(t.first("categories"))
	return d
}

// splitList returns the parts of a list with semicolons or, without any, commas
// between. What stands in braces is one part.
func splitList(list string) []string {
	separators := ","
	if strings.Contains(list, ";") {
		separators = ";"
	}
	var parts []string
	depth, start := 0, 0
	for i := 0; i <= len(list); i++ {
		switch {
		case i == len(list), depth == 0 && strings.IndexByte(separators, list[i]) >= 0:
			parts = append(parts, inBraces(strings.TrimSpace(list[start:i])))
			start = i + 1
		case list[i] == '{':
			depth++
		case list[i] == '}':
			depth = max(0, depth-1)
		}
	}
	return parts
}

// inBraces returns what is in the braces that a whole part stands in.
func inBraces(part string) string {
	if strings.HasPrefix(part, "{") && matching(part, '}') == len(part)-1 {
		return part[1 : len(part)-1]
	}
	return part
}
