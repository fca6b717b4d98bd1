package store

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paperbot/bot"
	"paperbot/bot/trending"
	"paperbot/corpus"
)

func opened(member bot.UserID, at time.Time, papers ...corpus.ID) bot.Activity {
	return bot.Activity{Scope: "s1", Kind: trending.Opened, Papers: papers, Member: member, At: at}
}

func (s *Store) mustRecord(t testing.TB, activities ...bot.Activity) {
	t.Helper()
	must(t, s.RecordActivities(t.Context(), activities))
}

// score returns what a paper has in scope s1 at an instant.
func (s *Store) score(t testing.TB, paper corpus.ID, at time.Time) float64 {
	t.Helper()
	board, err := s.Board(t.Context(), "s1", at)
	must(t, err)
	if board[paper] == nil {
		return 0
	}
	return board[paper].Sum.At(at)
}

func (s *Store) wantScore(t testing.TB, paper corpus.ID, at time.Time, want float64) {
	t.Helper()
	if got := s.score(t, paper, at); got < want-1e-9 || got > want+1e-9 {
		t.Errorf("%s has %v at %v, want %v", paper, got, at, want)
	}
}

func TestTenThousandPressesCountOnce(t *testing.T) {
	t.Parallel()
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	presses := make([]bot.Activity, 10_000)
	for i := range presses {
		presses[i] = opened("u1", monday.Add(time.Duration(i)*time.Millisecond), "p")
	}
	s.mustRecord(t, presses...)
	s.wantScore(t, "p", monday, trending.OpenedWeight)
	for range 101 { // each is two transactions' worth of flushing: an odd number leaves a vote
		s.mustToggle(t, vote("s1", "p", "u1"))
	}
	s.wantScore(t, "p", monday, trending.OpenedWeight+trending.UpvoteWeight)
	s.mustRecord(t, opened("u1", monday.AddDate(0, 0, 1), "p"), opened("u2", monday, "p"))
	s.wantScore(t, "p", monday, 2*trending.OpenedWeight+trending.UpvoteWeight)
}

// TestNobodyPushesAlone lets one member vote for seven papers on a day: five count.
func TestNobodyPushesAlone(t *testing.T) {
	t.Parallel()
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	for i := range 7 {
		v := vote("s1", corpus.ID(fmt.Sprint("p", i)), "u1")
		v.At = v.At.Add(time.Duration(i) * time.Second)
		s.mustToggle(t, v)
	}
	later := monday.Add(30 * 24 * time.Hour)
	check := func(when string) {
		t.Helper()
		for i := range 7 {
			got := s.score(t, corpus.ID(fmt.Sprint("p", i)), later)
			if counts := got > 0; counts != (i < 5) {
				t.Errorf("%s: paper %d has %v", when, i, got)
			}
		}
	}
	check("while it is known whose they are")
	for _, before := range []time.Time{monday.Add(3 * time.Second), monday.Add(time.Hour), monday.Add(48 * time.Hour)} {
		_, err := s.DropActors(t.Context(), before)
		must(t, err)
		check("after the actors before " + before.String() + " are forgotten")
	}
}

func TestNewcomersCountLess(t *testing.T) {
	t.Parallel()
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	v := vote("s1", "p", "u1")
	v.Joined = monday.Add(-time.Hour)
	s.mustToggle(t, v)
	s.wantScore(t, "p", monday, trending.UpvoteWeight*trending.NewcomerShare)
}

// TestBoardIsTheLog records events in any order, forgets actors at any time in
// between, and compares boards with the whole log and with one that was written
// in order.
func TestBoardIsTheLog(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		s, plain := openFast(t, filepath.Join(dir, fmt.Sprint(n, ".db"))), openFast(t, filepath.Join(dir, fmt.Sprint(n, "plain.db")))
		defer func() { _ = s.Close(); _ = plain.Close() }()
		activities := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) bot.Activity {
			return opened(
				bot.UserID(rapid.SampledFrom([]string{"u1", "u2", "u3"}).Draw(t, "member")),
				monday.Add(time.Duration(rapid.IntRange(0, 60*24).Draw(t, "hour"))*time.Hour),
				corpus.ID(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "paper")))
		}), 1, 12).Draw(rt, "activities")
		must(t, plain.RecordActivities(context.Background(), activities))
		for _, a := range rapid.Permutation(activities).Draw(rt, "arrival") {
			must(t, s.RecordActivities(context.Background(), []bot.Activity{a}))
		}
		for range 2 {
			_, err := s.DropActors(context.Background(), monday.Add(time.Duration(rapid.IntRange(0, 70*24).Draw(rt, "drop"))*time.Hour))
			must(t, err)
			at := monday.Add(time.Duration(rapid.IntRange(0, 80*24).Draw(rt, "at")) * time.Hour)
			sameSums(rt, s.mustBoard(rt, at), plain.mustBoard(rt, at))
			for paper, e := range s.mustBoard(rt, at) {
				events, err := s.EventsOf(context.Background(), "s1", paper, at)
				must(t, err)
				rebuilt := trending.NewBoard(events).Of(paper)
				if rebuilt.Sum.Cmp(&e.Sum) != 0 {
					rt.Fatalf("%s: running %v, rebuilt %v", paper, e.Sum.Log2(), rebuilt.Sum.Log2())
				}
			}
		}
	})
}

// openFast opens a database that a loss of power would damage.
func openFast(t *testing.T, path string) *Store {
	t.Helper()
	s, err := open(t.Context(), path, busyTimeout, url.Values{"_pragma": {"synchronous(OFF)"}})
	must(t, err)
	return s
}

func (s *Store) mustBoard(t *rapid.T, at time.Time) trending.Board {
	board, err := s.Board(context.Background(), "s1", at)
	if err != nil {
		t.Fatal(err)
	}
	return board
}

func sameSums(t *rapid.T, x, y trending.Board) {
	if len(x) != len(y) {
		t.Fatalf("%d papers and %d", len(x), len(y))
	}
	for paper := range x {
		if x[paper].Sum.Cmp(&y[paper].Sum) != 0 {
			t.Fatalf("%s has %v and %v", paper, x[paper].Sum.Log2(), y[paper].Sum.Log2())
		}
	}
}

// TestLateEventsAreSummed records what happened before the sums' time.
func TestLateEventsAreSummed(t *testing.T) {
	t.Parallel()
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	_, err := s.DropActors(t.Context(), monday.AddDate(0, 0, 30))
	must(t, err)
	s.mustRecord(t, opened("u1", monday, "p"))
	later := monday.AddDate(0, 0, 60)
	s.wantScore(t, "p", later, trending.OpenedWeight/(1<<20))
	s.wantScore(t, "p", monday, trending.OpenedWeight)
}

func TestReports(t *testing.T) {
	t.Parallel()
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	type counts struct {
		Kind   trending.Kind
		Amount int
		At     string
	}
	for i, tt := range []struct {
		votes, rank int
		want        []counts // all so far
	}{
		{3, 0, []counts{{trending.Votes, 3, "11-10"}}},
		{3, 0, []counts{{trending.Votes, 3, "11-10"}}},
		{2, 8, []counts{{trending.Votes, 3, "11-10"}, {trending.Listed, 8, "11-18"}}},
		{5, 8, []counts{{trending.Votes, 3, "11-10"}, {trending.Listed, 8, "11-18"}, {trending.Votes, 2, "11-19"}}},
		{5, 4, []counts{{trending.Votes, 3, "11-10"}, {trending.Listed, 8, "11-18"}, {trending.Votes, 2, "11-19"}, {trending.Listed, 4, "11-20"}}},
	} {
		at := time.Date(2026, 11, 16+i, 9, 0, 0, 0, time.UTC)
		must(t, s.RecordReport(t.Context(), bot.Report{
			Source: "feed", At: at, Papers: []bot.ReportedPaper{{ID: "p", Votes: tt.votes, Rank: tt.rank}},
		}))
		events, err := s.EventsOf(t.Context(), bot.ScopeEverywhere, "p", at)
		must(t, err)
		var got []counts
		for _, e := range events {
			got = append(got, counts{e.Kind, e.Amount, e.At.Format("01-02")})
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("report %d (-want +got):\n%s", i+1, diff)
		}
	}
	board, err := s.Board(t.Context(), bot.ScopeEverywhere, monday.AddDate(1, 0, 0))
	must(t, err)
	if board["p"] == nil {
		t.Error("no score")
	}
}

func BenchmarkBoard(b *testing.B) {
	s, err := Open(b.Context(), filepath.Join(b.TempDir(), "bot.db"))
	must(b, err)
	defer func() { must(b, s.Close()) }()
	for day := range 30 {
		var papers []bot.ReportedPaper
		for p := range 1000 {
			papers = append(papers, bot.ReportedPaper{ID: corpus.ID(fmt.Sprint("p", p)), Votes: day + p, Rank: p + 1})
		}
		must(b, s.RecordReport(b.Context(), bot.Report{Source: "feed", At: monday.AddDate(0, 0, day), Papers: papers}))
	}
	b.ResetTimer()
	for b.Loop() {
		_, err := s.Board(b.Context(), bot.ScopeEverywhere, monday.AddDate(0, 0, 31))
		must(b, err)
	}
}
