// Package acronym finds where a text introduces a short form for a long one, as
// in "parameter-efficient fine-tuning (PEFT)" and "NTK (neural tangent kernel)".
//
// It follows Schwartz and Hearst, "A simple algorithm for identifying
// abbreviation definitions in biomedical text", Pacific Symposium on
// Biocomputing 2003, and is stricter where papers on machine learning misled it;
// see [Find].
package acronym

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Pair is a short form and what it stands for, as a text writes them.
type Pair struct{ Short, Long string }

// Lengths of short forms in characters, as in the paper.
const (
	minShort = 2
	maxShort = 10
)

// maxBracket is the longest bracket, in bytes, that is looked at, and how far before
// it: a sentence is shorter. So a text takes time in proportion to its length,
// whatever brackets it has.
const maxBracket = 1000

// Find returns the pairs that a text introduces, in text order. A bracket holds
// either the short form of the words before it, or, where it is longer than two
// words, the long form of the word before it.
func Find(text string) []Pair {
	var found []located
	var opened []int // brackets not yet closed that are not too long already
	for at := 0; ; at++ {
		next := strings.IndexAny(text[at:], "()")
		if next < 0 {
			break
		}
		at += next
		for len(opened) > 0 && opened[0] < at-maxBracket {
			opened = opened[1:]
		}
		if text[at] == '(' {
			opened = append(opened, at)
			continue
		}
		if len(opened) == 0 {
			continue
		}
		open := opened[len(opened)-1]
		opened = opened[:len(opened)-1]
		if p, ok := introduced(text[max(0, open-maxBracket):open], text[open+1:at]); ok {
			found = append(found, located{p, open})
		}
	}
	slices.SortFunc(found, func(a, b located) int { return cmp.Compare(a.open, b.open) })
	return pairsOf(found)
}

// A located pair is one with where its bracket opens.
type located struct {
	Pair
	open int
}

func pairsOf(found []located) (pairs []Pair) {
	for _, p := range found {
		pairs = append(pairs, p.Pair)
	}
	return pairs
}

// introduced returns the pair that a bracket and the text before it make.
func introduced(before, inside string) (Pair, bool) {
	before = strings.TrimRight(before, " ")
	short := firstPart(inside)
	if isShort(short) {
		return pair(short, lastWords(before, window(short)))
	}
	word := strings.TrimRightFunc(before, unicode.IsSpace)
	word = word[strings.LastIndexFunc(word, unicode.IsSpace)+1:]
	short = strings.Trim(word, ",;:“”\"'")
	if !isShort(short) || len(strings.Fields(inside)) <= 2 {
		return Pair{}, false
	}
	p, ok := pair(short, firstPart(inside))
	return p, ok && strings.HasPrefix(strings.TrimSpace(inside), p.Long)
}

// firstPart returns what a bracket says up to the first comma, semicolon or "or".
func firstPart(inside string) string {
	for _, mark := range []string{",", ";", " or ", " i.e.", " e.g."} {
		inside, _, _ = strings.Cut(inside, mark)
	}
	return strings.Trim(inside, " “”\"'*")
}

// isShort tells whether a text has the look of a short form: one word or two of
// two to ten characters, the first a letter or digit, with a capital among them
// that is not the first of an ordinary word.
func isShort(s string) bool {
	n := utf8.RuneCountInString(s)
	if n < minShort || n > maxShort || len(strings.Fields(s)) > 2 {
		return false
	}
	first, _ := utf8.DecodeRuneInString(s)
	return isAlphanumeric(first) && strings.ContainsFunc(s, unicode.IsUpper) && !strings.ContainsFunc(s, isForeign)
}

// isForeign tells whether a character has no place in a short form: formulas are
// none.
func isForeign(r rune) bool { return !isAlphanumeric(r) && !strings.ContainsRune(" -–+/&.'’", r) }

// window returns how many words the long form may have at most.
func window(short string) int {
	n := utf8.RuneCountInString(short)
	return min(n+5, 2*n)
}

// lastWords returns the last words of the sentence that a text ends in, n at most.
func lastWords(text string, n int) string {
	start := len(text)
	for range n {
		trimmed := strings.TrimRight(text[:start], " ")
		at := strings.LastIndexByte(trimmed, ' ') + 1
		if word := trimmed[at:]; start < len(text) && strings.ContainsAny(word[max(0, len(word)-1):], ".?!;:()") {
			break // the sentence before, or a bracket
		}
		start = at
	}
	return strings.TrimSpace(text[start:])
}

// pair returns the short form with the end of candidate that it stands for: the
// last words whose initials it is made of, or else what the paper's alignment gives.
func pair(short, candidate string) (Pair, bool) {
	long, ok := byInitials(short, candidate)
	if !ok {
		clause := candidate[strings.LastIndexAny(candidate, ",;:")+1:]
		long, ok = byLetters([]rune(short), []rune(clause))
	}
	long = strings.Trim(long, " ‘’“”\"',;:*")
	if !ok || utf8.RuneCountInString(long) <= utf8.RuneCountInString(short) || holds(long, short) {
		return Pair{}, false
	}
	return Pair{short, long}, true
}

// byInitials returns the last words of candidate if the short form, an "s" of the
// plural aside, is their initials. The paper's alignment goes past none of them
// that it can find inside a later word: of "improved integration approximation
// (IIA)" it would take the last two words.
func byInitials(short, candidate string) (string, bool) {
	want := slices.DeleteFunc([]rune(strings.ToLower(strings.TrimSuffix(short, "s"))), func(r rune) bool { return !isAlphanumeric(r) })
	at := len(candidate)
	for i := len(want) - 1; i >= 0; i-- {
		at = strings.LastIndexAny(strings.TrimRight(candidate[:at], " -–"), " -–") + 1
		initial, size := utf8.DecodeRuneInString(candidate[at:])
		if i > 0 && at == 0 || unicode.ToLower(initial) != want[i] {
			return "", false
		}
		if at > 0 && size > 0 && candidate[at-1] != ' ' && i == 0 {
			return "", false // begins within a compound
		}
	}
	return candidate[at:], true
}

// byLetters aligns from the right, as the paper does: it returns the shortest end
// of candidate in which every letter and digit of the short form stands in order,
// the first of them at the beginning of a word.
func byLetters(short, candidate []rune) (string, bool) {
	at := len(candidate)
	for s := len(short) - 1; s >= 0; s-- {
		if !isAlphanumeric(short[s]) {
			continue
		}
		at--
		for at >= 0 && (unicode.ToLower(candidate[at]) != unicode.ToLower(short[s]) || s == 0 && at > 0 && isAlphanumeric(candidate[at-1])) {
			at--
		}
		if at < 0 {
			return "", false
		}
	}
	for at > 0 && candidate[at-1] != ' ' {
		at--
	}
	return string(candidate[at:]), true
}

// holds tells whether the short form is itself a word of the long one.
func holds(long, short string) bool {
	for _, word := range strings.FieldsFunc(long, func(r rune) bool { return !isAlphanumeric(r) }) {
		if strings.EqualFold(word, short) {
			return true
		}
	}
	return false
}

func isAlphanumeric(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
