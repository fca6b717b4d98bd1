package discord

import (
	"context"
	"runtime/debug"

	"paperbot/bot"
)

// addressed tells whether a message is for the bot: a direct message, or one
// that mentions it.
func (c *Client) addressed(m *chatMessage) bool {
	id := c.identity.Load()
	return id != nil && (m.GuildID == "" || m.mentions(id.UserID))
}

// converse answers a message. Only Discord's trouble keeps it silent.
func (c *Client) converse(ctx context.Context, m *chatMessage) {
	said := c.speaking("").say(ctx, m) // a message does not tell its language
	err := said.sendPlainer(func(b body) error {
		b.MessageReference = &messageReference{MessageID: m.ID}
		b.Nonce = m.ID // one answer to a message, however often it is sent
		return c.chat.say(ctx, m.ChannelID, b)
	}, func(err error) { c.log.Warn("answer refused, sent more plainly", "message", m.ID, "error", err) })
	if err != nil {
		c.log.Warn("message not answered", "message", m.ID, "channel", m.ChannelID, "error", err)
	}
}

// say decides what to say to a message.
func (c voice) say(ctx context.Context, m *chatMessage) (said message) {
	defer func() {
		if fault := recover(); fault != nil {
			c.log.Error("panic in a message", "message", m.ID, "fault", fault, "stack", string(debug.Stack()))
			said = c.notice(sorry)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, c.cfg.timings.answer)
	defer cancel()
	response, err := c.reply(ctx, m)
	if err != nil {
		c.log.Error("no answer", "message", m.ID, "error", err)
		return c.notice(sorry)
	}
	scope := bot.ScopeOf(bot.ServerID(m.GuildID))
	c.quoted(scope, *m.Author, joinedAt(m.Member.Joined), response)
	return c.withVotes(ctx, scope, c.renderer.message(response))
}

// reply answers a message by its own words or by those that it points to.
func (c *Client) reply(ctx context.Context, m *chatMessage) (bot.Response, error) {
	key := bot.ConversationKey(bot.ChannelID(m.ChannelID), bot.UserID(m.Author.ID))
	w, err := c.wording(ctx, m)
	switch {
	case err != nil:
		return nil, err
	case w.problem != "":
		return bot.Notice{Text: bot.Say(w.problem)}, nil
	case w.quoted:
		return c.cfg.Bot.Discuss(ctx, key, w.text)
	}
	return c.cfg.Bot.Say(ctx, key, w.text)
}
