package summary

import "strings"

// A section is a part of a structured abstract, whose parts begin with labels:
// "METHODS Forty patients …", "Results: …".
type section byte

const (
	noSection section = iota
	backgroundSection
	aimSection
	methodSection
	resultSection
	conclusionSection
	noteSection // no part of the argument: funding, registration
)

// labelled returns the section that a sentence begins by its label, and the
// section it stands in otherwise: a label holds until the next one.
func (in section) labelled(sentence string) section {
	found := noSection
	for rest := sentence; ; {
		word := capitals(rest)
		if len(word) < 2 {
			break
		}
		if s := sectionOf(word); s != noSection {
			found = s // of "MAIN OUTCOME MEASURES" the last word tells
		}
		rest = strings.TrimLeft(rest[len(word):], " ,/&")
	}
	if found == noSection {
		if word, _, ok := strings.Cut(sentence[:min(len(sentence), longestLabel+1)], ":"); ok {
			found = sectionOf(strings.ToUpper(word))
		}
	}
	if found == noSection {
		return in
	}
	return found
}

// longestLabel is the length of the longest word that sectionOf knows.
const longestLabel = len("INTERPRETATION")

// capitals returns the word in capitals that text starts with.
func capitals(text string) string {
	end := strings.IndexFunc(text, func(c rune) bool { return c < 'A' || 'Z' < c })
	switch {
	case end < 0:
		return text
	case !strings.ContainsRune(" ,:/&.", rune(text[end])):
		return ""
	}
	return text[:end]
}

// sectionOf looks a word of a label up. The words are those that medical
// journals ask for.
func sectionOf(word string) section {
	switch word {
	case "BACKGROUND", "INTRODUCTION", "CONTEXT", "IMPORTANCE", "RATIONALE":
		return backgroundSection
	case "OBJECTIVE", "OBJECTIVES", "AIM", "AIMS", "PURPOSE", "GOAL":
		return aimSection
	case "METHOD", "METHODS", "DESIGN", "SETTING", "PARTICIPANTS", "SUBJECTS", "PATIENTS", "INTERVENTION",
		"INTERVENTIONS", "EXPOSURES", "MATERIALS", "MEASURE", "MEASURES", "MEASUREMENTS", "METHODOLOGY", "SAMPLE",
		"POPULATION", "SOURCES", "EXTRACTION", "SELECTION":
		return methodSection
	case "RESULT", "RESULTS", "FINDINGS", "OUTCOME", "OUTCOMES", "SYNTHESIS":
		return resultSection
	case "CONCLUSION", "CONCLUSIONS", "INTERPRETATION", "SIGNIFICANCE", "DISCUSSION":
		return conclusionSection
	case "FUNDING", "REGISTRATION", "IDENTIFIER":
		return noteSection
	}
	return noSection
}
