package eval

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

type readTest struct {
	name, in string
	wantErr  string // "" for none
}

var qrelsTests = []readTest{
	{"header, grades of all signs", "query-id\tcorpus-id\tscore\nq1\ta\t2\nq1\tb\t-1\nq2\ta\t0\n", ""},
	{"no header", "q1\ta\t2\n", ""},
	{"byte order mark, CRLF, blank lines", "\ufeffquery-id\tcorpus-id\tscore\r\n\r\nq1\ta\t2\r\n", ""},
	{"gzip", packed("q1\ta\t2\n"), ""},
	{"nothing", "", ""},
	{"header lower down", "q1\ta\t2\nquery-id\tcorpus-id\tscore\n", `in:2: score "score" is not a whole number`},
	{"two fields", "q1\ta\n", "in:1: want 3 tab-separated fields, got 2"},
	{"blanks for tabs", "q1 a 2\n", "in:1: want 3 tab-separated fields, got 1"},
	{"a fraction", "q1\ta\t0.5\n", `in:1: score "0.5" is not a whole number`},
	{"judged twice", "q1\ta\t2\nq2\ta\t2\nq1\ta\t2\n", "in:3: a is judged twice for query q1"},
	{"no id", "q1\t\t2\n", "in:1: empty id"},
}

var runTests = []readTest{
	{"ranks are not used", "q1\ta\tx\t2\nq1\tb\t\t-1e3\n", ""},
	{"header", "query-id\tcorpus-id\trank\tscore\nq1\ta\t1\t2\n", ""},
	{"infinite scores", "q1\ta\t1\tinf\nq1\tb\t2\t1e999\n", ""},
	{"NaN", "q1\ta\t1\tnan\n", `in:1: score "nan" is not a number`},
	{"no number", "q1\ta\t1\tmany\n", `in:1: score "many" is not a number`},
	{"ranked twice", "q1\ta\t1\t2\nq1\ta\t2\t1\n", "in:2: a is ranked twice for query q1"},
	{"three fields", "q1\ta\t1\n", "in:1: want 4 tab-separated fields, got 3"},
}

func checkReads(t *testing.T, tests []readTest, read func(in string) error) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if err := read(tt.in); err != nil {
				got = err.Error()
			}
			if got != tt.wantErr {
				t.Errorf("error %q, want %q", got, tt.wantErr)
			}
		})
	}
}

func TestReadQrels(t *testing.T) {
	checkReads(t, qrelsTests, func(in string) error {
		_, err := ReadQrels("in", strings.NewReader(in))
		return err
	})
	got, err := ReadQrels("in", strings.NewReader(qrelsTests[0].in))
	want := Qrels{"q1": {"a": 2, "b": -1}, "q2": {"a": 0}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

func TestReadRun(t *testing.T) {
	checkReads(t, runTests, func(in string) error {
		_, err := ReadRun("in", strings.NewReader(in))
		return err
	})
	got, err := ReadRun("in", strings.NewReader(runTests[2].in))
	want := Run{"q1": {{"a", math.Inf(1)}, {"b", math.Inf(1)}}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

func TestRankingBreaksTiesByIDDescending(t *testing.T) {
	run := Run{"q": {{"d10", 1}, {"d9", 1}, {"é", 1}, {"a", 2}, {"z", -1}}}
	want := []string{"a", "é", "d9", "d10", "z"} // é is 0xc3 0xa9 and so above all ASCII
	if diff := cmp.Diff(want, run.Ranking("q")); diff != "" {
		t.Error(diff)
	}
	if run.Ranking("unknown") == nil || len(run.Ranking("unknown")) != 0 {
		t.Error("a query that is not in the run has a ranking")
	}
}

func TestWriteRun(t *testing.T) {
	deep := make([]Scored, RunDepth+5)
	for i := range deep {
		deep[i] = Scored{fmt.Sprintf("d%04d", i), float64(i)}
	}
	var b strings.Builder
	run := Run{"q2": {{"b", 1}, {"a", 1}, {"c", 0.1}}, "q1": deep, "q3": nil}
	if err := run.Write(&b); err != nil {
		t.Fatal(err)
	}
	got := strings.SplitAfter(b.String(), "\n")
	if want := "q1\td1004\t1\t1004\n"; got[0] != want {
		t.Errorf("first line %q, want %q", got[0], want)
	}
	if want := "q1\td0005\t1000\t5\n"; got[999] != want {
		t.Errorf("last line of q1 %q, want %q", got[999], want)
	}
	want := []string{"q2\tb\t1\t1\n", "q2\ta\t2\t1\n", "q2\tc\t3\t0.1\n", ""}
	if diff := cmp.Diff(want, got[1000:]); diff != "" {
		t.Error(diff)
	}
}

func TestWriteRunRefusesWhatCannotBeReadBack(t *testing.T) {
	for name, run := range map[string]Run{
		"tab in a document": {"q": {{"a\tb", 1}}},
		"line end in query": {"q\n": {{"a", 1}}},
		"empty document":    {"q": {{"", 1}}},
		"NaN":               {"q": {{"a", math.NaN()}}},
	} {
		if err := run.Write(io.Discard); err == nil {
			t.Errorf("%s: written", name)
		}
	}
}

func TestRunReadsBackAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringMatching(`[a-z0-9é./:-]{1,8}`)
		run := Run{}
		for query, scores := range rapid.MapOf(id, rapid.MapOfN(id, rapid.Float64(), 1, 20)).Draw(t, "run") {
			for doc, score := range scores {
				run[query] = append(run[query], Scored{doc, score})
			}
			slices.SortFunc(run[query], compareScored)
		}
		var b strings.Builder
		if err := run.Write(&b); err != nil {
			t.Fatal(err)
		}
		got, err := ReadRun("run", strings.NewReader(b.String()))
		if diff := cmp.Diff(run, got); diff != "" || err != nil {
			t.Error(err, diff)
		}
	})
}

func FuzzReadQrels(f *testing.F) {
	for _, tt := range qrelsTests {
		f.Add(tt.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		qrels, err := ReadQrels("in", strings.NewReader(in))
		checkFault(t, err)
		for query, grades := range qrels {
			if query == "" || len(grades) == 0 {
				t.Errorf("query %q with %d judgements", query, len(grades))
			}
		}
	})
}

func FuzzReadRun(f *testing.F) {
	for _, tt := range runTests {
		f.Add(tt.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		run, err := ReadRun("in", strings.NewReader(in))
		checkFault(t, err)
		for query := range run {
			ranking := run.Ranking(query)
			slices.Sort(ranking)
			if len(slices.Compact(ranking)) != len(run[query]) {
				t.Errorf("query %q ranks a document twice", query)
			}
		}
	})
}

// checkFault fails the test for an error that does not begin with a place.
func checkFault(t *testing.T, err error) {
	t.Helper()
	if err != nil && !strings.HasPrefix(err.Error(), "in:") {
		t.Errorf("error without a place: %v", err)
	}
}
