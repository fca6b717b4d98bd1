package eval

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/samber/lo"
)

// RunDepth is how many documents a query a run file holds at most: the depth
// that TREC runs have, and over which average precision is usually computed.
const RunDepth = 1000

// A Scored is a document that was found, with its score.
type Scored struct {
	ID    string
	Score float64 // higher is better; not NaN
}

// compareScored orders by descending score, then by descending document ID as
// plain bytes, which is trec_eval's order.
func compareScored(a, b Scored) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(b.ID, a.ID))
}

// A Run is what was found, by query ID, in any order. No document occurs twice
// for one query.
type Run map[string][]Scored

// Ranking returns the IDs of the documents found for the query, best first:
// by score, equal scores by ID, both descending.
func (r Run) Ranking(query string) []string {
	return ranking(r[query])
}

func ranking(scored []Scored) []string {
	sorted := slices.SortedFunc(slices.Values(scored), compareScored)
	return lo.Map(sorted, func(s Scored, _ int) string { return s.ID })
}

// ReadRun reads a run, one document a line: query-id TAB corpus-id TAB rank TAB
// score, with or without a header line that begins with "query-id". The rank is
// not used. A document found twice for one query, or a score that is no number,
// is an error. Errors begin with "name:line: ".
func ReadRun(name string, r io.Reader) (Run, error) {
	run := Run{}
	type pair struct{ query, doc string }
	seen := map[pair]bool{}
	for row, err := range rows(name, r, 4) {
		if err != nil {
			return nil, err
		}
		query, doc := row.fields[0], row.fields[1]
		score, err := parseScore(row.fields[3])
		if err != nil {
			return nil, located(name, row.n, err)
		}
		if seen[pair{query, doc}] {
			return nil, located(name, row.n, fmt.Errorf("%s is ranked twice for query %s", doc, query))
		}
		seen[pair{query, doc}] = true
		run[query] = append(run[query], Scored{doc, score})
	}
	return run, nil
}

// parseScore reads a score; one beyond the range of a float64 is infinite.
func parseScore(s string) (float64, error) {
	score, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) || math.IsNaN(score) {
		return 0, fmt.Errorf("score %q is not a number", s)
	}
	return score, nil
}

// ReadRunFile reads a run from a file, as [ReadRun] does.
func ReadRunFile(path string) (Run, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ReadRun(path, f)
}

// Write writes the run as [ReadRun] reads it, without a header: queries by ID,
// each with its [RunDepth] best documents, ranks from 1. Scores are written in
// full, so that the run read back ranks as this one does.
func (r Run) Write(w io.Writer) error {
	bw := bufio.NewWriter(w)
	for _, query := range slices.Sorted(maps.Keys(r)) {
		sorted := slices.SortedFunc(slices.Values(r[query]), compareScored)
		for i, s := range sorted[:min(len(sorted), RunDepth)] {
			if err := checkWritable(query, s); err != nil {
				return err
			}
			score := strconv.FormatFloat(s.Score, 'g', -1, 64)
			if _, err := fmt.Fprintf(bw, "%s\t%s\t%d\t%s\n", query, s.ID, i+1, score); err != nil {
				return err
			}
		}
	}
	return bw.Flush()
}

// checkWritable returns an error for what could not be read back.
func checkWritable(query string, s Scored) error {
	for _, id := range []string{query, s.ID} {
		if id == "" || strings.ContainsAny(id, "\t\r\n") {
			return fmt.Errorf("query %q, document %q: an id may not be empty or hold a tab or line end", query, s.ID)
		}
	}
	if math.IsNaN(s.Score) {
		return fmt.Errorf("query %s, document %s: the score is not a number", query, s.ID)
	}
	return nil
}
