package discordtest

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// nonceWindow is how long a nonce is remembered. Discord says "the past few
// minutes" (resources/message, "Create Message"); the number is this fake's.
const nonceWindow = 5 * time.Minute

func (c *call) getChannel() answer {
	ch, refusal := c.visible()
	if refusal != nil {
		return *refusal
	}
	return ok(c.channelJSON(ch))
}

func (c *call) startTyping() answer {
	if _, refusal := c.writable(nil); refusal != nil {
		return *refusal
	}
	return done()
}

// visible returns the channel of the path if the bot can see it.
func (c *call) visible() (Channel, *answer) {
	ch, there := c.world.channel(c.param("channel_id"))
	var refusal answer
	switch {
	case !there:
		refusal = unknownChannel()
	case ch.Kind != DirectChat && c.world.permissions(ch)&permViewChannel == 0:
		refusal = missingAccess()
	default:
		return ch, nil
	}
	return ch, &refusal
}

// writable returns the channel of the path if the bot can post the message there.
func (c *call) writable(m *Message) (Channel, *answer) {
	ch, refusal := c.visible()
	if refusal != nil {
		return ch, refusal
	}
	if ch.Kind == DirectChat {
		if c.world.noDMs[ch.Recipient] {
			no := refuse(http.StatusForbidden, 50007, "Cannot send messages to this user")
			return ch, &no
		}
		return ch, nil
	}
	return ch, c.forbids(ch, m)
}

// forbids says why the bot cannot post the message in a channel of a guild; nil
// if it can.
func (c *call) forbids(ch Channel, m *Message) *answer {
	may := c.world.permissions(ch)
	post := int64(permSendMessages)
	if ch.Kind.isThread() {
		post = permSendInThreads
	}
	var no answer
	switch {
	case ch.Kind.isForum() && m != nil:
		no = refuse(http.StatusBadRequest, 40058, "Cannot message this thread until after the post author has sent an initial message.")
	case ch.Locked && may&permManageThreads == 0:
		no = refuse(http.StatusBadRequest, 160005, "Thread is locked")
	case may&post == 0:
		no = missingPermissions()
	case m != nil && len(m.Embeds) > 0 && may&permEmbedLinks == 0:
		no = missingPermissions()
	case m != nil && len(m.Files) > 0 && may&permAttachFiles == 0:
		no = missingPermissions()
	default:
		return nil
	}
	return &no
}

func (c *call) createMessage() answer {
	m := c.newMessage(c.body)
	ch, refusal := c.writable(&m)
	switch {
	case refusal != nil:
		return *refusal
	case m.empty():
		return emptyMessage()
	}
	if first := c.sameNonce(m); first != nil {
		if first.Deleted {
			return unknownMessage()
		}
		return ok(c.messageJSON(first))
	}
	m.ChannelID, m.GuildID = ch.ID, ch.GuildID
	c.world.wake(ch)
	return ok(c.messageJSON(c.post(m)))
}

// newMessage makes a message of the bot from a body.
func (c *call) newMessage(body any) Message {
	m := Message{Author: c.world.bot}
	c.apply(&m, body)
	m.Flags = number(body, "flags")
	m.ReplyTo = text(field(body, "message_reference"), "message_id")
	if o, isObject := body.(object); isObject && o["nonce"] != nil {
		m.Nonce = plain(o["nonce"])
	}
	return m
}

// apply puts the fields that are in a body into a message.
func (c *call) apply(m *Message, body any) {
	o, _ := body.(object)
	if _, there := o["content"]; there {
		m.Content = text(o, "content")
	}
	if _, there := o["embeds"]; there {
		m.Embeds = list(o, "embeds")
		for _, e := range m.Embeds {
			if embed, ok := e.(object); ok {
				embed["type"] = "rich" // the only type that a bot can send
			}
		}
	}
	if _, there := o["components"]; there {
		m.Components = list(o, "components")
		numberComponents(m.Components)
	}
	if len(c.rec.Files) > 0 {
		m.Files = append(slices.Clip(m.Files), c.rec.Files...)
	}
	m.Body = c.rec.JSON
}

func (m *Message) empty() bool {
	return m.Content == "" && len(m.Embeds) == 0 && len(m.Components) == 0 && len(m.Files) == 0
}

// sameNonce returns the message that a create with enforce_nonce repeats.
func (c *call) sameNonce(m Message) *Message {
	if c.cfg.IgnoreNonces || m.Nonce == "" || c.field("enforce_nonce") != true {
		return nil
	}
	for _, old := range slices.Backward(c.world.messages) {
		if old.Nonce == m.Nonce && old.Author.ID == c.world.bot.ID && c.now().Sub(old.At) < nonceWindow {
			return old
		}
	}
	return nil
}

func (c *call) listMessages() answer {
	ch, refusal := c.visible()
	if refusal != nil {
		return *refusal
	}
	q := c.rec.Query
	limit := 50 // resources/message, "Get Channel Messages"
	if n, err := strconv.Atoi(q.Get("limit")); err == nil && n >= 1 && n <= 100 {
		limit = n
	}
	found := []any{}
	if ch.Kind != DirectChat && c.world.permissions(ch)&permReadHistory == 0 {
		return ok(found)
	}
	before, after := q.Get("before"), q.Get("after")
	for _, m := range c.world.messages {
		if m.ChannelID != ch.ID || m.Deleted || m.Ephemeral() ||
			before != "" && compareIDs(m.ID, before) >= 0 || after != "" && compareIDs(m.ID, after) <= 0 {
			continue
		}
		found = append(found, c.messageJSON(m))
	}
	if after != "" && len(found) > limit {
		found = found[:limit]
	}
	found = found[max(0, len(found)-limit):]
	slices.Reverse(found)
	return ok(found)
}

// message returns the message of the path; with own, only if it is the bot's.
func (c *call) message(own bool) (*Message, *answer) {
	ch, refusal := c.visible()
	if refusal != nil {
		return nil, refusal
	}
	var no answer
	m := c.world.message(ch.ID, c.param("message_id"))
	switch {
	case m == nil || m.Ephemeral():
		no = unknownMessage()
	case own && m.Author.ID != c.world.bot.ID:
		no = refuse(http.StatusForbidden, 50005, "Cannot edit a message authored by another user")
	default:
		return m, nil
	}
	return nil, &no
}

func (c *call) getMessage() answer {
	m, refusal := c.message(false)
	if refusal != nil {
		return *refusal
	}
	return ok(c.messageJSON(m))
}

func (c *call) editMessage() answer {
	m, refusal := c.message(true)
	if refusal != nil {
		return *refusal
	}
	return c.edit(m, c.body)
}

// edit applies a body to a message and announces it.
func (c *call) edit(m *Message, body any) answer {
	edited := *m
	c.apply(&edited, body)
	edited.Flags |= number(body, "flags") & flagComponentsV2 // which can be set, and never unset
	if edited.empty() {
		return emptyMessage()
	}
	edited.Flags &^= flagLoading
	edited.Edits++
	edited.EditedAt = c.now()
	*m = edited
	if !m.Ephemeral() {
		c.emitMessage("MESSAGE_UPDATE", m)
	}
	return ok(c.messageJSON(m))
}

func (c *call) deleteMessage() answer {
	m, refusal := c.message(false)
	if refusal != nil {
		return *refusal
	}
	if m.Author.ID != c.world.bot.ID {
		return missingPermissions()
	}
	return c.remove(m)
}

func (c *call) remove(m *Message) answer {
	m.Deleted = true
	if !m.Ephemeral() {
		gone := object{"id": m.ID, "channel_id": m.ChannelID}
		intent := intentDirectMessages
		if m.GuildID != "" {
			gone["guild_id"], intent = m.GuildID, intentGuildMessages
		}
		c.emit("MESSAGE_DELETE", intent, gone)
	}
	return done()
}

func (c *call) crosspost() answer {
	m, refusal := c.message(true)
	if refusal != nil {
		return *refusal
	}
	if ch, _ := c.world.channel(m.ChannelID); ch.Kind != Announcement {
		return refuse(http.StatusBadRequest, 50024, "Cannot execute action on this channel type")
	}
	if m.Flags&flagCrossposted != 0 {
		return refuse(http.StatusBadRequest, 40033, "This message has already been crossposted.")
	}
	m.Flags |= flagCrossposted
	return ok(c.messageJSON(m))
}

func (c *call) addReaction() answer {
	m, refusal := c.message(false)
	if refusal != nil {
		return *refusal
	}
	if ch, _ := c.visible(); ch.Kind != DirectChat && c.world.permissions(ch)&permAddReactions == 0 {
		return missingPermissions()
	}
	if emoji := c.param("emoji_name"); !slices.Contains(m.Reactions, emoji) {
		m.Reactions = append(slices.Clip(m.Reactions), emoji)
	}
	return done()
}

func (c *call) removeReaction() answer {
	m, refusal := c.message(false)
	if refusal != nil {
		return *refusal
	}
	emoji := c.param("emoji_name")
	m.Reactions = slices.DeleteFunc(slices.Clone(m.Reactions), func(r string) bool { return r == emoji })
	return done()
}
