package store

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paperbot/bot"
	"paperbot/bot/trending"
	"paperbot/corpus"
)

// What is kept of a paper counts for it under its better ID, once: also an
// up-vote that one member gave under both.
func TestRenamePapers(t *testing.T) {
	t.Parallel()
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	s.mustToggle(t, vote("s", "title:a", "u1"))
	s.mustToggle(t, vote("s", "arxiv:hep-th/1", "u1"))
	s.mustToggle(t, vote("s", "title:a", "u2"))
	report := func(day, votes, rank int, paper corpus.ID) {
		t.Helper()
		must(t, s.RecordReport(t.Context(), bot.Report{Source: "title:a/b", At: monday.AddDate(0, 0, day),
			Papers: []bot.ReportedPaper{{ID: paper, Published: monday, Votes: votes, Rank: rank}}}))
	}
	report(0, 3, 2, "title:a")
	names := map[corpus.ID]corpus.ID{"title:a": "arxiv:hep-th/1"}
	for range 2 {
		must(t, s.RenamePapers(t.Context(), names))
	}
	counts, err := s.VoteCounts(t.Context(), "s", []corpus.ID{"title:a", "arxiv:hep-th/1"})
	must(t, err)
	if diff := cmp.Diff(map[corpus.ID]int{"arxiv:hep-th/1": 2}, counts); diff != "" {
		t.Error(diff)
	}
	report(0, 3, 0, "arxiv:hep-th/1") // what was reported of it is known
	report(1, 7, 0, "arxiv:hep-th/1")
	events, err := s.EventsOf(t.Context(), bot.ScopeEverywhere, "arxiv:hep-th/1", monday.AddDate(0, 0, 1))
	must(t, err)
	var got []int
	for _, e := range events {
		got = append(got, e.Amount)
	}
	if diff := cmp.Diff([]int{2, 3, 4}, got); diff != "" { // rank 2, three votes, four more
		t.Error(diff)
	}
	tally, err := s.ToggleVote(t.Context(), vote("s", "arxiv:hep-th/1", "u1"))
	must(t, err)
	if tally.Mine || tally.Count != 1 {
		t.Errorf("withdrawn: %+v", tally)
	}
}

// A digest does not show a paper again that it showed under an older name, of
// several.
func TestRenamedIsNotShownAgain(t *testing.T) {
	t.Parallel()
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	_, err := s.Claim(t.Context(), []bot.Delivery{{Channel: "c", Date: "2026-11-16", State: bot.DeliverySent, Scheduled: monday, Expires: monday,
		Nonce: "n", UpdatedAt: monday, Papers: []bot.DeliveredPaper{{ID: "title:a", Rank: 1}}}})
	must(t, err)
	must(t, s.RenamePapers(t.Context(), map[corpus.ID]corpus.ID{"title:a": "doi:x"}))
	must(t, s.RenamePapers(t.Context(), map[corpus.ID]corpus.ID{"doi:x": "arxiv:1"}))
	had, err := s.PapersSince(t.Context(), "c", "2026-11-01")
	must(t, err)
	if diff := cmp.Diff(map[corpus.ID]bool{"title:a": true, "arxiv:1": true}, had); diff != "" {
		t.Error(diff)
	}
}

// Scores under the new name are those of all events of both, whether they were
// summed up before or after.
func TestRenameProperty(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		renamedFirst := rapid.Bool().Draw(rt, "renamed first")
		s, err := Open(t.Context(), filepath.Join(folder, fmt.Sprint(n)))
		must(t, err)
		defer func() { must(t, s.Close()) }()
		events := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) bot.Activity {
			paper := rapid.SampledFrom([]corpus.ID{"old", "new"}).Draw(rt, "paper")
			member := rapid.SampledFrom([]bot.UserID{"u1", "u2"}).Draw(rt, "member")
			return opened(member, monday.AddDate(0, 0, rapid.IntRange(0, 3).Draw(rt, "day")), paper)
		}), 1, 6).Draw(rt, "events")
		for _, a := range events {
			s.mustRecord(t, a)
		}
		steps := []func() error{
			func() error { return s.RenamePapers(t.Context(), map[corpus.ID]corpus.ID{"old": "new"}) },
			func() error { _, err := s.DropActors(t.Context(), monday.AddDate(0, 0, 30)); return err },
		}
		if !renamedFirst {
			steps[0], steps[1] = steps[1], steps[0]
		}
		for _, step := range steps {
			must(t, step())
		}
		later := monday.AddDate(0, 0, 60)
		board, err := s.Board(t.Context(), "s1", later)
		must(t, err)
		all, err := s.EventsOf(t.Context(), "s1", "new", later)
		must(t, err)
		if len(board) != 1 || len(all) == 0 {
			rt.Fatalf("%d papers, %d events", len(board), len(all))
		}
		want := trending.NewBoard(all)
		sameSums(rt, want, trending.Board{"new": board["new"]})
	})
}
