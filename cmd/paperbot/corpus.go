package main

import (
	_ "embed"

	"paperbot/bot"
	"paperbot/corpus"
	"paperbot/corpus/seed"
	"paperbot/retrieval"
	"paperbot/retrieval/analysis"
	"paperbot/retrieval/index"
)

// A library is the papers with a bot that answers from them.
type library struct {
	*bot.Bot
	search *retrieval.Searcher
}

// openLibrary opens the papers, to be ranked by the evidence; nil for none.
func openLibrary(evidence bot.EvidenceStore) (library, error) {
	papers := corpus.NewCollection(seed.Papers())
	a := analysis.New()
	search, err := retrieval.NewSearcher(a, seedIndex(a, papers), retrieval.Config{})
	if err != nil {
		return library{}, err
	}
	b, err := bot.New(bot.Config{Papers: papers, Search: search, Evidence: evidence})
	return library{b, search}, err
}

// seedSegment is the index of the seed, made ahead: to open it takes less than a
// hundredth of the 25 ms that making it does.
//
//go:generate go test -run=^TestSeedSegmentIsCurrent$ -update
//go:embed seed.segment
var seedSegment []byte

// seedIndex returns the index of the seed's papers, ready-made if it fits this
// program's analyzer.
func seedIndex(a *analysis.Analyzer, papers *corpus.Collection) *index.Snapshot {
	segment, err := index.Open(seedSegment)
	if err != nil {
		return retrieval.Index(a, papers.All())
	}
	return index.NewSnapshot(segment)
}
