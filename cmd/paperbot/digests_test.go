package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"paperbot/bot"
	"paperbot/bot/store"
)

func TestDigestsCommand(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "paperbot.db")
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	now := time.Now()
	due := now.Add(-time.Hour)
	for _, sub := range []bot.Subscription{
		{Channel: "1", At: 9*60 + 30, Zone: "Europe/Berlin", Count: 5, CreatedAt: due},
		{Channel: "2", At: 8 * 60, Zone: "UTC", Count: 5, CreatedAt: due, State: bot.SubscriptionBlocked, Reason: "the channel no longer exists"},
	} {
		must(db.PutSubscription(t.Context(), sub))
	}
	_, err = db.Claim(t.Context(), []bot.Delivery{{
		Channel: "1", Date: now.Format(time.DateOnly), State: bot.DeliveryFailed, Scheduled: due, Expires: now, Nonce: "n", Error: "too late", UpdatedAt: now,
	}})
	must(err)
	must(db.RecordReport(t.Context(), bot.Report{Source: "feed", At: now.AddDate(0, 0, -3), Papers: []bot.ReportedPaper{{ID: "p", Rank: 1}}}))
	must(db.Close())

	out, _ := runPlain(t, "", "digests", "--database", path)
	for _, words := range []string{"09:30 Europe/Berlin", "failed", "too late", "blocked: the channel no longer exists", "No new papers since", "(72 hours): look at the feeds"} {
		if !strings.Contains(out, words) {
			t.Errorf("no %q in:\n%s", words, out)
		}
	}
	out, _ = runPlain(t, "", "digests", "--json", "--database", path)
	var got digests
	must(json.Unmarshal([]byte(out), &got))
	if len(got.Digests) != 2 || got.Digests[0].Next == nil || !got.Digests[0].Next.After(now) || got.Digests[1].Next != nil || !got.Stale {
		t.Errorf("as JSON: %s", out)
	}
}
