package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paperbot/corpus"
	"paperbot/corpus/store"
	"paperbot/retrieval"
	"paperbot/retrieval/analysis"
)

// manyPapers are more than are indexed in memory.
func manyPapers() []corpus.Paper {
	papers := make([]corpus.Paper, fewPapers+50)
	for i := range papers {
		papers[i] = corpus.Paper{
			ID: corpus.ID(fmt.Sprintf("arxiv:2601.%05d", i)), Title: fmt.Sprintf("On things of kind %d", i%97),
			Abstract: fmt.Sprintf("A thing of kind %d is measured. Its weight is w%d.", i%97, i),
		}
	}
	return papers
}

func storeOf(t *testing.T, papers []corpus.Paper) *store.Store {
	t.Helper()
	s, _, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "papers.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	putPapers(t, s, papers...)
	return s
}

func putPapers(t *testing.T, s *store.Store, papers ...corpus.Paper) {
	t.Helper()
	if _, err := s.Put(t.Context(), store.Batch{Source: "test", At: time.Unix(1, 0), Papers: papers}); err != nil {
		t.Fatal(err)
	}
}

// followed follows a store, and returns what was said of its index.
func followed(t *testing.T, s *store.Store) (*follower, string) {
	t.Helper()
	var said []string
	f, err := follow(t.Context(), s, nil, func(line string) { said = append(said, line) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.close() })
	return f, strings.Join(said, "\n")
}

// wantRankings compares a follower's rankings with those of an index in memory.
func wantRankings(t *testing.T, f *follower) {
	t.Helper()
	a := analysis.New()
	want, err := retrieval.NewSearcher(a, retrieval.Index(a, f.collection().All()), retrieval.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"things of kind 7", "w17", "revised weight", "measured thing"} {
		var results [2]retrieval.Result
		for i, s := range []*retrieval.Searcher{want, f.search} {
			if results[i], err = s.Search(t.Context(), retrieval.Query{Text: q, K: 20}); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(results[0].Hits, results[1].Hits); diff != "" {
			t.Errorf("%s: not the ranking of an index in memory (-want +got):\n%s", q, diff)
		}
	}
}

func TestFewPapersHaveNoFolder(t *testing.T) {
	s := storeOf(t, manyPapers()[:100])
	if _, said := followed(t, s); said != "" {
		t.Error(said)
	}
	if _, err := os.Stat(indexFolder(s)); !os.IsNotExist(err) {
		t.Errorf("there is a folder: %v", err)
	}
}

func TestIndexIsKeptBesideTheStore(t *testing.T) {
	s := storeOf(t, manyPapers())
	f, said := followed(t, s)
	if !strings.Contains(said, "there is none yet") {
		t.Errorf("said %q", said)
	}
	wantRankings(t, f)
	f.close()

	f, said = followed(t, s)
	if said != "" || f.folder != nil {
		t.Errorf("the index is not just read: said %q", said)
	}
	wantRankings(t, f)

	segments := len(segmentFiles(t, s))
	for i := range 3 { // new papers, and a revised one
		p := manyPapers()[i]
		p.Version, p.Title = 2, "A revised weight"
		n := corpus.Paper{ID: corpus.ID(fmt.Sprintf("arxiv:2602.%05d", i)), Title: "New thing", Abstract: "It is measured."}
		putPapers(t, s, p, n)
		if n, err := f.refresh(t.Context()); n != 2 || err != nil {
			t.Fatal(n, err)
		}
		wantRankings(t, f)
	}
	if got := len(segmentFiles(t, s)); got != segments+3 {
		t.Errorf("%d segments after three times new papers, want %d", got, segments+3)
	}

	other, said := followed(t, s) // while the first holds it
	if said != "" {
		t.Error(said)
	}
	wantRankings(t, other)
}

func segmentFiles(t *testing.T, s *store.Store) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(indexFolder(s), "*.segment"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// An index that cannot be used is made anew, and that is said in one line.
func TestIndexIsMadeAnew(t *testing.T) {
	papers := manyPapers()
	for _, tt := range []struct {
		name  string
		spoil func(t *testing.T, s *store.Store)
		said  string
	}{
		{"missing segment", func(t *testing.T, s *store.Store) { os.Remove(segmentFiles(t, s)[0]) }, "is damaged"},
		{"flipped bits", func(t *testing.T, s *store.Store) {
			name := segmentFiles(t, s)[0]
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			data[len(data)/2] ^= 4
			os.WriteFile(name, data, 0o600)
		}, "is damaged"},
		{"a changed manifest", func(t *testing.T, s *store.Store) {
			name := filepath.Join(indexFolder(s), "manifest")
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			os.WriteFile(name, bytes.Replace(data, []byte(`"analyzer":`), []byte(`"analyzer":9`), 1), 0o600)
		}, "is damaged"},
		{"of other papers", func(t *testing.T, s *store.Store) {
			other := slices.Clone(papers)
			for i := range other {
				other[i].ID = "doi:10.1/" + other[i].ID[6:]
			}
			o := storeOf(t, other)
			f, _ := followed(t, o)
			f.close()
			os.RemoveAll(indexFolder(s))
			if err := os.Rename(indexFolder(o), indexFolder(s)); err != nil {
				t.Fatal(err)
			}
		}, "of other papers"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := storeOf(t, papers)
			f, _ := followed(t, s)
			f.close()
			tt.spoil(t, s)
			f, said := followed(t, s)
			if !strings.Contains(said, tt.said) || strings.Contains(said, "\n") {
				t.Errorf("said %q", said)
			}
			wantRankings(t, f)
			f.close()
			if _, said := followed(t, s); said != "" {
				t.Errorf("said again %q", said)
			}
		})
	}
}

// Where no folder can be made, the index is in memory.
func TestIndexThatCannotBeKept(t *testing.T) {
	s := storeOf(t, manyPapers())
	if err := os.WriteFile(indexFolder(s), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f, said := followed(t, s)
	if !strings.Contains(said, "kept in memory") {
		t.Errorf("said %q", said)
	}
	wantRankings(t, f)
}

func TestImportKeepsTheIndex(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "records.jsonl"), []byte(records(3*fewPapers)), 0o600); err != nil {
		t.Fatal(err)
	}
	papers := filepath.Join(folder, "papers.db")
	var out bytes.Buffer
	p := &program{stdin: strings.NewReader(""), stdout: &out, stderr: &out, getenv: func(string) string { return "" }}
	run(context.Background(), []string{"import", "--corpus", papers, filepath.Join(folder, "records.jsonl")}, p)
	s, err := store.Open(t.Context(), papers)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	f, said := followed(t, s)
	if said != "" || f.folder != nil || f.snapshot.Docs() < fewPapers {
		t.Errorf("the index of %d papers is not just read: said %q", f.snapshot.Docs(), said)
	}
}
