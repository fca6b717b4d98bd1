package discord

import (
	"strings"
	"testing"

	"paperbot/bot"
	"paperbot/bot/discordtest"
)

const discussionRoute = "POST /channels/*/messages/*/threads"

// postDiscussed posts a digest that is to have a thread.
func (s *stage) postDiscussed(c discordtest.Channel, nonce string) {
	s.t.Helper()
	d := s.in(c)
	d.Subscription.Thread = true
	if id, err := s.client.Post(s.ctx, bot.ChannelID(c.ID), nonce, d); err != nil || id == "" {
		s.t.Fatal(id, err)
	}
}

// A digest has its thread, with the digest's title; posted again, as after a crash,
// it is one message with one thread.
func TestDigestWithAThread(t *testing.T) {
	t.Parallel()
	for _, kind := range []discordtest.Kind{discordtest.Text, discordtest.Announcement} {
		s := perform(t)
		c := s.AddChannel(s.Guild(), discordtest.Channel{Kind: kind})
		if _, err := s.postIn(c, false); err != nil || len(s.Threads(c)) > 0 { // not to have one
			t.Fatal(err, s.Threads(c))
		}
		for range 2 {
			s.postDiscussed(c, "nonce-2")
		}
		threads := s.Threads(c)
		if len(s.Messages(c)) != 2 || len(threads) != 1 || threads[0].ID != s.Messages(c)[1].ID {
			t.Fatalf("%d messages, threads %+v", len(s.Messages(c)), threads)
		}
		if !strings.Contains(threads[0].Name, "25 November 2026") {
			t.Errorf("the thread is called %q", threads[0].Name)
		}
		if n := len(s.RequestsTo(discussionRoute)); n != 2 {
			t.Errorf("%d requests", n)
		}
	}
}

// Whatever happens to the thread, the post is posted.
func TestThreadThatFails(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]discordtest.Fault{
		"forbidden": {Status: 403, Code: codeMissingPermissions}, "gone": {Status: 404, Code: 10008}, "broken": {Status: 500, Times: discordtest.Always},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := perform(t)
			c := s.AddChannel(s.Guild(), discordtest.Channel{})
			s.Fail(discussionRoute, fault)
			s.postDiscussed(c, "nonce")
			s.logged("no thread on a digest")
			if len(s.Messages(c)) != 1 || len(s.Threads(c)) != 0 {
				t.Errorf("%d messages, %d threads", len(s.Messages(c)), len(s.Threads(c)))
			}
		})
	}
}

// A forum's post, which is a thread, gets no second one.
func TestForumPostHasNoThread(t *testing.T) {
	t.Parallel()
	s := perform(t)
	c := s.AddChannel(s.Guild(), discordtest.Channel{Kind: discordtest.Forum})
	s.postDiscussed(c, "nonce")
	if n := len(s.RequestsTo(discussionRoute)); n != 0 || len(s.Threads(c)) != 1 {
		t.Errorf("%d requests, posts %+v", n, s.Threads(c))
	}
}

// What /digest set says about threads and days, and what is kept of them.
func TestDigestSetThreadAndDays(t *testing.T) {
	t.Parallel()
	s := perform(t)
	options := func(more discordtest.Options) discordtest.Options {
		all := discordtest.Options{"time": "9:30", "zone": "UTC"}
		for name, value := range more {
			all[name] = value
		}
		return all
	}
	const createThreads = 1 << 35
	forum := s.AddChannel(s.Guild(), discordtest.Channel{Kind: discordtest.Forum})
	mute := s.AddChannel(s.Guild(), discordtest.Channel{Without: createThreads})
	for _, tt := range []struct {
		name    string
		options discordtest.Options
		says    string
	}{
		{"in a forum", discordtest.Options{"thread": true, "channel": forum}, "no threads of their own"},
		{"without the permission", discordtest.Options{"thread": true, "channel": mute}, "**Create Public Threads**"},
		{"no days", discordtest.Options{"days": "someday"}, "I cannot read “someday” as days"},
	} {
		s.wants(s.answer(digest(s, "set", options(tt.options))).Text(), tt.says)
	}
	s.wants(s.answer(digest(s, "set", options(discordtest.Options{"days": "mon,wed", "thread": true}))).Text(),
		"From now on: <#", "Mon, Wed", "with a thread on each post")
	s.wants(s.answer(digest(s, "list", nil)).Text(), "Mon, Wed", "with a thread on each post")
	s.wants(s.answer(digest(s, "set", options(discordtest.Options{"days": "weekdays"}))).Text(), "from Monday to Friday")
	s.wants(s.answer(digest(s, "set", options(nil))).Text(), "Every day from now on")
	sub, err := s.store.Subscription(s.ctx, bot.ChannelID(s.Channel().ID))
	if err != nil || sub.Days != bot.EveryDay || sub.Thread {
		t.Errorf("%+v, %v", sub, err)
	}
}
