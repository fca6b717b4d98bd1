package bot

import (
	"context"
	"slices"
	"strings"
	"testing"

	"paperbot/corpus"
	"paperbot/corpus/seed"
	"paperbot/retrieval/analysis"
)

func topicsOf(titles ...string) []string {
	var papers []corpus.Paper
	for _, t := range titles {
		papers = append(papers, corpus.Paper{Title: t, Abstract: "We study Gaussian splatting, LoRA and neural networks."})
	}
	return newTopics(analysis.New(), slices.Values(papers)).list
}

func TestTopics(t *testing.T) {
	times := func(n int, title string) []string { return slices.Repeat([]string{title}, n) }
	for _, tt := range []struct {
		name   string
		titles []string
		want   []string
	}{
		{"none", nil, nil},
		{"in too few titles", times(2, "Neural Networks"), nil},
		{"a phrase stands for its words", times(5, "Neural Networks"), []string{"neural networks"}},
		{"a word in five titles", times(5, "Splatting"), []string{"splatting"}},
		{"capitals as in the abstracts", times(3, "GAUSSIAN Splatting"), []string{"Gaussian splatting"}},
		{"a name that abstracts lack", times(5, "MnasNet: Splatting"), []string{"MnasNet", "splatting"}},
		{"a hyphen makes a phrase", times(3, "Low-Rank: Yes"), []string{"low-rank"}},
		{"forms count as one", append(times(2, "Neural Network"), times(3, "Neural Networks")...), []string{"neural networks"}},
		{"punctuation parts", times(3, "Neural: Networks"), nil},
		{"words that join part", times(3, "Neural with Networks"), nil},
		{"words that name no subject", times(9, "Towards Better Understanding"), nil},
		{"twice in a title counts once", times(2, "Low-Rank or Low-Rank"), nil},
		{"phrases first, then by titles", slices.Concat(times(3, "Neural Networks"), times(4, "Low-Rank"), times(6, "Splatting")),
			[]string{"low-rank", "neural networks", "splatting"}},
		{"numbers are no topics", times(9, "2024"), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := topicsOf(tt.titles...); !slices.Equal(got, tt.want) {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestTopicsOfTheSeed checks that every topic offered has papers.
func TestTopicsOfTheSeed(t *testing.T) {
	b := seedBot(t)
	all := b.shelf.Load().topics().list
	t.Logf("%d topics: %s", len(all), strings.Join(all, ", "))
	for _, want := range []string{"low-rank adaptation", "parameter-efficient fine-tuning", "state space models", "neural networks"} {
		if !slices.Contains(all, want) {
			t.Errorf("no topic %q", want)
		}
	}
	for _, topic := range all {
		l, err := b.Trending(context.Background(), TrendingQuery{Topic: topic})
		if err != nil || len(l.Items) == 0 {
			t.Errorf("%q has no papers: %s, %v", topic, l.Note, err)
		}
	}
	for typed, want := range map[string]string{
		"adap": "low-rank adaptation", "parameter eff": "parameter-efficient fine-tuning",
		"finetuning": "fine-tuning", "gausian": "Gaussian Splatting", "nueral": "neural networks",
	} {
		if got := b.CompleteTopic(context.Background(), typed, 5); !slices.Contains(got, want) {
			t.Errorf("%q: %q, want %q among them", typed, got, want)
		}
	}
}

func BenchmarkTopics(b *testing.B) {
	a := analysis.New()
	papers := seed.Papers()
	for b.Loop() {
		newTopics(a, slices.Values(papers))
	}
}
