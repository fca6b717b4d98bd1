package discordtest

import "encoding/json"

// DropConnection cuts all connections to the gateway without a word. Sessions
// stay and can be resumed.
func (d *Discord) DropConnection() {
	d.eachConn(func(c *conn) {
		d.detach(c)
		c.cut()
	})
}

// CloseGateway closes all connections to the gateway with a code. As with
// Discord, codes 4007 and 4009 end the session; after others it can be resumed.
func (d *Discord) CloseGateway(code int) {
	d.eachConn(func(c *conn) {
		if s := c.session; s != nil && (code == 4007 || code == 4009) {
			delete(d.gateway.sessions, s.id)
		}
		d.detach(c)
		c.close(code)
	})
}

// SendReconnect sends op 7: the client is to connect anew and resume.
func (d *Discord) SendReconnect() {
	d.eachConn(func(c *conn) {
		c.leaving = true
		c.send(object{"op": opReconnect, "d": nil})
	})
}

// ReconnectBeforeHello makes each of the next n connections get op 7 instead of HELLO.
func (d *Discord) ReconnectBeforeHello(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.gateway.earlyOp7 = n
}

// SendRaw sends text to all connections as it is, be it a payload or not.
func (d *Discord) SendRaw(text string) {
	d.eachConn(func(c *conn) { c.push(frame{payload: []byte(text)}) })
}

// BeforeHello sends texts on the next connection before HELLO.
func (d *Discord) BeforeHello(texts ...string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.gateway.beforeHello = texts
}

// BeforeReady sends texts before the next READY, or before what follows the
// next resume.
func (d *Discord) BeforeReady(texts ...string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.gateway.beforeReady = texts
}

// sendOnce sends what BeforeHello or BeforeReady has left. The caller holds d.mu.
func (c *conn) sendOnce(texts *[]string) {
	for _, text := range *texts {
		c.push(frame{payload: []byte(text)})
	}
	*texts = nil
}

// InvalidateSession sends op 9. Unless resumable, the session is gone.
func (d *Discord) InvalidateSession(resumable bool) {
	d.eachConn(func(c *conn) {
		if !resumable && c.session != nil {
			delete(d.gateway.sessions, c.session.id)
		}
		d.detach(c)
		c.send(object{"op": opInvalidSession, "d": resumable})
	})
}

// StopAcks leaves heartbeats unanswered until ResumeAcks: a zombie connection.
func (d *Discord) StopAcks() { d.setAcks(false) }

// ResumeAcks answers heartbeats again.
func (d *Discord) ResumeAcks() { d.setAcks(true) }

// RefuseIdentify closes the connection with a code, such as 4004, on every
// identify from now on; 0 accepts them again.
func (d *Discord) RefuseIdentify(code int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.gateway.refuse = code
}

// AskHeartbeat sends op 1: the client is to send a heartbeat at once.
func (d *Discord) AskHeartbeat() {
	d.eachConn(func(c *conn) { c.send(object{"op": opHeartbeat, "d": nil}) })
}

// Dispatch sends an event as it is, to every session: unknown events, empty
// ones, ones with fields of the wrong type. The payload must be JSON.
func (d *Discord) Dispatch(event string, payload json.RawMessage) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.gateway.sessions) == 0 {
		return ErrNoClient
	}
	d.emit(event, 0, payload)
	return nil
}

func (d *Discord) setAcks(on bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.gateway.acksStopped = !on
}

// eachConn calls do for each open connection, with d.mu held.
func (d *Discord) eachConn(do func(*conn)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for c := range d.gateway.conns {
		do(c)
	}
	d.change()
}
