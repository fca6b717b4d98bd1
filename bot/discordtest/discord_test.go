package discordtest_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"paperbot/bot/discordtest"
)

// A member asks, a bot made with discordgo answers.
func Example() {
	d, err := discordtest.Start(discordtest.Config{}) // in a test: discordtest.New(t)
	if err != nil {
		log.Fatal(err)
	}
	defer d.Close()

	bot, err := discordgo.New("Bot " + d.Token())
	if err != nil {
		log.Fatal(err)
	}
	base, _ := url.Parse(d.URL())
	bot.Client = &http.Client{Transport: rewriter{base, &http.Transport{}}}
	bot.AddHandler(func(s *discordgo.Session, i *discordgo.InteractionCreate) {
		_ = respond(s, i.Interaction, "You asked: "+i.ApplicationCommandData().Options[0].StringValue())
	})
	if err := bot.Open(); err != nil {
		log.Fatal(err)
	}
	defer func() { _ = bot.Close() }()

	question := discordtest.Options{"question": "what is LoRA?"}
	reply, err := d.Interact(discordtest.SlashCommand{Name: "ask", Options: question}).Message(context.Background())
	fmt.Println(reply.Text(), err)
	// Output: You asked: what is LoRA? <nil>
}

// recorder is a test that notes what it is told, instead of failing.
type recorder struct {
	testing.TB
	cleanup func()
	errors  []string
	logs    []string
}

func (r *recorder) Helper()          {}
func (r *recorder) Cleanup(f func()) { r.cleanup = f }
func (r *recorder) Logf(f string, a ...any) {
	r.logs = append(r.logs, fmt.Sprintf(f, a...))
}
func (r *recorder) Errorf(f string, a ...any) {
	r.errors = append(r.errors, fmt.Sprintf(f, a...))
}

func TestViolationsFailTheTest(t *testing.T) {
	t.Parallel()
	for name, taken := range map[string]bool{"left": false, "taken": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := &recorder{}
			d := discordtest.New(r)
			if _, err := session(t, d).ChannelMessageSend(d.Channel().ID, "@everyone"); err != nil {
				t.Fatal(err)
			}
			if taken {
				d.TakeViolations()
			}
			r.cleanup()
			if failed := len(r.errors) == 1 && strings.Contains(r.errors[0], "allowed_mentions"); failed == taken {
				t.Errorf("errors at the end: %q", r.errors)
			}
		})
	}
}

func TestMentionsMayBeAllowed(t *testing.T) {
	t.Parallel()
	d := discordtest.NewWith(t, discordtest.Config{AnyMentions: true})
	if _, err := session(t, d).ChannelMessageSend(d.Channel().ID, "hello"); err != nil {
		t.Fatal(err)
	}
}

func TestMissingDescription(t *testing.T) {
	t.Parallel()
	_, err := discordtest.Start(discordtest.Config{Spec: t.TempDir() + "/openapi.json"})
	if err == nil || !strings.Contains(err.Error(), "openapi.json") {
		t.Errorf("Start: %v, want an error that names the file", err)
	}
}

func TestWaitsEnd(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("enough"))
	if err := d.WaitReady(ctx); err == nil || !strings.Contains(err.Error(), "waiting for a client to identify: enough") {
		t.Errorf("WaitReady: %v", err)
	}
	waited := make(chan error, 1)
	go func() { waited <- d.WaitReady(t.Context()) }()
	d.Close()
	if err := receive(t, waited, "end of the wait"); !errors.Is(err, discordtest.ErrClosed) {
		t.Errorf("WaitReady of a closed Discord: %v", err)
	}
}

func TestCloseEndsHangingRequests(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	d.Fail("GET /users/@me", discordtest.Fault{Hang: true})
	s := session(t, d)
	failed := make(chan error, 1)
	go func() { _, err := s.User("@me"); failed <- err }()
	if err := d.WaitUntil(within(t), func() bool { return len(d.Requests()) == 1 }); err != nil {
		t.Fatal(err)
	}
	d.Close()
	if err := receive(t, failed, "error"); err == nil {
		t.Error("a hanging request succeeded")
	}
}

func TestWorldIsTheSameInEveryRun(t *testing.T) {
	t.Parallel()
	a, b := discordtest.New(t), discordtest.New(t)
	if a.Guild() != b.Guild() || a.Channel() != b.Channel() || a.User() != b.User() || a.AddUser("x") != b.AddUser("x") {
		t.Error("two worlds differ")
	}
}

func TestWorldChangesAreAnnounced(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	got := make(chan string, 16)
	open(t, d,
		func(_ *discordgo.Session, c *discordgo.ChannelDelete) { got <- "deleted " + c.ID },
		func(_ *discordgo.Session, g *discordgo.GuildDelete) { got <- fmt.Sprint("left ", g.Unavailable) })
	d.RemoveGuild(d.Guild(), true)
	if event := receive(t, got, "GUILD_DELETE"); event != "left true" {
		t.Errorf("an outage was announced as %q", event)
	}
	d.RemoveChannel(d.Channel())
	if event := receive(t, got, "CHANNEL_DELETE"); event != "deleted "+d.Channel().ID {
		t.Errorf("got %q", event)
	}
	d.RemoveGuild(d.Guild(), false)
	if event := receive(t, got, "GUILD_DELETE"); event != "left false" {
		t.Errorf("a removal was announced as %q", event)
	}
}

func TestUserInstalledFollowups(t *testing.T) {
	t.Parallel()
	d := discordtest.New(t)
	last := make(chan error, 1)
	answering(t, d, func(s *discordgo.Session, i *discordgo.Interaction) {
		err := respond(s, i, "answer")
		for range 6 {
			if err == nil {
				_, err = s.FollowupMessageCreate(i, true, &discordgo.WebhookParams{Content: "more", AllowedMentions: quiet})
			}
		}
		last <- err
	})
	i := d.Interact(discordtest.SlashCommand{Scene: discordtest.Scene{UserInstalled: true}, Name: "ask"})
	if err := receive(t, last, "sixth follow-up"); code(err) != 40094 {
		t.Errorf("sixth follow-up: %v, want code 40094", err)
	}
	if all, err := i.Followups(within(t), 5); err != nil || len(all) != 5 {
		t.Errorf("%d follow-ups, %v", len(all), err)
	}
}
