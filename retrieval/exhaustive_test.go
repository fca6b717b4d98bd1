package retrieval

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"paperbot/corpus"
	"paperbot/retrieval/analysis"
)

func paper(id, title, abstract string) corpus.Paper {
	return corpus.Paper{ID: corpus.ID(id), Title: title, Abstract: abstract}
}

func searcherOver(t testing.TB, cfg Config, papers ...corpus.Paper) *Searcher {
	t.Helper()
	a := analysis.New()
	s, err := NewSearcher(a, Index(a, slices.Values(papers)), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func search(t testing.TB, s *Searcher, text string, k int) Result {
	t.Helper()
	res, err := s.Search(context.Background(), Query{Text: text, K: k})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// An exhaustiveScorer ranks by the published formulas alone, paper by paper and
// straight from the text, sharing nothing with the index but the analyzer.
type exhaustiveScorer struct {
	papers []corpus.Paper
	tokens [][2][]string // by paper: terms of the title, terms of the abstract
}

func newExhaustiveScorer(papers []corpus.Paper) *exhaustiveScorer {
	e := &exhaustiveScorer{papers: papers}
	a := analysis.New()
	terms := func(text string) (out []string) {
		for _, tok := range a.Tokens(nil, text) {
			out = append(out, tok.Term)
		}
		return out
	}
	for _, p := range papers {
		e.tokens = append(e.tokens, [2][]string{terms(p.Title), terms(p.Abstract)})
	}
	return e
}

func count(terms []string, term string) (n float64) {
	for _, t := range terms {
		if t == term {
			n++
		}
	}
	return n
}

func (e *exhaustiveScorer) idf(term string) float64 {
	df, N := 0.0, float64(len(e.papers))
	for _, tok := range e.tokens {
		if count(tok[0], term)+count(tok[1], term) > 0 {
			df++
		}
	}
	return math.Log(1 + (N-df+.5)/(df+.5))
}

func (e *exhaustiveScorer) average(field int) float64 {
	sum := 0.0
	for _, tok := range e.tokens {
		sum += float64(len(tok[field]))
	}
	return sum / float64(len(e.papers))
}

func (e *exhaustiveScorer) score(doc int, terms []Term) float64 {
	const k1 = 1.2
	weight, b := [2]float64{3, 1}, [2]float64{.6, .75}
	sum, inTitle := 0.0, 0.0
	for _, t := range terms {
		x := 0.0
		for f := range 2 {
			if tf := count(e.tokens[doc][f], t.Term); tf > 0 {
				dl := float64(len(e.tokens[doc][f]))
				x += weight[f] * tf / (1 - b[f] + b[f]*dl/e.average(f))
			}
		}
		sum += t.Weight * e.idf(t.Term) * x / (k1 + x)
		if count(e.tokens[doc][0], t.Term) > 0 {
			inTitle += e.idf(t.Term)
		}
	}
	title := 0.0
	distinct := slices.Compact(slices.Sorted(slices.Values(e.tokens[doc][0])))
	for _, term := range distinct {
		title += e.idf(term)
	}
	if title > 0 {
		sum *= 1 + .4*math.Min(1, inTitle/title)
	}
	return sum
}

func (e *exhaustiveScorer) rank(terms []Term, k int) []Hit {
	var hits []Hit
	for doc, p := range e.papers {
		if s := e.score(doc, terms); s > 0 {
			hits = append(hits, Hit{ID: p.ID, Score: s})
		}
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		if math.Abs(a.Score-b.Score) > 1e-9 {
			return cmp.Compare(b.Score, a.Score)
		}
		return cmp.Compare(a.ID, b.ID)
	})
	return hits[:min(k, len(hits))]
}

// A small vocabulary makes many equal scores, and so many ties.
func papersOfFewWords() *rapid.Generator[[]corpus.Paper] {
	word := rapid.SampledFrom([]string{"lora", "rank", "adapters", "weights", "training", "the", "of", "GPT-4", "gpt4", "models"})
	text := rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(word, 0, 9).Draw(t, "words"), " ") })
	return rapid.Custom(func(t *rapid.T) []corpus.Paper {
		n := rapid.IntRange(1, 30).Draw(t, "papers")
		papers := make([]corpus.Paper, n)
		order := rapid.Permutation(slices.Collect(seq(n))).Draw(t, "order")
		for i := range papers {
			papers[i] = paper(fmt.Sprintf("p%02d", order[i]), text.Draw(t, "title"), text.Draw(t, "abstract"))
		}
		return papers
	})
}

func seq(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// The ranking is exact: the same papers, in the same order, with the same
// scores as scoring every paper, and explained to the last digit.
func TestSearchEqualsExhaustiveScoring(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		papers := papersOfFewWords().Draw(rt, "papers")
		s := searcherOver(t, Config{}, papers...)
		question := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"lora", "ranks", "weight", "gpt4", "GPT-4", "modeling", "unheard"}), 1, 6).Draw(rt, "question"), " ")
		k := rapid.IntRange(0, 40).Draw(rt, "k")
		res := search(t, s, question, k)
		want := newExhaustiveScorer(papers).rank(res.Question.Terms, k)
		if len(res.Hits) != len(want) {
			rt.Fatalf("%d hits, want %d", len(res.Hits), len(want))
		}
		for i, h := range res.Hits {
			if h.ID != want[i].ID || math.Abs(h.Score-want[i].Score) > 1e-9 {
				rt.Fatalf("rank %d: %s %.12f, want %s %.12f", i+1, h.ID, h.Score, want[i].ID, want[i].Score)
			}
			e, err := s.Explain(Query{Text: question}, h.ID)
			if err != nil || e.Score != h.Score {
				rt.Fatalf("explained %v (%v), scored %v", e.Score, err, h.Score)
			}
			if sum := sumOfParts(e); math.Abs(sum-h.Score) > 1e-12 {
				rt.Fatalf("parts sum to %v, score is %v", sum, h.Score)
			}
		}
	})
}

func sumOfParts(e Explanation) (sum float64) {
	for _, t := range e.Terms {
		sum += t.Contribution
	}
	for _, s := range e.Stages {
		sum += s.Contribution
	}
	return sum
}
