package discord

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	jsonv1 "github.com/go-json-experiment/json/v1"
	"github.com/tidwall/gjson"
)

// Events are decoded here and not taken from discordgo: one component or type
// that it does not know leaves its structs half empty, and some fields it lacks.
// Everything is optional; what must be there is checked by valid.

// An event is something that happened at Discord, and when we heard of it.
type event struct {
	kind string
	data json.RawMessage
	at   time.Time
}

// Kinds of event that are dealt with.
const (
	eventReady       = "READY"
	eventInteraction = "INTERACTION_CREATE"
	eventMessage     = "MESSAGE_CREATE"
)

// A user is a person or a bot.
type user struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	Bot      bool   `json:"bot"`
}

// ready is the first event of a session.
type ready struct {
	User        user `json:"user"`
	Application struct {
		ID string `json:"id"`
	} `json:"application"`
	Guilds []guild `json:"guilds"`
}

// A guild is a server, as Discord calls it.
type guild struct {
	ID          string `json:"id"`
	Unavailable bool   `json:"unavailable"`
}

// Types of interaction and of option, and contexts.
// Source: Discord's documentation, Interaction Object and Application Command.
const (
	interactionCommand      = 2
	interactionComponent    = 3
	interactionAutocomplete = 4

	optionSubcommand = 1

	contextBotDM = 1
)

// An interaction is a command, a button pressed, or a command being typed.
type interaction struct {
	ID             string          `json:"id"`
	AppID          string          `json:"application_id"`
	Token          string          `json:"token"`
	Type           int             `json:"type"`
	GuildID        string          `json:"guild_id"`
	ChannelID      string          `json:"channel_id"`
	Channel        channel         `json:"channel"`
	Context        *int            `json:"context"`
	AppPermissions *permissions    `json:"app_permissions"`
	Member         *member         `json:"member"` // in a server
	User           *user           `json:"user"`   // elsewhere
	Owners         map[int]string  `json:"authorizing_integration_owners"`
	Locale         string          `json:"locale"` // of the member's client
	Data           interactionData `json:"data"`
	Message        shownMessage    `json:"message"` // of a component: the one that it is in

	heard time.Time // when it arrived
}

type member struct {
	User        *user       `json:"user"`
	Permissions permissions `json:"permissions"`
	Joined      string      `json:"joined_at"` // ISO 8601
}

type interactionData struct {
	Name     string   `json:"name"`
	Options  []option `json:"options"`
	CustomID string   `json:"custom_id"`
	TargetID string   `json:"target_id"` // of a message's menu
	Values   []string `json:"values"`    // chosen in a menu
	Resolved struct {
		Channels map[string]channel     `json:"channels"`
		Messages map[string]chatMessage `json:"messages"`
	} `json:"resolved"`
}

// A channel is a channel given as an option, or where something was done.
type channel struct {
	ID             string       `json:"id"`
	Type           int          `json:"type"`
	AppPermissions *permissions `json:"app_permissions"` // the bot's, where it is a member
	Thread         struct {
		Locked bool `json:"locked"`
	} `json:"thread_metadata"`
}

// permissions is Discord's bit set, which comes as a string of digits.
type permissions int64

func (p *permissions) UnmarshalJSON(data []byte) error {
	n, err := strconv.ParseInt(strings.Trim(string(data), `"`), 10, 64)
	if err == nil {
		*p = permissions(n)
	}
	return nil // unreadable permissions are none
}

// valid tells whether the interaction can be answered at all.
func (in *interaction) valid() bool {
	return in.ID != "" && in.Token != "" && in.from().ID != ""
}

// from is who did it.
func (in *interaction) from() user {
	switch {
	case in.Member != nil && in.Member.User != nil:
		return *in.Member.User
	case in.User != nil:
		return *in.User
	}
	return user{}
}

// inBotDM tells whether the asker is alone with the bot anyway.
func (in *interaction) inBotDM() bool {
	return in.Context != nil && *in.Context == contextBotDM
}

// Keys of an interaction's owners.
// Source: Discord's documentation, Application Integration Types.
const (
	installedByServer = 0
	installedByUser   = 1
)

// byUserAlone tells whether the bot is here only because the asker has installed
// it: it is no member of the server and may do nothing but answer.
func (in *interaction) byUserAlone() bool {
	_, user := in.Owners[installedByUser]
	_, server := in.Owners[installedByServer]
	return user && !server
}

// may tells whether the asker has a permission in the server. It does not trust
// the command's default permissions, which server admins can override.
func (in *interaction) may(p permissions) bool {
	return in.Member != nil && in.Member.Permissions&(p|permissionAdministrator) != 0
}

// subcommand returns the subcommand called and its options.
func (in *interaction) subcommand() (string, options) {
	for _, o := range in.Data.Options {
		if o.Type == optionSubcommand {
			return o.Name, o.Options
		}
	}
	return "", nil
}

// An option is an argument of a command. Its value is whatever the client sent,
// half-typed text for a number included.
type option struct {
	Name    string          `json:"name"`
	Type    int             `json:"type"`
	Value   json.RawMessage `json:"value"`
	Focused bool            `json:"focused"`
	Options options         `json:"options"`
}

type options []option

// find returns the option of that name, an empty one where there is none.
func (os options) find(name string) option {
	for _, o := range os {
		if o.Name == name {
			return o
		}
	}
	return option{}
}

// text returns the option as text, "" where there is none.
func (os options) text(name string) string {
	var s string
	decode(os.find(name).Value, &s)
	return strings.TrimSpace(s)
}

// number returns the option as a whole number between low and high.
func (os options) number(name string, otherwise, low, high int) int {
	var n float64
	if jsonv1.Unmarshal(os.find(name).Value, &n) != nil {
		return otherwise
	}
	return int(min(max(n, float64(low)), float64(high)))
}

// is returns the option as yes or no.
func (os options) is(name string) bool {
	var b bool
	decode(os.find(name).Value, &b)
	return b
}

// focused returns the option that is being typed, in a subcommand too.
func (os options) focused() (option, bool) {
	for _, o := range os {
		if o.Focused {
			return o, true
		}
		if nested, ok := o.Options.focused(); ok {
			return nested, true
		}
	}
	return option{}, false
}

// A chatMessage is a message that somebody wrote.
type chatMessage struct {
	ID         string       `json:"id"`
	Type       int          `json:"type"`
	ChannelID  string       `json:"channel_id"`
	GuildID    string       `json:"guild_id"`
	WebhookID  string       `json:"webhook_id"`
	Content    string       `json:"content"`
	Author     *user        `json:"author"`
	Member     member       `json:"member"` // the author as such, in a server
	Mentions   []user       `json:"mentions"`
	Reference  reference    `json:"message_reference"`
	Referenced *chatMessage `json:"referenced_message"` // nil where there is none, or it was deleted
	Snapshots  []snapshot   `json:"message_snapshots"`  // of messages that this one forwards
}

// A reference is from a message to another one.
type reference struct {
	Type      int    `json:"type"`
	MessageID string `json:"message_id"`
}

// referenceReply is the type of a reference from a reply; a forward has another.
// Source: Discord's documentation, Message Reference Types.
const referenceReply = 0

// A snapshot is a message as it was when it was forwarded.
type snapshot struct {
	Message struct {
		Content string `json:"content"`
	} `json:"message"`
}

// words are what the message says, or what the messages say that it forwards.
func (m *chatMessage) words() string {
	parts := []string{m.Content}
	for _, s := range m.Snapshots {
		parts = append(parts, s.Message.Content)
	}
	return strings.TrimSpace(strings.Join(parts, "\n\n"))
}

// Types of message that people write; the others tell what happened, such as
// that one was pinned.
// Source: Discord's documentation, Message Types.
const (
	messageDefault = 0
	messageReply   = 19
)

// valid tells whether a person wrote the message: bots that answer bots never end.
func (m *chatMessage) valid() bool {
	written := m.Type == messageDefault || m.Type == messageReply
	return written && m.ID != "" && m.ChannelID != "" && m.Author != nil && m.Author.ID != "" && !m.Author.Bot && m.WebhookID == ""
}

// mentions tells whether the message mentions that user.
func (m *chatMessage) mentions(id string) bool {
	for _, u := range m.Mentions {
		if u.ID == id {
			return true
		}
	}
	return false
}

// receive takes an event from the gateway. It runs in the goroutine that reads
// the connection, so it only puts the event into the queue.
func (c *Client) receive(e event) {
	switch e.kind {
	case eventReady:
		c.learn(e.data)
	case eventGuildCreate, eventGuildDelete:
		c.outages.note(e.data)
		return
	case eventInteraction:
	case eventMessage:
		if c.isOwn(e.data) {
			return
		}
	default:
		return
	}
	e.data = bytes.Clone(e.data)
	select {
	case c.events <- e:
	default:
		c.log.Error("event dropped: the queue is full", "kind", e.kind)
	}
}

// isOwn tells whether a message is the bot's: Discord sends it back to us, with
// all its components.
func (c *Client) isOwn(data json.RawMessage) bool {
	id := c.identity.Load()
	return id != nil && gjson.GetBytes(data, "author.id").Str == id.UserID
}
