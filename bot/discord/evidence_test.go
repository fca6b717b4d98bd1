package discord

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/samber/lo"

	"paperbot/bot"
	"paperbot/bot/discordtest"
	"paperbot/bot/trending"
)

// An activityList keeps what was noted.
type activityList struct {
	mu  sync.Mutex
	all []bot.Activity
}

func (l *activityList) Record(a bot.Activity) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, a)
}

func (l *activityList) Forget(member bot.UserID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = lo.Reject(l.all, func(a bot.Activity, _ int) bool { return a.Member == member })
}

// kinds returns what was noted of a member in a scope, with the number of papers.
func (l *activityList) kinds(scope bot.Scope, member string) map[trending.Kind]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := map[trending.Kind]int{}
	for _, a := range l.all {
		if a.Scope == scope && a.Member == bot.UserID(member) && !a.At.IsZero() {
			n[a.Kind] += len(a.Papers)
		}
	}
	return n
}

func TestWhatMembersDoIsNoted(t *testing.T) {
	t.Parallel()
	noted := &activityList{}
	s := perform(t, func(cfg *Config) { cfg.Activities = noted })
	wants := func(when string, want map[trending.Kind]int) {
		t.Helper()
		if diff := cmp.Diff(want, noted.kinds(bot.Scope(s.Guild().ID), s.User().ID)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", when, diff)
		}
	}
	s.answer(discordtest.SlashCommand{Name: "ask", Options: discordtest.Options{"question": "how do I bake sourdough bread?"}})
	s.answer(discordtest.SlashCommand{Name: "paper", Options: discordtest.Options{"title": "MultiLoRA"}})
	wants("nothing quoted", map[trending.Kind]int{})
	answer := s.answer(discordtest.SlashCommand{Name: "ask", Options: discordtest.Options{"question": loraQuestion, "papers": 2}})
	wants("two papers quoted", map[trending.Kind]int{trending.Quoted: 2})
	abstract, ok := lo.Find(answer.Controls(), func(c discordtest.Control) bool { return c.Label == labelAbstract })
	if !ok {
		t.Fatal("no button for the abstract")
	}
	if _, err := s.Interact(discordtest.Press{Message: answer, CustomID: abstract.CustomID}).Response(s.ctx); err != nil {
		t.Fatal(err)
	}
	wants("an abstract opened", map[trending.Kind]int{trending.Quoted: 2, trending.Opened: 1})
	s.DM(s.User(), loraQuestion)
	s.heard(s.DirectChannel(s.User()), 1)
	if got := noted.kinds(bot.ScopeDirect, s.User().ID); got[trending.Quoted] == 0 {
		t.Errorf("direct message: %v", got)
	}
	s.answer(privacy("delete"))
	wants("forgotten", map[trending.Kind]int{})
}

func TestJoinedAt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2026-11-20T12:00:00.123000+00:00": "2026-11-20", "": "0001-01-01", "yesterday": "0001-01-01",
	} {
		if got := joinedAt(text).Format("2006-01-02"); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
