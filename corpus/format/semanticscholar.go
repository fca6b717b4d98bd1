package format

import (
	"encoding/json"

	"paperbot/corpus"
)

// readSemanticScholar reads a paper of Semantic Scholar's interface or of its
// data sets, which write the same keys in small letters.
//
//	{"paperId":"c8b2…","externalIds":{"ArXiv":"2103.14030","DOI":"…"},"title":"…",
//	 "abstract":"…","year":2021,"publicationDate":null,"venue":"…","authors":[{"name":"…"}]}
func readSemanticScholar(record []byte) (draft, error) {
	var r struct {
		PaperID  text   `json:"paperId"`
		CorpusID number `json:"corpusid"`
		External struct {
			ArXiv  text `json:"ArXiv"`
			DOI    text `json:"DOI"`
			PubMed text `json:"PubMed"`
			ACL    text `json:"ACL"`
		} `json:"externalIds"`
		Title    text  `json:"title"`
		Abstract text  `json:"abstract"`
		Year     text  `json:"year"`
		Date     text  `json:"publicationDate"`
		Venue    text  `json:"venue"`
		URL      text  `json:"url"`
		Authors  names `json:"authors"`
		Fields   words `json:"fieldsOfStudy"`
	}
	if err := json.Unmarshal(record, &r); err != nil {
		return draft{}, err
	}
	arxiv, _ := corpus.ArXivID(string(r.External.ArXiv))
	d := draft{
		title: string(r.Title), abstract: string(r.Abstract), authors: r.Authors, venue: string(r.Venue), url: string(r.URL),
		categories: r.Fields, published: firstOf(r.Date, r.Year),
		ids: []corpus.ID{arxiv, corpus.DOI(string(r.External.DOI)), corpus.PMID(string(r.External.PubMed)), namedID("acl", string(r.External.ACL)),
			namedID("s2", string(r.PaperID))},
	}
	return d, nil
}

// namedID returns "kind:name", or "" without a name that could be one.
func namedID(kind, name string) corpus.ID {
	if name == "" || len(name) > 128 || !isWord(name) {
		return ""
	}
	return corpus.ID(kind + ":" + name)
}

// isWord tells whether a name has nothing but printable characters without blanks.
func isWord(name string) bool {
	for _, r := range name {
		if r <= ' ' || r == 0x7f || r == 0xfffd {
			return false
		}
	}
	return true
}
