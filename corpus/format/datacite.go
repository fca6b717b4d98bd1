package format

import (
	"encoding/json"

	"paperbot/corpus"
)

// readDataCite reads a record of DataCite's interface.
//
//	{"id":"10.5281/…","type":"dois","attributes":{"doi":"…","titles":[{"title":"…"}],
//	 "creators":[{"name":"Family, Given"}],"publicationYear":2024,
//	 "descriptions":[{"description":"…","descriptionType":"Abstract"}],"url":"…"}}
func readDataCite(record []byte) (draft, error) {
	type attributes struct {
		DOI    text `json:"doi"`
		Titles []struct {
			Title text `json:"title"`
			Type  text `json:"titleType"`
		} `json:"titles"`
		Creators     names `json:"creators"`
		Year         text  `json:"publicationYear"`
		Descriptions []struct {
			Text text `json:"description"`
			Type text `json:"descriptionType"`
		} `json:"descriptions"`
		Dates []struct {
			Date text `json:"date"`
			Type text `json:"dateType"`
		} `json:"dates"`
		Subjects []struct {
			Subject text `json:"subject"`
		} `json:"subjects"`
		Publisher text `json:"publisher"`
		URL       text `json:"url"`
		Language  text `json:"language"`
	}
	var r struct {
		attributes
		Attributes *attributes `json:"attributes"`
	}
	if err := json.Unmarshal(record, &r); err != nil {
		return draft{}, err
	}
	a := r.attributes
	if r.Attributes != nil {
		a = *r.Attributes
	}
	d := draft{authors: a.Creators, venue: string(a.Publisher), url: string(a.URL), language: string(a.Language), published: string(a.Year),
		ids: []corpus.ID{corpus.DOI(string(a.DOI))}}
	for i, name := range d.authors {
		d.authors[i] = familyLast(name)
	}
	for _, t := range a.Titles {
		if d.title == "" && t.Type == "" {
			d.title = string(t.Title)
		}
	}
	for _, t := range a.Descriptions {
		if d.abstract == "" && t.Type == "Abstract" {
			d.abstract = string(t.Text)
		}
	}
	for _, date := range a.Dates {
		if date.Type == "Issued" {
			d.published = string(date.Date)
		}
	}
	for _, s := range a.Subjects {
		d.categories = append(d.categories, string(s.Subject))
	}
	return d, nil
}
