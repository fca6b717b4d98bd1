package discord

import (
	"regexp"
	"slices"
	"testing"

	"github.com/bwmarrin/discordgo"

	"paperbot/bot/discord/words"
)

// Discord's rule for names of commands and options: letters and digits of any
// script, hyphens and underscores, lower case where there is one.
// Source: Discord's documentation, Application Command Naming.
var localName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)
var upperCase = regexp.MustCompile(`\p{Lu}`)

// A named is a command or an option, as far as it is translated.
type named struct {
	name, description   string
	names, descriptions map[discordgo.Locale]string
	menu                bool // of a message: any characters are allowed in its name
	siblings            []*discordgo.ApplicationCommandOption
}

func allNamed() []named {
	var all []named
	var add func(options []*discordgo.ApplicationCommandOption)
	add = func(options []*discordgo.ApplicationCommandOption) {
		for _, o := range options {
			all = append(all, named{o.Name, o.Description, o.NameLocalizations, o.DescriptionLocalizations, false, o.Options})
			add(o.Options)
		}
	}
	for _, c := range commands() {
		n := named{c.Name, c.Description, *c.NameLocalizations, nil, c.Type == discordgo.MessageApplicationCommand, c.Options}
		if c.DescriptionLocalizations != nil {
			n.descriptions = *c.DescriptionLocalizations
		}
		all = append(all, n)
		add(c.Options)
	}
	return all
}

func TestCommandsAreTranslated(t *testing.T) {
	t.Parallel()
	for _, locale := range []string{"de", "fr", "es-ES", "pt-BR", "ja", "zh-CN"} {
		if !slices.Contains(words.Locales(), locale) {
			t.Errorf("no words in %s", locale)
		}
	}
	used := map[string]bool{}
	for _, n := range allNamed() {
		used[n.name], used[n.description] = true, true
		for _, locale := range words.Locales() {
			name, description := n.names[discordgo.Locale(locale)], n.descriptions[discordgo.Locale(locale)]
			switch l := length(name); {
			case n.menu && (l < 1 || l > 32):
				t.Errorf("%s: %s is called %q", locale, n.name, name)
			case !n.menu && (!localName.MatchString(name) || upperCase.MatchString(name)):
				t.Errorf("%s: %s is called %q", locale, n.name, name)
			}
			if l := length(description); n.description != "" && (l < 1 || l > 100) {
				t.Errorf("%s: %s is described as %q", locale, n.name, description)
			}
		}
	}
	for _, locale := range words.Locales() {
		l := words.In(locale)
		for _, list := range []map[string]string{l.Names, l.Texts} {
			for english := range list {
				if !used[english] {
					t.Errorf("%s: nothing says %q any more", locale, english)
				}
			}
		}
	}
}

// Discord refuses commands or options of one name in any language.
func TestTranslatedNamesAreDifferent(t *testing.T) {
	t.Parallel()
	for _, locale := range words.Locales() {
		taken := map[string]string{}
		for _, c := range commands() {
			name := (*c.NameLocalizations)[discordgo.Locale(locale)]
			if other, ok := taken[name]; ok {
				t.Errorf("%s: /%s and /%s are both called %q", locale, c.Name, other, name)
			}
			taken[name] = c.Name
		}
		for _, n := range allNamed() {
			taken := map[string]string{}
			for _, o := range n.siblings {
				name := o.NameLocalizations[discordgo.Locale(locale)]
				if other, ok := taken[name]; ok {
					t.Errorf("%s: %s: %s and %s are both called %q", locale, n.name, o.Name, other, name)
				}
				taken[name] = o.Name
			}
		}
	}
}
