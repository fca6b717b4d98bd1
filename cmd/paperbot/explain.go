package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/charmbracelet/x/ansi"
	"github.com/samber/lo"

	"paperbot/retrieval"
)

// explanation lays out how a score comes about: the share of each term in each
// field that has it, that of each stage, and their sum, which is the score. It
// is a table, or a list where a table is too wide for the terminal.
func (pg *page) explanation(margin string, e retrieval.Explanation) {
	rows := explanationTable(e)
	if widest := lo.Max(lo.Map(rows, func(row string, _ int) int { return ansi.StringWidth(margin + row) })); widest > pg.width {
		pg.explanationList(margin, e)
		return
	}
	for _, row := range rows {
		pg.line(margin + pg.faint(row))
	}
}

func explanationTable(e retrieval.Explanation) []string {
	var table strings.Builder
	t := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0) // writing to a strings.Builder cannot fail
	fmt.Fprintln(t, "score\tterm\tfield\ttf\tlength\tdf\tidf\tweight")
	for _, term := range e.Terms {
		for _, f := range explainedFields(term) {
			fmt.Fprintf(t, "%6.3f\t%s\t%s\t%d\t%d\t%d\t%.2f\t%.2f\n", f.Contribution,
				printable(term.Term.Term), f.Field, f.TF, f.Length, term.DocFreq, term.IDF, term.Weight)
		}
	}
	for _, s := range e.Stages {
		fmt.Fprintf(t, "%6.3f\t%s\n", s.Contribution, s.Stage)
	}
	for _, asked := range besideWords(e.Request) {
		fmt.Fprintf(t, "\t%s\n", printable(asked))
	}
	fmt.Fprintf(t, "%6.3f\tsum\n", e.Score)
	_ = t.Flush()
	return lo.Map(strings.Split(strings.TrimSuffix(table.String(), "\n"), "\n"),
		func(row string, _ int) string { return strings.TrimRight(row, " ") })
}

// besideWords says what a question asked for beside its words: which papers were
// chosen from, and in which order they stand.
func besideWords(q retrieval.Request) []string {
	var asked []string
	for _, l := range q.Limits {
		asked = append(asked, lo.Ternary(l.State == retrieval.LimitKept, "only papers ", "passed over: papers ")+l.String())
	}
	if q.Order != retrieval.BestFirst && !q.OrderUnknown {
		asked = append(asked, q.Order.String())
	}
	return asked
}

func (pg *page) explanationList(margin string, e retrieval.Explanation) {
	item := func(score float64, what string) {
		first := fmt.Sprintf("%s%6.3f  ", margin, score)
		pg.text(first, indent(first), pg.faint(what))
	}
	for _, term := range e.Terms {
		for _, f := range explainedFields(term) {
			item(f.Contribution, fmt.Sprintf("%s in %s: tf %d, length %d, df %d, idf %.2f, weight %.2f",
				printable(term.Term.Term), f.Field, f.TF, f.Length, term.DocFreq, term.IDF, term.Weight))
		}
	}
	for _, s := range e.Stages {
		item(s.Contribution, string(s.Stage))
	}
	for _, asked := range besideWords(e.Request) {
		pg.text(margin, margin, pg.faint(printable(asked)))
	}
	item(e.Score, "sum")
}
