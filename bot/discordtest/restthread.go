package discordtest

import (
	"net/http"
	"slices"
)

// The tags of a forum that needs one: the first is for moderators alone.
const (
	ModeratorTag = "1100000000000000001"
	FreeTag      = "1100000000000000002"
)

func tagJSON(id string, moderated bool) object {
	return object{"id": id, "name": "tag " + id, "moderated": moderated, "emoji_id": nil, "emoji_name": nil}
}

// createThread opens a thread in a text channel, or a post in a forum.
func (c *call) createThread() answer {
	parent, refusal := c.visible()
	if refusal != nil {
		return *refusal
	}
	if refusal := c.forbids(parent, nil); refusal != nil {
		return *refusal
	}
	first := c.newMessage(c.field("message"))
	if parent.Kind.isForum() {
		if refusal := c.forbidsPost(parent, first); refusal != nil {
			return *refusal
		}
	}
	guild, _ := c.world.guild(parent.GuildID)
	thread := c.world.addChannel(guild, Channel{Parent: parent.ID, Kind: Thread, Name: text(c.body, "name")})
	c.emit("THREAD_CREATE", intentGuilds, c.channelJSON(thread))
	made := c.channelJSON(thread)
	if parent.Kind.isForum() {
		first.ChannelID, first.GuildID = thread.ID, thread.GuildID
		made["message"] = c.messageJSON(c.post(first))
	}
	return answer{http.StatusCreated, made}
}

// openThread opens a thread on a message; it has the message's ID.
func (c *call) openThread() answer {
	m, refusal := c.message(false)
	if refusal != nil {
		return *refusal
	}
	parent, _ := c.world.channel(m.ChannelID)
	switch {
	case parent.Kind != Text && parent.Kind != Announcement:
		return refuse(http.StatusBadRequest, 50024, "Cannot execute action on this channel type")
	case c.world.permissions(parent)&permCreateThreads == 0:
		return missingPermissions()
	}
	if _, there := c.world.channel(m.ID); there {
		return refuse(http.StatusBadRequest, 160004, "A thread has already been created for this message")
	}
	thread := Channel{ID: m.ID, GuildID: parent.GuildID, Parent: parent.ID, Kind: Thread, Name: text(c.body, "name")}
	c.world.channels = append(c.world.channels, thread)
	c.emit("THREAD_CREATE", intentGuilds, c.channelJSON(thread))
	return answer{http.StatusCreated, c.channelJSON(thread)}
}

// forbidsPost says why a post cannot be made in a forum; nil if it can.
func (c *call) forbidsPost(forum Channel, first Message) *answer {
	tags := list(c.body, "applied_tags")
	var no answer
	switch {
	case first.empty():
		no = emptyMessage()
	case forum.NeedsTag && len(tags) == 0:
		no = refuse(http.StatusBadRequest, 40067, "A tag is required to create a forum post in this channel")
	case slices.Contains(tags, any(ModeratorTag)):
		no = missingPermissions()
	case len(tags) > 0 && (!forum.NeedsTag || !slices.Contains(tags, any(FreeTag))):
		no = refuse(http.StatusBadRequest, 10087, "Unknown Tag")
	default:
		return nil
	}
	return &no
}

// editThread archives a thread, or takes it back from the archive.
func (c *call) editThread() answer {
	thread, refusal := c.visible()
	if refusal != nil {
		return *refusal
	}
	if !thread.Kind.isThread() || thread.Locked {
		return missingPermissions()
	}
	archived, _ := c.field("archived").(bool)
	return ok(c.channelJSON(c.world.archive(thread, archived)))
}

// wake takes a thread back from the archive, as a message in it does.
func (w *world) wake(c Channel) {
	if c.Archived {
		w.archive(c, false)
	}
}

func (w *world) archive(c Channel, archived bool) Channel {
	at := slices.IndexFunc(w.channels, func(x Channel) bool { return x.ID == c.ID })
	w.channels[at].Archived = archived
	return w.channels[at]
}

// listActiveThreads lists the threads of a guild that are not archived.
func (c *call) listActiveThreads() answer {
	g, there := c.world.guild(c.param("guild_id"))
	if !there {
		return unknownGuild()
	}
	threads := []any{}
	for _, ch := range c.world.channels {
		if ch.GuildID == g.ID && ch.Kind.isThread() && !ch.Archived && c.world.permissions(ch)&permViewChannel != 0 {
			threads = append(threads, c.channelJSON(ch))
		}
	}
	return ok(object{"threads": threads, "members": []any{}, "has_more": false})
}

// Threads returns the threads in a channel, in order of their creation, archived ones too.
func (d *Discord) Threads(parent Channel) []Channel {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(d.world.channels), func(c Channel) bool { return c.Parent != parent.ID })
}
