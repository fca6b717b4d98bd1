package bot

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/samber/lo"

	"paperbot/corpus"
)

func noticesOf(r Reply) []string {
	return lo.Map(r.Notices, func(t Text, _ int) string { return t.String() })
}

func TestAskCompares(t *testing.T) {
	b := seedBot(t)
	for _, tt := range []struct {
		text    string
		outcome Outcome
		notice  string
		about   []string // what the papers shown are about, all together
	}{
		{"LoRA vs full fine-tuning", Answered, "Compared: “LoRA” and “full fine-tuning”.", []string{"LoRA", "full fine-tuning"}},
		{"what is the difference between batch normalization and layer normalization?", Answered, "", []string{"batch normalization", "layer normalization"}},
		{"CRISPR vs LoRA", Closest, "No paper here is about “CRISPR”. These are about “LoRA”.", []string{"LoRA"}},
		{"pizza vs LoRA vs lottery tickets", Answered, "No paper here is about “pizza”. These are about “LoRA” or “lottery tickets”.", []string{"LoRA", "lottery tickets"}},
		{"pizza or sourdough?", Nothing, "No paper here mentions “pizza” or “sourdough”.", nil},
	} {
		t.Run(tt.text, func(t *testing.T) {
			reply := askReply(t, b, Question{Text: tt.text})
			if reply.Outcome != tt.outcome || tt.notice != "" && !slices.Contains(noticesOf(reply), tt.notice) {
				t.Errorf("%s with %q, want %s with %q", reply.Outcome, noticesOf(reply), tt.outcome, tt.notice)
			}
			about := lo.Uniq(lo.FlatMap(reply.Sources, func(s Source, _ int) []string { return s.About }))
			if missing := lo.Without(tt.about, about...); len(missing) > 0 {
				t.Errorf("no paper shown is about %q", missing)
			}
			for _, s := range reply.Sources {
				if quotes := len(s.Quotes) > 0; quotes && reply.Outcome != Answered {
					t.Errorf("%q is quoted as an answer", s.Paper.Title)
				}
			}
		})
	}
}

func TestAskForSeveral(t *testing.T) {
	b := seedBot(t)
	for text, several := range map[string]bool{
		"Which papers study catastrophic forgetting or continual learning?": true,
		"list papers on the lottery ticket hypothesis":                      true,
		"which methods prune networks at initialization?":                   true,
		"how many papers are on pruning?":                                   false,
		"paper about random teachers":                                       false,
		"what is the lottery ticket hypothesis?":                            false,
	} {
		reply := askReply(t, b, Question{Text: text})
		if got := len(reply.Sources) > defaultPapers; got != several {
			t.Errorf("%q: %d papers", text, len(reply.Sources))
		}
		for _, s := range reply.Sources {
			if several && len(s.Quotes) > listQuotes {
				t.Errorf("%q: %d quotes of %q", text, len(s.Quotes), s.Paper.Title)
			}
		}
		if n := len(askReply(t, b, Question{Text: text, Papers: 2}).Sources); n > 2 {
			t.Errorf("%q: %d papers where 2 are wanted", text, n)
		}
	}
}

func TestSpelt(t *testing.T) {
	const abstract = "Low-rank adaptation (LoRA) is cheap. Full tuning (FT) is not. We show that LoRAs beat FT. LoRAX is another thing (LX)."
	quote := func(text string) Quote {
		var q Quote
		q.Start = strings.Index(abstract, text)
		q.End = q.Start + len(text)
		return q
	}
	for text, want := range map[string][]Spelt{
		"We show that LoRAs beat FT.":       {{Short: "LoRA", Long: "Low-rank adaptation"}, {Short: "FT", Long: "Full tuning"}},
		"Full tuning (FT) is not.":          nil,
		"LoRAX is another thing (LX).":      nil,
		"Low-rank adaptation (LoRA) is che": nil,
	} {
		if diff := cmp.Diff(want, append([]Spelt(nil), spelt(abstract, []Quote{quote(text)})...)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// The long form is beside the quote, and the quote is the abstract's own.
func TestAskSpellsOut(t *testing.T) {
	papers := corpus.NewCollection([]corpus.Paper{{ID: "1", Title: "Scans",
		Abstract: "Positron emission tomography (PET) is old. We show that PET finds cats in gardens by night."}})
	b, err := New(Config{Papers: papers})
	if err != nil {
		t.Fatal(err)
	}
	source := askReply(t, b, Question{Text: "finding cats in gardens by night"}).Sources[0]
	if diff := cmp.Diff([]Spelt{{Short: "PET", Long: "Positron emission tomography"}}, source.Spelt); diff != "" {
		t.Error(diff)
	}
}

// Where there is no answer, what can be asked instead is answered, and comes
// without quotes.
func TestAskSuggests(t *testing.T) {
	b := seedBot(t)
	for _, tt := range []struct{ text, notice string }{
		{"LoRA adapters for weather forecasts on Jupiter", "You could ask about “LoRA adapters weather forecasts” or “low-rank adaptation”."},
		{"learning rate of Martian robots in the desert sand", "You could ask about “learning rate”."},
		{"best pizza dough recipe", "Topics here are, for example, “neural networks”, “language models” and “fine-tuning”."},
	} {
		reply := askReply(t, b, Question{Text: tt.text})
		if reply.Outcome == Answered || !slices.Contains(noticesOf(reply), tt.notice) {
			t.Errorf("%q: %s with %q", tt.text, reply.Outcome, noticesOf(reply))
		}
		for _, text := range reply.Suggestions {
			if again := askReply(t, b, Question{Text: text}); again.Outcome != Answered {
				t.Errorf("%q suggests %q, which has no answer", tt.text, text)
			}
		}
		for _, s := range reply.Sources {
			if len(s.Quotes) > 0 {
				t.Errorf("%q quotes %q", tt.text, s.Paper.Title)
			}
		}
	}
	for _, text := range []string{"what is LoRA?", "who wrote the LoRA paper"} {
		if reply := askReply(t, b, Question{Text: text}); len(reply.Suggestions) > 0 {
			t.Errorf("%q suggests %q", text, reply.Suggestions)
		}
	}
}
