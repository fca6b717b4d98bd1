package discord

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"paperbot/bot/discordtest"
)

// stillAnswers checks that the bot is there.
func (s *stage) stillAnswers() {
	s.t.Helper()
	if err := s.WaitReady(s.ctx); err != nil {
		s.t.Fatalf("%v\n%s", err, s.log)
	}
	s.wants(s.answer(ask("what is LoRA?")).Text(), "LoRA")
}

func TestStopsWhenTold(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.stop()
	if err := s.outcome(); err != nil {
		t.Errorf("ended with %v", err)
	}
	if s.Ready() {
		t.Error("the connection is still there")
	}
}

func TestReadyTellsWhoWeAre(t *testing.T) {
	t.Parallel()
	who := make(chan Identity, 2)
	s := perform(t, func(cfg *Config) { cfg.Ready = func(id Identity) { who <- id } })
	if id := <-who; id.AppID != s.ApplicationID() || id.UserID != s.Bot().ID || id.Name != s.Bot().Name {
		t.Errorf("got %+v", id)
	}
}

func TestDroppedConnectionIsResumed(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.DropConnection()
	if err := s.WaitResumes(s.ctx, 1); err != nil {
		t.Fatalf("%v\n%s", err, s.log)
	}
	s.stillAnswers()
	if n := s.Counts().Identifies; n != 1 {
		t.Errorf("%d identifies, want 1", n)
	}
}

func TestReconnectRequestIsObeyed(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.SendReconnect()
	if err := s.WaitResumes(s.ctx, 1); err != nil {
		t.Fatal(err)
	}
	s.stillAnswers()
}

func TestReconnectBeforeHelloNeedsANewSession(t *testing.T) {
	t.Parallel()
	// Long enough for the second session to open on a busy machine.
	s := prepare(t, fake(t), func(cfg *Config) { cfg.timings.open = 3 * time.Second })
	s.ReconnectBeforeHello(1)
	s.run()
	s.logged("commands registered")
	s.stillAnswers()
}

func TestInvalidSession(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.InvalidateSession(false)
	if err := s.WaitIdentifies(s.ctx, 2); err != nil {
		t.Fatal(err)
	}
	s.stillAnswers()
}

func TestCloseCodes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		code   int
		fatal  error
		resume bool
	}{
		{"bad token", 4004, ErrToken, false},
		{"invalid shard", 4010, ErrSharding, false},
		{"sharding required", 4011, ErrSharding, false},
		{"invalid version", 4012, ErrVersion, false},
		{"invalid intents", 4013, ErrIntents, false},
		{"disallowed intents", 4014, ErrIntents, false},
		{"unknown error", 4000, nil, true},
		{"rate limited", 4008, nil, true},
		{"invalid sequence", 4007, nil, false},
		{"session timed out", 4009, nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := perform(t)
			before := s.Counts()
			s.CloseGateway(tt.code)
			if tt.fatal != nil {
				s.endsWith(tt.fatal)
				if n := s.Counts().Connections; n != before.Connections {
					t.Errorf("%d connections after a code that forbids them", n-before.Connections)
				}
				return
			}
			err := error(nil)
			if tt.resume {
				err = s.WaitResumes(s.ctx, 1)
			} else {
				err = s.WaitIdentifies(s.ctx, before.Identifies+1)
			}
			if err != nil {
				t.Fatal(err)
			}
			s.stillAnswers()
		})
	}
}

func TestRefusedIdentifyEnds(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	s.RefuseIdentify(4014)
	s.run()
	s.endsWith(ErrIntents)
	if n := s.Counts().Identifies; n != 1 {
		t.Errorf("%d identifies, want 1", n)
	}
}

func TestWrongTokenEnds(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t), func(cfg *Config) { cfg.Token = "wrong-token" })
	s.run()
	s.endsWith(ErrToken)
	if strings.Contains(s.outcome().Error(), "wrong-token") {
		t.Error("the error shows the token")
	}
	if n := len(s.Requests()); n != 1 {
		t.Errorf("%d requests with a bad token, want 1", n)
	}
}

func TestTokenRevokedLaterEnds(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.Fail("POST /channels/*/messages", discordtest.Refused(401, 0))
	s.DM(s.User(), "what is LoRA?")
	s.endsWith(ErrToken)
}

func TestNoIdentifyWithoutBudget(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	s.Fail("GET /gateway/bot", discordtest.Fault{
		Status: 200,
		Body:   `{"url":"ws://x","shards":1,"session_start_limit":{"total":1000,"remaining":0,"reset_after":3600000,"max_concurrency":1}}`,
	})
	s.run()
	s.logged("discord allows no new session for now")
	s.stop()
	if n := s.Counts().Connections; n != 0 {
		t.Errorf("%d connections", n)
	}
}

func TestGatewayNotReachableAtFirst(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	s.Fail("GET /gateway/bot", discordtest.Fault{Times: 5, Status: 503})
	s.Fail("GET /gateway", discordtest.Fault{Times: 2, Status: 500})
	s.run()
	s.stillAnswers()
}

func TestBackoffGrowsAndEnds(t *testing.T) {
	t.Parallel()
	c := &Client{cfg: Config{timings: defaultTimings}}
	for failures, want := range map[int]time.Duration{0: time.Second, 1: time.Second, 4: 8 * time.Second, 30: 2 * time.Minute, 1000: 2 * time.Minute} {
		if got := c.backoff(failures); got < want/2 || got > want {
			t.Errorf("after %d failures: %v, want between %v and %v", failures, got, want/2, want)
		}
	}
}

func TestConfigMistakes(t *testing.T) {
	t.Parallel()
	papers, err := seedBot()
	if err != nil {
		t.Fatal(err)
	}
	for name, cfg := range map[string]Config{
		"no token": {Bot: papers}, "no bot": {Token: "x"}, "bad address": {Token: "x", Bot: papers, API: "discord.com"},
	} {
		if _, err := New(cfg); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestSleepFailsAtOnceWhenTheContextIsTooShort(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	if err := sleep(ctx, 2*time.Hour); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}
