package bot

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/corpus/seed"
)

// seedBot is a bot over the papers that ship with the program.
func seedBot(t testing.TB) *Bot {
	t.Helper()
	b, err := New(Config{Papers: corpus.NewCollection(seed.Papers())})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func ask(t testing.TB, b *Bot, q Question) Response {
	t.Helper()
	resp, err := b.Ask(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

func askReply(t testing.TB, b *Bot, q Question) Reply {
	t.Helper()
	reply, ok := ask(t, b, q).(Reply)
	if !ok {
		t.Fatalf("%q was not answered by a Reply", q.Text)
	}
	return reply
}

func TestAskAnswers(t *testing.T) {
	b := seedBot(t)
	reply := askReply(t, b, Question{Text: "how should LoRA adapters be initialised?"})
	if reply.Outcome != Answered || len(reply.Sources) == 0 || len(reply.Sources) > defaultPapers {
		t.Fatalf("outcome %s, %d sources", reply.Outcome, len(reply.Sources))
	}
	best := reply.Sources[0]
	if len(best.Quotes) == 0 {
		t.Error("no quote from the best paper")
	}
	for _, s := range reply.Sources {
		if len(s.Quotes) > maxQuotes {
			t.Errorf("%d quotes from %q, at most %d are wanted", len(s.Quotes), s.Paper.Title, maxQuotes)
		}
		if !slices.IsSortedFunc(s.Quotes, func(a, b Quote) int { return a.Start - b.Start }) {
			t.Errorf("quotes from %q are not in the order of the abstract", s.Paper.Title)
		}
	}
}

// Abstracts name no authors: the paper is named, nothing is quoted.
func TestAskWho(t *testing.T) {
	reply := askReply(t, seedBot(t), Question{Text: "who wrote the paper on maximal update parametrization?"})
	if reply.Outcome != Closest || len(reply.Sources) == 0 || len(reply.Sources[0].Quotes) > 0 {
		t.Errorf("outcome %s, %d sources", reply.Outcome, len(reply.Sources))
	}
}

// Every exact title finds its paper at rank 1, whatever its case and end.
func TestAskTitle(t *testing.T) {
	b := seedBot(t)
	for p := range b.shelf.Load().papers.All() {
		for _, text := range []string{p.Title, strings.ToUpper(p.Title) + "?!"} {
			reply := askReply(t, b, Question{Text: text, Papers: 1})
			if reply.Outcome != Answered || reply.Sources[0].Paper.ID != p.ID {
				t.Errorf("%q: %s, first is %v", text, reply.Outcome, lo.Map(reply.Sources, func(s Source, _ int) string { return s.Paper.Title }))
			}
		}
	}
}

func TestAskWithoutAnAnswer(t *testing.T) {
	b := seedBot(t)
	for _, tt := range []struct {
		name, text string
		outcome    Outcome
		notice     string
	}{
		{"another field", "best pizza dough recipe", Nothing, "No paper here mentions “pizza” or “dough”."},
		{"a name that is nowhere", "what does FlashAttention do", Nothing, "No paper here mentions “FlashAttention”."},
		{"a language that it does not know", "Что такое нейронное касательное ядро?", Nothing, "Nothing in the corpus answers this."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			reply := askReply(t, b, Question{Text: tt.text})
			if reply.Outcome != tt.outcome || !slices.ContainsFunc(reply.Notices, func(t Text) bool { return t.String() == tt.notice }) {
				t.Errorf("%s with %q, want %s with %q", reply.Outcome, reply.Notices, tt.outcome, tt.notice)
			}
			for _, s := range reply.Sources {
				if len(s.Quotes) > 0 {
					t.Errorf("quotes %q as if it answered", s.Paper.Title)
				}
			}
		})
	}
}

func TestAskSaysHowItUnderstood(t *testing.T) {
	b := seedBot(t)
	for _, tt := range []struct {
		name, text string
		notices    []string
	}{
		{"a bare acronym", "what is PEFT?", []string{"PEFT here: parameter-efficient fine-tuning."}},
		{"an acronym among words", "does PEFT need fewer parameters", nil},
		{"spelt out", "parameter-efficient fine-tuning (PEFT)", nil},
		{"a phrase that is there", `"neural tangent kernel"`, nil},
		{"a phrase that is nowhere", `"lottery of tickets"`, []string{"No paper here has “lottery of tickets” word for word, so the words were looked for one by one."}},
		{"phrases that never meet", `"neural tangent kernel" "lottery ticket"`, []string{"No paper here has all that you put in quotation marks, so the words were looked for one by one."}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			reply := askReply(t, b, Question{Text: tt.text})
			got := lo.FilterMap(reply.Notices, func(t Text, _ int) (string, bool) {
				return t.String(), !strings.Contains(t.String(), "answers this")
			})
			if diff := cmp.Diff(tt.notices, got, cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAskNamesEveryMeaning(t *testing.T) {
	papers := corpus.NewCollection([]corpus.Paper{
		{ID: "1", Title: "Tuning", Abstract: "Parameter-efficient tuning (PET) changes little."},
		{ID: "2", Title: "Scans", Abstract: "Positron emission tomography (PET) shows much."},
	})
	b, err := New(Config{Papers: papers})
	if err != nil {
		t.Fatal(err)
	}
	want := "PET can mean “Parameter-efficient tuning” or “Positron emission tomography” here."
	if reply := askReply(t, b, Question{Text: "PET"}); len(reply.Notices) == 0 || reply.Notices[0].String() != want {
		t.Errorf("notices %v, want %q", reply.Notices, want)
	}
}

func TestAskBadInput(t *testing.T) {
	b := seedBot(t)
	for _, tt := range []struct {
		name, text string
		want       Response
	}{
		{"empty", "", b.Help()},
		{"blank", " \t\n ", b.Help()},
		{"emoji only", "🎉🎉🎉", b.Help()},
		{"punctuation only", `(|) + "`, b.Help()},
		{"no content", "what is it?", b.Help()},
		{"letters alone", `(a | b) + "`, b.Help()},
		{"one endless word", strings.Repeat("a", 6000), b.Help()},
		{"too long", strings.Repeat("lora ", 1300), Notice{Say("That is too long for a question: please keep it under %d characters.", 6000)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, ask(t, b, Question{Text: tt.text})); diff != "" {
				t.Error(diff)
			}
		})
	}
	for text, same := range map[string]string{
		"transformers [attention](http://example.com)": "transformers attention",
		"<b>transformers</b> attention <@123>":         "transformers attention",
		"transformers attention https://arxiv.org/x":   "transformers attention",
		"\x1b[31mtransformers\x1b[0m attention":        "transformers attention",
	} {
		got, want := askReply(t, b, Question{Text: text}), askReply(t, b, Question{Text: same})
		if diff := cmp.Diff(want.Sources, got.Sources); diff != "" {
			t.Errorf("%q is not understood as %q:\n%s", text, same, diff)
		}
	}
	for name, text := range map[string]string{
		"operators":          `(lora | adapter) + "rank" -title:x^2~1 AND NOT *`,
		"control characters": "lora\x00\x1b[31m adapters\u202e\u0085",
		"invalid UTF-8":      "lora \xff\xfe adapters",
		"mentions":           "@everyone <@1> lora **adapters**",
		"6,000 characters":   strings.Repeat("lora ", 1200),
		"mixed scripts":      "LoRA 神经 сеть adapters",
	} {
		t.Run(name, func(t *testing.T) {
			reply := askReply(t, b, Question{Text: text})
			if strings.ContainsAny(reply.Question, "\x00\x1b\n\u0085") {
				t.Errorf("control characters come back: %q", reply.Question)
			}
		})
	}
}

func TestAskPages(t *testing.T) {
	b := seedBot(t)
	all := askReply(t, b, Question{Text: "initialization of networks", Papers: 6})
	first := askReply(t, b, Question{Text: "initialization of networks", Papers: 3})
	second := askReply(t, b, Question{Text: "initialization of networks", Papers: 3, Skip: 3})
	got := append(first.Sources, second.Sources...)
	if diff := cmp.Diff(all.Sources, got); diff != "" {
		t.Errorf("two pages of three are not one of six:\n%s", diff)
	}
	if !first.More || got[3].Rank != 4 {
		t.Errorf("more %t, the second page starts at rank %d", first.More, got[3].Rank)
	}
	end := askReply(t, b, Question{Text: "initialization of networks", Papers: 3, Skip: 10_000})
	if len(end.Sources) != 0 || end.More {
		t.Errorf("beyond the end there are %d sources, more %t", len(end.Sources), end.More)
	}
}

func TestFind(t *testing.T) {
	b := seedBot(t)
	for text, title := range map[string]string{
		"diayn":                               "Diversity is All You Need: Learning Skills without a Reward Function",
		"all You need is a GOOD init":         "All you need is a good init",
		"batch normalization: accelerating":   "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift",
		"Gaussian Splatting SFM need initial": "Does Gaussian Splatting need SFM Initialization?",
	} {
		if p, err := b.Find(context.Background(), text); err != nil || p.Title != title {
			t.Errorf("Find(%q) = %q, %v", text, p.Title, err)
		}
	}
	byID, err := b.Find(context.Background(), string(seed.Papers()[7].ID))
	if err != nil || byID.Rank != 8 {
		t.Errorf("by ID: rank %d, %v; want 8", byID.Rank, err)
	}
	for _, text := range []string{"", "?", "pizza dough"} {
		if p, err := b.Find(context.Background(), text); err == nil {
			t.Errorf("Find(%q) = %q", text, p.Title)
		}
	}
}

func TestComplete(t *testing.T) {
	b := seedBot(t)
	titles := func(typed string, n int) []string {
		return lo.Map(b.Complete(context.Background(), typed, n), func(p corpus.Paper, _ int) string { return p.Title })
	}
	for _, tt := range []struct{ name, typed, first string }{
		{"the beginning", "batch no", "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift"},
		{"words in any order", "covariate batch", "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift"},
		{"accents and case", "BÀTCH NORM", "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := titles(tt.typed, 5); len(got) == 0 || got[0] != tt.first {
				t.Errorf("%q", got)
			}
		})
	}
	if got := titles("", 25); len(got) != 25 || got[0] != seed.Papers()[0].Title {
		t.Errorf("nothing typed: %d titles, first %q", len(got), got[0])
	}
	if got := titles("zzz", 25); len(got) != 0 {
		t.Errorf("no title has that: %q", got)
	}
}

func TestSimilar(t *testing.T) {
	b := seedBot(t)
	l, err := b.Similar(context.Background(), "MultiLoRA: Democratizing LoRA for Better Multi-Task Learning", 5)
	if err != nil || len(l.Items) != 5 {
		t.Fatalf("%d items, %v", len(l.Items), err)
	}
	for _, item := range l.Items {
		if strings.HasPrefix(item.Paper.Title, "MultiLoRA:") {
			t.Error("a paper is like itself")
		}
	}
	if !strings.Contains(l.Items[0].Paper.Abstract, "LoRA") {
		t.Errorf("the most similar to MultiLoRA is %q", l.Items[0].Paper.Title)
	}
}

func BenchmarkAsk(b *testing.B) {
	bot := seedBot(b)
	questions := []string{"how should LoRA adapters be initialised?", "what is lazy training?", "adam optimiser pubished by kingma", "lottery ticket"}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		ask(b, bot, Question{Text: questions[i%len(questions)]})
	}
}
