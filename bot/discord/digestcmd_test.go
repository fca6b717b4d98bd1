package discord

import (
	"strings"
	"testing"

	"paperbot/bot"
	"paperbot/bot/discordtest"
)

// digest is a subcommand of /digest, used by who may manage the server.
func digest(s *stage, subcommand string, options discordtest.Options) discordtest.SlashCommand {
	return discordtest.SlashCommand{
		Scene: discordtest.Scene{User: s.User(), Channel: s.Channel(), Can: int64(permissionManageServer)},
		Name:  "digest " + subcommand, Options: options,
	}
}

func TestDigestLife(t *testing.T) {
	t.Parallel()
	changes := make(chan struct{}, 10)
	s := perform(t, func(cfg *Config) { cfg.Changed = func() { changes <- struct{}{} } })
	s.wants(s.answer(digest(s, "list", nil)).Text(), "No channel of this server has a digest yet")

	set := s.answer(digest(s, "set", discordtest.Options{"time": "9:30 am", "zone": "berlin", "papers": 3, "topic": "*LoRA*"}))
	s.wants(set.Text(), "<#"+s.Channel().ID+">", "09:30", "Europe/Berlin", "papers: 3", `\*LoRA\*`, "Next post: <t:")
	if !set.Ephemeral() {
		t.Error("the setting is shown to everyone")
	}
	sub, err := s.store.Subscription(s.ctx, bot.ChannelID(s.Channel().ID))
	if err != nil {
		t.Fatal(err)
	}
	if sub.At != 9*60+30 || sub.Zone != "Europe/Berlin" || sub.Count != 3 || sub.Topic != "*LoRA*" || sub.CreatedBy != bot.UserID(s.User().ID) {
		t.Errorf("stored: %+v", sub)
	}
	s.wants(s.answer(digest(s, "list", nil)).Text(), "09:30", "Next post")
	s.wants(s.answer(digest(s, "preview", nil)).Text(), "LoRA", "**1. [")
	s.wants(s.answer(digest(s, "remove", nil)).Text(), "gets no more digests")
	s.wants(s.answer(digest(s, "remove", nil)).Text(), "has no digest")
	s.wants(s.answer(digest(s, "preview", nil)).Text(), "has no digest")
	if len(changes) != 2 {
		t.Errorf("told of %d changes, want 2", len(changes))
	}
}

// TestDigestWithout leaves a topic out, and asks the preview why.
func TestDigestWithout(t *testing.T) {
	t.Parallel()
	s := perform(t)
	all := discordtest.Options{"time": "9:30", "zone": "berlin", "papers": 3, "topic": "LoRA"}
	s.answer(digest(s, "set", all))
	plain := s.answer(digest(s, "preview", nil))
	s.wants(plain.Text(), "MultiLoRA", "rank 2 in the list")
	if strings.Contains(plain.Text(), "Left out") {
		t.Errorf("left out for no reason: %s", plain.Text())
	}
	all["without"] = "*multi-task*"
	s.wants(s.answer(digest(s, "set", all)).Text(), `not on **\*multi-task\***`)
	preview := s.answer(digest(s, "preview", nil)).Text()
	s.wants(preview, "Left out: “MultiLoRA: Democratizing LoRA", "(it is on “\\*multi-task\\*”)")
	if strings.Contains(preview, "[MultiLoRA") {
		t.Errorf("a paper on the topic is in it: %s", preview)
	}
}

func TestDigestMistakes(t *testing.T) {
	t.Parallel()
	s := perform(t)
	hidden := s.AddChannel(s.Guild(), discordtest.Channel{Name: "secret", Without: int64(permissionViewChannel)})
	mute := s.AddChannel(s.Guild(), discordtest.Channel{Name: "mute", Without: int64(permissionSendMessages)})
	forum := s.AddChannel(s.Guild(), discordtest.Channel{Name: "forum", Kind: discordtest.Forum, Without: int64(permissionSendInThreads)})
	posts := s.AddChannel(s.Guild(), discordtest.Channel{Name: "media", Kind: discordtest.Media, Without: int64(permissionSendMessages)})
	thread := s.AddChannel(s.Guild(), discordtest.Channel{Kind: discordtest.Thread, Parent: s.Channel().ID, Without: int64(permissionSendInThreads)})
	locked := s.AddChannel(s.Guild(), discordtest.Channel{Kind: discordtest.Thread, Parent: s.Channel().ID, Locked: true})
	voice := s.AddChannel(s.Guild(), discordtest.Channel{Kind: 2})
	good := discordtest.Options{"time": "09:30", "zone": "Europe/Berlin"}
	with := func(more discordtest.Options) discordtest.Options {
		all := discordtest.Options{}
		for _, options := range []discordtest.Options{good, more} {
			for name, value := range options {
				all[name] = value
			}
		}
		return all
	}
	tests := []struct {
		name    string
		options discordtest.Options
		want    string
	}{
		{"a channel that the bot cannot see", with(discordtest.Options{"channel": hidden}), "**View Channel**"},
		{"a channel where it may not write", with(discordtest.Options{"channel": mute}), "**Send Messages**"},
		{"a forum in whose posts it may not write", with(discordtest.Options{"channel": forum}), "I need: **Send Messages in Threads (in Posts)**"},
		{"a media channel where it may not post", with(discordtest.Options{"channel": posts}), "I need: **Send Messages (Create Posts)**"},
		{"a thread where it may not write", with(discordtest.Options{"channel": thread}), "I need: **Send Messages in Threads**"},
		{"a locked thread", with(discordtest.Options{"channel": locked}), "is locked"},
		{"a voice channel", with(discordtest.Options{"channel": voice}), "I cannot post in"},
		{"publishing where nobody can follow", with(discordtest.Options{"publish": true}), "is no announcement channel"},
		{"an unknown zone", with(discordtest.Options{"zone": "Europe/Berlinn"}), "Did you mean Europe/Berlin"},
		{"no zone at all", with(discordtest.Options{"zone": "**"}), "zone"},
		{"an unknown time", with(discordtest.Options{"time": "half past"}), "I cannot read “half past” as a time"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := s.answer(digest(s, "set", tt.options))
			if got := read(m.Text()).text(); !contains(m.Text(), tt.want) && !contains(got, tt.want) {
				t.Errorf("no %q in %q", tt.want, m.Text())
			}
		})
	}
	subs, err := s.store.ServerSubscriptions(s.ctx, bot.ServerID(s.Guild().ID))
	if err != nil || len(subs) != 0 {
		t.Errorf("stored: %v, %v", subs, err)
	}
}

func TestDigestIsForThoseWhoManageTheServer(t *testing.T) {
	t.Parallel()
	s := perform(t)
	command := digest(s, "set", discordtest.Options{"time": "09:30", "zone": "Berlin"})
	command.Can = 0
	s.wants(s.answer(command).Text(), "Manage Server")
}

func TestZoneSuggestions(t *testing.T) {
	t.Parallel()
	s := perform(t)
	typed := discordtest.Autocomplete{
		Scene: discordtest.Scene{User: s.User(), Channel: s.Channel(), Can: int64(permissionManageServer)},
		Name:  "digest set", Options: discordtest.Options{"zone": "ber"}, Focused: "zone",
	}
	r, err := s.Interact(typed).Response(s.ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Choices {
		if c.Value == "Europe/Berlin" && contains(c.Name, " now, UTC+") {
			return
		}
	}
	t.Errorf("no Berlin among %v", r.Choices)
}
