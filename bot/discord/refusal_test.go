package discord

import (
	"errors"
	"testing"

	"paperbot/bot"
	"paperbot/bot/discordtest"
)

// stopDigest has a post refused for good, which the member who set the digest is
// to be told by direct message.
func (s *stage) stopDigest(c *Client, where discordtest.Channel) {
	s.t.Helper()
	d := s.in(where)
	d.Subscription.CreatedBy = bot.UserID(s.User().ID)
	s.Fail("POST /channels/"+where.ID+"/messages", discordtest.Refused(404, 10003))
	var blocked bot.Blocked
	if _, err := c.Post(s.ctx, bot.ChannelID(where.ID), "nonce", d); !errors.As(err, &blocked) {
		s.t.Fatalf("got %v, want it blocked", err)
	}
}

// anotherClient is one that has been restarted: it has the store of the first.
func (s *stage) anotherClient() *Client {
	s.t.Helper()
	c, err := New(s.client.cfg)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// Who takes no direct messages is known after a restart, is told so after their next
// answer, and is written to again once they set a digest.
func TestWhoTakesNoDirectMessagesIsLeftAloneAfterARestart(t *testing.T) {
	t.Parallel()
	s := perform(t)
	c := s.AddChannel(s.Guild(), discordtest.Channel{Name: "papers"})
	toMember := "POST /channels/" + s.DirectChannel(s.User()).ID + "/messages"
	s.RefuseDMs(s.User())
	s.stopDigest(s.client, c)
	s.sent(1, toMember)

	show := s.Interact(privacy("show"))
	kept, err := show.Message(s.ctx)
	if err != nil {
		t.Fatal(err)
	}
	s.wants(kept.Text(), "that you take no direct messages from me")
	told, err := show.Followups(s.ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	s.wants(told[0].Text(), "A digest that you set up has stopped", "/digest list")
	s.stopDigest(s.anotherClient(), c)
	s.sent(1, toMember)
	if refuses, err := s.store.Refuses(s.ctx, bot.UserID(s.User().ID)); !refuses || err != nil {
		t.Errorf("refuses %v, %v", refuses, err)
	}
	s.setDigest(c, nil)
	s.stopDigest(s.anotherClient(), c)
	s.sent(2, toMember)
}

// /alert add asks for direct messages: it ends the day for which the client leaves
// a member alone, too.
func TestAlertAddEndsARefusal(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.client.directs.closed.Add(s.User().ID, s.client.cfg.Now())
	s.answer(addAlert("MultiLoRA"))
	if err := s.client.direct(s.ctx, s.User().ID, s.client.speaking("").notice("hello").body()); err != nil {
		t.Error(err)
	}
}

func TestPrivacyDeleteForgetsARefusal(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.RefuseDMs(s.User())
	s.stopDigest(s.client, s.AddChannel(s.Guild(), discordtest.Channel{Name: "papers"}))
	s.answer(privacy("delete"))
	s.wants(s.answer(privacy("show")).Text(), keptNothing)
	s.stop()
	s.wantNotInFile(s.User().ID)
}
