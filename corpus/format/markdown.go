package format

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"

	"paperbot/corpus"
)

// splitMarkdown reads the lists of papers that people keep in READMEs: rows of
// tables, and items of lists, that have a link to a paper.
//
//	|**2026-05-13**|**Title**|Authors|[2605.13741](http://arxiv.org/abs/2605.13741)|
//	| 1) **Title** - what somebody says of it | [Paper](https://arxiv.org/abs/…) |
//	- [Title](https://arxiv.org/abs/…)
//
// What is said of a paper there is not its abstract, so there is none. Rows
// without a title in bold and items without a link to a paper are no records.
func splitMarkdown(s *source, yield func(found) bool) error {
	var buf []byte
	var rows markdownTable
	for {
		text, number, long, err := s.readLine(buf)
		if err != nil {
			if f, ok := rows.flush(); ok {
				yield(f)
			}
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		buf = text
		f, ok := rows.line(strings.TrimSpace(string(text)), number)
		if ok && !yield(f) {
			return nil
		}
		if long && !yield(bad(number, 0, ErrLongLine)) {
			return nil
		}
	}
}

// A markdownTable reads line by line. Whether a row is a header the next tells.
type markdownTable struct {
	header []string // of the table in which we are
	row    string   // not yet read; "" for none
	number int      // its line
}

// line takes a line and returns the record that is now complete.
func (t *markdownTable) line(line string, number int) (found, bool) {
	switch {
	case t.row != "" && isRule(line):
		t.header, t.row = tableCells(t.row), ""
		return found{}, false
	case strings.HasPrefix(line, "|"):
		f, ok := t.flush()
		t.row, t.number = line, number
		return f, ok
	}
	f, ok := t.flush()
	t.header = nil
	if d, isItem := markdownItem(line); !ok && isItem { // between a row and an item there is an empty line
		return found{line: number, read: func() (draft, error) { return d, nil }}, true
	}
	return f, ok
}

// flush returns the row that waits.
func (t *markdownTable) flush() (found, bool) {
	row, number := t.row, t.number
	t.row = ""
	if row == "" {
		return found{}, false
	}
	d, ok := markdownRow(tableCells(row), t.header)
	return found{line: number, read: func() (draft, error) { return d, nil }}, ok
}

// isMarkdown tells whether one of the lines is a paper's.
func isMarkdown(head []byte) bool {
	if bytes.HasPrefix(bytes.TrimSpace(head), []byte("<?xml")) {
		return false
	}
	for line := range strings.Lines(string(head)) {
		line = strings.TrimSpace(line)
		if _, ok := markdownItem(line); ok {
			return true
		}
		if strings.HasPrefix(line, "|") && markdownLink.MatchString(line) {
			return true
		}
	}
	return false
}

var (
	markdownBold = regexp.MustCompile(`\*\*(.+?)\*\*`)
	markdownLink = regexp.MustCompile(`\[([^\[\]]*)\]\((https?://[^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)`)
	markdownDate = regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}\b`)
	listMark     = regexp.MustCompile(`^(?:[-*+]|\d+[.)])\s+`)
)

// tableCells returns the cells of a row; a bar after a backslash is a letter.
func tableCells(line string) []string {
	line = strings.ReplaceAll(strings.Trim(line, "| "), `\|`, "\x00")
	cells := strings.Split(line, "|")
	for i, c := range cells {
		cells[i] = strings.TrimSpace(strings.ReplaceAll(c, "\x00", "|"))
	}
	return cells
}

func isRule(line string) bool {
	return strings.HasPrefix(line, "|") && strings.Contains(line, "-") && strings.Trim(line, "|-: ") == ""
}

// markdownRow reads a row: the title is what stands in bold, a date apart, or
// the beginning of the column that is headed "title" or "paper".
func markdownRow(cells, header []string) (draft, bool) {
	var d draft
	for i, cell := range cells {
		for _, m := range markdownBold.FindAllStringSubmatch(cell, -1) {
			switch {
			case markdownDate.MatchString(m[1]):
				d.published = markdownDate.FindString(m[1])
			case d.title == "":
				d.title = plainMarkdown(m[1])
			}
		}
		d.link(cell)
		if i >= len(header) {
			continue
		}
		switch name := columnName(strings.Trim(header[i], "* ")); {
		case name == "authors":
			d.authors = []string{strings.TrimSuffix(cell, " et.al.")}
		case name == "title" && d.title == "":
			d.title = beforeSummary(cell)
		}
	}
	return d, d.title != "" && columnName(d.title) == ""
}

// beforeSummary returns what stands before two blanks or a dash, without the
// number of the list.
func beforeSummary(cell string) string {
	cell = cell[len(listMark.FindString(cell)):]
	for _, end := range []string{"  ", " - ", " – ", " — "} {
		cell, _, _ = strings.Cut(cell, end)
	}
	return plainMarkdown(cell)
}

// markdownItem reads an item of a list, which is a paper if it links to one.
func markdownItem(line string) (draft, bool) {
	mark := listMark.FindString(line)
	if mark == "" {
		return draft{}, false
	}
	line = line[len(mark):]
	var d draft
	d.link(line)
	if len(d.ids) == 0 {
		return draft{}, false
	}
	if m := markdownBold.FindStringSubmatch(line); m != nil && !strings.HasPrefix(m[1], "[[") {
		d.title = plainMarkdown(m[1])
	} else if m := markdownLink.FindStringSubmatch(line); m != nil {
		d.title = m[1]
	}
	return d, d.title != ""
}

// link notes the papers that a text links to.
func (d *draft) link(text string) {
	for _, m := range markdownLink.FindAllStringSubmatch(text, -1) {
		arxiv, _ := corpus.ArXivID(m[2])
		doi := corpus.DOI(m[2])
		if arxiv == "" && doi == "" {
			if d.url == "" && strings.EqualFold(m[1], "paper") {
				d.url = m[2]
			}
			continue
		}
		if d.url == "" {
			d.url = m[2]
		}
		if len(d.ids) == 0 { // further links are to other papers
			d.ids = append(d.ids, arxiv, doi)
		}
	}
}

// plainMarkdown returns text without links.
func plainMarkdown(text string) string {
	return strings.TrimSpace(markdownLink.ReplaceAllString(text, "$1"))
}
