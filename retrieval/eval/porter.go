package eval

import "strings"

// porter returns the stem of a lower-case English word by the algorithm of
// M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980, with
// the two departures of its author's own programs (-bli for -abli, and -logi).
// ROUGE figures are compared by these stems; nothing else here uses them.
func porter(word string) string {
	if len(word) <= 2 {
		return word
	}
	w := plural(word)
	w = pastOrGerund(w)
	if stem, ok := strings.CutSuffix(w, "y"); ok && hasVowel(stem) {
		w = stem + "i"
	}
	w = replaceSuffix(w, step2[:])
	w = replaceSuffix(w, step3[:])
	w = dropSuffix(w)
	return tidyEnd(w)
}

// A rule replaces a suffix.
type rule struct{ suffix, by string }

// The rules of steps 2 to 4, never changed. Where one suffix ends another, the
// longer is first.
var (
	step2 = [...]rule{
		{"ational", "ate"}, {"tional", "tion"}, {"enci", "ence"}, {"anci", "ance"}, {"izer", "ize"}, {"bli", "ble"},
		{"alli", "al"}, {"entli", "ent"}, {"ousli", "ous"}, {"eli", "e"}, {"ization", "ize"}, {"ation", "ate"},
		{"ator", "ate"}, {"alism", "al"}, {"iveness", "ive"}, {"fulness", "ful"}, {"ousness", "ous"}, {"aliti", "al"},
		{"iviti", "ive"}, {"biliti", "ble"}, {"logi", "log"},
	}
	step3 = [...]rule{
		{"icate", "ic"}, {"ative", ""}, {"alize", "al"}, {"iciti", "ic"}, {"ical", "ic"}, {"ful", ""}, {"ness", ""},
	}
	step4 = [...]string{
		"ement", "ment", "ent", "ance", "ence", "able", "ible", "ant", "ion", "ism", "ate", "iti", "ous", "ive", "ize",
		"al", "er", "ic", "ou",
	}
)

// plural is step 1a.
func plural(w string) string {
	switch {
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "ies"):
		return w[:len(w)-2]
	case strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss"):
		return w[:len(w)-1]
	}
	return w
}

// pastOrGerund is step 1b.
func pastOrGerund(w string) string {
	if stem, ok := strings.CutSuffix(w, "eed"); ok {
		if measureOf(stem) > 0 {
			return stem + "ee"
		}
		return w
	}
	stem, ok := strings.CutSuffix(w, "ed")
	if !ok {
		stem, ok = strings.CutSuffix(w, "ing")
	}
	if !ok || !hasVowel(stem) {
		return w
	}
	switch {
	case strings.HasSuffix(stem, "at"), strings.HasSuffix(stem, "bl"), strings.HasSuffix(stem, "iz"):
		return stem + "e"
	case endsDouble(stem) && !strings.ContainsRune("lsz", rune(stem[len(stem)-1])):
		return stem[:len(stem)-1]
	case measureOf(stem) == 1 && endsShort(stem):
		return stem + "e"
	}
	return stem
}

// replaceSuffix applies the first rule whose suffix w has, if what is before it
// has a vowel followed by a consonant.
func replaceSuffix(w string, rules []rule) string {
	for _, r := range rules {
		if stem, ok := strings.CutSuffix(w, r.suffix); ok {
			if measureOf(stem) > 0 {
				return stem + r.by
			}
			return w
		}
	}
	return w
}

// dropSuffix is step 4.
func dropSuffix(w string) string {
	for _, suffix := range step4 {
		stem, ok := strings.CutSuffix(w, suffix)
		if !ok {
			continue
		}
		if measureOf(stem) > 1 && (suffix != "ion" || strings.HasSuffix(stem, "s") || strings.HasSuffix(stem, "t")) {
			return stem
		}
		return w
	}
	return w
}

// tidyEnd is step 5: a last e, and one of two last l's.
func tidyEnd(w string) string {
	if stem, ok := strings.CutSuffix(w, "e"); ok {
		if m := measureOf(stem); m > 1 || m == 1 && !endsShort(stem) {
			w = stem
		}
	}
	if strings.HasSuffix(w, "ll") && measureOf(w) > 1 {
		w = w[:len(w)-1]
	}
	return w
}

// consonant reports whether the i-th letter is one; y is one at the beginning
// and after a vowel.
func consonant(w string, i int) bool {
	switch w[i] {
	case 'a', 'e', 'i', 'o', 'u':
		return false
	case 'y':
		return i == 0 || !consonant(w, i-1)
	}
	return true
}

// measureOf returns Porter's m: how often a run of vowels is followed by
// consonants.
func measureOf(w string) int {
	m := 0
	for i := 1; i < len(w); i++ {
		if consonant(w, i) && !consonant(w, i-1) {
			m++
		}
	}
	return m
}

func hasVowel(w string) bool {
	for i := range len(w) {
		if !consonant(w, i) {
			return true
		}
	}
	return false
}

// endsDouble is Porter's *d: two equal consonants at the end.
func endsDouble(w string) bool {
	n := len(w)
	return n > 1 && w[n-1] == w[n-2] && consonant(w, n-1)
}

// endsShort is Porter's *o: consonant, vowel, consonant at the end, the last
// not w, x or y.
func endsShort(w string) bool {
	n := len(w)
	return n > 2 && consonant(w, n-1) && !consonant(w, n-2) && consonant(w, n-3) &&
		!strings.ContainsRune("wxy", rune(w[n-1]))
}
