package discord

import (
	"github.com/bwmarrin/discordgo"

	"paperbot/bot/discord/words"
)

// localise adds the names and descriptions in other languages. Discord shows
// members those of their client's language and sends us the English names.
func localise(commands []*discordgo.ApplicationCommand) []*discordgo.ApplicationCommand {
	for _, c := range commands {
		names := translations(c.Name, func(l words.Language) map[string]string { return l.Names })
		c.NameLocalizations = &names
		if c.Description != "" {
			descriptions := translations(c.Description, func(l words.Language) map[string]string { return l.Texts })
			c.DescriptionLocalizations = &descriptions
		}
		localiseOptions(c.Options)
	}
	return commands
}

func localiseOptions(options []*discordgo.ApplicationCommandOption) {
	for _, o := range options {
		o.NameLocalizations = translations(o.Name, func(l words.Language) map[string]string { return l.Names })
		o.DescriptionLocalizations = translations(o.Description, func(l words.Language) map[string]string { return l.Texts })
		localiseOptions(o.Options)
	}
}

// translations returns an English text in every language that has it.
func translations(english string, among func(words.Language) map[string]string) map[discordgo.Locale]string {
	all := make(map[discordgo.Locale]string)
	for _, locale := range words.Locales() {
		if text, ok := among(words.In(locale))[english]; ok {
			all[discordgo.Locale(locale)] = text
		}
	}
	return all
}
