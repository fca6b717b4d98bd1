package retrieval

import (
	"cmp"
	"context"
	"fmt"
	"maps"
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
	places [][2]places   // where those stand
}

// places are the terms of a text by position: several for a name with a number.
type places map[int][]string

func placesOf(text string) places {
	at := places{}
	for _, tok := range analysis.New().Tokens(nil, text) {
		at[tok.Position] = append(at[tok.Position], tok.Term)
	}
	return at
}

// hasAt tells whether all of a phrase stands from a position on.
func (p places) hasAt(start int, phrase places) bool {
	for position, terms := range phrase {
		if !slices.Contains(p[start+position], terms[0]) {
			return false
		}
	}
	return true
}

// has tells whether a phrase stands anywhere, its first word at any position.
func (p places) has(phrase places) bool {
	for start := -10; start < 100; start++ {
		if p.hasAt(start, phrase) {
			return true
		}
	}
	return false
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
		e.places = append(e.places, [2]places{placesOf(p.Title), placesOf(p.Abstract)})
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

// plain returns a term's part of a paper's BM25F score.
func (e *exhaustiveScorer) plain(doc int, t Term) float64 {
	const k1 = 1.2
	weight, b := [2]float64{3, 1}, [2]float64{.6, .75}
	x := 0.0
	for f := range 2 {
		if tf := count(e.tokens[doc][f], t.Term); tf > 0 {
			dl := float64(len(e.tokens[doc][f]))
			x += weight[f] * tf / (1 - b[f] + b[f]*dl/e.average(f))
		}
	}
	return t.Weight * e.idf(t.Term) * x / (k1 + x)
}

func (e *exhaustiveScorer) score(doc int, question string, terms []Term) float64 {
	sum, inTitle := 0.0, 0.0
	for _, t := range terms {
		sum += e.plain(doc, t)
		if count(e.tokens[doc][0], t.Term) > 0 {
			inTitle += e.idf(t.Term) * math.Min(1, t.Weight)
		}
	}
	title := 0.0
	distinct := slices.Compact(slices.Sorted(slices.Values(e.tokens[doc][0])))
	for _, term := range distinct {
		title += e.idf(term)
	}
	factor := 1.0
	if title > 0 {
		factor += .4 * math.Min(1, inTitle/title)
	}
	if asked := placesOf(question); len(asked) > 0 && slices.Max(slices.Collect(maps.Keys(asked))) > 0 && e.places[doc][0].hasAt(0, asked) {
		factor += .6
	}
	return sum * factor
}

// proximity returns what a question's pairs add to a paper's score.
func (e *exhaustiveScorer) proximity(doc int, pairs []pair) (sum float64) {
	length := func(doc int) float64 { return float64(len(e.tokens[doc][0]) + len(e.tokens[doc][1])) }
	average := e.average(0) + e.average(1)
	k := 1.2 * (1 - .75 + .75*length(doc)/average)
	for _, p := range pairs {
		adjacent, near := 0.0, 0.0
		for _, at := range e.places[doc] {
			for i, first := range at {
				for j, second := range at {
					if !slices.Contains(first, p.first) || !slices.Contains(second, p.second) {
						continue
					}
					if j == i+1 {
						adjacent++
					}
					if i-j <= 15 && j-i <= 15 {
						near++
					}
				}
			}
		}
		sum += (e.idf(p.first) + e.idf(p.second)) / 2 * (.1*adjacent/(adjacent+k) + .05*near/(near+k))
	}
	return sum
}

// among tells for each paper whether it has everything that is quoted, if one has.
func (e *exhaustiveScorer) among(quotes []string) []bool {
	phrases := []places{}
	for _, q := range quotes {
		phrase := placesOf(q)
		if len(phrase) > 1 && slices.ContainsFunc(e.places, func(at [2]places) bool { return at[0].has(phrase) || at[1].has(phrase) }) {
			phrases = append(phrases, phrase)
		}
	}
	has := make([]bool, len(e.papers))
	for doc, at := range e.places {
		has[doc] = !slices.ContainsFunc(phrases, func(p places) bool { return !at[0].has(p) && !at[1].has(p) })
	}
	if !slices.Contains(has, true) {
		return slices.Repeat([]bool{true}, len(has))
	}
	return has
}

// distinct returns a paper's terms, each once, in ascending order.
func (e *exhaustiveScorer) distinct(doc int) []string {
	return slices.Compact(slices.Sorted(slices.Values(slices.Concat(e.tokens[doc][0], e.tokens[doc][1]))))
}

func (e *exhaustiveScorer) docFreq(term string) (n int) {
	for doc := range e.tokens {
		if slices.Contains(e.distinct(doc), term) {
			n++
		}
	}
	return n
}

func (e *exhaustiveScorer) joint(doc int, term string) (tf, saturated float64) {
	length := func(doc int) float64 { return float64(len(e.tokens[doc][0]) + len(e.tokens[doc][1])) }
	average := 0.0
	for other := range e.tokens {
		average += length(other)
	}
	average /= float64(len(e.tokens))
	tf = count(e.tokens[doc][0], term) + count(e.tokens[doc][1], term)
	return tf, tf / (tf + 1.2*(1-.75+.75*length(doc)/average))
}

// order returns the papers by descending score, ties by ID.
func (e *exhaustiveScorer) order(scores []float64) []int {
	docs := slices.Collect(seq(len(scores)))
	slices.SortFunc(docs, func(a, b int) int {
		return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(e.papers[a].ID, e.papers[b].ID))
	})
	return docs
}

// weighted is a term with a weight.
type weighted struct {
	term   string
	weight float64
}

// strongest returns the n terms of the highest value, ties in ascending order.
func strongest(terms []weighted, n int, value func(weighted) float64) []weighted {
	slices.SortFunc(terms, func(a, b weighted) int {
		return cmp.Or(cmp.Compare(value(b), value(a)), cmp.Compare(a.term, b.term))
	})
	return terms[:min(n, len(terms))]
}

// feedback returns the terms of the twenty best papers that the question is widened by.
func (e *exhaustiveScorer) feedback(question []Term, scores []float64) []Term {
	sums := map[string]float64{}
	best := e.order(scores)
	best = slices.DeleteFunc(best[:min(20, len(best))], func(doc int) bool { return scores[doc] == 0 })
	least := 0.0
	if len(best) > 1 {
		least = scores[best[len(best)-1]]
	}
	for _, doc := range best {
		for _, term := range e.distinct(doc) {
			_, saturated := e.joint(doc, term)
			sums[term] += math.Max(0, scores[doc]-least-1e-12) * saturated
		}
	}
	var terms []weighted
	for term, w := range sums {
		if df := e.docFreq(term); w > 0 && df >= 2 && df <= len(e.papers)/5 {
			terms = append(terms, weighted{term, w})
		}
	}
	terms = strongest(terms, 40, func(w weighted) float64 { return w.weight * e.idf(w.term) })
	sum, length := 0.0, 0.0
	for _, w := range terms {
		sum += w.weight
	}
	for _, t := range question {
		length += t.Weight
	}
	var added []Term
	for _, w := range terms {
		added = append(added, Term{Term: w.term, Weight: .13 * length * w.weight / sum})
	}
	return added
}

// support returns the weighted mean of the scores of a paper's eight neighbours.
func (e *exhaustiveScorer) support(doc int, scores []float64) float64 {
	var terms []weighted
	for _, term := range e.distinct(doc) {
		if df := e.docFreq(term); df >= 2 && df <= 20 { // as long as there are no more than 200 papers
			tf, _ := e.joint(doc, term)
			terms = append(terms, weighted{term, tf * e.idf(term)})
		}
	}
	terms = strongest(terms, 50, func(w weighted) float64 { return w.weight })
	likeness := make([]float64, len(e.papers))
	for other := range e.papers {
		for _, w := range terms {
			_, saturated := e.joint(other, w.term)
			likeness[other] += w.weight * saturated
		}
	}
	sum, weights := 0.0, 0.0
	near := e.order(likeness)
	near = slices.DeleteFunc(near[:min(9, len(near))], func(other int) bool { return other == doc || likeness[other] == 0 })
	for _, other := range near[:min(8, len(near))] {
		sum += likeness[other] / likeness[doc] * scores[other]
		weights += likeness[other] / likeness[doc]
	}
	if weights == 0 {
		return 0
	}
	return sum / weights
}

// rank ranks for a question of no more papers than are smoothed. Papers without
// what is quoted score nothing, and are no neighbours that speak for others.
func (e *exhaustiveScorer) rank(question string, quotes []string, terms []Term, pairs []pair, k int) []Hit {
	own := make([]float64, len(e.papers))
	among := e.among(quotes)
	for doc := range e.papers {
		if among[doc] {
			own[doc] = e.score(doc, question, terms) + e.proximity(doc, pairs)
		}
	}
	wide := slices.Clone(own)
	added := e.feedback(terms, own)
	for doc := range e.papers {
		for _, t := range added {
			if among[doc] {
				wide[doc] += e.plain(doc, t)
			}
		}
	}
	final := slices.Clone(wide)
	for doc := range final {
		if wide[doc] > 0 {
			final[doc] += .4 * e.support(doc, wide)
		}
	}
	var hits []Hit
	for doc, p := range e.papers {
		if wide[doc] > 0 {
			hits = append(hits, Hit{ID: p.ID, Score: final[doc]})
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
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"lora", "ranks", "weight", "gpt4", "GPT-4", "modeling", "unheard", "the"}), 1, 3)
		question := strings.Join(words.Draw(rt, "question"), " ")
		var quotes []string
		for _, quote := range rapid.SliceOfN(words, 0, 2).Draw(rt, "quotes") {
			quotes = append(quotes, strings.Join(quote, " "))
			question += ` "` + quotes[len(quotes)-1] + `"`
		}
		k := rapid.IntRange(0, 40).Draw(rt, "k")
		res := search(t, s, question, k)
		want := newExhaustiveScorer(papers).rank(question, quotes, res.Question.Terms, res.Question.pairs, k)
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
