package eval

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dustin/go-humanize"
	"github.com/samber/lo"
)

// A RetrievalReport is a run's result as it is printed.
type RetrievalReport struct {
	Collection string `json:"collection"`
	Documents  int    `json:"documents"`
	Queries    int    `json:"queries"` // those with a relevant document
	Measures
	Unanswered      int `json:"unanswered"`
	WithoutRelevant int `json:"without_relevant"`
	NotJudged       int `json:"not_judged"`
}

// Report returns the result as the report on a collection of that many
// documents.
func (r Result) Report(collection string, documents int) RetrievalReport {
	return RetrievalReport{
		Collection:      collection,
		Documents:       documents,
		Queries:         len(r.PerQuery),
		Measures:        r.Mean,
		Unanswered:      r.Unanswered,
		WithoutRelevant: r.WithoutRelevant,
		NotJudged:       r.NotJudged,
	}
}

// WriteTable prints the report for people.
func (r RetrievalReport) WriteTable(w io.Writer) error {
	return WriteRetrievalTable(w, []RetrievalReport{r})
}

// WriteRetrievalTable prints reports on several collections, one a line.
func WriteRetrievalTable(w io.Writer, reports []RetrievalReport) error {
	t := table{{"collection", "documents", "queries", "nDCG@10", "MAP", "R@100", "MRR@10", "P@1"}}
	for _, r := range reports {
		t = append(t, []string{
			r.Collection, count(r.Documents), count(r.Queries),
			digits(r.NDCG10, 4), digits(r.AP, 4), digits(r.Recall100, 4), digits(r.RR10, 4), digits(r.P1, 4),
		})
	}
	return t.write(w)
}

// WriteTable prints the comparison for people.
func (c Comparison) WriteTable(w io.Writer) error {
	return table{
		{"queries", "mean A", "mean B", "difference", "B better", "A better", "equal", "p"},
		{
			count(c.Queries), digits(c.MeanA, 4), digits(c.MeanB, 4), fmt.Sprintf("%+.4f", c.MeanB-c.MeanA),
			count(c.Wins), count(c.Losses), count(c.Ties), digits(c.P, 4),
		},
	}.write(w)
}

// WriteTable prints the report for people, a line for each kind of question.
func (r AnswersReport) WriteTable(w io.Writer) error {
	t := table{{
		"kind", "questions", "success@1", "success@5", "nDCG@5", "nDCG@10", "quote prec.", "quote paper",
		"quote hit", "verbatim", "refusal prec.", "refusal recall", "near",
	}}
	for _, kind := range slices.Sorted(maps.Keys(r.ByKind)) {
		t = append(t, answersRow(kind, r.ByKind[kind]))
	}
	return append(t, answersRow("all", r.AnswerFigures)).write(w)
}

func answersRow(name string, f AnswerFigures) []string {
	means := lo.Map(f.means(), func(m *Mean, _ int) string { return m.String() })
	return append([]string{name, count(f.Questions)}, means...)
}

// WriteTable prints the report for people.
func (r SpeedReport) WriteTable(w io.Writer) error {
	return table{
		{"collection", r.Collection},
		{"documents", count(r.Documents)},
		{"indexed in", digits(r.IndexSeconds, 2) + " s"},
		{"documents a second", count(int(r.DocumentsPerSecond))},
		{"index", humanize.IBytes(uint64(r.IndexBytes))},
		{"bytes a document", digits(r.BytesPerDocument, 1)},
		{"cold start", digits(r.ColdStartMS, 2) + " ms"},
		{"queries, timed", count(r.Queries) + ", " + count(r.Samples)},
		{"p50", digits(r.P50, 1) + " µs"},
		{"p95", digits(r.P95, 1) + " µs"},
		{"p99", digits(r.P99, 1) + " µs"},
		{"CPU a query", digits(r.CPU, 1) + " µs"},
		{"queries a second, 1 goroutine", count(int(r.QPS1))},
		{"queries a second, 2 goroutines", count(int(r.QPS2))},
		{"peak resident set, indexing", humanize.IBytes(uint64(r.IndexPeakRSSBytes))},
		{"peak resident set, searching", humanize.IBytes(uint64(r.PeakRSSBytes))},
		{"of it not in files, in the end", humanize.IBytes(uint64(r.AnonymousRSSBytes))},
	}.write(w)
}

func count(n int) string { return humanize.Comma(int64(n)) }

func digits(x float64, n int) string { return strconv.FormatFloat(x, 'f', n, 64) }

// A table is rows of cells. The first column is printed flush left, the others
// flush right, two blanks apart.
type table [][]string

func (t table) write(w io.Writer) error {
	var widths []int
	for _, row := range t {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, row := range t {
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i == 0 && len(row) > 1 {
				b.WriteString(cell + pad)
				continue
			}
			b.WriteString("  " + pad + cell)
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}
