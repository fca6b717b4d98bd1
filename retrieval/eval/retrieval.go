package eval

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/samber/lo"
)

// Measures are what a ranking is judged by, for one query or as means.
type Measures struct {
	NDCG10    float64 `json:"ndcg@10"`
	AP        float64 `json:"map"` // average precision over the whole ranking; the mean of it is MAP
	Recall100 float64 `json:"recall@100"`
	RR10      float64 `json:"mrr@10"` // reciprocal rank within the first 10
	P1        float64 `json:"p@1"`
}

// A QueryResult is how one query was answered.
type QueryResult struct {
	Query string `json:"query"`
	Measures
}

// A Result is how a run does against judgements.
type Result struct {
	Mean            Measures      // over PerQuery
	PerQuery        []QueryResult // every query with a relevant document, by ID
	Unanswered      int           // of these, queries for which nothing was found; they count as 0
	WithoutRelevant int           // judged queries without a relevant document, left out
	NotJudged       int           // queries of the run without judgements, left out
}

// Options change how a run is judged.
type Options struct {
	// DropSelf takes out of each ranking the document whose ID is the query's, or
	// the part of it before its last "-": for collections whose queries are
	// documents themselves.
	DropSelf bool
}

var errNothingRelevant = errors.New("no query with a relevant document in the judgements")

// Evaluate measures a run against judgements. It is an error if no query has a
// relevant document.
func Evaluate(qrels Qrels, run Run, opts Options) (Result, error) {
	var res Result
	for _, query := range slices.Sorted(maps.Keys(qrels)) {
		if relevant(qrels[query]) == 0 {
			res.WithoutRelevant++
			continue
		}
		found := run[query]
		if opts.DropSelf {
			found = dropSelf(query, found)
		}
		if len(found) == 0 {
			res.Unanswered++
		}
		res.PerQuery = append(res.PerQuery, QueryResult{query, measure(qrels[query], ranking(found))})
	}
	if len(res.PerQuery) == 0 {
		return Result{}, errNothingRelevant
	}
	res.NotJudged = lo.CountBy(lo.Keys(run), func(q string) bool { return qrels[q] == nil })
	res.Mean = mean(res.PerQuery)
	return res, nil
}

func measure(grades map[string]int, ranking []string) Measures {
	return Measures{
		NDCG10:    NDCG(grades, ranking, 10),
		AP:        AveragePrecision(grades, ranking),
		Recall100: Recall(grades, ranking, 100),
		RR10:      ReciprocalRank(grades, ranking, 10),
		P1:        Precision(grades, ranking, 1),
	}
}

func mean(results []QueryResult) Measures {
	of := func(field func(Measures) float64) float64 {
		return lo.MeanBy(results, func(r QueryResult) float64 { return field(r.Measures) })
	}
	return Measures{
		NDCG10:    of(func(m Measures) float64 { return m.NDCG10 }),
		AP:        of(func(m Measures) float64 { return m.AP }),
		Recall100: of(func(m Measures) float64 { return m.Recall100 }),
		RR10:      of(func(m Measures) float64 { return m.RR10 }),
		P1:        of(func(m Measures) float64 { return m.P1 }),
	}
}

func dropSelf(query string, found []Scored) []Scored {
	base := query
	if i := strings.LastIndexByte(query, '-'); i >= 0 {
		base = query[:i]
	}
	return lo.Reject(found, func(s Scored, _ int) bool { return s.ID == query || s.ID == base })
}

// RunQueries asks every query and returns the run. The function returns at most
// k documents for a text.
func RunQueries(ctx context.Context, queries []Query, search func(ctx context.Context, text string, k int) ([]Scored, error)) (Run, error) {
	run := make(Run, len(queries))
	for _, q := range queries {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		found, err := search(ctx, q.Text, RunDepth)
		if err != nil {
			return nil, fmt.Errorf("query %s: %w", q.ID, err)
		}
		run[q.ID] = found
	}
	return run, nil
}
