package store

import (
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paperbot/bot"
	"paperbot/corpus"
)

func vote(scope bot.Scope, paper corpus.ID, member bot.UserID) bot.Vote {
	return bot.Vote{Scope: scope, Paper: paper, Member: member, At: monday}
}

func (s *Store) mustToggle(t *testing.T, v bot.Vote) bot.Tally {
	t.Helper()
	tally, err := s.ToggleVote(t.Context(), v)
	must(t, err)
	return tally
}

func TestToggleVote(t *testing.T) {
	t.Parallel()
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	for i, tt := range []struct {
		vote bot.Vote
		want bot.Tally
	}{
		{vote("s1", "arxiv:1", "u1"), bot.Tally{Count: 1, Mine: true}},
		{vote("s1", "arxiv:1", "u2"), bot.Tally{Count: 2, Mine: true}},
		{vote("s2", "arxiv:1", "u1"), bot.Tally{Count: 1, Mine: true}},
		{vote("s1", "arxiv:2", "u1"), bot.Tally{Count: 1, Mine: true}},
		{vote(bot.ScopeDirect, "arxiv:1", "u1"), bot.Tally{Count: 1, Mine: true}},
		{vote("s1", "arxiv:1", "u1"), bot.Tally{Count: 1}},
		{vote("s1", "arxiv:1", "u2"), bot.Tally{}},
		{vote("s1", "arxiv:1", "u2"), bot.Tally{Count: 1, Mine: true}},
	} {
		if got := s.mustToggle(t, tt.vote); got != tt.want {
			t.Errorf("press %d: %+v, want %+v", i, got, tt.want)
		}
	}
	counts, err := s.VoteCounts(t.Context(), "s1", []corpus.ID{"arxiv:1", "arxiv:2", "arxiv:3"})
	must(t, err)
	if diff := cmp.Diff(map[corpus.ID]int{"arxiv:1": 1, "arxiv:2": 1}, counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

// TestWithdrawnVoteLeavesNoTrace compares all tables with those before the vote.
func TestWithdrawnVoteLeavesNoTrace(t *testing.T) {
	t.Parallel()
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	s.mustToggle(t, vote("s1", "arxiv:1", "u1"))
	before := s.everything(t)
	s.mustToggle(t, vote("s1", "arxiv:1", "u2"))
	if cmp.Equal(before, s.everything(t)) {
		t.Fatal("the vote is not in the tables")
	}
	s.mustToggle(t, vote("s1", "arxiv:1", "u2"))
	if diff := cmp.Diff(before, s.everything(t)); diff != "" {
		t.Errorf("the withdrawn vote left a trace:\n%s", diff)
	}
}

func TestVotesAtOnce(t *testing.T) {
	t.Parallel()
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	var all sync.WaitGroup
	for range 25 { // presses by one member: an odd number leaves a vote
		all.Go(func() {
			if _, err := s.ToggleVote(t.Context(), vote("s1", "arxiv:1", "u1")); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	counts, err := s.VoteCounts(t.Context(), "s1", []corpus.ID{"arxiv:1"})
	must(t, err)
	if counts["arxiv:1"] != 1 {
		t.Errorf("25 presses leave %d votes, want 1", counts["arxiv:1"])
	}
}

func TestDropActors(t *testing.T) {
	t.Parallel()
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	old := vote("s1", "arxiv:1", "u1")
	young := vote("s1", "arxiv:2", "u1")
	young.At = monday.Add(time.Hour)
	s.mustToggle(t, old)
	s.mustToggle(t, young)
	n, err := s.DropActors(t.Context(), young.At)
	must(t, err)
	if n != 1 {
		t.Errorf("forgot %d actors, want 1", n)
	}
	data, err := s.MemberData(t.Context(), "u1")
	must(t, err)
	if diff := cmp.Diff([]bot.Vote{young}, data.Votes); diff != "" {
		t.Errorf("still the member's (-want +got):\n%s", diff)
	}
	counts, err := s.VoteCounts(t.Context(), "s1", []corpus.ID{"arxiv:1", "arxiv:2"})
	must(t, err)
	if diff := cmp.Diff(map[corpus.ID]int{"arxiv:2": 1}, counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

// Nobody knows any more who gave a vote of 30 days ago. That member may vote again:
// the two count as one on the button, and within a thousandth as one in rankings.
func TestVotesOfOldCountNoMore(t *testing.T) {
	t.Parallel()
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	once := vote("s1", "arxiv:once", "u1")
	once.At = monday.Add(bot.ActorAge + time.Minute)
	again := once
	again.Paper = "arxiv:twice"
	s.mustToggle(t, vote("s1", again.Paper, "u1"))
	_, err := s.DropActors(t.Context(), once.At.Add(-bot.ActorAge))
	must(t, err)
	s.mustToggle(t, once)
	if got, want := s.mustToggle(t, again), (bot.Tally{Count: 1, Mine: true}); got != want {
		t.Errorf("voted again: %+v, want %+v", got, want)
	}
	board, err := s.Board(t.Context(), "s1", once.At)
	must(t, err)
	one, two := board.Of(once.Paper).Sum.At(once.At), board.Of(again.Paper).Sum.At(once.At)
	if two <= one || two > one*1.001 {
		t.Errorf("scores %v for one vote, %v for one after 30 days", one, two)
	}
	if got, want := s.mustToggle(t, again), (bot.Tally{}); got != want {
		t.Errorf("taken back: %+v, want %+v", got, want)
	}
}

// TestActorsDiffer checks that one member has another hash in another database.
func TestActorsDiffer(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "bot.db")
	s := openTest(t, path)
	other := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	if s.actor("u1") == other.actor("u1") {
		t.Error("two databases have one key")
	}
	again := openTest(t, path)
	if s.actor("u1") != again.actor("u1") || s.actor("u1") == s.actor("u2") {
		t.Error("the hash does not stand for the member")
	}
}
