package format

import (
	"encoding/json"

	"paperbot/corpus"
)

// readDailyPaper reads an element of Hugging Face's daily papers. The inner paper
// has arXiv's date; the outer one's is when it was posted there.
//
//	{"paper":{"id":"2606.00467","authors":[{"name":"…"}],"title":"…","summary":"…",
//	  "publishedAt":"…","upvotes":12},"publishedAt":"…","title":"…","summary":"…"}
func readDailyPaper(record []byte) (draft, error) {
	type paper struct {
		ID        text   `json:"id"`
		Authors   names  `json:"authors"`
		Published text   `json:"publishedAt"`
		Title     text   `json:"title"`
		Summary   text   `json:"summary"`
		Upvotes   number `json:"upvotes"`
	}
	var r struct {
		paper
		Paper *paper `json:"paper"`
	}
	if err := json.Unmarshal(record, &r); err != nil {
		return draft{}, err
	}
	p := r.paper
	if r.Paper != nil {
		p = *r.Paper
	}
	id, _ := corpus.ArXivID(string(p.ID))
	return draft{
		title: firstOf(p.Title, r.Title), abstract: firstOf(p.Summary, r.Summary), authors: p.Authors,
		published: string(p.Published), votes: int(p.Upvotes), ids: []corpus.ID{id},
	}, nil
}
