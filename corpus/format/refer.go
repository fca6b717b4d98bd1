package format

import (
	"strings"

	"paperbot/corpus"
)

// splitRefer reads refer, which EndNote calls its tagged format; blank lines part
// the records.
//
//	%0 Journal Article
//	%A Family, Given
//	%T Title
//	%X Abstract
func splitRefer(s *source, yield func(found) bool) error {
	d := dialect{tag: referTag, begins: "0", joins: " ", read: readRefer}
	return d.split(s, yield)
}

func isRefer(head []byte) bool {
	kind, title := false, false
	anyLine(head, func(line string) bool {
		kind = kind || strings.HasPrefix(strings.TrimPrefix(line, "\ufeff"), "%0 ")
		title = title || strings.HasPrefix(line, "%T ")
		return false
	})
	return kind && title
}

func referTag(line string) (tag, value string, ok bool) {
	line = strings.TrimPrefix(line, "\ufeff")
	if len(line) < 3 || line[0] != '%' || line[1] <= ' ' || line[2] != ' ' {
		return "", "", false
	}
	return line[1:2], strings.TrimSpace(line[3:]), true
}

func readRefer(t tagged) (draft, error) {
	d := draft{
		title: t.first("T"), abstract: t.first("X"), venue: t.first("J", "B"), categories: t.all("K"), url: t.first("U"),
		published: t.first("8", "D"), ids: []corpus.ID{corpus.DOI(t.first("R"))},
	}
	if len(t["G"]) == 1 {
		d.language = t.first("G")
	}
	if !strings.Contains(d.published, t.first("D")) {
		d.published = t.first("D")
	}
	for _, a := range t.all("A") {
		d.authors = append(d.authors, familyLast(a))
	}
	return d, nil
}
