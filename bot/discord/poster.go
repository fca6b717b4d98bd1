package discord

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"paperbot/bot"
)

// Post puts a digest into a channel, more plainly where Discord refuses more. It
// sends each form once: trying again is the scheduler's business. Where the
// channel is closed to the bot, the member who set the digest is told at once, and
// the digest stops; not so while the server is unavailable.
func (c *Client) Post(ctx context.Context, channel bot.ChannelID, nonce string, d bot.Digest) (string, error) {
	id, err := c.post(ctx, channel, nonce, d)
	var blocked bot.Blocked
	switch {
	case !errors.As(err, &blocked):
	case c.outages.has(string(d.Subscription.Server)):
		return "", bot.Retry{After: outagePause, Err: errors.New("the server is unavailable: " + err.Error())}
	default:
		c.tellBlocked(ctx, d, blocked.Reason)
	}
	return id, err
}

// post posts a digest as a message, or as a post of a forum. A post in an
// announcement channel is published later, if that is wanted.
func (c *Client) post(ctx context.Context, channel bot.ChannelID, nonce string, d bot.Digest) (string, error) {
	id, err := c.postMessage(ctx, channel, nonce, d)
	switch {
	case hasCode(err, codeForumChannel, codeNoTextChannel, codeWrongChannel):
		// Only Discord knows what a channel is by now, and its refusal costs a
		// request a day.
		return c.postInForum(ctx, channel, d)
	case hasCode(err, codeUnknownMessage):
		// The nonce was used: the message was posted before, and deleted since.
		return "", nil
	case err != nil:
		return "", postError(err)
	}
	c.publishLater(channel, id, d)
	c.discuss(ctx, channel, id, d)
	return id, nil
}

// postMessage posts a digest as a message. Writing in a thread takes it out of
// the archive; should Discord want that to be asked for, it is.
func (c *Client) postMessage(ctx context.Context, channel bot.ChannelID, nonce string, d bot.Digest) (id string, err error) {
	m := c.withVotes(ctx, bot.ScopeOf(d.Subscription.Server), c.renderer.digest(d))
	send := func(b body) error {
		b.Nonce = nonce
		id, err = c.chat.post(ctx, string(channel), b)
		return err
	}
	refused := func(err error) { c.log.Warn("digest refused, sent more plainly", "channel", channel, "error", err) }
	err = m.sendPlainer(send, refused)
	if hasCode(err, codeArchived) && c.chat.unarchive(ctx, string(channel)) == nil {
		err = m.sendPlainer(send, refused)
	}
	return id, err
}

// postError tells the scheduler what became of a message.
func postError(err error) error {
	var failed *apiError
	if !errors.As(err, &failed) {
		return err
	}
	switch {
	case failed.uncertain():
		return bot.Uncertain{Err: err}
	case failed.temporary(), errors.Is(err, ErrToken):
		return bot.Retry{After: failed.RetryAfter, Err: err}
	case hasStatus(err, http.StatusForbidden, http.StatusNotFound), blockedReasons[failed.Code] != "":
		return bot.Blocked{Reason: blockedReason(failed.Code), Server: failed.Code == codeUnknownServer}
	}
	return bot.Refused{Err: err}
}

// blockedReason explains to a moderator why a channel is closed to the bot.
func blockedReason(code int) string {
	return cmp.Or(blockedReasons[code], closedToMe)
}

// Reasons that have no code of Discord's.
const (
	closedToMe   = "Discord does not let me post in the channel"
	takesNoPosts = "this kind of channel takes no messages"
)

// blockedReasons are kept in English and said in the language of who asks.
var blockedReasons = map[int]string{
	codeUnknownChannel:     "the channel no longer exists",
	codeUnknownServer:      "I am no longer in this server",
	codeTagRequired:        "the forum wants a tag on each post and has none that I may use (make one that is not for moderators alone)",
	codeMissingAccess:      "I can no longer see the channel (permission View Channel)",
	codeMissingPermissions: "I may not send messages in the channel (permission Send Messages; in threads and forums Send Messages in Threads)",
	codeCannotDM:           "I may not write to this person",
	codeNoMutualServer:     "I may not write to this person",
	codeArchived:           "the thread is archived, and I may not open it",
	codeLocked:             "the thread is locked",
}

var _ bot.Poster = (*Client)(nil)
