package main

import (
	"context"
	"iter"

	"paperbot/retrieval"
	"paperbot/retrieval/analysis"
	"paperbot/retrieval/eval"
	"paperbot/retrieval/index"
)

type evalSpeed struct {
	stageFlags
	JSON    bool   `help:"Print JSON."`
	Queries string `help:"Queries to ask: a file, or a name in the folder." placeholder:"FILE" default:"queries.jsonl"`
	Path    string `arg:"" name:"dir" help:"Folder in BEIR layout, or of *.jsonl.gz files with title and abstract."`
}

func (c *evalSpeed) Run(p *program) error {
	collection, err := eval.OpenCollection(c.Path, eval.Names{Queries: c.Queries})
	if err != nil {
		return err
	}
	r, err := eval.MeasureSpeed(p.ctx, collection, c.subject(), eval.Protocol{})
	if err != nil {
		return err
	}
	return p.report(r, c.JSON)
}

// subject is our search: an index in memory.
func (c *evalSpeed) subject() eval.Subject {
	var search *retrieval.Searcher
	return eval.Subject{
		Build: func(_ context.Context, docs iter.Seq2[eval.Document, error]) error {
			a := analysis.New()
			w := index.NewWriter(a)
			for d, err := range docs {
				if err != nil {
					return err
				}
				w.Put(indexed(d))
			}
			var err error
			search, err = retrieval.NewSearcher(a, index.NewSnapshot(w.Segment()), retrieval.Config{Without: c.Without})
			return err
		},
		Open: func(context.Context) (eval.SearchFunc, error) {
			return func(ctx context.Context, query string, k int) error {
				_, err := search.Search(ctx, retrieval.Query{Text: query, K: k})
				return err
			}, nil
		},
	}
}
