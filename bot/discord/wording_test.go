package discord

import (
	"encoding/json"
	"testing"
)

func TestWording(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	s.client.identity.Store(&Identity{UserID: "1"})
	const reply = `"message_reference":{"type":0,"message_id":"9"}`
	const forward = `"message_reference":{"type":1,"message_id":"9"},"message_snapshots":[{"message":{"content":"what is LoRA?"}}]`
	other := func(message string) string {
		return reply + `,"referenced_message":{"author":{"id":"2"},` + message + `}`
	}
	tests := []struct {
		name, message string
		want          wording
	}{
		{"mention first", `{"content":"<@1> what is LoRA?"}`, wording{text: "what is LoRA?"}},
		{"mention inside", `{"content":"hey <@!1>, and <#3> <a:x:4> LoRA?"}`, wording{text: "hey  , and     LoRA?"}},
		{"mention alone", `{"content":"<@1>"}`, wording{}},
		{"mention alone, in a reply", `{"content":"<@1>",` + other(`"content":"what is LoRA?"`) + `}`, wording{text: "what is LoRA?", quoted: true}},
		{"nothing by itself, in a reply", `{"content":"<@1> any papers on this?",` + other(`"content":"what is LoRA?"`) + `}`, wording{text: "what is LoRA?", quoted: true}},
		{"a question, in a reply", `{"content":"<@1> what is MultiLoRA?",` + other(`"content":"what is LoRA?"`) + `}`, wording{text: "what is MultiLoRA?"}},
		{"a follow-up, in a reply", `{"content":"<@1> similar 2",` + other(`"content":"what is LoRA?"`) + `}`, wording{text: "similar 2"}},
		{"to a follow-up of somebody", `{"content":"<@1>",` + other(`"content":"more"`) + `}`, wording{text: "more", quoted: true}},
		{"to another bot", `{"content":"<@1>",` + reply + `,"referenced_message":{"author":{"id":"3","bot":true},"content":"LoRA news"}}`, wording{text: "LoRA news", quoted: true}},
		{"to the bot", `{"content":"<@1>",` + reply + `,"referenced_message":{"author":{"id":"1","bot":true},"content":"x"}}`, wording{}},
		{"to a mention of others", `{"content":"<@1>",` + other(`"content":"<@4> what is LoRA?"`) + `}`, wording{text: "what is LoRA?", quoted: true}},
		{"to a forward", `{"content":"<@1>",` + other(`"content":"",`+forward) + `}`, wording{text: "what is LoRA?", quoted: true}},
		{"a forward, as in a direct message", `{"content":"",` + forward + `}`, wording{text: "what is LoRA?", quoted: true}},
		{"to a deleted message", `{"content":"<@1>",` + reply + `,"referenced_message":null}`, wording{problem: goneReference}},
		{"to a deleted message, with a question", `{"content":"<@1> what is LoRA?",` + reply + `,"referenced_message":null}`, wording{text: "what is LoRA?"}},
		{"to what Discord does not show", `{"content":"<@1>",` + other(`"content":""`) + `}`, wording{problem: hiddenReference}},
		{"to a picture", `{"content":"<@1> papers on this",` + other(`"content":"","attachments":[{"id":"5"}]`) + `}`, wording{problem: hiddenReference}},
		{"to a mention alone", `{"content":"<@1>",` + other(`"content":"<@1>"`) + `}`, wording{problem: hiddenReference}},
		{"to nobody's", `{"content":"<@1>",` + reply + `,"referenced_message":{"content":"what is LoRA?"}}`, wording{text: "what is LoRA?", quoted: true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := &chatMessage{}
			if err := json.Unmarshal([]byte(tt.message), m); err != nil {
				t.Fatal(err)
			}
			if got, err := s.client.wording(s.ctx, m); err != nil || got != tt.want {
				t.Errorf("got %+v, %v; want %+v", got, err, tt.want)
			}
		})
	}
}

func TestMentionInAReply(t *testing.T) {
	t.Parallel()
	s := perform(t)
	grace, helper := s.AddUser("grace"), s.AddBot("helper")
	mention := s.Bot().Mention()

	asked := s.Say(s.Channel(), grace, loraQuestion)
	s.Reply(asked, s.User(), mention)
	s.wants(s.heard(s.Channel(), 1).Text(), "**how should LoRA adapters be initialised?**", "**1. [")
	s.Say(s.Channel(), s.User(), mention+" more") // the conversation goes on from there
	s.wants(s.heard(s.Channel(), 2).Text(), "**4. [")

	s.Reply(s.Forward(s.Channel(), grace, "what is MultiLoRA?"), s.User(), mention)
	s.wants(s.heard(s.Channel(), 3).Text(), "**what is MultiLoRA?**")
	s.Reply(s.Say(s.Channel(), helper, "what is LoRA-FAIR?"), s.User(), mention+" papers on this?")
	s.wants(s.heard(s.Channel(), 4).Text(), "**what is LoRA-FAIR?**")
	s.Reply(asked, s.User(), mention+" what is MultiLoRA?")
	s.wants(s.heard(s.Channel(), 5).Text(), "**what is MultiLoRA?**")

	s.Delete(asked)
	s.Reply(asked, s.User(), mention)
	s.wants(s.heard(s.Channel(), 6).Text(), "it may have been deleted")
	s.Forward(s.DirectChannel(s.User()), s.User(), "what is MultiLoRA?")
	s.wants(s.heard(s.DirectChannel(s.User()), 1).Text(), "**what is MultiLoRA?**")
}

// TestSystemMessages: that a message was pinned in a direct chat asks nothing.
func TestSystemMessages(t *testing.T) {
	t.Parallel()
	s := perform(t)
	pinned := `{"id":"77","type":6,"channel_id":"` + s.DirectChannel(s.User()).ID + `","content":"","author":{"id":"5"},
		"message_reference":{"type":0,"message_id":"76"}}`
	if err := s.Dispatch("MESSAGE_CREATE", []byte(pinned)); err != nil {
		t.Fatal(err)
	}
	s.answer(ask("what is LoRA?")) // comes after it
	if posts := s.RequestsTo("POST /channels/*/messages"); len(posts) != 0 {
		t.Errorf("%d messages", len(posts))
	}
}
