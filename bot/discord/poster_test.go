package discord

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"paperbot/bot"
	"paperbot/bot/discordtest"
	"paperbot/corpus"
)

func someDigest() bot.Digest {
	return bot.Digest{
		Subscription: bot.Subscription{Channel: "1", Topic: "LoRA"}, Date: "2026-11-25",
		Items: []bot.Item{{Rank: 1, Paper: corpus.Paper{ID: "title:y", Title: "Y", URL: "https://y.org"}, Reason: spoken("rank 1 in the list")}},
	}
}

// post posts a digest to the Discord's own channel.
func (s *stage) post(nonce string) (string, error) {
	return s.client.Post(s.ctx, bot.ChannelID(s.Channel().ID), nonce, someDigest())
}

func TestPostDigestOnce(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	first, err := s.post("nonce-1")
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.post("nonce-1")
	if err != nil || again != first {
		t.Errorf("second post: %q, %v; want %q", again, err, first)
	}
	all := s.Messages(s.Channel())
	if len(all) != 1 || all[0].Nonce != "nonce-1" || !all[0].ComponentsV2() {
		t.Fatalf("messages: %+v", all)
	}
	s.wants(all[0].Text(), "**Papers on LoRA for Wednesday, 25 November 2026**", "rank 1 in the list")
}

// A retry whose first message was taken, and deleted by a moderator before the
// retry, is done: neither is the channel blocked nor the digest posted again.
func TestPostDigestDeletedMeanwhile(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	first, err := s.post("nonce-1")
	if err != nil {
		t.Fatal(err)
	}
	remove := request{method: "DELETE", path: "/channels/" + s.Channel().ID + "/messages/" + first}
	if err := s.client.chat.rest.do(s.ctx, remove, nil); err != nil {
		t.Fatal(err)
	}
	if id, err := s.post("nonce-1"); err != nil || id != "" {
		t.Errorf("second post: %q, %v; want done", id, err)
	}
	if all := s.Messages(s.Channel()); len(all) != 1 || !all[0].Deleted {
		t.Errorf("posted again: %+v", all)
	}
}

func TestPostErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault discordtest.Fault
		want  error
	}{
		{"unknown channel", discordtest.Refused(404, 10003), bot.Blocked{}},
		{"missing access", discordtest.Refused(403, 50001), bot.Blocked{}},
		{"cannot write to this person", discordtest.Refused(403, 50007), bot.Blocked{}},
		{"forum", discordtest.Refused(400, 40058), bot.Blocked{}},
		{"rate limit", discordtest.RateLimited(1500 * time.Millisecond), bot.Retry{}},
		{"edge rate limit", discordtest.EdgeLimited(time.Second), bot.Retry{}},
		{"overloaded, says Discord", discordtest.Refused(503, 130000), bot.Retry{}},
		{"empty message", discordtest.Refused(400, 50006), bot.Refused{}},
		{"bad gateway, says a proxy", discordtest.Fault{Status: 502, Body: "<html>bad gateway</html>"}, bot.Uncertain{}},
		{"answer lost", discordtest.Fault{Drop: discordtest.DropAfter}, bot.Uncertain{}},
		{"request lost, perhaps", discordtest.Fault{Drop: discordtest.DropBefore}, bot.Uncertain{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := prepare(t, fake(t))
			s.Fail("POST /channels/*/messages", tt.fault)
			_, err := s.post("n")
			if reflect.TypeOf(err) != reflect.TypeOf(tt.want) {
				t.Errorf("got %#v", err)
			}
			var retry bot.Retry
			if errors.As(err, &retry) && tt.fault.Status == 429 && retry.After < time.Second {
				t.Errorf("to be tried again after %v", retry.After)
			}
			if n := len(s.RequestsTo("POST /channels/*/messages")); n != 1 {
				t.Errorf("sent %d times, want once", n)
			}
		})
	}
}

func TestPostThatHangs(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	s.Fail("POST /channels/*/messages", discordtest.Fault{Hang: true})
	ctx, cancel := context.WithCancel(s.ctx)
	go func() {
		defer cancel() // once the request has arrived
		_ = s.WaitUntil(s.ctx, func() bool { return len(s.RequestsTo("POST /channels/*/messages")) > 0 })
	}()
	_, err := s.client.Post(ctx, bot.ChannelID(s.Channel().ID), "n", someDigest())
	if !errors.As(err, new(bot.Uncertain)) {
		t.Errorf("got %#v", err)
	}
}

func TestPostToNowhere(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t), func(cfg *Config) { cfg.API = "http://127.0.0.1:1/api/v9" })
	_, err := s.post("n")
	if !errors.As(err, new(bot.Retry)) {
		t.Errorf("got %#v: nothing was sent", err)
	}
}

func TestPostAnswerThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	s.Fail("POST /channels/*/messages", discordtest.Fault{Status: 200, Body: `{"id":"55","components":[{"type":99}]`})
	if _, err := s.post("n"); err != nil {
		t.Errorf("got %v: Discord said done", err)
	}
}

func TestPostFallsBackToText(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	s.Fail("POST /channels/*/messages", discordtest.Refused(403, codeMissingPermissions))
	if _, err := s.post("n"); err != nil {
		t.Fatal(err)
	}
	s.wants(s.Messages(s.Channel())[0].Content, "Papers on LoRA", "https://y.org")
}

func TestPostWithoutPermission(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	c := s.AddChannel(s.Guild(), discordtest.Channel{Name: "mute", Without: int64(permissionSendMessages)})
	_, err := s.client.Post(s.ctx, bot.ChannelID(c.ID), "n", someDigest())
	var blocked bot.Blocked
	if !errors.As(err, &blocked) {
		t.Fatalf("got %#v", err)
	}
	s.wants(blocked.Reason, "Send Messages")
}
