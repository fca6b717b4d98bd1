package main

import (
	"encoding/json"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"paperbot/bot"
	"paperbot/bot/store"
	"paperbot/corpus/seed"
)

// TestTrendingFromTheLog lists papers from a database: as of an instant, and
// with the events that make up each score.
func TestTrendingFromTheLog(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "paperbot.db")
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	paper := seed.Papers()[99]
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for day, votes := range []int{7, 15} {
		r := bot.Report{Source: "feed", At: at.AddDate(0, 0, day), Papers: []bot.ReportedPaper{{ID: paper.ID, Votes: votes, Published: at}}}
		if err := db.RecordReport(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	list := func(args ...string) string {
		out, status := runPlain(t, "", append([]string{"trending", "-n", "1", "--database", path}, args...)...)
		if status != 0 {
			t.Errorf("%v: status %d", args, status)
		}
		return out
	}
	if out := list("--at", "2026-11-25T09:00:00Z"); !strings.Contains(out, paper.Title[:20]) || !strings.Contains(out, "new votes up to 2026-11-23: 15") {
		t.Errorf("with the events:\n%s", out)
	}
	if out := list("--at", "2026-11-21T09:00:00Z"); !strings.Contains(out, "rank 1 in the list") || strings.Contains(out, "votes") {
		t.Errorf("before the events:\n%s", out)
	}
	var sums []sum
	if err := json.Unmarshal([]byte(list("--at", "2026-11-25T09:00:00Z", "--explain", "--json")), &sums); err != nil {
		t.Fatal(err)
	}
	// log₂ 8 a half-life ago; and log₂ 16 − log₂ 8 two days ago.
	want := 3*.5 + math.Exp2(-2./3)
	if len(sums) != 1 || len(sums[0].Terms) != 2 || math.Abs(sums[0].Score-want) > 1e-9 ||
		math.Abs(sums[0].Terms[0].Counts+sums[0].Terms[1].Counts-want) > 1e-9 {
		t.Errorf("explained as %+v, want %v", sums, want)
	}
	out := list("--at", "2026-11-25T09:00:00Z", "--explain")
	for _, line := range []string{"1.5000 =  3.0000 · 2^(−1.00)  2026-11-22 09:00:00 votes +7 feed", "2.1300   trending"} {
		if !strings.Contains(out, line) {
			t.Errorf("no %q in:\n%s", line, out)
		}
	}
}
