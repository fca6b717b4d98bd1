package discordtest

import "net/http"

func (c *call) getGateway() answer { return ok(object{"url": c.GatewayURL()}) }

func (c *call) getGatewayBot() answer {
	return ok(object{"url": c.GatewayURL(), "shards": 1, "session_start_limit": object{
		"total": 1000, "remaining": max(0, 1000-c.gateway.counts.Identifies), "reset_after": 86400000, "max_concurrency": 1,
	}})
}

func (c *call) getMe() answer {
	me := c.userJSON(c.world.bot)
	me["verified"], me["mfa_enabled"], me["locale"] = true, true, "en-US"
	return ok(me)
}

func (c *call) getUser() answer {
	u, there := c.world.user(c.param("user_id"))
	if !there {
		return unknownUser()
	}
	return ok(c.userJSON(u))
}

func (c *call) getApplication() answer { return ok(c.applicationJSON()) }

func (c *call) createDM() answer {
	u, there := c.world.user(text(c.body, "recipient_id"))
	if !there || u.ID == c.world.bot.ID {
		return refuse(http.StatusBadRequest, 50033, "Invalid Recipient(s)")
	}
	return ok(c.channelJSON(c.world.directChannel(u)))
}

func (c *call) getGuild() answer {
	g, there := c.world.guild(c.param("guild_id"))
	if !there {
		return unknownGuild()
	}
	return ok(c.guildJSON(g))
}

func (c *call) listChannels() answer {
	g, there := c.world.guild(c.param("guild_id"))
	if !there {
		return unknownGuild()
	}
	all := []any{}
	for _, ch := range c.world.channels {
		if ch.GuildID == g.ID && !ch.Kind.isThread() {
			all = append(all, c.channelJSON(ch))
		}
	}
	return ok(all)
}

func (c *call) listRoles() answer {
	g, there := c.world.guild(c.param("guild_id"))
	if !there {
		return unknownGuild()
	}
	return ok([]any{c.everyoneJSON(g)})
}

func (c *call) getMember() answer {
	if _, there := c.world.guild(c.param("guild_id")); !there {
		return unknownGuild()
	}
	id := c.param("user_id")
	if id == "" {
		id = "@me"
	}
	u, there := c.world.user(id)
	if !there {
		return unknownMember()
	}
	return ok(c.memberWithUserJSON(u))
}
