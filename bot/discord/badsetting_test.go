package discord

import (
	"fmt"
	"sync"
	"testing"

	"paperbot/bot"
	"paperbot/bot/discordtest"
)

// A text channel becomes a forum, and one that can be followed: its digest goes on
// as what it has become takes it.
func TestBadInput_channel_changes_type(t *testing.T) {
	t.Parallel()
	s := perform(t)
	c := s.AddChannel(s.Guild(), discordtest.Channel{})
	post := func(kind discordtest.Kind, nonce string) error {
		c.Kind = kind
		s.SetChannel(c)
		d := s.in(c)
		d.Subscription.Publish, d.Subscription.Thread = true, true
		_, err := s.client.Post(s.ctx, bot.ChannelID(c.ID), nonce, d)
		return err
	}
	for i, kind := range []discordtest.Kind{discordtest.Text, discordtest.Announcement, discordtest.Forum} {
		if err := post(kind, fmt.Sprint(i)); err != nil {
			t.Fatalf("kind %v: %v", kind, err)
		}
	}
	if messages, threads := s.Messages(c), s.Threads(c); len(messages) != 2 || len(threads) != 3 {
		t.Errorf("%d messages, threads %+v", len(messages), threads) // a thread on each message, and the forum's post
	}
}

// Two moderators set, move and remove digests at once: each command is answered,
// and what is there in the end is what one of them wanted, once.
func TestBadInput_two_moderators_at_once(t *testing.T) {
	t.Parallel()
	s := perform(t)
	other := s.AddChannel(s.Guild(), discordtest.Channel{})
	set := func(time string, papers int) discordtest.SlashCommand {
		return digest(s, "set", discordtest.Options{"time": time, "zone": "UTC", "papers": papers})
	}
	s.answer(set("7:00", 7))
	for range 5 {
		var both sync.WaitGroup
		for _, command := range []discordtest.SlashCommand{
			set("8:00", 8), set("9:00", 9), digest(s, "move", discordtest.Options{"to": other}), digest(s, "move", discordtest.Options{"to": other}),
		} {
			both.Go(func() {
				if _, err := s.Interact(command).Message(s.ctx); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		subs, err := s.store.ServerSubscriptions(s.ctx, bot.ServerID(s.Guild().ID))
		if err != nil || len(subs) == 0 || len(subs) > 2 {
			t.Fatalf("%+v, %v", subs, err)
		}
		seen := map[bot.ChannelID]bool{}
		for _, sub := range subs {
			if seen[sub.Channel] || int(sub.At) != sub.Count*60 {
				t.Errorf("half of one and half of the other: %+v", sub)
			}
			seen[sub.Channel] = true
		}
		s.answer(digest(s, "remove", discordtest.Options{"channel": other}))
	}
}
