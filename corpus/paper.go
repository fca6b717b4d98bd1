// Package corpus says what a paper is: its type, its identity and its cleaned
// text. A [Paper] is a value; a [Collection] is an unchanging set of them in
// the order of the list they came from.
//
// Quotes elsewhere are byte offsets into Paper.Abstract as it stands here, so
// text is cleaned once, on the way in (see [CleanText]), and never afterwards.
package corpus

import (
	"net/url"
	"time"
)

// An ID names a paper for good: "arxiv:1502.03167", "doi:10.1000/xyz",
// or "title:" and a hash of the title where nothing better is known.
type ID string

// A Paper is one scientific paper. Fields that are not known are zero; nothing
// is invented for them.
type Paper struct {
	ID         ID
	OtherIDs   []ID   // further identifiers of the same paper, such as its DOI, sorted
	Title      string // one line, cleaned, never empty
	Abstract   string // one line, cleaned; quotes are byte offsets into it
	Authors    []string
	Venue      string
	Categories []string
	URL        string    // where the paper can be read
	Published  time.Time // zero when the day is unknown
	Year       int       // of publication; known where the day is not, 0 when unknown
	Version    int       // of the text, 1 first; 0 when unknown
	Updated    time.Time // when this version appeared; zero when unknown
	Withdrawn  bool      // taken back by its authors or its publisher
	Language   string    // BCP 47 tag; empty when unknown
	Rank       int       // place in the ranked list it came from, 1 first; 0 when unknown
	Votes      int       // votes at its source; 0 when unknown
}

// searchURL finds a paper by its title where no address is known.
const searchURL = "https://scholar.google.com/scholar?q="

// Link returns an address for the paper: its own where known, else a search
// for its exact title.
func (p Paper) Link() string {
	if p.URL != "" {
		return p.URL
	}
	return searchURL + url.QueryEscape(`"`+p.Title+`"`)
}
