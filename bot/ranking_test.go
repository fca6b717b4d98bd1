package bot_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/samber/lo"

	"paperbot/bot"
	"paperbot/bot/store"
	"paperbot/corpus"
	"paperbot/corpus/seed"
)

// A ranking is kept for all digests that are due at one instant: not for a server
// whose members voted, nor for other papers, nor past a new reading of the feeds.
func TestRankingsAreKeptApart(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "bot.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	papers := seed.Papers()
	b, err := bot.New(bot.Config{Papers: corpus.NewCollection(papers), Evidence: s})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	want := func(when string, server bot.Scope, at time.Time, topic string, want ...int) {
		t.Helper()
		for range 2 { // the second time it may be kept
			l, err := b.Trending(t.Context(), bot.TrendingQuery{At: at, Scope: server, Count: 3, Topic: topic, Varied: true})
			if err != nil {
				t.Fatal(err)
			}
			ranks := lo.Map(l.Items, func(item bot.Item, _ int) int { return item.Paper.Rank })
			if diff := cmp.Diff(want, ranks); diff != "" {
				t.Errorf("%s, server %s: %s", when, server, diff)
			}
		}
	}
	want("nothing has happened", "s1", at, "", 1, 2, 3)
	want("another topic", "s1", at, "LoRA adapters", onTopic(t, b, at)...)
	if _, err := s.ToggleVote(t.Context(), bot.Vote{Scope: "s1", Paper: papers[49].ID, Member: "u", At: at.Add(-time.Hour)}); err != nil {
		t.Fatal(err)
	}
	want("after a vote", "s1", at, "", 50, 1, 2)
	want("after a vote elsewhere", "s2", at, "", 1, 2, 3)
	report := bot.Report{Source: "feed", At: at.Add(time.Minute), Papers: []bot.ReportedPaper{{ID: papers[99].ID, Votes: 30, Published: at, Seen: true}}}
	if err := s.RecordReport(t.Context(), report); err != nil {
		t.Fatal(err)
	}
	want("after a report", "s2", at.Add(2*time.Minute), "", 100, 1, 2)
	want("before the report", "s2", at, "", 1, 2, 3)
	b.SetPapers(corpus.NewCollection(slices.Delete(slices.Clone(papers), 0, 1)))
	want("without the first paper", "s2", at, "", 2, 3, 4)
}

// onTopic returns the ranks of the topic's papers from a bot that keeps nothing.
func onTopic(t *testing.T, b *bot.Bot, at time.Time) []int {
	t.Helper()
	l, err := b.Trending(t.Context(), bot.TrendingQuery{At: at.Add(time.Hour), Count: 3, Topic: "LoRA adapters", Varied: true})
	if err != nil {
		t.Fatal(err)
	}
	return lo.Map(l.Items, func(item bot.Item, _ int) int { return item.Paper.Rank })
}
