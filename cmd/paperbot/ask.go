package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/samber/lo"

	"paperbot/bot"
	"paperbot/corpus"
	"paperbot/retrieval"
)

type askCmd struct {
	look
	corpusFlag
	JSON     bool     `help:"Print one JSON object a question, a line each."`
	Papers   *int     `short:"n" placeholder:"N" help:"Most papers to show, 1 to ${most}; 3 if not given, 5 where several papers are asked for."`
	Explain  bool     `help:"Show how each paper's score comes about."`
	Question []string `arg:"" help:"The question; the words need no quotation marks. A single - reads questions from standard input."`
}

func (askCmd) Help() string {
	return `The answer is the papers that answer, best first, each with the sentences of its
abstract that do, word for word. Where none answers, the closest papers are
named and nothing is quoted.

With - each line of standard input is one question, and has one answer, in
order; so has a blank line.

Exit status: 0 answered, 3 not answered; of several questions, 3 only if none
was answered.

Examples:

  paperbot ask how should LoRA adapters be initialised?
  paperbot ask --explain -n 1 "zero-one initialization"
  paperbot ask --json - < questions.txt`
}

// mostPapers is how many papers a question is answered with at most: bot.Ask
// gives no more.
const mostPapers = 10

// Validate is called by kong.
func (c *askCmd) Validate() error {
	if c.Papers == nil {
		return nil
	}
	return atLeastOne("papers", *c.Papers)
}

// papers is how many papers are wanted, 0 if the asker does not say.
func (c *askCmd) papers() int { return lo.FromPtr(c.Papers) }

func atLeastOne(flag string, n int) error {
	if n < 1 {
		return fmt.Errorf("--%s must be 1 or more, not %d", flag, n)
	}
	return nil
}

func (c *askCmd) Run(p *program) error {
	library, err := c.library(p, nil)
	if err != nil {
		return err
	}
	a := asker{library, c, p.stdout, p.terminal(c.look)}
	if len(c.Question) == 1 && c.Question[0] == "-" {
		return a.askEach(p)
	}
	answered, err := a.ask(p, strings.Join(c.Question, " "))
	return answerStatus(answered, err)
}

// answerStatus makes a lacking answer an exit status.
func answerStatus(answered bool, err error) error {
	if err == nil && !answered {
		return &exitError{status: statusNoAnswer}
	}
	return err
}

// An asker asks questions and prints the answers.
type asker struct {
	library
	*askCmd
	out  io.Writer
	term terminal
}

// askEach asks every line of standard input.
func (a *asker) askEach(p *program) error {
	anyAnswered, first := false, true
	for question, err := range lines(p.ctx, p.stdin) {
		if err != nil {
			return fmt.Errorf("read questions: %w", err)
		}
		if !a.JSON {
			if err := a.heading(question, first); err != nil {
				return err
			}
		}
		answered, err := a.ask(p, question)
		if err != nil {
			return err
		}
		anyAnswered, first = anyAnswered || answered, false
	}
	return answerStatus(anyAnswered, nil)
}

// heading tells which of several questions is answered below.
func (a *asker) heading(question string, first bool) error {
	pg := page{terminal: a.term}
	if !first {
		pg.gap()
	}
	pg.text("", "", a.term.faint("Question: ")+printable(question))
	pg.gap()
	return pg.writeTo(a.out)
}

// ask asks one question and tells whether it was answered.
func (a *asker) ask(p *program, question string) (answered bool, err error) {
	response, err := a.Ask(p.ctx, bot.Question{Text: question, Papers: a.papers()})
	if err != nil {
		return false, err
	}
	reply, _ := response.(bot.Reply)
	var why explanations
	if a.Explain {
		if why, err = a.explain(reply); err != nil {
			return false, err
		}
	}
	answered = reply.Outcome == bot.Answered
	if a.JSON {
		return answered, writeJSON(a.out, newAnswer(question, response, why))
	}
	pg := page{terminal: a.term, why: why, hints: hints{more: "More papers match: raise --papers to see them.", example: "paperbot ask "}}
	if a.papers() >= mostPapers {
		pg.hints.more = "More papers match: a narrower question would bring others up."
	}
	pg.response(response)
	return answered, pg.writeTo(a.out)
}

// explanations say how the scores of a reply's papers come about.
type explanations map[corpus.ID]retrieval.Explanation

// exactTitle names what a paper's score gains when the question is its title.
const exactTitle retrieval.Stage = "exact-title"

// explain explains the scores of a reply.
func (l library) explain(reply bot.Reply) (explanations, error) {
	why := make(explanations)
	for _, s := range reply.Sources {
		e, err := l.search.Explain(retrieval.Query{Text: reply.Question}, s.Paper.ID)
		if err != nil {
			return nil, err
		}
		if lift := s.Score - e.Score; lift > 1e-9 { // more than sums in another order differ
			stage := lo.Ternary(len(reply.Compared) > 0, retrieval.Comparison, exactTitle)
			e.Stages = append(e.Stages, retrieval.StageScore{Stage: stage, Contribution: lift})
			e.Score = s.Score
		}
		why[s.Paper.ID] = e
	}
	return why, nil
}

// errNotHere puts a paper that was not found into the asker's words.
func errNotHere(wanted string, err error) error {
	if errors.Is(err, bot.ErrNotFound) {
		return fmt.Errorf("no paper here has the id or title “%s”", wanted)
	}
	return err
}
