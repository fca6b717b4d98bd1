package discord

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"paperbot/bot"
)

// Publishing a message of an announcement channel passes it on to the servers
// that follow the channel. Discord allows about ten an hour and channel, and may
// ask to wait for most of one, so it is done aside, after the post and without
// any effect on it: a post that was not published is only logged.

// codeAlreadyPublished is Discord's error for a message that was published
// before, as by a moderator.
const codeAlreadyPublished = 40033

const (
	// publishQueue is how many posts may wait to be published.
	publishQueue = 1000
	// publishTimeout bounds the attempts at one post; a rate limit that asks for
	// longer ends them at once.
	publishTimeout = time.Minute
)

// A published is a message that is to be published.
type published struct{ channel, message string }

// publishLater puts a post into the queue if its digest is to be published.
func (c *Client) publishLater(channel bot.ChannelID, message string, d bot.Digest) {
	if !d.Subscription.Publish || message == "" {
		return
	}
	select {
	case c.publishing <- published{string(channel), message}:
	default:
		c.log.Warn("digest not published: too many are waiting", "channel", channel, "message", message)
	}
}

// publish publishes what is in the queue until ctx ends.
func (c *Client) publish(ctx context.Context) {
	for {
		select {
		case p := <-c.publishing:
			c.publishOne(ctx, p)
		case <-ctx.Done():
			return
		}
	}
}

func (c *Client) publishOne(ctx context.Context, p published) {
	ctx, cancel := context.WithTimeout(ctx, publishTimeout)
	defer cancel()
	err := c.chat.crosspost(ctx, p.channel, p.message)
	if err != nil && !hasCode(err, codeAlreadyPublished) {
		c.log.Warn("digest not published", "channel", p.channel, "message", p.message, "error", err)
		return
	}
	c.log.Info("digest published", "channel", p.channel, "message", p.message)
}

// crosspost publishes a message of an announcement channel.
func (c chat) crosspost(ctx context.Context, channel, message string) error {
	return c.rest.do(ctx, request{
		method: http.MethodPost,
		path:   "/channels/" + url.PathEscape(channel) + "/messages/" + url.PathEscape(message) + "/crosspost",
	}, nil)
}
