package discord

import (
	"errors"
	"testing"
	"time"

	"paperbot/bot"
	"paperbot/bot/discordtest"
)

// morning is a clock that stands at eight in the morning in Berlin.
func morning(cfg *Config) {
	at := time.Date(2026, 11, 25, 7, 0, 0, 0, time.UTC)
	cfg.Now = func() time.Time { return at }
	cfg.timings.window, cfg.timings.think = patience, patience
}

// setDigest sets a digest at half past nine in Berlin.
func (s *stage) setDigest(c discordtest.Channel, more discordtest.Options) {
	s.t.Helper()
	options := discordtest.Options{"time": "09:30", "zone": "Berlin", "channel": c, "topic": "LoRA", "papers": 3}
	for name, value := range more {
		options[name] = value
	}
	s.wants(s.answer(digest(s, "set", options)).Text(), "Every day from now on", "<#"+c.ID+">")
}

func (s *stage) subscription(c discordtest.Channel) bot.Subscription {
	s.t.Helper()
	sub, err := s.store.Subscription(s.ctx, bot.ChannelID(c.ID))
	if err != nil {
		s.t.Fatal(err)
	}
	return sub
}

// today and tomorrow are when the digest of setDigest is due next.
const (
	today    = "Next post: <t:1795595400:f>"
	tomorrow = "Next post: <t:1795681800:f>"
)

// delivered records that a channel has had its digest of the day.
func (s *stage) delivered(c discordtest.Channel) {
	s.t.Helper()
	at := time.Date(2026, 11, 25, 6, 0, 0, 0, time.UTC)
	n, err := s.store.Claim(s.ctx, []bot.Delivery{{
		Channel: bot.ChannelID(c.ID), Date: "2026-11-25", State: bot.DeliverySent, Scheduled: at, Expires: at, UpdatedAt: at,
	}})
	if err != nil || n != 1 {
		s.t.Fatalf("claimed %d, %v", n, err)
	}
}

func TestDigestPauseAndResume(t *testing.T) {
	t.Parallel()
	changes := make(chan struct{}, 10)
	s := perform(t, morning, func(cfg *Config) { cfg.Changed = func() { changes <- struct{}{} } })
	s.wants(s.answer(digest(s, "pause", nil)).Text(), "has no digest")
	s.wants(s.answer(digest(s, "resume", nil)).Text(), "has no digest")
	s.setDigest(s.Channel(), nil)
	s.wants(s.answer(digest(s, "resume", nil)).Text(), "It is not paused", today)

	s.wants(s.answer(digest(s, "pause", nil)).Text(), "Paused", "/digest resume")
	if sub := s.subscription(s.Channel()); sub.Active() || sub.Topic != "LoRA" || sub.Count != 3 {
		t.Errorf("paused: %+v", sub)
	}
	s.wants(s.answer(digest(s, "pause", nil)).Text(), "Nothing is posted as it is", "paused")
	s.wants(s.answer(digest(s, "list", nil)).Text(), "paused")

	s.wants(s.answer(digest(s, "resume", nil)).Text(), "Resumed", today)
	if sub := s.subscription(s.Channel()); !sub.Active() || !sub.CreatedAt.Equal(s.client.cfg.Now()) {
		t.Errorf("resumed: %+v", sub)
	}
	s.delivered(s.Channel())
	s.answer(digest(s, "pause", nil))
	s.wants(s.answer(digest(s, "resume", nil)).Text(), "Resumed", tomorrow)
	if len(changes) != 5 {
		t.Errorf("told of %d changes, want 5", len(changes))
	}
}

// TestResumeChecksPermissions also takes up a digest that was stopped because the
// channel was forbidden.
func TestResumeChecksPermissions(t *testing.T) {
	t.Parallel()
	s := perform(t)
	c := s.AddChannel(s.Guild(), discordtest.Channel{Name: "news"})
	s.setDigest(c, nil)
	sub := s.subscription(c)
	sub.State, sub.Reason = bot.SubscriptionBlocked, "I may not"
	if err := s.store.PutSubscription(s.ctx, sub); err != nil {
		t.Fatal(err)
	}
	c.Without = int64(permissionSendMessages)
	s.SetChannel(c)
	s.wants(s.answer(digest(s, "resume", discordtest.Options{"channel": c})).Text(), "I need: **Send Messages**")
	if s.subscription(c).Active() {
		t.Error("resumed although it cannot post")
	}
	c.Without = 0
	s.SetChannel(c)
	s.wants(s.answer(digest(s, "resume", discordtest.Options{"channel": c})).Text(), "Resumed", "Next post")
	if sub := s.subscription(c); !sub.Active() || sub.Reason != "" {
		t.Errorf("resumed: %+v", sub)
	}
}

func TestDigestMove(t *testing.T) {
	t.Parallel()
	s := perform(t, morning)
	news := s.AddChannel(s.Guild(), discordtest.Channel{Name: "news", Kind: discordtest.Announcement})
	forum := s.AddChannel(s.Guild(), discordtest.Channel{Name: "forum", Kind: discordtest.Forum})
	s.setDigest(news, discordtest.Options{"publish": true})
	before := s.subscription(news)
	if !before.Publish {
		t.Error("not to be published")
	}
	move := func(from, to discordtest.Channel) string {
		t.Helper()
		return s.answer(digest(s, "move", discordtest.Options{"channel": from, "to": to})).Text()
	}
	s.wants(move(news, forum), "Moved from <#"+news.ID+">: <#"+forum.ID+"> at 09:30", today, "no longer published")
	want := before
	want.Channel, want.Publish, want.CreatedAt = bot.ChannelID(forum.ID), false, s.client.cfg.Now()
	if got := s.subscription(forum); got != want {
		t.Errorf("moved: %+v, want %+v", got, want)
	}
	s.wants(move(news, forum), "<#"+news.ID+"> has no digest")
	s.wants(move(forum, forum), "already")

	// The channel to which it comes back has had its digest of the day.
	s.delivered(news)
	s.wants(move(forum, news), "Moved", tomorrow)
	s.setDigest(forum, nil)
	s.wants(move(news, forum), "has a digest already")
	if s.subscription(forum).Channel == s.subscription(news).Channel {
		t.Error("one was lost")
	}
}

func TestMoveChecksTheTarget(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.setDigest(s.Channel(), nil)
	for name, tt := range map[string]struct {
		channel discordtest.Channel
		want    string
	}{
		"hidden":        {discordtest.Channel{Without: int64(permissionViewChannel)}, "**View Channel**, **Send Messages**"},
		"mute":          {discordtest.Channel{Without: int64(permissionSendMessages)}, "**Send Messages**"},
		"mute forum":    {discordtest.Channel{Kind: discordtest.Forum, Without: int64(permissionSendMessages)}, "**Send Messages (Create Posts)**"},
		"locked":        {discordtest.Channel{Kind: discordtest.Thread, Locked: true}, "is locked"},
		"voice":         {discordtest.Channel{Kind: 2}, "I cannot post in"},
		"private, gone": {discordtest.Channel{ID: "2", Kind: discordtest.PrivateThread}, "private thread that I am not in"},
	} {
		c := tt.channel
		if c.ID == "" {
			c = s.AddChannel(s.Guild(), c)
		}
		if got := s.answer(digest(s, "move", discordtest.Options{"to": c})).Text(); !contains(got, tt.want) {
			t.Errorf("%s: no %q in %q", name, tt.want, got)
		}
	}
	if sub := s.subscription(s.Channel()); sub.Topic != "LoRA" {
		t.Errorf("moved nevertheless: %+v", sub)
	}
}

// TestDigestOfAnotherServer: no subcommand touches the digest of a channel of
// another server.
func TestDigestOfAnotherServer(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.setDigest(s.Channel(), nil)
	sub := s.subscription(s.Channel())
	sub.Server = "1"
	if err := s.store.PutSubscription(s.ctx, sub); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"pause", "resume", "remove", "preview"} {
		s.wants(s.answer(digest(s, name, nil)).Text(), "has no digest")
	}
	other := s.AddChannel(s.Guild(), discordtest.Channel{Name: "other"})
	s.wants(s.answer(digest(s, "move", discordtest.Options{"to": other})).Text(), "has no digest")
	if _, err := s.store.Subscription(s.ctx, bot.ChannelID(other.ID)); !errors.Is(err, bot.ErrNoSubscription) {
		t.Errorf("moved: %v", err)
	}
}

// TestDigestInsideAThread: without a channel given it is the thread that counts,
// with its own permissions.
func TestDigestInsideAThread(t *testing.T) {
	t.Parallel()
	s := perform(t)
	thread := s.AddChannel(s.Guild(), discordtest.Channel{Kind: discordtest.Thread, Parent: s.Channel().ID, Without: int64(permissionSendInThreads)})
	command := digest(s, "set", discordtest.Options{"time": "09:30", "zone": "Berlin"})
	command.Channel = thread
	s.wants(s.answer(command).Text(), "**Send Messages in Threads**")
	thread.Without = int64(permissionSendMessages) // which has no meaning there
	s.SetChannel(thread)
	command.Channel = thread
	s.wants(s.answer(command).Text(), "Every day from now on: <#"+thread.ID+">")
}
