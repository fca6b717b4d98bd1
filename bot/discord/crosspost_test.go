package discord

import (
	"testing"
	"time"

	"paperbot/bot"
	"paperbot/bot/discordtest"
	"paperbot/corpus/seed"
)

const crosspostRoute = "POST /channels/*/messages/*/crosspost"

// news is a running client and an announcement channel with a digest in it.
func news(t *testing.T) (*stage, discordtest.Channel) {
	t.Helper()
	s := perform(t)
	return s, s.AddChannel(s.Guild(), discordtest.Channel{Name: "news", Kind: discordtest.Announcement})
}

// postNews posts a digest that is to be published.
func (s *stage) postNews(c discordtest.Channel, nonce string) {
	s.t.Helper()
	d := s.in(c)
	d.Subscription.Publish = true
	if _, err := s.client.Post(s.ctx, bot.ChannelID(c.ID), nonce, d); err != nil {
		s.t.Fatal(err)
	}
}

func TestDigestIsPublished(t *testing.T) {
	t.Parallel()
	s, c := news(t)
	if _, err := s.postIn(c, false); err != nil { // not to be published
		t.Fatal(err)
	}
	s.postNews(c, "nonce-2")
	s.logged("digest published")
	if all := s.Messages(c); len(all) != 2 || all[0].Crossposted() || !all[1].Crossposted() {
		t.Errorf("messages: %+v", all)
	}
	s.postNews(c, "nonce-2") // taken for the same message: published already, which is fine
	if err := s.WaitUntil(s.ctx, func() bool { return len(s.RequestsTo(crosspostRoute)) == 2 }); err != nil {
		t.Fatal(err)
	}
}

// TestPublishingHoldsUpNothing: the limit of ten an hour asks to wait for most of
// one. The post is there, the next one too, and the failure is logged.
func TestPublishingHoldsUpNothing(t *testing.T) {
	t.Parallel()
	s, c := news(t)
	s.Fail(crosspostRoute, discordtest.RateLimited(50*time.Minute))
	s.postNews(c, "nonce-1")
	s.logged("digest not published")
	other := s.AddChannel(s.Guild(), discordtest.Channel{Kind: discordtest.Announcement})
	s.postNews(other, "nonce-2")
	s.logged("digest published")
	if len(s.Messages(c)) != 1 || len(s.RequestsTo(crosspostRoute)) != 2 {
		t.Errorf("%d messages, %d requests", len(s.Messages(c)), len(s.RequestsTo(crosspostRoute)))
	}
}

func TestPublishingThatHangs(t *testing.T) {
	t.Parallel()
	s, c := news(t)
	s.Fail(crosspostRoute, discordtest.Fault{Hang: true})
	for _, nonce := range []string{"1", "2", "3"} { // returns although nothing is published
		s.postNews(c, nonce)
	}
	if len(s.Messages(c)) != 3 {
		t.Errorf("%d messages", len(s.Messages(c)))
	}
}

func TestPublishQueueIsBounded(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t)) // does not run: nothing is taken from the queue
	d := bot.Digest{Subscription: bot.Subscription{Publish: true}}
	for range publishQueue + 1 {
		s.client.publishLater("1", "2", d)
	}
	s.logged("too many are waiting")
}

// A published digest is shown in servers that follow the channel, too, where the
// bot is no member as a rule. Whoever presses its buttons there is answered, but to
// them alone, and the copy stays as it is.
func TestPressOnAFollowedCopyIsAnsweredPrivately(t *testing.T) {
	t.Parallel()
	s, c := news(t)
	d := s.in(c)
	d.Subscription.Publish, d.Items = true, []bot.Item{{Rank: 1, Paper: seed.Papers()[0]}}
	if _, err := s.client.Post(s.ctx, bot.ChannelID(c.ID), "nonce-1", d); err != nil {
		t.Fatal(err)
	}
	s.logged("digest published")
	there := s.AddChannel(s.AddGuild("elsewhere"), discordtest.Channel{Name: "followed"})
	copied := s.Follow(s.Messages(c)[0], there)
	scene := discordtest.Scene{Channel: there, User: s.AddUser("bob"), UserInstalled: true}
	for label, want := range map[string]string{"▲": "Up-votes here: 1", "Abstract": "**Abstract**", "Similar": "Papers like"} {
		response, answer := s.press(copied, label, scene)
		if response.Type != callbackMessage || !answer.Ephemeral() {
			t.Errorf("%s: callback of type %d, ephemeral %v", label, response.Type, answer.Ephemeral())
		}
		s.wants(answer.Text(), want)
	}
	s.wantVotes(s.Messages(c)[0], "▲") // a vote there is none here
}
