package discord

import (
	"context"
	"errors"
	"fmt"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"paperbot/bot"
)

// Refusals keep who takes no direct messages; bot/store is one.
type Refusals interface {
	// Refuses tells whether a member takes none.
	Refuses(ctx context.Context, member bot.UserID) (bool, error)
	// Refuse records that a member takes none and does not know what was to be said.
	Refuse(ctx context.Context, member bot.UserID) error
	// Accept records that a member asks to be written to again.
	Accept(ctx context.Context, member bot.UserID) error
}

// directs is what is known about direct chats that the bot has opened.
type directs struct {
	now      func() time.Time
	channels *lru.Cache[string, string]    // by user, so that none is opened twice
	closed   *lru.Cache[string, time.Time] // users who take no messages, and when that was learnt
	told     *lru.Cache[notified, string]  // the day on which a user was last told of stopped digests
	opening  pause                         // until chats may be opened again
}

// notified is a user and the server whose digests they were told of.
type notified struct{ user, server string }

const (
	directsSize = 10_000
	// closedFor is for how long a user who takes no messages is left alone.
	closedFor = 24 * time.Hour
	// tooFastPause follows Discord's word that chats are opened too fast: it can
	// end in a ban, and Discord does not say how long to wait.
	tooFastPause = 10 * time.Minute
)

func newDirects(now func() time.Time) (*directs, error) {
	channels, err := lru.New[string, string](directsSize)
	if err != nil {
		return nil, err
	}
	closed, err := lru.New[string, time.Time](directsSize)
	if err != nil {
		return nil, err
	}
	told, err := lru.New[notified, string](directsSize)
	return &directs{now: now, channels: channels, closed: closed, told: told}, err
}

// forget drops what is known about a user.
func (d *directs) forget(user string) {
	d.channels.Remove(user)
	d.closed.Remove(user)
	for _, n := range d.told.Keys() {
		if n.user == user {
			d.told.Remove(n)
		}
	}
}

// firstToday tells whether a user hears of stopped digests of a server for the
// first time on a day.
func (d *directs) firstToday(n notified, date string) bool {
	last, told, _ := d.told.PeekOrAdd(n, date)
	if told && last != date {
		d.told.Add(n, date)
	}
	return !told || last != date
}

// Reasons why a direct message is not even tried.
var (
	errNoDMs     = errors.New("the user takes no direct messages")
	errDMsPaused = errors.New("direct chats were opened too fast: none for some minutes")
)

// direct sends a direct message to a user.
func (c *Client) direct(ctx context.Context, user string, b body) error {
	if since, closed := c.directs.closed.Get(user); closed && c.cfg.Now().Sub(since) < closedFor {
		return errNoDMs
	}
	channel, err := c.directChannel(ctx, user)
	if err == nil {
		err = c.chat.say(ctx, channel, b)
	}
	if hasCode(err, codeCannotDM, codeNoMutualServer) {
		c.directs.closed.Add(user, c.cfg.Now())
	}
	return err
}

// directChannel returns the channel of the chat with a user, opening it if need be.
func (c *Client) directChannel(ctx context.Context, user string) (string, error) {
	if channel, ok := c.directs.channels.Get(user); ok {
		return channel, nil
	}
	if c.directs.opening.left(c.cfg.Now) > 0 {
		return "", errDMsPaused
	}
	channel, err := c.chat.openDirect(ctx, user)
	if hasCode(err, codeDMsTooFast) {
		c.directs.opening.until(c.cfg.Now().Add(tooFastPause))
	}
	if err == nil {
		c.directs.channels.Add(user, channel)
	}
	return channel, err
}

// tellTimeout bounds telling a moderator, which comes after the post it is about.
const tellTimeout = 5 * time.Second

// tellBlocked tells the member who set a digest that it is stopped: once a day
// for all the digests of a member in a server, since they mostly stop together.
func (c *Client) tellBlocked(ctx context.Context, d bot.Digest, reason string) {
	sub := d.Subscription
	if sub.Server == "" || sub.CreatedBy == "" ||
		!c.directs.firstToday(notified{string(sub.CreatedBy), string(sub.Server)}, d.Date) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, tellTimeout)
	defer cancel()
	b := c.renderer.markdown(stoppedNotice(sub, reason)).body()
	if err := c.directUnlessRefused(ctx, sub.CreatedBy, b); err != nil {
		c.log.Warn("moderator not told of a stopped digest", "channel", sub.Channel, "user", sub.CreatedBy, "error", err)
	}
}

// directUnlessRefused sends a direct message to a member who is not known to take
// none. That they take none is kept, and they hear of it after the next answer.
func (c *Client) directUnlessRefused(ctx context.Context, member bot.UserID, b body) error {
	if c.cfg.Refusals == nil {
		return c.direct(ctx, string(member), b)
	}
	refuses, err := c.cfg.Refusals.Refuses(ctx, member)
	if err != nil {
		return err
	}
	err = errNoDMs
	if !refuses {
		err = c.direct(ctx, string(member), b)
	}
	if errors.Is(err, errNoDMs) || hasCode(err, codeCannotDM, codeNoMutualServer) {
		err = errors.Join(err, c.cfg.Refusals.Refuse(ctx, member))
	}
	return err
}

// writtenToAgain notes that a member asks for something that comes with direct
// messages, and so takes them again.
func (c *Client) writtenToAgain(ctx context.Context, member bot.UserID) {
	c.directs.closed.Remove(string(member))
	if c.cfg.Refusals == nil {
		return
	}
	if err := c.cfg.Refusals.Accept(ctx, member); err != nil {
		c.log.Error("not recorded that a member takes direct messages", "user", member, "error", err)
	}
}

// stoppedNotice tells a member that a digest of theirs is stopped.
func stoppedNotice(sub bot.Subscription, reason string) string {
	return fmt.Sprintf("The daily papers in <#%s> have stopped: %s. Your settings are kept. "+
		"Once that is mended, use /digest set there again; /digest list shows the others.", sub.Channel, escape(plain(reason)))
}
