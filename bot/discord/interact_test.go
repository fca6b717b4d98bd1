package discord

import (
	"encoding/json"
	"strings"
	"testing"

	"paperbot/bot"
	"paperbot/bot/discord/markdown"
	"paperbot/bot/discordtest"
	"paperbot/corpus"
)

func TestAskBySlashCommand(t *testing.T) {
	t.Parallel()
	s := perform(t)
	m := s.answer(ask(loraQuestion))
	if !m.ComponentsV2() || m.Ephemeral() {
		t.Errorf("flags %d: want a public message of components", m.Flags)
	}
	s.wants(m.Text(), "**how should LoRA adapters be initialised?**", "**LoRA**", "> ", "-# sentence ", "**1. [")
	for _, label := range []string{"Find", "Abstract", "Similar", "More papers"} {
		s.control(m, label)
	}
}

func TestAskPrivately(t *testing.T) {
	t.Parallel()
	s := perform(t)
	command := ask(loraQuestion)
	command.Options["private"] = true
	command.Options["papers"] = 1
	m := s.answer(command)
	if !m.Ephemeral() {
		t.Error("the answer is public")
	}
	if strings.Contains(m.Text(), "**2. ") {
		t.Errorf("more than one paper:\n%s", m.Text())
	}
}

func TestOddQuestions(t *testing.T) {
	t.Parallel()
	s := perform(t)
	for name, question := range map[string]string{
		"blank":           "   ",
		"emoji":           "🤖🤖🤖",
		"operators":       `(a | b) + "`,
		"mentions":        "@everyone <@1> LoRA",
		"markdown":        "**what** is [LoRA](https://evil.example)?",
		"combining marks": "e" + strings.Repeat("\u0301", 5000),
		"long":            strings.Repeat("why? ", 1200),
		"controls":        "what\x00is\u202eLoRA",
		"other language":  "как работает LoRA?",
	} {
		t.Run(name, func(t *testing.T) {
			m := s.answer(ask(question))
			if strings.TrimSpace(m.Text()) == "" {
				t.Error("an empty answer")
			}
			if read(m.Text()).has(markdown.Mention) {
				t.Errorf("a mention in:\n%s", m.Text())
			}
		})
	}
}

func TestButtons(t *testing.T) {
	t.Parallel()
	s := perform(t)
	m := s.answer(ask(loraQuestion))
	s.wants(s.pressOn(m, "Similar").Text(), "Papers like", "**1. [")
	s.wants(s.pressOn(m, "More papers").Text(), "**how should LoRA adapters be initialised?**", "**4. [")
}

// paperAt returns the paper at a place of the answer to a question.
func paperAt(t *testing.T, question string, i int) corpus.Paper {
	t.Helper()
	b, err := seedBot()
	if err != nil {
		t.Fatal(err)
	}
	response, err := b.Ask(t.Context(), bot.Question{Text: question})
	if err != nil {
		t.Fatal(err)
	}
	return response.(bot.Reply).Sources[i].Paper
}

func TestMoreSurvivesARestart(t *testing.T) {
	t.Parallel()
	s := perform(t)
	m := s.answer(ask(loraQuestion))
	s.stop()
	again := prepare(t, s.Discord)
	again.run()
	if err := again.WaitIdentifies(again.ctx, 2); err != nil {
		t.Fatal(err)
	}
	again.wants(again.pressOn(m, "More papers").Text(), "**4. [")
}

func TestEveryButtonIsAnswered(t *testing.T) {
	t.Parallel()
	s := perform(t)
	m := s.answer(ask(loraQuestion))
	for _, id := range []string{
		"v0:old", "v1", "v1:", "v1:abstract:0:", "v1:more:0:", "v1:more:0:x,y,z", "v1:more:0:-1,3,q", "v1:more:0:~gone",
		"v1:abstract:0:title:gone", "v1:nothing:0:x", "v1:jump:0:papers", "v2:abstract:0:x", "\u202e", "more",
	} {
		got := s.answer(discordtest.Press{Message: m, CustomID: id})
		if !got.Ephemeral() || got.Text() == "" {
			t.Errorf("%q: flags %d, text %q", id, got.Flags, got.Text())
		}
	}
}

func TestPaperAndItsSuggestions(t *testing.T) {
	t.Parallel()
	s := perform(t)
	typed := discordtest.Autocomplete{Name: "paper", Options: discordtest.Options{"title": "lora fa"}, Focused: "title"}
	r, err := s.Interact(typed).Response(s.ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Choices) == 0 || len(r.Choices) > 25 {
		t.Fatalf("%d choices", len(r.Choices))
	}
	s.wants(r.Choices[0].Name, "LoRA")
	chosen := discordtest.SlashCommand{Name: "paper", Options: discordtest.Options{"title": r.Choices[0].Value}}
	s.wants(s.answer(chosen).Text(), "LoRA", "**In one sentence**", "**Key sentences**")

	similar := discordtest.SlashCommand{Name: "similar", Options: discordtest.Options{"title": r.Choices[0].Value}}
	s.wants(s.answer(similar).Text(), "Papers like")
	unknown := discordtest.SlashCommand{Name: "paper", Options: discordtest.Options{"title": "qqqq zzzz xxxx"}}
	s.wants(s.answer(unknown).Text(), "I have no paper “qqqq zzzz xxxx”")
}

func TestSuggestionsForAnything(t *testing.T) {
	t.Parallel()
	s := perform(t)
	for _, typed := range []any{"", "zzzzzzzz", strings.Repeat("x", 100), strings.Repeat("👩‍🔬", 30), "**", "\u202e"} {
		a := discordtest.Autocomplete{Name: "paper", Options: discordtest.Options{"title": typed}, Focused: "title"}
		r, err := s.Interact(a).Response(s.ctx)
		if err != nil {
			t.Fatal(err)
		}
		var body struct {
			Data struct {
				Choices *[]choice `json:"choices"`
			} `json:"data"`
		}
		if err := json.Unmarshal(r.Body, &body); err != nil || body.Data.Choices == nil {
			t.Errorf("%q: no list of choices in %s", typed, r.Body)
		}
	}
}

func TestTrendingAndHelp(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.wants(s.answer(discordtest.SlashCommand{Name: "trending"}).Text(), "From the list", "**5. [", "rank 1 in the list")
	topic := discordtest.SlashCommand{Name: "trending", Options: discordtest.Options{"topic": "LoRA"}}
	s.wants(s.answer(topic).Text(), "on “LoRA”")
	help := s.answer(discordtest.SlashCommand{Name: "help"})
	s.wants(help.Text(), "264 papers", "`/ask`", "**Try**")
	if !help.Ephemeral() {
		t.Error("help is shown to everyone")
	}
}

func TestUserInstall(t *testing.T) {
	t.Parallel()
	s := perform(t)
	command := ask(loraQuestion)
	command.UserInstalled = true
	s.wants(s.answer(command).Text(), "**1. [")
}
