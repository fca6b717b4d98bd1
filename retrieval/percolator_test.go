package retrieval

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paperbot/corpus"
	"paperbot/corpus/seed"
)

// TestPercolatorIsSearchTurnedRound compares it with searching for every query.
func TestPercolatorIsSearchTurnedRound(t *testing.T) {
	t.Parallel()
	words := rapid.SampledFrom([]string{"lora", "ranks", "weight", "gpt4", "GPT-4", "pre training", "modeling", "unheard", "what", "the"})
	rapid.Check(t, func(rt *rapid.T) {
		papers := papersOfFewWords().Draw(rt, "papers")
		s := searcherOver(t, Config{Without: []Stage{Spelling}}, papers...)
		floor := rapid.Float64Range(.05, .9).Draw(rt, "floor")
		p := s.Percolator(floor)
		want := make(map[corpus.ID][]Fit)
		for i, query := range rapid.SliceOfN(rapid.SliceOfN(words, 0, 5), 1, 12).Draw(rt, "queries") {
			text := strings.Join(query, " ")
			p.Add(text)
			res := search(t, s, text, len(papers))
			for _, h := range res.Hits {
				if share := res.ShareOf(h); share >= floor {
					want[h.ID] = append(want[h.ID], Fit{i, share})
				}
			}
		}
		for _, paper := range papers {
			if diff := gocmp.Diff(want[paper.ID], p.Match(paper)); diff != "" {
				rt.Fatalf("paper %s (-search +percolator):\n%s", paper.ID, diff)
			}
		}
	})
}

func TestPercolatorFilesUnderRareWords(t *testing.T) {
	t.Parallel()
	papers := []corpus.Paper{paper("1", "common", "common rare"), paper("2", "common", "common"), paper("3", "common", "else")}
	p := searcherOver(t, Config{}, papers...).Percolator(.4)
	for i, tt := range []struct {
		query string
		want  []string
	}{
		{"common rare", []string{"rare"}},               // "common" alone is not enough
		{"rare newword", []string{"newword", "rare"}},   // a paper may have either
		{"what is it?", []string(nil)},                  // no content
		{"common common common rare", []string{"rare"}}, // 3 · ln(8/7) is .29 of it, ln(8/3) the rest
	} {
		n := p.Add(tt.query)
		if n != i {
			t.Errorf("%q is number %d, want %d", tt.query, n, i)
		}
		if got := filedUnder(p, n); !slices.Equal(got, tt.want) {
			t.Errorf("%q is filed under %q, want %q", tt.query, got, tt.want)
		}
	}
}

// filedUnder returns the terms under which a query is filed, sorted.
func filedUnder(p *Percolator, query int) []string {
	var terms []string
	for term, n := range p.numbers {
		if slices.Contains(p.filed[n], query) {
			terms = append(terms, term)
		}
	}
	slices.Sort(terms)
	return terms
}

// BenchmarkPercolator matches 1,000 papers against alerts of two or three words
// that stand together in a title.
func BenchmarkPercolator(b *testing.B) {
	papers := seed.Papers()
	s := searcherOver(b, Config{}, papers...)
	random := rand.New(rand.NewPCG(1, 2))
	pick := func() corpus.Paper { return papers[random.IntN(len(papers))] }
	for _, n := range []int{1_000, 10_000, 100_000} {
		queries := make([]string, n)
		for i := range queries {
			words := strings.Fields(pick().Title)
			size := min(2+random.IntN(2), len(words))
			at := random.IntN(len(words) - size + 1)
			queries[i] = strings.Join(words[at:at+size], " ")
		}
		p := s.Percolator(.4)
		b.Run(fmt.Sprintf("file/%d", n), func(b *testing.B) {
			for b.Loop() {
				p = s.Percolator(.4)
				for _, q := range queries {
					p.Add(q)
				}
			}
		})
		b.Run(fmt.Sprintf("match/%d", n), func(b *testing.B) {
			fits := 0
			for b.Loop() {
				fits = 0
				for range 1000 {
					fits += len(p.Match(pick()))
				}
			}
			b.ReportMetric(float64(fits), "fits/op")
		})
	}
}

func TestFitsAreByNumber(t *testing.T) {
	t.Parallel()
	p := searcherOver(t, Config{}, paper("1", "low rank adapters", "low rank adapters")).Percolator(.1)
	for _, q := range []string{"adapters", "rank", "low", "adapters rank"} {
		p.Add(q)
	}
	fits := p.Match(paper("2", "low rank adapters", ""))
	if len(fits) != 4 || !slices.IsSortedFunc(fits, func(a, b Fit) int { return cmp.Compare(a.Query, b.Query) }) {
		t.Errorf("fits %v", fits)
	}
}
