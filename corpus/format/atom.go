package format

import (
	"bytes"
	"strings"

	"paperbot/corpus"
)

// splitAtom reads Atom: the answers of arXiv's API, and feeds.
//
//	<feed> <entry> <id>http://arxiv.org/abs/2606.13677v1</id> <title/> <summary/>
//	  <author><name/></author> <category term="cs.LG"/> <published/> <updated/>
//	  <arxiv:doi/> <arxiv:journal_ref/> <arxiv:comment/> <link rel href/>
//
// What arXiv has to say against a request is an entry titled "Error".
func splitAtom(s *source, yield func(found) bool) error {
	var refused error
	err := s.elements(func(e element) bool {
		if e.err != nil {
			return yield(bad(e.line, 0, e.err))
		}
		if bytes.Contains(e.text, []byte("/api/errors")) {
			if n, err := parseXML(e.text); err == nil && strings.Contains(n.child("id").text(), "/api/errors") {
				refused = refusal(n.child("summary").text())
				return true
			}
		}
		return yield(e.record(atomEntry))
	}, "entry")
	if refused != nil {
		return refused
	}
	return err
}

func atomEntry(n *node) (draft, error) {
	d := draft{
		title:     n.child("title").markup(),
		authors:   texts(n.all("author/name")),
		venue:     n.child("journal_ref").text(),
		published: n.child("published").text(),
		updated:   n.child("updated").text(),
		note:      n.child("comment").text(),
	}
	for _, c := range n.all("category") {
		d.categories = append(d.categories, c.attr("term"))
	}
	for _, l := range n.all("link") {
		if rel := l.attr("rel"); rel == "" || rel == "alternate" {
			d.url = l.attr("href")
		}
	}
	id, version := corpus.ArXivID(n.child("id").text())
	d.version = version
	if id == "" {
		id, d.version = corpus.ArXivID(d.url)
	}
	d.ids = []corpus.ID{id, corpus.DOI(n.child("doi").text()), corpus.DOI(n.child("id").text())}
	d.abstract = n.child("summary").markup()
	if d.abstract == "" {
		d.abstract = n.child("content").markup()
	}
	if announced, ok := readAnnouncement(d.abstract); ok { // arXiv's Atom feeds since 2024
		announced.into(&d, n)
	} else if id == "" && len(d.authors) == 0 {
		d.notOwn() // see splitRSS
	}
	return d, nil
}
