package format

import (
	"encoding/json"
	"strings"

	"paperbot/corpus"
)

// readOpenAlex reads a work of OpenAlex, whose abstract is inverted: for each
// word the places where it stands.
//
//	{"id":"https://openalex.org/W4399771148","doi":"https://doi.org/…","title":"…",
//	 "publication_date":"2024-06-18","authorships":[{"author":{"display_name":"…"}}],
//	 "abstract_inverted_index":{"Lung":[0],"cancer":[1,7]},"is_retracted":false}
func readOpenAlex(record []byte) (draft, error) {
	var r struct {
		ID    text `json:"id"`
		DOI   text `json:"doi"`
		Title text `json:"title"`
		Name  text `json:"display_name"`
		IDs   struct {
			PMID text `json:"pmid"`
		} `json:"ids"`
		Date        text `json:"publication_date"`
		Year        text `json:"publication_year"`
		Language    text `json:"language"`
		Retracted   bool `json:"is_retracted"`
		Authorships []struct {
			Author person `json:"author"`
		} `json:"authorships"`
		Location struct {
			Page   text `json:"landing_page_url"`
			Source struct {
				Name text `json:"display_name"`
			} `json:"source"`
		} `json:"primary_location"`
		Topics []struct {
			Name text `json:"display_name"`
		} `json:"topics"`
		Abstract map[string][]int `json:"abstract_inverted_index"`
	}
	if err := json.Unmarshal(record, &r); err != nil {
		return draft{}, err
	}
	arxiv, _ := corpus.ArXivID(string(r.Location.Page))
	_, work, _ := strings.Cut(string(r.ID), "openalex.org/")
	d := draft{
		title: firstOf(r.Title, r.Name), abstract: uninverted(r.Abstract), published: firstOf(r.Date, r.Year), language: string(r.Language),
		withdrawn: r.Retracted, url: string(r.Location.Page), venue: string(r.Location.Source.Name),
		ids: []corpus.ID{arxiv, corpus.DOI(string(r.DOI)), corpus.PMID(string(r.IDs.PMID)), namedID("openalex", work)},
	}
	for _, a := range r.Authorships {
		d.authors = append(d.authors, a.Author.String())
	}
	for _, t := range r.Topics {
		d.categories = append(d.categories, string(t.Name))
	}
	return d, nil
}

// maxPlaces is the most words an abstract may have.
const maxPlaces = 20_000

// uninverted puts the words of an inverted abstract back in their places.
func uninverted(index map[string][]int) string {
	var words []string
	for word, places := range index {
		for _, at := range places {
			if at < 0 || at >= maxPlaces {
				continue
			}
			if at >= len(words) {
				words = append(words, make([]string, at+1-len(words))...)
			}
			words[at] = word
		}
	}
	return strings.Join(words, " ")
}
