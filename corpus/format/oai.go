package format

import (
	"bytes"
	"strings"

	"paperbot/corpus"
)

// isOAI tells whether a text is an answer in OAI-PMH, or its records alone.
func isOAI(head []byte) bool {
	switch rootName(head) {
	case "OAI-PMH", "ListRecords", "GetRecord":
		return true
	case "record":
		return bytes.Contains(head, []byte("header>"))
	}
	return false
}

// splitOAI reads OAI-PMH with the metadata formats arXiv, arXivRaw and oai_dc.
//
//	<record> <header status="deleted"><identifier/><datestamp/></header>
//	  <metadata> <arXiv><id/><created/><authors><author><keyname/><forenames/>…
//	  <metadata> <oai_dc:dc><dc:title/><dc:creator/><dc:description/>…
//
// Errors of the protocol refuse the request, save noRecordsMatch, which is an
// empty answer.
func splitOAI(s *source, yield func(found) bool) error {
	var refused error
	err := s.elements(func(e element) bool {
		if e.err != nil {
			return e.name == "error" || yield(bad(e.line, 0, e.err))
		}
		if e.name != "error" {
			return yield(e.record(oaiRecord))
		}
		if n, err := parseXML(e.text); err == nil && n.attr("code") != "noRecordsMatch" {
			refused = refusal(n.attr("code") + " " + n.text())
		}
		return true
	}, "record", "error")
	if refused != nil {
		return refused
	}
	return err
}

func oaiRecord(n *node) (draft, error) {
	if n.child("header").attr("status") == "deleted" {
		return draft{}, ErrDeleted
	}
	metadata := n.child("metadata")
	header, _ := corpus.ArXivID(n.child("header/identifier").text())
	var d draft
	switch {
	case metadata.child("arXiv") != nil:
		d = arXivMetadata(metadata.child("arXiv"))
	case metadata.child("arXivRaw") != nil:
		d = arXivRaw(metadata.child("arXivRaw"))
	case metadata.child("dc") != nil:
		d = dublinCore(metadata.child("dc"))
	default:
		return draft{}, ErrNoPaper
	}
	d.ids = append(d.ids, header)
	return d, nil
}

func arXivMetadata(n *node) draft {
	id, version := corpus.ArXivID(n.child("id").text())
	d := draft{
		title:      n.child("title").markup(),
		abstract:   n.child("abstract").markup(),
		venue:      n.child("journal-ref").text(),
		categories: strings.Fields(n.child("categories").text()),
		published:  n.child("created").text(),
		updated:    n.child("updated").text(),
		note:       n.child("comments").text(),
		version:    version,
		ids:        []corpus.ID{id, corpus.DOI(n.child("doi").text())},
	}
	for _, a := range n.all("authors/author") {
		d.authors = append(d.authors, strings.Join([]string{a.child("forenames").text(), a.child("keyname").text(), a.child("suffix").text()}, " "))
	}
	return d
}

func arXivRaw(n *node) draft {
	d := arXivMetadata(n)
	d.authors = splitNames(n.child("authors").text())
	versions := n.all("version")
	if len(versions) > 0 {
		d.published = versions[0].child("date").text()
		d.updated = versions[len(versions)-1].child("date").text()
		d.version = len(versions)
	}
	return d
}

// dublinCore reads oai_dc, in which arXiv's comments stand beside the abstract
// as a further description, and versions as further dates.
func dublinCore(n *node) draft {
	d := draft{
		title:      n.child("title").markup(),
		categories: texts(n.all("subject")),
		language:   n.child("language").text(),
	}
	for _, c := range n.all("creator") {
		d.authors = append(d.authors, familyLast(c.text()))
	}
	for _, c := range n.all("description") {
		if comment, ok := strings.CutPrefix(c.text(), "Comment: "); ok {
			d.note = comment
		} else if d.abstract == "" {
			d.abstract = c.markup()
		}
	}
	for i, date := range texts(n.all("date")) {
		if i == 0 {
			d.published = date
		}
		d.updated = date
	}
	for _, identifier := range texts(n.all("identifier")) {
		id, _ := corpus.ArXivID(identifier)
		d.ids = append(d.ids, id, corpus.DOI(identifier))
		if d.url == "" {
			d.url = identifier
		}
		if d.venue == "" && id == "" && corpus.DOI(identifier) == "" && strings.Contains(identifier, " ") {
			d.venue = identifier // arXiv's journal reference
		}
	}
	return d
}

// familyLast turns "Family, Given" around.
func familyLast(name string) string {
	family, given, found := strings.Cut(name, ",")
	if !found {
		return name
	}
	return strings.TrimSpace(given) + " " + strings.TrimSpace(family)
}
