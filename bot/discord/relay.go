package discord

import (
	"bytes"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/tidwall/gjson"
)

// A relay carries payloads between Discord and discordgo over one connection.
// What discordgo would mishandle does not reach it:
//
//   - events: its decoders panic on a GUILD_CREATE without a guild or a READY
//     with a null among its guilds, and fail on types that are newer than they
//     are. The client gets events from here; discordgo gets one a connection, so
//     that it knows that it is connected, and is spared thousands a second. The
//     last one's sequence number is put into what it sends (see complete);
//   - "reconnect", for which it hangs for ever while it opens, and "invalid
//     session", after which it would identify at once, whatever the budget: they
//     end the connection, and the supervisor decides;
//   - a heartbeat asked for, which it may answer on a connection that it has
//     just closed (nil), and whatever is no payload at all ("null" is fatal to it).
type relay struct {
	wire    *wire
	discord *websocket.Conn
	library *websocket.Conn // the end of the pipe to discordgo

	writing sync.Mutex // of discord
	greeted bool       // HELLO has come
	begun   bool       // an event has come, so discordgo's Open returns
}

// Operations of the gateway.
// Source: Discord's documentation, Gateway Opcodes.
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opAck            = 11
)

// A payload is what the gateway sends.
type payload struct {
	Op       int             `json:"op"`
	Data     json.RawMessage `json:"d"` // not looked into, and not even known to be JSON
	Sequence int64           `json:"s"`
	Type     string          `json:"t"`
}

// readPayload reads a payload; false says that the text is none. The data lie in
// the text. Most events concern somebody else, so they are gone over only once.
func readPayload(text []byte) (p payload, ok bool) {
	gjson.ParseBytes(text).ForEach(func(key, value gjson.Result) bool {
		switch key.String() {
		case "op":
			p.Op = int(value.Int())
			ok = value.Type == gjson.Number
		case "d":
			p.Data = text[value.Index : value.Index+len(value.Raw)]
		case "s":
			p.Sequence = value.Int()
		case "t":
			p.Type = value.Str
		}
		return true
	})
	return p, ok
}

// Ends of a connection that Discord asks for.
var (
	errReconnect   = errors.New("discord asked to connect anew")
	errSessionGone = errors.New("discord has ended the session")
	errHello       = errors.New("discord's greeting cannot be understood")
)

// run relays until one side ends.
func (r *relay) run() {
	var both sync.WaitGroup
	both.Go(func() { r.wire.end(r.upwards()) })
	both.Go(func() { r.wire.end(r.downwards()) })
	both.Wait()
}

// upwards carries what discordgo sends to Discord, its close frame included.
func (r *relay) upwards() error {
	for {
		kind, data, err := r.library.ReadMessage()
		if code := closeCode(err); code != 0 {
			frame := websocket.FormatCloseMessage(code, "")
			_ = r.discord.WriteControl(websocket.CloseMessage, frame, time.Now().Add(time.Second)) // a farewell
		}
		if err != nil {
			return errors.New("discordgo has closed the connection")
		}
		if err := r.send(kind, r.complete(data)); err != nil {
			return err
		}
	}
}

// complete puts the sequence number of the last event, which discordgo does not
// know, into its heartbeats, and where it resumes.
func (r *relay) complete(data []byte) []byte {
	p, _ := readPayload(data)
	switch p.Op {
	case opHeartbeat:
		return r.beat()
	case opResume:
		var known struct {
			Token     string `json:"token"`
			SessionID string `json:"session_id"`
			Sequence  int64  `json:"seq"`
		}
		decode(p.Data, &known)
		known.Sequence = r.wire.sequence.Load()
		return encode(map[string]any{"op": opResume, "d": known})
	}
	return data
}

func (r *relay) beat() []byte {
	return encode(map[string]int64{"op": opHeartbeat, "d": r.wire.sequence.Load()})
}

func (r *relay) send(kind int, data []byte) error {
	r.writing.Lock()
	defer r.writing.Unlock()
	return r.discord.WriteMessage(kind, data)
}

// downwards deals with what Discord sends.
func (r *relay) downwards() error {
	var text bytes.Buffer // of one payload after the other
	for {
		text.Reset()
		_, message, err := r.discord.NextReader()
		if err != nil {
			return err
		}
		if _, err := text.ReadFrom(message); err != nil {
			return err
		}
		r.wire.heard()
		p, ok := readPayload(text.Bytes())
		if !ok {
			continue
		}
		pass, err := r.look(&p)
		if err != nil {
			return err
		}
		if !pass {
			continue
		}
		if err := r.library.WriteJSON(p); err != nil {
			return err
		}
	}
}

// look acts on a payload, takes out of it what discordgo need not know, and
// tells whether to pass it on. An error ends the connection.
func (r *relay) look(p *payload) (pass bool, err error) {
	switch p.Op {
	case opHello:
		return r.hello(p)
	case opReconnect:
		return false, errReconnect
	case opInvalidSession:
		var resumable bool
		if json.Unmarshal(p.Data, &resumable) == nil && resumable {
			return false, errReconnect
		}
		return false, errSessionGone
	case opHeartbeat:
		return false, r.send(websocket.TextMessage, r.beat())
	case opAck:
		p.Data = nil
		return r.begun, nil // before that it would wait for a lock that Open holds
	case opDispatch:
		return r.greeted && r.dispatch(p), nil
	}
	return false, nil
}

// hello passes the first greeting on with its interval alone, if that is one: a
// ticker panics without.
func (r *relay) hello(p *payload) (pass bool, err error) {
	var greeting struct {
		Interval int64 `json:"heartbeat_interval"` // milliseconds
	}
	if r.greeted {
		return false, nil
	}
	err = json.Unmarshal(p.Data, &greeting)
	if err != nil || greeting.Interval <= 0 || greeting.Interval > maxHeartbeat.Milliseconds() {
		return false, errHello
	}
	r.greeted = true
	p.Data = encode(greeting)
	return true, nil
}

// maxHeartbeat is far above the 41.25 s that Discord asks for.
const maxHeartbeat = time.Hour

// dispatch gives an event to the client, leaves of it what discordgo needs, and
// tells whether it needs it.
func (r *relay) dispatch(p *payload) (pass bool) {
	pass = !r.begun || p.Type == eventReady
	r.begun = true
	if p.Sequence > 0 {
		r.wire.sequence.Store(p.Sequence)
	}
	r.wire.receive(event{kind: p.Type, data: p.Data, at: r.wire.now()})
	if p.Type != eventReady {
		p.Type, p.Data = "", nil
		return pass
	}
	var known struct {
		SessionID string `json:"session_id"`
		ResumeURL string `json:"resume_gateway_url,omitempty"`
	}
	decode(p.Data, &known)
	r.wire.mu.Lock()
	r.wire.resume = known.ResumeURL
	r.wire.mu.Unlock()
	p.Data = encode(known)
	return pass
}
