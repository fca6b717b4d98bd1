package discord

import (
	"context"
	"regexp"
	"runtime/debug"
	"strings"
)

// addressed tells whether a message is for the bot: a direct message, or one
// that mentions it.
func (c *Client) addressed(m *chatMessage) bool {
	id := c.identity.Load()
	if id == nil || m.Author.ID == id.UserID {
		return false
	}
	return m.GuildID == "" || m.mentions(id.UserID)
}

// converse answers a message. Only Discord's trouble keeps it silent.
func (c *Client) converse(ctx context.Context, m *chatMessage) {
	said := c.say(ctx, m)
	reference := &messageReference{MessageID: m.ID}
	b := said.body()
	b.MessageReference = reference
	b.Nonce = m.ID // one answer to a message, however often it is sent
	err := c.chat.say(ctx, m.ChannelID, b)
	if hasCode(err, codeInvalidForm, codeMissingPermissions) {
		b = said.plainBody()
		b.MessageReference = reference
		err = c.chat.say(ctx, m.ChannelID, b)
	}
	if err != nil {
		c.log.Warn("message not answered", "message", m.ID, "channel", m.ChannelID, "error", err)
	}
}

// say decides what to say to a message.
func (c *Client) say(ctx context.Context, m *chatMessage) (said message) {
	defer func() {
		if fault := recover(); fault != nil {
			c.log.Error("panic in a message", "message", m.ID, "fault", fault, "stack", string(debug.Stack()))
			said = c.notice(sorry)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, c.cfg.timings.answer)
	defer cancel()
	response, err := c.cfg.Bot.Say(ctx, m.ChannelID+"/"+m.Author.ID, c.wording(m))
	if err != nil {
		c.log.Error("no answer", "message", m.ID, "error", err)
		return c.notice(sorry)
	}
	return c.renderer.message(response)
}

// wording returns what a message asks: its text without the mention of the bot,
// or, where there is none, that of the message to which it is a reply.
func (c *Client) wording(m *chatMessage) string {
	if text := c.unaddressed(m.Content); text != "" || m.Referenced == nil {
		return text
	}
	if id := c.identity.Load(); m.Referenced.Author != nil && m.Referenced.Author.ID == id.UserID {
		return "" // a reply to the bot's own message
	}
	return c.unaddressed(m.Referenced.Content)
}

// mention matches <@id>, <@!id>, <@&role>, <#channel> and <:emoji:id>.
var mention = regexp.MustCompile(`<(?:@[!&]?|#|a?:\w+:)\d+>`)

func (c *Client) unaddressed(text string) string {
	return strings.TrimSpace(mention.ReplaceAllString(text, " "))
}
