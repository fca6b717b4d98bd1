package main

import (
	"paperbot/bot"
	"paperbot/corpus"
	"paperbot/corpus/seed"
	"paperbot/retrieval"
	"paperbot/retrieval/analysis"
)

// A library is the papers with a bot that answers from them.
type library struct {
	*bot.Bot
	search *retrieval.Searcher
}

func openLibrary() (library, error) {
	papers := corpus.NewCollection(seed.Papers())
	a := analysis.New()
	search, err := retrieval.NewSearcher(a, retrieval.Index(a, papers.All()), retrieval.Config{})
	if err != nil {
		return library{}, err
	}
	b, err := bot.New(bot.Config{Papers: papers, Search: search})
	return library{b, search}, err
}
