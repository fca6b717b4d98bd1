package discord

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/samber/lo"

	"paperbot/bot"
	"paperbot/bot/discordtest"
	"paperbot/corpus"
)

// press presses the first button of that label, as the user of the scene.
func (s *stage) press(m discordtest.Message, label string, scene discordtest.Scene) (discordtest.Response, discordtest.Message) {
	s.t.Helper()
	i := s.Interact(discordtest.Press{Scene: scene, Message: m, CustomID: s.control(m, label).CustomID})
	r, err := i.Response(s.ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	after, err := i.Message(s.ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	return r, after
}

const updated = 7 // the callback that changes the message pressed on

func TestAbstractOpensAndClosesInPlace(t *testing.T) {
	t.Parallel()
	s := perform(t)
	before := s.answer(ask(loraQuestion))
	paper := paperAt(t, loraQuestion, 0)

	r, opened := s.press(before, "Abstract", discordtest.Scene{})
	if r.Type != updated || opened.ID != before.ID || opened.Ephemeral() {
		t.Errorf("callback %d on message %s, want the message %s updated", r.Type, opened.ID, before.ID)
	}
	if got := read(opened.Text()).text(); !strings.Contains(got, shownText(paper.Abstract)) {
		t.Errorf("not the whole abstract:\n%s", got)
	}
	// Another one opens: the first closes.
	_, second := s.press(opened, "Abstract", discordtest.Scene{})
	if got := read(second.Text()).text(); strings.Contains(got, shownText(paper.Abstract)) ||
		!strings.Contains(got, shownText(paperAt(t, loraQuestion, 1).Abstract)) {
		t.Errorf("not the other abstract alone:\n%s", got)
	}
	_, closed := s.press(second, "Hide", discordtest.Scene{})
	if diff := cmp.Diff(before.Text(), closed.Text()); diff != "" {
		t.Errorf("not as it was:\n%s", diff)
	}
	if diff := cmp.Diff(before.Controls(), closed.Controls()); diff != "" {
		t.Errorf("not the buttons that there were:\n%s", diff)
	}
}

func TestAbstractForSomebodyElse(t *testing.T) {
	t.Parallel()
	s := perform(t)
	m := s.answer(ask(loraQuestion))
	other := discordtest.Scene{User: s.AddUser("other")}
	r, private := s.press(m, "Abstract", other)
	if r.Type == updated || !private.Ephemeral() {
		t.Errorf("callback %d, private %v: want a private message", r.Type, private.Ephemeral())
	}
	s.wants(private.Text(), "**Abstract**")
	// The private message is theirs: a list in it opens in place.
	_, similar := s.press(private, "Similar", other)
	if r, _ := s.press(similar, "Abstract", other); r.Type != updated {
		t.Errorf("callback %d in a private message, want an update", r.Type)
	}
	// They cannot close what the asker opened.
	_, opened := s.press(m, "Abstract", discordtest.Scene{})
	if r, private := s.press(opened, "Hide", other); r.Type == updated || !private.Ephemeral() {
		t.Errorf("callback %d: somebody else closed the abstract", r.Type)
	}
}

func TestAbstractInConversations(t *testing.T) {
	t.Parallel()
	s := perform(t)
	dm := s.DirectChannel(s.User())
	s.DM(s.User(), loraQuestion)
	if r, _ := s.press(s.heard(dm, 1), "Abstract", discordtest.Scene{Channel: dm}); r.Type != updated {
		t.Errorf("callback %d in a direct message, want an update", r.Type)
	}
	s.Say(s.Channel(), s.User(), s.Bot().Mention()+" "+loraQuestion)
	m := s.heard(s.Channel(), 1)
	if r, _ := s.press(m, "Abstract", discordtest.Scene{User: s.AddUser("other")}); r.Type == updated {
		t.Error("somebody else opened the abstract for all")
	}
	if r, _ := s.press(m, "Abstract", discordtest.Scene{}); r.Type != updated {
		t.Errorf("callback %d for the member who mentioned the bot, want an update", r.Type)
	}
}

func TestAbstractSurvivesARestart(t *testing.T) {
	t.Parallel()
	s := perform(t)
	before := s.answer(ask(loraQuestion))
	_, opened := s.press(before, "Abstract", discordtest.Scene{})
	s.stop()
	again := prepare(t, s.Discord)
	again.run()
	if err := again.WaitIdentifies(again.ctx, 2); err != nil {
		t.Fatal(err)
	}
	if _, closed := again.press(opened, "Hide", discordtest.Scene{}); closed.Text() != before.Text() {
		t.Errorf("not as it was:\n%s", closed.Text())
	}
}

func TestRefusedUpdateIsSentPrivately(t *testing.T) {
	t.Parallel()
	s := perform(t)
	before := s.answer(ask(loraQuestion))
	s.Fail("POST /interactions/*/*/callback", discordtest.Refused(400, codeInvalidForm))
	r, m := s.press(before, "Abstract", discordtest.Scene{})
	if r.Type == updated || !m.Ephemeral() {
		t.Errorf("callback %d, flags %d: want a private message", r.Type, m.Flags)
	}
	s.wants(m.Text(), renderer{}.abstractLabel())
}

func TestManyPressesOnOneButton(t *testing.T) {
	t.Parallel()
	s := perform(t)
	m := s.answer(ask(loraQuestion))
	id := s.control(m, "Abstract").CustomID
	var wait sync.WaitGroup
	for range 25 {
		wait.Go(func() {
			if got := s.answer(discordtest.Press{Message: m, CustomID: id}); !contains(got.Text(), "**Abstract**") {
				t.Errorf("no abstract in:\n%s", got.Text())
			}
		})
	}
	wait.Wait()
	for _, now := range s.Messages(s.Channel()) {
		if n := strings.Count(now.Text(), renderer{}.abstractLabel()); n != 1 {
			t.Errorf("%d abstracts are open, want 1", n)
		}
	}
}

func TestJumpToAPaper(t *testing.T) {
	t.Parallel()
	s := perform(t)
	m := s.answer(ask(loraQuestion))
	menu := s.control(m, "Look into a paper…")
	if len(menu.Values) != 3 {
		t.Fatalf("%d options, want 3", len(menu.Values))
	}
	card := s.answer(discordtest.Press{Message: m, CustomID: menu.CustomID, Values: menu.Values[1:2]})
	if !card.Ephemeral() {
		t.Error("the card is shown to everyone")
	}
	s.wants(card.Text(), linkText(paperAt(t, loraQuestion, 1).Title), "**In one sentence**")
	for _, values := range [][]string{
		{"title:never-offered"}, {"LoRA"}, {""}, {"~forgotten"}, {}, {menu.Values[0], menu.Values[1]}, {strings.Repeat("x", 100)}, {"\u202e"},
	} {
		got := s.answer(discordtest.Press{Message: m, CustomID: menu.CustomID, Values: values})
		if !got.Ephemeral() || !contains(got.Text(), "again") {
			t.Errorf("%q: private %v, text %q", values, got.Ephemeral(), got.Text())
		}
	}
}

var firstAbstract = regexp.MustCompile(`v1:abstract:[^"]*`)

// TestOlderMessagesOpenInPlace presses the buttons of messages that earlier
// releases sent, in other layouts.
func TestOlderMessagesOpenInPlace(t *testing.T) {
	t.Parallel()
	answer, err := os.ReadFile("testdata/older-answer.json")
	if err != nil {
		t.Fatal(err)
	}
	item := `{"components":[{"type":17,"id":1,"accent_color":7,"future":{"x":1},"components":[
		{"type":9,"components":[{"type":10,"content":"**1. X**"}],"accessory":{"type":2,"style":2,"label":"Abstract","custom_id":"v1:abstract:0:title:x"}},
		{"type":99,"from":"a later release"}]}]}`
	for name, body := range map[string]string{"answer": string(answer), "list": item} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var m shownMessage
			if err := json.Unmarshal([]byte(body), &m); err != nil {
				t.Fatal(err)
			}
			id := firstAbstract.FindString(body)
			text := renderer{}.abstractLabel() + "\nWhat it says."
			components, ok := m.open(renderer{}, id, text)
			opened := message{components: components}
			if !ok || !strings.Contains(strings.Join(texts(opened.components), "\n"), text) {
				t.Fatalf("not opened: %v", texts(opened.components))
			}
			var again shownMessage
			data, err := json.Marshal(opened.body())
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(data, &again); err != nil {
				t.Fatal(err)
			}
			closed, ok := again.close(renderer{})
			if !ok {
				t.Fatal("not closed")
			}
			var before any
			if err := json.Unmarshal([]byte(body), &before); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(before.(map[string]any)["components"], asJSON(t, closed)); diff != "" {
				t.Errorf("not as it was:\n%s", diff)
			}
		})
	}
}

// asJSON returns what a value becomes in JSON.
func asJSON(t *testing.T, v any) any {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var decoded any
	if err := json.Unmarshal(data, &decoded); err != nil {
		t.Fatal(err)
	}
	return decoded
}

func TestAbstractWithoutRoomOpensByItself(t *testing.T) {
	t.Parallel()
	r := testRenderer()
	long := strings.Repeat("A sentence of a long abstract. ", 60)
	var listing bot.Listing
	for i := range 5 {
		paper := corpus.Paper{ID: corpus.ID(fmt.Sprintf("title:%d", i)), Title: "X", Abstract: long}
		listing.Items = append(listing.Items, bot.Item{Rank: i + 1, Paper: paper, Gist: lo.ToPtr(quote(long, long, 0, 1))})
	}
	if _, ok := r.message(listing).opened(r, listing.Items[0].Paper); ok {
		t.Error("opened in place, where there is no room for all of it")
	}
}

func TestPressesOnMessagesWithoutSense(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `null`, `{"components":null}`, `{"components":[null,7,{}]}`, `{"components":[{"type":"x","components":7}]}`} {
		var m shownMessage
		decode([]byte(body), &m)
		if _, ok := m.open(renderer{}, "v1:abstract:0:title:x", "text"); ok {
			t.Errorf("%s: opened what is not there", body)
		}
		m.close(renderer{})
	}
}
