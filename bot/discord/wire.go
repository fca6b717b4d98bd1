package discord

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// A wire is the network connection of one gateway session, seen from outside
// discordgo, which tells neither when it last heard from Discord nor the code
// with which Discord closed. To ask the session itself is no way: it may hold
// its lock for ever.
type wire struct {
	now       func() time.Time
	lastHeard atomic.Int64 // Unix nanoseconds
	closeCode atomic.Int64 // of Discord's close frame; 0 while there was none

	mu        sync.Mutex
	conn      net.Conn
	abandoned bool
}

// errAbandoned stops a session that was given up while it was still dialling.
var errAbandoned = errors.New("this session was given up")

// dialer returns a dialer for the session's connections, which the wire watches.
//
// Through a proxy (HTTPS_PROXY) the wire sees encrypted bytes only: it knows
// when Discord was heard, but the close codes of a running connection stay
// unknown; those of a refused one are still returned by discordgo.
func (w *wire) dialer() *websocket.Dialer {
	encrypted := proxied()
	d := &websocket.Dialer{
		Proxy:            http.ProxyFromEnvironment,
		HandshakeTimeout: handshakeTimeout,
		NetDialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			return w.watch(conn, encrypted)
		},
	}
	if encrypted {
		return d
	}
	d.NetDialTLSContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := new(tls.Dialer).DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return w.watch(conn, false)
	}
	return d
}

// handshakeTimeout bounds dialling and the upgrade to a websocket.
const handshakeTimeout = 15 * time.Second

// proxied tells whether a proxy stands between us and Discord's gateway.
func proxied() bool {
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: &url.URL{Scheme: "https", Host: "gateway.discord.gg"}})
	return err == nil && proxy != nil
}

// cut breaks the connection without a close frame, which leaves the session
// resumable: discordgo would say 1000, and that ends it.
func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.conn != nil {
		_ = w.conn.Close() // closed already is as good
	}
}

// abandon cuts the connection and every later one of the session.
func (w *wire) abandon() {
	w.mu.Lock()
	w.abandoned = true
	w.mu.Unlock()
	w.cut()
}

// silence is for how long nothing was heard.
func (w *wire) silence() time.Duration {
	return w.now().Sub(time.Unix(0, w.lastHeard.Load()))
}

// watch makes conn the wire's connection. Encrypted says that its bytes cannot
// be read.
func (w *wire) watch(conn net.Conn, encrypted bool) (net.Conn, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.abandoned {
		return nil, errors.Join(errAbandoned, conn.Close())
	}
	w.conn = conn
	w.closeCode.Store(0)
	w.lastHeard.Store(w.now().UnixNano())
	return &watchedConn{Conn: conn, wire: w, encrypted: encrypted}, nil
}

type watchedConn struct {
	net.Conn
	wire      *wire
	encrypted bool
	frames    frameReader
}

func (c *watchedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n == 0 {
		return n, err
	}
	c.wire.lastHeard.Store(c.wire.now().UnixNano())
	if c.encrypted {
		return n, err
	}
	if code := c.frames.read(p[:n]); code != 0 {
		c.wire.closeCode.Store(int64(code))
	}
	return n, err
}

// A frameReader follows what a websocket server sends and finds its close frame.
//
//	HTTP response head, up to an empty line
//	frames (RFC 6455, section 5.2; a server does not mask):
//	  1 byte   FIN, reserved bits, opcode (8: close)
//	  1 byte   length; 126: 2 bytes of length follow, 127: 8 bytes
//	  payload  a close frame's begins with 2 bytes of code
type frameReader struct {
	upgraded bool
	head     []byte // of the HTTP response: its end; of a frame: as far as read
	skip     uint64 // bytes of payload still to come
}

// read takes the next bytes and returns the close code if it ends in them.
func (f *frameReader) read(p []byte) (closeCode int) {
	for len(p) > 0 {
		if f.skip > 0 {
			n := min(f.skip, uint64(len(p)))
			f.skip -= n
			p = p[n:]
			continue
		}
		f.head = append(f.head, p[0])
		p = p[1:]
		switch {
		case !f.upgraded:
			f.readResponse()
		case f.head[0]&0x0f == opcodeClose:
			if len(f.head) >= 4 {
				return int(binary.BigEndian.Uint16(f.head[2:4]))
			}
		default:
			f.readHead()
		}
	}
	return 0
}

const opcodeClose = 8

// readResponse ends the HTTP response at its empty line.
func (f *frameReader) readResponse() {
	if n := len(f.head); n >= 4 && string(f.head[n-4:]) == "\r\n\r\n" {
		f.upgraded, f.head = true, f.head[:0]
	}
}

// readHead ends the head of a frame once its length is known.
func (f *frameReader) readHead() {
	if len(f.head) < 2 {
		return
	}
	size, extra := uint64(f.head[1]&0x7f), 0
	switch size {
	case 126:
		extra = 2
	case 127:
		extra = 8
	}
	if len(f.head) < 2+extra {
		return
	}
	for i, b := range f.head[2 : 2+extra] {
		if i == 0 {
			size = 0
		}
		size = size<<8 | uint64(b)
	}
	f.skip, f.head = size, f.head[:0]
}
