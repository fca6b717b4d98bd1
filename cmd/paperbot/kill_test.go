package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"paperbot/bot"
	"paperbot/bot/discordtest"
	"paperbot/bot/store"
)

// TestServeKilled kills the shipped program (SIGKILL) at random moments while
// digests are due, starts it again, and counts messages: never two for a channel
// and date, and none missing but where the delivery says that it may be.
//
// PAPERBOT_KILLS says how many times, three unless set; CI asks for 300. With it
// the test also waits until the last digests in doubt have ended, which takes
// as long as a dead process's claim on them: 45 seconds.
func TestServeKilled(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the digests' zone is chosen for Unix")
	}
	kills, settle := 3, false
	if asked := os.Getenv("PAPERBOT_KILLS"); asked != "" {
		var err error
		if kills, err = strconv.Atoi(asked); err != nil {
			t.Fatal(err)
		}
		settle = true
	}
	t.Parallel()
	s := newShambles(t, settle)
	rnd := rand.New(rand.NewPCG(uint64(kills), 6))
	for n := range kills {
		s.subscribe(3)
		victim := serve(t, s.binary, s.discord, "PAPERBOT_DATABASE="+s.path)
		if !victim.log.contains(s.ctx, "serving") {
			t.Fatalf("the program does not start:\n%s", victim.log.String())
		}
		// A post takes some 20 ms from here on: within 120 it may be at any step.
		time.Sleep(time.Duration(rnd.IntN(120)) * time.Millisecond)
		if err := victim.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		<-victim.exited
		s.check(fmt.Sprintf("after kill %d", n+1))
	}
	last := serve(t, s.binary, s.discord, "PAPERBOT_DATABASE="+s.path)
	if !last.log.contains(s.ctx, "serving") { // before that, it may not hear that it should end
		t.Fatalf("the program does not start:\n%s", last.log.String())
	}
	s.await("the end of all digests", func() bool { return len(s.unfinished()) == 0 })
	s.check("at the end")
	s.terminated(last)
	t.Logf("%d kills, %d digests: %v", kills, len(s.channels), s.states())
}

// A shambles is a database, a Discord, and a program that is killed in between.
type shambles struct {
	t        *testing.T
	ctx      context.Context
	binary   string
	path     string
	zone     string // where it is about noon, so that no day ends meanwhile
	settle   bool   // wait for digests in doubt too
	discord  *discordtest.Discord
	store    *store.Store
	channels []discordtest.Channel
}

func newShambles(t *testing.T, settle bool) *shambles {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Minute)
	t.Cleanup(cancel)
	s := &shambles{t: t, ctx: ctx, settle: settle, binary: shipped(t), discord: discordtest.New(t), path: filepath.Join(t.TempDir(), "paperbot.db")}
	s.zone = fmt.Sprintf("Etc/GMT%+d", time.Now().UTC().Hour()-12) // "Etc/GMT+5" is five hours behind
	db, err := store.Open(ctx, s.path)
	if err != nil {
		t.Fatal(err)
	}
	s.store = db
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// subscribe sets digests in new channels that are due since this minute began.
func (s *shambles) subscribe(n int) {
	s.t.Helper()
	loc, err := time.LoadLocation(s.zone)
	if err != nil {
		s.t.Fatal(err)
	}
	due := time.Now().Truncate(time.Minute).In(loc)
	for range n {
		c := s.discord.AddChannel(s.discord.Guild(), discordtest.Channel{Name: fmt.Sprint("c", len(s.channels))})
		s.channels = append(s.channels, c)
		err := s.store.PutSubscription(s.ctx, bot.Subscription{
			Channel: bot.ChannelID(c.ID), Server: bot.ServerID(s.discord.Guild().ID), Zone: s.zone, Count: 3,
			At: bot.TimeOfDay(due.Hour()*60 + due.Minute()), CreatedAt: due.Add(-time.Minute),
		})
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

// delivery returns a channel's delivery, the zero value if there is none yet.
func (s *shambles) delivery(c discordtest.Channel) bot.Delivery {
	s.t.Helper()
	ds, err := s.store.Deliveries(s.ctx, bot.ChannelID(c.ID), 2)
	if err != nil || len(ds) > 1 {
		s.t.Fatalf("channel %s has %d deliveries, %v", c.ID, len(ds), err)
	}
	if len(ds) == 0 {
		return bot.Delivery{}
	}
	return ds[0]
}

// check compares all deliveries with the messages that Discord has.
func (s *shambles) check(when string) {
	s.t.Helper()
	for _, c := range s.channels {
		d, messages := s.delivery(c), len(s.discord.Messages(c))
		truth := map[bot.DeliveryState]bool{
			"":                  messages == 0,
			bot.DeliveryPlanned: messages == 0,
			bot.DeliverySending: messages <= 1,
			bot.DeliverySent:    messages == 1,
			bot.DeliveryUnknown: messages <= 1,
		}
		if !truth[d.State] {
			s.t.Errorf("%s: channel %s has %d messages, and its delivery is %q (%s)", when, c.ID, messages, d.State, d.Error)
		}
	}
}

// unfinished returns the channels whose digest has not ended yet.
func (s *shambles) unfinished() []discordtest.Channel {
	s.t.Helper()
	var open []discordtest.Channel
	for _, c := range s.channels {
		d := s.delivery(c)
		if d.State == "" || !d.NextAt.IsZero() && (s.settle || d.State != bot.DeliverySending) {
			open = append(open, c)
		}
	}
	return open
}

func (s *shambles) states() map[bot.DeliveryState]int {
	s.t.Helper()
	n := map[bot.DeliveryState]int{}
	for _, c := range s.channels {
		n[s.delivery(c).State]++
	}
	return n
}

// await asks again and again: a database of another process tells nobody.
func (s *shambles) await(what string, done func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(5 * time.Minute); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("waited in vain for %s; unfinished: %v", what, s.unfinished())
		}
	}
}

func (s *shambles) terminated(last *server) {
	s.t.Helper()
	last.terminate()
	if status := last.status(); status != 0 {
		s.t.Errorf("exit status %d\n%s", status, last.log.String())
	}
}
