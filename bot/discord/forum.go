package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/samber/lo"

	"paperbot/bot"
)

// A forum, or media channel, holds no messages but posts: threads that begin
// with one. Discord knows no nonce for them, so one that may have been made is
// looked for among the server's active threads, by its name, and never made
// again.

// maxPostName is the longest name of a post or thread.
// Source: Discord's documentation, Start Thread in Forum or Media Channel.
const maxPostName = 100

// requiresTag is the flag of a forum whose posts must carry a tag.
// Source: Discord's documentation, Channel Flags.
const requiresTag = 1 << 4

// A forum is a channel as far as posts in it are concerned.
type forum struct {
	ID      string     `json:"id"`
	Type    int        `json:"type"`
	GuildID string     `json:"guild_id"`
	Flags   int        `json:"flags"`
	Tags    []forumTag `json:"available_tags"`
}

type forumTag struct {
	ID        string `json:"id"`
	Moderated bool   `json:"moderated"` // for those who manage threads alone
}

// tags returns the tags for a post: none where none is required, else the first
// that the bot may use.
func (f forum) tags() []string {
	if f.Flags&requiresTag == 0 {
		return nil
	}
	tag, ok := lo.Find(f.Tags, func(t forumTag) bool { return !t.Moderated })
	if !ok {
		return nil // Discord says what is missing
	}
	return []string{tag.ID}
}

// A forumPost is the request body of a post.
type forumPost struct {
	Name    string   `json:"name"`
	Tags    []string `json:"applied_tags,omitempty"`
	Message body     `json:"message"`
}

// postInForum posts a digest where Discord took no plain message.
func (c *Client) postInForum(ctx context.Context, channel bot.ChannelID, d bot.Digest) (string, error) {
	f, err := c.chat.forum(ctx, string(channel))
	switch {
	case err != nil:
		return "", notPosted(err)
	case f.Type != channelForum && f.Type != channelMedia:
		return "", bot.Blocked{Reason: takesNoPosts}
	case d.InDoubt:
		return c.findPost(ctx, f, postName(d))
	}
	m := c.withVotes(ctx, bot.ScopeOf(d.Subscription.Server), c.renderer.digest(d))
	id, err := c.chat.createPost(ctx, f.ID, forumPost{Name: postName(d), Tags: f.tags(), Message: m.body()})
	if m.chart != nil && hasCode(err, codeInvalidForm, codeMissingPermissions) {
		c.log.Warn("digest refused, posted without its picture", "channel", channel, "error", err)
		m.chart = nil
		id, err = c.chat.createPost(ctx, f.ID, forumPost{Name: postName(d), Tags: f.tags(), Message: m.body()})
	}
	if hasCode(err, codeInvalidForm, codeMissingPermissions) {
		c.log.Warn("digest refused, posted as text", "channel", channel, "error", err)
		id, err = c.chat.createPost(ctx, f.ID, forumPost{Name: postName(d), Tags: f.tags(), Message: m.plainBody()})
	}
	return id, forumError(err)
}

// findPost looks for a post that may have been made.
func (c *Client) findPost(ctx context.Context, f forum, name string) (string, error) {
	me := c.identity.Load()
	if me == nil {
		return "", bot.Uncertain{Err: errors.New("not connected yet, so the bot does not know its own posts")}
	}
	threads, err := c.chat.activeThreads(ctx, f.GuildID)
	if err != nil {
		return "", bot.Uncertain{Err: fmt.Errorf("look for the post: %w", err)}
	}
	found, ok := lo.Find(threads, func(t thread) bool {
		return t.ParentID == f.ID && t.OwnerID == me.UserID && t.Name == name
	})
	if !ok {
		return "", bot.Uncertain{Err: errors.New("the post is not among the active ones")}
	}
	return found.ID, nil
}

// forumError is postError for a request that has no nonce: what Discord itself
// calls a failure of its own may have been done all the same.
func forumError(err error) error {
	var failed *apiError
	if errors.As(err, &failed) && failed.Status >= http.StatusInternalServerError {
		return bot.Uncertain{Err: err}
	}
	return postError(err)
}

// notPosted is postError for a request that only reads: whatever became of it,
// nothing was posted.
func notPosted(err error) error {
	var failed *apiError
	if errors.As(err, &failed) && failed.uncertain() {
		return bot.Retry{Err: err}
	}
	return postError(err)
}

// postName is the name of a day's post: the date is never cut off.
func postName(d bot.Digest) string {
	topic := d.Subscription.Topic
	d.Subscription.Topic = ""
	if topic == "" {
		return cutPlain(digestTitle(d), maxPostName)
	}
	d.Subscription.Topic = "…"
	room := maxPostName - length(digestTitle(d)) + 1
	d.Subscription.Topic = cutPlain(topic, room)
	return cutPlain(digestTitle(d), maxPostName)
}

// forum reads a channel.
func (c chat) forum(ctx context.Context, channel string) (forum, error) {
	var f forum
	err := c.rest.do(ctx, request{method: http.MethodGet, path: "/channels/" + url.PathEscape(channel)}, &f)
	return f, err
}

// createPost makes a post and returns its ID, which is also that of its first
// message. It is sent once.
func (c chat) createPost(ctx context.Context, channel string, p forumPost) (string, error) {
	var created struct {
		ID string `json:"id"`
	}
	err := c.rest.send(ctx, request{
		method: http.MethodPost,
		path:   "/channels/" + url.PathEscape(channel) + "/threads",
		body:   p,
	}, &created)
	return created.ID, err
}

// A thread is a thread, or a post of a forum.
type thread struct {
	ID       string `json:"id"`
	ParentID string `json:"parent_id"`
	OwnerID  string `json:"owner_id"`
	Name     string `json:"name"`
}

// activeThreads lists a server's threads that are not archived.
func (c chat) activeThreads(ctx context.Context, server string) ([]thread, error) {
	var answer struct {
		Threads []thread `json:"threads"`
	}
	err := c.rest.do(ctx, request{method: http.MethodGet, path: "/guilds/" + url.PathEscape(server) + "/threads/active"}, &answer)
	return answer.Threads, err
}

// unarchive takes a thread back from the archive.
func (c chat) unarchive(ctx context.Context, thread string) error {
	change := struct {
		Archived bool `json:"archived"`
	}{}
	return c.rest.do(ctx, request{method: http.MethodPatch, path: "/channels/" + url.PathEscape(thread), body: change}, nil)
}
