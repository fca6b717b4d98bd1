package discord

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// The supervisor owns the connection to Discord's gateway. discordgo opens it,
// keeps its heartbeat and resumes it; when to do so, and when to stop, is
// decided here, because discordgo
//
//   - reconnects for ever after close codes that forbid it, until the token is
//     reset: it may not reconnect by itself, and we read the codes (wire.go);
//   - notices a dead connection after 3.5 minutes, and then closes it so that it
//     cannot be resumed: we notice sooner and cut it;
//   - may hold its lock for ever: sessions are opened under a watchdog and
//     replaced when stuck. What would make it so is kept from it (relay.go).

// intents are the events that the bot needs; none is privileged. Message
// contents come with direct messages and mentions all the same.
const intents = discordgo.IntentGuilds | discordgo.IntentGuildMessages | discordgo.IntentDirectMessages

// A gateway is one session of discordgo and the wire it runs over.
type gateway struct {
	session *discordgo.Session
	wire    *wire
	gone    chan struct{} // the connection has ended
}

func (c *Client) newGateway() (*gateway, error) {
	session, err := discordgo.New("Bot " + c.cfg.Token)
	if err != nil {
		return nil, fmt.Errorf("discordgo: %w", err)
	}
	g := &gateway{session: session, wire: newWire(c.cfg.Now, c.receive), gone: make(chan struct{}, 1)}
	session.Client = &http.Client{Transport: c.chat.rest.transport, Timeout: c.cfg.timings.request}
	session.LogLevel = silent
	session.Dialer = g.wire.dialer()
	session.Identify.Intents = intents
	session.Compress = false // the relay reads along
	session.StateEnabled = false
	session.ShouldReconnectOnError = false
	session.ShouldRetryOnRateLimit, session.MaxRestRetries = false, 0 // it would wait under its lock
	session.SyncEvents = true
	session.AddHandler(func(*discordgo.Session, *discordgo.Disconnect) {
		select {
		case g.gone <- struct{}{}:
		default:
		}
	})
	return g, nil
}

// supervise keeps the bot connected until ctx ends or Discord refuses it.
func (c *Client) supervise(ctx context.Context) error {
	var g *gateway
	failures := 0
	for {
		var end ending
		g, end = c.attempt(ctx, g)
		if ctx.Err() != nil {
			return nil
		}
		if err := c.refusal(end); err != nil {
			return err
		}
		failures++
		if end.lived >= c.cfg.timings.stable {
			failures = 0
		}
		if g != nil && (!end.resumable() || failures > maxResumes) {
			g.wire.abandon()
			g = nil
		}
		pause := c.backoff(failures)
		if errors.Is(end.err, errSessionGone) {
			pause = max(pause, c.cfg.timings.relogin+rand.N(c.cfg.timings.relogin+1))
		}
		c.log.Warn("discord connection ended", "code", end.code, "error", end.err, "lived", end.lived, "pause", pause)
		if sleep(ctx, pause) != nil {
			return nil
		}
	}
}

// attempt connects over g, or over a new session if it is nil, and stays until
// the connection ends. It returns the session used, nil if there was none.
func (c *Client) attempt(ctx context.Context, g *gateway) (*gateway, ending) {
	if g == nil {
		if err := c.awaitIdentify(ctx); err != nil {
			return nil, ending{err: err}
		}
		var err error
		if g, err = c.newGateway(); err != nil {
			return nil, ending{err: err}
		}
	}
	return g, c.connect(ctx, g)
}

// maxResumes is how often in a row a session may fail before a new one is made.
const maxResumes = 3

// refusal returns the error that ends the program, if the connection's end is one.
func (c *Client) refusal(end ending) error {
	if err := fatalClose(end.code); err != nil {
		return fmt.Errorf("discord closed the connection with code %d: %w", end.code, err)
	}
	select {
	case <-c.tokenGone:
		return ErrToken
	default:
		return nil
	}
}

// backoff is how long to wait before the next attempt: doubling, with jitter,
// so that bots which Discord dropped together do not come back together.
func (c *Client) backoff(failures int) time.Duration {
	pause := c.cfg.timings.slowest
	if doublings := max(failures-1, 0); doublings < 20 {
		pause = min(pause, c.cfg.timings.reconnect<<doublings)
	}
	return pause/2 + rand.N(pause/2+1)
}

// awaitIdentify waits until a new session may be opened. Discord allows 1,000 a
// day, and resets the token of who takes more.
func (c *Client) awaitIdentify(ctx context.Context) error {
	limit, err := c.chat.sessionLimit(ctx)
	if err != nil {
		return err
	}
	if limit.Remaining > 0 {
		return nil
	}
	wait := time.Duration(limit.ResetAfter) * time.Millisecond
	c.log.Error("discord allows no new session for now", "total", limit.Total, "wait", wait)
	return sleep(ctx, wait)
}

// An ending is how a connection ended.
type ending struct {
	code  int  // Discord's close code; 0: none
	stuck bool // discordgo no longer answers
	err   error
	lived time.Duration
}

// resumable tells whether the session can go on over a new connection. After
// 1000 and 1001 it is closed, after 4007 and 4009 Discord does not know it.
func (e ending) resumable() bool {
	switch e.code {
	case websocket.CloseNormalClosure, websocket.CloseGoingAway, 4007, 4009:
		return false
	}
	return !e.stuck && !errors.Is(e.err, errSessionGone)
}

var (
	errStuck  = errors.New("the session did not open in time")
	errSilent = errors.New("nothing heard from Discord, not even acknowledgements")
)

// connect opens the gateway and stays until the connection ends.
func (c *Client) connect(ctx context.Context, g *gateway) ending {
	select {
	case <-g.gone: // of the connection before
	default:
	}
	g.wire.forget()
	if err := c.open(ctx, g); err != nil {
		end := g.wire.hangup()
		return ending{code: end.code, err: errors.Join(end.err, err), stuck: errors.Is(err, errStuck)}
	}
	c.log.Info("discord connection open")
	started := time.Now()
	end := c.attend(ctx, g)
	end.lived = time.Since(started)
	return end
}

// open opens the session, under a watchdog.
func (c *Client) open(ctx context.Context, g *gateway) error {
	opened := make(chan error, 1)
	go func() { opened <- g.session.Open() }()
	watchdog := time.NewTimer(c.cfg.timings.open)
	defer watchdog.Stop()
	select {
	case err := <-opened:
		return err
	case <-watchdog.C:
	case <-ctx.Done():
	}
	// Without its connection Open returns, unless it waits for its own lock.
	g.wire.abandon()
	select {
	case err := <-opened:
		return errors.Join(errStuck, err)
	case <-time.After(closeGrace):
		return errStuck
	}
}

// closeGrace is how long discordgo gets to end a connection; it sleeps for a
// second of that.
const closeGrace = 3 * time.Second

// attend waits until the connection of an open gateway ends, and ends it itself
// when the context does or when it has gone silent.
func (c *Client) attend(ctx context.Context, g *gateway) ending {
	check := time.NewTicker(c.cfg.timings.silence / 8)
	defer check.Stop()
	for {
		select {
		case <-g.gone:
			end := g.wire.hangup()
			return ending{code: end.code, err: end.err}
		case <-c.tokenGone:
			g.close()
			return ending{err: ErrToken}
		case <-ctx.Done():
			g.close()
			return ending{err: ctx.Err()}
		case <-check.C:
			if g.wire.silence() > c.cfg.timings.silence {
				g.wire.cut()
				return ending{err: errSilent, stuck: !g.waitGone()}
			}
		}
	}
}

// close says good-bye to Discord. It may not wait for discordgo's lock for ever.
func (g *gateway) close() {
	go func() { _ = g.session.Close() }() // an error is about a connection that is gone anyway
	g.waitGone()
	g.wire.abandon()
}

// waitGone waits for the end of the connection and reports whether it came.
func (g *gateway) waitGone() bool {
	select {
	case <-g.gone:
		return true
	case <-time.After(closeGrace):
		return false
	}
}
