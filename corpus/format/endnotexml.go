package format

import (
	"strings"

	"paperbot/corpus"
)

// splitEndNote reads EndNote's XML, in which text stands in style elements.
//
//	<records> <record> <contributors><authors><author/></authors></contributors>
//	  <titles><title/><secondary-title/></titles> <dates><year/></dates>
//	  <abstract/> <electronic-resource-num/> <urls><related-urls><url/>…
func splitEndNote(s *source, yield func(found) bool) error {
	return splitElements(s, yield, endNoteRecord, "record")
}

func endNoteRecord(n *node) (draft, error) {
	d := draft{
		title:      n.child("titles/title").text(),
		abstract:   n.child("abstract").text(),
		venue:      n.child("titles/secondary-title").text(),
		categories: texts(n.all("keywords/keyword")),
		language:   n.child("language").text(),
		url:        n.child("urls/related-urls/url").text(),
		published:  n.child("dates/year").text(),
		ids:        []corpus.ID{corpus.DOI(n.child("electronic-resource-num").text())},
	}
	if date := n.child("dates/pub-dates/date").text(); strings.Contains(date, d.published) && date != "" {
		d.published = date
	}
	for _, a := range texts(n.all("contributors/authors/author")) {
		d.authors = append(d.authors, familyLast(a))
	}
	return d, nil
}
