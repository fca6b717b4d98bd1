package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"github.com/samber/lo"

	"paperbot/retrieval"
	"paperbot/retrieval/analysis"
	"paperbot/retrieval/eval"
	"paperbot/retrieval/index"
)

type evalTune struct {
	stageFlags
	K1        []float64 `name:"k1" help:"Values of k1." sep:"," placeholder:"X,…" default:"1,1.2,1.5"`
	Title     []float64 `help:"Weights of the title beside the abstract's 1." sep:"," placeholder:"X,…" default:"2,3,4"`
	TitleB    []float64 `name:"title-b" help:"Values of b for the title." sep:"," placeholder:"X,…" default:".4,.6,.8"`
	AbstractB []float64 `name:"abstract-b" help:"Values of b for the abstract." sep:"," placeholder:"X,…" default:".65,.75,.85"`
	Full      bool      `help:"Every combination, and not only those that differ in one value from what is used."`
	DropSelf  []string  `help:"Names of the collections whose queries are documents, which are taken out of their own rankings." sep:"," placeholder:"NAME,…"`
	JSON      bool      `help:"Print JSON."`
	Paths     []string  `arg:"" name:"dir" help:"Folders with corpus.jsonl[.gz], queries.jsonl, qrels.tsv."`
}

func (evalTune) Help() string {
	return `Each setting ranks every collection anew; the table has nDCG@10 of all settings, best mean first, so that
it shows how flat the top is. Tune on collections that nothing else is judged by.`
}

// A tuning is what all settings come to, the best mean first.
type tuning struct {
	Collections []string  `json:"collections"`
	Settings    []setting `json:"settings"`
}

// A setting is one choice of parameters, with nDCG@10 by collection.
type setting struct {
	K1        float64   `json:"k1"`
	Title     float64   `json:"title"`
	TitleB    float64   `json:"title_b"`
	AbstractB float64   `json:"abstract_b"`
	Used      bool      `json:"used"` // is what paperbot ranks with
	Mean      float64   `json:"mean"`
	NDCG10    []float64 `json:"ndcg@10"`
}

// usedSetting is what paperbot ranks with.
func usedSetting() setting {
	p := retrieval.DefaultBM25F
	return setting{K1: p.K1, Title: p.Weight[index.Title], TitleB: p.B[index.Title], AbstractB: p.B[index.Abstract]}
}

func (s setting) bm25f() *retrieval.BM25F {
	return &retrieval.BM25F{
		K1:     s.K1,
		Weight: [index.NumFields]float64{index.Title: s.Title, index.Abstract: 1},
		B:      [index.NumFields]float64{index.Title: s.TitleB, index.Abstract: s.AbstractB},
	}
}

// settings returns what is to be tried, what is used first.
func (c *evalTune) settings() []setting {
	used := usedSetting()
	all := []setting{used}
	if c.Full {
		for _, k1 := range c.K1 {
			for _, title := range c.Title {
				for _, titleB := range c.TitleB {
					for _, abstractB := range c.AbstractB {
						all = append(all, setting{K1: k1, Title: title, TitleB: titleB, AbstractB: abstractB})
					}
				}
			}
		}
	} else {
		vary := func(values []float64, field func(*setting) *float64) {
			for _, v := range values {
				s := used
				*field(&s) = v
				all = append(all, s)
			}
		}
		vary(c.K1, func(s *setting) *float64 { return &s.K1 })
		vary(c.Title, func(s *setting) *float64 { return &s.Title })
		vary(c.TitleB, func(s *setting) *float64 { return &s.TitleB })
		vary(c.AbstractB, func(s *setting) *float64 { return &s.AbstractB })
	}
	all = lo.UniqBy(all, func(s setting) retrieval.BM25F { return *s.bm25f() })
	all[0].Used = true
	return all
}

func (c *evalTune) Run(p *program) error {
	t := tuning{Settings: c.settings()}
	for _, path := range c.Paths {
		collection, err := eval.OpenCollection(path, eval.Names{Queries: "queries.jsonl", Qrels: "qrels.tsv"})
		if err != nil {
			return err
		}
		t.Collections = append(t.Collections, collection.Name())
		if err := c.try(p.ctx, collection, t.Settings); err != nil {
			return fmt.Errorf("%s: %w", collection.Name(), err)
		}
	}
	for i := range t.Settings {
		t.Settings[i].Mean = lo.Sum(t.Settings[i].NDCG10) / float64(len(c.Paths))
	}
	slices.SortStableFunc(t.Settings, func(a, b setting) int { return cmp.Compare(b.Mean, a.Mean) })
	return p.report(t, c.JSON)
}

// try measures every setting on a collection.
func (c *evalTune) try(ctx context.Context, collection *eval.Collection, settings []setting) error {
	qrels, err := collection.Qrels()
	if err != nil {
		return err
	}
	queries, err := collection.Queries()
	if err != nil {
		return err
	}
	a := analysis.New()
	snap, err := snapshot(a, collection)
	if err != nil {
		return err
	}
	for i := range settings {
		search, err := retrieval.NewSearcher(a, snap, retrieval.Config{BM25F: settings[i].bm25f(), Without: c.Without})
		if err != nil {
			return err
		}
		run, err := ranked(ctx, search, queries)
		if err != nil {
			return err
		}
		result, err := eval.Evaluate(qrels, run, eval.Options{DropSelf: slices.Contains(c.DropSelf, collection.Name())})
		if err != nil {
			return err
		}
		settings[i].NDCG10 = append(settings[i].NDCG10, result.Mean.NDCG10)
	}
	return nil
}

// WriteTable prints a line for each setting.
func (t tuning) WriteTable(w io.Writer) error {
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(tab, "k1\ttitle\tits b\tabstract's b\tmean")
	for _, name := range t.Collections {
		fmt.Fprintf(tab, "\t%s", name)
	}
	fmt.Fprintln(tab)
	for _, s := range t.Settings {
		fmt.Fprintf(tab, "%g\t%g\t%g\t%g\t%.4f", s.K1, s.Title, s.TitleB, s.AbstractB, s.Mean)
		for _, v := range s.NDCG10 {
			fmt.Fprintf(tab, "\t%.4f", v)
		}
		fmt.Fprintln(tab, lo.Ternary(s.Used, "\tused", ""))
	}
	return tab.Flush()
}
