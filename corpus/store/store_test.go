package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paperbot/corpus"
	"paperbot/corpus/store"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func create(tb testing.TB) *store.Store {
	tb.Helper()
	s, made, err := store.Create(tb.Context(), filepath.Join(tb.TempDir(), "papers.db"))
	if err != nil {
		tb.Fatal(err)
	}
	if !made {
		tb.Error("not made")
	}
	tb.Cleanup(func() { s.Close() })
	return s
}

// put stores papers of one source at once, and returns what they did.
func put(tb testing.TB, s *store.Store, at time.Time, papers ...corpus.Paper) []string {
	tb.Helper()
	outcomes, err := s.Put(context.Background(), store.Batch{Source: "test", At: at, Papers: papers})
	if err != nil {
		tb.Fatal(err)
	}
	var said []string
	for _, o := range outcomes {
		said = append(said, o.String())
	}
	return said
}

// paper returns a paper with that title, a text and identifiers.
func paper(title, abstract string, ids ...corpus.ID) corpus.Paper {
	p := corpus.Paper{Title: title, Abstract: abstract}
	p.SetIDs(ids...)
	return p
}

func all(tb testing.TB, s *store.Store) []corpus.Paper {
	tb.Helper()
	var papers []corpus.Paper
	for p, err := range s.All(context.Background()) {
		if err != nil {
			tb.Fatal(err)
		}
		papers = append(papers, p)
	}
	return papers
}

func since(tb testing.TB, s *store.Store, seq int64) []corpus.ID {
	tb.Helper()
	var ids []corpus.ID
	for p, err := range s.Since(context.Background(), seq) {
		if err != nil {
			tb.Fatal(err)
		}
		ids = append(ids, p.ID)
	}
	return ids
}

const long = "A title that is long enough to tell a paper"

// Each row is records and what they do, one after the other, in one batch and in
// batches of their own; then the papers that there are.
func TestPut(t *testing.T) {
	v := func(p corpus.Paper, version int) corpus.Paper { p.Version = version; return p }
	for _, tt := range []struct {
		name    string
		records []corpus.Paper
		did     []string
		are     []string
	}{
		{"two papers", []corpus.Paper{paper("A", "a", "arxiv:1"), paper("B", "b", "arxiv:2")}, []string{"new", "new"}, []string{"arxiv:1 A: a []", "arxiv:2 B: b []"}},
		{"again", []corpus.Paper{paper("A", "a", "arxiv:1"), paper("A", "a", "arxiv:1")}, []string{"new", "unchanged"}, []string{"arxiv:1 A: a []"}},
		{"a revision", []corpus.Paper{v(paper("A", "a", "arxiv:1"), 1), v(paper("A", "better", "arxiv:1"), 2)}, []string{"new", "revised"}, []string{"arxiv:1 A: better []"}},
		{"an older version", []corpus.Paper{v(paper("A", "a", "arxiv:1"), 2), v(paper("A", "worse", "arxiv:1"), 1)}, []string{"new", "unchanged"}, []string{"arxiv:1 A: a []"}},
		{"an unversioned source after arXiv", []corpus.Paper{v(paper("A", "a", "arxiv:1"), 2), paper("a", "cut…", "arxiv:1")}, []string{"new", "unchanged"}, []string{"arxiv:1 A: a []"}},
		{"without abstract", []corpus.Paper{paper("A", "a", "arxiv:1"), paper("A", "", "arxiv:1", "doi:x")}, []string{"new", "merged"}, []string{"arxiv:1 A: a [doi:x]"}},
		{"a better identifier", []corpus.Paper{paper(long, "a"), paper(long, "a", "arxiv:1")}, []string{"new", "merged"}, []string{"arxiv:1 " + long + ": a []"}},
		{"a worse one", []corpus.Paper{paper(long, "a", "arxiv:1"), paper(long, "a")}, []string{"new", "unchanged"}, []string{"arxiv:1 " + long + ": a []"}},
		{"a short title tells nothing", []corpus.Paper{paper("Editorial", "a", "doi:1"), paper("Editorial", "b")}, []string{"new", "new"}, []string{"doi:1 Editorial: a []", "title Editorial: b []"}},
		{"one title, two identifiers", []corpus.Paper{paper(long, "a", "doi:1"), paper(long, "b", "doi:2")}, []string{"new", "new"}, []string{"doi:1 " + long + ": a []", "doi:2 " + long + ": b []"}},
		{"two papers turn out to be one", []corpus.Paper{paper("A", "a", "doi:1"), paper("A", "a", "arxiv:1"), paper("A", "a", "arxiv:1", "doi:1")}, []string{"new", "new", "merged"}, []string{"arxiv:1 A: a [doi:1]"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, together := range []bool{true, false} {
				s := create(t)
				var did []string
				if together {
					did = put(t, s, noon, tt.records...)
				} else {
					for _, p := range tt.records {
						did = append(did, put(t, s, noon, p)...)
					}
				}
				if diff := cmp.Diff(tt.did, did); diff != "" {
					t.Errorf("together %v: %s", together, diff)
				}
				var are []string
				for _, p := range all(t, s) {
					id := string(p.ID)
					if p.ID.IsTitle() {
						id = "title"
					}
					are = append(are, fmt.Sprintf("%s %s: %s %v", id, p.Title, p.Abstract, p.OtherIDs))
				}
				if diff := cmp.Diff(tt.are, are); diff != "" {
					t.Errorf("together %v: %s", together, diff)
				}
				if st, err := s.State(t.Context()); err != nil || st.Papers != len(tt.are) {
					t.Errorf("together %v: state %+v, %v", together, st, err)
				}
				for _, p := range tt.records { // every identifier finds a paper for good
					for _, id := range append([]corpus.ID{p.ID}, p.OtherIDs...) {
						if _, ok, err := s.Paper(t.Context(), id); !ok || err != nil {
							t.Errorf("together %v: no paper %s: %v", together, id, err)
						}
					}
				}
			}
		})
	}
}

func TestSince(t *testing.T) {
	s := create(t)
	put(t, s, noon, paper(long, "a"), paper("B", "b", "doi:2"))
	first, err := s.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, noon, paper("B", "b", "doi:2")) // changes nothing
	if got := since(t, s, first.Seq); len(got) != 0 {
		t.Errorf("changed: %v", got)
	}
	put(t, s, noon, paper(long, "a", "arxiv:1"), paper("C", "c", "doi:3"))
	if diff := cmp.Diff([]corpus.ID{"arxiv:1", "doi:3"}, since(t, s, first.Seq)); diff != "" {
		t.Error(diff)
	}
	gone, err := s.Gone(t.Context(), first.Seq)
	if diff := cmp.Diff([]corpus.ID{corpus.TitleID(long)}, gone); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if _, ok, err := s.Mark(t.Context(), "alerts"); ok || err != nil {
		t.Errorf("a mark before the first: %v", err)
	}
	if err := s.SetMark(t.Context(), "alerts", first.Seq); err != nil {
		t.Fatal(err)
	}
	if seq, ok, err := s.Mark(t.Context(), "alerts"); !ok || err != nil || seq != first.Seq {
		t.Errorf("mark %d, %v", seq, err)
	}
}

func TestSightings(t *testing.T) {
	s := create(t)
	p := paper("A", "a", "arxiv:1")
	for i, votes := range []int{3, 3, 5} {
		p.Votes = votes
		put(t, s, noon.AddDate(0, 0, i), p)
	}
	got, err := s.Sightings(t.Context(), "arxiv:1")
	if err != nil {
		t.Fatal(err)
	}
	want := []store.Sighting{{Source: "test", At: noon, Votes: 3}, {Source: "test", At: noon.AddDate(0, 0, 2), Votes: 5}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// However records are cut into batches, and however often an import is broken
// off and begun again, the papers are the same.
func TestPutProperty(t *testing.T) {
	ids := rapid.SliceOfN(rapid.SampledFrom([]corpus.ID{"arxiv:1", "arxiv:2", "doi:1", "doi:2", "pmid:1", "pmid:2"}), 0, 2)
	record := rapid.Custom(func(t *rapid.T) corpus.Paper {
		title := rapid.SampledFrom([]string{"Short", long, long + ", again"}).Draw(t, "title")
		p := paper(title, rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "abstract"), ids.Draw(t, "ids")...)
		p.Version = rapid.IntRange(0, 2).Draw(t, "version")
		p.Votes = rapid.IntRange(0, 2).Draw(t, "votes")
		return p
	})
	folder := t.TempDir()
	made := 0
	rapid.Check(t, func(t *rapid.T) {
		records := rapid.SliceOfN(record, 1, 8).Draw(t, "records")
		cut := rapid.IntRange(0, len(records)).Draw(t, "cut")
		open := func() *store.Store {
			made++
			s, _, err := store.Create(context.Background(), filepath.Join(folder, fmt.Sprint(made, ".db")))
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		whole, parts := open(), open()
		defer whole.Close()
		defer parts.Close()
		for _, b := range []struct {
			s       *store.Store
			records []corpus.Paper
		}{{whole, records}, {parts, records[:cut]}, {parts, records[cut:]}} {
			if _, err := b.s.Put(context.Background(), store.Batch{Source: "test", At: noon, Papers: b.records}); err != nil {
				t.Fatal(err)
			}
		}
		var a, b []corpus.Paper
		for p := range whole.All(context.Background()) {
			a = append(a, p)
		}
		for p := range parts.All(context.Background()) {
			b = append(b, p)
		}
		if diff := cmp.Diff(a, b); diff != "" {
			t.Fatal(diff)
		}
		seen := map[corpus.ID]bool{}
		for _, p := range a {
			if seen[p.ID] {
				t.Fatalf("twice: %s", p.ID)
			}
			seen[p.ID] = true
		}
		if st, err := parts.State(context.Background()); err != nil || st.Papers != len(a) {
			t.Fatalf("%d papers, counted %d, %v", len(a), st.Papers, err)
		}
	})
}

func TestOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	if _, err := store.Open(t.Context(), path); !errors.Is(err, store.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	for _, path := range []string{"", ":memory:", t.TempDir(), filepath.Join(t.TempDir(), "no", "papers.db")} {
		if _, _, err := store.Create(t.Context(), path); err == nil {
			t.Errorf("%q: opened", path)
		}
	}
}
