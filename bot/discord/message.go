package discord

import (
	"strings"

	"github.com/bwmarrin/discordgo"
	"github.com/samber/lo"
)

// maxContent is Discord's limit for the content of a message.
const maxContent = 2000

// flagEphemeral and its neighbours are Discord's message flags.
const (
	flagIsCrosspost    = 1 << 1
	flagSuppressEmbeds = 1 << 2
	flagEphemeral      = 1 << 6
	flagComponentsV2   = 1 << 15
)

// A message is what the bot says, before it is known where.
type message struct {
	components []discordgo.MessageComponent // within Discord's limits, as a page makes them
	chart      *chart                       // shown in it; nil for none
	private    bool                         // shown to the asker alone, where the place allows it

	// update is what the message that was pressed becomes; then the rest is only
	// said where it cannot become that. Nil leaves it as it is.
	update []discordgo.MessageComponent
	// counted says that update shows counts which other presses may have overtaken.
	counted bool
}

// A body is the JSON of an outgoing message or edit. Only [message.body],
// [message.updateBody] and [message.plainBody] make one, so none goes out that could mention anyone.
//
// discordgo's own structs cannot be used: they send content and embeds that
// Components V2 forbid, and lack nonce, enforce_nonce and, in edits, flags.
type body struct {
	Content         string          `json:"content,omitempty"`
	Components      []any           `json:"components,omitempty"`
	Flags           int             `json:"flags,omitempty"`
	AllowedMentions allowedMentions `json:"allowed_mentions"`
	Attachments     []attachment    `json:"attachments,omitempty"`
	png             []byte          // the attachment

	Nonce            string            `json:"nonce,omitempty"`
	EnforceNonce     bool              `json:"enforce_nonce,omitempty"`
	MessageReference *messageReference `json:"message_reference,omitempty"`
}

type allowedMentions struct {
	Parse []string `json:"parse"` // never nil: null would mean Discord's default
}

// A messageReference makes a message the reply to another one; should that be
// gone, the message is sent all the same.
type messageReference struct {
	MessageID       string `json:"message_id"`
	FailIfNotExists bool   `json:"fail_if_not_exists"`
}

func (m message) body() body {
	b := body{
		Components:      encodable(m.components),
		Flags:           flagComponentsV2,
		AllowedMentions: allowedMentions{Parse: []string{}},
	}
	if m.private {
		b.Flags |= flagEphemeral
	}
	if m.chart != nil {
		b.Components = encodable(m.chart.illustrated(m.components))
		b.Attachments, b.png = []attachment{{ID: "0", Filename: chartName, Description: m.chart.alt}}, m.chart.png
	}
	return b
}

// updateBody is the message's update, for the message that was pressed.
func (m message) updateBody() body {
	return message{components: m.update}.body()
}

// plainBody is the message as text alone, for where components are refused.
// Lines that do not fit are left out.
func (m message) plainBody() body {
	b := body{Flags: flagSuppressEmbeds, AllowedMentions: allowedMentions{Parse: []string{}}}
	if m.private {
		b.Flags |= flagEphemeral
	}
	left := maxContent
	var kept []string
	for line := range strings.SplitSeq(strings.Join(texts(m.components), "\n\n"), "\n") {
		if left -= length(line) + 1; left < 0 {
			break
		}
		kept = append(kept, line)
	}
	b.Content = strings.TrimSpace(strings.Join(kept, "\n"))
	return b
}

// texts returns the text displays among the components, nested ones too.
func texts(components []discordgo.MessageComponent) []string {
	var found []string
	for _, c := range components {
		switch c := c.(type) {
		case discordgo.TextDisplay:
			found = append(found, c.Content)
		case discordgo.Section:
			found = append(found, texts(c.Components)...)
		case discordgo.Container:
			found = append(found, texts(c.Components)...)
		case node:
			found = append(found, lo.Compact([]string{c.content()})...)
			for _, nested := range c.parts() {
				found = append(found, texts([]discordgo.MessageComponent{nested})...)
			}
		}
	}
	return found
}
