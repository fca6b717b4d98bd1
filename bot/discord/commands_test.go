package discord

import (
	"encoding/json"
	"regexp"
	"testing"

	"github.com/bwmarrin/discordgo"

	"paperbot/bot/discordtest"
)

func TestCommandsKeepDiscordsLimits(t *testing.T) {
	t.Parallel()
	name := regexp.MustCompile(`^[a-z0-9_-]{1,32}$`)
	seen := map[string]bool{}
	var check func(name, description string, options []*discordgo.ApplicationCommandOption) int
	check = func(n, description string, options []*discordgo.ApplicationCommandOption) int {
		if !name.MatchString(n) {
			t.Errorf("name %q", n)
		}
		if l := length(description); l < 1 || l > 100 {
			t.Errorf("%s: description of %d", n, l)
		}
		if len(options) > 25 {
			t.Errorf("%s: %d options", n, len(options))
		}
		size, optional := length(n)+length(description), false
		for _, o := range options {
			if o.Required && optional {
				t.Errorf("%s: required option %s after one that is not", n, o.Name)
			}
			optional = optional || !o.Required
			if o.MaxLength > 6000 {
				t.Errorf("%s %s: max_length %d", n, o.Name, o.MaxLength)
			}
			size += check(o.Name, o.Description, o.Options)
		}
		return size
	}
	for _, c := range commands() {
		if seen[c.Name] {
			t.Errorf("%s twice", c.Name)
		}
		seen[c.Name] = true
		if c.Type == discordgo.MessageApplicationCommand {
			if l := length(c.Name); l < 1 || l > 32 || c.Description != "" || c.Options != nil {
				t.Errorf("%s: the menu of a message takes a name of 32 and nothing else", c.Name)
			}
			continue
		}
		if size := check(c.Name, c.Description, c.Options); size > 8000 {
			t.Errorf("%s: %d characters in all", c.Name, size)
		}
	}
}

func TestCommandsAreRegisteredOnlyWhenTheyChanged(t *testing.T) {
	t.Parallel()
	s := perform(t)
	path := "/applications/" + s.ApplicationID() + "/commands"
	registered := func(n int) func() bool {
		return func() bool { return len(s.RequestsTo("PUT "+path)) == n }
	}
	if err := s.WaitUntil(s.ctx, registered(1)); err != nil {
		t.Fatal(err)
	}
	s.stop()

	again := prepare(t, s.Discord)
	if err := again.client.register(again.ctx, s.ApplicationID()); err != nil {
		t.Fatal(err)
	}
	if !registered(1)() {
		t.Error("registered again without need")
	}
	// Somebody deletes a command.
	fewer := commands()[1:]
	if err := again.client.chat.rest.do(again.ctx, request{method: "PUT", path: path, body: fewer}, nil); err != nil {
		t.Fatal(err)
	}
	if err := again.client.register(again.ctx, s.ApplicationID()); err != nil {
		t.Fatal(err)
	}
	if !registered(3)() {
		t.Error("not registered although a command was missing")
	}
}

func TestFailedRegistrationDoesNotStopTheBot(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	s.Fail("PUT /applications/*/commands", discordtest.Fault{Times: discordtest.Always, Status: 500})
	s.run()
	s.logged("commands not registered")
	if !s.Ready() {
		t.Error("not connected")
	}
}

func TestEssentialsIgnoreWhatDiscordAdds(t *testing.T) {
	t.Parallel()
	echo := `[{"id":"1","application_id":"2","version":"3","type":1,"name":"x","name_localizations":null,"description":"y",
		"dm_permission":true,"nsfw":false,"contexts":[0],"integration_types":[0],
		"options":[{"type":3,"name":"a","description":"b","required":true}]}]`
	var have []*discordgo.ApplicationCommand
	if err := json.Unmarshal([]byte(echo), &have); err != nil {
		t.Fatal(err)
	}
	want := []*discordgo.ApplicationCommand{{
		Type: 1, Name: "x", Description: "y",
		Contexts: &[]discordgo.InteractionContextType{0}, IntegrationTypes: &[]discordgo.ApplicationIntegrationType{0},
		Options: []*discordgo.ApplicationCommandOption{required(textOption("a", "b", 0))},
	}}
	if !sameCommands(have, want) {
		t.Error("an echo of the commands counts as another definition")
	}
	want[0].Options[0].Required = false
	if sameCommands(have, want) {
		t.Error("a change is not noticed")
	}
}
