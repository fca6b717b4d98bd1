package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/samber/lo"

	"paperbot/bot"
	"paperbot/corpus"
	"paperbot/corpus/seed"
	"paperbot/retrieval"
	"paperbot/retrieval/analysis"
	"paperbot/retrieval/eval"
	"paperbot/retrieval/index"
)

type evalCmd struct {
	Retrieval evalRetrieval `cmd:"" help:"How well papers are ranked, on a judged collection (BEIR layout)."`
	Answers   evalAnswers   `cmd:"" help:"How well questions about the corpus are answered, by kind of question."`
	Summary   evalSummary   `cmd:"" help:"How well sentences are picked, on a set of questions or summaries."`
	Speed     evalSpeed     `cmd:"" help:"How fast a collection is indexed and searched."`
	Tune      evalTune      `cmd:"" help:"What other parameters of BM25F would come to, over judged collections."`
	Compare   evalCompare   `cmd:"" help:"How run B does beside run A: wins, losses, and whether it may be chance."`
}

// stageFlags leave stages of ranking out.
type stageFlags struct {
	Without []retrieval.Stage `help:"Stages of ranking to leave out: ${stages}." placeholder:"STAGE" env:"PAPERBOT_WITHOUT"`
}

// Validate is called by kong.
func (f *stageFlags) Validate() error {
	for _, stage := range f.Without {
		if !slices.Contains(retrieval.Stages(), stage) {
			return fmt.Errorf("--without: no stage %q; there are %s", stage, stageNames())
		}
	}
	return nil
}

// stageNames lists the stages.
func stageNames() string {
	return strings.Join(lo.Map(retrieval.Stages(), func(s retrieval.Stage, _ int) string { return string(s) }), ", ")
}

// table is a report as people read it.
type table interface{ WriteTable(io.Writer) error }

// report prints a report, as one line of JSON or as a table.
func (p *program) report(r table, asJSON bool) error {
	if !asJSON {
		return r.WriteTable(p.stdout)
	}
	enc := json.NewEncoder(p.stdout)
	enc.SetEscapeHTML(false)
	return enc.Encode(r)
}

type evalAnswers struct {
	stageFlags
	JSON bool   `help:"Print JSON."`
	Each bool   `help:"Print a line for each question instead: its id, kind, outcome, and what was right."`
	Path string `arg:"" name:"file" help:"Judged questions: one JSON object a line with question, kind, relevant."`
}

// judged is how many papers of a ranking the measures look at.
const judged = 10

func (c *evalAnswers) Run(p *program) error {
	questions, err := eval.ReadQuestionsFile(c.Path)
	if err != nil {
		return err
	}
	papers := corpus.NewCollection(seed.Papers())
	a := analysis.New()
	search, err := retrieval.NewSearcher(a, retrieval.Index(a, papers.All()), retrieval.Config{Without: c.Without})
	if err != nil {
		return err
	}
	b, err := bot.New(bot.Config{Papers: papers, Search: search})
	if err != nil {
		return err
	}
	r, err := eval.EvaluateAnswers(p.ctx, questions, answerer(b), corpus.CleanText)
	if err != nil {
		return err
	}
	if c.Each {
		return writeEach(p.stdout, r)
	}
	return p.report(r, c.JSON)
}

// answerer asks the bot as a reader would, who sees three papers, and for the
// ranking measures looks at ten.
func answerer(b *bot.Bot) eval.Answerer {
	return func(ctx context.Context, question string) (eval.Answer, error) {
		ranked, err := b.Ask(ctx, bot.Question{Text: question, Papers: judged})
		if err != nil {
			return eval.Answer{}, err
		}
		shown, err := b.Ask(ctx, bot.Question{Text: question})
		if err != nil {
			return eval.Answer{}, err
		}
		reply, ok := shown.(bot.Reply)
		if !ok {
			return eval.Answer{Outcome: eval.Nothing}, nil
		}
		return eval.Answer{
			Outcome: eval.Outcome(reply.Outcome),
			Papers:  lo.Map(reply.Sources, func(s bot.Source, _ int) eval.AnswerPaper { return shownPaper(s) }),
			Ranking: lo.Map(ranked.(bot.Reply).Sources, func(s bot.Source, _ int) string { return s.Paper.Title }),
		}, nil
	}
}

func shownPaper(s bot.Source) eval.AnswerPaper {
	return eval.AnswerPaper{
		Title:    s.Paper.Title,
		Abstract: s.Paper.Abstract,
		Sentences: lo.Map(s.Quotes, func(q bot.Quote, _ int) string {
			return s.Paper.Abstract[q.Start:q.End]
		}),
	}
}

// snapshot indexes the documents of a collection. The first bad record ends it:
// figures over half a collection are worse than none.
func snapshot(a *analysis.Analyzer, c *eval.Collection) (*index.Snapshot, error) {
	w := index.NewWriter(a)
	for d, err := range c.Documents() {
		if err != nil {
			return nil, err
		}
		w.Put(indexed(d))
	}
	return index.NewSnapshot(w.Segment()), nil
}

func indexed(d eval.Document) index.Document {
	doc := index.Document{ID: d.ID}
	doc.Text[index.Title], doc.Text[index.Abstract] = d.Title, d.Text
	return doc
}
