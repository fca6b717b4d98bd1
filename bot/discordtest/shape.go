package discordtest

import (
	"cmp"
	"time"
)

// This file gives the things of the world the JSON form that Discord gives
// them. The caller of each method holds d.mu.

func (d *Discord) userJSON(u User) object {
	return object{
		"id": u.ID, "username": u.Name, "discriminator": "0", "global_name": u.Name, "avatar": nil,
		"bot": u.Bot, "public_flags": 0, "flags": 0, "banner": nil, "accent_color": nil, "avatar_decoration_data": nil,
		"clan": nil, "primary_guild": nil, "collectibles": nil,
	}
}

func (d *Discord) memberJSON(u User) object {
	return object{
		"nick": nil, "avatar": nil, "banner": nil, "roles": []string{}, "joined_at": timestamp(worldEpoch),
		"premium_since": nil, "deaf": false, "mute": false, "flags": 0, "pending": false,
		"communication_disabled_until": nil, "avatar_decoration_data": nil, "collectibles": nil,
	}
}

func (d *Discord) memberWithUserJSON(u User) object {
	m := d.memberJSON(u)
	m["user"] = d.userJSON(u)
	return m
}

// everyoneJSON is the only role: what the bot may do in general.
func (d *Discord) everyoneJSON(g Guild) object {
	return object{
		"id": g.ID, "name": "@everyone", "description": nil, "permissions": decimal(BotPermissions), "position": 0, "color": 0,
		"colors": object{"primary_color": 0, "secondary_color": nil, "tertiary_color": nil},
		"hoist":  false, "managed": false, "mentionable": false, "icon": nil, "unicode_emoji": nil, "flags": 0,
	}
}

func (d *Discord) guildJSON(g Guild) object {
	return object{
		"id": g.ID, "name": g.Name, "icon": nil, "description": nil, "home_header": nil, "splash": nil,
		"discovery_splash": nil, "features": []string{}, "banner": nil, "owner_id": d.world.home.user.ID,
		"application_id": nil, "region": "rotterdam", "afk_channel_id": nil, "afk_timeout": 300,
		"system_channel_id": nil, "system_channel_flags": 0, "widget_enabled": false, "widget_channel_id": nil,
		"verification_level": 0, "roles": []any{d.everyoneJSON(g)}, "default_message_notifications": 1,
		"mfa_level": 0, "explicit_content_filter": 0, "max_presences": nil, "max_members": 25000000,
		"max_stage_video_channel_users": 50, "max_video_channel_users": 25, "vanity_url_code": nil,
		"premium_tier": 0, "premium_subscription_count": 0, "preferred_locale": g.Locale,
		"rules_channel_id": nil, "safety_alerts_channel_id": nil, "public_updates_channel_id": nil,
		"premium_progress_bar_enabled": false, "nsfw": false, "nsfw_level": 0, "emojis": []any{}, "stickers": []any{},
		"incidents_data": nil, "owner_configured_content_level": 0,
	}
}

// guildCreateJSON is a guild with what only the gateway tells.
func (d *Discord) guildCreateJSON(g Guild) object {
	o := d.guildJSON(g)
	channels, threads := []any{}, []any{}
	for _, c := range d.world.channels {
		switch {
		case c.GuildID != g.ID || d.world.permissions(c)&permViewChannel == 0:
		case c.Kind.isThread():
			threads = append(threads, d.channelJSON(c))
		default:
			channels = append(channels, d.channelJSON(c))
		}
	}
	o["channels"], o["threads"] = channels, threads
	o["members"] = []any{d.memberWithUserJSON(d.world.bot)}
	o["member_count"] = len(d.world.users) + 1
	o["joined_at"] = timestamp(worldEpoch)
	o["large"], o["unavailable"] = false, false
	o["voice_states"], o["presences"] = []any{}, []any{}
	o["stage_instances"], o["guild_scheduled_events"] = []any{}, []any{}
	return o
}

// channelJSON states the bot's permissions as an overwrite for it as a member.
func (d *Discord) channelJSON(c Channel) object {
	o := object{"id": c.ID, "type": int(c.Kind), "last_message_id": nil, "flags": 0}
	if c.Kind == DirectChat {
		u, _ := d.world.user(c.Recipient)
		o["recipients"] = []any{d.userJSON(u)}
		return o
	}
	o["guild_id"], o["name"], o["parent_id"] = c.GuildID, c.Name, orNull(c.Parent)
	o["rate_limit_per_user"], o["nsfw"], o["position"], o["topic"] = 0, false, 0, nil
	if c.Kind.isThread() {
		o["owner_id"], o["message_count"], o["member_count"], o["total_message_sent"] = cmp.Or(c.Owner, d.world.bot.ID), 0, 1, 0
		o["thread_metadata"] = object{
			"archived": c.Archived, "locked": c.Locked, "auto_archive_duration": 1440,
			"archive_timestamp": timestamp(worldEpoch), "create_timestamp": timestamp(worldEpoch),
		}
		return o
	}
	o["permission_overwrites"] = []any{object{
		"id": d.world.bot.ID, "type": 1, "allow": "0", "deny": decimal(c.Without),
	}}
	if c.Kind.isForum() {
		o["available_tags"], o["default_reaction_emoji"] = []any{}, nil
		o["default_sort_order"], o["default_forum_layout"] = nil, 0
		if c.NeedsTag {
			o["flags"] = 1 << 4 // REQUIRE_TAG; source: resources/channel, "Channel Flags"
			o["available_tags"] = []any{tagJSON(ModeratorTag, true), tagJSON(FreeTag, false)}
		}
	}
	return o
}

func (d *Discord) messageJSON(m *Message) object {
	users := []any{}
	for _, u := range d.world.mentions(m.Content) {
		users = append(users, d.userJSON(u))
	}
	o := object{
		"id": m.ID, "channel_id": m.ChannelID, "type": 0, "author": d.userJSON(m.Author), "content": m.Content,
		"timestamp": timestamp(m.At), "edited_timestamp": nil, "tts": false, "mention_everyone": false,
		"mentions": users, "mention_roles": []any{}, "attachments": attachmentsJSON(m), "embeds": orEmpty(m.Embeds),
		"pinned": false, "flags": m.Flags, "components": orEmpty(m.Components),
	}
	if !m.EditedAt.IsZero() {
		o["edited_timestamp"] = timestamp(m.EditedAt)
	}
	if m.Nonce != "" {
		o["nonce"] = m.Nonce
	}
	d.addReference(o, m)
	if m.Interaction != "" {
		o["application_id"], o["webhook_id"] = d.world.appID, d.world.appID
		o["interaction_metadata"] = d.metadataJSON(m.Interaction)
	}
	return o
}

// metadataJSON says which interaction a message answers.
// Source: Discord's resources/message, "Message Interaction Metadata Object".
func (d *Discord) metadataJSON(id string) object {
	i := d.talks[tokenOf(id)]
	return object{"id": i.ID, "type": i.kind, "user": d.userJSON(i.scene.User), "authorizing_integration_owners": object{}}
}

func attachmentsJSON(m *Message) []any {
	all := []any{}
	for i, f := range m.Files {
		url := "https://cdn.discordapp.com/attachments/" + m.ChannelID + "/" + m.ID + "/" + f.Name
		all = append(all, object{
			"id": m.ID[:len(m.ID)-1] + decimal(i), "filename": f.Name, "size": len(f.Data), "url": url, "proxy_url": url,
		})
	}
	return all
}

func (d *Discord) applicationJSON() object {
	return object{
		"id": d.world.appID, "name": d.world.bot.Name, "icon": nil, "description": "", "summary": "", "type": nil,
		"bot": d.userJSON(d.world.bot), "verify_key": "0", "flags": 0, "bot_public": true, "bot_require_code_grant": false,
		"hook": true, "is_monetized": false, "is_verified": false, "is_discoverable": false, "team": nil,
		"owner": d.userJSON(d.world.home.user), "flags_new": "0", "explicit_content_filter": 0, "eligible_oauth2_scopes": []any{},
		"redirect_uris": []any{}, "interactions_endpoint_url": nil, "role_connections_verification_url": nil,
		"approximate_guild_count": len(d.world.guilds), "approximate_user_install_count": 0,
		"approximate_user_authorization_count": 0,
	}
}

func (d *Discord) readyJSON(s *session) object {
	guilds := []any{}
	for _, g := range d.world.guilds {
		guilds = append(guilds, object{"id": g.ID, "unavailable": true})
	}
	return object{
		"v": 10, "user": d.userJSON(d.world.bot), "guilds": guilds, "session_id": s.id, "session_type": "normal",
		"resume_gateway_url": d.GatewayURL(), "private_channels": []any{}, "relationships": []any{},
		"application": object{"id": d.world.appID, "flags": 0},
	}
}

// timestamp is a time as Discord writes it.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000+00:00") }

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func orEmpty(l []any) []any {
	if l == nil {
		return []any{}
	}
	return l
}
