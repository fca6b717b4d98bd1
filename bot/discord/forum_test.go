package discord

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"paperbot/bot"
	"paperbot/bot/discordtest"
)

// in returns the digest as one of a channel in the Discord's own server.
func (s *stage) in(c discordtest.Channel) bot.Digest {
	d := someDigest()
	d.Subscription.Channel, d.Subscription.Server = bot.ChannelID(c.ID), bot.ServerID(s.Guild().ID)
	return d
}

// postIn posts a digest to a channel.
func (s *stage) postIn(c discordtest.Channel, inDoubt bool) (string, error) {
	d := s.in(c)
	d.InDoubt = inDoubt
	return s.client.Post(s.ctx, bot.ChannelID(c.ID), "nonce-1", d)
}

// known prepares a client that knows who it is without running.
func known(t *testing.T) *stage {
	t.Helper()
	s := prepare(t, fake(t))
	s.client.identity.Store(&Identity{AppID: s.ApplicationID(), UserID: s.Bot().ID})
	return s
}

func TestPostInForum(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]discordtest.Channel{
		"forum":                     {Kind: discordtest.Forum},
		"media":                     {Kind: discordtest.Media},
		"forum that requires a tag": {Kind: discordtest.Forum, NeedsTag: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := known(t)
			c := s.AddChannel(s.Guild(), c)
			id, err := s.postIn(c, false)
			if err != nil {
				t.Fatal(err)
			}
			threads := s.Threads(c)
			if len(threads) != 1 || threads[0].ID != id || threads[0].Name != "Papers on LoRA for Wednesday, 25 November 2026" {
				t.Fatalf("posts: %+v, want %s", threads, id)
			}
			s.wants(s.Messages(threads[0])[0].Text(), "**Papers on LoRA for Wednesday, 25 November 2026**", "rank 1 in the list")
		})
	}
}

// TestForumPostsOnce: a post that may have been made is looked for, and never
// made again.
func TestForumPostsOnce(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		fault discordtest.Fault // of the first attempt
		posts int
		want  error // of the first attempt
		again error // of the second one, which is in doubt if the first was
	}{
		{"answer lost", discordtest.Fault{Drop: discordtest.DropAfter}, 1, bot.Uncertain{}, nil},
		{"request lost, perhaps", discordtest.Fault{Drop: discordtest.DropBefore}, 0, bot.Uncertain{}, bot.Uncertain{}},
		{"bad gateway", discordtest.Fault{Status: 502, Body: "<html>bad gateway</html>"}, 0, bot.Uncertain{}, bot.Uncertain{}},
		{"Discord's own failure", discordtest.Refused(500, 0), 0, bot.Uncertain{}, bot.Uncertain{}},
		{"rate limit", discordtest.RateLimited(0), 1, bot.Retry{}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := known(t)
			c := s.AddChannel(s.Guild(), discordtest.Channel{Kind: discordtest.Forum})
			s.Fail("POST /channels/*/threads", tt.fault)
			_, err := s.postIn(c, false)
			if reflect.TypeOf(err) != reflect.TypeOf(tt.want) {
				t.Fatalf("first attempt: %#v, want %T", err, tt.want)
			}
			id, err := s.postIn(c, errors.As(err, new(bot.Uncertain)))
			if reflect.TypeOf(err) != reflect.TypeOf(tt.again) {
				t.Errorf("again: %#v, want %T", err, tt.again)
			}
			if posts := s.Threads(c); err == nil && id != posts[0].ID {
				t.Errorf("found %q among %+v", id, posts)
			}
			if n := len(s.Threads(c)); n != tt.posts {
				t.Errorf("%d posts, want %d", n, tt.posts)
			}
		})
	}
}

// TestForumPostOfOthers: a post of that name which is not the bot's, or lies in
// another forum, is not taken for its own.
func TestForumPostOfOthers(t *testing.T) {
	t.Parallel()
	s := known(t)
	c := s.AddChannel(s.Guild(), discordtest.Channel{Kind: discordtest.Forum})
	other := s.AddChannel(s.Guild(), discordtest.Channel{Kind: discordtest.Forum})
	name := postName(someDigest())
	s.AddChannel(s.Guild(), discordtest.Channel{Kind: discordtest.Thread, Parent: c.ID, Name: name, Owner: s.User().ID})
	s.AddChannel(s.Guild(), discordtest.Channel{Kind: discordtest.Thread, Parent: other.ID, Name: name})
	if _, err := s.postIn(c, true); !errors.As(err, new(bot.Uncertain)) {
		t.Errorf("got %#v", err)
	}
	s.client.identity.Store(nil) // before the first connection
	if _, err := s.postIn(c, true); !errors.As(err, new(bot.Uncertain)) {
		t.Errorf("without an identity: %#v", err)
	}
}

func TestForumRefusals(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, route string
		fault       discordtest.Fault
		want        error
	}{
		{"forum gone", "GET /channels/*", discordtest.Refused(404, 10003), bot.Blocked{}},
		{"forum not read", "GET /channels/*", discordtest.Fault{Status: 502, Body: "x", Times: discordtest.Always}, bot.Retry{}},
		{"may not post", "POST /channels/*/threads", discordtest.Fault{Status: 403, Code: 50013, Times: discordtest.Always}, bot.Blocked{}},
		{"wants a tag and has none", "POST /channels/*/threads", discordtest.Refused(400, 40067), bot.Blocked{}},
		{"our fault", "POST /channels/*/threads", discordtest.Refused(400, 50006), bot.Refused{}},
		{"parts refused, posted as text", "POST /channels/*/threads", discordtest.Refused(400, 50035), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := known(t)
			c := s.AddChannel(s.Guild(), discordtest.Channel{Kind: discordtest.Forum})
			s.Fail(tt.route, tt.fault)
			if _, err := s.postIn(c, false); reflect.TypeOf(err) != reflect.TypeOf(tt.want) {
				t.Errorf("got %#v", err)
			}
		})
	}
}

func TestPostName(t *testing.T) {
	t.Parallel()
	d := someDigest()
	for _, topic := range []string{"", "LoRA", strings.Repeat("long topic ", 10), strings.Repeat("e\u0301", 50)} {
		d.Subscription.Topic = topic
		if name := postName(d); length(name) > maxPostName || !strings.HasSuffix(name, "for Wednesday, 25 November 2026") {
			t.Errorf("%q", name)
		}
	}
}

func TestPostInThread(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		thread discordtest.Channel
		fault  discordtest.Fault
		want   string // why it is blocked; "" if it is not
	}{
		{"archived", discordtest.Channel{Archived: true}, discordtest.Fault{Delay: 1}, ""},
		{"archived, says Discord", discordtest.Channel{Archived: true}, discordtest.Refused(400, 50083), ""},
		{"locked", discordtest.Channel{Archived: true, Locked: true}, discordtest.Fault{Delay: 1}, "locked"},
		{"locked, says Discord", discordtest.Channel{Locked: true}, discordtest.Refused(400, 50083), "archived"},
		{"no permission", discordtest.Channel{Without: int64(permissionSendInThreads)}, discordtest.Fault{Delay: 1}, "Send Messages in Threads"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := known(t)
			c := tt.thread
			c.Kind, c.Parent = discordtest.Thread, s.Channel().ID
			c = s.AddChannel(s.Guild(), c)
			s.Fail("POST /channels/*/messages", tt.fault)
			_, err := s.postIn(c, false)
			var blocked bot.Blocked
			if errors.As(err, &blocked) != (tt.want != "") || !strings.Contains(blocked.Reason, tt.want) {
				t.Errorf("got %#v, want blocked for %q", err, tt.want)
			}
			if posted := len(s.Messages(c)) == 1; posted != (tt.want == "") || posted && s.Threads(s.Channel())[0].Archived {
				t.Errorf("posted %v in %+v", posted, s.Threads(s.Channel()))
			}
		})
	}
}
