package format

import (
	"encoding/json"
	"strings"

	"paperbot/corpus"
)

// readArXivLine reads a line of arXiv's metadata, as the snapshot on Kaggle has
// them:
//
//	{"id":"0704.0001","authors":"C. Bal\\'azs, …","title":"…","comments":"…",
//	 "journal-ref":null,"doi":null,"categories":"hep-ph cs.LG","abstract":"…",
//	 "versions":[{"version":"v1","created":"Mon, 2 Apr 2007 19:18:42 GMT"}],
//	 "authors_parsed":[["Balázs","C.",""]]}
func readArXivLine(record []byte) (draft, error) {
	var r struct {
		ID         text            `json:"id"`
		Authors    json.RawMessage `json:"authors"` // read where they are not parsed
		Parsed     [][]string      `json:"authors_parsed"`
		Title      string          `json:"title"`
		Comments   text            `json:"comments"`
		Journal    text            `json:"journal-ref"`
		DOI        text            `json:"doi"`
		Categories words           `json:"categories"`
		Abstract   string          `json:"abstract"`
		Date       text            `json:"update_date"`
		Versions   []struct {
			Version string `json:"version"`
			Created string `json:"created"`
		} `json:"versions"`
	}
	if err := json.Unmarshal(record, &r); err != nil {
		return draft{}, err
	}
	id, version := corpus.ArXivID(string(r.ID))
	d := draft{
		title: r.Title, abstract: r.Abstract, venue: string(r.Journal),
		categories: r.Categories, note: string(r.Comments), version: version,
		ids: []corpus.ID{id, corpus.DOI(string(r.DOI))},
	}
	if len(r.Parsed) > 0 { // without affiliations, and decoded
		for _, a := range r.Parsed {
			a = append(a, "", "", "")
			d.authors = append(d.authors, strings.Join([]string{a[1], a[0], a[2]}, " "))
		}
	}
	if len(d.authors) == 0 && len(r.Authors) > 0 {
		if err := (*names)(&d.authors).UnmarshalJSON(r.Authors); err != nil {
			return draft{}, err
		}
	}
	if n := len(r.Versions); n > 0 {
		d.published, d.updated, d.version = r.Versions[0].Created, r.Versions[n-1].Created, n
	} else {
		d.updated = string(r.Date)
	}
	return d, nil
}
