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
	Texts map[string]string `json:"texts"` // their descriptions
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

// In returns the words of a locale, none for one that is not known.
func In(locale string) Language { return languages()[locale] }
