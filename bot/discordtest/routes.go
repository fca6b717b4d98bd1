package discordtest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Paths as the OpenAPI description names them.
const (
	channelPath       = "/channels/{channel_id}"
	messagesPath      = channelPath + "/messages"
	messagePath       = messagesPath + "/{message_id}"
	reactionPath      = messagePath + "/reactions/{emoji_name}/@me"
	threadsPath       = channelPath + "/threads"
	guildPath         = "/guilds/{guild_id}"
	activePath        = guildPath + "/threads/active"
	commandsPath      = "/applications/{application_id}/commands"
	guildCommandsPath = "/applications/{application_id}/guilds/{guild_id}/commands"
	callbackPath      = "/interactions/{interaction_id}/{interaction_token}/callback"
	webhookPath       = "/webhooks/{webhook_id}/{webhook_token}"
	originalPath      = webhookPath + "/messages/@original"
	followupPath      = webhookPath + "/messages/{message_id}"
)

// routes are all that the fake serves.
func routes() map[string]handler {
	return map[string]handler{
		"GET /gateway":                            (*call).getGateway,
		"GET /gateway/bot":                        (*call).getGatewayBot,
		"GET /users/@me":                          (*call).getMe,
		"GET /users/{user_id}":                    (*call).getUser,
		"POST /users/@me/channels":                (*call).createDM,
		"GET /applications/@me":                   (*call).getApplication,
		"GET /oauth2/applications/@me":            (*call).getApplication,
		"GET " + channelPath:                      (*call).getChannel,
		"POST " + channelPath + "/typing":         (*call).startTyping,
		"GET " + messagesPath:                     (*call).listMessages,
		"POST " + messagesPath:                    (*call).createMessage,
		"GET " + messagePath:                      (*call).getMessage,
		"PATCH " + messagePath:                    (*call).editMessage,
		"DELETE " + messagePath:                   (*call).deleteMessage,
		"POST " + messagePath + "/crosspost":      (*call).crosspost,
		"POST " + messagePath + "/threads":        (*call).openThread,
		"PUT " + reactionPath:                     (*call).addReaction,
		"DELETE " + reactionPath:                  (*call).removeReaction,
		"POST " + threadsPath:                     (*call).createThread,
		"PATCH " + channelPath:                    (*call).editThread,
		"GET " + activePath:                       (*call).listActiveThreads,
		"GET " + guildPath:                        (*call).getGuild,
		"GET " + guildPath + "/channels":          (*call).listChannels,
		"GET " + guildPath + "/roles":             (*call).listRoles,
		"GET " + guildPath + "/members/{user_id}": (*call).getMember,
		"GET /users/@me/guilds/{guild_id}/member": (*call).getMember,
		"GET " + commandsPath:                     (*call).listCommands,
		"PUT " + commandsPath:                     (*call).setCommands,
		"POST " + commandsPath:                    (*call).createCommand,
		"GET " + guildCommandsPath:                (*call).listCommands,
		"PUT " + guildCommandsPath:                (*call).setCommands,
		"POST " + guildCommandsPath:               (*call).createCommand,
		"POST " + callbackPath:                    (*call).callback,
		"POST " + webhookPath:                     (*call).followUp,
		"GET " + originalPath:                     (*call).getReply,
		"PATCH " + originalPath:                   (*call).editReply,
		"DELETE " + originalPath:                  (*call).deleteReply,
		"GET " + followupPath:                     (*call).getReply,
		"PATCH " + followupPath:                   (*call).editReply,
		"DELETE " + followupPath:                  (*call).deleteReply,
	}
}

// param returns a part of the path by the name that the route gives it.
func (c *call) param(name string) string {
	if at := slices.Index(c.names, "{"+name+"}"); at >= 0 {
		return unescape(c.steps[at])
	}
	return ""
}

// unescape decodes a path, or leaves it when it is not well encoded.
func unescape(path string) string {
	if decoded, err := url.PathUnescape(path); err == nil {
		return decoded
	}
	return path
}

// bucket names the rate-limit bucket of a route.
func bucket(route string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '-'
	}, route), "-")
}

func ok(body any) answer { return answer{http.StatusOK, body} }
func done() answer       { return answer{http.StatusNoContent, nil} }

// Discord's refusals. Source: topics/opcodes-and-status-codes, "JSON Error Codes".
func unknownChannel() answer     { return refuse(http.StatusNotFound, 10003, "Unknown Channel") }
func unknownGuild() answer       { return refuse(http.StatusNotFound, 10004, "Unknown Guild") }
func unknownMember() answer      { return refuse(http.StatusNotFound, 10007, "Unknown Member") }
func unknownMessage() answer     { return refuse(http.StatusNotFound, 10008, "Unknown Message") }
func unknownUser() answer        { return refuse(http.StatusNotFound, 10013, "Unknown User") }
func unknownWebhook() answer     { return refuse(http.StatusNotFound, 10015, "Unknown Webhook") }
func unknownInteraction() answer { return refuse(http.StatusNotFound, 10062, "Unknown interaction") }
func missingAccess() answer      { return refuse(http.StatusForbidden, 50001, "Missing Access") }
func missingPermissions() answer { return refuse(http.StatusForbidden, 50013, "Missing Permissions") }
func emptyMessage() answer {
	return refuse(http.StatusBadRequest, 50006, "Cannot send an empty message")
}
