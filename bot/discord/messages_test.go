package discord

import (
	"strings"
	"testing"

	"paperbot/bot/discordtest"
)

// heard waits until a channel has n messages of the bot and returns the last.
func (s *stage) heard(c discordtest.Channel, n int) discordtest.Message {
	s.t.Helper()
	all, err := s.WaitMessages(s.ctx, c, n)
	if err != nil {
		s.t.Fatal(err)
	}
	return all[len(all)-1]
}

func TestDirectMessages(t *testing.T) {
	t.Parallel()
	s := perform(t)
	dm := s.DirectChannel(s.User())
	question := s.DM(s.User(), loraQuestion)
	first := s.heard(dm, 1)
	s.wants(first.Text(), "**1. [")
	if first.ReplyTo != question.ID || first.Nonce == "" {
		t.Errorf("reply to %q with nonce %q", first.ReplyTo, first.Nonce)
	}
	s.DM(s.User(), "more")
	s.wants(s.heard(dm, 2).Text(), "**4. [")
	s.DM(s.User(), "abstract 4")
	s.heard(dm, 3)
	s.DM(s.User(), "help")
	s.wants(s.heard(dm, 4).Text(), "`/ask`")
}

// What goes on from the last answer does so in direct messages and where the bot is
// mentioned, and is the asker's own.
func TestFollowUps(t *testing.T) {
	t.Parallel()
	s := perform(t)
	asker := s.AddUser("goes on") // conversations are the bot's, which other tests share
	dm := s.DirectChannel(asker)
	for n, step := range []struct{ text, want string }{
		{"how should networks be pruned?", "**1. ["},
		{"and for vision transformers?", "**how should networks be pruned, for vision transformers?**"},
		{"compare 1 and 3", "**3. ["},
		{"which of these is newest?", "I know no dates of these papers."},
		{"why?", "**why: how should networks be pruned, for vision transformers?**"},
		{"LoRA vs CRISPR", "No paper here is about “CRISPR”."},
	} {
		s.DM(asker, step.text)
		s.wants(s.heard(dm, n+1).Text(), step.want)
	}
	s.Say(s.Channel(), asker, s.Bot().Mention()+" what is LoRA?")
	s.heard(s.Channel(), 1)
	s.Say(s.Channel(), asker, s.Bot().Mention()+" does it work for transformers?")
	s.wants(s.heard(s.Channel(), 2).Text(), "**does LoRA work for transformers?**")
}

func TestMention(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.Say(s.Channel(), s.User(), "nothing for the bot")
	s.Say(s.Channel(), s.User(), s.Bot().Mention()+" how should LoRA adapters be initialised?")
	s.wants(s.heard(s.Channel(), 1).Text(), "**how should LoRA adapters be initialised?**", "**1. [")
}

func TestBotsAreIgnored(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.DM(s.AddBot("parrot"), "what is LoRA?")
	s.Say(s.Channel(), s.AddBot("crow"), s.Bot().Mention()+" what is LoRA?")
	s.DM(s.User(), "what is LoRA?") // comes after them
	s.requested("POST /channels/*/messages")
	s.answer(ask("what is LoRA?"))
	if posts := s.RequestsTo("POST /channels/*/messages"); len(posts) != 1 {
		t.Errorf("%d messages, want 1", len(posts))
	}
}

func TestEventsWithoutSense(t *testing.T) {
	t.Parallel()
	s := perform(t)
	for _, kind := range []string{"INTERACTION_CREATE", "MESSAGE_CREATE", "READY_NOT", "MESSAGE_UPDATE", "GUILD_DELETE", "CHANNEL_DELETE"} {
		for _, data := range []string{
			`{}`, `null`, `[]`, `"x"`, `7`, `{"id":7}`, `{"id":"1","token":"x"}`, `{"id":"2","token":"x","type":99,"user":{"id":"5"}}`,
			`{"id":"3","token":"x","type":2,"user":{"id":"5"},"data":null}`,
			`{"id":"4","token":"x","type":3,"member":{"user":{"id":"5"}},"data":{"custom_id":7}}`,
			`{"id":"5","token":"x","type":4,"user":{"id":"5"},"data":{"name":"paper","options":[{"name":"title","value":{"a":1},"focused":true}]}}`,
			`{"id":"6","channel_id":"1","content":"x","author":null}`,
			`{"id":"7","channel_id":"1","content":"x","author":{"id":"5"},"components":[{"type":1,"components":[{"type":99}]}]}`,
		} {
			if err := s.Dispatch(kind, []byte(data)); err != nil {
				t.Fatal(err)
			}
		}
	}
	s.wants(s.answer(ask("what is LoRA?")).Text(), "LoRA")
	if strings.Contains(s.log.String(), "panic") {
		t.Errorf("a handler panicked:\n%s", s.log)
	}
	s.TakeViolations() // answers to interactions that the fake does not know
}

func TestMessageDeliveredTwice(t *testing.T) {
	t.Parallel()
	s := perform(t)
	m := []byte(`{"id":"77","channel_id":"` + s.Channel().ID + `","content":"what is LoRA?","author":{"id":"5","username":"u"}}`)
	for range 3 {
		if err := s.Dispatch("MESSAGE_CREATE", m); err != nil {
			t.Fatal(err)
		}
	}
	s.requested("POST /channels/*/messages")
	s.answer(ask("what is LoRA?")) // comes after the three
	if posts := s.RequestsTo("POST /channels/*/messages"); len(posts) != 1 {
		t.Errorf("%d messages, want 1", len(posts))
	}
}
