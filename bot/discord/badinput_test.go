package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/samber/lo"

	"paperbot/bot"
	"paperbot/bot/discordtest"
)

// forge sends an interaction as it is, of whatever shape, under an id of its own,
// and returns the route of its answer.
func (s *stage) forge(id string, kind int, data string) string {
	s.t.Helper()
	payload := fmt.Sprintf(`{"id":%q,"application_id":%q,"type":%d,"token":"made-up-%s","version":1,"user":{"id":"7"},"context":1,"data":%s}`,
		id, s.ApplicationID(), kind, id, data)
	if err := s.Dispatch("INTERACTION_CREATE", json.RawMessage(payload)); err != nil {
		s.t.Fatal(err)
	}
	return "POST /interactions/" + id + "/*/callback"
}

// forged waits for the answer to a forged interaction and returns its data. The
// fake refuses it, since it knows of no such interaction.
func (s *stage) forged(id string, kind int, data string) string {
	s.t.Helper()
	return s.answerTo(s.forge(id, kind, data))
}

// answerTo waits for a request to a route and returns its data.
func (s *stage) answerTo(route string) string {
	s.t.Helper()
	s.requested(route)
	return string(s.RequestsTo(route)[0].JSON)
}

func TestBadInput_unknown_event_types(t *testing.T) {
	t.Parallel()
	s := perform(t)
	for _, kind := range []string{"", "SOMETHING_NEW", "interaction_create", "__INTERFACE__", strings.Repeat("X", 10_000)} {
		for _, data := range []string{`null`, `{}`, `[[]]`, `{"id":"1","token":"t","type":2,"user":{"id":"5"}}`} {
			if err := s.Dispatch(kind, json.RawMessage(data)); err != nil {
				t.Fatal(err)
			}
		}
	}
	s.stillAnswers()
	s.sent(1, toCallback)
}

func TestBadInput_unknown_component_types(t *testing.T) {
	t.Parallel()
	s := perform(t)
	for i, component := range []string{"-1", "0", "99", "1e99", `"button"`, "null", "{}"} {
		data := fmt.Sprintf(`{"custom_id":"v1:abstract:0:x","component_type":%s,"values":{"a":1}}`, component)
		s.wants(s.forged(fmt.Sprint(100+i), interactionComponent, data), `"type":4`)
	}
	s.stillAnswers()
}

func TestBadInput_events_without_author(t *testing.T) {
	t.Parallel()
	s := perform(t)
	for i, author := range []string{`null`, `{}`, `7`, `{"id":""}`, `{"id":7}`, `[]`} {
		m := fmt.Sprintf(`{"id":"%d","channel_id":%q,"content":"what is LoRA?","author":%s}`, 200+i, s.Channel().ID, author)
		if err := s.Dispatch("MESSAGE_CREATE", json.RawMessage(m)); err != nil {
			t.Fatal(err)
		}
	}
	s.stillAnswers()
	s.sent(0, toMessages)
}

func TestBadInput_interactions_without_data(t *testing.T) {
	t.Parallel()
	s := perform(t)
	for i, data := range []string{`null`, `{}`, `7`, `[]`, `""`, `{"name":null}`, `{"custom_id":null}`, `{"options":[null]}`, `{"options":{"a":1}}`} {
		for _, kind := range []int{interactionCommand, interactionComponent, interactionAutocomplete} {
			s.requested(s.forge(fmt.Sprint(300+10*i+kind), kind, data))
		}
	}
	for _, kind := range []int{0, 1, 5, 6, 99} { // modals, pings and what is to come: nothing of ours
		s.forge(fmt.Sprint(900+kind), kind, `{}`)
	}
	for _, whole := range []string{`null`, `{}`, `{"type":2}`, `{"id":"1","type":2}`, `{"id":"1","type":2,"token":"t"}`, `{"id":1,"type":"2","token":[]}`} {
		if err := s.Dispatch("INTERACTION_CREATE", json.RawMessage(whole)); err != nil {
			t.Fatal(err)
		}
	}
	s.stillAnswers()
	if strings.Contains(s.log.String(), "panic") {
		t.Errorf("a handler panicked:\n%s", s.log)
	}
}

func TestBadInput_25_presses_on_one_button_at_once(t *testing.T) {
	t.Parallel()
	s := perform(t)
	m := s.answer(ask(loraQuestion))
	press := discordtest.Press{Message: m, CustomID: s.control(m, "Abstract").CustomID}
	press.User = s.AddUser("the first")
	want := s.answer(press).Text()
	var all sync.WaitGroup
	for range 25 {
		all.Go(func() {
			press := press
			press.User = s.AddUser("one of many")
			if got := s.answer(press); got.Text() != want || !got.Ephemeral() {
				t.Errorf("read %q, flags %b", got.Text(), got.Flags)
			}
		})
	}
	all.Wait()
	s.sent(1+1+25, toCallback)
}

// A menu's values come from the client, which may send others than were offered.
func TestBadInput_select_values_never_offered(t *testing.T) {
	t.Parallel()
	s := perform(t)
	m := s.answer(ask(loraQuestion))
	ids := []string{"v1:select:0:x", "nothing of ours"}
	for _, c := range lo.UniqBy(m.Controls(), func(c discordtest.Control) string { return c.Label }) {
		if c.CustomID != "" {
			ids = append(ids, c.CustomID)
		}
	}
	var routes []string
	for i, id := range ids {
		for j, values := range []string{`["never offered"]`, `[]`, `null`, `[7,{}]`, `["` + strings.Repeat("x", 5000) + `"]`, `["../../1","-1","99"]`} {
			custom, _ := json.Marshal(id)
			data := fmt.Sprintf(`{"custom_id":%s,"component_type":3,"values":%s}`, custom, values)
			routes = append(routes, s.forge(fmt.Sprint(10_000+100*i+j), interactionComponent, data))
		}
	}
	for _, route := range routes {
		s.wants(s.answerTo(route), `"type":`)
	}
	s.stillAnswers()
}

func TestBadInput_autocomplete_of_garbage(t *testing.T) {
	t.Parallel()
	s := perform(t)
	garbage := []string{
		`""`, `"   "`, `null`, `7`, `-1e308`, `true`, `[]`, `{"a":1}`, `"\u0000\u001b[31m"`, `"\ud800"`, `"\u202eaRoL"`,
		`"` + strings.Repeat("x", 100) + `"`, `"` + strings.Repeat("é", 100) + `"`, `"` + strings.Repeat(`e\u0301`, 50) + `"`,
		`"` + strings.Repeat("👩‍🔬", 25) + `"`, `"` + strings.Repeat("*_[]()~|>", 11) + `"`, `"` + strings.Repeat(`\"`, 100) + `"`, `"` + strings.Repeat("LoRA ", 20) + `"`,
	}
	fields := []string{"paper/title", "similar/title", "digest/zone", "trending/topic", "ask/papers", "gone/what"}
	var routes []string
	for i, field := range fields {
		command, option, _ := strings.Cut(field, "/")
		for j, value := range garbage {
			data := fmt.Sprintf(`{"name":%q,"options":[{"name":"set","type":1,"options":[{"name":%q,"type":4,"value":%s,"focused":true}]}]}`, command, option, value)
			routes = append(routes, s.forge(fmt.Sprint(20_000+100*i+j), interactionAutocomplete, data))
		}
	}
	for _, route := range routes {
		s.checkChoices(s.answerTo(route))
	}
	s.stillAnswers()
}

// checkChoices checks an answer to an autocompletion: one bad choice voids all.
func (s *stage) checkChoices(raw string) {
	s.t.Helper()
	var answer struct {
		Type int
		Data struct{ Choices *[]choice }
	}
	if err := json.Unmarshal([]byte(raw), &answer); err != nil || answer.Type != callbackAutocomplete || answer.Data.Choices == nil {
		s.t.Fatalf("answered with %s, %v", raw, err)
	}
	if n := len(*answer.Data.Choices); n > maxChoices {
		s.t.Errorf("%d choices", n)
	}
	for _, c := range *answer.Data.Choices {
		if n, v := length(strings.TrimSpace(c.Name)), length(c.Value); n < 1 || n > maxChoice || v < 1 || v > maxChoice {
			s.t.Errorf("choice %+v", c)
		}
	}
}

func TestBadInput_question_of_6000_combining_characters(t *testing.T) {
	t.Parallel()
	s := perform(t)
	for name, question := range map[string]string{
		"on nothing":    strings.Repeat("\u0301", 6000),
		"on one letter": "e" + strings.Repeat("\u0301", 5999),
		"on LoRA":       "LoRA" + strings.Repeat("\u0336\u0489\u20e0", 1998),
		"on many":       strings.Repeat("a\u0300\u0301\u0302", 1500),
		"joined emoji":  strings.Repeat("👩\u200d", 3000),
		"tags":          "🏴" + strings.Repeat("\U000e0067", 5999),
	} {
		t.Run(name, func(t *testing.T) {
			if n := length(question); n > 6000 {
				t.Fatalf("%d code points", n)
			}
			m := s.answer(ask(question))
			if strings.TrimSpace(m.Text()) == "" || length(m.Text()) > maxText {
				t.Errorf("an answer of %d code points", length(m.Text()))
			}
		})
	}
}

// bidi are the characters that change the direction of what follows them.
const bidi = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

func TestBadInput_right_to_left_overrides(t *testing.T) {
	t.Parallel()
	s := perform(t)
	for _, r := range bidi {
		question := "what is \u202e" + string(r) + "LoRA" + string(r) + "?"
		if text := s.answer(ask(question)).Text(); strings.ContainsAny(text, bidi) {
			t.Errorf("%U is shown in %q", r, text)
		}
	}
	unknown := discordtest.SlashCommand{Name: "paper", Options: discordtest.Options{"title": "\u202eqqqq zzzz"}}
	if text := s.answer(unknown).Text(); strings.ContainsAny(text, bidi) {
		t.Errorf("shown: %q", text)
	}
	set := digest(s, "set", discordtest.Options{"time": "9", "zone": "Berlin", "topic": "LoRA \u202e\u2067 gnihton"})
	if text := s.answer(set).Text(); strings.ContainsAny(text, bidi) {
		t.Errorf("shown: %q", text)
	}
	// What is written from right to left needs none of them.
	s.wants(s.answer(ask("مرحبا LoRA")).Text(), "مرحبا")
}

func TestBadInput_guild_outage_deletes_nothing(t *testing.T) {
	t.Parallel()
	for name, outage := range map[string]bool{"unavailable": true, "removed": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := perform(t)
			s.answer(digest(s, "set", discordtest.Options{"time": "9", "zone": "Berlin"}))
			s.RemoveGuild(s.Guild(), outage)
			s.DM(s.User(), loraQuestion) // comes after it
			s.heard(s.DirectChannel(s.User()), 1)
			sub, err := s.store.Subscription(s.ctx, bot.ChannelID(s.Channel().ID))
			if err != nil || !sub.Active() {
				t.Errorf("%+v, %v", sub, err)
			}
		})
	}
}

// A server that is out when its digest is due gets it once it is back.
func TestBadInput_guild_outage_when_a_digest_is_due(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.RemoveGuild(s.Guild(), true)
	s.Fail(toMessages, discordtest.Refused(503, codeUnavailable))
	s.deliver(s.Channel())
	if n := len(s.Messages(s.Channel())); n != 0 {
		t.Errorf("%d posts during the outage", n)
	}
	sub, err := s.store.Subscription(s.ctx, bot.ChannelID(s.Channel().ID))
	if err != nil || !sub.Active() {
		t.Errorf("%+v, %v", sub, err)
	}
	all, err := s.store.Deliveries(s.ctx, sub.Channel, 1)
	if err != nil || len(all) != 1 || all[0].State != bot.DeliveryPlanned || all[0].NextAt.IsZero() {
		t.Errorf("deliveries %+v, %v", all, err)
	}
}

// lateDeleter deletes the channel when its digest is claimed and about to be posted.
type lateDeleter struct {
	bot.Poster
	delete func()
}

func (p lateDeleter) Post(ctx context.Context, channel bot.ChannelID, nonce string, d bot.Digest) (string, error) {
	p.delete()
	return p.Poster.Post(ctx, channel, nonce, d)
}

func TestBadInput_channel_deleted_between_claim_and_post(t *testing.T) {
	t.Parallel()
	s := perform(t)
	c := s.AddChannel(s.Guild(), discordtest.Channel{Name: "papers"})
	sub := bot.Subscription{
		Channel: bot.ChannelID(c.ID), Server: bot.ServerID(c.GuildID), At: 12 * 60, Zone: "UTC", Count: 2,
		CreatedBy: bot.UserID(s.User().ID), CreatedAt: noon.AddDate(0, 0, -1),
	}
	if err := s.store.PutSubscription(s.ctx, sub); err != nil {
		t.Fatal(err)
	}
	s.schedule(lateDeleter{s.client, func() { s.RemoveChannel(c) }})
	s.wants(s.heard(s.DirectChannel(s.User()), 1).Text(), "the channel no longer exists")
	s.logged("state=blocked")
	sub, err := s.store.Subscription(s.ctx, sub.Channel)
	if err != nil || sub.State != bot.SubscriptionBlocked || sub.Reason != "the channel no longer exists" {
		t.Errorf("%+v, %v", sub, err)
	}
	s.sent(1, "POST /channels/"+c.ID+"/messages")
}
