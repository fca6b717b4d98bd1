package bot_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"paperbot/bot"
	"paperbot/corpus"
	"paperbot/corpus/seed"
)

func TestDistil(t *testing.T) {
	b := overSeed(t)
	filler := strings.Repeat("This went on for a while and nobody was the wiser for it. ", 6)
	for _, tt := range []struct {
		name, text string
		want, not  string
	}{
		{"short", "  what is\n LoRA? ", "what is LoRA?", ""},
		{"its question", filler + "How should LoRA adapters be initialised? " + filler, "How should LoRA adapters be initialised?", ""},
		{"no question", filler + "We propose a low-rank adapter that halves the memory of fine-tuning.\n\n" + filler, "We propose a low-rank adapter", ""},
		{"an empty question", "We propose a low-rank adapter that halves the memory of fine-tuning. " + filler + "Any ideas?", "We propose a low-rank adapter", ""},
		{"one endless word", strings.Repeat("x", 5000), strings.Repeat("x", 300), strings.Repeat("x", 301)},
		{"one endless sentence", strings.Repeat("word ", 1000), "word word", strings.Repeat("word ", 61)},
		{"its question among filler", filler + "How should LoRA adapters be initialised? " + filler, "How", "wiser"},
		{"a question that leads nowhere", "Multilingual BERT is stubborn. " + filler + "Does anybody have the salt? We fine-tune large language models with low-rank adaptation (LoRA).", "LoRA", "salt"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := b.Distil(t.Context(), tt.text)
			if err != nil || !strings.Contains(got, tt.want) || tt.not != "" && strings.Contains(got, tt.not) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// TestDistilStaysWithinBounds: whatever a message is, what is looked for is
// short, its words are the message's, and there is something if there was.
func TestDistilStaysWithinBounds(t *testing.T) {
	b := overSeed(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(0, 900, -1).Draw(t, "text")
		if rapid.Bool().Draw(t, "sentences") {
			text = strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{
				"What is LoRA?", "We propose a thing.", "Why?", "x", "\n\n", "1. item", strings.Repeat("long ", 90), "e\u0301…",
			}), 0, 40).Draw(t, "parts"), " ")
		}
		got, err := b.Distil(t.Context(), text)
		if n := utf8.RuneCountInString(got); n > 300 || err != nil {
			t.Errorf("%d code points, %v", n, err)
		}
		if len(strings.Fields(text)) > 0 && got == "" && strings.ContainsAny(text, "aeiouWx") {
			t.Error("nothing is left")
		}
	})
}

func TestStandsAlone(t *testing.T) {
	b := overSeed(t)
	for text, want := range map[string]bool{
		"what is LoRA?": true, "more": true, "similar 2": true, "help": true, "Thanks!": true,
		"": false, "?": false, "papers on this?": false, "this": false, "please": false, "any papers about this?": false,
	} {
		if got, err := b.StandsAlone(t.Context(), text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

func TestDiscuss(t *testing.T) {
	b := overSeed(t)
	// Words that would go on from an answer are a question here.
	r, err := b.Discuss(t.Context(), "k", "similar 2")
	if _, ok := r.(bot.Notice); ok || err != nil {
		t.Errorf("got %#v, %v", r, err)
	}
	if _, err := b.Discuss(t.Context(), "k", "how should LoRA adapters be initialised?"); err != nil {
		t.Fatal(err)
	}
	r, err = b.Say(t.Context(), "k", "more")
	if reply, ok := r.(bot.Reply); !ok || err != nil || reply.Sources[0].Rank != 4 {
		t.Errorf("got %#v, %v", r, err)
	}
}

func overSeed(t *testing.T) *bot.Bot {
	t.Helper()
	b, err := bot.New(bot.Config{Papers: corpus.NewCollection(seed.Papers())})
	if err != nil {
		t.Fatal(err)
	}
	return b
}
