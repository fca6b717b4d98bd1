package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"github.com/samber/lo"

	"paperbot/retrieval"
	"paperbot/retrieval/analysis"
	"paperbot/retrieval/eval"
)

type evalRetrieval struct {
	stageFlags
	JSON     bool   `help:"Print JSON."`
	RunFile  string `name:"run" help:"Write the ranking to this file: query-id, corpus-id, rank, score, by tabs." placeholder:"FILE"`
	Queries  string `help:"Name of the queries' file in the folder." placeholder:"FILE" default:"queries.jsonl"`
	Qrels    string `help:"Name of the judgements' file in the folder." placeholder:"FILE" default:"qrels.tsv"`
	DropSelf bool   `help:"Take a query's own document out of its ranking (query by example)."`
	PerQuery bool   `help:"Print the measures of each query, by tabs, instead of the means."`
	Path     string `arg:"" name:"dir" help:"Folder with corpus.jsonl[.gz], queries.jsonl, qrels.tsv."`
}

func (c *evalRetrieval) Run(p *program) error {
	collection, err := eval.OpenCollection(c.Path, eval.Names{Queries: c.Queries, Qrels: c.Qrels})
	if err != nil {
		return err
	}
	qrels, err := collection.Qrels()
	if err != nil {
		return err
	}
	run, documents, err := c.rank(p.ctx, collection)
	if err != nil {
		return err
	}
	if c.RunFile != "" {
		if err := writeRun(c.RunFile, run); err != nil {
			return err
		}
	}
	result, err := eval.Evaluate(qrels, run, eval.Options{DropSelf: c.DropSelf})
	if err != nil {
		return err
	}
	if c.PerQuery {
		return writePerQuery(p.stdout, result)
	}
	return p.report(result.Report(collection.Name(), documents), c.JSON)
}

// rank asks every query of the collection.
func (c *evalRetrieval) rank(ctx context.Context, collection *eval.Collection) (eval.Run, int, error) {
	a := analysis.New()
	snap, err := snapshot(a, collection)
	if err != nil {
		return nil, 0, err
	}
	search, err := retrieval.NewSearcher(a, snap, retrieval.Config{Without: c.Without})
	if err != nil {
		return nil, 0, err
	}
	queries, err := collection.Queries()
	if err != nil {
		return nil, 0, err
	}
	run, err := ranked(ctx, search, queries)
	return run, snap.Docs(), err
}

// ranked asks the queries.
func ranked(ctx context.Context, search *retrieval.Searcher, queries []eval.Query) (eval.Run, error) {
	return eval.RunQueries(ctx, queries, func(ctx context.Context, text string, k int) ([]eval.Scored, error) {
		res, err := search.Search(ctx, retrieval.Query{Text: text, K: k})
		return lo.Map(res.Hits, func(h retrieval.Hit, _ int) eval.Scored {
			return eval.Scored{ID: string(h.ID), Score: h.Score}
		}), err
	})
}

func writeRun(path string, run eval.Run) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write run: %w", err)
	}
	return errors.Join(run.Write(f), f.Close())
}

func writePerQuery(w io.Writer, r eval.Result) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "query\tnDCG@10\tAP\tR@100\tRR@10\tP@1")
	for _, q := range r.PerQuery {
		fmt.Fprintf(t, "%s\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\n", q.Query, q.NDCG10, q.AP, q.Recall100, q.RR10, q.P1)
	}
	return t.Flush()
}

type evalCompare struct {
	JSON     bool   `help:"Print JSON."`
	DropSelf bool   `help:"Take a query's own document out of its ranking (query by example)."`
	Qrels    string `arg:"" help:"Judgements: query-id, corpus-id, score, by tabs."`
	A        string `arg:"" name:"a" help:"Run A, as eval retrieval --run writes it."`
	B        string `arg:"" name:"b" help:"Run B."`
}

func (c *evalCompare) Run(p *program) error {
	qrels, err := eval.ReadQrelsFile(c.Qrels)
	if err != nil {
		return err
	}
	results := make([]eval.Result, 0, 2)
	for _, path := range []string{c.A, c.B} {
		run, err := eval.ReadRunFile(path)
		if err != nil {
			return err
		}
		r, err := eval.Evaluate(qrels, run, eval.Options{DropSelf: c.DropSelf})
		if err != nil {
			return err
		}
		results = append(results, r)
	}
	comparison, err := eval.Compare(results[0], results[1], func(m eval.Measures) float64 { return m.NDCG10 })
	if err != nil {
		return err
	}
	return p.report(comparison, c.JSON)
}

// writeEach prints what became of each question.
func writeEach(w io.Writer, r eval.AnswersReport) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "id\tkind\toutcome\ts@1\ts@5\tndcg@10\tquotes\tquestion")
	for _, q := range r.PerQuestion {
		fmt.Fprintf(t, "%s\t%s\t%s\t%v\t%v\t%v\t%v\t%s\n", q.Question.ID, q.Question.Kind, q.Answer.Outcome,
			q.Success1, q.Success5, q.NDCG10, q.QuotePrecision, q.Question.Text)
	}
	return t.Flush()
}
