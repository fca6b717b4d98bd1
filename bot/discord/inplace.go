package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"sync"

	"github.com/bwmarrin/discordgo"
	"github.com/samber/lo"

	"paperbot/bot"
	"paperbot/bot/discord/words"
	"paperbot/corpus"
)

// An abstract opens inside the message whose button was pressed, and closes at a
// second press. The message itself is the state: Discord hands it back with every
// press, so neither a restart, nor a new release, nor other papers in the corpus
// change what the reader has before them, and what they did not press stays as
// it is. One abstract is open at a time, which keeps room for one in every message.

// A shownMessage is the message that holds the control pressed.
type shownMessage struct {
	ID         string          `json:"id"`
	Flags      int             `json:"flags"`
	Components json.RawMessage `json:"components"`
	Metadata   struct {
		User user `json:"user"`
	} `json:"interaction_metadata"` // of the interaction that it answers
	Referenced *chatMessage `json:"referenced_message"` // the message that it answers
}

// nodes returns the message's components, afresh each time: they may be changed.
// Numbers stay as they are written.
func (m shownMessage) nodes() []node {
	var nodes []node
	d := json.NewDecoder(bytes.NewReader(m.Components))
	d.UseNumber()
	_ = d.Decode(&nodes) // what cannot be read is not there
	return nodes
}

// A node is a component as Discord sent it. What we do not know of it goes back
// as it came.
type node map[string]any

func (n node) Type() discordgo.ComponentType {
	number, _ := n["type"].(json.Number)
	kind, _ := number.Int64()
	return discordgo.ComponentType(kind)
}

// textType is the type of a text display.
var textType = json.Number(strconv.Itoa(int(discordgo.TextDisplayComponent)))

func (n node) MarshalJSON() ([]byte, error) { return json.Marshal(map[string]any(n)) }

func (n node) text(key string) string {
	s, _ := n[key].(string)
	return s
}

// parts returns the components inside a container, section or row.
func (n node) parts() []node {
	list, _ := n["components"].([]any)
	parts := make([]node, 0, len(list))
	for _, part := range list {
		if part, ok := part.(map[string]any); ok {
			parts = append(parts, part)
		}
	}
	return parts
}

// hold puts other components into a container.
func (n node) hold(parts []node) {
	n["components"] = lo.Map(parts, func(part node, _ int) any { return map[string]any(part) })
}

// content returns the text of a text display.
func (n node) content() string {
	if n.Type() != discordgo.TextDisplayComponent {
		return ""
	}
	return n.text("content")
}

// accessories returns what stands beside a section.
func (n node) accessories() []node {
	if accessory, ok := n["accessory"].(map[string]any); ok {
		return []node{accessory}
	}
	return nil
}

// controls returns the buttons in a row, or beside a section.
func (n node) controls() []node {
	if n.Type() == discordgo.ActionsRowComponent {
		return n.parts()
	}
	return n.accessories()
}

// isAbstract tells whether the component is the text of an open abstract.
func (n node) isAbstract() bool {
	label, _, several := strings.Cut(n.content(), "\n")
	return several && lo.HasKey(abstractLabels(), label)
}

// abstractLabels are what stands above an abstract, in all languages: a message may
// have been opened in another one.
var abstractLabels = sync.OnceValue(func() map[string]struct{} {
	labels := map[string]struct{}{renderer{}.abstractLabel(): {}}
	for _, locale := range words.Locales() {
		labels[renderer{words: words.In(locale)}.abstractLabel()] = struct{}{}
	}
	return labels
})

// turn makes a button one that does something else with the same paper.
func (n node) turn(a action, label string) {
	n["custom_id"], n["label"] = withAction(n.text("custom_id"), a), label
}

// unfold closes the abstracts that are open among the components, and opens text
// below the one that holds the pressed button, unless that is a button that
// closes. Buttons keep their places, under the reader's finger. It reports
// whether it opened the text.
func unfold(r renderer, components []node, pressed, text string) (out []node, opened bool) {
	closed := false // an abstract that comes next belongs to a button that was turned
	for _, n := range components {
		if closed && n.isAbstract() {
			continue
		}
		if n.Type() == discordgo.ContainerComponent {
			parts, inside := unfold(r, n.parts(), pressed, text)
			n.hold(parts)
			opened = opened || inside
		}
		out = append(out, n)
		var opens bool
		if closed, opens = n.press(r, pressed); opens {
			out = append(out, node{"type": textType, "content": text})
			opened = true
		}
	}
	return out, opened
}

// press turns the buttons in a row or beside a section: back to one that opens,
// and of those the pressed one to one that closes. A button pressed twice at once
// comes as one that opens what is open: it stays open.
func (n node) press(r renderer, pressed string) (closed, opens bool) {
	for _, b := range n.controls() {
		if strings.HasPrefix(b.text("custom_id"), prefixOf(actionHide)) {
			b.turn(actionAbstract, r.say(labelAbstract))
			closed = true
		}
		if pressed != "" && b.text("custom_id") == pressed {
			b.turn(actionHide, r.say(labelHide))
			opens = true
		}
	}
	return closed, opens
}

// open returns the message's components with the abstract opened below the pressed
// button; false means that the button is not there, or no room for all of the text.
func (m shownMessage) open(r renderer, pressed, abstract string) ([]discordgo.MessageComponent, bool) {
	nodes, opened := unfold(r, m.nodes(), pressed, abstract)
	components := asComponents(nodes)
	cost := costOf(components...)
	return components, opened && cost.components <= maxComponents && cost.text <= maxText
}

// close returns the message's components without an open abstract; false means that
// the message is not known.
func (m shownMessage) close(r renderer) ([]discordgo.MessageComponent, bool) {
	nodes, _ := unfold(r, m.nodes(), "", "")
	return asComponents(nodes), len(nodes) > 0
}

func asComponents(nodes []node) []discordgo.MessageComponent {
	return lo.Map(nodes, func(n node, _ int) discordgo.MessageComponent {
		n.reattach()
		return n
	})
}

// owns tells whether the message is the presser's to change: they alone see it,
// or it answers them.
func (in *interaction) owns() bool {
	m := in.Message
	switch presser := in.from().ID; {
	case in.inBotDM(), m.Flags&flagEphemeral != 0:
		return true
	case m.Metadata.User.ID != "":
		return m.Metadata.User.ID == presser
	default:
		return m.Referenced != nil && m.Referenced.Author != nil && m.Referenced.Author.ID == presser
	}
}

// openAbstract shows an abstract: in place to whoever owns the message, if there
// is room for all of it; else by itself.
func (c voice) openAbstract(ctx context.Context, in *interaction, id string) (message, error) {
	paper, err := c.known(ctx, id)
	if errors.Is(err, bot.ErrNotFound) {
		return c.notice(gone), nil
	}
	if err != nil {
		return message{}, err
	}
	c.opened(in, paper.ID)
	m := c.renderer.message(bot.Abstract{Paper: paper})
	if in.owns() {
		if opened, ok := in.Message.open(c.renderer, in.Data.CustomID, c.renderer.abstractText(paper, maxText)); ok {
			m.update = opened
		}
	}
	return m, nil
}

// closeAbstract closes the abstract that is open in the message.
func (c voice) closeAbstract(in *interaction) message {
	if !in.owns() {
		return c.notice("Only the member who asked can close this abstract.")
	}
	m := c.notice(expired)
	if closed, ok := in.Message.close(c.renderer); ok {
		m.update = closed
	}
	return m
}

// jump shows the card of the paper chosen in a menu.
func (c voice) jump(ctx context.Context, in *interaction) (message, error) {
	if len(in.Data.Values) != 1 {
		return c.notice(expired), nil
	}
	id, ok := c.renderer.memory.argument(in.Data.Values[0])
	if !ok {
		return c.notice(expired), nil
	}
	if _, err := c.known(ctx, id); errors.Is(err, bot.ErrNotFound) {
		return c.notice(gone), nil
	}
	card, err := c.cfg.Bot.Card(ctx, id)
	return c.render(card, err)
}

// gone answers for a paper that the corpus does not have, or no longer.
const gone = "I do not have that paper any more. Ask again to see those I have."

// known returns the paper of that very ID, or an error that wraps bot.ErrNotFound.
func (c voice) known(ctx context.Context, id string) (corpus.Paper, error) {
	paper, err := c.cfg.Bot.Find(ctx, id)
	if err == nil && string(paper.ID) != id {
		err = bot.ErrNotFound
	}
	return paper, err
}
