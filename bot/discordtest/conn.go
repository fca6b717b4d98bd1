package discordtest

import (
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// serveGateway speaks the gateway's protocol with one client.
func (d *Discord) serveGateway(w http.ResponseWriter, r *http.Request) {
	upgrader := websocket.Upgrader{}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	c := newConn(ws)
	if !d.admit(c) {
		c.cut()
		return
	}
	go c.write()
	d.read(c)
	c.end()
	<-c.done
}

// admit greets a new connection. It fails when the Discord is closed.
func (d *Discord) admit(c *conn) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	select {
	case <-d.closed:
		return false
	default:
	}
	d.gateway.conns[c] = true
	d.gateway.counts.Connections++
	if d.gateway.earlyOp7 > 0 {
		d.gateway.earlyOp7--
		c.leaving = true
		c.send(object{"op": opReconnect, "d": nil})
	} else {
		c.sendOnce(&d.gateway.beforeHello)
		interval := d.cfg.HeartbeatInterval.Milliseconds()
		c.send(object{"op": opHello, "d": object{"heartbeat_interval": interval}})
	}
	d.change()
	return true
}

// read handles what the client sends until the connection ends.
func (d *Discord) read(c *conn) {
	for {
		_, payload, err := c.ws.ReadMessage()
		d.mu.Lock()
		if err != nil {
			d.hangUp(c, err)
			d.mu.Unlock()
			return
		}
		if code := d.receive(c, payload); code != 0 {
			d.detach(c)
			c.close(code)
		}
		d.change()
		d.mu.Unlock()
	}
}

// hangUp ends a connection that the client or a fault has closed. Source of the
// rule on codes: Discord's events/gateway, "Disconnecting". The caller holds d.mu.
func (d *Discord) hangUp(c *conn, err error) {
	var closed *websocket.CloseError
	if errors.As(err, &closed) && (closed.Code == websocket.CloseNormalClosure || closed.Code == websocket.CloseGoingAway) && c.session != nil {
		delete(d.gateway.sessions, c.session.id)
	}
	d.detach(c)
	delete(d.gateway.conns, c)
	d.change()
}

// detach parts a connection from its session. The caller holds d.mu.
func (d *Discord) detach(c *conn) {
	if c.session != nil && c.session.conn == c {
		c.session.conn = nil
	}
	c.session = nil
}

// receive handles one payload; a code other than 0 closes the connection. The
// caller holds d.mu.
func (d *Discord) receive(c *conn, payload []byte) int {
	if len(payload) > maxPayload {
		d.violate("gateway", "a payload of %d bytes; %d are allowed", len(payload), maxPayload)
		return closeDecodeError
	}
	var p struct {
		Op   int             `json:"op"`
		Data json.RawMessage `json:"d"`
	}
	if err := json.Unmarshal(payload, &p); err != nil {
		d.violate("gateway", "a payload that is not JSON: %v", err)
		return closeDecodeError
	}
	switch p.Op {
	case opHeartbeat:
		d.gateway.counts.Heartbeats++
		if !d.gateway.acksStopped {
			c.send(object{"op": opAck})
		}
		return 0
	case opIdentify:
		return d.identify(c, p.Data)
	case opResume:
		return d.resume(c, p.Data)
	case opPresence:
		if c.session == nil {
			return closeNotAuthenticated
		}
		return 0
	}
	d.violate("gateway", "unknown opcode %d", p.Op)
	return closeUnknownOp
}

// conn is one websocket. What is sent to it queues up and is written by one
// goroutine, so that no one waits for a slow client with the lock held.
type conn struct {
	ws      *websocket.Conn
	session *session // nil before identify; guarded by Discord.mu
	leaving bool     // told to reconnect; guarded by Discord.mu
	done    chan struct{}

	mu    sync.Mutex
	ready *sync.Cond
	queue []frame
	ended bool
}

// frame is a payload, or a close code after which nothing is written.
type frame struct {
	payload []byte
	code    int
}

func newConn(ws *websocket.Conn) *conn {
	c := &conn{ws: ws, done: make(chan struct{})}
	c.ready = sync.NewCond(&c.mu)
	return c
}

func (c *conn) send(payload any) { c.push(frame{payload: encode(payload)}) }
func (c *conn) close(code int)   { c.push(frame{code: code}) }

// cut ends the connection without a word; one that has ended is no error.
func (c *conn) cut() { _ = c.ws.Close() }

func (c *conn) push(f frame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queue = append(c.queue, f)
	c.ready.Signal()
}

// end stops the writer.
func (c *conn) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	c.ready.Signal()
}

// next waits for the next frame; false says that the connection has ended.
func (c *conn) next() (frame, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.queue) == 0 && !c.ended {
		c.ready.Wait()
	}
	if c.ended {
		return frame{}, false
	}
	f := c.queue[0]
	c.queue = c.queue[1:]
	return f, true
}

// write sends frames until the connection ends, and closes it.
func (c *conn) write() {
	defer close(c.done)
	defer c.cut()
	for {
		f, ok := c.next()
		if !ok {
			return
		}
		if f.code != 0 {
			deadline := time.Now().Add(time.Second)
			_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(f.code, ""), deadline)
			return
		}
		if c.ws.WriteMessage(websocket.TextMessage, f.payload) != nil {
			return
		}
	}
}
