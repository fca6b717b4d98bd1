package format

import (
	"regexp"
	"strings"

	"paperbot/corpus"
)

// splitNBIB reads MEDLINE's tagged format, which PubMed and ERIC export:
//
//	PMID- 23633646
//	TI  - Title, which goes on
//	      in indented lines
//	FAU - Family, Given
//	AB  - Abstract
//
// Records are parted by blank lines.
func splitNBIB(s *source, yield func(found) bool) error {
	d := dialect{tag: nbibTag, begins: "PMID", joins: " ", read: readNBIB}
	return d.split(s, yield)
}

var nbibLine = regexp.MustCompile(`^\x{feff}?([A-Z]{2,4}) *- ?(.*)$`)

// nbibTags are some that every record has, and RIS has not.
var nbibTags = map[string]bool{"PMID": true, "OWN": true, "FAU": true, "PT": true, "JT": true, "STAT": true, "PMC": true, "BTI": true}

func isNBIB(head []byte) bool {
	tags := map[string]bool{}
	anyLine(head, func(line string) bool {
		if tag, _, ok := nbibTag(strings.TrimLeft(line, " ")); ok && nbibTags[tag] {
			tags[tag] = true
		}
		return false
	})
	return len(tags) >= 2
}

func nbibTag(line string) (tag, value string, ok bool) {
	m := nbibLine.FindStringSubmatch(line)
	if m == nil || len(m[1])+strings.Count(line[:min(len(line), 5)], " ") < 4 && !strings.HasPrefix(line[len(m[1]):], "-") {
		return "", "", false
	}
	return m[1], strings.TrimSpace(m[2]), true
}

func readNBIB(t tagged) (draft, error) {
	d := draft{
		title: untranslated(t.first("TI", "BTI")), abstract: t.first("AB"), venue: t.first("JT", "TA"), categories: t.all("OT"),
		language: t.first("LA"), published: t.first("DEP", "DP"), url: t.first("LID"),
		ids: []corpus.ID{corpus.PMID(t.first("PMID"))},
	}
	for _, a := range t.all("FAU") {
		d.authors = append(d.authors, familyLast(a))
	}
	if len(d.authors) == 0 {
		d.authors = t.all("AU", "CN")
	}
	for _, id := range t.all("LID", "AID") {
		if strings.HasSuffix(id, "[doi]") {
			d.ids = append(d.ids, corpus.DOI(id))
		}
	}
	for _, kind := range t.all("PT") {
		d.withdrawn = d.withdrawn || kind == "Retracted Publication"
	}
	return d, nil
}
