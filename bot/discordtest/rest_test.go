package discordtest_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"paperbot/bot/discordtest"
)

const postMessage = "POST /channels/*/messages"

// say posts a plain message.
func say(s *discordgo.Session, c discordtest.Channel, text string, o ...discordgo.RequestOption) (*discordgo.Message, error) {
	return s.ChannelMessageSendComplex(c.ID, &discordgo.MessageSend{Content: text, AllowedMentions: quiet}, o...)
}

func TestPostEditReactDelete(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	s := session(t, d)
	sent, err := say(s, d.Channel(), "first")
	if err != nil {
		t.Fatal(err)
	}
	edit := &discordgo.MessageEdit{Channel: sent.ChannelID, ID: sent.ID, AllowedMentions: quiet}
	if _, err := s.ChannelMessageEditComplex(edit.SetContent("second")); err != nil {
		t.Fatal(err)
	}
	if err := s.MessageReactionAdd(sent.ChannelID, sent.ID, "👍"); err != nil {
		t.Fatal(err)
	}
	got := d.Messages(d.Channel())
	if len(got) != 1 || got[0].Text() != "second" || got[0].Edits != 1 || !slices.Equal(got[0].Reactions, []string{"👍"}) {
		t.Errorf("messages %+v", got)
	}
	read, err := s.ChannelMessages(sent.ChannelID, 10, "", "", "")
	if err != nil || len(read) != 1 || read[0].Content != "second" {
		t.Errorf("read back %v, %v", read, err)
	}
	if err := s.ChannelMessageDelete(sent.ChannelID, sent.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ChannelMessage(sent.ChannelID, sent.ID); code(err) != 10008 {
		t.Errorf("deleted message: %v, want code 10008", err)
	}
}

func TestEverythingIsRecorded(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	s := session(t, d)
	_, err := s.ChannelMessageSendComplex(d.Channel().ID, &discordgo.MessageSend{
		Content: "with a file", AllowedMentions: quiet,
		Files: []*discordgo.File{{Name: "a.txt", Reader: strings.NewReader("data")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := d.RequestsTo(postMessage)
	if len(got) != 1 {
		t.Fatalf("recorded %d requests", len(got))
	}
	r := got[0]
	if r.Route != "POST /channels/{channel_id}/messages" || r.Path != "/channels/"+d.Channel().ID+"/messages" || r.Status != 200 {
		t.Errorf("recorded %s, %s, %d", r.Route, r.Path, r.Status)
	}
	if !strings.Contains(string(r.JSON), "with a file") || len(r.Files) != 1 || string(r.Files[0].Data) != "data" {
		t.Errorf("recorded body %s, files %v", r.JSON, r.Files)
	}
	if r.Header.Get("Authorization") != "Bot "+d.Token() {
		t.Errorf("recorded headers %v", r.Header)
	}
}

func TestWrongTokenIsRefused(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	s := session(t, d)
	s.Token = "Bot wrong"
	_, err := s.User("@me")
	var rest *discordgo.RESTError
	if !errors.As(err, &rest) && !errors.Is(err, discordgo.ErrUnauthorized) {
		t.Errorf("User: %v, want unauthorized", err)
	}
	if got := d.Requests(); len(got) != 1 || got[0].Status != http.StatusUnauthorized {
		t.Errorf("requests %+v", got)
	}
}

func TestBadBodiesAreCaught(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		body any
		want string // in the violation
		code int
	}{
		{"content as a number", map[string]any{"content": 5, "allowed_mentions": quiet}, "content", 50035},
		{"unknown component", map[string]any{"components": []any{map[string]any{"type": 99}}, "allowed_mentions": quiet}, "components.0", 50035},
		{"2001 characters", map[string]any{"content": strings.Repeat("x", 2001), "allowed_mentions": quiet}, "2000 or fewer", 50035},
		{"mentions left on", map[string]any{"content": "@everyone"}, `allowed_mentions is not {"parse":[]}`, 0},
		{"parse null", map[string]any{"content": "x", "allowed_mentions": map[string]any{"parse": nil}}, `allowed_mentions is not {"parse":[]}`, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			d := discordtest.New(t)
			if tc.code == 50035 && !d.Described() {
				t.Skip("Discord's OpenAPI description is not beside the repository")
			}
			s := session(t, d)
			_, err := s.Request("POST", discordgo.EndpointChannelMessages(d.Channel().ID), tc.body)
			if code(err) != tc.code {
				t.Errorf("answered %v, want code %d", err, tc.code)
			}
			if posted := len(d.Messages(d.Channel())); (posted == 1) != (tc.code == 0) {
				t.Errorf("%d messages posted", posted)
			}
			expectViolation(t, d, tc.want)
		})
	}
}

func TestUnknownRouteIsAViolation(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	if _, err := session(t, d).Request("GET", discordgo.EndpointAPI+"nowhere", nil); err == nil {
		t.Error("an unknown route was served")
	}
	expectViolation(t, d, "no such route")
}

func TestForeignUserAgentIsAViolation(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	s := session(t, d)
	s.UserAgent = "curl/8"
	if _, err := s.User("@me"); err != nil {
		t.Fatal(err)
	}
	expectViolation(t, d, "User-Agent")
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	s := session(t, d)
	add := func(c discordtest.Channel) discordtest.Channel { return d.AddChannel(d.Guild(), c) }
	shy := d.AddUser("shy")
	d.RefuseDMs(shy)
	gone := add(discordtest.Channel{})
	d.RemoveChannel(gone)
	silent := add(discordtest.Channel{Without: discordgo.PermissionSendMessages})
	for _, tc := range []struct {
		name    string
		channel discordtest.Channel
		want    int
	}{
		{"deleted channel", gone, 10003},
		{"hidden channel", add(discordtest.Channel{Without: discordgo.PermissionViewChannel}), 50001},
		{"silent channel", silent, 50013},
		{"thread of a silent channel", add(discordtest.Channel{Kind: discordtest.Thread, Parent: silent.ID}), 0},
		{"thread without its own permission", add(discordtest.Channel{Kind: discordtest.Thread, Without: discordgo.PermissionSendMessagesInThreads}), 50013},
		{"locked thread", add(discordtest.Channel{Kind: discordtest.Thread, Locked: true}), 160005},
		{"forum", add(discordtest.Channel{Kind: discordtest.Forum}), 40058},
		{"announcements", add(discordtest.Channel{Kind: discordtest.Announcement}), 0},
		{"refused direct messages", d.DirectChannel(shy), 50007},
		{"direct messages", d.DirectChannel(d.User()), 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := say(s, tc.channel, "hello"); code(err) != tc.want || (err == nil) != (tc.want == 0) {
				t.Errorf("got %v, want code %d", err, tc.want)
			}
		})
	}
}

func TestRateLimits(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	s := session(t, d)
	once := discordgo.WithRetryOnRatelimit(false)

	d.Fail(postMessage, discordtest.RateLimited(50*time.Millisecond))
	var limited *discordgo.RateLimitError
	if _, err := say(s, d.Channel(), "x", once); !errors.As(err, &limited) || limited.RetryAfter != 50*time.Millisecond {
		t.Errorf("JSON 429: %v, want a rate limit of 50 ms", err)
	}
	d.Fail(postMessage, discordtest.EdgeLimited(time.Second))
	_, err := say(s, d.Channel(), "x", once)
	if err == nil || errors.As(err, &limited) && limited.RetryAfter == time.Second {
		t.Errorf("HTML 429: %v; discordgo is known not to understand it", err)
	}
	if _, err := say(s, d.Channel(), "x", once); err != nil {
		t.Errorf("after the faults: %v", err)
	}
	if got := len(d.Messages(d.Channel())); got != 1 {
		t.Errorf("%d messages, want 1: a limited request changes nothing", got)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		fault  discordtest.Fault
		posted int // messages after one call
		code   int
	}{
		{"503", discordtest.Fault{Status: 503}, 0, 0},
		{"50001", discordtest.Refused(403, 50001), 0, 50001},
		{"dropped before", discordtest.Fault{Drop: discordtest.DropBefore}, 0, 0},
		{"lost answer", discordtest.Fault{Drop: discordtest.DropAfter}, 1, 0},
		{"hang", discordtest.Fault{Hang: true}, 0, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			d := discordtest.New(t)
			s := session(t, d)
			d.Fail(postMessage, tc.fault)
			ctx := within(t)
			if tc.fault.Hang {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, 300*time.Millisecond)
				defer cancel()
			}
			if _, err := say(s, d.Channel(), "x", discordgo.WithContext(ctx)); err == nil || code(err) != tc.code {
				t.Errorf("got %v, want an error with code %d", err, tc.code)
			}
			if got := len(d.Messages(d.Channel())); got != tc.posted {
				t.Errorf("%d messages posted, want %d", got, tc.posted)
			}
			if _, err := say(s, d.Channel(), "y"); err != nil {
				t.Errorf("the fault was for one request: %v", err)
			}
		})
	}
}

func TestFaultsComeInOrderAndEnd(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	s := session(t, d)
	d.Fail("GET /users/@me", discordtest.Fault{Status: 500, Times: 2})
	d.Fail("GET /users/@me", discordtest.Fault{Status: 404, Times: discordtest.Always})
	for range 3 {
		if _, err := s.User("@me"); err == nil {
			t.Error("a fault gave no error")
		}
	}
	d.Heal()
	if _, err := s.User("@me"); err != nil {
		t.Error(err)
	}
	var got []int
	for _, r := range d.Requests() {
		got = append(got, r.Status)
	}
	if want := []int{500, 500, 404, 200}; !slices.Equal(got, want) {
		t.Errorf("answered %v, want %v", got, want)
	}
}

// nonced is a message with what discordgo's MessageSend lacks.
type nonced struct {
	*discordgo.MessageSend
	Nonce        string `json:"nonce"`
	EnforceNonce bool   `json:"enforce_nonce"`
}

func TestNonceMakesARetryHarmless(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		cfg   discordtest.Config
		later time.Duration
		want  int
	}{
		{"within minutes", discordtest.Config{}, time.Minute, 1},
		{"an hour later", discordtest.Config{}, time.Hour, 2},
		{"switched off", discordtest.Config{IgnoreNonces: true}, time.Minute, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			d := discordtest.NewWith(t, tc.cfg)
			s := session(t, d)
			url := discordgo.EndpointChannelMessages(d.Channel().ID)
			body := nonced{&discordgo.MessageSend{Content: "daily", AllowedMentions: quiet}, "2026-11-25", true}
			d.Fail(postMessage, discordtest.Fault{Drop: discordtest.DropAfter})
			if _, err := s.Request("POST", url, body); err == nil {
				t.Fatal("the answer was not lost")
			}
			d.Advance(tc.later)
			if _, err := s.Request("POST", url, body); err != nil {
				t.Fatal(err)
			}
			if got := len(d.Messages(d.Channel())); got != tc.want {
				t.Errorf("%d messages, want %d", got, tc.want)
			}
		})
	}
}

func TestDeletedMessageSpoilsItsNonce(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	s := session(t, d)
	url := discordgo.EndpointChannelMessages(d.Channel().ID)
	body := nonced{&discordgo.MessageSend{Content: "daily", AllowedMentions: quiet}, "n", true}
	if _, err := s.Request("POST", url, body); err != nil {
		t.Fatal(err)
	}
	if err := s.ChannelMessageDelete(d.Channel().ID, d.Messages(d.Channel())[0].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Request("POST", url, body); code(err) != 10008 {
		t.Errorf("got %v, want code 10008", err)
	}
}

func TestForumPost(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	s := session(t, d)
	forum := d.AddChannel(d.Guild(), discordtest.Channel{Kind: discordtest.Forum})
	thread, err := s.ForumThreadStartComplex(forum.ID, &discordgo.ThreadStart{Name: "Papers"}, &discordgo.MessageSend{Content: "today", AllowedMentions: quiet})
	if err != nil {
		t.Fatal(err)
	}
	got := d.Messages(discordtest.Channel{ID: thread.ID})
	if len(got) != 1 || got[0].Text() != "today" || thread.ParentID != forum.ID {
		t.Errorf("thread %+v has %+v", thread, got)
	}
}

func TestCommandsKeepTheirIDs(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	s := session(t, d)
	manage := int64(discordgo.PermissionManageGuild)
	commands := []*discordgo.ApplicationCommand{
		{Name: "ask", Description: "ask", Options: []*discordgo.ApplicationCommandOption{
			{Type: discordgo.ApplicationCommandOptionString, Name: "question", Description: "what", Required: true, Autocomplete: true}}},
		{Name: "digest", Description: "daily", DefaultMemberPermissions: &manage},
		{Name: "Find papers", Type: discordgo.MessageApplicationCommand},
	}
	first, err := s.ApplicationCommandBulkOverwrite(d.ApplicationID(), "", commands)
	if err != nil {
		t.Fatal(err)
	}
	second, err := s.ApplicationCommandBulkOverwrite(d.ApplicationID(), "", commands[:2])
	if err != nil {
		t.Fatal(err)
	}
	if len(first) != 3 || len(second) != 2 || first[0].ID == "" || first[0].ID != second[0].ID {
		t.Errorf("registered %v, then %v", first, second)
	}
	if got := d.Commands(discordtest.Guild{}); len(got) != 2 || got[1]["default_member_permissions"] != "32" {
		t.Errorf("commands %v", got)
	}
	if _, err := s.ApplicationCommandBulkOverwrite(d.ApplicationID(), "", []*discordgo.ApplicationCommand{{Name: "Ask Me", Description: "d"}}); code(err) != 50035 {
		t.Errorf("bad name: %v, want code 50035", err)
	}
	expectViolation(t, d, "0.name")
}
