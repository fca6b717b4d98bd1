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
// A row with more columns than the header is a fault of that row.
func splitCSV(s *source, yield func(found) bool) error {
	head, err := peek(s.Reader, headSize)
	if err != nil {
		return err
	}
	bounded := &recordBound{r: s}
	r := csv.NewReader(bounded)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord, r.ReuseRecord = delimiter(head), true, -1, true
	header, err := r.Read()
	if err != nil {
		return fmt.Errorf("header: %w", err)
	}
	fields := make([]string, len(header))
	for i, h := range header {
		fields[i] = columnName(h)
	}
	for {
		bounded.n = 0
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if errors.Is(err, errTooLong) {
			return ErrLongRecord
		}
		var fault *csv.ParseError
		if errors.As(err, &fault) {
			if !yield(bad(fault.StartLine, 0, fmt.Errorf("%w: %w", ErrMalformed, fault.Err))) {
				return nil
			}
			continue
		}
		if err != nil {
			return err
		}
		line, _ := r.FieldPos(0)
		if !yield(found{line: line, read: tableRow(fields, row)}) {
			return nil
		}
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
