package discordtest

import (
	"fmt"
	"regexp"
	"unicode/utf8"
)

// maxCommand is the size of a whole command: names, descriptions and values, of
// localisations only the longest. Source: Discord's interactions/application-commands.
const maxCommand = 8000

// maxChatCommands is how many slash commands an application has. Source: as above.
const maxChatCommands = 100

// commandName is what commands and options are called. Source: as above,
// "Application Command Naming".
var commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

// checkCommands checks a bulk overwrite.
func checkCommands(body any) []problem {
	commands, _ := body.([]any)
	var all []problem
	seen := map[string]bool{}
	chats := 0
	for i, c := range commands {
		at := decimal(i)
		key := fmt.Sprint(commandType(c), " ", text(c, "name"))
		if seen[key] {
			all = append(all, problem{at + ".name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique"})
		}
		seen[key] = true
		if commandType(c) == chatCommand {
			chats++
		}
		all = append(all, checkCommand(at, c)...)
	}
	for _, at := range checkShownNames(commands, commandType) {
		all = append(all, problem{at, "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique"})
	}
	if chats > maxChatCommands {
		all = append(all, problem{"", codeLength, fmt.Sprintf("Maximum number of application commands reached (%d).", maxChatCommands)})
	}
	return all
}

// checkGuildCommands refuses what only global commands can have.
// Source: Discord's interactions/application-commands, "Application Command Object".
func checkGuildCommands(body any) []problem {
	commands, _ := body.([]any)
	var all []problem
	for i, c := range commands {
		for _, key := range []string{"contexts", "integration_types"} {
			if field(c, key) != nil {
				all = append(all, problem{decimal(i) + "." + key, codeSchema, "Only a global command has this field"})
			}
		}
	}
	return all
}

// checkCommand checks one command and its options.
func checkCommand(at string, c any) []problem {
	var all []problem
	if n := commandSize(c); n > maxCommand {
		all = append(all, problem{"", "APPLICATION_COMMAND_TOO_LARGE", fmt.Sprintf("Command exceeds maximum size (%d): %d", maxCommand, n)})
	}
	if commandType(c) != chatCommand {
		if text(c, "description") != "" {
			all = append(all, problem{"description", codeLength, "A context menu command has no description"})
		}
		return under(at, append(all, checkTranslations(c, namesMenu)...))
	}
	return under(at, append(all, checkNode(c)...))
}

func commandType(c any) int {
	if kind := number(c, "type"); kind != 0 {
		return kind
	}
	return chatCommand
}

// checkNode checks a slash command, or an option, and the options below it.
func checkNode(node any) []problem {
	var all []problem
	if !namesCommand(text(node, "name")) {
		all = append(all, problem{"name", codePattern, "String value did not match validation regex."})
	}
	if !describes(text(node, "description")) {
		all = append(all, problem{"description", codeLength, "Must be between 1 and 100 in length."})
	}
	all = append(all, checkTranslations(node, namesCommand)...)
	if field(node, "autocomplete") == true && len(list(node, "choices")) > 0 {
		all = append(all, problem{"autocomplete", codeLength, "Autocomplete cannot be used with choices"})
	}
	options := list(node, "options")
	names := map[string]bool{}
	optional := false
	for i, o := range options {
		at := "options." + decimal(i)
		if names[text(o, "name")] {
			all = append(all, problem{at + ".name", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option names must be unique"})
		}
		names[text(o, "name")] = true
		if field(o, "required") == true && optional {
			all = append(all, problem{at, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options"})
		}
		optional = optional || field(o, "required") != true
		all = append(all, under(at, checkNode(o))...)
	}
	for _, at := range checkShownNames(options, alike) {
		all = append(all, problem{"options." + at, "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option names must be unique"})
	}
	return all
}

// commandSize adds up what counts towards maxCommand.
func commandSize(node any) int {
	size := longest(text(node, "name"), field(node, "name_localizations")) +
		longest(text(node, "description"), field(node, "description_localizations"))
	for _, c := range list(node, "choices") {
		size += longest(text(c, "name"), field(c, "name_localizations")) + utf8.RuneCountInString(text(c, "value"))
	}
	for _, below := range list(node, "options") {
		size += commandSize(below)
	}
	return size
}

func longest(base string, localizations any) int {
	n := utf8.RuneCountInString(base)
	translated, _ := localizations.(object)
	for _, t := range translated {
		s, _ := t.(string)
		n = max(n, utf8.RuneCountInString(s))
	}
	return n
}

// checkChoices checks the suggestions of an autocomplete. The description allows
// values of 6000; the documentation says 100, and rejects empty names.
func checkChoices(choices []any) []problem {
	var all []problem
	if len(choices) > 25 {
		all = append(all, problem{"data.choices", codeLength, "Must be 25 or fewer in length."})
	}
	for i, c := range choices {
		at := "data.choices." + decimal(i)
		texts := map[string]string{"name": text(c, "name")}
		if s, ok := field(c, "value").(string); ok {
			texts["value"] = s
		}
		for _, key := range []string{"name", "value"} {
			s, there := texts[key]
			if n := utf8.RuneCountInString(s); there && (n < 1 || n > 100) {
				all = append(all, problem{at + "." + key, codeLength, "Must be between 1 and 100 in length."})
			}
		}
	}
	return all
}
