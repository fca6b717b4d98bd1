package discordtest

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"
)

// joined connects a bare client that identifies, so that interactions are sent,
// and returns what it reads.
func joined(t *testing.T, d *Discord) <-chan object {
	t.Helper()
	ws, resp, err := websocket.DefaultDialer.DialContext(t.Context(), d.GatewayURL(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = resp.Body.Close(), ws.Close() })
	if err := ws.WriteJSON(object{"op": opIdentify, "d": object{"token": d.Token(), "intents": intentGuilds}}); err != nil {
		t.Fatal(err)
	}
	if err := d.WaitReady(t.Context()); err != nil {
		t.Fatal(err)
	}
	events := make(chan object, 64)
	go func() {
		defer close(events)
		for {
			var p object
			if ws.ReadJSON(&p) != nil {
				return
			}
			events <- p
		}
	}()
	return events
}

// next returns the data of the next event of that name.
func next(t *testing.T, events <-chan object, name string) object {
	t.Helper()
	for p := range events {
		if p["t"] == name {
			return p["d"].(object)
		}
	}
	t.Fatalf("no %s", name)
	return nil
}

const quietBody = `"allowed_mentions":{"parse":[]}`

// expect asks and compares the status, and the error code if want has one.
func expect(t *testing.T, d *Discord, method, path, body string, status, code int) any {
	t.Helper()
	got, answer := ask(t, d, method, path, body)
	if got != status || number(answer, "code") != code {
		t.Errorf("%s %s: status %d, %v; want %d, code %d", method, path, got, answer, status, code)
	}
	return answer
}

func TestInteractionRoutes(t *testing.T) {
	t.Parallel()
	d := New(t)
	joined(t, d)
	i := d.Interact(SlashCommand{Name: "ask"})
	hook := "/webhooks/" + d.ApplicationID() + "/" + i.Token
	callback := "/interactions/" + i.ID + "/" + i.Token + "/callback"

	expect(t, d, "PATCH", hook+"/messages/@original", `{"content":"x",`+quietBody+`}`, 404, 10015) // not answered yet
	expect(t, d, "POST", callback, `{"type":4,"data":{`+quietBody+`}}`, 400, 50006)
	said := expect(t, d, "POST", callback+"?with_response=true", `{"type":4,"data":{"content":"hello",`+quietBody+`}}`, 200, 0)
	if s := d.spec; s != nil {
		checkAnswer(t, s, "POST "+callbackPath, 200, said)
	}
	read := expect(t, d, "GET", hook+"/messages/@original", "", 200, 0)
	if text(read, "content") != "hello" {
		t.Errorf("@original is %v", read)
	}
	more := expect(t, d, "POST", hook, `{"content":"more",`+quietBody+`}`, 200, 0)
	expect(t, d, "PATCH", hook+"/messages/"+text(more, "id"), `{"content":"most",`+quietBody+`}`, 200, 0)
	expect(t, d, "DELETE", hook+"/messages/"+text(more, "id"), "", 204, 0)
	expect(t, d, "GET", hook+"/messages/"+text(more, "id"), "", 404, 10008)
	expect(t, d, "DELETE", hook+"/messages/@original", "", 204, 0)
	expect(t, d, "GET", hook+"/messages/@original", "", 404, 10008)
}

func TestFollowUpInPlaceOfADeferredAnswer(t *testing.T) {
	t.Parallel()
	d := New(t)
	joined(t, d)
	i := d.Interact(SlashCommand{Name: "ask"})
	expect(t, d, "POST", "/interactions/"+i.ID+"/"+i.Token+"/callback", `{"type":5}`, 204, 0)
	expect(t, d, "POST", "/webhooks/"+d.ApplicationID()+"/"+i.Token, `{"content":"late",`+quietBody+`}`, 200, 0)
	if m, err := i.Message(t.Context()); err != nil || m.Text() != "late" {
		t.Errorf("@original is %q, %v", m.Text(), err)
	}
	if got := d.TakeViolations(); len(got) != 1 {
		t.Errorf("violations %v, want the deprecated use", got)
	}
}

func TestMessageRoutes(t *testing.T) {
	t.Parallel()
	d := New(t)
	news := d.AddChannel(d.Guild(), Channel{Kind: Announcement})
	channel := "/channels/" + news.ID
	var ids []string
	for n := range 5 {
		m := expect(t, d, "POST", channel+"/messages", fmt.Sprintf(`{"content":"%d",%s}`, n, quietBody), 200, 0)
		ids = append(ids, text(m, "id"))
	}
	for query, want := range map[string]string{
		"":                               "43210",
		"?limit=2":                       "43",
		"?after=" + ids[1]:               "432",
		"?limit=2&after=" + ids[0]:       "21",
		"?before=" + ids[2]:              "10",
		"?limit=1&before=" + ids[2]:      "1",
		"?after=" + ids[4]:               "",
		"?limit=0":                       "43210",
		"?before=99999999999999999999":   "43210",
		"?after=1&before=" + ids[1] + "": "0",
	} {
		got := ""
		for _, m := range expect(t, d, "GET", channel+"/messages"+query, "", 200, 0).([]any) {
			got += text(m, "content")
		}
		if got != want {
			t.Errorf("GET messages%s: %q, want %q", query, got, want)
		}
	}
	first := channel + "/messages/" + ids[0]
	expect(t, d, "POST", channel+"/typing", "", 204, 0)
	expect(t, d, "POST", first+"/crosspost", "", 200, 0)
	expect(t, d, "PUT", first+"/reactions/%F0%9F%91%8D/@me", "", 204, 0)
	expect(t, d, "DELETE", first+"/reactions/%F0%9F%91%8D/@me", "", 204, 0)
	if m := d.Messages(news)[0]; len(m.Reactions) != 0 {
		t.Errorf("reactions %v", m.Reactions)
	}
	foreign := "/channels/" + d.Channel().ID + "/messages/" + d.Say(d.Channel(), d.AddBot("other"), "mine").ID
	expect(t, d, "PATCH", foreign, `{"content":"x",`+quietBody+`}`, 403, 50005)
	expect(t, d, "DELETE", foreign, "", 403, 50013)
	expect(t, d, "POST", channel+"/messages", `{`+quietBody+`}`, 400, 50006)
}

func TestLocatedRefusals(t *testing.T) {
	t.Parallel()
	d := New(t)
	expect(t, d, "GET", "/guilds/1", "", 404, 10004)
	expect(t, d, "GET", "/guilds/"+d.Guild().ID+"/members/1", "", 404, 10007)
	expect(t, d, "GET", "/users/1", "", 404, 10013)
	expect(t, d, "POST", "/users/@me/channels", `{"recipient_id":"1"}`, 400, 50033)
	tagged := d.AddChannel(d.Guild(), Channel{Kind: Forum, NeedsTag: true})
	expect(t, d, "POST", "/channels/"+tagged.ID+"/threads", `{"name":"t","message":{"content":"x",`+quietBody+`}}`, 400, 40067)

	blind := d.AddChannel(d.Guild(), Channel{Without: permReadHistory})
	if got := expect(t, d, "GET", "/channels/"+blind.ID+"/messages", "", 200, 0); len(got.([]any)) != 0 {
		t.Errorf("read %v without permission", got)
	}
	blind.Without = permEmbedLinks
	d.SetChannel(blind)
	expect(t, d, "POST", "/channels/"+blind.ID+"/messages", `{"embeds":[{"title":"t"}],`+quietBody+`}`, 403, 50013)
}

func TestCommandsGiveTypesAndOrder(t *testing.T) {
	t.Parallel()
	d := New(t)
	events := joined(t, d)
	made := expect(t, d, "POST", "/applications/"+d.ApplicationID()+"/commands", `{"name":"digest","description":"d","options":[
		{"type":1,"name":"set","description":"d","options":[
			{"type":7,"name":"channel","description":"d","required":true},{"type":3,"name":"at","description":"d"},{"type":4,"name":"count","description":"d"}]}]}`, 201, 0)
	d.Interact(SlashCommand{Name: "digest set", Options: Options{"at": "08:00", "channel": d.Channel(), "count": 3, "zone": "UTC"}})

	data := next(t, events, "INTERACTION_CREATE")["data"]
	if text(data, "id") != text(made, "id") {
		t.Errorf("command %s, registered as %s", text(data, "id"), text(made, "id"))
	}
	want := object{"name": "set", "type": 1.0, "options": []any{
		object{"name": "channel", "type": 7.0, "value": d.Channel().ID},
		object{"name": "at", "type": 3.0, "value": "08:00"},
		object{"name": "count", "type": 4.0, "value": 3.0},
		object{"name": "zone", "type": 3.0, "value": "UTC"},
	}}
	if diff := cmp.Diff([]any{want}, list(data, "options")); diff != "" {
		t.Errorf("options (-want +got):\n%s", diff)
	}
}

func TestImpossibleActions(t *testing.T) {
	t.Parallel()
	d := New(t)
	joined(t, d)
	disabled := Message{Components: []any{object{"type": json.Number("2"), "custom_id": "x", "disabled": true}}}
	for name, a := range map[string]Action{
		"no command":         SlashCommand{},
		"unknown type":       SlashCommand{Name: "ask", Options: Options{"q": []int{1}}},
		"nothing is focused": Autocomplete{Name: "ask", Focused: "q"},
		"disabled button":    Press{Message: disabled, CustomID: "x"},
	} {
		if _, err := d.Interact(a).Response(t.Context()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestUserCommand(t *testing.T) {
	t.Parallel()
	d := New(t)
	events := joined(t, d)
	d.Interact(UserCommand{Name: "Interests", Target: d.User()})
	data := next(t, events, "INTERACTION_CREATE")["data"]
	users, _ := field(field(data, "resolved"), "users").(object)
	if text(data, "target_id") != d.User().ID || text(users[d.User().ID], "username") != "ada" {
		t.Errorf("data %v", data)
	}
}

func TestGatewayMisuse(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		payload string
		want    int
		rule    bool // it is a violation
	}{
		{"not JSON", `{`, closeDecodeError, true},
		{"too large", `{"op":1,"d":"` + string(make([]byte, maxPayload)) + `"}`, closeDecodeError, true},
		{"unknown op", `{"op":99}`, closeUnknownOp, true},
		{"presence before identify", `{"op":3,"d":{}}`, closeNotAuthenticated, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			d := New(t)
			ws, resp, err := websocket.DefaultDialer.DialContext(t.Context(), d.GatewayURL(), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _, _ = resp.Body.Close(), ws.Close() }()
			if err := ws.WriteMessage(websocket.TextMessage, []byte(tc.payload)); err != nil {
				t.Fatal(err)
			}
			for err == nil {
				_, _, err = ws.ReadMessage()
			}
			if !websocket.IsCloseError(err, tc.want) {
				t.Errorf("closed with %v, want %d", err, tc.want)
			}
			if got := d.TakeViolations(); (len(got) == 1) != tc.rule {
				t.Errorf("violations %v", got)
			}
		})
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		route, method, path string
		want                bool
	}{
		{"GET /users/@me", "GET", "/users/@me", true},
		{"GET /users/@me", "POST", "/users/@me", false},
		{"GET /users/*", "GET", "/users/@me", true},
		{"GET /users/{user_id}", "GET", "/users/12", true},
		{"GET /users/*", "GET", "/users/@me/channels", false},
		{"/users/*", "GET", "/users/1", false},
	} {
		if got := matches(tc.route, tc.method, tc.path); got != tc.want {
			t.Errorf("matches(%q, %q, %q) = %v", tc.route, tc.method, tc.path, got)
		}
	}
}
