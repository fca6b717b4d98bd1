package format

import (
	"encoding/json"
	"slices"
	"strings"

	"paperbot/corpus"
)

// readBEIR reads a document of the BEIR layout, as paperbot exports it too. Our
// own export has the paper's other fields under "metadata".
//
//	{"_id":"arxiv:1502.03167","title":"…","text":"…","metadata":{"authors":["…"]}}
func readBEIR(record []byte) (draft, error) {
	var r struct {
		ID       text      `json:"_id"`
		Title    text      `json:"title"`
		Text     sentences `json:"text"`
		Metadata exported  `json:"metadata"`
	}
	if err := json.Unmarshal(record, &r); err != nil {
		return draft{}, err
	}
	d := r.Metadata.draft()
	d.title, d.abstract = string(r.Title), string(r.Text)
	if len(d.ids) == 0 {
		d.ids = []corpus.ID{anyID(string(r.ID))}
	} else {
		d.ids = append(d.ids, corpus.ID(r.ID))
	}
	return d, nil
}

// exported is what paperbot's export says of a paper beside its text.
type exported struct {
	IDs        words  `json:"ids"`
	Authors    names  `json:"authors"`
	Venue      text   `json:"venue"`
	Categories names  `json:"categories"`
	URL        text   `json:"url"`
	Published  text   `json:"published"`
	Year       text   `json:"year"`
	Updated    text   `json:"updated"`
	Version    number `json:"version"`
	Withdrawn  bool   `json:"withdrawn"`
	Language   text   `json:"language"`
	Votes      number `json:"votes"`
	Rank       number `json:"rank"`
}

func (e *exported) draft() draft {
	d := draft{
		authors: e.Authors, venue: string(e.Venue), categories: e.Categories, url: string(e.URL), published: firstOf(e.Published, e.Year),
		updated: string(e.Updated), version: int(e.Version), withdrawn: e.Withdrawn, language: string(e.Language), votes: int(e.Votes), rank: int(e.Rank),
	}
	for _, id := range e.IDs {
		d.ids = append(d.ids, anyID(id))
	}
	return d
}

// anyID returns the ID that a name is: one of ours as it is, one of arXiv's or a
// DOI by its form, and any other under "id:", good within its source.
func anyID(name string) corpus.ID {
	kind, rest, found := strings.Cut(name, ":")
	if arxiv, _ := corpus.ArXivID(name); arxiv != "" {
		return arxiv
	}
	if found && slices.Contains([]string{"pmid", "s2", "openalex", "acl", "openreview", "id", "title"}, kind) && rest != "" && isWord(rest) {
		if kind == "title" {
			return "" // comes from the title anew
		}
		return corpus.ID(name)
	}
	if strings.HasPrefix(name, "10.") || kind == "doi" || kind == "https" {
		if doi := corpus.DOI(name); doi != "" {
			return doi
		}
	}
	return ""
}

// readSciTLDR reads a line of the SciTLDR data sets, whose abstract is a list of
// sentences.
//
//	{"source":["First sentence.","Second."],"paper_id":"H1x…","title":"…","target":["…"]}
func readSciTLDR(record []byte) (draft, error) {
	var r struct {
		Source sentences `json:"source"`
		ID     text      `json:"paper_id"`
		Title  text      `json:"title"`
	}
	if err := json.Unmarshal(record, &r); err != nil {
		return draft{}, err
	}
	return draft{title: string(r.Title), abstract: string(r.Source), ids: []corpus.ID{namedID("openreview", string(r.ID))}}, nil
}

// readPlain reads an object that has a title, and what else papers have under
// the names that occur for it.
func readPlain(record []byte) (draft, error) {
	var r struct {
		Title    text      `json:"title"`
		Name     text      `json:"name"`
		Abstract sentences `json:"abstract"`
		Summary  sentences `json:"summary"`
		Text     sentences `json:"text"`
		ArXiv    text      `json:"arxiv_id"`
		ID       text      `json:"id"`
		DOI      text      `json:"doi"`
		PMID     text      `json:"pmid"`
		Author   names     `json:"author"`
		Date     text      `json:"date"`
		exported
	}
	if err := json.Unmarshal(record, &r); err != nil {
		return draft{}, err
	}
	d := r.draft()
	d.title, d.abstract = firstOf(r.Title, r.Name), firstOf(r.Abstract, r.Summary, r.Text)
	if len(d.authors) == 0 {
		d.authors = r.Author
	}
	if d.published == "" {
		d.published = string(r.Date)
	}
	arxiv, version := corpus.ArXivID(string(r.ArXiv))
	d.ids = append(d.ids, arxiv, anyID(string(r.ID)), corpus.DOI(string(r.DOI)), corpus.PMID(string(r.PMID)))
	d.version = max(d.version, version)
	return d, nil
}
