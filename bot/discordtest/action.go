package discordtest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Types of application command and of their options.
// Source: Discord's interactions/application-commands.
const (
	chatCommand    = 1
	userCommand    = 2
	messageCommand = 3

	optionSubcommand = 1
	optionGroup      = 2
	optionString     = 3
	optionInteger    = 4
	optionBoolean    = 5
	optionUser       = 6
	optionChannel    = 7
	optionNumber     = 10
)

// interact sends an interaction to all sessions. The caller holds d.mu.
func (d *Discord) interact(a Action) *Interaction {
	now := d.now()
	i := &Interaction{d: d, kind: a.kind(), at: now, ID: d.world.mint.at(now), scene: d.fill(a.scene())}
	i.Token = tokenOf(i.ID)
	data, err := a.data(d)
	switch {
	case err != nil:
		i.err = err
		return i
	case len(d.gateway.sessions) == 0:
		i.err = ErrNoClient
		return i
	}
	d.talks[i.Token] = i
	payload := d.interactionJSON(i, data)
	switch a := a.(type) {
	case Press:
		i.source = d.world.message(a.Message.ChannelID, a.Message.ID)
	case ModalSubmit:
		i.source = d.world.message(a.Message.ChannelID, a.Message.ID)
	}
	if i.source != nil {
		payload["message"] = d.messageJSON(i.source)
	}
	d.emit("INTERACTION_CREATE", 0, payload)
	return i
}

// tokenOf is the token of the interaction of that ID.
func tokenOf(id string) string { return "interaction-token-" + id }

// fill completes a scene with its defaults.
func (d *Discord) fill(s Scene) Scene {
	s.Locale = cmp.Or(s.Locale, "en-US")
	s.User = cmp.Or(s.User, d.world.home.user)
	s.Channel = cmp.Or(s.Channel, d.world.home.channel)
	return s
}

// interactionJSON is the payload that all interactions share.
// Source: Discord's interactions/receiving-and-responding, "Interaction Structure".
func (d *Discord) interactionJSON(i *Interaction, data object) object {
	s := i.scene
	o := object{
		"id": i.ID, "application_id": d.world.appID, "type": i.kind, "token": i.Token, "version": 1, "data": data,
		"channel_id": s.Channel.ID, "channel": d.channelJSON(s.Channel), "locale": s.Locale,
		"app_permissions": decimal(d.world.permissions(s.Channel)), "attachment_size_limit": 10 << 20,
		"entitlements": []any{}, "entitlement_sku_ids": []any{},
	}
	guild, inGuild := d.world.guild(s.Channel.GuildID)
	owners := object{}
	switch {
	case s.UserInstalled:
		owners["1"] = s.User.ID
	case inGuild:
		owners["0"] = guild.ID
	default:
		owners["0"] = "0" // the bot's own direct chat
	}
	o["authorizing_integration_owners"] = owners
	if !inGuild {
		o["user"], o["context"] = d.userJSON(s.User), 1
		return o
	}
	member := d.memberWithUserJSON(s.User)
	member["permissions"] = decimal(memberPermissions | s.Can)
	o["member"], o["context"] = member, 0
	o["guild_id"], o["guild_locale"] = guild.ID, guild.Locale
	o["guild"] = object{"id": guild.ID, "locale": guild.Locale, "features": []any{}}
	return o
}

func (c SlashCommand) data(d *Discord) (object, error) {
	return d.chatData(c.Name, c.Options, "")
}

func (a Autocomplete) data(d *Discord) (object, error) {
	if _, ok := a.Options[a.Focused]; !ok {
		return nil, fmt.Errorf("discordtest: autocomplete of /%s: the focused option %q has no value", a.Name, a.Focused)
	}
	return d.chatData(a.Name, a.Options, a.Focused)
}

func (p Press) data(*Discord) (object, error) {
	control, ok := find(p.Message.Controls(), func(c Control) bool { return c.CustomID == p.CustomID })
	switch {
	case !ok:
		control.Type = button // of an older message: Discord does not look
	case control.Disabled:
		return nil, fmt.Errorf("discordtest: the control %q is disabled", p.CustomID)
	}
	o := object{"custom_id": p.CustomID, "component_type": control.Type, "id": 1}
	if isSelect(control.Type) {
		o["values"] = p.Values
	}
	return o, nil
}

func (c MessageCommand) data(d *Discord) (object, error) {
	return object{
		"id": d.commandID(c.Name), "name": c.Name, "type": messageCommand, "target_id": c.Target.ID,
		"resolved": object{"messages": object{c.Target.ID: d.messageJSON(&c.Target)}},
	}, nil
}

func (c UserCommand) data(d *Discord) (object, error) {
	return object{
		"id": d.commandID(c.Name), "name": c.Name, "type": userCommand, "target_id": c.Target.ID,
		"resolved": object{
			"users":   object{c.Target.ID: d.userJSON(c.Target)},
			"members": object{c.Target.ID: d.memberJSON(c.Target)},
		},
	}, nil
}

func (m ModalSubmit) data(*Discord) (object, error) {
	rows := []any{}
	for _, id := range slices.Sorted(maps.Keys(m.Fields)) {
		input := object{"type": textInput, "id": 2 * (len(rows) + 1), "custom_id": id, "value": m.Fields[id]}
		rows = append(rows, object{"type": actionRow, "id": 2*len(rows) + 1, "components": []any{input}})
	}
	return object{"custom_id": m.CustomID, "components": rows}, nil
}

// chatData is the data of a slash command, or of one half typed.
func (d *Discord) chatData(name string, options Options, focused string) (object, error) {
	words := strings.Fields(name)
	if len(words) == 0 || len(words) > 3 {
		return nil, fmt.Errorf("discordtest: %q names no command", name)
	}
	resolved := object{}
	args := []any{}
	for _, key := range d.optionOrder(words, options) {
		arg, err := d.optionJSON(key, options[key], key == focused, resolved)
		if err != nil {
			return nil, fmt.Errorf("discordtest: /%s: %w", name, err)
		}
		args = append(args, arg)
	}
	for depth := len(words) - 1; depth > 0; depth-- {
		kind := optionSubcommand
		if depth < len(words)-1 {
			kind = optionGroup
		}
		args = []any{object{"name": words[depth], "type": kind, "options": args}}
	}
	o := object{"id": d.commandID(words[0]), "name": words[0], "type": chatCommand, "options": args}
	if len(resolved) > 0 {
		o["resolved"] = resolved
	}
	return o, nil
}

// optionJSON is one argument; users and channels are added to resolved. A
// focused number arrives as typed, which is as a string.
func (d *Discord) optionJSON(name string, value any, focused bool, resolved object) (object, error) {
	o := object{"name": name, "value": value}
	switch v := value.(type) {
	case string:
		o["type"] = optionString
	case bool:
		o["type"] = optionBoolean
	case int:
		o["type"] = optionInteger
	case float64:
		o["type"] = optionNumber
	case User:
		o["type"], o["value"] = optionUser, v.ID
		add(resolved, "users", v.ID, d.userJSON(v))
		add(resolved, "members", v.ID, d.memberJSON(v))
	case Channel:
		o["type"], o["value"] = optionChannel, v.ID
		c := d.channelJSON(v)
		c["permissions"] = decimal(memberPermissions)
		c["app_permissions"] = decimal(d.world.permissions(v))
		delete(c, "permission_overwrites")
		add(resolved, "channels", v.ID, c)
	default:
		return nil, fmt.Errorf("option %s: a %T is no option", name, value)
	}
	if focused {
		o["focused"], o["value"] = true, fmt.Sprint(value)
	}
	return o, nil
}

func add(resolved object, kind, id string, value object) {
	if resolved[kind] == nil {
		resolved[kind] = object{}
	}
	resolved[kind].(object)[id] = value
}

// command returns a registered command, the guilds' own first.
func (d *Discord) command(name string) object {
	for _, scope := range slices.Backward(slices.Sorted(maps.Keys(d.world.commands))) {
		for _, c := range d.world.commands[scope] {
			if c["name"] == name {
				return c
			}
		}
	}
	return nil
}

// commandID is the id of a registered command, or a new one.
func (d *Discord) commandID(name string) string {
	if id := text(d.command(name), "id"); id != "" {
		return id
	}
	return d.world.mint.next()
}

// optionOrder lists the given options as the registered command does; those
// that it does not know come last, by name.
func (d *Discord) optionOrder(words []string, options Options) []string {
	node := any(d.command(words[0]))
	for _, w := range words[1:] {
		node, _ = find(list(node, "options"), func(o any) bool { return text(o, "name") == w })
	}
	place := map[string]int{}
	for i, o := range list(node, "options") {
		place[text(o, "name")] = i - len(list(node, "options"))
	}
	names := slices.Sorted(maps.Keys(options))
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(place[a], place[b]) })
	return names
}
