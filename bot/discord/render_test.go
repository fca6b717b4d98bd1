package discord

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paperbot/bot"
	"paperbot/bot/discord/markdown"
	"paperbot/corpus"
	"paperbot/retrieval/summary"
)

func testRenderer() renderer { return renderer{memory: newMemory(time.Now)} }

// quote quotes a part of an abstract.
func quote(abstract, part string, index, total int, words ...string) bot.Quote {
	start := strings.Index(abstract, part)
	q := bot.Quote{Span: summary.Span{Start: start, End: start + len(part)}, Index: index, Total: total}
	for _, w := range words {
		at := start + strings.Index(part, w)
		q.Matches = append(q.Matches, summary.Span{Start: at, End: at + len(w)})
	}
	return q
}

const loraAbstract = "LoRA adds low-rank matrices. We set B to zero and A at random. It works *well*."

func loraPaper() corpus.Paper {
	return corpus.Paper{
		ID: "arxiv:2106.09685", Title: "LoRA: Low-Rank Adaptation [of] Large Models", Abstract: loraAbstract,
		URL: "https://arxiv.org/abs/2106.09685", Authors: []string{"Edward Hu", "Yelong Shen", "Phillip Wallis"},
		Published: time.Date(2021, time.June, 17, 0, 0, 0, 0, time.UTC), Rank: 7,
	}
}

func TestRenderText(t *testing.T) {
	t.Parallel()
	paper := loraPaper()
	gist := quote(loraAbstract, "It works *well*.", 2, 3)
	tests := []struct {
		name     string
		response bot.Response
		want     []string
	}{
		{"answered", bot.Reply{
			Question: "how is *B* set?", Outcome: bot.Answered, Corrected: "how is b set",
			Sources: []bot.Source{{Rank: 1, Paper: paper, Quotes: []bot.Quote{
				quote(loraAbstract, "We set B to zero and A at random.", 1, 3, "set", "B"), gist,
			}}},
		}, []string{
			"**how is \\*B\\* set?**\n-# Showing results for **how is b set**",
			"**1. [LoRA: Low-Rank Adaptation (of) Large Models](https://arxiv.org/abs/2106.09685)**\n" +
				"-# arXiv 2106.09685 · Jun 2021 · Edward Hu and 2 more\n" +
				"> We **set B** to zero and A at random.\n-# sentence 2 of 3\n> It works \\*well\\*.\n-# sentence 3 of 3",
		}},
		{"closest", bot.Reply{
			Question: "what of C?", Outcome: bot.Closest, Notices: []bot.Text{spoken("No paper here answers this by itself.")},
			Sources: []bot.Source{{Rank: 1, Paper: corpus.Paper{ID: "title:x", Title: "About C", URL: "https://c.org"}}},
		}, []string{
			"**what of C?**\n-# No paper here answers this by itself.",
			"**1. [About C](https://c.org)**",
		}},
		{"nothing", bot.Reply{Question: "tea?", Outcome: bot.Nothing, Notices: []bot.Text{spoken("Nothing answers this.")}},
			[]string{"**tea?**\n-# Nothing answers this."}},
		{"card", bot.Card{Paper: paper, Gist: &gist, Key: []bot.Quote{quote(loraAbstract, "LoRA adds low-rank matrices.", 0, 3), gist}},
			[]string{
				"**[LoRA: Low-Rank Adaptation (of) Large Models](https://arxiv.org/abs/2106.09685)**\n" +
					"-# arXiv 2106.09685 · Jun 2021 · Edward Hu and 2 more",
				"**In one sentence**\n> It works \\*well\\*.\n-# sentence 3 of 3",
				"**Key sentences**\n> LoRA adds low-rank matrices.\n-# sentence 1 of 3",
			}},
		{"abstract", bot.Abstract{Paper: corpus.Paper{ID: "title:y", Title: "Y", URL: "https://y.org", Abstract: "- one. 1. two."}},
			[]string{"**[Y](https://y.org)**", "**Abstract**\n" + `\- one. 1. two.`}},
		{"no abstract", bot.Abstract{Paper: corpus.Paper{ID: "title:y", Title: "Y", URL: "https://y.org"}},
			[]string{"**[Y](https://y.org)**", "**Abstract**\nThis paper came without an abstract."}},
		{"listing", bot.Listing{Title: spoken("Papers like “X”"), Note: spoken("The list has no more."), Items: []bot.Item{
			{Rank: 1, Paper: corpus.Paper{ID: "title:y", Title: "Y", URL: "https://y.org"}, Reason: spoken("rank 3 in the list")},
		}}, []string{"**Papers like “X”**", "**1. [Y](https://y.org)**\n-# rank 3 in the list", "-# The list has no more."}},
		{"notice", bot.Notice{Text: spoken("- Ask me *something*.")}, []string{`\- Ask me \*something\*.`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, texts(testRenderer().message(tt.response).components)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRenderDigest(t *testing.T) {
	t.Parallel()
	got := testRenderer().digest(bot.Digest{
		Subscription: bot.Subscription{Topic: "LoRA"}, Date: "2026-11-25",
		Items: []bot.Item{{Rank: 1, Paper: corpus.Paper{ID: "title:y", Title: "Y", URL: "https://y.org"}}},
	})
	want := []string{"**Papers on LoRA for Wednesday, 25 November 2026**", "**1. [Y](https://y.org)**"}
	if diff := cmp.Diff(want, texts(got.components)); diff != "" {
		t.Error(diff)
	}
}

func TestPlainBodyKeepsWholeLines(t *testing.T) {
	t.Parallel()
	p := newPage()
	p.text("**first**")
	p.text(strings.Repeat("x", 1980) + "\nlast line that no longer fits")
	b := p.message().plainBody()
	if want := "**first**\n\n" + strings.Repeat("x", 1980); b.Content != want {
		t.Errorf("content ends in %q", b.Content[len(b.Content)-20:])
	}
	if b.Components != nil || b.Flags != flagSuppressEmbeds {
		t.Errorf("components %v, flags %d", b.Components, b.Flags)
	}
}

func TestMatchedWordsAreBold(t *testing.T) {
	t.Parallel()
	abstract := "A **bold** claim about __adapters__ and their_init."
	q := quote(abstract, abstract, 0, 1, "**bold**", "adapters", "their_init")
	got := read(renderer{}.quotes(abstract, []bot.Quote{q}, 1000))
	if diff := cmp.Diff([]string{"**bold**", "adapters", "their_init"}, got.of(markdown.Strong)); diff != "" {
		t.Error(diff)
	}
}

func TestFairLimit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		lengths []int
		room    int
		want    int
	}{
		{"all fit", []int{10, 20, 30}, 60, maxText},
		{"the long one is cut", []int{10, 20, 30}, 50, 20},
		{"the short ones leave their share", []int{1, 100, 1, 100}, 100, 49},
		{"all are cut", []int{100, 100}, 50, 25},
		{"no room", []int{5}, -3, -3},
		{"nothing", nil, 10, maxText},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := fairLimit(tt.lengths, tt.room); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

// TestRoomForAnotherButtonInEachRow holds the promise that the budget makes to
// whoever adds a button for each paper: nothing but lines and the menu gives way.
func TestRoomForAnotherButtonInEachRow(t *testing.T) {
	t.Parallel()
	reply := bot.Reply{Question: "q", Outcome: bot.Answered, More: true}
	for i := range richPapers {
		paper := loraPaper()
		paper.ID = corpus.ID(fmt.Sprintf("title:%d", i))
		reply.Sources = append(reply.Sources, bot.Source{Rank: i + 1, Paper: paper})
	}
	cost := costOf(testRenderer().message(reply).components...)
	const menu, abstract = 2, 1
	if got := cost.components - menu + richPapers + abstract; got > maxComponents {
		t.Errorf("%d components with a further button in each row and an abstract open", got)
	}
}
