// Package seed holds the papers that paperbot knows before it is given any: 264
// papers on parameters and their initialisation, from a text dump of a
// trending-papers web page, best first as that page ranked them. The page gave
// titles and abstracts, and no identifiers, dates, authors or links.
package seed

import (
	_ "embed"
	"strings"

	"paperbot/corpus"
	"paperbot/corpus/format"
)

// page is the file as it was found, banners and all.
//
//go:embed trending-papers.txt
var page string

// Papers returns the papers of the seed in the order of their ranks, 1 to 264.
// It reads them anew at each call, in a few milliseconds.
func Papers() []corpus.Paper {
	papers := make([]corpus.Paper, 0, 264)
	for p, err := range format.TrendingPage(strings.NewReader(page)) {
		if err != nil {
			panic("seed: " + err.Error()) // the file is part of the program, and tested
		}
		papers = append(papers, p)
	}
	return papers
}
