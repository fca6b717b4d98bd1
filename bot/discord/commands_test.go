package discord

import (
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
