package discordtest

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A Message is a message as Discord keeps it.
type Message struct {
	ID, ChannelID, GuildID string
	Author                 User
	Content                string
	Embeds                 []any // decoded JSON
	Components             []any // decoded JSON
	Flags                  int
	Nonce                  string
	ReplyTo                string // ID of the message it refers to
	Forwarded              string // what the message that it forwards says
	Interaction            string // ID of the interaction it answers
	Files                  []File
	Reactions              []string // the bot's own, in order
	At, EditedAt           time.Time
	Edits                  int // how often it was edited
	Deleted                bool
	Body                   json.RawMessage // the bot's last request body for it
}

// Flags of a message. Source: Discord's resources/message, "Message Flags".
const (
	flagCrossposted  = 1 << 0
	flagIsCrosspost  = 1 << 1
	flagEphemeral    = 1 << 6
	flagLoading      = 1 << 7
	flagComponentsV2 = 1 << 15
)

// Ephemeral says whether only one member sees the message.
func (m Message) Ephemeral() bool { return m.Flags&flagEphemeral != 0 }

// Crossposted says whether the message was published to those who follow its channel.
func (m Message) Crossposted() bool { return m.Flags&flagCrossposted != 0 }

// ComponentsV2 says whether the message consists of components alone.
func (m Message) ComponentsV2() bool { return m.Flags&flagComponentsV2 != 0 }

// Pending says whether the message still reads "thinking…".
func (m Message) Pending() bool { return m.Flags&flagLoading != 0 }

// Text is everything that can be read in the message, from top to bottom:
// content, embeds and text displays, a line break between any two.
func (m Message) Text() string {
	var parts []string
	if m.Content != "" {
		parts = append(parts, m.Content)
	}
	for _, e := range m.Embeds {
		parts = append(parts, embedTexts(e)...)
	}
	for c := range components(m.Components) {
		if s, ok := c.node["content"].(string); ok && c.kind() == textDisplay {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "\n")
}

// A Control is a button or a select menu of a message.
type Control struct {
	Type     int // component type: 2 is a button, 3 a select menu of strings
	CustomID string
	Label    string // of a button; the placeholder of a select menu
	URL      string // of a link button
	Values   []string
	Disabled bool
}

// Controls lists the buttons and select menus from top to bottom.
func (m Message) Controls() []Control {
	var all []Control
	for c := range components(m.Components) {
		if kind := c.kind(); kind != button && !isSelect(kind) {
			continue
		}
		control := Control{
			Type:     c.kind(),
			CustomID: text(c.node, "custom_id"),
			Label:    text(c.node, "label") + text(c.node, "placeholder"),
			URL:      text(c.node, "url"),
			Disabled: c.node["disabled"] == true,
		}
		options, _ := c.node["options"].([]any)
		for _, o := range options {
			control.Values = append(control.Values, text(o, "value"))
		}
		all = append(all, control)
	}
	return all
}

// Control returns the control of that label.
func (m Message) Control(label string) (Control, bool) {
	return find(m.Controls(), func(c Control) bool { return c.Label == label })
}

// Messages returns the bot's messages in a channel, oldest first, deleted ones
// too, ephemeral ones not.
func (d *Discord) Messages(c Channel) []Message {
	d.mu.Lock()
	defer d.mu.Unlock()
	var all []Message
	for _, m := range d.world.messages {
		if m.ChannelID == c.ID && m.Author.ID == d.world.bot.ID && !m.Ephemeral() {
			all = append(all, *m)
		}
	}
	return all
}

// WaitMessages waits until the bot has posted n messages in a channel and
// returns all that are there. A "thinking…" does not count.
func (d *Discord) WaitMessages(ctx context.Context, c Channel, n int) ([]Message, error) {
	var got []Message
	err := d.await(ctx, fmt.Sprintf("%d messages in channel %s", n, c.ID), func() bool {
		got = slices.DeleteFunc(d.Messages(c), Message.Pending)
		return len(got) >= n
	})
	return got, err
}

// Say posts a member's message in a channel and tells the clients.
func (d *Discord) Say(c Channel, u User, content string) Message {
	d.mu.Lock()
	defer d.mu.Unlock()
	m := d.post(Message{ChannelID: c.ID, GuildID: c.GuildID, Author: u, Content: content})
	return *m
}

// Reply posts a member's reply to a message and tells the clients.
func (d *Discord) Reply(to Message, u User, content string) Message {
	d.mu.Lock()
	defer d.mu.Unlock()
	return *d.post(Message{ChannelID: to.ChannelID, GuildID: to.GuildID, Author: u, Content: content, ReplyTo: to.ID})
}

// Forward posts a member's forward of a message that says text, and tells the clients.
func (d *Discord) Forward(c Channel, u User, text string) Message {
	d.mu.Lock()
	defer d.mu.Unlock()
	return *d.post(Message{ChannelID: c.ID, GuildID: c.GuildID, Author: u, Forwarded: text})
}

// Follow makes the copy of a published message that a channel shows which follows
// that of the message. It is a webhook's, and the bot need not be there.
func (d *Discord) Follow(m Message, into Channel) Message {
	d.mu.Lock()
	defer d.mu.Unlock()
	m.ChannelID, m.GuildID = into.ID, into.GuildID
	m.Flags = m.Flags&^flagCrossposted | flagIsCrosspost
	m.Author = d.world.addUser("follower", true)
	m.At = d.now()
	m.ID = d.world.mint.at(m.At)
	d.world.messages = append(d.world.messages, &m)
	return m
}

// Delete deletes a member's message.
func (d *Discord) Delete(m Message) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if kept := d.world.message(m.ChannelID, m.ID); kept != nil {
		kept.Deleted = true
	}
}

// DM posts a direct message of u to the bot.
func (d *Discord) DM(u User, content string) Message {
	return d.Say(d.DirectChannel(u), u, content)
}

// post keeps a new message and tells the clients. The caller holds d.mu.
func (d *Discord) post(m Message) *Message {
	m.At = d.now()
	m.ID = d.world.mint.at(m.At)
	if !d.cfg.Forget {
		d.world.messages = append(d.world.messages, &m)
	}
	if !m.Ephemeral() {
		d.emitMessage("MESSAGE_CREATE", &m)
	}
	d.change()
	return &m
}

func (w *world) message(channelID, id string) *Message {
	for _, m := range w.messages {
		if m.ID == id && m.ChannelID == channelID && !m.Deleted {
			return m
		}
	}
	return nil
}

// mentioned matches a mention of a user. Source: Discord's reference, "Message Formatting".
var mentioned = regexp.MustCompile(`<@!?([0-9]+)>`)

// mentions returns the users whom the content names.
func (w *world) mentions(content string) []User {
	var users []User
	for _, found := range mentioned.FindAllStringSubmatch(content, -1) {
		if u, ok := w.user(found[1]); ok && !slices.Contains(users, u) {
			users = append(users, u)
		}
	}
	return users
}
