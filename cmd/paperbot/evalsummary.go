package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/retrieval"
	"paperbot/retrieval/analysis"
	"paperbot/retrieval/eval"
	"paperbot/retrieval/index"
	"paperbot/retrieval/summary"
)

type evalSummary struct {
	JSON   bool   `help:"Print JSON."`
	Corpus string `help:"Folder of the papers that a set of refusals asks about (BEIR layout)." placeholder:"DIR"`
	Path   string `arg:"" name:"file" help:"Set of summaries, ranked sentences, sentence boundaries or refusals."`
}

func (c *evalSummary) Run(p *program) error {
	s, err := newSummarizer(c.Path, c.Corpus)
	if err != nil {
		return err
	}
	r, err := eval.EvaluateSummary(p.ctx, c.Path, s.measured())
	if err != nil {
		return err
	}
	return p.report(r, c.JSON)
}

// A summarizer picks sentences for the sets that measure it.
type summarizer struct {
	picker *summary.Picker
	// search weighs the words of questions: by how many abstracts of the set, or
	// of the papers asked about, have them.
	search *retrieval.Searcher
	asked  bool // whether search holds the papers that are asked about
}

func newSummarizer(set, papers string) (*summarizer, error) {
	a := analysis.New()
	s := &summarizer{picker: summary.New(a), asked: papers != ""}
	snap, err := weighing(a, set, papers)
	if err != nil {
		return nil, err
	}
	// Measured sets are well spelt, and their questions are to be taken as they are.
	s.search, err = retrieval.NewSearcher(a, snap, retrieval.Config{Without: []retrieval.Stage{retrieval.Spelling}})
	return s, err
}

// weighing indexes the papers that are asked about or, where none are named,
// the abstracts of the set itself.
func weighing(a *analysis.Analyzer, set, papers string) (*index.Snapshot, error) {
	if papers == "" {
		items, _, err := eval.ReadSummaryFile(set)
		return retrieval.Index(a, slices.Values(abstracts(items))), err
	}
	collection, err := eval.OpenCollection(papers, eval.Names{})
	if err != nil {
		return nil, err
	}
	return snapshot(a, collection)
}

// abstracts returns the items' abstracts as papers, each once.
func abstracts(items []eval.SummaryItem) []corpus.Paper {
	papers := lo.Map(items, func(it eval.SummaryItem, _ int) corpus.Paper {
		text, _ := eval.Join(it.Sentences)
		return corpus.Paper{ID: corpus.TitleID(it.Title + text), Title: it.Title, Abstract: text}
	})
	return lo.UniqBy(papers, func(p corpus.Paper) corpus.ID { return p.ID })
}

func (s *summarizer) measured() eval.Summarizer {
	return eval.Summarizer{Gist: s.gist, Rank: s.rank, Segment: segment, Confidence: s.confidence}
}

func (s *summarizer) gist(title string, sentences []string) int {
	text, at := eval.Join(sentences)
	gist, _ := s.picker.Gist(title, text)
	return at(gist.Start)
}

// rank returns the numbers of the sentences, those in which the best of ours
// begin first. Ours may join or part sentences of the set.
func (s *summarizer) rank(question, title string, sentences []string) []int {
	text, at := eval.Join(sentences)
	asked := summary.Question{Kind: summary.KindOf(question), Terms: questionTerms(s.search.Parse(question))}
	return lo.Uniq(lo.Map(s.picker.Rank(title, text, asked), func(r summary.Sentence, _ int) int { return at(r.Start) }))
}

func questionTerms(q retrieval.Question) []summary.Term {
	return lo.Map(q.Terms, func(t retrieval.Term, _ int) summary.Term {
		return summary.Term{Term: t.Term, Weight: t.Importance()}
	})
}

func segment(text string) []string {
	var out []string
	for span := range summary.Sentences(text) {
		out = append(out, text[span.Start:span.End])
	}
	return out
}

// confidence returns how surely the papers, less some, answer a question.
func (s *summarizer) confidence(ctx context.Context, question string, leaveOut []string) (float64, error) {
	if !s.asked {
		return 0, fmt.Errorf("refusals need the papers that are asked about: --corpus DIR")
	}
	res, err := s.search.Search(ctx, retrieval.Query{Text: question, K: len(leaveOut) + 1})
	if err != nil {
		return 0, err
	}
	res.Hits = slices.DeleteFunc(res.Hits, func(h retrieval.Hit) bool { return slices.Contains(leaveOut, string(h.ID)) })
	if len(res.Hits) == 0 {
		return summary.Evidence{}.Logit(), nil
	}
	return summary.Evidence{Share: res.Share(), Matched: res.Hits[0].Matched}.Logit(), nil
}
