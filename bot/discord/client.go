// Package discord is the bot's surface in Discord: it connects, listens, and
// shows what package bot answers. A [Client] serves slash commands, buttons,
// direct messages and mentions, and posts digests (it is a [bot.Poster]).
//
// What it promises: nothing it sends can mention anyone; every message is within
// Discord's limits and shows papers' words as they are; every interaction is
// answered, the old and the unknown too; a fault in one answer does not touch
// the next. discordgo carries the connection; the rest of its hazards is kept
// out: see session.go for the gateway and rest.go for requests.
package discord

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/sync/errgroup"

	"paperbot/bot"
)

// Config says what a Client works with.
type Config struct {
	Token         string           // required: the bot's token, without "Bot "
	API           string           // base URL of the REST API; default https://discord.com/api/v9
	Bot           *bot.Bot         // required
	Subscriptions Subscriptions    // default: none, and /digest says so
	Notes         Notes            // remembers which commands are registered; default: nothing
	Guild         string           // ID of the only server that gets the commands, for development; default: all places
	Votes         Votes            // default: none, and the buttons say so
	Alerts        Alerts           // default: none, and /alert says so
	Activities    Activities       // default: what members do is not noted
	Members       Members          // default: nothing is kept about members
	Refusals      Refusals         // who takes no direct messages; default: known for a day, in memory
	Changed       func()           // called when a subscription was set or removed; default: nothing
	Ready         func(Identity)   // called at the first connection; default: nothing
	Logger        *slog.Logger     // default: discard
	Now           func() time.Time // default: time.Now

	timings timings // default: defaultTimings
}

// An Identity is who the bot is at Discord.
type Identity struct {
	AppID  string
	UserID string
	Name   string
}

// timings are how long things may take. Tests make them short.
type timings struct {
	open       time.Duration // a session that is not open after this is given up
	silence    time.Duration // a connection that is silent for this long is broken
	stable     time.Duration // a connection of this age was a good one
	reconnect  time.Duration // pause before the first new attempt; doubles
	slowest    time.Duration // the longest such pause
	relogin    time.Duration // least pause before a new session where Discord ended one
	request    time.Duration // one request to the REST API
	retryPause time.Duration // before a request is sent again; doubles
	window     time.Duration // Discord takes no first answer after this
	think      time.Duration // an answer that takes longer is announced first
	answer     time.Duration // no answer may take longer
}

var defaultTimings = timings{
	open: 25 * time.Second,
	// Two heartbeats of Discord's 41.25 s and some: each is acknowledged.
	silence:    90 * time.Second,
	stable:     time.Minute,
	reconnect:  time.Second,
	slowest:    2 * time.Minute,
	request:    15 * time.Second,
	retryPause: 500 * time.Millisecond,
	// Discord's documentation, Interaction Callback.
	window: 3 * time.Second,
	think:  time.Second,
	answer: time.Minute,
}

// A Client is a bot at Discord.
type Client struct {
	cfg      Config
	log      *slog.Logger
	chat     chat
	renderer renderer
	seen     *lru.Cache[string, struct{}] // interactions and messages dealt with
	settling settling
	directs  *directs
	outages  outages

	events     chan event
	publishing chan published
	identity   atomic.Pointer[Identity]
	greet      sync.Once
	tokenGone  chan struct{} // closed when Discord does not accept the token
	refuse     sync.Once
}

// seenSize is how many recent IDs are remembered: Discord may deliver an event
// again when a session is resumed, that is from the last minutes.
const seenSize = 10_000

// New returns a client; Run starts it.
func New(cfg Config) (*Client, error) {
	if cfg.Token == "" || cfg.Bot == nil {
		return nil, errors.New("discord: token and bot are required")
	}
	cfg.API = cmp.Or(cfg.API, defaultAPI)
	cfg.timings = cmp.Or(cfg.timings, defaultTimings)
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Changed == nil {
		cfg.Changed = func() {}
	}
	seen, err := lru.New[string, struct{}](seenSize)
	if err != nil {
		return nil, err
	}
	directs, err := newDirects(cfg.Now)
	if err != nil {
		return nil, err
	}
	c := &Client{
		cfg:        cfg,
		log:        cfg.Logger,
		renderer:   renderer{memory: newMemory(cfg.Now), charts: newCharts()},
		seen:       seen,
		directs:    directs,
		events:     make(chan event, queueSize),
		publishing: make(chan published, publishQueue),
		tokenGone:  make(chan struct{}),
	}
	rest, err := newRest(cfg, c.refuseToken)
	if err != nil {
		return nil, err
	}
	c.chat = chat{rest: rest}
	return c, nil
}

// Run connects and serves until ctx ends, which is no error, or until Discord
// refuses the bot for good: then the error wraps [ErrToken], [ErrIntents],
// [ErrSharding] or [ErrVersion]. It stops what it has started.
func (c *Client) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for range workers {
		group.Go(func() error { c.work(ctx); return nil })
	}
	group.Go(func() error { c.cfg.Bot.Prepare(); return nil })
	group.Go(func() error { c.publish(ctx); return nil })
	group.Go(func() error { return c.supervise(ctx) })
	return group.Wait()
}

// Stats tells how many requests were sent, and how many Discord called invalid.
func (c *Client) Stats() *Stats { return &c.chat.rest.transport.stats }

// refuseToken ends Run: every further request with a bad token would count
// against this machine's address.
func (c *Client) refuseToken() { c.refuse.Do(func() { close(c.tokenGone) }) }
