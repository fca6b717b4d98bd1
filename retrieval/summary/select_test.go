package summary

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paperbot/retrieval/analysis"
)

// ask makes a question of text, each term weighing the same.
func ask(text string) Question {
	return questionOf(analysis.New(), text, func(string) float64 { return 1 })
}

func textsOf(abstract string, sentences []Sentence) []string {
	var out []string
	for _, s := range sentences {
		out = append(out, abstract[s.Start:s.End])
	}
	return out
}

func TestForQuestion(t *testing.T) {
	const lora = "LoRA adapts large models. However, its random initialization often converges slowly. " +
		"We propose to initialize LoRA adapters with principal singular vectors. Experiments on GSM8K show 5% higher " +
		"accuracy. Our code is available at https://example.org/lora."
	tests := []struct {
		name, title, abstract, question string
		n                               int
		want                            []string
	}{
		{"how", "Adapters", lora, "how do I initialize LoRA adapters?", 1,
			[]string{"We propose to initialize LoRA adapters with principal singular vectors."}},
		{"how many", "Adapters", lora, "how much accuracy on GSM8K?", 1,
			[]string{"Experiments on GSM8K show 5% higher accuracy."}},
		{"background is not alone", "", "However, existing pruning of networks is slow and often fails. We prune them at once.", "why is existing pruning of networks slow?", 3,
			[]string{"However, existing pruning of networks is slow and often fails.", "We prune them at once."}},
		{"background alone where nothing else matches", "", "However, existing pruning is often slow. We hope.", "is pruning slow?", 3,
			[]string{"However, existing pruning is often slow."}},
		{"definition", "Training", "Grokking is a phenomenon where models learn late. We find that grokking happens with 3% of data.", "what is grokking?", 1,
			[]string{"Grokking is a phenomenon where models learn late."}},
		{"a method is defined where it is proposed", "Training", "Models train late. In this paper, we propose GrokFast for models. GrokFast runs take days.", "what is GrokFast?", 1,
			[]string{"In this paper, we propose GrokFast for models."}},
		{"a short form is defined by its long form", "Training", "NTK is large. At first we take the neural tangent kernel (NTK) of it.", "what is NTK?", 1,
			[]string{"At first we take the neural tangent kernel (NTK) of it."}},
		{"yes or no is answered at the end", "", "We ask whether pruning helps. Networks are cut. We find that pruning helps a lot.", "does pruning help?", 1,
			[]string{"We find that pruning helps a lot."}},
		{"no repetition", "", "Pruning makes large networks fast. Large networks, pruning makes fast. Sleep is good.", "does pruning make networks fast?", 3,
			[]string{"Large networks, pruning makes fast."}},
		{"nothing matches: the best all the same", "", "We study cats.", "what about dogs?", 3, []string{"We study cats."}},
		{"code is not an answer", "", "We train adapters. Code of the adapters is available at https://example.org.", "adapters code", 3,
			[]string{"We train adapters."}},
		{"only code", "", "Code is available at https://example.org.", "code", 3, []string{"Code is available at https://example.org."}},
		{"none wanted", "", "We study cats.", "cats", 0, nil},
		{"fewer than none", "", "We study cats.", "cats", -1, nil},
		{"no abstract", "Cats", "", "cats", 3, nil},
		{"no terms", "Cats", "We study cats.", "?", 3, []string{"We study cats."}},
	}
	p := New(analysis.New())
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := textsOf(tt.abstract, p.ForQuestion(tt.title, tt.abstract, ask(tt.question), tt.n))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestQuotesGrowWithStanding holds that the better a paper stands, the more of
// it is quoted, always some of what ForQuestion gives: nothing of one that is
// far behind, something of the best one however little it says.
func TestQuotesGrowWithStanding(t *testing.T) {
	const title, abstract = "Adapters", "We initialize LoRA adapters with principal singular vectors. " +
		"LoRA with singular vectors is initialized fast. Experiments show 5% higher accuracy."
	q := ask("initialize LoRA with singular vectors")
	p := New(analysis.New())
	quotes := func(relative, share float64) int {
		return len(p.Quotes(title, abstract, q, Standing{Relative: relative, Share: share}, 3))
	}
	if n := quotes(.1, .1); n != 0 {
		t.Errorf("%d quotes of a paper that is far behind", n)
	}
	if few, many := quotes(.8, .3), quotes(1, 1); few > many || many != 2 {
		t.Errorf("%d quotes of a paper behind, %d of the best, want at most 2 and 2", few, many)
	}
	if n := len(p.Quotes("", "Cats sleep.", ask("dogs"), Standing{Relative: 1, Share: 0}, 3)); n != 1 {
		t.Errorf("%d quotes of the best paper, want 1", n)
	}
	if n := len(p.Quotes("", "", q, Standing{Relative: 1, Share: 1}, 3)); n != 0 {
		t.Errorf("%d quotes of an empty abstract", n)
	}
}

// TestQuoteOdds is worked by hand: .4·ln ½ + 1.4·.5 + 1.45·1 + 1.2·.4 − 2.55.
func TestQuoteOdds(t *testing.T) {
	want := .4*math.Log(.5) + .7 + 1.45 + .48 - 2.55
	if got := quoteOdds([4]float64{math.Log(.5), .5, 1, .4}); math.Abs(got-want) > 1e-12 {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestForQuestionMarksMatches(t *testing.T) {
	const abstract = "Dogs sleep. Pre-training of large GPT4-like models trains them well."
	got := New(analysis.New()).ForQuestion("", abstract, ask("pretraining GPT4 model training"), 1)
	if len(got) != 1 {
		t.Fatalf("%d sentences, want 1", len(got))
	}
	var words []string
	for _, m := range got[0].Matches {
		words = append(words, abstract[m.Start:m.End])
	}
	if diff := cmp.Diff([]string{"training", "GPT4", "models", "trains"}, words); diff != "" {
		t.Error(diff)
	}
	if got[0].Index != 1 || got[0].Total != 2 {
		t.Errorf("sentence %d of %d, want 1 of 2", got[0].Index, got[0].Total)
	}
}

func TestExplainAddsUp(t *testing.T) {
	p := New(analysis.New())
	const title, abstract = "Cats", "We study cats and dogs. We show that 5% of dogs bite."
	q := ask("how many dogs bite?")
	ranked := p.Rank(title, abstract, q)
	for _, e := range p.Explain(title, abstract, q) {
		sum := 0.0
		for _, f := range e.Features {
			sum += f.Value * f.Weight
		}
		if math.Abs(math.Exp(sum)-e.Score) > 1e-9 {
			t.Errorf("sentence %d: features add up to %v, score is %v", e.Index, math.Exp(sum), e.Score)
		}
		if e.Kind != KindNumber {
			t.Errorf("kind %v", e.Kind)
		}
		if !slices.ContainsFunc(ranked, func(s Sentence) bool { return cmp.Equal(s, e.Sentence) }) {
			t.Errorf("sentence %d is not the one that is ranked", e.Index)
		}
	}
	if ranked[0].Index != 1 {
		t.Errorf("best is sentence %d, want 1", ranked[0].Index)
	}
}

// TestRankBreaksTies holds that of sentences with the same score the earlier
// one is first.
func TestRankBreaksTies(t *testing.T) {
	s := scored{scores: []float64{1, 2, 1, 2}}
	s.sort()
	if diff := cmp.Diff([]int{1, 3, 0, 2}, s.order); diff != "" {
		t.Error(diff)
	}
}

// TestPickingSurvivesAnything holds, on texts of any kind, that what is picked
// is verbatim, in order, within the limits and the same each time.
func TestPickingSurvivesAnything(t *testing.T) {
	pieces := []string{"We", "propose", "LoRA", "lora", "GPT4", "However", "existing", "results", "3%", "p", ".", ".", "? ", " ", " ", " ",
		"(", "\"", "$", "中文。", "مرحبا", "\xff", "shown.We", "METHODS:", "code available"}
	text := func(t *rapid.T, name string) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 60).Draw(t, name), "")
	}
	rapid.Check(t, func(t *rapid.T) {
		title, abstract, q := text(t, "title"), text(t, "abstract"), ask(text(t, "question"))
		n := rapid.IntRange(0, 4).Draw(t, "n")
		p := New(analysis.New())
		got := p.ForQuestion(title, abstract, q, n)
		checkSentences(t, abstract, got, n)
		checkSentences(t, abstract, p.Quotes(title, abstract, q, Standing{Relative: 1, Share: .5}, n), n)
		if !cmp.Equal(got, New(analysis.New()).ForQuestion(title, abstract, q, n)) || !cmp.Equal(got, p.ForQuestion(title, abstract, q, n)) {
			t.Fatalf("the same question got another answer")
		}
		checkSentences(t, abstract, p.Key(title, abstract), 3)
		gist, ok := p.Gist(title, abstract)
		if ok != (strings.TrimSpace(abstract) != "") {
			t.Fatalf("gist of %q: %v", abstract, ok)
		}
		if ok {
			checkSentences(t, abstract, []Sentence{gist}, 1)
		}
	})
}

func checkSentences(t *rapid.T, abstract string, sentences []Sentence, n int) {
	all := slices.Collect(Sentences(abstract))
	if len(sentences) > n || n > 0 && len(all) > 0 && len(sentences) == 0 {
		t.Fatalf("%d sentences of %d where %d may be", len(sentences), len(all), n)
	}
	last := -1
	for _, s := range sentences {
		if s.Index <= last || s.Total != len(all) || all[s.Index] != s.Span || math.IsNaN(s.Score) {
			t.Fatalf("%+v after %d", s, last)
		}
		last = s.Index
		at := s.Start
		for _, m := range s.Matches {
			if m.Start < at || m.End <= m.Start || m.End > s.End {
				t.Fatalf("match %v in %v", m, s.Span)
			}
			at = m.End
		}
	}
}
