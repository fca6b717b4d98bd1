package discordtest

import (
	"net/http"
	"strings"
)

// A problem is what is wrong with one field of a request body.
type problem struct {
	path    string // such as "components.0.label"; "" is the body
	code    string // Discord's name for the kind of problem
	message string
}

func (p problem) String() string {
	if p.path == "" {
		return p.message
	}
	return p.path + ": " + p.message
}

// Kinds of problem. Source: Discord's reference, "Error Messages", and the
// errors that its API is known to give.
const (
	codeSchema   = "BASE_TYPE_INVALID"
	codeRequired = "BASE_TYPE_REQUIRED"
	codeLength   = "BASE_TYPE_BAD_LENGTH"
	codeMax      = "BASE_TYPE_MAX_LENGTH"
	codeTwice    = "COMPONENT_CUSTOM_ID_DUPLICATED"
	codeEmbeds   = "MAX_EMBED_SIZE_EXCEEDED"
	codeLegacy   = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
	codeNotV2    = "COMPONENT_TYPE_INVALID"
	codePattern  = "STRING_TYPE_REGEX"
	codeNotJSON  = "" // Discord has no name for it: the whole body is refused
)

// invalidForm is the answer to a bad body: the problems as a tree of fields.
func invalidForm(problems []problem) answer {
	tree := object{}
	for _, p := range problems {
		node := tree
		for key := range strings.SplitSeq(p.path, ".") {
			if key == "" {
				continue
			}
			if node[key] == nil {
				node[key] = object{}
			}
			node = node[key].(object)
		}
		errors, _ := node["_errors"].([]any)
		node["_errors"] = append(errors, object{"code": p.code, "message": p.message})
	}
	return answer{http.StatusBadRequest, object{"code": 50035, "message": "Invalid Form Body", "errors": tree}}
}

// problems checks the body against the description and the limits beyond it.
func (c *call) problems() []problem {
	var all []problem
	if c.spec != nil {
		all = c.spec.check(c.route, c.body)
	}
	if len(all) > 0 {
		return all // the shape is wrong: what is in it cannot be looked at
	}
	switch c.route {
	case "POST " + messagesPath:
		return c.checkMessage("", c.body, 0)
	case "PATCH " + messagePath:
		return c.checkEdit(c.world.message(c.param("channel_id"), c.param("message_id")))
	case "POST " + threadsPath:
		if m := c.field("message"); m != nil {
			return c.checkMessage("message", m, 0)
		}
	case "POST " + callbackPath:
		return c.checkCallback()
	case "POST " + webhookPath:
		return c.checkMessage("", c.body, 0)
	case "PATCH " + originalPath, "PATCH " + followupPath:
		return c.checkEdit(c.talkMessage())
	case "PUT " + commandsPath:
		return checkCommands(c.body)
	case "PUT " + guildCommandsPath:
		return append(checkCommands(c.body), checkGuildCommands(c.body)...)
	case "POST " + commandsPath:
		return checkCommand("", c.body)
	}
	return nil
}

// field returns a field of the body; nil if it is not there.
func (c *call) field(name string) any {
	body, _ := c.body.(object)
	return body[name]
}

func (c *call) checkEdit(stored *Message) []problem {
	if stored == nil {
		return nil // the handler says that there is no such message
	}
	return c.checkMessage("", c.body, stored.Flags&flagComponentsV2)
}
