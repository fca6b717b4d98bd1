package discord

import (
	"context"
	"errors"
	"net/http"

	"paperbot/bot"
)

// Post puts a digest into a channel, as plain text where Discord refuses more.
// It sends each form once: trying again is the scheduler's business.
func (c *Client) Post(ctx context.Context, channel bot.ChannelID, nonce string, d bot.Digest) (string, error) {
	m := c.renderer.digest(d)
	b := m.body()
	b.Nonce = nonce
	id, err := c.chat.post(ctx, string(channel), b)
	if hasCode(err, codeInvalidForm, codeMissingPermissions) {
		c.log.Warn("digest refused, posted as text", "channel", channel, "error", err)
		b = m.plainBody()
		b.Nonce = nonce
		id, err = c.chat.post(ctx, string(channel), b)
	}
	if hasCode(err, codeUnknownMessage) {
		// The nonce was used: the message was posted before, and deleted since.
		return "", nil
	}
	return id, postError(err)
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
	case hasCode(err, codeForumChannel):
		return bot.Blocked{Reason: "this is a forum, where I cannot post plain messages"}
	case failed.Status == http.StatusUnauthorized, failed.temporary():
		return bot.Retry{After: failed.RetryAfter, Err: err}
	}
	return bot.Refused{Err: err}
}

// Codes that a 403 or 404 may carry.
const (
	codeUnknownChannel = 10003
	codeUnknownServer  = 10004
	codeUnknownMessage = 10008
	codeArchived       = 50083
	codeLocked         = 160005
)

// blockedReason explains a 403 or 404 to a moderator.
func blockedReason(code int) string {
	switch code {
	case codeUnknownChannel:
		return "the channel no longer exists"
	case codeUnknownServer:
		return "I am no longer in this server"
	case codeMissingAccess:
		return "I can no longer see the channel (permission View Channel)"
	case codeMissingPermissions:
		return "I may not send messages in the channel (permission Send Messages)"
	case codeCannotDM, codeNoMutualServer:
		return "I may not write to this person"
	case codeArchived, codeLocked:
		return "the thread is archived or locked"
	}
	return "Discord does not let me post in the channel"
}

var _ bot.Poster = (*Client)(nil)
