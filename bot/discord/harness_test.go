package discord

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"paperbot/bot"
	"paperbot/bot/discordtest"
	"paperbot/bot/store"
	"paperbot/corpus"
	"paperbot/corpus/seed"
	"paperbot/retrieval"
	"paperbot/retrieval/analysis"
)

// patience is how long a test waits for what must happen; only tests that fail
// spend it.
const patience = 5 * time.Minute

// seedSearch searches the seed corpus. It is made once: it does not change.
var seedSearch = sync.OnceValues(func() (*retrieval.Searcher, error) {
	a := analysis.New()
	return retrieval.NewSearcher(a, retrieval.Index(a, slices.Values(seed.Papers())), retrieval.Config{})
})

// seedBot answers over the seed corpus, for all tests that do not look at what
// it remembers.
var seedBot = sync.OnceValues(newSeedBot)

func newSeedBot() (*bot.Bot, error) {
	search, err := seedSearch()
	if err != nil {
		return nil, err
	}
	return bot.New(bot.Config{Papers: corpus.NewCollection(seed.Papers()), Search: search})
}

// A stage is a client that runs against a Discord of its own.
type stage struct {
	*discordtest.Discord
	t      *testing.T
	ctx    context.Context
	client *Client
	store  *store.Store

	database string // the store's file

	log   *journal
	ended chan error // gets what Run returned
	stop  func()
}

// quick makes a client fast to come back. Deadlines are far off, so that a busy
// machine does not matter; tests of deadlines set their own.
var quick = func() timings {
	tm := defaultTimings
	tm.window, tm.think = patience, patience
	tm.reconnect, tm.slowest, tm.retryPause = 5*time.Millisecond, 50*time.Millisecond, 5*time.Millisecond
	tm.relogin = 5 * time.Millisecond
	return tm
}()

// perform starts a client and waits until it is connected.
func perform(t *testing.T, change ...func(*Config)) *stage {
	t.Helper()
	s := prepare(t, fake(t), change...)
	s.run()
	s.logged("commands registered")
	return s
}

// fake is a Discord whose clock stands still: it takes no answer for a late one.
func fake(t *testing.T) *discordtest.Discord {
	t.Helper()
	now := time.Now()
	return discordtest.NewWith(t, discordtest.Config{Now: func() time.Time { return now }})
}

// prepare makes a client that does not run yet.
func prepare(t *testing.T, d *discordtest.Discord, change ...func(*Config)) *stage {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	s := &stage{Discord: d, t: t, ctx: ctx, log: newJournal(), ended: make(chan error, 1), stop: func() {}}
	papers, err := seedBot()
	if err != nil {
		t.Fatal(err)
	}
	s.database = filepath.Join(t.TempDir(), "paperbot.db")
	s.store, err = store.Open(ctx, s.database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.store.Close(); err != nil {
			t.Error(err)
		}
	})
	search, err := seedSearch()
	if err != nil {
		t.Fatal(err)
	}
	cfg := Config{
		Token: d.Token(), API: d.URL(), Bot: papers, timings: quick, Subscriptions: s.store, Notes: s.store,
		Votes: s.store, Activities: bot.NewRecorder(s.store, slog.New(slog.DiscardHandler)), Members: s.store, Refusals: s.store, Alerts: bot.Alerts{Store: s.store, Parser: search, Now: time.Now},
		Logger: slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	for _, c := range change {
		c(&cfg)
	}
	if s.client, err = New(cfg); err != nil {
		t.Fatal(err)
	}
	return s
}

// run runs the client until the test ends or stop is called, and checks what
// holds of every test: it stops when told, and never shows its token.
func (s *stage) run() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		s.ended <- s.client.Run(ctx)
		close(done)
	}()
	s.stop = func() {
		cancel()
		select {
		case <-done:
		case <-time.After(patience):
			s.t.Error("the client does not stop")
		}
	}
	s.t.Cleanup(func() {
		s.stop()
		if strings.Contains(s.log.String(), s.Token()) {
			s.t.Error("the log shows the token")
		}
		if s.t.Failed() {
			s.t.Log(s.log.String())
		}
	})
}

// logged waits until the log has those words, or one of the others.
func (s *stage) logged(words ...string) {
	s.t.Helper()
	has := func(words string) bool { return strings.Contains(s.log.String(), words) }
	for !slices.ContainsFunc(words, has) {
		select {
		case <-s.log.written:
		case <-s.ctx.Done():
			s.t.Fatalf("no %q in the log:\n%s", words, s.log)
		}
	}
}

// requested waits until the client has sent a request to a route.
func (s *stage) requested(route string) {
	s.t.Helper()
	if err := s.WaitUntil(s.ctx, func() bool { return len(s.RequestsTo(route)) > 0 }); err != nil {
		s.t.Fatal(err)
	}
}

// answer waits for what a member reads after an interaction.
func (s *stage) answer(a discordtest.Action) discordtest.Message {
	s.t.Helper()
	m, err := s.Interact(a).Message(s.ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}

// ask is the slash command /ask.
func ask(question string) discordtest.SlashCommand {
	return discordtest.SlashCommand{Name: "ask", Options: discordtest.Options{"question": question}}
}

// control returns a message's button of that label, the first one.
func (s *stage) control(m discordtest.Message, label string) discordtest.Control {
	s.t.Helper()
	c, ok := m.Control(label)
	if !ok {
		s.t.Fatalf("no button %q in %s", label, m.Body)
	}
	return c
}

func (s *stage) pressOn(m discordtest.Message, label string) discordtest.Message {
	s.t.Helper()
	return s.answer(discordtest.Press{Message: m, CustomID: s.control(m, label).CustomID})
}

// wants checks that a text contains all parts.
func (s *stage) wants(text string, parts ...string) {
	s.t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			s.t.Errorf("no %q in:\n%s", part, text)
		}
	}
}

// outcome waits for Run to return.
func (s *stage) outcome() error {
	s.t.Helper()
	select {
	case err := <-s.ended:
		s.ended <- err
		return err
	case <-s.ctx.Done():
		s.t.Fatalf("the client does not end\n%s", s.log)
		return nil
	}
}

// endsWith checks that the client ends by itself with that error.
func (s *stage) endsWith(want error) {
	s.t.Helper()
	if err := s.outcome(); !errors.Is(err, want) {
		s.t.Errorf("the client ended with %v, want %v", err, want)
	}
}

// A journal is a log for several goroutines.
type journal struct {
	written chan struct{} // something was, since it was last looked at

	mu sync.Mutex
	b  bytes.Buffer
}

func newJournal() *journal { return &journal{written: make(chan struct{}, 1)} }

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	select {
	case j.written <- struct{}{}:
	default:
	}
	return j.b.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

// spoken is a text of the bot that is the same in every language.
func spoken(text string) bot.Text { return bot.Say("%s", text) }

func contains(s, part string) bool { return strings.Contains(s, part) }

// TestMain lets many tests run at once, whatever the number of cores: they wait
// most of the time, because discordgo sleeps a second whenever it closes.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "10"); err != nil {
		panic(err)
	}
	os.Exit(discordtest.Suite{M: m}.Run())
}
