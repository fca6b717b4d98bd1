package discord

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// poison are payloads that a session of discordgo panics on, hangs on or
// misreads when they reach it.
var poison = []string{
	`null`, `[]`, `7`, `"x"`, `{}`, `{"op":"x"}`, `{"op":null}`, `{"op":0,"s":"x","t":7}`, "\x00", strings.Repeat("[", 20_000),
	`{"op":0,"t":"GUILD_CREATE","d":null}`, `{"op":0,"t":"GUILD_CREATE","d":{}}`,
	`{"op":0,"t":"GUILD_CREATE","d":{"id":"1","channels":[null],"members":[null],"voice_states":[null]}}`,
	`{"op":0,"t":"GUILD_UPDATE","d":{}}`, `{"op":0,"t":"GUILD_DELETE","d":null}`,
	`{"op":0,"t":"VOICE_STATE_UPDATE","d":{}}`, `{"op":0,"t":"VOICE_SERVER_UPDATE","d":null}`,
	`{"op":0,"t":"MESSAGE_CREATE","d":{"components":[{"type":9,"accessory":{"type":99}}]}}`,
	`{"op":0,"t":"__INTERFACE__","d":{}}`, `{"op":0,"t":"__DISCONNECT__","d":{}}`, `{"op":0,"t":"__CONNECT__","d":{}}`,
	`{"op":1,"d":null}`, `{"op":11}`, `{"op":10,"d":{"heartbeat_interval":0}}`, `{"op":10,"d":{"heartbeat_interval":-5}}`,
	`{"op":99}`, `{"op":-1}`,
}

func TestReadPayload(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]payload{
		`{"op":10,"d":{"heartbeat_interval":41250}}`:                 {Op: opHello, Data: json.RawMessage(`{"heartbeat_interval":41250}`)},
		`{"t":"X","s":7,"op":0,"d":{"op":3,"t":"no","a":[{"s":1}]}}`: {Type: "X", Sequence: 7, Data: json.RawMessage(`{"op":3,"t":"no","a":[{"s":1}]}`)},
		` { "op" : 9 , "d" : false , "new" : [ ] } `:                 {Op: opInvalidSession, Data: json.RawMessage(`false`)},
		`{"op":11,"s":null,"t":null}`:                                {Op: opAck},
	} {
		if got, ok := readPayload([]byte(text)); !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", text, got, ok)
		}
	}
	for _, text := range []string{`null`, `[10]`, `{"op":"0"}`, `{"op":null}`, `{"o":0}`, ``, "\x00"} {
		if got, ok := readPayload([]byte(text)); ok {
			t.Errorf("%s is taken for %+v", text, got)
		}
	}
}

func TestPoisonOnAnOpenConnection(t *testing.T) {
	t.Parallel()
	s := perform(t)
	for _, text := range poison {
		s.SendRaw(text)
	}
	s.stillAnswers()
	if c := s.Counts(); c.Connections != 1 || c.Identifies != 1 {
		t.Errorf("%+v: the connection was lost", c)
	}
}

func TestPoisonBeforeReady(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	s.BeforeReady(poison...)
	s.run()
	s.logged("commands registered")
	s.stillAnswers()
	s.BeforeReady(poison...)
	s.DropConnection()
	if err := s.WaitResumes(s.ctx, 1); err != nil {
		t.Fatal(err)
	}
	s.stillAnswers()
}

// A READY may hold anything: what matters in it is used, the rest looked past.
func TestPoisonedReady(t *testing.T) {
	t.Parallel()
	for _, data := range []string{
		`null`, `{}`, `[]`, `{"guilds":[null]}`, `{"guilds":[{"channels":[null]}],"user":null}`, `{"user":7,"application":[],"session_id":{}}`,
		`{"session_id":"x","resume_gateway_url":"::"}`, `{"resume_gateway_url":"ws://127.0.0.1:1"}`,
	} {
		t.Run(data, func(t *testing.T) {
			t.Parallel()
			s := perform(t)
			s.SendRaw(fmt.Sprintf(`{"op":0,"s":1000,"t":"READY","d":%s}`, data))
			s.stillAnswers()
		})
	}
}

func TestGreetingsThatAreNone(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no interval":       `{"op":10,"d":{}}`,
		"no time":           `{"op":10,"d":{"heartbeat_interval":0}}`,
		"before time":       `{"op":10,"d":{"heartbeat_interval":-1}}`,
		"beyond all time":   `{"op":10,"d":{"heartbeat_interval":9223372036854775807}}`,
		"a word":            `{"op":10,"d":{"heartbeat_interval":"soon"}}`,
		"reconnect":         `{"op":7,"d":null}`,
		"invalid session":   `{"op":9,"d":false}`,
		"still resumable":   `{"op":9,"d":true}`,
		"acknowledgement":   `{"op":11}`,
		"heartbeat, please": `{"op":1}`,
		"an event":          `{"op":0,"s":1,"t":"READY","d":{}}`,
		"nothing known":     `{"op":42}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := prepare(t, fake(t))
			s.BeforeHello(text)
			s.run()
			s.logged("commands registered")
			s.stillAnswers()
		})
	}
}

// A gatewayServer speaks with one wire, by a script.
type gatewayServer struct {
	url   string
	mu    sync.Mutex
	paths []string
}

// scripted serves each websocket connection with the next of the scripts.
func scripted(t *testing.T, scripts ...func(ws *websocket.Conn)) *gatewayServer {
	t.Helper()
	g := &gatewayServer{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		script := scripts[min(len(g.paths), len(scripts)-1)]
		g.paths = append(g.paths, r.URL.String())
		g.mu.Unlock()
		ws, err := new(websocket.Upgrader).Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = ws.Close() }()
		script(ws)
	}))
	t.Cleanup(server.Close)
	g.url = "ws" + strings.TrimPrefix(server.URL, "http")
	return g
}

// library connects to the server as discordgo does, over a wire of its own.
func (g *gatewayServer) library(t *testing.T, w *wire) *websocket.Conn {
	t.Helper()
	ws, resp, err := w.dialer().DialContext(t.Context(), g.url+"/?v=9&encoding=json", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = resp.Body.Close(), ws.Close() })
	return ws
}

func say(ws *websocket.Conn, texts ...string) {
	for _, text := range texts {
		_ = ws.WriteMessage(websocket.TextMessage, []byte(text)) // the test notices what is missing
	}
}

func TestRelayTellsDiscordgoNoMoreThanItNeeds(t *testing.T) {
	t.Parallel()
	g := scripted(t, func(ws *websocket.Conn) {
		say(ws, `{"op":11}`, `{"op":10,"d":{"heartbeat_interval":41250,"_trace":["x"]}}`, `{"op":11}`,
			`{"op":0,"s":4,"t":"READY","d":{"session_id":"abc","guilds":[null],"user":{"id":"7"}}}`,
			`{"op":0,"s":5,"t":"GUILD_CREATE","d":{}}`, `{"op":11,"d":{"x":1}}`)
		_, _, _ = ws.ReadMessage()
	})
	var events []string
	w := newWire(time.Now, func(e event) { events = append(events, e.kind+" "+string(e.data)) })
	defer w.abandon()
	ws := g.library(t, w)
	for _, want := range []string{
		`{"op":10,"d":{"heartbeat_interval":41250},"s":0,"t":""}`,
		`{"op":0,"d":{"session_id":"abc"},"s":4,"t":"READY"}`,
		`{"op":11,"d":null,"s":0,"t":""}`, // nothing of event 5
	} {
		_, got, err := ws.ReadMessage()
		if err != nil || strings.TrimSpace(string(got)) != want {
			t.Errorf("got %s, %v; want %s", got, err, want)
		}
	}
	if len(events) != 2 || !strings.HasPrefix(events[0], "READY {") || events[1] != "GUILD_CREATE {}" {
		t.Errorf("events %q", events)
	}
}

func TestRelayAnswersHeartbeatRequests(t *testing.T) {
	t.Parallel()
	beat := make(chan string, 1)
	g := scripted(t, func(ws *websocket.Conn) {
		say(ws, `{"op":10,"d":{"heartbeat_interval":41250}}`, `{"op":0,"s":12,"t":"X"}`, `{"op":1,"d":null}`)
		_, got, _ := ws.ReadMessage()
		beat <- string(got)
	})
	w := newWire(time.Now, func(event) {})
	defer w.abandon()
	ws := g.library(t, w)
	go func() { // as discordgo, which reads all the time
		for {
			if _, _, err := ws.ReadMessage(); err != nil {
				return
			}
		}
	}()
	select {
	case got := <-beat:
		if got != `{"d":12,"op":1}` {
			t.Errorf("got %s", got)
		}
	case <-time.After(patience):
		t.Error("no heartbeat")
	}
}

func TestRelayCompletesWhatDiscordgoSends(t *testing.T) {
	t.Parallel()
	heard := make(chan string, 3)
	g := scripted(t, func(ws *websocket.Conn) {
		say(ws, `{"op":10,"d":{"heartbeat_interval":41250}}`, `{"op":0,"s":12,"t":"X"}`, `{"op":0,"s":13,"t":"X"}`, `{"op":0,"t":"X"}`, `{"op":11}`)
		for range 3 {
			_, got, _ := ws.ReadMessage()
			heard <- string(got)
		}
	})
	w := newWire(time.Now, func(event) {})
	defer w.abandon()
	ws := g.library(t, w)
	for range 3 { // the greeting, an event, the acknowledgement that comes after all of them
		if _, _, err := ws.ReadMessage(); err != nil {
			t.Fatal(err)
		}
	}
	say(ws, `{"op":1,"d":12}`, `{"op":6,"d":{"token":"a","session_id":"b","seq":12}}`, `{"op":2,"d":{"token":"a"}}`)
	for _, want := range []string{`{"d":13,"op":1}`, `{"d":{"token":"a","session_id":"b","seq":13},"op":6}`, `{"op":2,"d":{"token":"a"}}`} {
		if got := <-heard; got != want {
			t.Errorf("Discord heard %s, want %s", got, want)
		}
	}
}

func TestRelayEnds(t *testing.T) {
	t.Parallel()
	closing := func(code int) func(*websocket.Conn) {
		return func(ws *websocket.Conn) {
			_ = ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, "bye"), time.Now().Add(patience))
			_, _, _ = ws.ReadMessage()
		}
	}
	for _, tt := range []struct {
		name      string
		script    func(*websocket.Conn)
		code      int
		resumable bool
	}{
		{"dropped", func(*websocket.Conn) {}, 0, true},
		{"closed with 4014", closing(4014), 4014, true},
		{"closed with 4009", closing(4009), 4009, false},
		{"reconnect", func(ws *websocket.Conn) { say(ws, `{"op":7}`); _, _, _ = ws.ReadMessage() }, 0, true},
		{"session gone", func(ws *websocket.Conn) { say(ws, `{"op":9,"d":false}`); _, _, _ = ws.ReadMessage() }, 0, false},
		{"session gone, oddly said", func(ws *websocket.Conn) { say(ws, `{"op":9,"d":"?"}`); _, _, _ = ws.ReadMessage() }, 0, false},
		{"session there", func(ws *websocket.Conn) { say(ws, `{"op":9,"d":true}`); _, _, _ = ws.ReadMessage() }, 0, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWire(time.Now, func(event) {})
			ws := scripted(t, tt.script).library(t, w)
			if _, _, err := ws.ReadMessage(); err == nil {
				t.Fatal("the connection goes on")
			}
			w.relays.Wait()
			end := ending{code: w.hangup().code, err: w.hangup().err}
			if end.code != tt.code || end.resumable() != tt.resumable || end.err == nil {
				t.Errorf("ended with %+v, resumable %v", end, end.resumable())
			}
		})
	}
}

// What discordgo says at the end is passed on: 1000 ends a session for good.
func TestRelayPassesTheFarewellOn(t *testing.T) {
	t.Parallel()
	heard := make(chan int, 1)
	g := scripted(t, func(ws *websocket.Conn) {
		_, _, err := ws.ReadMessage()
		heard <- closeCode(err)
	})
	w := newWire(time.Now, func(event) {})
	defer w.abandon()
	ws := g.library(t, w)
	if err := ws.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(1000, "")); err != nil {
		t.Fatal(err)
	}
	if code := <-heard; code != 1000 {
		t.Errorf("Discord heard %d", code)
	}
}

func TestResumesWhereDiscordAsked(t *testing.T) {
	t.Parallel()
	resumed := scripted(t, func(ws *websocket.Conn) {})
	first := scripted(t, func(ws *websocket.Conn) {
		ready, _ := json.Marshal(map[string]string{"session_id": "s", "resume_gateway_url": resumed.url})
		say(ws, `{"op":10,"d":{"heartbeat_interval":41250}}`, `{"op":0,"s":1,"t":"READY","d":`+string(ready)+`}`)
	})
	w := newWire(time.Now, func(event) {})
	defer w.abandon()
	for range 2 {
		ws := first.library(t, w)
		for {
			if _, _, err := ws.ReadMessage(); err != nil {
				break
			}
		}
	}
	if len(first.paths) != 1 || len(resumed.paths) != 1 || resumed.paths[0] != "/?v=9&encoding=json" {
		t.Errorf("connected at %q, resumed at %q", first.paths, resumed.paths)
	}
}

func TestAbandonedWireDialsNoMore(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	w := newWire(time.Now, func(event) {})
	dial := func() error {
		ws, resp, err := w.dialer().DialContext(t.Context(), "ws://"+silent.Addr().String(), nil)
		if err == nil {
			_, _ = resp.Body.Close(), ws.Close()
		}
		return err
	}
	dialled := make(chan error, 1)
	go func() { dialled <- dial() }()
	if _, err := silent.Accept(); err != nil { // it dials, and waits for an answer
		t.Fatal(err)
	}
	w.abandon()
	if err := <-dialled; err == nil {
		t.Error("connected")
	}
	if err := dial(); err == nil {
		t.Error("connected again")
	}
}
