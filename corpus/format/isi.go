package format

import (
	"regexp"
	"strings"

	"paperbot/corpus"
)

// splitISI reads the tagged export of the Web of Science:
//
//	FN ISI Export Format
//	PT J
//	AU Family, G
//	   Family, G
//	TI Title, which goes on
//	   in indented lines
//	ER
//	EF
//
// Of the lists, authors among them, each line is a value.
func splitISI(s *source, yield func(found) bool) error {
	d := dialect{tag: isiTag, begins: "PT", ends: "ER", joins: "\n", read: readISI, ignored: map[string]bool{"FN": true, "VR": true, "EF": true}}
	return d.split(s, yield)
}

var isiLine = regexp.MustCompile(`^\x{feff}?([A-Z][A-Z0-9])(?: (.*))?$`)

func isISI(head []byte) bool {
	format, record := false, false
	anyLine(head, func(line string) bool {
		format = format || strings.HasPrefix(strings.TrimPrefix(line, "\ufeff"), "FN ")
		record = record || strings.HasPrefix(line, "PT ")
		return false
	})
	return format && record
}

func isiTag(line string) (tag, value string, ok bool) {
	m := isiLine.FindStringSubmatch(line)
	if m == nil {
		return "", "", false
	}
	return m[1], strings.TrimSpace(m[2]), true
}

func readISI(t tagged) (draft, error) {
	d := draft{
		title: oneLine(t.first("TI")), abstract: oneLine(t.first("AB")), venue: oneLine(t.first("SO")), language: t.first("LA"),
		published: strings.TrimSpace(t.first("PY")), ids: []corpus.ID{corpus.DOI(t.first("DI")), corpus.PMID(t.first("PM"))},
	}
	for a := range strings.SplitSeq(t.first("AF", "AU"), "\n") {
		d.authors = append(d.authors, familyLast(a))
	}
	for c := range strings.SplitSeq(oneLine(t.first("DE", "SC")), ";") {
		d.categories = append(d.categories, c)
	}
	return d, nil
}

func oneLine(text string) string { return strings.ReplaceAll(text, "\n", " ") }
