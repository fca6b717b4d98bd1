package eval

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// reference is what evaluate.py --json --per-query prints.
type reference struct {
	referenceMeasures
	Queries         int                          `json:"queries"`
	Unanswered      int                          `json:"unanswered"`
	WithoutRelevant int                          `json:"without_relevant"`
	NotJudged       int                          `json:"not_judged"`
	PerQuery        map[string]referenceMeasures `json:"per_query"`
}

type referenceMeasures struct {
	NDCG10    float64 `json:"nDCG@10"`
	AP        float64 `json:"MAP"`
	Recall100 float64 `json:"R@100"`
	RR10      float64 `json:"MRR@10"`
	P1        float64 `json:"P@1"`
}

func asReference(r Result) reference {
	ref := reference{
		referenceMeasures: referenceMeasures(r.Mean),
		Queries:           len(r.PerQuery),
		Unanswered:        r.Unanswered,
		WithoutRelevant:   r.WithoutRelevant,
		NotJudged:         r.NotJudged,
		PerQuery:          map[string]referenceMeasures{},
	}
	for _, q := range r.PerQuery {
		ref.PerQuery[q.Query] = referenceMeasures(q.Measures)
	}
	return ref
}

func readReference(t *testing.T, b []byte) reference {
	t.Helper()
	var ref reference
	if err := json.Unmarshal(b, &ref); err != nil {
		t.Fatal(err)
	}
	if len(ref.PerQuery) == 0 {
		t.Fatal("the reference has no query")
	}
	return ref
}

// lastDigits allows for sums taken in another order.
var lastDigits = cmp.Options{cmpopts.EquateApprox(0, 1e-12), cmp.AllowUnexported(reference{})}

func readSmall(t *testing.T) (Qrels, Run) {
	t.Helper()
	qrels, err := ReadQrelsFile("testdata/small/qrels.tsv")
	if err != nil {
		t.Fatal(err)
	}
	run, err := ReadRunFile("testdata/small/run.tsv")
	if err != nil {
		t.Fatal(err)
	}
	return qrels, run
}

func TestEvaluateAgreesWithReference(t *testing.T) {
	qrels, run := readSmall(t)
	for file, opts := range map[string]Options{
		"golden.json":           {},
		"golden-drop-self.json": {DropSelf: true},
	} {
		b, err := os.ReadFile(filepath.Join("testdata/small", file))
		if err != nil {
			t.Fatal(err)
		}
		got, err := Evaluate(qrels, run, opts)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(readReference(t, b), asReference(got), lastDigits); diff != "" {
			t.Errorf("%s: -reference +ours\n%s", file, diff)
		}
	}
}

// The same figures as the comment beside them works out, so that the measures
// do not hang on another program alone.
func TestEvaluateByHand(t *testing.T) {
	qrels := Qrels{
		"a": {"d1": 3, "d2": 2, "d3": 1, "d4": 0},
		"b": {"d7": 1},
		"c": {"d1": 1, "d2": 1},
		"d": {"d1": 0},
	}
	run := Run{
		// The tie puts d3 before d2. AP = (1/2 + 2/3 + 3/4) / 3; nDCG as in TestMeasures.
		"a": {{"d2", 3}, {"d1", 4}, {"d3", 3}, {"d9", 5}, {"d4", 1}},
		"b": {{"d7", 0.5}, {"d8", 0.25}},
		"e": {{"d1", 1}},
	}
	got, err := Evaluate(qrels, run, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := Result{
		// Means over a, b and c: (.683376 + 1 + 0) / 3, (.638889 + 1 + 0) / 3, 2/3, 1.5/3, 1/3.
		Mean: Measures{0.561125, 0.546296, 2.0 / 3, 0.5, 1.0 / 3},
		PerQuery: []QueryResult{
			{"a", Measures{0.683376, 0.638889, 1, 0.5, 0}},
			{"b", Measures{1, 1, 1, 1, 1}},
			{"c", Measures{}},
		},
		Unanswered: 1, WithoutRelevant: 1, NotJudged: 1,
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, sixDigits)); diff != "" {
		t.Error(diff)
	}
}

func TestDropSelf(t *testing.T) {
	for _, tt := range []struct{ query, doc string }{
		{"7", "7"}, {"7-method", "7"}, {"7-8-method", "7-8"}, {"7-method", "7-method"},
	} {
		qrels, run := Qrels{tt.query: {"other": 1}}, Run{tt.query: {{tt.doc, 2}, {"other", 1}}}
		for opts, want := range map[Options]float64{{DropSelf: true}: 1, {}: 0} {
			got, err := Evaluate(qrels, run, opts)
			if err != nil || got.Mean.P1 != want {
				t.Errorf("query %s, document %s, %+v: P@1 %v, want %v (%v)", tt.query, tt.doc, opts, got.Mean.P1, want, err)
			}
		}
	}
}

func TestEvaluateNeedsARelevantDocument(t *testing.T) {
	if _, err := Evaluate(Qrels{"q": {"d": 0}}, Run{"q": {{"d", 1}}}, Options{}); err == nil {
		t.Error("no error")
	}
}

func TestRunQueriesStops(t *testing.T) {
	queries := []Query{{"q1", "one"}, {"q2", "two"}}
	broken := errors.New("broken")
	_, err := RunQueries(t.Context(), queries, func(_ context.Context, text string, k int) ([]Scored, error) {
		if text == "two" {
			return nil, broken
		}
		return nil, nil
	})
	if !errors.Is(err, broken) || !strings.HasPrefix(err.Error(), "query q2: ") {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := RunQueries(ctx, queries, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// overlap is the crudest of searches, whose scores are mostly tied: how many of
// the words of the query a document has.
func overlap(t *testing.T, c *Collection) func(context.Context, string, int) ([]Scored, error) {
	t.Helper()
	postings := map[string][]string{}
	for d, err := range c.Documents() {
		if err != nil {
			t.Fatal(err)
		}
		for w := range words(d.Title + " " + d.Text) {
			postings[w] = append(postings[w], d.ID)
		}
	}
	return func(_ context.Context, text string, k int) ([]Scored, error) {
		scores := map[string]float64{}
		for w := range words(text) {
			for _, id := range postings[w] {
				scores[id]++
			}
		}
		var found []Scored
		for id, score := range scores {
			found = append(found, Scored{id, score})
		}
		return found, nil
	}
}

func words(text string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(strings.ToLower(text)) {
		set[w] = true
	}
	return set
}

func TestEvaluateAgreesOnSharedCollections(t *testing.T) {
	script := shared(t, "collections", "evaluate.py")
	python3 := python(t)
	for _, tt := range []struct {
		name string
		opts Options
		args []string
	}{
		{"cranfield", Options{}, nil},
		{"csfcube", Options{DropSelf: true}, []string{"--drop-self"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := shared(t, "collections", tt.name)
			c := open(t, dir, Names{})
			queries, err := c.Queries()
			if err != nil {
				t.Fatal(err)
			}
			all, err := RunQueries(t.Context(), queries, overlap(t, c))
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "run.tsv")
			var b strings.Builder
			if err := all.Write(&b); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command(python3, append([]string{script, filepath.Join(dir, "qrels.tsv"), path, "--json", "--per-query"}, tt.args...)...).Output()
			if err != nil {
				t.Fatal(err)
			}
			qrels, err := c.Qrels()
			if err != nil {
				t.Fatal(err)
			}
			run, err := ReadRunFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got, err := Evaluate(qrels, run, tt.opts)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(readReference(t, out), asReference(got), lastDigits); diff != "" {
				t.Errorf("-reference +ours\n%s", diff)
			}
		})
	}
}
