package seed_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paperbot/corpus"
	"paperbot/corpus/seed"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestPapers(t *testing.T) {
	papers := seed.Papers()
	if len(papers) != 264 {
		t.Fatalf("%d papers, want 264", len(papers))
	}
	if n := corpus.NewCollection(papers).Len(); n != len(papers) {
		t.Errorf("%d different IDs among %d papers", n, len(papers))
	}
	for i, p := range papers {
		if p.Rank != i+1 {
			t.Errorf("paper %d has rank %d", i+1, p.Rank)
		}
		if p.ID != corpus.TitleID(p.Title) || p.URL != "" || p.Authors != nil || !p.Published.IsZero() {
			t.Errorf("paper %d holds what the page did not give: %+v", i+1, p)
		}
		if corpus.CleanText(p.Title) != p.Title || corpus.CleanText(p.Abstract) != p.Abstract {
			t.Errorf("paper %d is not clean", i+1)
		}
	}
}

func TestPapersGolden(t *testing.T) {
	var b strings.Builder
	for _, p := range seed.Papers() {
		fmt.Fprintf(&b, "%3d %s %s\n", p.Rank, p.ID, p.Title)
	}
	golden(t, "testdata/papers.golden", b.String())
}

// The golden file has every place that cleaning changed, as it was and as it is.
func TestCleaningGolden(t *testing.T) {
	lines := rawLines(t)
	var b strings.Builder
	for i, p := range seed.Papers() {
		for _, change := range changes(lines[2*i]+" ¶ "+lines[2*i+1], p.Title+" ¶ "+p.Abstract) {
			fmt.Fprintf(&b, "%3d  %s\n  →  %s\n", p.Rank, change[0], change[1])
		}
	}
	golden(t, "testdata/cleaning.golden", b.String())
}

// No remnant of TeX is left in any abstract but those listed, each of which
// could also be read in another way.
func TestNoTeXLeft(t *testing.T) {
	allowed := []string{"^(n×n)", "^(n₁×n₂)", "^(n×k)", "^(n₁×k)", "^(n₂×k)", "{0}", "{n₁,n₂}"}
	for _, p := range seed.Papers() {
		text := p.Abstract
		for _, a := range allowed {
			text = strings.ReplaceAll(text, a, "")
		}
		for _, remnant := range []string{`\`, "{", "}", "^", "$", "``", "--", "varepsilon", "infty", "mathbb", "mathcal", "propto", "sim ", "Subscribe", "inbox"} {
			if i := strings.Index(text, remnant); i >= 0 {
				t.Errorf("paper %d: %q in …%s…", p.Rank, remnant, text[max(0, i-20):min(len(text), i+20)])
			}
		}
	}
}

// The judged titles are ours, and of the judged sentences, which were taken from
// the page as it was, all are ours but for what cleaning changed in them.
func TestJudgedSentences(t *testing.T) {
	const file = "../../../shared/questions.jsonl"
	questions, err := os.ReadFile(file)
	if err != nil {
		t.Skip("no judged questions beside the repository: ", err)
	}
	byTitle := map[string]corpus.Paper{}
	for _, p := range seed.Papers() {
		byTitle[p.Title] = p
	}
	var changed []string
	sentences := map[string]bool{}
	for line := range bytes.Lines(questions) {
		var q struct {
			Relevant []struct {
				Title     string
				Sentences []string
			}
			Near []string
		}
		if err := json.Unmarshal(line, &q); err != nil {
			t.Fatal(err)
		}
		for _, title := range q.Near {
			if _, ok := byTitle[corpus.CleanText(title)]; !ok {
				t.Errorf("no paper is titled %q", title)
			}
		}
		for _, r := range q.Relevant {
			p, ok := byTitle[r.Title]
			if !ok {
				p, ok = byTitle[corpus.CleanText(r.Title)]
			}
			if !ok {
				t.Errorf("no paper is titled %q", r.Title)
			}
			for _, s := range r.Sentences {
				sentences[s] = true
				if !strings.Contains(p.Abstract, s) {
					changed = append(changed, s)
				}
				if clean := corpus.CleanText(s); !strings.Contains(p.Abstract, clean) {
					t.Logf("only with its context: %q", clean)
				}
			}
		}
	}
	slices.Sort(changed)
	changed = slices.Compact(changed)
	t.Logf("%d of %d sentences changed by cleaning", len(changed), len(sentences))
	golden(t, "testdata/sentences.golden", strings.Join(changed, "\n")+"\n")
}

// rawLines returns the titles and abstracts of the page as they were.
func rawLines(t *testing.T) []string {
	t.Helper()
	page, err := os.ReadFile("trending-papers.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(page)), "\n")[2:]
	lines[0] = strings.TrimPrefix(lines[0], "Subscribe")
	return lines
}

// changes returns the words in which a and b differ, place by place.
func changes(before, after string) (out [][2]string) {
	a, b := strings.Fields(before), strings.Fields(after)
	for len(a) > 0 || len(b) > 0 {
		if len(a) > 0 && len(b) > 0 && a[0] == b[0] {
			a, b = a[1:], b[1:]
			continue
		}
		i, j := rejoin(a, b)
		out = append(out, [2]string{strings.Join(a[:i], " "), strings.Join(b[:j], " ")})
		a, b = a[i:], b[j:]
	}
	return out
}

// rejoin returns how many words of each to skip until both go on alike.
func rejoin(a, b []string) (int, int) {
	for d := 1; d < len(a)+len(b); d++ {
		for i := 0; i <= d; i++ {
			if j := d - i; i < len(a) && j < len(b) && a[i] == b[j] && (i+1 == len(a) || j+1 == len(b) || a[i+1] == b[j+1]) {
				return i, j
			}
		}
	}
	return len(a), len(b)
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (rewrite with -update); want -, got +:\n%s", file, diff)
	}
}

func ExamplePapers() {
	papers := seed.Papers()
	fmt.Println(len(papers), "papers, the first of them:")
	fmt.Println(papers[0].Title)
	// Output:
	// 264 papers, the first of them:
	// Training-Free Neural Active Learning with Initialization-Robustness Guarantees
}

func BenchmarkPapers(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		seed.Papers()
	}
}
