package discordtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// A Scene says who does something, where. The zero Scene is the Discord's own
// user in its own channel.
type Scene struct {
	User    User
	Channel Channel
	Locale  string // the user's client language; default "en-US"
	Can     int64  // permissions of the user beyond an ordinary member's
	// UserInstalled means that the user, not the guild, has installed the bot:
	// the bot is no member, and may follow up five times at most.
	UserInstalled bool
}

// An Action is what a member does to the bot: a [SlashCommand], an
// [Autocomplete], a [Press], a [MessageCommand], a [UserCommand] or a [ModalSubmit].
type Action interface {
	scene() Scene
	kind() int
	data(*Discord) (object, error)
}

// Options are the arguments of a command by name: string, bool, int, float64,
// [Channel] or [User].
type Options map[string]any

// A SlashCommand is a command typed and sent.
type SlashCommand struct {
	Scene
	Name    string // with subcommands after blanks: "digest set"
	Options Options
}

// An Autocomplete is a command half typed: Focused names the option which the
// member is typing.
type Autocomplete struct {
	Scene
	Name    string
	Options Options
	Focused string
}

// A Press is a click on a button, or a choice in a select menu, of a message.
type Press struct {
	Scene
	Message  Message
	CustomID string
	Values   []string // of a select menu
}

// A MessageCommand is a command from the menu of a message.
type MessageCommand struct {
	Scene
	Name   string
	Target Message
}

// A UserCommand is a command from the menu of a user.
type UserCommand struct {
	Scene
	Name   string
	Target User
}

// A ModalSubmit is a modal filled in and sent.
type ModalSubmit struct {
	Scene
	CustomID string
	Fields   map[string]string // text inputs by custom id
	Message  Message           // the message whose component opened the modal, if any
}

// Types of interaction. Source: Discord's interactions/receiving-and-responding.
const (
	commandInteraction      = 2
	componentInteraction    = 3
	autocompleteInteraction = 4
	modalInteraction        = 5
)

// Deadlines of an interaction. Source: as above, "Interaction Callback".
const (
	callbackWindow = 3 * time.Second
	tokenLifetime  = 15 * time.Minute
)

// ErrNoClient says that no client had identified when something was sent to it.
var ErrNoClient = errors.New("discordtest: no client has identified; WaitReady first")

// An Interaction is an Action on its way to an answer.
type Interaction struct {
	ID, Token string

	d         *Discord
	err       error // it could not be sent
	kind      int
	scene     Scene
	at        time.Time
	source    *Message  // of a component: the message that it is in
	response  *Response // the callback
	original  *Message  // what @original stands for
	followups []*Message

	sourceEdits int // of source, when a deferred update was acknowledged
}

// A Response is the callback of an interaction.
type Response struct {
	Type    int // of callback: 4 message, 5 thinking…, 6 and 7 update, 8 choices, 9 modal
	Body    json.RawMessage
	At      time.Time
	After   time.Duration // from the interaction to the callback
	Choices []Choice      // of an autocomplete
}

// A Choice is a suggestion.
type Choice struct {
	Name  string
	Value any // string or float64
}

// Interact does what the action says. A problem in sending it, such as that no
// client is there, is returned by every wait of the Interaction.
func (d *Discord) Interact(a Action) *Interaction {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.interact(a)
}

// Response waits for the callback, whatever its type.
func (i *Interaction) Response(ctx context.Context) (Response, error) {
	var r Response
	err := i.await(ctx, "the callback", func() bool {
		if i.response != nil {
			r = *i.response
		}
		return i.response != nil
	})
	return r, err
}

// Message waits for the answer that the member reads: the callback's message,
// or, after "thinking…", the edit of it.
func (i *Interaction) Message(ctx context.Context) (Message, error) {
	var m Message
	err := i.await(ctx, "a message", func() bool {
		if !i.answered() {
			return false
		}
		m = *i.original
		return true
	})
	return m, err
}

// answered says whether the member can read an answer. The caller holds d.mu.
func (i *Interaction) answered() bool {
	if i.original == nil || i.original.Pending() {
		return false
	}
	return i.response.Type != deferredUpdate || i.original.Edits > i.sourceEdits
}

// Followups waits until there are n follow-up messages and returns all.
func (i *Interaction) Followups(ctx context.Context, n int) ([]Message, error) {
	var all []Message
	err := i.await(ctx, fmt.Sprintf("%d follow-ups", n), func() bool {
		all = nil
		for _, m := range i.followups {
			all = append(all, *m)
		}
		return len(all) >= n
	})
	return all, err
}

// await waits until done holds; done is called with the Discord's lock held.
func (i *Interaction) await(ctx context.Context, what string, done func() bool) error {
	if i.err != nil {
		return i.err
	}
	return i.d.await(ctx, what+" of interaction "+i.ID, func() bool {
		i.d.mu.Lock()
		defer i.d.mu.Unlock()
		return done()
	})
}

func (s Scene) scene() Scene     { return s }
func (SlashCommand) kind() int   { return commandInteraction }
func (Autocomplete) kind() int   { return autocompleteInteraction }
func (Press) kind() int          { return componentInteraction }
func (MessageCommand) kind() int { return commandInteraction }
func (UserCommand) kind() int    { return commandInteraction }
func (ModalSubmit) kind() int    { return modalInteraction }
