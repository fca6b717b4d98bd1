package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"paperbot/bot"
	"paperbot/bot/discordtest"
)

func TestInteractionDeliveredTwice(t *testing.T) {
	t.Parallel()
	s := perform(t)
	in := interactionJSON(s, "4242")
	for range 2 {
		if err := s.Dispatch("INTERACTION_CREATE", in); err != nil {
			t.Fatal(err)
		}
	}
	s.requested("POST /interactions/4242/*/callback")
	s.answer(ask("what is LoRA?")) // comes after the two
	if n := len(s.RequestsTo("POST /interactions/4242/*/callback")); n != 1 {
		t.Errorf("%d answers, want 1", n)
	}
	s.TakeViolations() // the interaction is not one of the fake's
}

func interactionJSON(s *stage, id string) json.RawMessage {
	return fmt.Appendf(nil, `{"id":%q,"application_id":%q,"type":2,"token":"made-up","version":1,"user":{"id":"7"},
		"data":{"id":"1","name":"help","type":1}}`, id, s.ApplicationID())
}

func TestSlowAnswerIsAnnounced(t *testing.T) {
	t.Parallel()
	slow := slowStore{release: make(chan struct{})}
	s := perform(t, func(cfg *Config) {
		slow.Subscriptions = cfg.Subscriptions
		cfg.Subscriptions, cfg.timings.think = slow, 10*time.Millisecond
	})
	in := s.Interact(digest(s, "list", nil))
	r, err := in.Response(s.ctx)
	if err != nil {
		t.Fatal(err)
	}
	if r.Type != callbackThinking {
		t.Errorf("first answer of type %d", r.Type)
	}
	close(slow.release)
	m, err := in.Message(s.ctx)
	if err != nil {
		t.Fatal(err)
	}
	s.wants(m.Text(), "No channel of this server has a digest yet")
	if !m.ComponentsV2() || !m.Ephemeral() {
		t.Errorf("flags %d", m.Flags)
	}
}

// slowStore lists digests only after it is released.
type slowStore struct {
	Subscriptions
	release chan struct{}
}

func (s slowStore) ServerSubscriptions(ctx context.Context, server bot.ServerID) ([]bot.Subscription, error) {
	<-s.release
	return s.Subscriptions.ServerSubscriptions(ctx, server)
}

func TestAnswerThatNeverComes(t *testing.T) {
	t.Parallel()
	s := perform(t, func(cfg *Config) {
		cfg.Subscriptions = deadStore{cfg.Subscriptions}
		cfg.timings.think, cfg.timings.answer = time.Millisecond, 2*time.Second
		cfg.timings.request = patience
	})
	s.Interact(digest(s, "list", nil))
	s.logged("context deadline exceeded")
	s.wants(s.answer(ask("what is LoRA?")).Text(), "LoRA")
}

// deadStore waits for ever.
type deadStore struct{ Subscriptions }

func (deadStore) ServerSubscriptions(ctx context.Context, _ bot.ServerID) ([]bot.Subscription, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestPanicInAnAnswerStaysInside(t *testing.T) {
	t.Parallel()
	s := perform(t, func(cfg *Config) { cfg.Subscriptions = faulty{} })
	m := s.answer(digest(s, "list", nil))
	s.wants(m.Text(), sorry)
	s.wants(s.answer(ask("what is LoRA?")).Text(), "LoRA")
}

// faulty panics at every call.
type faulty struct{ Subscriptions }

func TestTooLateIsNoFault(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.Fail("POST /interactions/*/*/callback", discordtest.Refused(404, codeUnknownInteraction))
	s.Fail("POST /interactions/*/*/callback", discordtest.Refused(400, codeAlreadyAnswered))
	s.Interact(ask("late"))
	s.Interact(ask("double"))
	if err := s.WaitUntil(s.ctx, func() bool { return len(s.RequestsTo("POST /interactions/*/*/callback")) >= 2 }); err != nil {
		t.Fatal(err)
	}
	s.wants(s.answer(ask("what is LoRA?")).Text(), "LoRA")
}

func TestInteractionThatWaitedTooLongIsPassedOver(t *testing.T) {
	t.Parallel()
	s := perform(t)
	in := &interaction{ID: "1", Token: "t", Type: interactionCommand, User: &user{ID: "2"}}
	s.client.interact(s.ctx, in, time.Now().Add(-s.client.cfg.timings.window))
	s.logged("waited too long")
	if n := len(s.RequestsTo("POST /interactions/*/*/callback")); n > 0 {
		t.Errorf("%d answers to an interaction that nobody waits for", n)
	}
}

func TestAnswerWhoseReceiptWasLost(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.Fail("POST /interactions/*/*/callback", discordtest.Fault{Drop: discordtest.DropAfter})
	s.wants(s.answer(ask("what is LoRA?")).Text(), "LoRA")
}

func TestRefusedComponentsBecomeText(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.Fail("POST /interactions/*/*/callback", discordtest.Refused(400, codeInvalidForm))
	m := s.answer(ask(loraQuestion))
	s.wants(m.Content, "**how should LoRA adapters be initialised?**", "1. [")
}

// Discord sends the bot's own messages back to it, in direct chats too.
func TestOwnMessagesAreNotQueued(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	s.client.identity.Store(&Identity{UserID: "7"})
	for data, want := range map[string]int{
		`{"id":"1","author":{"id":"7"},"content":"LoRA?"}`: 0,
		`{"id":"2","author":{"id":"8"},"content":"LoRA?"}`: 1,
		`{"id":"3","author":null}`:                         1, // judged when decoded
	} {
		s.client.receive(event{kind: eventMessage, data: json.RawMessage(data)})
		if got := len(s.client.events); got != want {
			t.Errorf("%s: %d events queued, want %d", data, got, want)
		}
		for len(s.client.events) > 0 {
			<-s.client.events
		}
	}
}
