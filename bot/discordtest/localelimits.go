package discordtest

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// locales are the languages of Discord's clients.
// Source: Discord's OpenAPI description, AvailableLocalesEnum.
var locales = strings.Fields(`ar bg cs da de el en-GB en-US es-419 es-ES fi fr he hi hr hu id it ja ko lt nl no pl
	pt-BR ro ru sv-SE th tr uk vi zh-CN zh-TW`)

// checkTranslations checks what a command or an option is called and how it is
// described in other languages: by the rules for English, and in languages that
// there are. Source: Discord's interactions/application-commands, Localization.
func checkTranslations(node any, fits func(name string) bool) []problem {
	var all []problem
	check := func(key string, allowed func(string) bool, code, words string) {
		translated, _ := field(node, key).(object)
		for _, locale := range slices.Sorted(maps.Keys(translated)) {
			s, _ := translated[locale].(string)
			switch at := key + "." + locale; {
			case !slices.Contains(locales, locale):
				all = append(all, problem{at, codeSchema, "Not a valid locale"})
			case !allowed(s):
				all = append(all, problem{at, code, words})
			}
		}
	}
	check("name_localizations", fits, codePattern, "String value did not match validation regex.")
	check("description_localizations", describes, codeLength, "Must be between 1 and 100 in length.")
	return all
}

// namesCommand tells whether a slash command or an option can be called so.
func namesCommand(name string) bool {
	return commandName.MatchString(name) && name == strings.ToLower(name)
}

// namesMenu tells whether a command of a menu can be called so.
func namesMenu(name string) bool { return within(name, 1, 32) }

// describes tells whether a text can describe a command.
func describes(text string) bool { return within(text, 1, 100) }

func within(text string, least, most int) bool {
	n := utf8.RuneCountInString(text)
	return n >= least && n <= most
}

// checkShownNames checks that no two nodes of a kind are shown by one name in a
// language that any of them is translated into.
func checkShownNames(nodes []any, kind func(any) int) (twice []string) {
	for _, locale := range locales {
		type shown struct {
			kind int
			name string
		}
		seen, translated := map[shown]bool{}, false
		for i, n := range nodes {
			own := text(field(n, "name_localizations"), locale)
			translated = translated || own != ""
			is := shown{kind(n), cmp.Or(own, text(n, "name"))}
			if translated && seen[is] {
				twice = append(twice, decimal(i)+".name_localizations."+locale)
			}
			seen[is] = true
		}
	}
	return twice
}

// alike is the kind of every option: they share their names.
func alike(any) int { return 0 }
