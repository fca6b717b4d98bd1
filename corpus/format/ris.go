package format

import (
	"regexp"
	"strings"

	"paperbot/corpus"
)

// splitRIS reads RIS:
//
//	TY  - JOUR
//	TI  - Title
//	AU  - Family, Given
//	AB  - Abstract, which may
//	go on in lines without a tag
//	ER  -
//
// A record that is not ended by ER ends where the next begins. N2 is the
// abstract where there is no AB; T1, TI and CT name the title, BT that of a book.
func splitRIS(s *source, yield func(found) bool) error {
	d := dialect{tag: risTag, begins: "TY", ends: "ER", joins: " ", read: readRIS}
	return d.split(s, yield)
}

var risLine = regexp.MustCompile(`^\x{feff}?([A-Z][A-Z0-9]) {1,2}-(?: (.*))?$`)

func isRIS(head []byte) bool {
	return anyLine(head, func(line string) bool {
		m := risLine.FindStringSubmatch(strings.TrimSpace(line))
		return m != nil && m[1] == "TY"
	})
}

func risTag(line string) (tag, value string, ok bool) {
	m := risLine.FindStringSubmatch(line)
	if m == nil {
		return "", "", false
	}
	return m[1], strings.TrimSpace(m[2]), true
}

func readRIS(t tagged) (draft, error) {
	d := draft{
		title: t.first("TI", "T1", "CT", "BT"), abstract: t.first("AB", "N2"), venue: t.first("JF", "JO", "T2", "JA"),
		categories: t.all("KW"), url: firstURL(t.all("UR")), published: t.first("DA", "Y1", "PY"), language: t.first("LA"),
	}
	for _, a := range t.all("AU", "A1") {
		d.authors = append(d.authors, familyLast(a))
	}
	if year := t.first("PY", "Y1"); len(d.published) < 4 {
		d.published = year
	}
	for _, text := range append(t.all("DO", "M3", "N1", "L3"), t.all("UR")...) {
		arxiv, _ := corpus.ArXivID(text)
		d.ids = append(d.ids, arxiv, corpus.DOI(text))
	}
	if strings.Contains(t.first("DB", "DP"), "PubMed") {
		d.ids = append(d.ids, corpus.PMID(t.first("AN")))
	}
	return d, nil
}

// firstURL returns the first address of lists with semicolons between.
func firstURL(lists []string) string {
	for _, list := range lists {
		for url := range strings.SplitSeq(list, ";") {
			if url = strings.TrimSpace(url); url != "" {
				return url
			}
		}
	}
	return ""
}
