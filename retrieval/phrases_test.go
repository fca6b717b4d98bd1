package retrieval

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/samber/lo"

	"paperbot/corpus"
)

var merges = []corpus.Paper{
	paper("1", "Model merging", "Weights are averaged."),
	paper("2", "Merging a model", "The merging of models, large and small. We average weights."),
	paper("3", "Soups", "For model-merging, average the weights of a mixture of experts."),
	paper("4", "State of the art", "Model soups; merging comes later."),
}

func TestQuotedPhrases(t *testing.T) {
	s := searcherOver(t, Config{}, merges...)
	for _, tt := range []struct {
		name, text string
		hits       []corpus.ID // in any order
		quotes     Quotes
	}{
		{"straight", `papers on "model merging"`, []corpus.ID{"1", "3"}, Quotes{Required: []string{"model merging"}}},
		{"curly", `“model merging”`, []corpus.ID{"1", "3"}, Quotes{Required: []string{"model merging"}}},
		{"German", `„model merging“`, []corpus.ID{"1", "3"}, Quotes{Required: []string{"model merging"}}},
		{"French", `« model merging »`, []corpus.ID{"1", "3"}, Quotes{Required: []string{"model merging"}}},
		{"Chinese", `「model merging」`, []corpus.ID{"1", "3"}, Quotes{Required: []string{"model merging"}}},
		{"stems", `"models merged"`, []corpus.ID{"1", "3"}, Quotes{Required: []string{"models merged"}}},
		{"order matters", `"merging a model"`, []corpus.ID{"2"}, Quotes{Required: []string{"merging a model"}}},
		{"a stop word inside", `"mixture of experts"`, []corpus.ID{"3"}, Quotes{Required: []string{"mixture of experts"}}},
		{"two, both there", `"model merging" "mixture of experts"`, []corpus.ID{"3"}, Quotes{Required: []string{"model merging", "mixture of experts"}}},
		{"not over fields", `"art model"`, []corpus.ID{"1", "2", "3", "4"}, Quotes{Missing: []string{"art model"}}},
		{"one missing", `"model merging" "soups taste"`, []corpus.ID{"1", "3"}, Quotes{Required: []string{"model merging"}, Missing: []string{"soups taste"}}},
		{"never together", `"state of the art" "model merging"`, []corpus.ID{"1", "2", "3", "4"}, Quotes{Apart: []string{"state of the art", "model merging"}}},
		{"one word", `"soups" merging`, []corpus.ID{"1", "2", "3", "4"}, Quotes{}},
		{"not closed", `"model merging`, []corpus.ID{"1", "2", "3", "4"}, Quotes{}},
		{"empty", `model merging ""`, []corpus.ID{"1", "2", "3", "4"}, Quotes{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res := search(t, s, tt.text, 10)
			if diff := cmp.Diff(tt.quotes, res.Question.Quotes); diff != "" {
				t.Error(diff)
			}
			ids := lo.Map(res.Hits, func(h Hit, _ int) corpus.ID { return h.ID })
			if extra, missing := lo.Difference(ids, tt.hits); len(extra)+len(missing) > 0 {
				t.Errorf("found %v, want %v", ids, tt.hits)
			}
		})
	}
}

// An alert for a phrase waits for a paper that has it.
func TestPercolatorWantsPhrases(t *testing.T) {
	p := searcherOver(t, Config{}, merges...).Percolator(.1)
	p.Add(`"merging soups"`)
	if fits := p.Match(paper("n", "Merging soups", "")); len(fits) != 1 {
		t.Errorf("a paper with the phrase: %v", fits)
	}
	if fits := p.Match(paper("n", "Soups, merging", "")); len(fits) != 0 {
		t.Errorf("a paper without it: %v", fits)
	}
}

func TestTitleStart(t *testing.T) {
	s := searcherOver(t, Config{}, merges...)
	for text, want := range map[string]bool{
		"Merging a": false, "Merging a model": true, "merged a modle": true, "a model": false, "merging": false, "State of": false, "State of the art": true, "merging models": false,
	} {
		e, err := s.Explain(Query{Text: text}, lo.Ternary[corpus.ID](strings.HasPrefix(text, "State"), "4", "2"))
		if err != nil {
			t.Fatal(err)
		}
		got := lo.SomeBy(e.Stages, func(s StageScore) bool { return s.Stage == TitleStart && s.Contribution > 0 })
		if got != want {
			t.Errorf("%q begins the title: %t, want %t", text, got, want)
		}
	}
}
