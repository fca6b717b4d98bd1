// Package words holds the bot's own words in the languages of Discord's clients,
// a file for each. English is in the code and is the key to the others; what
// papers say is never translated.
package words

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/samber/lo"
)

// A Language is the words of one of Discord's locales.
type Language struct {
	Names map[string]string `json:"names"` // of commands and options
	Texts map[string]string `json:"texts"` // their descriptions, and what the bot says
}

// Text returns the English text in the language, itself where it has none.
func (l Language) Text(english string) string { return orSame(l.Texts, english) }

// Name returns what the reader's Discord calls a command or an option.
func (l Language) Name(english string) string { return orSame(l.Names, english) }

func orSame(among map[string]string, english string) string {
	if text, ok := among[english]; ok {
		return text
	}
	return english
}

// files are named as Discord calls the locale.
// Source: Discord's documentation, Locales.
//
//go:embed *.json
var files embed.FS

// languages is read when first asked for: most runs of the program need no words.
var languages = sync.OnceValue(func() map[string]Language {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // the files are part of the program, and tested
	}
	all := make(map[string]Language, len(entries))
	for _, e := range entries {
		data, err := files.ReadFile(e.Name())
		var l Language
		if err == nil {
			err = json.Unmarshal(data, &l)
		}
		if err != nil {
			panic(fmt.Sprintf("words: %s: %v", e.Name(), err))
		}
		all[strings.TrimSuffix(e.Name(), ".json")] = l
	}
	return all
})

// Locales returns the locales that there are words for, English excepted, sorted.
func Locales() []string { return slices.Sorted(slices.Values(lo.Keys(languages()))) }

// nearest are the locales that serve all who speak a language, where they are not
// called like it. Discord itself shows es-419 the names of commands in es-ES.
// Chinese is not among them: who reads zh-TW may not read the characters of zh-CN.
// Source: Discord's documentation, Locale fallbacks.
var nearest = map[string]string{"es": "es-ES", "pt": "pt-BR"}

// In returns the words of a locale, else those of its language as it is spoken
// elsewhere; none for English and what is not known.
func In(locale string) Language {
	if l, ok := languages()[locale]; ok {
		return l
	}
	language, _, _ := strings.Cut(locale, "-")
	if other, ok := nearest[language]; ok {
		language = other
	}
	return languages()[language]
}
