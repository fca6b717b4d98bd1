package discordtest

import "net/http"

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
	switch {
	case parent.Kind == Forum && parent.NeedsTag && len(list(c.body, "applied_tags")) == 0:
		return refuse(http.StatusBadRequest, 40067, "A tag is required to create a forum post in this channel")
	case parent.Kind == Forum && first.empty():
		return emptyMessage()
	}
	guild, _ := c.world.guild(parent.GuildID)
	thread := c.world.addChannel(guild, Channel{Parent: parent.ID, Kind: Thread, Name: text(c.body, "name")})
	c.emit("THREAD_CREATE", intentGuilds, c.channelJSON(thread))
	made := c.channelJSON(thread)
	if parent.Kind == Forum {
		first.ChannelID, first.GuildID = thread.ID, thread.GuildID
		made["message"] = c.messageJSON(c.post(first))
	}
	return answer{http.StatusCreated, made}
}
