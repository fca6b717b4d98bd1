package analysis

import (
	"strings"

	"github.com/kljensen/snowball/english"
)

// Stem returns the English Snowball stem of a lower-case word, as the algorithm is
// defined since 2025. The library implements an earlier state of it, which makes
// one of words that mean different things ("organic" and "organization",
// "university" and "universal"); mended holds the words where that matters.
func Stem(word string) string {
	if stem, ok := mended[word]; ok {
		return stem
	}
	return english.Stem(word, true)
}

// mended are the stems of the words that the library stems otherwise: all those of
// the algorithm's own vocabulary, and the inflections of theirs that it lacks.
var mended = byWord(map[string]string{
	// Doubled letters that stay: "add", not "ad".
	"add": "added adding",
	"ebb": "ebbed ebbing",
	"err": "erred erring",
	"off": "offing",
	// The sciences and those who practise them.
	"apolog":     "apologist apologists",
	"archaeolog": "archaeologist archaeologists",
	"biolog":     "biologist biologists",
	"entomolog":  "entomologist entomologists",
	"genealog":   "genealogist genealogists",
	"geolog":     "geologist geologists",
	"neurolog":   "neurologist neurologists",
	"oncolog":    "oncologist oncologists",
	"ornitholog": "ornithologist ornithologists",
	"patholog":   "pathologist pathologists",
	"psycholog":  "psychologist psychologists",
	"radiolog":   "radiologist radiologists",
	// Endings that make another word: "later" is not "lateral".
	"emergenc":   "emergency emergencies",
	"evening":    "evening evenings",
	"interfer":   "interfered interfering",
	"internal":   "internal internality internalization internalize internalized internalizes internally internalness",
	"internat":   "international internationally internationals",
	"internment": "internment internments",
	"interval":   "interval intervals",
	"lateral":    "lateral laterally",
	"organic":    "organic organically",
	"organism":   "organism organisms",
	"organiz":    "organization organizations organizational organize organized organizes organizing organizer organizers",
	"paste":      "paste pasted pasting",
	"universal":  "universal universally",
	"universiti": "university universities",
	// Verbs in -ie.
	"hie": "hying",
	"vie": "vying",
	// The vocabulary has this one, too.
	"'": "'''",
})

// byWord turns lists of words by their stem into stems by word.
func byWord(byStem map[string]string) map[string]string {
	stems := make(map[string]string)
	for stem, words := range byStem {
		for _, word := range strings.Fields(words) {
			stems[word] = stem
		}
	}
	return stems
}
