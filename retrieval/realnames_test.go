package retrieval

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/corpus/format"
)

// papersOfFiles returns the papers with authors of real files of all formats.
func papersOfFiles(t *testing.T) []corpus.Paper {
	t.Helper()
	files, err := filepath.Glob("../../shared/feeds/*/*")
	if err != nil || len(files) == 0 {
		t.Skip("no files in ../shared/feeds")
	}
	byID := map[corpus.ID]corpus.Paper{}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		for p, err := range format.Read(f) {
			if err == nil && len(p.Authors) > 0 {
				byID[p.ID] = p
			}
		}
		f.Close()
	}
	papers := lo.Values(byID)
	slices.SortFunc(papers, func(a, b corpus.Paper) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return papers
}

// Whoever wrote papers in real files is found by the name as it stands there, with
// the family name first, and by initial and family name; so are the papers by year.
func TestRealAuthorsAreFound(t *testing.T) {
	t.Parallel()
	papers := papersOfFiles(t)
	s := searcherOver(t, Config{}, papers...)
	r := s.ranker.Load()
	type tally struct{ found, asked int }
	got := map[string]*tally{"as written": {}, "family name first": {}, "initial": {}}
	for _, p := range papers {
		doc, _ := r.snapshot.Doc(string(p.ID))
		for _, author := range p.Authors[:min(3, len(p.Authors))] {
			names := readName(author)
			if len(names) == 0 {
				continue
			}
			n := names[0]
			given := strings.TrimSuffix(n.display, " "+n.display[strings.LastIndex(n.display, " ")+1:])
			for form, asked := range map[string]string{
				"as written": n.display, "family name first": n.display[strings.LastIndex(n.display, " ")+1:] + ", " + given, "initial": string([]rune(given)[:1]) + ". " + n.family,
			} {
				request, _, _ := s.request(r, "papers by "+asked+" since 1400")
				got[form].asked++
				if len(request.Limits) > 0 && request.Limits[0].docs.has(doc) && request.Limits[0].State == LimitKept {
					got[form].found++
				} else if got[form].asked-got[form].found < 6 {
					t.Logf("%s: %q (%q) of %s: %v", form, asked, author, p.ID, request.Limits)
				}
			}
		}
	}
	for form, n := range got {
		t.Logf("%s: %d of %d", form, n.found, n.asked)
		if float64(n.found) < .99*float64(n.asked) {
			t.Errorf("%s: %d of %d are found", form, n.found, n.asked)
		}
	}
}
