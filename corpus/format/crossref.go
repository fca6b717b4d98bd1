package format

import (
	"encoding/json"
	"strings"

	"paperbot/corpus"
)

// readCrossref reads a work of Crossref's interface, and CSL-JSON, which is
// modelled on it: there title and container-title are strings, not lists.
//
//	{"DOI":"10.1155/…","title":["…"],"abstract":"<jats:p>…</jats:p>",
//	 "author":[{"given":"…","family":"…"}],"issued":{"date-parts":[[2018,5,9]]},
//	 "container-title":["…"],"URL":"…"}
func readCrossref(record []byte) (draft, error) {
	var r struct {
		DOI       text       `json:"DOI"`
		PMID      text       `json:"PMID"`
		Title     text       `json:"title"`
		Subtitle  text       `json:"subtitle"`
		Abstract  text       `json:"abstract"`
		Author    names      `json:"author"`
		Issued    *dateParts `json:"issued"`
		Print     *dateParts `json:"published-print"`
		Online    *dateParts `json:"published-online"`
		Container text       `json:"container-title"`
		Subject   words      `json:"subject"`
		Keyword   words      `json:"keyword"`
		URL       text       `json:"URL"`
		Language  text       `json:"language"`
		Note      text       `json:"note"`
		ID        text       `json:"id"`
	}
	if err := json.Unmarshal(record, &r); err != nil {
		return draft{}, err
	}
	arxiv, _ := corpus.ArXivID(string(r.URL))
	named, _ := corpus.ArXivID(string(r.ID))
	d := draft{
		title: string(r.Title), abstract: string(r.Abstract), authors: r.Author, venue: string(r.Container), url: string(r.URL),
		categories: r.Subject, language: string(r.Language), note: string(r.Note),
		published: firstOf(r.Issued.String(), r.Online.String(), r.Print.String()),
		ids:       []corpus.ID{arxiv, named, corpus.DOI(string(r.DOI)), corpus.PMID(string(r.PMID))},
	}
	if sub := string(r.Subtitle); sub != "" && !strings.Contains(d.title, sub) {
		d.title += ": " + sub
	}
	if len(d.categories) == 0 {
		d.categories = r.Keyword
	}
	return d, nil
}
