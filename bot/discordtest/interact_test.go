package discordtest_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"paperbot/bot/discordtest"
)

// answering opens a session that gives each interaction to answer.
func answering(t *testing.T, d *discordtest.Discord, answer func(*discordgo.Session, *discordgo.Interaction)) *discordgo.Session {
	t.Helper()
	return open(t, d, func(s *discordgo.Session, i *discordgo.InteractionCreate) { answer(s, i.Interaction) })
}

// respond answers with a plain message.
func respond(s *discordgo.Session, i *discordgo.Interaction, text string) error {
	return s.InteractionRespond(i, &discordgo.InteractionResponse{
		Type: discordgo.InteractionResponseChannelMessageWithSource,
		Data: &discordgo.InteractionResponseData{Content: text, AllowedMentions: quiet},
	})
}

func TestSlashCommandIsAnswered(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	answering(t, d, func(s *discordgo.Session, i *discordgo.Interaction) {
		data := i.ApplicationCommandData()
		if err := respond(s, i, fmt.Sprintf("%s %s %d", data.Name, data.Options[1].StringValue(), data.Options[0].IntValue())); err != nil {
			t.Error(err)
		}
	})
	i := d.Interact(discordtest.SlashCommand{Name: "ask", Options: discordtest.Options{"question": "LoRA?", "papers": 3}})
	m, err := i.Message(within(t))
	if err != nil || m.Text() != "ask LoRA? 3" {
		t.Errorf("answered %q, %v", m.Text(), err)
	}
	posted, err := d.WaitMessages(within(t), d.Channel(), 1)
	if err != nil || posted[0].ID != m.ID {
		t.Errorf("in the channel: %v, %v", posted, err)
	}
}

func TestInteractionTellsTheScene(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	got := make(chan *discordgo.Interaction, 1)
	answering(t, d, func(_ *discordgo.Session, i *discordgo.Interaction) { got <- i })
	quietRoom := d.AddChannel(d.Guild(), discordtest.Channel{Name: "quiet", Without: discordgo.PermissionSendMessages})
	grace := d.AddUser("grace")

	d.Interact(discordtest.SlashCommand{
		Scene:   discordtest.Scene{User: grace, Channel: quietRoom, Locale: "de", Can: discordgo.PermissionManageGuild},
		Name:    "digest set",
		Options: discordtest.Options{"channel": d.Channel()},
	})
	i := receive(t, got, "interaction")
	if i.Member == nil || i.User != nil || i.Member.User.ID != grace.ID || i.Member.Permissions&discordgo.PermissionManageGuild == 0 {
		t.Errorf("member %+v, user %+v", i.Member, i.User)
	}
	if i.AppPermissions&discordgo.PermissionSendMessages != 0 || i.AppPermissions&discordgo.PermissionViewChannel == 0 {
		t.Errorf("app permissions %b", i.AppPermissions)
	}
	if i.Locale != "de" || i.GuildLocale == nil || i.Context != discordgo.InteractionContextGuild || i.AuthorizingIntegrationOwners[0] != d.Guild().ID {
		t.Errorf("locale %s, guild locale %v, context %d, owners %v", i.Locale, i.GuildLocale, i.Context, i.AuthorizingIntegrationOwners)
	}
	data := i.ApplicationCommandData()
	set := data.Options[0]
	if data.Name != "digest" || set.Name != "set" || data.Resolved.Channels[d.Channel().ID] == nil {
		t.Errorf("data %+v", data)
	}

	d.Interact(discordtest.SlashCommand{Scene: discordtest.Scene{Channel: d.DirectChannel(grace), User: grace}, Name: "ask"})
	i = receive(t, got, "interaction")
	if i.Member != nil || i.User == nil || i.User.ID != grace.ID || i.GuildID != "" || i.Context != discordgo.InteractionContextBotDM {
		t.Errorf("in a direct chat: member %v, user %v, guild %q, context %d", i.Member, i.User, i.GuildID, i.Context)
	}
}

func TestDeferEditFollowUp(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	answering(t, d, func(s *discordgo.Session, i *discordgo.Interaction) {
		thinking := &discordgo.InteractionResponse{
			Type: discordgo.InteractionResponseDeferredChannelMessageWithSource,
			Data: &discordgo.InteractionResponseData{Flags: discordgo.MessageFlagsEphemeral},
		}
		if err := s.InteractionRespond(i, thinking); err != nil {
			t.Error(err)
		}
		text := "done"
		if _, err := s.InteractionResponseEdit(i, &discordgo.WebhookEdit{Content: &text, AllowedMentions: quiet}); err != nil {
			t.Error(err)
		}
		if _, err := s.FollowupMessageCreate(i, true, &discordgo.WebhookParams{Content: "more", AllowedMentions: quiet}); err != nil {
			t.Error(err)
		}
	})
	i := d.Interact(discordtest.SlashCommand{Name: "ask"})
	if r, err := i.Response(within(t)); err != nil || r.Type != 5 {
		t.Errorf("callback %+v, %v", r, err)
	}
	m, err := i.Message(within(t))
	if err != nil || m.Text() != "done" || !m.Ephemeral() {
		t.Errorf("answered %+v, %v", m, err)
	}
	more, err := i.Followups(within(t), 1)
	if err != nil || more[0].Text() != "more" {
		t.Errorf("followed up with %+v, %v", more, err)
	}
	if got := d.Messages(d.Channel()); len(got) != 1 || got[0].Text() != "more" {
		t.Errorf("the channel shows %+v; the ephemeral answer is not for all", got)
	}
}

func TestDeadlines(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	got := make(chan *discordgo.Interaction, 1)
	s := answering(t, d, func(_ *discordgo.Session, i *discordgo.Interaction) { got <- i })
	ask := func() *discordgo.Interaction {
		d.Interact(discordtest.SlashCommand{Name: "ask"})
		return receive(t, got, "interaction")
	}

	late := ask()
	d.Advance(4 * time.Second)
	if err := respond(s, late, "late"); code(err) != 10062 {
		t.Errorf("after four seconds: %v, want code 10062", err)
	}
	twice := ask()
	if err := respond(s, twice, "once"); err != nil {
		t.Error(err)
	}
	if err := respond(s, twice, "twice"); code(err) != 40060 {
		t.Errorf("a second time: %v, want code 40060", err)
	}
	edit := &discordgo.WebhookEdit{AllowedMentions: quiet, Content: new(string)}
	*edit.Content = "edited"
	if _, err := s.InteractionResponseEdit(twice, edit); err != nil {
		t.Errorf("edit in time: %v", err)
	}
	d.Advance(16 * time.Minute)
	if _, err := s.InteractionResponseEdit(twice, edit); code(err) != 50027 {
		t.Errorf("edit after 16 minutes: %v, want code 50027", err)
	}
	unknown := &discordgo.Interaction{ID: "1", AppID: d.ApplicationID(), Token: "nobody's"}
	if err := respond(s, unknown, "x"); code(err) != 10062 {
		t.Errorf("unknown token: %v, want code 10062", err)
	}
	if _, err := s.InteractionResponseEdit(unknown, edit); code(err) != 10015 {
		t.Errorf("edit with an unknown token: %v, want code 10015", err)
	}
}

func TestAutocomplete(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	answering(t, d, func(s *discordgo.Session, i *discordgo.Interaction) {
		typed := i.ApplicationCommandData().Options[0]
		if !typed.Focused {
			t.Errorf("option %+v is not focused", typed)
		}
		err := s.InteractionRespond(i, &discordgo.InteractionResponse{
			Type: discordgo.InteractionApplicationCommandAutocompleteResult,
			Data: &discordgo.InteractionResponseData{Choices: []*discordgo.ApplicationCommandOptionChoice{{Name: "LoRA", Value: typed.Value}}},
		})
		if err != nil {
			t.Error(err)
		}
	})
	i := d.Interact(discordtest.Autocomplete{Name: "paper", Options: discordtest.Options{"title": "lo"}, Focused: "title"})
	r, err := i.Response(within(t))
	if err != nil || len(r.Choices) != 1 || r.Choices[0] != (discordtest.Choice{Name: "LoRA", Value: "lo"}) {
		t.Errorf("suggested %+v, %v", r, err)
	}
}

func TestWrongCallbackIsCaught(t *testing.T) {
	t.Parallel()
	choice := &discordgo.ApplicationCommandOptionChoice{Name: "n", Value: "v"}
	choices := make([]*discordgo.ApplicationCommandOptionChoice, 26)
	for i := range choices {
		choices[i] = choice
	}
	suggest := &discordgo.InteractionResponse{
		Type: discordgo.InteractionApplicationCommandAutocompleteResult,
		Data: &discordgo.InteractionResponseData{Choices: choices},
	}
	typing := discordtest.Autocomplete{Name: "paper", Options: discordtest.Options{"title": ""}, Focused: "title"}
	for _, tc := range []struct {
		name   string
		action discordtest.Action
		answer *discordgo.InteractionResponse
		want   string
	}{
		{"26 choices", typing, suggest, "data.choices"},
		{"choices for a command", discordtest.SlashCommand{Name: "ask"}, suggest, ""},
		{"message for an autocomplete", typing, &discordgo.InteractionResponse{Type: 4, Data: &discordgo.InteractionResponseData{Content: "x", AllowedMentions: quiet}}, "cannot answer"},
		{"components v2 on a defer", discordtest.SlashCommand{Name: "ask"}, &discordgo.InteractionResponse{Type: 5, Data: &discordgo.InteractionResponseData{Flags: discordgo.MessageFlagsIsComponentsV2}}, "data.flags"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			d := discordtest.New(t)
			failed := make(chan error, 1)
			answering(t, d, func(s *discordgo.Session, i *discordgo.Interaction) { failed <- s.InteractionRespond(i, tc.answer) })
			d.Interact(tc.action)
			if err := receive(t, failed, "answer"); code(err) != 50035 {
				t.Errorf("got %v, want code 50035", err)
			}
			expectViolation(t, d, tc.want)
		})
	}
}

// card is a Components V2 answer without the legacy fields that discordgo's own
// type always sends.
func card() map[string]any {
	more := map[string]any{"type": 2, "style": 2, "label": "More", "custom_id": "more"}
	section := map[string]any{"type": 9, "components": []any{map[string]any{"type": 10, "content": "**A paper**"}}, "accessory": more}
	return map[string]any{
		"flags":            discordgo.MessageFlagsIsComponentsV2,
		"allowed_mentions": quiet,
		"components":       []any{map[string]any{"type": 17, "components": []any{section}}},
	}
}

func TestComponentsAndPress(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	answering(t, d, func(s *discordgo.Session, i *discordgo.Interaction) {
		body := map[string]any{"type": 4, "data": card()}
		if i.Type == discordgo.InteractionMessageComponent {
			if i.Message == nil || i.MessageComponentData().CustomID != "more" {
				t.Errorf("press on %+v of %+v", i.Data, i.Message)
			}
			body = map[string]any{"type": 6}
		}
		if _, err := s.Request(http.MethodPost, discordgo.EndpointInteractionResponse(i.ID, i.Token), body); err != nil {
			t.Error(err)
		}
		if i.Type == discordgo.InteractionMessageComponent {
			edited := card()
			edited["components"] = []any{map[string]any{"type": 10, "content": "**Another paper**"}}
			url := discordgo.EndpointInteractionResponseActions(i.AppID, i.Token)
			if _, err := s.Request(http.MethodPatch, url, edited); err != nil {
				t.Error(err)
			}
		}
	})
	m, err := d.Interact(discordtest.SlashCommand{Name: "paper"}).Message(within(t))
	if err != nil || m.Text() != "**A paper**" || !m.ComponentsV2() {
		t.Fatalf("answered %+v, %v", m, err)
	}
	more, ok := m.Control("More")
	if !ok {
		t.Fatalf("controls %+v", m.Controls())
	}
	m, err = d.Interact(discordtest.Press{Message: m, CustomID: more.CustomID}).Message(within(t))
	if err != nil || m.Text() != "**Another paper**" || m.Edits != 1 {
		t.Errorf("after the press: %+v, %v", m, err)
	}
}

func TestMenuCommandAndModal(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	answering(t, d, func(s *discordgo.Session, i *discordgo.Interaction) {
		said := ""
		switch data := i.Data.(type) {
		case discordgo.ApplicationCommandInteractionData:
			said = data.Resolved.Messages[data.TargetID].Content
		case discordgo.ModalSubmitInteractionData:
			row := data.Components[0].(*discordgo.ActionsRow)
			said = row.Components[0].(*discordgo.TextInput).Value
		}
		if err := respond(s, i, said); err != nil {
			t.Error(err)
		}
	})
	target := d.Say(d.Channel(), d.User(), "about adapters")
	for _, a := range []discordtest.Action{
		discordtest.MessageCommand{Name: "Find papers about this", Target: target},
		discordtest.ModalSubmit{CustomID: "form", Fields: map[string]string{"q": "about adapters"}},
	} {
		if m, err := d.Interact(a).Message(within(t)); err != nil || m.Text() != "about adapters" {
			t.Errorf("%T answered %q, %v", a, m.Text(), err)
		}
	}
}

func TestInteractWithNobody(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	if _, err := d.Interact(discordtest.SlashCommand{Name: "ask"}).Response(within(t)); err == nil {
		t.Error("no client, no error")
	}
}

func TestForgetKeepsNothing(t *testing.T) {
	t.Parallel()
	heard := make(chan discordtest.Callback, 2)
	d := discordtest.NewWith(t, discordtest.Config{Forget: true, OnCallback: func(c discordtest.Callback) { heard <- c }})
	answering(t, d, func(s *discordgo.Session, i *discordgo.Interaction) {
		_ = respond(s, i, "answer")
		_ = respond(s, i, "twice") // is refused
	})
	i := d.Interact(discordtest.SlashCommand{Name: "ask"})
	for _, want := range []int{http.StatusNoContent, http.StatusNotFound} {
		select {
		case c := <-heard:
			if c.InteractionID != i.ID || c.Status != want {
				t.Errorf("heard of %+v, want interaction %s, status %d", c, i.ID, want)
			}
		case <-within(t).Done():
			t.Fatal("no callback")
		}
	}
	if posted, err := d.WaitMessages(within(t), d.Channel(), 0); len(posted) > 0 || err != nil || len(d.Requests()) > 0 {
		t.Errorf("kept %v (%v) and %d requests", posted, err, len(d.Requests()))
	}
}
