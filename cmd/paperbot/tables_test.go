package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	readme     = "../../README.md"
	sharedData = "../../../shared"
)

// collections are those of the README's table. Plain is nDCG@10 of BM25 with k1
// 1.2 and b .75 over title and text as one field, measured apart from this program
// with the same stems and stop words.
var collections = []struct {
	dir, name string
	plain     float64
	args      []string
}{
	{"cranfield", "Cranfield", .5182, nil},
	{"cisi", "CISI", .3833, nil},
	{"cacm", "CACM", .4704, nil},
	{"adi", "ADI", .4834, nil},
	{"time", "TIME", .6827, nil},
	{"scifact", "SciFact (150)", .6853, nil},
	{"csfcube", "CSFCube", .4814, []string{"--drop-self"}},
	{"nfcorpus", "NFCorpus (dev)", .3019, nil},
	{"pubmedqa", "PubMedQA", .9873, nil},
}

// TestReadmeTables measures ranking and answers and holds the README's tables
// equal to what comes out, so that a change of either is seen where people read
// it. With -update it writes them. It takes as long as all else together, and is
// asked for by PAPERBOT_TABLES=1.
func TestReadmeTables(t *testing.T) {
	if os.Getenv("PAPERBOT_TABLES") == "" {
		t.Skip("PAPERBOT_TABLES is not set")
	}
	if _, err := os.Stat(sharedData); err != nil {
		t.Skipf("no judged collections: %v", err)
	}
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	got := withTable(t, string(text), "| collection | documents |", rankingTable(t))
	got = withTable(t, got, "| kind (questions) |", answersTable(t))
	if *update {
		if err := os.WriteFile(readme, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(text), got); diff != "" {
		t.Errorf("README.md (-is +measured; rewrite with `make tables`):\n%s", diff)
	}
}

func rankingTable(t *testing.T) (rows []string) {
	t.Helper()
	plain, ours := 0.0, 0.0
	for _, c := range collections {
		out, status := runPlain(t, "", append([]string{"eval", "retrieval", "--json", filepath.Join(sharedData, "collections", c.dir)}, c.args...)...)
		if status != 0 {
			t.Fatalf("%s: exit status %d", c.dir, status)
		}
		var r struct {
			Documents, Queries int
			NDCG10             float64 `json:"ndcg@10"`
			MAP                float64
			Recall100          float64 `json:"recall@100"`
		}
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			t.Fatal(err)
		}
		plain += c.plain / float64(len(collections))
		ours += r.NDCG10 / float64(len(collections))
		rows = append(rows, fmt.Sprintf("| %s | %s | %d | %.4f | %.4f | %.4f | %.4f |",
			c.name, thousands(r.Documents), r.Queries, c.plain, r.NDCG10, r.MAP, r.Recall100))
		if r.NDCG10 < c.plain {
			t.Errorf("%s: below plain BM25", c.name)
		}
	}
	return append(rows, fmt.Sprintf("| mean | | | %.4f | %.4f | | |", plain, ours))
}

func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

func answersTable(t *testing.T) (rows []string) {
	t.Helper()
	out, status := runPlain(t, "", "eval", "answers", filepath.Join(sharedData, "questions.jsonl"))
	if status != 0 {
		t.Fatalf("exit status %d", status)
	}
	for _, line := range strings.Split(strings.TrimSpace(out), "\n")[1:] {
		f := strings.Fields(line)
		rows = append(rows, fmt.Sprintf("| %s (%s) | %s |", f[0], f[1], strings.Join(f[2:], " | ")))
	}
	return rows
}

// withTable returns a text in which the rows of the table of that head are others.
func withTable(t *testing.T, text, head string, rows []string) string {
	t.Helper()
	lines := strings.Split(text, "\n")
	at := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, head) })
	if at < 0 {
		t.Fatalf("no table %s in the README", head)
	}
	end := at + slices.Index(lines[at:], "")
	return strings.Join(slices.Replace(lines, at+2, end, rows...), "\n")
}
