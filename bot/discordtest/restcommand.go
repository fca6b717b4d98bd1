package discordtest

import (
	"maps"
	"net/http"
)

// Commands returns the registered commands as Discord would list them: those of
// a guild, or the global ones for the zero Guild.
func (d *Discord) Commands(g Guild) []map[string]any {
	d.mu.Lock()
	defer d.mu.Unlock()
	var all []map[string]any
	for _, c := range d.world.commands[g.ID] {
		all = append(all, maps.Clone(c))
	}
	return all
}

func (c *call) listCommands() answer {
	return ok(append([]object{}, c.world.commands[c.param("guild_id")]...))
}

// setCommands replaces all commands. One that keeps its name keeps its id.
func (c *call) setCommands() answer {
	given, _ := c.body.([]any)
	var all []object
	for _, one := range given {
		all = append(all, c.keep(one))
	}
	c.world.commands[c.param("guild_id")] = all
	return c.listCommands()
}

// createCommand adds a command, or replaces the one of its name.
func (c *call) createCommand() answer {
	scope := c.param("guild_id")
	made := c.keep(c.body)
	for i, old := range c.world.commands[scope] {
		if old["id"] == made["id"] {
			c.world.commands[scope][i] = made
			return ok(made)
		}
	}
	c.world.commands[scope] = append(c.world.commands[scope], made)
	return answer{http.StatusCreated, made}
}

// keep completes a command as Discord stores it.
func (c *call) keep(body any) object {
	given, _ := body.(object)
	scope := c.param("guild_id")
	kept := object{
		"type": chatCommand, "description": "", "default_member_permissions": nil, "dm_permission": true, "nsfw": false,
		"contexts": nil, "integration_types": []int{0}, "options": []any{},
	}
	for key, value := range given {
		if value != nil {
			kept[key] = value
		}
	}
	kept["id"], kept["application_id"], kept["version"] = "", c.world.appID, c.world.mint.next()
	if scope != "" {
		kept["guild_id"] = scope
	}
	for _, old := range c.world.commands[scope] {
		if old["name"] == kept["name"] && commandType(old) == commandType(kept) {
			kept["id"] = old["id"]
		}
	}
	if kept["id"] == "" {
		kept["id"] = c.world.mint.next()
	}
	return kept
}
