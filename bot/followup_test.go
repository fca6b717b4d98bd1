package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/samber/lo"

	"paperbot/corpus"
)

// What is asked in the end, by the rules at the head of followup.go.
func TestFollowUpQuestions(t *testing.T) {
	b := seedBot(t)
	for _, tt := range []struct{ name, first, then, asked string }{
		{"why", "does learning rate warmup help?", "why?", "why: does learning rate warmup help?"},
		{"how, as people say it", "does learning rate warmup help?", "and how exactly?", "how: does learning rate warmup help?"},
		{"another thing", "how should networks be pruned?", "what about vision transformers?", "how should networks be pruned, vision transformers?"},
		{"another place", "how should networks be pruned?", "and for vision transformers?", "how should networks be pruned, for vision transformers?"},
		{"a place alone", "how should networks be pruned?", "for transformers?", "how should networks be pruned, for transformers?"},
		{"another definition", "what is lazy training?", "and grokking?", "what is grokking?"},
		{"a pronoun", "what is LoRA?", "does it work for vision transformers?", "does LoRA work for vision transformers?"},
		{"a possessive", "what is LoRA?", "what are its advantages?", "what are LoRA advantages?"},
		{"a pronoun with a noun", "what is LoRA?", "how does this method compare to full fine-tuning?", "how does LoRA compare to full fine-tuning?"},
		{"of a pronoun", "what is LoRA?", "what are the limits of it?", "what are the limits of LoRA?"},
		{"a pronoun that has its noun", "what is LoRA?", "why do transformers lose their plasticity?", "why do transformers lose their plasticity?"},
		{"a pronoun that stands for nothing", "what is LoRA?", "is it true that dropout helps?", "is it true that dropout helps?"},
		{"a new question after and", "what is LoRA?", "and how are networks pruned?", "and how are networks pruned?"},
		{"a wish", "what is LoRA?", "but I want papers about pruning", "but I want papers about pruning"},
		{"another subject", "what is LoRA?", "lottery tickets", "lottery tickets"},
		{"a thing that no paper has", "how should networks be pruned?", "what about pizza?", "what about pizza?"},
		{"a title", "what is LoRA?", "Does Gaussian Splatting need SFM Initialization?", "Does Gaussian Splatting need SFM Initialization?"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			reply, ok := say(t, b, tt.name, tt.first, tt.then).(Reply)
			if !ok || reply.Question != tt.asked {
				t.Errorf("asked %q, want %q", reply.Question, tt.asked)
			}
		})
	}
	t.Run("the base stays", func(t *testing.T) {
		reply, _ := say(t, b, "base", "how should networks be pruned?", "what about transformers?", "what about diffusion models?").(Reply)
		if want := "how should networks be pruned, diffusion models?"; reply.Question != want {
			t.Errorf("asked %q, want %q", reply.Question, want)
		}
	})
	t.Run("more goes on from a follow-up", func(t *testing.T) {
		reply, _ := say(t, b, "more of it", "how should networks be pruned?", "and for transformers?", "more").(Reply)
		if want := "how should networks be pruned, for transformers?"; reply.Question != want || reply.Sources[0].Rank != 4 {
			t.Errorf("asked %q, from rank %d", reply.Question, reply.Sources[0].Rank)
		}
	})
	t.Run("nothing to go on from", func(t *testing.T) {
		if _, ok := say(t, b, "nobody", "why?").(Help); !ok {
			t.Error("no help")
		}
	})
	t.Run("a question that was too long", func(t *testing.T) {
		reply, _ := say(t, b, "long", strings.Repeat("pruning networks ", 40), "what about transformers?").(Reply)
		if reply.Question != "what about transformers?" {
			t.Errorf("asked %q", reply.Question)
		}
	})
}

func TestFollowUpPapers(t *testing.T) {
	b := seedBot(t)
	const first = "initialization of networks"
	shown := say(t, b, "shown", first).(Reply).Sources
	t.Run("compare two", func(t *testing.T) {
		for _, text := range []string{"compare 1 and 3", "Compare the first with the third one.", "what is the difference between 1 and last?"} {
			reply, ok := say(t, b, text, first, text).(Reply)
			ids := lo.Map(reply.Sources, func(s Source, _ int) corpus.ID { return s.Paper.ID })
			ranks := lo.Map(reply.Sources, func(s Source, _ int) int { return s.Rank })
			if !ok || !cmp.Equal(ids, []corpus.ID{shown[0].Paper.ID, shown[2].Paper.ID}) || !cmp.Equal(ranks, []int{1, 3}) {
				t.Errorf("%q shows %v as %v", text, ids, ranks)
			}
			for _, s := range reply.Sources {
				if len(s.Quotes) == 0 {
					t.Errorf("%q: nothing of %q", text, s.Paper.Title)
				}
			}
		}
	})
	t.Run("compare what was not shown", func(t *testing.T) {
		if got, ok := say(t, b, "4", first, "compare 1 and 9").(Notice); !ok || got.Text.String() != "I showed papers 1 to 3. Which one do you mean?" {
			t.Errorf("%v", got)
		}
	})
	t.Run("ordinals", func(t *testing.T) {
		for text, n := range map[string]int{"the second one": 2, "tell me more about the first": 1, "last": 3, "summarize 2": 2} {
			if card, ok := say(t, b, text, first, text).(Card); !ok || card.Paper.ID != shown[n-1].Paper.ID {
				t.Errorf("%q shows %q", text, card.Paper.Title)
			}
		}
	})
	t.Run("among those shown", func(t *testing.T) {
		reply, ok := say(t, b, "among", first, "which of these are about transformers?").(Reply)
		if !ok || len(reply.Sources) == 0 {
			t.Fatalf("%+v", reply)
		}
		for _, s := range reply.Sources {
			if !slices.ContainsFunc(shown, func(o Source) bool { return o.Paper.ID == s.Paper.ID && o.Rank == s.Rank }) {
				t.Errorf("%q was not shown as %d", s.Paper.Title, s.Rank)
			}
		}
		if _, ok := say(t, b, "among", "which of these are about pizza?").(Notice); !ok {
			t.Error("one is about pizza")
		}
		if card, ok := say(t, b, "among", "2").(Card); !ok || card.Paper.ID != shown[1].Paper.ID {
			t.Error("the numbers changed")
		}
	})
	t.Run("dates that are unknown", func(t *testing.T) {
		if got, ok := say(t, b, "dates", first, "which of these is newest?").(Notice); !ok || got.Text.String() != "I know no dates of these papers." {
			t.Errorf("%v", got)
		}
	})
}

func TestFollowUpDates(t *testing.T) {
	date := func(year int) time.Time { return time.Date(year, 3, 1, 0, 0, 0, 0, time.UTC) }
	b, err := New(Config{Papers: corpus.NewCollection([]corpus.Paper{
		{ID: "a", Title: "Cats in gardens", Abstract: "We study cats in gardens and cats at home.", Published: date(2020)},
		{ID: "b", Title: "Cats at home", Abstract: "We study cats in kitchens.", Published: date(2024)},
		{ID: "c", Title: "Cats", Abstract: "We study cats."},
	})})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]corpus.ID{
		"which of these is newest": {"b", "a"}, "the most recent one?": {"b", "a"}, "which is the oldest?": {"a", "b"},
	} {
		list, ok := say(t, b, text, "cats", text).(Listing)
		if got := lo.Map(list.Items, func(i Item, _ int) corpus.ID { return i.Paper.ID }); !ok || !cmp.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
		if list.Note.String() != "Papers without a known date: 1." {
			t.Errorf("note %q", list.Note)
		}
	}
}
