package discordtest

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Types of callback. Source: Discord's interactions/receiving-and-responding,
// "Interaction Callback Type".
const (
	callbackMessage = 4
	deferredMessage = 5
	deferredUpdate  = 6
	callbackUpdate  = 7
	callbackChoices = 8
	callbackModal   = 9
)

// allowedCallbacks says how each type of interaction may be answered. Source: as above.
func allowedCallbacks(i *Interaction) []int {
	switch i.kind {
	case autocompleteInteraction:
		return []int{callbackChoices}
	case componentInteraction:
		return []int{callbackMessage, deferredMessage, deferredUpdate, callbackUpdate, callbackModal}
	case modalInteraction:
		if i.source != nil {
			return []int{callbackMessage, deferredMessage, deferredUpdate, callbackUpdate}
		}
		return []int{callbackMessage, deferredMessage}
	}
	return []int{callbackMessage, deferredMessage, callbackModal}
}

// checkCallback checks a callback beyond its schema.
func (c *call) checkCallback() []problem {
	kind, data := number(c.body, "type"), c.field("data")
	i := c.talks[c.param("interaction_token")]
	if i != nil && !slices.Contains(allowedCallbacks(i), kind) {
		return []problem{{"type", codeSchema, fmt.Sprintf("Callback type %d cannot answer an interaction of type %d", kind, i.kind)}}
	}
	switch kind {
	case callbackMessage:
		return c.checkMessage("data", data, 0)
	case callbackUpdate:
		standing := 0
		if i != nil && i.source != nil {
			standing = i.source.Flags & flagComponentsV2
		}
		return c.checkMessage("data", data, standing)
	case deferredMessage:
		if flags := number(data, "flags"); flags&^flagEphemeral != 0 {
			return []problem{{"data.flags", codeSchema, "Only EPHEMERAL may be set when deferring"}}
		}
	case callbackChoices:
		return checkChoices(list(data, "choices"))
	}
	return nil
}

// A Callback is a callback as it arrived.
type Callback struct {
	InteractionID string
	Status        int           // of the answer
	After         time.Duration // since the interaction; 0 for an unknown one
}

// callback takes the callback of an interaction and tells of it.
func (c *call) callback() answer {
	i, a := c.talks[c.param("interaction_token")], c.respond()
	cb := Callback{InteractionID: c.param("interaction_id"), Status: a.status}
	if i != nil {
		cb.After = c.now().Sub(i.at)
	}
	c.cfg.OnCallback(cb)
	if c.cfg.Forget && a.status < http.StatusMultipleChoices {
		delete(c.talks, c.param("interaction_token"))
	}
	return a
}

// respond judges the callback of an interaction and acts on it.
func (c *call) respond() answer {
	i := c.talks[c.param("interaction_token")]
	switch {
	case i == nil || i.ID != c.param("interaction_id"):
		return unknownInteraction()
	case i.response != nil:
		return refuse(http.StatusBadRequest, 40060, "Interaction has already been acknowledged.")
	case c.now().Sub(i.at) > callbackWindow:
		return unknownInteraction()
	}
	if refusal := c.act(i); refusal != nil {
		return *refusal
	}
	now := c.now()
	i.response = &Response{Type: number(c.body, "type"), Body: c.rec.JSON, At: now, After: now.Sub(i.at), Choices: choices(c.body)}
	if c.rec.Query.Get("with_response") != "true" {
		return done()
	}
	return ok(c.callbackJSON(i))
}

// act does what the callback asks for.
func (c *call) act(i *Interaction) *answer {
	data := c.field("data")
	switch number(c.body, "type") {
	case callbackMessage:
		m := c.newMessage(data)
		if m.empty() {
			no := emptyMessage()
			return &no
		}
		i.original = c.reply(i, m)
	case deferredMessage:
		m := c.newMessage(nil)
		m.Flags = number(data, "flags") | flagLoading
		i.original = c.reply(i, m)
	case deferredUpdate:
		i.original = i.source
		if i.source != nil {
			i.sourceEdits = i.source.Edits
		}
	case callbackUpdate:
		i.original = i.source
		if i.source == nil {
			return nil // the message is not one of ours; nothing to update
		}
		if a := c.edit(i.source, data); a.status >= 400 {
			return &a
		}
	}
	return nil
}

// reply posts a message that answers an interaction.
func (c *call) reply(i *Interaction, m Message) *Message {
	m.ChannelID, m.GuildID, m.Interaction = i.scene.Channel.ID, i.scene.Channel.GuildID, i.ID
	return c.post(m)
}

func choices(body any) []Choice {
	var all []Choice
	for _, c := range list(field(body, "data"), "choices") {
		all = append(all, Choice{Name: text(c, "name"), Value: plainValue(field(c, "value"))})
	}
	return all
}

func (c *call) callbackJSON(i *Interaction) object {
	about := object{"id": i.ID, "type": i.kind, "response_message_ephemeral": false, "response_message_loading": false}
	o := object{"interaction": about}
	if m := i.original; m != nil {
		about["response_message_id"] = m.ID
		about["response_message_ephemeral"], about["response_message_loading"] = m.Ephemeral(), m.Pending()
		o["resource"] = object{"type": i.response.Type, "message": c.messageJSON(m)}
	}
	return o
}

// talk returns the interaction of a webhook path if its token is good.
func (c *call) talk() (*Interaction, *answer) {
	i := c.talks[c.param("webhook_token")]
	var no answer
	switch {
	case i == nil || i.response == nil || c.param("webhook_id") != c.world.appID:
		no = unknownWebhook()
	case c.now().Sub(i.at) > tokenLifetime:
		no = refuse(http.StatusUnauthorized, 50027, "Invalid Webhook Token")
	default:
		return i, nil
	}
	return nil, &no
}

// maxUserInstalledFollowups applies where the app is installed by the user only.
// Source: Discord's interactions/receiving-and-responding, "Create Followup Message".
const maxUserInstalledFollowups = 5

func (c *call) followUp() answer {
	i, refusal := c.talk()
	switch {
	case refusal != nil:
		return *refusal
	case i.original != nil && i.original.Pending():
		c.violate(c.rec.Method+" "+c.rec.Path, "a follow-up as the answer to a deferred message is deprecated: edit @original")
		return c.edit(i.original, c.body)
	case i.scene.UserInstalled && len(i.followups) >= maxUserInstalledFollowups:
		return refuse(http.StatusBadRequest, 40094, "Maximum number of follow up messages reached")
	}
	m := c.newMessage(c.body)
	m.Nonce = "" // not for webhooks
	if m.empty() {
		return emptyMessage()
	}
	posted := c.reply(i, m)
	i.followups = append(i.followups, posted)
	return ok(c.messageJSON(posted))
}

// talkMessage returns the message of a webhook path: @original or a follow-up;
// nil if there is none.
func (c *call) talkMessage() *Message {
	i := c.talks[c.param("webhook_token")]
	if i == nil {
		return nil
	}
	id := c.param("message_id")
	if m := i.original; m != nil && !m.Deleted && (id == "" || id == m.ID) {
		return m
	}
	m, _ := find(i.followups, func(m *Message) bool { return m.ID == id && !m.Deleted })
	return m
}

// withReply calls do with the message of a webhook path.
func (c *call) withReply(do func(*Message) answer) answer {
	if _, refusal := c.talk(); refusal != nil {
		return *refusal
	}
	m := c.talkMessage()
	if m == nil {
		return unknownMessage()
	}
	return do(m)
}

func (c *call) getReply() answer {
	return c.withReply(func(m *Message) answer { return ok(c.messageJSON(m)) })
}

func (c *call) editReply() answer {
	return c.withReply(func(m *Message) answer { return c.edit(m, c.body) })
}

func (c *call) deleteReply() answer { return c.withReply(c.remove) }
