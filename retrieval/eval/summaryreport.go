package eval

import (
	"context"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// selected is how many sentences are picked for a question that has references:
// the length of answer that the published figures of such sets are given for.
const selected = 2

// RougeFigures are the means of ROUGE over the items of a set.
type RougeFigures struct {
	R1 Mean `json:"rouge1"`
	R2 Mean `json:"rouge2"`
	RL Mean `json:"rouge_l"`
}

func (f *RougeFigures) add(r Rouge) {
	f.R1.Add(r.R1)
	f.R2.Add(r.R2)
	f.RL.Add(r.RL)
}

// RankFigures are the means, over the items of a set, of measures of the ranking
// of its sentences. nDCG, MAP and MRR look at the whole ranking.
type RankFigures struct {
	MRR  Mean `json:"mrr"`
	NDCG Mean `json:"ndcg"`
	MAP  Mean `json:"map"`
	P1   Mean `json:"p@1"`
	// F1 of the first two sentences; of fewer where fewer were ranked.
	F1At2 Mean `json:"f1@2"`
}

func (f *RankFigures) add(relevant, ranking []int) {
	grades := map[int]int{}
	for _, i := range relevant {
		grades[i] = 1
	}
	n := len(ranking)
	f.MRR.Add(ReciprocalRank(grades, ranking, n))
	f.NDCG.Add(NDCG(grades, ranking, max(n, len(grades))))
	f.MAP.Add(AveragePrecision(grades, ranking))
	f.P1.Add(Precision(grades, ranking, 1))
	f.F1At2.Add(F1(Precision(grades, ranking, min(n, 2)), Recall(grades, ranking, 2)))
}

// A SummaryReport says how well the sentences of a set were picked. It has the
// figures of its kind; the others are nil and do not appear in JSON.
type SummaryReport struct {
	Set   string      `json:"set"` // the set's name, or the file's if it holds several
	Kind  SummaryKind `json:"kind"`
	Items int         `json:"items"`
	*RougeFigures
	*RankFigures
	*SegmentFigures
	*RefusalFigures
	BySet map[string]SummaryReport `json:"by_set,omitempty"` // only if there are several
}

// EvaluateSummary measures a summarizer with the set in a file.
func EvaluateSummary(ctx context.Context, path string, s Summarizer) (SummaryReport, error) {
	items, kind, err := ReadSummaryFile(path)
	if err != nil {
		return SummaryReport{}, err
	}
	if !s.measures(kind) {
		return SummaryReport{}, fmt.Errorf("%s: nothing was given that could be measured with a set of kind %s", path, kind)
	}
	total := newTally(strings.TrimSuffix(filepath.Base(path), ".jsonl"), kind)
	bySet := map[string]*tally{}
	for _, it := range items {
		if bySet[it.Set] == nil {
			bySet[it.Set] = newTally(it.Set, kind)
		}
		if err := ctx.Err(); err != nil {
			return SummaryReport{}, err
		}
		out, err := s.run(ctx, kind, it)
		if err != nil {
			return SummaryReport{}, fmt.Errorf("%s: item %s: %w", path, it.ID, err)
		}
		total.add(it, out)
		bySet[it.Set].add(it, out)
	}
	if len(bySet) == 1 {
		return bySet[items[0].Set].report(), nil
	}
	report := total.report()
	report.BySet = map[string]SummaryReport{}
	for name, t := range bySet {
		report.BySet[name] = t.report()
	}
	return report, nil
}

// measures reports whether the function for that kind was given.
func (s Summarizer) measures(kind SummaryKind) bool {
	return map[SummaryKind]bool{
		GistSet:    s.Gist != nil,
		RankSet:    s.Rank != nil,
		SelectSet:  s.Rank != nil,
		SegmentSet: s.Segment != nil,
		RefusalSet: s.Confidence != nil,
	}[kind]
}

// output is what a summarizer gave for an item; which field is set hangs on the
// kind.
type output struct {
	numbers    []int // GistSet, RankSet, SelectSet
	sentences  []string
	confidence float64
}

func (s Summarizer) run(ctx context.Context, kind SummaryKind, it SummaryItem) (out output, err error) {
	switch kind {
	case GistSet:
		out.numbers = []int{s.Gist(it.Title, it.Sentences)}
	case RankSet, SelectSet:
		out.numbers = s.Rank(it.Question, it.Title, it.Sentences)
	case SegmentSet:
		out.sentences = s.Segment(it.Text)
	case RefusalSet:
		out.confidence, err = s.Confidence(ctx, it.Question, it.LeaveOut)
	}
	if err != nil {
		return output{}, err
	}
	if sorted := slices.Sorted(slices.Values(out.numbers)); len(slices.Compact(sorted)) != len(out.numbers) {
		return output{}, fmt.Errorf("a sentence is ranked twice: %v", out.numbers)
	}
	return out, checkNumbers(out.numbers, it)
}

// A tally gathers the figures of a set, or of a part of one.
type tally struct {
	SummaryReport
	answerable, unanswerable []float64 // confidences
}

func newTally(set string, kind SummaryKind) *tally {
	t := &tally{SummaryReport: SummaryReport{Set: set, Kind: kind}}
	switch kind {
	case GistSet, SelectSet:
		t.RougeFigures = &RougeFigures{}
	case RankSet:
		t.RankFigures = &RankFigures{}
	case SegmentSet:
		t.SegmentFigures = &SegmentFigures{}
	}
	return t
}

func (t *tally) add(it SummaryItem, out output) {
	t.Items++
	switch t.Kind {
	case GistSet:
		t.RougeFigures.add(BestReference(it.text(out.numbers), it.References))
	case SelectSet:
		t.RougeFigures.add(BestOfEach(it.text(first(out.numbers, selected)), it.References))
	case RankSet:
		t.RankFigures.add(it.Relevant, out.numbers)
	case SegmentSet:
		t.SegmentFigures.add(it.Sentences, out.sentences)
	case RefusalSet:
		if *it.Answerable == 1 {
			t.answerable = append(t.answerable, out.confidence)
		} else {
			t.unanswerable = append(t.unanswerable, out.confidence)
		}
	}
}

// text returns the sentences of those numbers, joined in the order of the paper.
func (it SummaryItem) text(numbers []int) string {
	var picked []string
	for _, i := range slices.Sorted(slices.Values(numbers)) {
		picked = append(picked, it.Sentences[i])
	}
	return strings.Join(picked, " ")
}

func (t *tally) report() SummaryReport {
	if t.Kind == RefusalSet {
		figures := newRefusalFigures(t.answerable, t.unanswerable)
		t.RefusalFigures = &figures
	}
	return t.SummaryReport
}

// WriteTable prints the report for people, a line for each set of the file.
func (r SummaryReport) WriteTable(w io.Writer) error {
	header, _ := r.row()
	t := table{header}
	for _, name := range slices.Sorted(maps.Keys(r.BySet)) {
		_, row := r.BySet[name].row()
		t = append(t, row)
	}
	_, row := r.row()
	return append(t, row).write(w)
}

// row returns the names of the columns of the report's kind, and its figures.
func (r SummaryReport) row() (header, row []string) {
	header, row = []string{"set", "items"}, []string{r.Set, count(r.Items)}
	add := func(name, figure string) { header, row = append(header, name), append(row, figure) }
	switch {
	case r.RougeFigures != nil:
		add("ROUGE-1", r.R1.String())
		add("ROUGE-2", r.R2.String())
		add("ROUGE-L", r.RL.String())
	case r.RankFigures != nil:
		add("MRR", r.MRR.String())
		add("nDCG", r.NDCG.String())
		add("MAP", r.MAP.String())
		add("P@1", r.P1.String())
		add("F1@2", r.F1At2.String())
	case r.SegmentFigures != nil:
		add("exact", r.Exact.String())
		add("boundary P", r.BoundaryP.String())
		add("boundary R", r.BoundaryR.String())
		add("boundary F1", digits(r.BoundaryF1, 3))
	case r.RefusalFigures != nil:
		add("AUC", digits(r.AUC, 3))
		add("refused at 99 % kept", digits(r.RefusedAt99, 3))
		add("at 95 %", digits(r.RefusedAt95, 3))
		add("at 90 %", digits(r.RefusedAt90, 3))
	}
	return header, row
}
