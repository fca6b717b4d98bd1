package bot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	_ "time/tzdata"

	"paperbot/bot"
	"paperbot/bot/store"
	"paperbot/corpus"
)

// A world is a database file, a chat service and a shelf of papers, over which
// schedulers come and go. It lives inside a synctest bubble, where time jumps
// ahead whenever everyone waits.
type world struct {
	t     *testing.T
	path  string
	chat  *chat
	shelf *shelf
}

// inWorld runs a test in a bubble whose clock reads start (RFC 3339).
func inWorld(t *testing.T, start string, test func(w *world)) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bot.db")
	synctest.Test(t, func(t *testing.T) {
		w := &world{t: t, path: path, chat: newChat(), shelf: &shelf{size: 264}}
		w.sleepUntil(start)
		test(w)
	})
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// sleepUntil sleeps until the clock reads at (RFC 3339) and everyone has done
// what there is to do then.
func (w *world) sleepUntil(at string) {
	w.t.Helper()
	target, err := time.Parse(time.RFC3339, at)
	w.must(err)
	time.Sleep(time.Until(target))
	synctest.Wait()
}

// A process is a running scheduler with its own connection to the database.
type process struct {
	*bot.Scheduler
	store *store.Store
	log   *logBuffer
	stop  func() // stops it as an interrupt does, and waits
}

// start starts a process; change alters its configuration.
func (w *world) start(change ...func(*bot.SchedulerConfig)) *process {
	w.t.Helper()
	s, err := store.Open(context.Background(), w.path)
	w.must(err)
	log := &logBuffer{}
	cfg := bot.SchedulerConfig{Store: s, Poster: w.chat, Papers: w.shelf, Logger: slog.New(slog.NewTextHandler(log, nil))}
	for _, c := range change {
		c(&cfg)
	}
	scheduler, err := bot.NewScheduler(cfg)
	w.must(err)
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := scheduler.Run(ctx); err != nil {
			w.t.Error(err)
		}
	})
	p := &process{Scheduler: scheduler, store: s, log: log}
	p.stop = sync.OnceFunc(func() {
		cancel()
		running.Wait()
		w.must(s.Close())
	})
	w.t.Cleanup(p.stop)
	return p
}

// runDays runs a process for a while from this time of day on, on so many days.
func (w *world) runDays(n int, while time.Duration) {
	w.t.Helper()
	for range n {
		p := w.start()
		time.Sleep(while)
		p.stop()
		time.Sleep(24*time.Hour - while)
	}
}

// subscribe sets a digest of five papers a day for each channel.
func (w *world) subscribe(at, zone string, channels ...bot.ChannelID) {
	w.t.Helper()
	s := w.open()
	defer func() { w.must(s.Close()) }()
	for _, c := range channels {
		w.must(s.PutSubscription(w.t.Context(), w.subscription(at, zone, c)))
	}
}

func (w *world) subscription(at, zone string, channel bot.ChannelID) bot.Subscription {
	w.t.Helper()
	tod, err := bot.ParseTimeOfDay(at)
	w.must(err)
	return bot.Subscription{Channel: channel, Server: "s", At: tod, Zone: zone, Count: 5, CreatedAt: time.Now()}
}

func (w *world) open() *store.Store {
	w.t.Helper()
	s, err := store.Open(context.Background(), w.path)
	w.must(err)
	return s
}

// delivery returns a channel's latest delivery; the zero value if it has none.
func (w *world) delivery(channel bot.ChannelID) bot.Delivery {
	w.t.Helper()
	s := w.open()
	defer func() { w.must(s.Close()) }()
	ds, err := s.Deliveries(context.Background(), channel, 1)
	w.must(err)
	if len(ds) == 0 {
		return bot.Delivery{}
	}
	return ds[0]
}

// wantState checks the state of a channel's latest delivery and its error.
func (w *world) wantState(channel bot.ChannelID, state bot.DeliveryState, problem string) {
	w.t.Helper()
	d := w.delivery(channel)
	if d.State != state || !strings.Contains(d.Error, problem) || (problem == "") != (d.Error == "") {
		w.t.Errorf("delivery of %s is %q with error %q, want %q with %q", channel, d.State, d.Error, state, problem)
	}
}

// wantPosts checks what was posted, as "channel time papers" with the time in
// zone.
func (w *world) wantPosts(zone string, want ...string) {
	w.t.Helper()
	loc, err := time.LoadLocation(zone)
	w.must(err)
	w.chat.mu.Lock()
	defer w.chat.mu.Unlock()
	var got []string
	for _, m := range w.chat.messages {
		ids := make([]string, len(m.digest.Items))
		for i, it := range m.digest.Items {
			ids[i] = string(it.Paper.ID)
		}
		got = append(got, fmt.Sprintf("%s %s %s", m.channel, m.at.In(loc).Format("02 Jan 15:04:05 MST"), strings.Join(ids, " ")))
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		w.t.Errorf("posted:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A chat is a service that takes digests. It keeps a message once for a nonce
// within two minutes of the first, as Discord does.
type chat struct {
	mu       sync.Mutex
	messages []message
	calls    int
	// before and after may fail a post before or after it was kept, or delay it.
	before, after func(ctx context.Context, channel bot.ChannelID) error
	noNonces      bool // it knows none, as forums do: what may be there is looked for
}

type message struct {
	channel bot.ChannelID
	nonce   string
	at      time.Time
	digest  bot.Digest
}

func newChat() *chat {
	none := func(context.Context, bot.ChannelID) error { return nil }
	return &chat{before: none, after: none}
}

func (c *chat) Post(ctx context.Context, channel bot.ChannelID, nonce string, d bot.Digest) (string, error) {
	if len(nonce) == 0 || len(nonce) > 25 {
		return "", bot.Refused{Err: errors.New("bad nonce")}
	}
	if err := c.before(ctx, channel); err != nil {
		return "", err
	}
	if c.noNonces && d.InDoubt {
		return c.find(nonce)
	}
	id := c.keep(channel, nonce, d)
	if err := c.after(ctx, channel); err != nil {
		return "", err
	}
	return id, nil
}

// find looks for a message that may have been kept.
func (c *chat) find(nonce string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, m := range c.messages {
		if m.nonce == nonce {
			return fmt.Sprint("m", i), nil
		}
	}
	return "", bot.Uncertain{Err: errors.New("not found")}
}

func (c *chat) keep(channel bot.ChannelID, nonce string, d bot.Digest) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls++
	for i, m := range c.messages {
		if !c.noNonces && m.nonce == nonce && time.Since(m.at) < 2*time.Minute {
			return fmt.Sprint("m", i)
		}
	}
	c.messages = append(c.messages, message{channel, nonce, time.Now(), d})
	return fmt.Sprint("m", len(c.messages)-1)
}

// count returns how many messages each channel and local date has.
func (c *chat) count() map[bot.DeliveryKey]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := make(map[bot.DeliveryKey]int)
	for _, m := range c.messages {
		n[bot.DeliveryKey{Channel: m.channel, Date: m.digest.Date}]++
	}
	return n
}

// A shelf is a ranked list of papers named p1, p2 and so on. A topic is matched
// by the papers whose name it is part of.
type shelf struct {
	size   int
	broken string // the topic for which it fails
}

func (s *shelf) Trending(_ context.Context, q bot.TrendingQuery) (bot.Listing, error) {
	if s.broken != "" && q.Topic == s.broken {
		return bot.Listing{}, errors.New("the shelf fell down")
	}
	var list bot.Listing
	for i := 1; i <= s.size && len(list.Items) < q.Count; i++ {
		p := s.paper(i)
		if strings.Contains(string(p.ID), q.Topic) && (q.Exclude == nil || !q.Exclude(p.ID)) {
			list.Items = append(list.Items, bot.Item{Rank: i, Paper: p, Reason: bot.Say("rank %d", i)})
		}
	}
	if len(list.Items) < q.Count {
		list.Note = bot.Say("only %d left", len(list.Items))
	}
	return list, nil
}

func (s *shelf) Card(_ context.Context, id string) (bot.Card, error) {
	for i := 1; i <= s.size; i++ {
		if p := s.paper(i); string(p.ID) == id {
			return bot.Card{Paper: p}, nil
		}
	}
	return bot.Card{}, bot.ErrNotFound
}

func (s *shelf) paper(i int) corpus.Paper {
	return corpus.Paper{ID: corpus.ID(fmt.Sprint("p", i)), Title: fmt.Sprint("Paper ", i), Rank: i}
}

// A logBuffer collects log lines.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
