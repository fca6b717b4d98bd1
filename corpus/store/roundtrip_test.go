package store_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"paperbot/corpus/format"
	"paperbot/corpus/store"
)

// All real files are imported, once and again, then exported and imported: after
// the first time nothing changes. BibTeX cannot say every text.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../../shared/feeds/*/*")
	if err != nil || len(files) == 0 {
		t.Skip("no files in ../shared/feeds")
	}
	s := create(t)
	var total store.Report
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		r, _ := s.Import(context.Background(), store.Import{Source: name, At: noon}, format.Read(f)) // some files are broken
		if sum := r.New + r.Revised + r.Merged + r.Unchanged + r.Rejected; sum != r.Read {
			t.Errorf("%s: %+v", name, r)
		}
		total.Add(r)
		f.Close()
	}
	t.Logf("%d files: %d read, %d new, %d revised, %d merged, %d unchanged, %d rejected %v", len(files), total.Read, total.New, total.Revised, total.Merged, total.Unchanged, total.Rejected, total.Reasons)
	for name, mayChange := range map[string]int{"beir": 0, "csv": 0, "bibtex": 5} {
		var b bytes.Buffer
		w, err := format.NewWriter(name, &b)
		if err != nil {
			t.Fatal(err)
		}
		papers := 0
		for p, err := range s.All(context.Background()) {
			if err == nil {
				err = w.Write(p)
			}
			if err != nil {
				t.Fatal(err)
			}
			papers++
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "copy.db")
		if err := s.Copy(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		again, err := store.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		r, err := again.Import(context.Background(), store.Import{Source: name, At: noon}, format.Read(&b))
		if err != nil || r.Read != papers || r.Read-r.Unchanged > mayChange {
			t.Errorf("%s: of %d papers: %+v, %v", name, papers, r, err)
		}
		again.Close()
	}
}
