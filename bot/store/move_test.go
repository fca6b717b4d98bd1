package store

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paperbot/bot"
	"paperbot/corpus"
)

func TestMoveSubscription(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	sub := testSubscription("from")
	sub.Publish, sub.State = true, bot.SubscriptionPaused
	must(t, s.PutSubscription(t.Context(), sub))
	// Both channels had a digest on the same date, of different papers.
	own := testDelivery("to", "2026-11-23")
	own.Papers = []bot.DeliveredPaper{{ID: "arxiv:9", Rank: 1}}
	old := testDelivery("from", "2026-08-01")
	old.Papers = []bot.DeliveredPaper{{ID: "arxiv:0", Rank: 1}}
	if n, err := s.Claim(t.Context(), []bot.Delivery{old, testDelivery("from", "2026-11-23"), own}); err != nil || n != 3 {
		t.Fatalf("claimed %d, %v", n, err)
	}

	moved := sub.Moved("to", monday)
	must(t, s.MoveSubscription(t.Context(), "from", moved))
	got, err := s.Subscription(t.Context(), "to")
	must(t, err)
	if diff := cmp.Diff(moved, got); diff != "" {
		t.Errorf("moved (-want +got):\n%s", diff)
	}
	if _, err := s.Subscription(t.Context(), "from"); !errors.Is(err, bot.ErrNoSubscription) {
		t.Errorf("the old channel still has one: %v", err)
	}
	wantPapers(t, s, "to", "2026-09-01", "arxiv:1", "arxiv:2", "arxiv:9")
	wantPapers(t, s, "to", "2026-01-01", "arxiv:0", "arxiv:1", "arxiv:2", "arxiv:9")

	// Moved on, the history goes with it, and stays where it was.
	must(t, s.MoveSubscription(t.Context(), "to", moved.Moved("third", monday)))
	wantPapers(t, s, "third", "2026-01-01", "arxiv:0", "arxiv:1", "arxiv:2", "arxiv:9")
	must(t, s.MoveSubscription(t.Context(), "third", moved.Moved("from", monday)))
	wantPapers(t, s, "from", "2026-01-01", "arxiv:0", "arxiv:1", "arxiv:2", "arxiv:9")

	// The record of a channel's own deliveries is left alone: none gets a second.
	keys, err := s.DeliveryKeys(t.Context(), "")
	must(t, err)
	want := map[bot.DeliveryKey]bool{{Channel: "from", Date: "2026-08-01"}: true, {Channel: "from", Date: "2026-11-23"}: true, {Channel: "to", Date: "2026-11-23"}: true}
	if !maps.Equal(keys, want) {
		t.Errorf("deliveries are %v", keys)
	}
}

func TestMoveRefused(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	a, b := testSubscription("a"), testSubscription("b")
	b.Topic = "other"
	must(t, s.PutSubscription(t.Context(), a))
	must(t, s.PutSubscription(t.Context(), b))
	for _, tt := range []struct {
		name     string
		from, to bot.ChannelID
		want     error
	}{
		{"onto another digest", "a", "b", bot.ErrHasSubscription},
		{"from where there is none", "c", "d", bot.ErrNoSubscription},
	} {
		if err := s.MoveSubscription(t.Context(), tt.from, a.Moved(tt.to, monday)); !errors.Is(err, tt.want) {
			t.Errorf("%s: error %v, want %v", tt.name, err, tt.want)
		}
	}
	subs, err := s.ServerSubscriptions(t.Context(), "s1")
	must(t, err)
	if diff := cmp.Diff([]bot.Subscription{a, b}, subs); diff != "" {
		t.Errorf("something was changed (-want +got):\n%s", diff)
	}
}

func wantPapers(t *testing.T, s *Store, channel bot.ChannelID, since string, want ...corpus.ID) {
	t.Helper()
	had, err := s.PapersSince(t.Context(), channel, since)
	must(t, err)
	if got := slices.Sorted(maps.Keys(had)); !slices.Equal(got, want) {
		t.Errorf("%s was shown %v since %s, want %v", channel, got, since, want)
	}
}

func TestNotes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bot.db")
	s := openTest(t, path)
	for i, want := range []string{"", "one", "two"} {
		if want != "" {
			must(t, s.PutNote(t.Context(), "commands 1", want))
		}
		if got, err := s.Note(t.Context(), "commands 1"); err != nil || got != want {
			t.Errorf("note %d is %q, %v; want %q", i, got, err, want)
		}
	}
	must(t, s.Close())
	if got, err := openTest(t, path).Note(t.Context(), "commands 1"); err != nil || got != "two" {
		t.Errorf("after opening again: %q, %v", got, err)
	}
}

// TestMigratesFirstSchema opens a database of the first release, with a
// subscription in it.
func TestMigratesFirstSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bot.db")
	steps, err := readMigrations(migrations)
	must(t, err)
	execute(t, path, steps[0]+fmt.Sprintf("; PRAGMA application_id = %d; PRAGMA user_version = 1;", applicationID)+
		`INSERT INTO subscriptions VALUES ('c1', 's1', 570, 'Europe/Berlin', 5, 'graphs', 'u1', 0, 'active', '')`)
	sub, err := openTest(t, path).Subscription(t.Context(), "c1")
	if err != nil || sub.Topic != "graphs" || sub.Publish {
		t.Errorf("read %+v, %v", sub, err)
	}
}
