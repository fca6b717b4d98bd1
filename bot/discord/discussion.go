package discord

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"paperbot/bot"
)

// A digest may come with a thread to discuss its papers in. It hangs on the post,
// which is there before and stays whatever becomes of the thread. Discord opens
// one thread on a message and no second, so to ask again, as after a restart, is
// harmless.

// codeHasThread is Discord's error for a message that has a thread already.
const codeHasThread = 160004

const (
	// quietDay is after how many minutes without a message a thread is put away:
	// the next post comes after a day.
	quietDay = 24 * 60
	// threadTimeout bounds the attempts at one thread; the scheduler's post waits
	// for it, so that it is there when the bot is stopped after the post.
	threadTimeout = 5 * time.Second
)

// discuss opens a thread on a post if its digest is to have one. What goes wrong
// is logged.
func (c *Client) discuss(ctx context.Context, channel bot.ChannelID, message string, d bot.Digest) {
	if !d.Subscription.Thread || message == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, threadTimeout)
	defer cancel()
	err := c.chat.openThread(ctx, string(channel), message, postName(d))
	if err != nil && !hasCode(err, codeHasThread) {
		c.log.Warn("no thread on a digest", "channel", channel, "message", message, "error", err)
	}
}

// openThread opens a thread on a message.
func (c chat) openThread(ctx context.Context, channel, message, name string) error {
	return c.rest.do(ctx, request{
		method: http.MethodPost,
		path:   "/channels/" + url.PathEscape(channel) + "/messages/" + url.PathEscape(message) + "/threads",
		body: struct {
			Name  string `json:"name"`
			Quiet int    `json:"auto_archive_duration"`
		}{name, quietDay},
	}, nil)
}

// opensThreads tells whether threads can hang on the messages of a channel of
// that type. A forum's posts are threads themselves.
func opensThreads(channelType int) bool {
	return channelType == channelText || channelType == channelAnnouncement
}

// cannotOpenThreads says why no thread could be opened on the posts in a channel;
// "" if it can as far as is known, or need not.
func (c voice) cannotOpenThreads(target channel, wanted bool) string {
	switch {
	case !wanted:
		return ""
	case !opensThreads(target.Type):
		return c.renderer.say("Messages in <#%s> have no threads of their own: leave `%s` out.", target.ID, c.renderer.words.Name(optionThread))
	case target.AppPermissions == nil, *target.AppPermissions&(permissionAdministrator|permissionCreateThreads) != 0:
		return ""
	}
	return c.renderer.needs(target.ID, []string{"Create Public Threads"})
}
