package retrieval

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/samber/lo"
)

func TestNamesOfSides(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"LoRA vs full fine-tuning":                                        {"LoRA", "full fine-tuning"},
		"LoRA vs. full fine-tuning for LLMs":                              {"LoRA", "full fine-tuning"},
		"hey, what is the difference between LoRA and full fine-tuning?":  {"LoRA", "full fine-tuning"},
		"Compare Xavier initialization with He initialization":            {"Xavier initialization", "He initialization"},
		"is Adam better than plain SGD for transformers, or can SGD win?": {"Adam", "plain SGD"},
		"does LoRA outperform prompt tuning?":                             {"LoRA", "prompt tuning"},
		"S4D vs S5-PTD: which one is more robust?":                        {"S4D", "S5-PTD"},
		"which is better, LoRA or full fine-tuning?":                      {"LoRA", "full fine-tuning"},
		"should I use Adam or SGD?":                                       {"Adam", "SGD"},
		"Pre-LN or Post-LN transformer?":                                  {"Pre-LN", "Post-LN transformer"},
		"prompt tuning versus fine-tuning versus RAG for an LLM":          {"prompt tuning", "fine-tuning", "RAG"},
		"for transformers, Adam vs SGD":                                   {"Adam", "SGD"},
		"training on images vs training on text":                          {"training on images", "training on text"},
		"Which papers study forgetting or continual learning?":            nil,
		"is dropout better?":                                              nil,
		"how do adapters compare":                                         nil,
		"vs":                                                              nil,
		"A vs B vs C vs D vs E":                                           nil,
	} {
		got := lo.Map(namesOfSides(text), func(s span, _ int) string { return text[s.start:s.end] })
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// Papers about all sides come first, then the best on each side, and the sides
// that no paper is about are told by their share.
func TestComparisonRanksSides(t *testing.T) {
	t.Parallel()
	s := searcherOver(t, Config{},
		paper("both", "A study", "We compare Adam with SGD on images and on text."),
		paper("adam1", "Adam", "Adam adapts. Adam is what Adam does."),
		paper("adam2", "More on Adam", "Adam again, and Adam once more."),
		paper("sgd", "Descent", "A long text on the many uses of SGD in gardens, kitchens and in the street."),
		paper("other", "Cake", "How to bake."),
	)
	res := search(t, s, "Adam vs SGD vs pizza", 5)
	if got := lo.Map(res.Hits[:2], func(h Hit, _ int) string { return string(h.ID) }); got[0] != "both" || !res.Compared[0].Has("both") || !res.Compared[1].Has("both") {
		t.Errorf("the first are %v", got)
	}
	for i, want := range []string{"Adam", "SGD", "pizza"} {
		c := res.Compared[i]
		if c.Name != want || (c.Share > 0) != (want != "pizza") {
			t.Errorf("side %d: %q with share %v", i, c.Name, c.Share)
		}
	}
	for i := 1; i < len(res.Hits); i++ {
		if res.Hits[i].Score > res.Hits[i-1].Score {
			t.Errorf("the score rises at %d", i)
		}
	}
	plain := search(t, searcherOver(t, Config{Without: []Stage{Comparison}}, paper("a", "Adam", "Adam and SGD.")), "Adam vs SGD", 5)
	if len(plain.Compared) > 0 {
		t.Error("the stage cannot be left out")
	}
}
