package bot_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"paperbot/bot"
	"paperbot/bot/store"
	"paperbot/corpus"
	"paperbot/corpus/seed"
	"paperbot/retrieval"
	"paperbot/retrieval/analysis"
)

// An alertWorld is members with alerts over the seed corpus, and a service that
// takes direct messages.
type alertWorld struct {
	*bot.Announcer
	t      *testing.T
	alerts bot.Alerts
	store  *store.Store
	papers *corpus.Collection
	now    time.Time
	log    *logBuffer

	sent    []string // "member: title" and what else is asked of it
	nonces  []string
	failure map[bot.UserID]error // what a message to the member comes to
}

func newAlertWorld(t *testing.T) *alertWorld {
	t.Helper()
	w := &alertWorld{
		t: t, papers: corpus.NewCollection(seed.Papers()), log: &logBuffer{}, failure: map[bot.UserID]error{},
		now: time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC),
	}
	var err error
	w.store, err = store.Open(t.Context(), filepath.Join(t.TempDir(), "bot.db"))
	w.must(err)
	t.Cleanup(func() { w.must(w.store.Close()) })
	a := analysis.New()
	search, err := retrieval.NewSearcher(a, retrieval.Index(a, w.papers.All()), retrieval.Config{})
	w.must(err)
	b, err := bot.New(bot.Config{Papers: w.papers, Search: search})
	w.must(err)
	now := func() time.Time { return w.now }
	w.alerts = bot.Alerts{Store: w.store, Parser: search, Now: now}
	w.Announcer, err = bot.NewAnnouncer(bot.AnnouncerConfig{
		Store: w.store, Search: search, Papers: b, Poster: w, Now: now, Logger: slog.New(slog.NewTextHandler(w.log, nil)),
	})
	w.must(err)
	return w
}

func (w *alertWorld) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// PostDirect takes a message, as a bot.DirectPoster.
func (w *alertWorld) PostDirect(_ context.Context, member bot.UserID, nonce string, r bot.Response) error {
	if err := w.failure[member]; err != nil {
		return err
	}
	w.nonces = append(w.nonces, nonce)
	for _, item := range r.(bot.Listing).Items {
		w.sent = append(w.sent, fmt.Sprintf("%s: %d. %s (%s)", member, item.Rank, item.Paper.ID, item.Reason))
	}
	return nil
}

func (w *alertWorld) add(member bot.UserID, queries ...string) {
	w.t.Helper()
	for _, q := range queries {
		_, _, err := w.alerts.Add(w.t.Context(), member, q)
		w.must(err)
	}
}

// named returns papers of the seed by the beginning of their titles.
func (w *alertWorld) named(titles ...string) []corpus.Paper {
	w.t.Helper()
	var found []corpus.Paper
	for p := range w.papers.All() {
		if slices.ContainsFunc(titles, func(t string) bool { return strings.HasPrefix(p.Title, t) }) {
			found = append(found, p)
		}
	}
	if len(found) != len(titles) {
		w.t.Fatalf("%d papers of %q", len(found), titles)
	}
	return found
}

func (w *alertWorld) announce(papers ...corpus.Paper) {
	w.t.Helper()
	w.must(w.Announce(w.t.Context(), papers))
}

// wantSent checks what was sent since the last look.
func (w *alertWorld) wantSent(want ...string) {
	w.t.Helper()
	if diff := cmp.Diff(want, w.sent); diff != "" {
		w.t.Errorf("sent (-want +got):\n%s\n%s", diff, w.log)
	}
	w.sent = nil
}

func TestAddAlert(t *testing.T) {
	t.Parallel()
	w := newAlertWorld(t)
	for _, tt := range []struct{ name, query, want string }{
		{"too long", strings.Repeat("graph ", 17), "too long for an alert"},
		{"nothing", " \n ", "needs some words"},
		{"no content", "what is it?", "needs some words"},
		{"a letter", "x", "needs some words"},
		{"emoji", "🤖🤖", "needs some words"},
	} {
		_, _, err := w.alerts.Add(t.Context(), "ada", tt.query)
		var wrong bot.InputError
		if !errors.As(err, &wrong) || !strings.Contains(wrong.Text.String(), tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	w.add("ada", "LoRA  adapters!\x00")
	again, added, err := w.alerts.Add(t.Context(), "ada", "lora adapters")
	if added || err != nil || again.Query != "LoRA adapters!" {
		t.Errorf("the same again: %+v, %v, %v", again, added, err)
	}
	for i := range bot.MaxAlerts - 1 {
		w.add("ada", fmt.Sprint("adapters ", 100+i))
	}
	var wrong bot.InputError
	if _, _, err := w.alerts.Add(t.Context(), "ada", "more adapters"); !errors.As(err, &wrong) {
		t.Errorf("alert %d: %v", bot.MaxAlerts+1, err)
	}
	if _, added, err := w.alerts.Add(t.Context(), "bob", "more adapters"); !added || err != nil {
		t.Errorf("another member's: %v, %v", added, err)
	}
	if alert, found, err := w.alerts.Remove(t.Context(), "ada", "LORA adapters"); !found || err != nil || alert.Query != "LoRA adapters!" {
		t.Errorf("removal: %+v, %v, %v", alert, found, err)
	}
	if _, found, err := w.alerts.Remove(t.Context(), "ada", "LORA adapters"); found || err != nil {
		t.Errorf("second removal: %v, %v", found, err)
	}
}

func TestAnnounceOnceADay(t *testing.T) {
	t.Parallel()
	w := newAlertWorld(t)
	w.add("ada", "LoRA", "federated fine-tuning", "graph transformers")
	w.add("bob", "MultiLoRA")
	both := w.named("LoRA-FAIR", "MultiLoRA")
	w.announce(both...)
	fair, multi := string(both[0].ID), string(both[1].ID)
	if both[0].Title[:5] == "Multi" {
		fair, multi = multi, fair
	}
	w.wantSent(
		"ada: 1. "+multi+" (your alert “LoRA”)",
		"ada: 2. "+fair+" (your alerts “LoRA”, “federated fine-tuning”)",
		"bob: 1. "+multi+" (your alert “MultiLoRA”)",
	)
	// More papers on the same day wait for the next.
	w.now = w.now.Add(14 * time.Hour)
	w.announce(w.named("SaLoRA")...)
	w.wantSent()
	w.now = w.now.Add(2 * time.Hour)
	w.announce()
	w.wantSent("ada: 1. " + string(w.named("SaLoRA")[0].ID) + " (your alert “LoRA”)")
	w.announce()
	w.wantSent()
	if slices.Sort(w.nonces); len(slices.Compact(w.nonces)) != 3 || len(w.nonces[0]) != 25 {
		t.Errorf("nonces %q", w.nonces)
	}
}

// TestMatchHasTheFloorOfTopics checks that an alert brings what a digest on that
// topic brings.
func TestMatchHasTheFloorOfTopics(t *testing.T) {
	t.Parallel()
	w := newAlertWorld(t)
	queries := []string{"LoRA", "graph neural networks", "diffusion models for video", "reinforcement learning"}
	w.add("ada", queries...)
	matches, err := w.Match(t.Context(), slices.Collect(w.papers.All()))
	w.must(err)
	got := map[string]map[corpus.ID]bool{}
	for _, m := range matches {
		if got[m.Query] == nil {
			got[m.Query] = map[corpus.ID]bool{}
		}
		got[m.Query][m.Paper] = true
	}
	b, err := bot.New(bot.Config{Papers: w.papers})
	w.must(err)
	for _, q := range queries {
		topic, err := b.Trending(t.Context(), bot.TrendingQuery{Topic: q, Count: w.papers.Len()})
		w.must(err)
		want := map[corpus.ID]bool{}
		for _, item := range topic.Items {
			want[item.Paper.ID] = true
		}
		if len(want) == 0 {
			t.Errorf("%q: no paper is on it", q)
		}
		if diff := cmp.Diff(want, got[q]); diff != "" {
			t.Errorf("%q (-topic +alert):\n%s", q, diff)
		}
	}
}

func TestAnnounceFailures(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		failure error
		again   bool // it is sent once the trouble is over
		refused bool
	}{
		{"not taken now", bot.Retry{Err: errors.New("busy")}, true, false},
		{"refused by the member", bot.Blocked{}, false, true},
		{"perhaps sent", bot.Uncertain{Err: errors.New("lost")}, false, false},
		{"a fault of ours", bot.Refused{Err: errors.New("bad")}, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newAlertWorld(t)
			w.add("ada", "MultiLoRA")
			w.failure["ada"] = tt.failure
			w.announce(w.named("MultiLoRA")...)
			w.wantSent()
			if untold, err := w.alerts.Refusal(t.Context(), "ada"); untold != tt.refused || err != nil {
				t.Errorf("to be told of a refusal: %v, %v", untold, err)
			}
			delete(w.failure, "ada")
			want := []string(nil)
			if tt.again {
				want = []string{"ada: 1. " + string(w.named("MultiLoRA")[0].ID) + " (your alert “MultiLoRA”)"}
			}
			w.announce()
			w.wantSent(want...)
			w.now = w.now.AddDate(0, 0, 1)
			w.announce()
			w.wantSent()
			if strings.Contains(w.log.String(), "MultiLoRA") || strings.Contains(w.log.String(), "ada") {
				t.Errorf("the log tells who looks for what:\n%s", w.log)
			}
		})
	}
}

func TestAnnounceIsNoFlood(t *testing.T) {
	t.Parallel()
	w := newAlertWorld(t)
	w.add("ada", "learning", "models", "language")
	w.announce(slices.Collect(w.papers.All())...)
	if len(w.sent) != 8 {
		t.Errorf("sent %d papers", len(w.sent))
	}
	w.now = w.now.AddDate(0, 0, 1)
	w.sent = nil
	w.announce()
	w.wantSent()
}

// dropper is an ActorStore that notes until when it forgot.
type dropper struct{ before []time.Time }

func (d *dropper) DropActors(_ context.Context, before time.Time) (int, error) {
	d.before = append(d.before, before)
	if len(d.before) == 2 {
		return 0, errors.New("disk on fire")
	}
	return 1, nil
}

func TestAgeActors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, log := &dropper{}, &logBuffer{}
		ctx, cancel := context.WithTimeout(t.Context(), 150*time.Minute)
		defer cancel()
		start := time.Now()
		bot.AgeActors(ctx, d, slog.New(slog.NewTextHandler(log, nil)))
		want := []time.Time{start, start.Add(time.Hour), start.Add(2 * time.Hour)}
		for i := range want {
			want[i] = want[i].Add(-30 * 24 * time.Hour)
		}
		if diff := cmp.Diff(want, d.before); diff != "" {
			t.Errorf("forgot what was before (-want +got):\n%s", diff)
		}
		if !strings.Contains(log.String(), "disk on fire") {
			t.Errorf("log: %s", log)
		}
	})
}

func TestForgetConversations(t *testing.T) {
	t.Parallel()
	b, err := bot.New(bot.Config{Papers: corpus.NewCollection(seed.Papers())})
	if err != nil {
		t.Fatal(err)
	}
	for _, channel := range []bot.ChannelID{"1", "2"} {
		for _, member := range []bot.UserID{"10", "110"} {
			if _, err := b.Say(t.Context(), bot.ConversationKey(channel, member), "what is LoRA?"); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := b.Conversations("10"); n != 2 {
		t.Errorf("%d conversations", n)
	}
	b.ForgetConversations("10")
	if b.Conversations("10") != 0 || b.Conversations("110") != 2 {
		t.Errorf("left: %d and another's %d", b.Conversations("10"), b.Conversations("110"))
	}
}
