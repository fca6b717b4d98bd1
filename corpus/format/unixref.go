package format

import (
	"strings"

	"paperbot/corpus"
)

// splitUnixref reads Crossref's deposits, one work a doi_record.
//
//	<doi_record> <crossref> <journal> <journal_metadata/> <journal_article>
//	  <titles><title/></titles> <contributors><person_name/></contributors>
//	  <publication_date/> <doi_data><doi/><resource/></doi_data>
//
// What is inside crossref is a journal, book, conference, dissertation, report,
// posted content or review; the work is the innermost of its parts.
func splitUnixref(s *source, yield func(found) bool) error {
	return splitElements(s, yield, unixrefRecord, "doi_record")
}

// unixrefWorks are the elements that are works, innermost first.
var unixrefWorks = []string{"journal_article", "conference_paper", "content_item", "posted_content", "dissertation", "peer_review",
	"report-paper_metadata", "report-paper", "standard", "dataset", "book_metadata", "book_series_metadata", "book_set_metadata", "proceedings_metadata"}

func unixrefRecord(n *node) (draft, error) {
	var work *node
	for _, name := range unixrefWorks {
		if work = n.find(name); work != nil {
			break
		}
	}
	if work == nil {
		return draft{}, ErrNoPaper
	}
	d := draft{
		title:    work.child("titles/title").markup(),
		abstract: work.child("abstract").markup(),
		venue:    n.find("full_title").text(),
		language: n.find("journal_metadata").attr("language"),
		url:      work.child("doi_data/resource").text(),
		ids:      []corpus.ID{corpus.DOI(work.child("doi_data/doi").text())},
	}
	if subtitle := work.child("titles/subtitle").markup(); subtitle != "" {
		d.title += ": " + subtitle
	}
	if d.venue == "" && work.name == "content_item" {
		d.venue = n.find("book_metadata").child("titles/title").text()
	}
	for _, a := range append(work.all("contributors/person_name"), work.all("person_name")...) {
		if role := a.attr("contributor_role"); role == "author" || role == "" {
			d.authors = append(d.authors, a.child("given_name").text()+" "+a.child("surname").text())
		}
	}
	for _, name := range []string{"publication_date", "approval_date", "review_date", "posted_date", "acceptance_date"} {
		if date := work.child(name); date != nil {
			d.published = strings.TrimSpace(date.child("year").text() + " " + date.child("month").text() + " " + date.child("day").text())
			break
		}
	}
	return d, nil
}
