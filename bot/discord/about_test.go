package discord

import (
	"strings"
	"testing"

	"paperbot/bot/discordtest"
)

// menu uses the command in a message's menu.
func menu(m discordtest.Message, scene discordtest.Scene) discordtest.MessageCommand {
	return discordtest.MessageCommand{Scene: scene, Name: commandAbout, Target: m}
}

func TestMessageMenu(t *testing.T) {
	t.Parallel()
	s := perform(t)
	grace := s.AddUser("grace")
	dm := s.DirectChannel(s.User())
	post := strings.Repeat("I was reading old notes over breakfast and found nothing of interest to anyone. ", 6) +
		"How should LoRA adapters be initialised?" + strings.Repeat(" The weather is fine and the coffee is good today.", 6)
	tests := []struct {
		name   string
		target discordtest.Message
		scene  discordtest.Scene
		public bool
		want   []string
	}{
		{"a question", s.Say(s.Channel(), grace, loraQuestion), discordtest.Scene{}, false, []string{"**how should LoRA adapters be initialised?**", "**1. ["}},
		{"with a mention", s.Say(s.Channel(), grace, grace.Mention()+" what is MultiLoRA?"), discordtest.Scene{}, false, []string{"**what is MultiLoRA?**"}},
		{"a forward", s.Forward(s.Channel(), grace, "what is MultiLoRA?"), discordtest.Scene{}, false, []string{"**what is MultiLoRA?**"}},
		{"a long one", s.Say(s.Channel(), grace, post), discordtest.Scene{}, false, []string{"How should LoRA adapters be initialised?", "**1. ["}},
		{"of a bot", s.Say(s.Channel(), s.AddBot("helper"), "what is MultiLoRA?"), discordtest.Scene{}, false, []string{"**what is MultiLoRA?**"}},
		{"without words", discordtest.Message{ID: "7", ChannelID: s.Channel().ID, Author: grace}, discordtest.Scene{}, false, []string{"no words"}},
		{"with a card alone", discordtest.Message{ID: "7", ChannelID: s.Channel().ID, Author: grace, Embeds: []any{map[string]any{"title": "LoRA"}}}, discordtest.Scene{}, false, []string{"no words"}},
		{"with a mention alone", s.Say(s.Channel(), grace, grace.Mention()), discordtest.Scene{}, false, []string{"no words"}},
		{"without content", s.Say(s.Channel(), grace, "👍 !!"), discordtest.Scene{}, false, []string{"nothing in that message to look for"}},
		{"in the bot's direct chat", s.DM(s.User(), "what is MultiLoRA?"), discordtest.Scene{Channel: dm}, true, []string{"**what is MultiLoRA?**"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := s.answer(menu(tt.target, tt.scene))
			s.wants(got.Text(), tt.want...)
			if got.Ephemeral() == tt.public {
				t.Errorf("private: %v", got.Ephemeral())
			}
		})
	}
	// Buttons of a private answer work on.
	first := s.answer(menu(tests[0].target, discordtest.Scene{}))
	s.wants(s.pressOn(first, "More papers").Text(), "**4. [")
}

// TestMenuWithoutData: what Discord promised is not there.
func TestMenuWithoutData(t *testing.T) {
	t.Parallel()
	s := perform(t)
	m := s.answer(menu(discordtest.Message{ID: "7", ChannelID: s.Channel().ID}, discordtest.Scene{}))
	s.wants(m.Text(), "no words")
}

// TestNoMemberOfTheServer: where the asker alone has installed the bot, it sends
// nothing but answers to interactions.
func TestNoMemberOfTheServer(t *testing.T) {
	t.Parallel()
	s := perform(t)
	before := len(s.Requests())
	scene := discordtest.Scene{User: s.User(), Channel: s.Channel(), UserInstalled: true, Can: int64(permissionManageServer)}
	question := ask(loraQuestion)
	question.Scene = scene
	answer := s.answer(question)
	s.wants(answer.Text(), "**1. [")
	for _, c := range answer.Controls() {
		if c.CustomID != "" {
			s.answer(discordtest.Press{Scene: scene, Message: answer, CustomID: c.CustomID})
		}
	}
	for name, options := range map[string]discordtest.Options{
		"paper": {"title": "MultiLoRA"}, "similar": {"title": "MultiLoRA"}, "trending": nil, "help": nil,
	} {
		s.answer(discordtest.SlashCommand{Scene: scene, Name: name, Options: options})
	}
	target := discordtest.Message{ID: "7", ChannelID: s.Channel().ID, Author: s.User(), Content: loraQuestion}
	s.wants(s.answer(menu(target, scene)).Text(), "**1. [")
	typed := discordtest.Autocomplete{Scene: scene, Name: "paper", Options: discordtest.Options{"title": "lora"}, Focused: "title"}
	if _, err := s.Interact(typed).Response(s.ctx); err != nil {
		t.Fatal(err)
	}
	// It has no business there, whatever Discord lets through.
	for _, name := range []string{"set", "list", "preview", "pause", "resume", "move", "remove"} {
		command := digest(s, name, discordtest.Options{"time": "09:30", "zone": "Berlin", "to": s.Channel()})
		command.Scene = scene
		s.wants(s.answer(command).Text(), "has to add me first")
	}
	for _, r := range s.Requests()[before:] {
		if r.Route != "POST /interactions/{interaction_id}/{interaction_token}/callback" {
			t.Errorf("requested %s %s", r.Method, r.Path)
		}
	}
}

// TestNoMemberOfTheServerSlowly: also when an answer has to be announced.
func TestNoMemberOfTheServerSlowly(t *testing.T) {
	t.Parallel()
	s := perform(t, func(cfg *Config) { cfg.timings.think = 1 })
	before := len(s.Requests())
	question := ask(loraQuestion)
	question.Scene = discordtest.Scene{UserInstalled: true}
	s.wants(s.answer(question).Text(), "**1. [")
	for _, r := range s.Requests()[before:] {
		if !strings.HasPrefix(r.Path, "/interactions/") && !strings.HasPrefix(r.Path, "/webhooks/") {
			t.Errorf("requested %s %s", r.Method, r.Path)
		}
	}
}
