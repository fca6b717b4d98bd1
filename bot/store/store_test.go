package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"paperbot/bot"
	"paperbot/corpus"
)

var monday = time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)

func testSubscription(channel bot.ChannelID) bot.Subscription {
	return bot.Subscription{
		Channel: channel, Server: "s1", At: 9*60 + 30, Zone: "Europe/Berlin", Count: 5, Topic: "graphs",
		CreatedBy: "u1", CreatedAt: monday.AddDate(0, 0, -1), State: bot.SubscriptionActive,
	}
}

func testDelivery(channel bot.ChannelID, date string) bot.Delivery {
	return bot.Delivery{
		Channel: channel, Date: date, State: bot.DeliveryPlanned, Scheduled: monday, Expires: monday.Add(12 * time.Hour),
		Nonce: "N1", Papers: []bot.DeliveredPaper{{ID: "arxiv:1", Rank: 1, Reason: "rank 1 in the list"}, {ID: "arxiv:2", Rank: 2}},
		Note: "note", Owner: "one", NextAt: monday, UpdatedAt: monday,
	}
}

func openTest(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestSubscriptions(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	want := testSubscription("c1")
	must(t, s.PutSubscription(t.Context(), want))
	other := testSubscription("c2")
	other.Server, other.State = "s2", bot.SubscriptionPaused
	must(t, s.PutSubscription(t.Context(), other))

	got, err := s.Subscription(t.Context(), "c1")
	must(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("subscription (-want +got):\n%s", diff)
	}
	want.At = 600
	must(t, s.PutSubscription(t.Context(), want))
	for _, tt := range []struct {
		name string
		list func() ([]bot.Subscription, error)
		want []bot.Subscription
	}{
		{"of server 1, replaced", func() ([]bot.Subscription, error) { return s.ServerSubscriptions(t.Context(), "s1") }, []bot.Subscription{want}},
		{"of server 2, paused too", func() ([]bot.Subscription, error) { return s.ServerSubscriptions(t.Context(), "s2") }, []bot.Subscription{other}},
		{"active", func() ([]bot.Subscription, error) { return s.ActiveSubscriptions(t.Context()) }, []bot.Subscription{want}},
	} {
		got, err := tt.list()
		must(t, err)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	for i, want := range []bool{true, false} {
		had, err := s.DeleteSubscription(t.Context(), "c1")
		must(t, err)
		if had != want {
			t.Errorf("removal %d found one: %v, want %v", i+1, had, want)
		}
	}
	if _, err := s.Subscription(t.Context(), "c1"); !errors.Is(err, bot.ErrNoSubscription) {
		t.Errorf("a removed subscription gives %v", err)
	}
}

func TestPutRefusesNonsense(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	for name, spoil := range map[string]func(*bot.Subscription){
		"no channel":   func(sub *bot.Subscription) { sub.Channel = "" },
		"no papers":    func(sub *bot.Subscription) { sub.Count = 0 },
		"a lot":        func(sub *bot.Subscription) { sub.Count = 11 },
		"25 o'clock":   func(sub *bot.Subscription) { sub.At = 25 * 60 },
		"unknown zone": func(sub *bot.Subscription) { sub.Zone = "Europe/Atlantis" },
	} {
		sub := testSubscription("c1")
		spoil(&sub)
		var input bot.InputError
		if err := s.PutSubscription(t.Context(), sub); !errors.As(err, &input) {
			t.Errorf("%s: error %v, want an InputError", name, err)
		}
	}
}

func TestClaimOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bot.db")
	s := openTest(t, path)
	first := testDelivery("c1", "2026-11-23")
	second := first
	second.Owner, second.Papers = "two", nil
	for i, tt := range []struct {
		ds   []bot.Delivery
		want int
	}{
		{[]bot.Delivery{first}, 1},
		{[]bot.Delivery{second}, 0},
		{[]bot.Delivery{second, testDelivery("c1", "2026-11-24"), testDelivery("c2", "2026-11-23")}, 2},
		{nil, 0},
	} {
		n, err := s.Claim(t.Context(), tt.ds)
		must(t, err)
		if n != tt.want {
			t.Errorf("claim %d got %d, want %d", i, n, tt.want)
		}
	}
	must(t, s.Close())
	s = openTest(t, path)
	got, err := s.Deliveries(t.Context(), "c1", 10)
	must(t, err)
	if diff := cmp.Diff([]bot.Delivery{testDelivery("c1", "2026-11-24"), first}, got); diff != "" {
		t.Errorf("after opening again (-want +got):\n%s", diff)
	}
}

func TestClaimIsAllOrNothing(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	bad := testDelivery("c2", "tomorrow")
	if _, err := s.Claim(t.Context(), []bot.Delivery{testDelivery("c1", "2026-11-23"), bad}); err == nil {
		t.Fatal("a delivery without a date was claimed")
	}
	if keys, _ := s.DeliveryKeys(t.Context(), ""); len(keys) != 0 {
		t.Errorf("claimed nevertheless: %v", keys)
	}
}

func TestAdvance(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	must(t, s.PutSubscription(t.Context(), testSubscription("c1")))
	planned := testDelivery("c1", "2026-11-23")
	_, err := s.Claim(t.Context(), []bot.Delivery{planned})
	must(t, err)
	sending := planned
	sending.State, sending.Attempts, sending.TriedAt = bot.DeliverySending, 1, monday
	sending.NextAt, sending.Owner = monday.Add(time.Minute), "two"
	unknown := sending
	unknown.State, unknown.NextAt, unknown.Error = bot.DeliveryUnknown, time.Time{}, "lost"
	sent := sending
	sent.State, sent.NextAt, sent.MessageID = bot.DeliverySent, time.Time{}, "m1"

	for _, tt := range []struct {
		name     string
		from, to bot.Delivery
		want     bool
	}{
		{"first to come", planned, sending, true},
		{"second to come", planned, sending, false},
		{"given up", sending, unknown, true},
		{"planned again from nowhere", sending, planned, false},
		{"sent after all", sending, sent, true},
		{"sent is final", sending, unknown, false},
	} {
		applied, err := s.Advance(t.Context(), []bot.Step{{From: tt.from, To: tt.to}})
		must(t, err)
		if applied[0] != tt.want {
			t.Errorf("%s: applied %v, want %v", tt.name, applied[0], tt.want)
		}
	}
	got, err := s.Deliveries(t.Context(), "c1", 1)
	must(t, err)
	if diff := cmp.Diff([]bot.Delivery{sent}, got); diff != "" {
		t.Errorf("in the end (-want +got):\n%s", diff)
	}
}

func TestAdvanceBlocks(t *testing.T) {
	for _, tt := range []struct {
		name    string
		created time.Time
		want    bot.SubscriptionState
	}{
		{"set before the attempt", monday.Add(-time.Hour), bot.SubscriptionBlocked},
		{"set again since", monday.Add(time.Hour), bot.SubscriptionActive},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
			sub := testSubscription("c1")
			sub.CreatedAt = tt.created
			must(t, s.PutSubscription(t.Context(), sub))
			d := testDelivery("c1", "2026-11-23")
			_, err := s.Claim(t.Context(), []bot.Delivery{d})
			must(t, err)
			blocked := d
			blocked.State, blocked.NextAt = bot.DeliveryBlocked, time.Time{}
			_, err = s.Advance(t.Context(), []bot.Step{{From: d, To: blocked, Block: "no access"}})
			must(t, err)
			got, err := s.Subscription(t.Context(), "c1")
			must(t, err)
			if got.State != tt.want {
				t.Errorf("subscription is %s, want %s", got.State, tt.want)
			}
			if blocked := got.State == bot.SubscriptionBlocked; blocked != (got.Reason == "no access") {
				t.Errorf("reason %q", got.Reason)
			}
		})
	}
}

func TestDueDeliveries(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	at := func(channel bot.ChannelID, next, tried time.Duration) bot.Delivery {
		d := testDelivery(channel, "2026-11-23")
		d.State, d.NextAt, d.TriedAt = bot.DeliverySending, monday.Add(next), monday.Add(tried)
		return d
	}
	done := testDelivery("c5", "2026-11-23")
	done.State, done.NextAt = bot.DeliverySent, time.Time{}
	_, err := s.Claim(t.Context(), []bot.Delivery{
		at("c1", 0, -1), at("c2", -time.Second, -time.Minute), at("c3", time.Minute, 0), at("c4", time.Hour, time.Second), done,
	})
	must(t, err)
	for _, tt := range []struct {
		limit int
		want  string
	}{
		{10, "[c2 c1 c4]"}, // c4 was tried in the future
		{2, "[c2 c1]"},
	} {
		due, next, err := s.DueDeliveries(t.Context(), monday, tt.limit)
		must(t, err)
		var channels []bot.ChannelID
		for _, d := range due {
			channels = append(channels, d.Channel)
		}
		if got := fmt.Sprint(channels); got != tt.want {
			t.Errorf("due %s, want %s", got, tt.want)
		}
		if want := monday.Add(time.Minute); !next.Equal(want) {
			t.Errorf("next %v, want %v", next, want)
		}
	}
}

func TestPapersSince(t *testing.T) {
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	states := []bot.DeliveryState{
		bot.DeliveryPlanned, bot.DeliverySending, bot.DeliverySent, bot.DeliveryUnknown,
		bot.DeliveryFailed, bot.DeliveryBlocked, bot.DeliverySkipped,
	}
	for i, state := range states {
		d := testDelivery("c1", fmt.Sprintf("2026-11-%02d", 10+i))
		d.State, d.Papers = state, []bot.DeliveredPaper{{ID: corpus.ID(state)}}
		if state != bot.DeliveryPlanned && state != bot.DeliverySending {
			d.NextAt = time.Time{}
		}
		_, err := s.Claim(t.Context(), []bot.Delivery{d})
		must(t, err)
	}
	for date, want := range map[string]map[corpus.ID]bool{
		"2026-11-01": {"planned": true, "sending": true, "sent": true, "unknown": true},
		"2026-11-12": {"sent": true, "unknown": true},
		"2026-12-01": {},
	} {
		got, err := s.PapersSince(t.Context(), "c1", date)
		must(t, err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("since %s (-want +got):\n%s", date, diff)
		}
	}
}
