package discord

import (
	"context"
	"errors"
	"net/http"

	"paperbot/bot"
)

// Post puts a digest into a channel: as a message, as plain text where Discord
// refuses more, or as a post of a forum. It sends each form once: trying again is
// the scheduler's business. A post in an announcement channel is published
// later, if that is wanted.
func (c *Client) Post(ctx context.Context, channel bot.ChannelID, nonce string, d bot.Digest) (string, error) {
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
	return id, nil
}

// postMessage posts a digest as a message. Writing in a thread takes it out of
// the archive; should Discord want that to be asked for, it is.
func (c *Client) postMessage(ctx context.Context, channel bot.ChannelID, nonce string, d bot.Digest) (string, error) {
	m := c.withVotes(ctx, bot.ScopeOf(d.Subscription.Server), c.renderer.digest(d))
	b := m.body()
	b.Nonce = nonce
	id, err := c.chat.post(ctx, string(channel), b)
	if hasCode(err, codeArchived) && c.chat.unarchive(ctx, string(channel)) == nil {
		id, err = c.chat.post(ctx, string(channel), b)
	}
	if hasCode(err, codeInvalidForm, codeMissingPermissions) {
		c.log.Warn("digest refused, posted as text", "channel", channel, "error", err)
		b = m.plainBody()
		b.Nonce = nonce
		id, err = c.chat.post(ctx, string(channel), b)
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
	case failed.Status == http.StatusForbidden, failed.Status == http.StatusNotFound:
		return bot.Blocked{Reason: blockedReason(failed.Code)}
	case hasCode(err, codeArchived, codeLocked, codeTagRequired):
		return bot.Blocked{Reason: blockedReason(failed.Code)}
	case failed.Status == http.StatusUnauthorized, failed.temporary():
		return bot.Retry{After: failed.RetryAfter, Err: err}
	}
	return bot.Refused{Err: err}
}

// Codes that tell why a channel takes no post.
const (
	codeUnknownChannel = 10003
	codeUnknownServer  = 10004
	codeUnknownMessage = 10008
	codeTagRequired    = 40067
	codeNoTextChannel  = 50008
	codeWrongChannel   = 50024
	codeArchived       = 50083
	codeLocked         = 160005
)

// blockedReason explains to a moderator why a channel takes no post.
func blockedReason(code int) string {
	switch code {
	case codeUnknownChannel:
		return "the channel no longer exists"
	case codeUnknownServer:
		return "I am no longer in this server"
	case codeMissingAccess:
		return "I can no longer see the channel (permission View Channel)"
	case codeMissingPermissions:
		return "I may not send messages in the channel (permission Send Messages; in threads and forums Send Messages in Threads)"
	case codeCannotDM, codeNoMutualServer:
		return "I may not write to this person"
	case codeArchived, codeLocked:
		return "the thread is archived or locked"
	case codeTagRequired:
		return "the forum wants a tag on each post and has none that I may use (make one that is not for moderators alone)"
	}
	return "Discord does not let me post in the channel"
}

var _ bot.Poster = (*Client)(nil)
