package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"paperbot/bot"
)

func (s *Store) mustPut(t *testing.T, member bot.UserID, query string) bot.Alert {
	t.Helper()
	a, _, err := s.PutAlert(t.Context(), bot.Alert{Member: member, Query: query, CreatedAt: monday}, query, 1000)
	must(t, err)
	return a
}

func TestAlerts(t *testing.T) {
	t.Parallel()
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	first := s.mustPut(t, "u1", "lora")
	s.mustPut(t, "u2", "lora")
	same, added, err := s.PutAlert(t.Context(), bot.Alert{Member: "u1", Query: "LoRA!", CreatedAt: monday}, "lora", 10)
	must(t, err)
	if added || same != first {
		t.Errorf("the same query again: %+v, added %v", same, added)
	}
	for i := range 2 {
		_, _, err := s.PutAlert(t.Context(), bot.Alert{Member: "u1", Query: "q", CreatedAt: monday}, fmt.Sprint(i), 2)
		if want := map[int]error{1: bot.ErrTooManyAlerts}[i]; !errors.Is(err, want) {
			t.Errorf("alert %d of two: %v, want %v", i+2, err, want)
		}
	}
	for member, id := range map[bot.UserID]bot.AlertID{"u2": first.ID, "u1": 999} {
		if had, err := s.DeleteAlert(t.Context(), member, id); had || err != nil {
			t.Errorf("%s removed alert %d: %v, %v", member, id, had, err)
		}
	}
	if had, err := s.DeleteAlert(t.Context(), "u1", first.ID); !had || err != nil {
		t.Errorf("removal: %v, %v", had, err)
	}
	got, err := s.Alerts(t.Context(), "u1")
	must(t, err)
	want := []bot.Alert{{Member: "u1", Query: "q", CreatedAt: monday}}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(bot.Alert{}, "ID")); diff != "" {
		t.Errorf("alerts (-want +got):\n%s", diff)
	}
}

// keep records matches of an alert with papers.
func (s *Store) keep(t *testing.T, a bot.Alert, papers ...bot.AlertMatch) {
	t.Helper()
	for i := range papers {
		papers[i].Alert = a.ID
	}
	must(t, s.KeepMatches(t.Context(), papers))
}

func (s *Store) waiting(t *testing.T, day string, want ...bot.UserID) {
	t.Helper()
	got, err := s.Waiting(t.Context(), day)
	must(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("waiting on %s (-want +got):\n%s", day, diff)
	}
}

func (s *Store) take(t *testing.T, member bot.UserID, day string, want string) {
	t.Helper()
	matches, err := s.TakeMatches(t.Context(), member, day)
	must(t, err)
	var got string
	for _, m := range matches {
		got += fmt.Sprintf("%s:%s ", m.Query, m.Paper)
	}
	if got != want {
		t.Errorf("took %q, want %q", got, want)
	}
}

func TestMatchesAreSentOnceADay(t *testing.T) {
	t.Parallel()
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	lora, rag := s.mustPut(t, "u1", "lora"), s.mustPut(t, "u1", "rag")
	s.keep(t, lora, bot.AlertMatch{Paper: "p1", Share: .5}, bot.AlertMatch{Paper: "p2", Share: .9})
	s.keep(t, rag, bot.AlertMatch{Paper: "p1", Share: .7})
	s.keep(t, rag, bot.AlertMatch{Paper: "p1", Share: .7}) // told twice
	s.keep(t, bot.Alert{ID: 999}, bot.AlertMatch{Paper: "p1"})
	s.waiting(t, "2026-11-25", "u1")
	s.take(t, "u1", "2026-11-25", "lora:p2 rag:p1 lora:p1 ")
	s.take(t, "u1", "2026-11-25", "") // another process
	must(t, s.SettleMatches(t.Context(), "u1", bot.AlertSent))

	s.keep(t, rag, bot.AlertMatch{Paper: "p3", Share: .7})
	s.waiting(t, "2026-11-25")
	s.waiting(t, "2026-11-26", "u1")
	s.take(t, "u1", "2026-11-26", "rag:p3 ")
	must(t, s.SettleMatches(t.Context(), "u1", bot.AlertWaits))
	s.waiting(t, "2026-11-26", "u1")
	s.take(t, "u1", "2026-11-26", "rag:p3 ")
	// The process dies: what it took may have been sent, and is not sent again.
	s.keep(t, rag, bot.AlertMatch{Paper: "p4", Share: .7})
	s.take(t, "u1", "2026-11-27", "rag:p4 ")
}

func TestRefusedMessagesEndDelivery(t *testing.T) {
	t.Parallel()
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	lora := s.mustPut(t, "u1", "lora")
	s.keep(t, lora, bot.AlertMatch{Paper: "p1"})
	s.take(t, "u1", "2026-11-25", "lora:p1 ")
	must(t, s.SettleMatches(t.Context(), "u1", bot.AlertRefused))
	if open, err := s.OpenAlerts(t.Context()); len(open) != 0 || err != nil {
		t.Errorf("open alerts %v, %v", open, err)
	}
	s.keep(t, lora, bot.AlertMatch{Paper: "p2"})
	s.waiting(t, "2026-11-26")
	for i, want := range []bool{true, false} {
		untold, err := s.Refusal(t.Context(), "u1")
		must(t, err)
		if untold != want {
			t.Errorf("look %d: to be told %v, want %v", i, untold, want)
		}
		must(t, s.Told(t.Context(), "u1"))
	}
	s.mustPut(t, "u1", "lora") // asks again, and so takes messages again
	s.waiting(t, "2026-11-26", "u1")
	if untold, _ := s.Refusal(t.Context(), "u1"); untold {
		t.Error("told of a refusal that is over")
	}
}
