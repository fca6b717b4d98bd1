package discordtest_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"paperbot/bot/discordtest"
)

// patience is how long a test waits for what must happen; it is spent only by
// tests that fail.
const patience = 20 * time.Second

// within bounds the waiting of a test.
func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// rewriter sends what is meant for discord.com to a fake.
type rewriter struct {
	base *url.URL
	http *http.Transport
}

func (r rewriter) RoundTrip(req *http.Request) (*http.Response, error) {
	clone := req.Clone(req.Context())
	clone.URL.Scheme, clone.URL.Host, clone.Host = r.base.Scheme, r.base.Host, r.base.Host
	return r.http.RoundTrip(clone)
}

// session is a discordgo session that talks to d. It is not open yet; it is
// closed when the test ends.
func session(t *testing.T, d *discordtest.Discord) *discordgo.Session {
	t.Helper()
	s, err := discordgo.New("Bot " + d.Token())
	if err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse(d.URL())
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	s.Client = &http.Client{Transport: rewriter{base, transport}}
	s.LogLevel = -1 // nothing: the faults here are on purpose
	s.StateEnabled = false
	s.MaxRestRetries = 0
	s.ShouldReconnectOnError = false // discordgo may do it from two goroutines at once, a data race
	s.Identify.Intents = discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages
	t.Cleanup(func() {
		_ = s.Close() // some tests have closed it
		transport.CloseIdleConnections()
	})
	return s
}

// open is session, connected.
func open(t *testing.T, d *discordtest.Discord, handlers ...any) *discordgo.Session {
	t.Helper()
	s := session(t, d)
	for _, h := range handlers {
		s.AddHandler(h)
	}
	if err := s.Open(); err != nil {
		t.Fatal(err)
	}
	if err := d.WaitReady(within(t)); err != nil {
		t.Fatal(err)
	}
	return s
}

func waitHeartbeats(t *testing.T, d *discordtest.Discord, n int) {
	t.Helper()
	if err := d.WaitHeartbeats(within(t), n); err != nil {
		t.Fatal(err)
	}
}

// code is Discord's error code in an error of discordgo; 0 if there is none.
func code(err error) int {
	var rest *discordgo.RESTError
	if errors.As(err, &rest) && rest.Message != nil {
		return rest.Message.Code
	}
	return 0
}

// quiet is what every message must carry.
var quiet = &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}}

// expectViolation fails unless a violation says want, and takes all there are.
func expectViolation(t *testing.T, d *discordtest.Discord, want string) {
	t.Helper()
	all := d.TakeViolations()
	for _, v := range all {
		if strings.Contains(v.String(), want) {
			return
		}
	}
	t.Errorf("violations %v; none says %q", all, want)
}

func receive[T any](t *testing.T, ch <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-ch:
		return v
	case <-within(t).Done():
		t.Fatalf("no %s", what)
		panic("unreachable")
	}
}
