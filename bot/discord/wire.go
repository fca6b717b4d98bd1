package discord

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// A wire is the way between one session of discordgo and Discord's gateway.
// discordgo believes that it dials Discord, but reaches a relay (relay.go) over
// a pipe; the relay dials Discord and decides, payload by payload, what discordgo
// comes to see:
//
//	Discord ── websocket ── relay ── websocket over a pipe ── discordgo
//
// So it is known when Discord was last heard, and why a connection ended, which
// discordgo does not tell; to ask the session itself is no way, because it may
// hold its lock for ever. And no event reaches discordgo's decoders.
type wire struct {
	now     func() time.Time
	receive func(event) // takes events; must not block, nor keep the data

	lastHeard atomic.Int64 // Unix nanoseconds
	sequence  atomic.Int64 // of the session's last event
	done      context.Context
	abandoned context.CancelFunc
	relays    sync.WaitGroup
	turn      sync.Mutex // one relay at a time

	mu     sync.Mutex
	open   [2]net.Conn // the connection's two sides
	resume string      // where Discord wants the session resumed; "" before READY
	ended  hangup
}

// A hangup is why a connection ended.
type hangup struct {
	code int // Discord's close code; 0: there was none
	err  error
}

func newWire(now func() time.Time, receive func(event)) *wire {
	w := &wire{now: now, receive: receive}
	w.done, w.abandoned = context.WithCancel(context.Background())
	return w
}

// dialer returns the dialer to give to discordgo.
func (w *wire) dialer() *websocket.Dialer {
	pipeTo := func(scheme string) func(context.Context, string, string) (net.Conn, error) {
		return func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			w.relays.Go(func() { w.relay(ours, scheme) })
			return theirs, nil
		}
	}
	return &websocket.Dialer{
		NetDialContext:    pipeTo("ws"),
		NetDialTLSContext: pipeTo("wss"),
		HandshakeTimeout:  2 * handshakeTimeout, // the relay's own comes first
	}
}

// handshakeTimeout bounds dialling and the upgrade to a websocket.
const handshakeTimeout = 10 * time.Second

// readBuffer holds a message of ours as Discord sends it back to us, as a rule, so
// that one read takes it, or several short payloads.
const readBuffer = 16 << 10

// relay serves one connection of discordgo's.
func (w *wire) relay(inner net.Conn, scheme string) {
	w.turn.Lock()
	defer w.turn.Unlock()
	w.forget()
	w.end(w.connect(inner, scheme))
}

// end closes the connection. Its first reason is noted before, so that who sees
// the end can read why.
func (w *wire) end(reason error) {
	w.mu.Lock()
	if w.ended.err == nil {
		w.ended = hangup{code: closeCode(reason), err: reason}
	}
	w.mu.Unlock()
	w.cut()
}

// connect takes discordgo's handshake, dials Discord and relays until one side ends.
func (w *wire) connect(inner net.Conn, scheme string) error {
	if !w.hold(0, inner) {
		return errAbandoned
	}
	req, err := http.ReadRequest(bufio.NewReader(inner))
	if err != nil {
		return err
	}
	discord, err := w.dial(scheme, req)
	if err != nil {
		return err
	}
	defer func() { _ = discord.Close() }() // closed already is as good
	library, err := new(websocket.Upgrader).Upgrade(hijack{inner}, req, nil)
	if err != nil {
		return err
	}
	(&relay{wire: w, discord: discord, library: library}).run()
	return nil
}

// dial connects to Discord: where discordgo asked for, or, to resume, where
// Discord asked for.
func (w *wire) dial(scheme string, req *http.Request) (*websocket.Conn, error) {
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: handshakeTimeout, ReadBufferSize: readBuffer}
	target := url.URL{Scheme: scheme, Host: req.Host, Path: req.URL.Path, RawQuery: req.URL.RawQuery}
	w.mu.Lock()
	if resume, err := url.Parse(w.resume); err == nil && resume.Host != "" {
		target.Scheme, target.Host, target.Path = resume.Scheme, resume.Host, cmp.Or(resume.Path, "/")
	}
	w.mu.Unlock()
	conn, resp, err := dialer.DialContext(w.done, target.String(), nil)
	if err != nil {
		if resp != nil {
			_ = resp.Body.Close()
		}
		return nil, err
	}
	w.heard()
	if !w.hold(1, conn.NetConn()) {
		return nil, errors.Join(errAbandoned, conn.Close())
	}
	return conn, nil
}

// errAbandoned stops a session that was given up while it was still dialling.
var errAbandoned = errors.New("this session was given up")

// hold notes a side of the connection, so that cut can close it; false means that
// the wire was abandoned.
func (w *wire) hold(side int, conn net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open[side] = conn
	return w.done.Err() == nil
}

// cut breaks the connection without a close frame, which leaves the session
// resumable: discordgo would say 1000, and that ends it.
func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, conn := range w.open {
		if conn != nil {
			_ = conn.Close() // closed already is as good
		}
	}
}

// abandon cuts the connection and every later one of the session.
func (w *wire) abandon() {
	w.abandoned()
	w.cut()
	w.relays.Wait()
}

// heard notes that Discord was heard.
func (w *wire) heard() { w.lastHeard.Store(w.now().UnixNano()) }

// silence is for how long nothing was heard.
func (w *wire) silence() time.Duration {
	return w.now().Sub(time.Unix(0, w.lastHeard.Load()))
}

// hangup tells why the last connection ended.
func (w *wire) hangup() hangup {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.ended
}

// forget clears what is known of the last connection.
func (w *wire) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = hangup{}
}

// closeCode is the code of the close frame that an error is about, 0 if none.
func closeCode(err error) int {
	var closed *websocket.CloseError
	if !errors.As(err, &closed) || closed.Code == websocket.CloseAbnormalClosure { // the latter means that there was none
		return 0
	}
	return closed.Code
}

// A hijack lets a websocket.Upgrader have a connection that no http.Server holds.
type hijack struct{ net.Conn }

func (hijack) Header() http.Header { return http.Header{} }
func (hijack) WriteHeader(int)     {}
func (h hijack) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return h.Conn, bufio.NewReadWriter(bufio.NewReader(h.Conn), bufio.NewWriter(h.Conn)), nil
}
