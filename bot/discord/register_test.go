package discord

import (
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"testing"

	"github.com/bwmarrin/discordgo"

	"paperbot/bot/discordtest"
)

const (
	commandsRoute      = "PUT /applications/*/commands"
	guildCommandsRoute = "PUT /applications/*/guilds/*/commands"
)

// TestUnchangedCommandsCostNoRequest: one bulk overwrite when the definition
// changed, and nothing at all when it did not.
func TestUnchangedCommandsCostNoRequest(t *testing.T) {
	t.Parallel()
	s := perform(t)
	if n := len(s.Commands(discordtest.Guild{})); n != len(commands()) {
		t.Errorf("%d commands, want %d", n, len(commands()))
	}
	about := func(r discordtest.Request) bool { return contains(r.Path, "/commands") }
	count := func() (n int) {
		for _, r := range s.Requests() {
			if about(r) {
				n++
			}
		}
		return n
	}
	if n := count(); n != 1 {
		t.Errorf("%d requests about commands, want 1", n)
	}
	s.stop()

	again := prepare(t, s.Discord, func(cfg *Config) { cfg.Notes = s.store })
	again.run()
	again.logged("commands registered before")
	if n := count(); n != 1 {
		t.Errorf("%d requests after a restart, want 1", n)
	}
	// A release with other commands has another hash.
	path := "/applications/" + s.ApplicationID() + "/commands"
	if err := s.store.PutNote(s.ctx, "hash of PUT "+path, "of an older release"); err != nil {
		t.Fatal(err)
	}
	if err := again.client.register(again.ctx, s.ApplicationID()); err != nil {
		t.Fatal(err)
	}
	if n := len(s.RequestsTo(commandsRoute)); n != 2 {
		t.Errorf("overwritten %d times, want 2", n)
	}
	// So has another application, or a failed registration.
	s.Fail(commandsRoute, discordtest.Refused(400, 50035))
	for range 2 {
		if err := again.client.register(again.ctx, "1"); err != nil && !hasCode(err, codeInvalidForm) {
			t.Fatal(err)
		}
	}
	if n := len(s.RequestsTo(commandsRoute)); n != 4 {
		t.Errorf("overwritten %d times, want 4", n)
	}
}

func TestHashFollowsTheDefinition(t *testing.T) {
	t.Parallel()
	first, err := hashOf(commands())
	if err != nil {
		t.Fatal(err)
	}
	changed := commands()
	changed[0].Options[0].Description += "!"
	for name, all := range map[string]struct {
		commands []*discordgo.ApplicationCommand
		same     bool
	}{"the same": {commands(), true}, "another description": {changed, false}, "one fewer": {commands()[1:], false}} {
		hash, err := hashOf(all.commands)
		if err != nil || (hash == first) != all.same {
			t.Errorf("%s: hash %s, %v", name, hash, err)
		}
	}
}

func TestCommandsOfOneServer(t *testing.T) {
	t.Parallel()
	s := perform(t, func(cfg *Config) { cfg.Guild = "" })
	s.stop()
	dev := prepare(t, s.Discord, func(cfg *Config) { cfg.Guild = s.Guild().ID })
	dev.run()
	dev.logged("commands registered")
	if n := len(s.RequestsTo(commandsRoute)); n != 1 {
		t.Errorf("%d global registrations, want only that of before", n)
	}
	if n := len(s.RequestsTo(guildCommandsRoute)); n != 1 {
		t.Errorf("%d registrations in the server, want 1", n)
	}
	var sent []map[string]any
	if err := json.Unmarshal(s.RequestsTo(guildCommandsRoute)[0].JSON, &sent); err != nil {
		t.Fatal(err)
	}
	for _, c := range sent {
		if c["contexts"] != nil || c["integration_types"] != nil {
			t.Errorf("%v says where it can be used", c["name"])
		}
	}
	dev.wants(dev.answer(ask("what is LoRA?")).Text(), "LoRA")
}

// TestWhereCommandsCanBeUsed: everything but /digest works in servers, direct
// messages and group chats, for whoever installed the bot.
func TestWhereCommandsCanBeUsed(t *testing.T) {
	t.Parallel()
	for _, c := range commands() {
		contexts, installs := 3, 2
		if c.Name == commandDigest {
			contexts, installs = 1, 1
		}
		if len(*c.Contexts) != contexts || len(*c.IntegrationTypes) != installs {
			t.Errorf("%s: contexts %v, installs %v", c.Name, *c.Contexts, *c.IntegrationTypes)
		}
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	links := Links("42")
	for name, tt := range map[string]struct {
		link string
		want url.Values
	}{
		"server": {links.Server, url.Values{"client_id": {"42"}, "integration_type": {"0"}, "scope": {"bot applications.commands"}, "permissions": {"309237763072"}}},
		"user":   {links.User, url.Values{"client_id": {"42"}, "integration_type": {"1"}, "scope": {"applications.commands"}}},
	} {
		u, err := url.Parse(tt.link)
		if err != nil || u.Host+u.Path != "discord.com/oauth2/authorize" || !reflect.DeepEqual(u.Query(), tt.want) {
			t.Errorf("%s: %s, %v", name, tt.link, err)
		}
	}
}

func TestLookUp(t *testing.T) {
	t.Parallel()
	d := fake(t)
	id, err := LookUp(t.Context(), d.URL(), d.Token())
	if err != nil || id.AppID != d.ApplicationID() || id.Name != "paperbot" {
		t.Errorf("got %+v, %v", id, err)
	}
	if _, err := LookUp(t.Context(), d.URL(), "another"); err == nil || !contains(err.Error(), "not accepted") {
		t.Errorf("wrong token: %v", err)
	}
	d.Fail("GET /applications/@me", discordtest.Fault{Status: http.StatusOK, Body: "{}"})
	if _, err := LookUp(t.Context(), d.URL(), d.Token()); err == nil {
		t.Error("no application, and no error")
	}
}
