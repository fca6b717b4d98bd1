package eval

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// crude picks sentences by rules that need no thought, but give varied output.
func crude() Summarizer {
	return Summarizer{
		Gist: func(title string, sentences []string) int { return len(title) % len(sentences) },
		Rank: func(question, _ string, sentences []string) []int {
			var ranking []int // from somewhere in the middle, backwards, one left out
			for i := range len(sentences) - min(1, len(sentences)-1) {
				ranking = append(ranking, (len(question)+len(sentences)-i)%len(sentences))
			}
			return ranking
		},
		Segment: func(text string) []string { return strings.SplitAfter(text, ". ") },
		Confidence: func(_ context.Context, question string, leaveOut []string) (float64, error) {
			return float64(len(question)%13 - len(leaveOut)), nil
		},
	}
}

func summarySet(t *testing.T, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "set.jsonl")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestEvaluateSummary(t *testing.T) {
	fixed := Summarizer{
		Gist:    func(string, []string) int { return 1 },
		Rank:    func(string, string, []string) []int { return []int{3, 0, 1} },
		Segment: func(text string) []string { return strings.Split(text, "|") },
		Confidence: func(_ context.Context, question string, leaveOut []string) (float64, error) {
			return float64(len(question)), nil
		},
	}
	tests := []struct {
		name  string
		lines []string
		want  string // JSON
	}{
		{
			"gist", []string{`{"id":"1","set":"s","title":"T","sentences":["no","the cat sat"],"references":["x","the cat ran home"]}`},
			`{"set":"s","kind":"gist","items":1,"rouge1":0.5714285714285714,"rouge2":0.4,"rouge_l":0.5714285714285714}`,
		},
		{
			// Sentences 0 and 3 in the paper's order: "a d" shares the pair.
			"select", []string{`{"id":"1","set":"s","question":"q","sentences":["a","b","c","d"],"references":["a d"]}`},
			`{"set":"s","kind":"select","items":1,"rouge1":1,"rouge2":1,"rouge_l":1}`,
		},
		{
			// Ranking 3 0 1 of relevant 0 and 2: DCG 1/log2(3) of at best 1 + 1/log2(3);
			// AP (1/2)/2; P and R of the first two are 1/2.
			"rank", []string{`{"id":"1","set":"s","question":"q","sentences":["a","b","c","d"],"relevant":[0,2]}`},
			`{"set":"s","kind":"rank","items":1,"mrr":0.5,"ndcg":0.38685280723454163,"map":0.25,"p@1":0,"f1@2":0.5}`,
		},
		{
			// Ends at 2 and 3 of "ab|c|d" against 2: P 1/2, R 1, F1 2/3; the other is cut right.
			"segmentation, two sets", []string{
				`{"id":"1","set":"s","text":"ab|c|d","sentences":["ab","c d"]}`,
				`{"id":"2","set":"t","text":"a b |c","sentences":[" a b","c"]}`,
			},
			`{"set":"set","kind":"segmentation","items":2,"exact":0.5,"boundary_p":0.6666666666666666,"boundary_r":1,"boundary_f1":0.8,
			"by_set":{"s":{"set":"s","kind":"segmentation","items":1,"exact":0,"boundary_p":0.5,"boundary_r":1,"boundary_f1":0.6666666666666666},
			"t":{"set":"t","kind":"segmentation","items":1,"exact":1,"boundary_p":1,"boundary_r":1,"boundary_f1":1}}}`,
		},
		{
			"refusal", []string{
				`{"id":"1","set":"s","question":"long","answerable":1,"leave_out":[]}`,
				`{"id":"2","set":"s","question":"longer","answerable":0,"leave_out":["7"]}`,
				`{"id":"3","set":"s","question":"no","answerable":0,"leave_out":["7"]}`,
			},
			`{"set":"s","kind":"refusal","items":3,"auc":0.5,"refused_at_99_kept":0.5,"refused_at_95_kept":0.5,"refused_at_90_kept":0.5}`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			report, err := EvaluateSummary(t.Context(), summarySet(t, tt.lines...), fixed)
			if err != nil {
				t.Fatal(err)
			}
			b, err := json.Marshal(report)
			if err != nil {
				t.Fatal(err)
			}
			var got, want any
			if err := errors.Join(json.Unmarshal(b, &got), json.Unmarshal([]byte(tt.want), &want)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEvaluateSummaryRefuses(t *testing.T) {
	item := `{"id":"1","question":"q","sentences":["a","b"],"relevant":[0]}`
	ranks := func(numbers ...int) Summarizer {
		return Summarizer{Rank: func(string, string, []string) []int { return numbers }}
	}
	for _, tt := range []struct {
		name  string
		lines []string
		s     Summarizer
		want  string
	}{
		{"no items", nil, crude(), "no items"},
		{"unknown kind", []string{`{"id":"1","sentences":["a"]}`}, crude(), ":1: unknown kind"},
		{"mixed kinds", []string{item, `{"id":"2","text":"a","sentences":["a"]}`}, crude(), ":2: item 2 is of kind segmentation, those before of kind rank"},
		{"twice", []string{item, item}, crude(), ":2: item 1 occurs twice"},
		{"no sentences", []string{`{"id":"1","text":"a"}`}, crude(), ":1: item 1 without sentences"},
		{"relevant sentence missing", []string{`{"id":"1","sentences":["a"],"relevant":[1]}`}, crude(), ":1: item 1: no sentence 1 of 1"},
		{"answerable unclear", []string{`{"id":"1","answerable":2}`}, crude(), ":1: item 1: answerable is 2"},
		{"nothing to measure", []string{item}, Summarizer{}, "nothing was given"},
		{"ranked twice", []string{item}, ranks(1, 1), "a sentence is ranked twice"},
		{"ranked out of range", []string{item}, ranks(0, 2), "no sentence 2 of 2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := EvaluateSummary(t.Context(), summarySet(t, tt.lines...), tt.s)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q in it", err, tt.want)
			}
		})
	}
}

func TestJoin(t *testing.T) {
	sentences := []string{"One.", "Zwei é.", "Three."}
	text, at := Join(sentences)
	if text != "One. Zwei é. Three." {
		t.Fatalf("text %q", text)
	}
	for i, s := range sentences {
		start := strings.Index(text, s)
		for _, offset := range []int{start, start + len(s) - 1, start + len(s)} {
			if got := at(offset); got != i {
				t.Errorf("offset %d is in sentence %d, want %d", offset, got, i)
			}
		}
	}
	if at(-1) != 0 || at(1000) != 2 {
		t.Error("offsets outside the text")
	}
	if text, at := Join(nil); text != "" || at(0) != 0 {
		t.Error("no sentences")
	}
}

// The figures on the shared sets are those that the reference program prints for
// the same output, to its two decimals of per cent.
func TestSummaryAgreesWithReference(t *testing.T) {
	python3 := python(t)
	for _, tt := range []struct {
		file string
		args []string // of the reference program, after its files
	}{
		{"scitldr-dev.jsonl", nil},
		{"bioasq-dev.jsonl", []string{"--multi", "each"}},
		{"scifact-dev.jsonl", []string{"-k", "1,2"}},
		{"segmentation-dev.jsonl", []string{"--by-set"}},
		{"refuse-dev.jsonl", nil},
	} {
		t.Run(tt.file, func(t *testing.T) {
			path := shared(t, "summaries", tt.file)
			items, kind, err := ReadSummaryFile(path)
			if err != nil {
				t.Fatal(err)
			}
			command := map[SummaryKind]string{GistSet: "rouge", SelectSet: "rouge", RankSet: "rank", SegmentSet: "segment", RefusalSet: "refuse"}[kind]
			args := append([]string{"-B", shared(t, "summaries", "evaluate.py"), command, path, predictions(t, kind, items)}, tt.args...)
			out, err := exec.Command(python3, args...).Output()
			if err != nil {
				t.Fatal(err)
			}
			report, err := EvaluateSummary(t.Context(), path, crude())
			if err != nil {
				t.Fatal(err)
			}
			got := asPrinted("all", report)
			for _, part := range strings.Split(strings.TrimSpace(string(out)), "\n") {
				name, _, _ := strings.Cut(part, " ")
				r := report
				if name != "all" {
					r = report.BySet[name]
				}
				for _, figure := range asPrinted(name, r) {
					if !strings.Contains(part+" ", figure) {
						t.Errorf("no %q in %q", figure, part)
					}
				}
			}
			if len(got) < 4 {
				t.Errorf("only %v compared", got)
			}
		})
	}
}

// predictions writes what crude picks as the reference program reads it.
func predictions(t *testing.T, kind SummaryKind, items []SummaryItem) string {
	t.Helper()
	var lines []string
	for _, it := range items {
		out, err := crude().run(t.Context(), kind, it)
		if err != nil {
			t.Fatal(err)
		}
		p := map[string]any{"id": it.ID}
		switch kind {
		case GistSet, SelectSet:
			p["summary"] = it.text(first(out.numbers, selected))
		case RankSet:
			p["ranking"] = out.numbers
		case SegmentSet:
			p["sentences"] = out.sentences
		case RefusalSet:
			p["score"] = out.confidence
		}
		b, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(b))
	}
	return summarySet(t, lines...)
}

// asPrinted returns the figures of a report as the reference program prints
// them.
func asPrinted(name string, r SummaryReport) []string {
	figures := []string{fmt.Sprintf("%s n=%d ", name, r.Items)}
	add := func(key string, value float64) {
		figures = append(figures, fmt.Sprintf(" %s=%.2f ", key, 100*value))
	}
	switch r.Kind {
	case GistSet, SelectSet:
		add("rouge1", r.R1.Value())
		add("rouge2", r.R2.Value())
		add("rougeL", r.RL.Value())
	case RankSet:
		add("mrr", r.MRR.Value())
		add("ndcg", r.NDCG.Value())
		add("map", r.MAP.Value())
		add("p@1", r.P1.Value())
		add("f1@2", r.F1At2.Value())
	case SegmentSet:
		add("exact", r.Exact.Value())
		add("boundary-p", r.BoundaryP.Value())
		add("boundary-r", r.BoundaryR.Value())
		add("boundary-f1", r.BoundaryF1)
	case RefusalSet:
		add("auc", r.AUC)
		add("refused-at-99%-kept", r.RefusedAt99)
		add("refused-at-95%-kept", r.RefusedAt95)
		add("refused-at-90%-kept", r.RefusedAt90)
	}
	return figures
}
