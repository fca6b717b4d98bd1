package discordtest

import (
	"context"
	"fmt"
)

// gatewayPath is where the gateway is served, the slash included which clients add.
const gatewayPath = "/socket/"

// Operations of the gateway. Source: Discord's topics/opcodes-and-status-codes.
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opPresence       = 3
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opAck            = 11
)

// Close codes of the gateway. Source: as above.
const (
	closeUnknownOp        = 4001
	closeDecodeError      = 4002
	closeNotAuthenticated = 4003
	closeBadToken         = 4004
	closeTwice            = 4005
	closeDisallowedIntent = 4014
)

// maxPayload is the size of the largest payload that a client may send.
// Source: Discord's events/gateway, "Sending Events".
const maxPayload = 4096

// gateway is the state of the gateway. It is guarded by Discord.mu.
type gateway struct {
	conns    map[*conn]bool
	sessions map[string]*session
	counts   Counts

	refuse      int // close code for the next identifies; 0 for none
	earlyOp7    int // connections left to get op 7 before HELLO
	acksStopped bool
	beforeHello []string // sent on the next connection
	beforeReady []string // sent to the next session
}

// Counts tells what clients did at the gateway since the start.
type Counts struct{ Connections, Identifies, Resumes, Heartbeats int }

func newGateway() gateway {
	return gateway{conns: map[*conn]bool{}, sessions: map[string]*session{}}
}

// Counts returns how often clients connected, identified, resumed and sent heartbeats.
func (d *Discord) Counts() Counts {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.gateway.counts
}

// Ready says whether a client is connected, identified or resumed, and not
// told to reconnect.
func (d *Discord) Ready() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for c := range d.gateway.conns {
		if c.session != nil && !c.leaving {
			return true
		}
	}
	return false
}

// WaitReady waits until [Discord.Ready].
func (d *Discord) WaitReady(ctx context.Context) error {
	return d.await(ctx, "a client to identify", d.Ready)
}

// WaitIdentifies waits until clients have identified n times since the start.
func (d *Discord) WaitIdentifies(ctx context.Context, n int) error {
	return d.await(ctx, fmt.Sprintf("%d identifies", n), func() bool { return d.Counts().Identifies >= n })
}

// WaitResumes waits until clients have resumed n times since the start.
func (d *Discord) WaitResumes(ctx context.Context, n int) error {
	return d.await(ctx, fmt.Sprintf("%d resumes", n), func() bool { return d.Counts().Resumes >= n })
}

// WaitHeartbeats waits until clients have sent n heartbeats since the start.
func (d *Discord) WaitHeartbeats(ctx context.Context, n int) error {
	return d.await(ctx, fmt.Sprintf("%d heartbeats", n), func() bool { return d.Counts().Heartbeats >= n })
}
