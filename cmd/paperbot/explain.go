package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"paperbot/retrieval"
)

// explanation lays out how a score comes about: a row for each term and field
// that has it, a row for each stage, and their sum, which is the score.
func (pg *page) explanation(margin string, e retrieval.Explanation) {
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
	fmt.Fprintf(t, "%6.3f\tsum\n", e.Score)
	_ = t.Flush()
	for line := range strings.Lines(table.String()) {
		pg.line(margin + pg.faint(strings.TrimRight(line, "\n ")))
	}
}
