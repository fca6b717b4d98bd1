package discord

import (
	"regexp"
	"slices"
	"testing"

	"github.com/bwmarrin/discordgo"

	"paperbot/bot/discord/words"
	"paperbot/bot/discordtest"
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
	for _, text := range spokenFormats(t) {
		used[text] = true
	}
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

func TestMembersAreAnsweredInTheirLanguage(t *testing.T) {
	t.Parallel()
	s := perform(t)
	for locale, want := range map[string][]string{
		"de":       {"Satz 2 von 8", "Weitere Paper", "Ähnl."},
		"ja":       {"2文目／全8文", "ほかの論文", "類似"},
		"es-419":   {"frase 2 de 8", "Más artículos", "Afines"},
		"en-GB":    {"sentence 2 of 8", "More papers", "Similar"},
		"xx":       {"sentence 2 of 8", "More papers", "Similar"},
		"../words": {"sentence 2 of 8", "More papers", "Similar"},
	} {
		question := ask(loraQuestion)
		question.Locale = locale
		m := s.answer(question)
		s.wants(m.Text()+string(m.Body), want...)
		s.wants(m.Text(), "MultiLoRA scales") // papers keep their words
	}
	help := discordtest.SlashCommand{Scene: discordtest.Scene{Locale: "fr"}, Name: "help"}
	s.wants(s.answer(help).Text(), "Pose une question", "`/demander` une question")
	wrong := digest(s, "set", discordtest.Options{"time": "25:00", "zone": "Berlin"})
	wrong.Locale = "de"
	s.wants(s.answer(wrong).Text(), "Ein Tag hat keine Stunde 25")
	none := ask("how do I bake sourdough bread?")
	none.Locale = "pt-BR"
	s.wants(s.answer(none).Text(), "“bake” ou “sourdough”")
}

// An abstract that one member has opened is closed by the label of any language.
func TestAbstractOpenedInAnotherLanguageIsClosed(t *testing.T) {
	t.Parallel()
	s := perform(t)
	before := s.answer(ask(loraQuestion))
	press := discordtest.Press{Message: before, CustomID: s.control(before, "Abstract").CustomID}
	press.Locale = "ja"
	opened := s.answer(press)
	s.wants(opened.Text(), "**要旨**")
	closed := s.answer(discordtest.Press{Message: opened, CustomID: s.control(opened, "閉じる").CustomID})
	if closed.Text() != before.Text() {
		t.Errorf("not as it was:\n%s", closed.Text())
	}
}
