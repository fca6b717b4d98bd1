package discord

import (
	"context"
	"regexp"
	"strings"
)

// A wording is what a message asks.
type wording struct {
	text    string
	quoted  bool   // the words of somebody who did not write to the bot
	problem string // why there is nothing to answer, for the asker
}

// What the asker reads where the message replied to cannot be the question.
const (
	goneReference = "I cannot see the message that you replied to: it may have been deleted. Mention me together with your question."
	// Discord shows a bot without a privileged intent only messages to it.
	hiddenReference = "I cannot read the message that you replied to: Discord shows me only those that mention me, and I read words alone. " +
		"Use its menu instead (Apps → " + commandAbout + "), or mention me together with your question."
)

// wording returns what a message asks: its own words without the mention of the
// bot; those of the messages that it forwards; or, where it has none that can be
// answered by themselves, those of somebody else's message to which it replies.
func (c *Client) wording(ctx context.Context, m *chatMessage) (wording, error) {
	own := unaddressed(m.Content)
	if forwarded := unaddressed(m.words()); own == "" && forwarded != "" {
		return wording{text: forwarded, quoted: true}, nil
	}
	if !c.repliesToOthers(m) {
		return wording{text: own}, nil
	}
	if alone, err := c.cfg.Bot.StandsAlone(ctx, own); alone || err != nil {
		return wording{text: own}, err
	}
	if m.Referenced == nil {
		return wording{problem: goneReference}, nil
	}
	text := unaddressed(m.Referenced.words())
	if text == "" {
		return wording{problem: hiddenReference}, nil
	}
	return wording{text: text, quoted: true}, nil
}

// repliesToOthers tells whether a message is a reply to one that is not the bot's.
func (c *Client) repliesToOthers(m *chatMessage) bool {
	if m.Reference.MessageID == "" || m.Reference.Type != referenceReply {
		return false
	}
	return m.Referenced == nil || m.Referenced.Author == nil || m.Referenced.Author.ID != c.identity.Load().UserID
}

// mention matches <@id>, <@!id>, <@&role>, <#channel> and <:emoji:id>.
var mention = regexp.MustCompile(`<(?:@[!&]?|#|a?:\w+:)\d+>`)

// unaddressed returns a text without mentions.
func unaddressed(text string) string {
	return strings.TrimSpace(mention.ReplaceAllString(text, " "))
}
