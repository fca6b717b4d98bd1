package discordtest

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestAnswersFollowTheDescription asks every route that answers with JSON, and
// validates the answers as strictly as the requests.
func TestAnswersFollowTheDescription(t *testing.T) {
	t.Parallel()
	s := description(t)
	d := New(t)
	forum := d.AddChannel(d.Guild(), Channel{Name: "forum", Kind: Forum})
	news := d.AddChannel(d.Guild(), Channel{Name: "news", Kind: Announcement})
	thread := d.AddChannel(d.Guild(), Channel{Name: "thread", Kind: Thread, Parent: d.Channel().ID, Archived: true})
	quiet := `"allowed_mentions":{"parse":[]}`
	rich := `{"content":"hi ` + d.User().Mention() + `","nonce":"n","embeds":[{"title":"t"}],` + quiet +
		`,"components":[{"type":1,"components":[{"type":2,"style":1,"label":"l","custom_id":"c"}]}]}`
	channel, guild, app := "/channels/"+d.Channel().ID, "/guilds/"+d.Guild().ID, "/applications/"+d.ApplicationID()

	for _, tc := range []struct{ method, path, body string }{
		{"GET", "/gateway", ""},
		{"GET", "/gateway/bot", ""},
		{"GET", "/users/@me", ""},
		{"GET", "/users/" + d.User().ID, ""},
		{"GET", "/applications/@me", ""},
		{"GET", "/oauth2/applications/@me", ""},
		{"POST", "/users/@me/channels", `{"recipient_id":"` + d.User().ID + `"}`},
		{"GET", channel, ""},
		{"GET", "/channels/" + forum.ID, ""},
		{"POST", channel + "/messages", rich},
		{"POST", "/channels/" + news.ID + "/messages", rich},
		{"GET", channel + "/messages", ""},
		{"POST", channel + "/threads", `{"name":"t","type":11}`},
		{"POST", "/channels/" + forum.ID + "/threads", `{"name":"t","message":` + rich + `}`},
		{"PATCH", "/channels/" + thread.ID, `{"archived":false}`},
		{"GET", guild, ""},
		{"GET", guild + "/channels", ""},
		{"GET", guild + "/roles", ""},
		{"GET", guild + "/members/" + d.User().ID, ""},
		{"GET", "/users/@me/guilds/" + d.Guild().ID + "/member", ""},
		{"PUT", app + "/commands", `[{"name":"a","description":"d","options":[{"type":3,"name":"q","description":"d"}]}]`},
		{"GET", app + "/commands", ""},
		{"GET", "/channels/1", ""}, // an error
	} {
		t.Run(tc.method+" "+tc.path, func(t *testing.T) {
			status, body := ask(t, d, tc.method, tc.path, tc.body)
			requests := d.Requests()
			checkAnswer(t, s, requests[len(requests)-1].Route, status, body)
		})
	}
}

// ask sends a request as the bot and returns the answer.
func ask(t *testing.T, d *Discord, method, path, body string) (int, any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, d.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bot "+d.Token())
	req.Header.Set("User-Agent", "DiscordBot (https://example.org, 1)")
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode == http.StatusNoContent {
		return resp.StatusCode, nil
	}
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := jsonschema.UnmarshalJSON(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatalf("%s %s answered %q: %v", method, path, raw, err)
	}
	return resp.StatusCode, decoded
}

func checkAnswer(t *testing.T, s *spec, route string, status int, body any) {
	t.Helper()
	method, path, _ := strings.Cut(route, " ")
	to := pointer("paths", path, strings.ToLower(method), "responses", decimal(status), "content", "application/json", "schema")
	if status >= 400 {
		to = pointer("components", "schemas", "ErrorResponse")
	}
	s.mu.Lock()
	schema, err := s.compiler.Compile(to)
	s.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	var invalid *jsonschema.ValidationError
	if errors.As(schema.Validate(body), &invalid) {
		t.Errorf("status %d: %v", status, causes(invalid))
	}
}

// TestRequestBrokenOff has a client go away in the middle of a body, as one does that
// is told to end: that is no request, and nobody's mistake.
func TestRequestBrokenOff(t *testing.T) {
	t.Parallel()
	d := New(t)
	before := len(d.Requests())
	base, err := url.Parse(d.URL())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", base.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	path := base.Path + "/channels/" + d.Channel().ID + "/messages"
	if _, err := io.WriteString(conn, "POST "+path+" HTTP/1.1\r\nHost: d\r\nContent-Length: 100\r\n\r\n{\"content\":"); err != nil {
		t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if got, _ := io.ReadAll(conn); len(got) > 0 {
		t.Errorf("the answer is %q, want none", got)
	}
	if n := len(d.Requests()) - before; n != 0 {
		t.Errorf("%d requests are kept, want none", n)
	}
}
