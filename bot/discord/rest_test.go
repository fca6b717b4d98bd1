package discord

import (
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"paperbot/bot/discordtest"
)

func TestEdgeRateLimitStopsEverything(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	s.Fail("GET /channels/*", discordtest.EdgeLimited(time.Second))
	started := time.Now()
	if err := s.client.chat.canSee(s.ctx, s.Channel().ID); err != nil {
		t.Fatal(err)
	}
	if waited := time.Since(started); waited < 900*time.Millisecond {
		t.Errorf("sent again after %v", waited)
	}
	if n := s.client.Stats().RateLimited.Load(); n != 1 {
		t.Errorf("%d rate limits counted", n)
	}
}

func TestPauseHoldsEveryoneBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var p pause
		p.until(time.Now().Add(3 * time.Second))
		p.until(time.Now().Add(time.Second)) // shorter: no effect
		started := time.Now()
		if err := p.wait(t.Context(), time.Now); err != nil {
			t.Fatal(err)
		}
		if waited := time.Since(started); waited != 3*time.Second {
			t.Errorf("waited %v", waited)
		}
	})
}

func TestUsedUpRouteWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := limits{now: time.Now, full: map[string]time.Time{}}
		for range 3 {
			l.note("GET /a", &outcome{freeAfter: 2 * time.Second})
			started := time.Now()
			if l.wait(t.Context(), "GET /b") != nil || time.Since(started) != 0 {
				t.Error("another route waits")
			}
			if l.wait(t.Context(), "GET /a") != nil || time.Since(started) != 2*time.Second {
				t.Errorf("waited %v", time.Since(started))
			}
			time.Sleep(time.Second)
			l.note("GET /c", &outcome{freeAfter: time.Second})
		}
		if len(l.full) != 1 {
			t.Errorf("%d routes remembered, want the one that is used up", len(l.full))
		}
	})
}

func TestReadsAreRepeated(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	s.Fail("GET /channels/*", discordtest.Fault{Status: 500})
	s.Fail("GET /channels/*", discordtest.Fault{Status: 502, Body: "<html>"})
	s.Fail("GET /channels/*", discordtest.Fault{Drop: discordtest.DropBefore})
	if err := s.client.chat.canSee(s.ctx, s.Channel().ID); err != nil {
		t.Error(err)
	}
}

func TestMessageWithoutNonceIsNotRepeatedWhenUncertain(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	s.Fail("POST /channels/*/messages", discordtest.Fault{Drop: discordtest.DropAfter})
	b := s.client.speaking("").notice("hello").body()
	if err := s.client.chat.say(s.ctx, s.Channel().ID, b); err == nil {
		t.Error("no error")
	}
	if n := len(s.RequestsTo("POST /channels/*/messages")); n != 1 {
		t.Errorf("sent %d times", n)
	}
	b.Nonce = "n"
	s.Fail("POST /channels/*/messages", discordtest.Fault{Drop: discordtest.DropAfter})
	if err := s.client.chat.say(s.ctx, s.Channel().ID, b); err != nil {
		t.Error(err)
	}
	if n := len(s.Messages(s.Channel())); n != 2 {
		t.Errorf("%d messages, want 2", n)
	}
}

func TestErrorsDoNotShowTokens(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	const token = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OQ"
	err := s.client.chat.respond(s.ctx, &interaction{ID: "12", AppID: "34", Token: token}, s.client.speaking("").notice("x").body())
	if err == nil || contains(err.Error(), token) {
		t.Errorf("got %v", err)
	}
	if !hasCode(err, codeUnknownInteraction) {
		t.Errorf("got %v, want code %d", err, codeUnknownInteraction)
	}
	s.TakeViolations()
}

func TestBaseURLWithAPath(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, discordAPI+"/channels/1%2F2?limit=3", nil)
	if err != nil {
		t.Fatal(err)
	}
	got := s.client.chat.rest.transport.rebase(req).URL.String()
	if want := s.URL() + "/channels/1%2F2?limit=3"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestInvalidRequestsAreCounted(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	s.Fail("GET /channels/*", discordtest.Refused(403, 50001))
	err := s.client.chat.canSee(s.ctx, s.Channel().ID)
	var failed *apiError
	if !errors.As(err, &failed) || failed.Code != codeMissingAccess {
		t.Errorf("got %v", err)
	}
	if n := s.client.Stats().Forbidden.Load(); n != 1 {
		t.Errorf("%d counted", n)
	}
}
