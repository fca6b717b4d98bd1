package summary

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A stop is a place where a sentence may end.
type stop struct {
	start  int // of the sentence
	at     int // of the (last) terminator
	end    int // after the terminators and the quotes and brackets behind them
	opened int // where the bracket or quote that closes at end opened, else 0
}

// endsSentence decides whether the sentence ends at s.
func endsSentence(text string, s stop) bool {
	r, _ := utf8.DecodeRuneInString(text[s.at:])
	if s.end == len(text) || isWideTerminator(r) {
		return true
	}
	word := wordBefore(text, s.start, s.at)
	next, _ := utf8.DecodeRuneInString(text[s.end:])
	if !unicode.IsSpace(next) {
		return r == '.' && s.end == s.at+1 && isGlued(word, text[s.end:])
	}
	if s.at > s.start && text[s.at-1] == '[' {
		return false // "[...]" stands for words left out
	}
	following := text[skipSpace(text, s.end):]
	if !mayStart(following) {
		return false
	}
	if r != '.' || s.end-s.at > 1 && text[s.at+1] == '.' {
		return true
	}
	if s.opened > s.start && abbreviation(word) != wordInFull {
		return false // "(cats, dogs, etc.) Birds"
	}
	return endsAfter(text[s.start:s.at], word, following)
}

// endsAfter decides whether the full stop after word, the last of the sentence
// so far, ends it where following comes next.
func endsAfter(sentence, word, following string) bool {
	next := nextWord(following)
	switch abbreviation(word) {
	case neverEnds:
		return false
	case takesNumber:
		return !isNumeral(following, next)
	case takesName:
		return isStarter(next)
	case endsBeforeWord:
		c := following[0]
		return c != '(' && c != '[' && !isDigit(c)
	}
	switch {
	case isDotted(word):
		return isStarter(next)
	case isInitial(word):
		before := strings.TrimRightFunc(sentence[:len(sentence)-len(word)], unicode.IsSpace)
		return !isName(before, following)
	}
	return true
}

// mayStart reports whether a sentence may start with what follows: anything but
// a word in lower case, names such as iPhone and node2vec excepted.
func mayStart(following string) bool {
	if m, n := listItem(following); n > 0 && (m.kind != lettered || following[n-1] == ')') {
		return true // but not "e. g."
	}
	rest := strings.TrimLeftFunc(following, isOpeningMark)
	r, _ := utf8.DecodeRuneInString(rest)
	switch {
	case unicode.IsLower(r):
		return isMixedName(nextWord(rest))
	case rest == "" || strings.ContainsRune(",;:)]}–—", r):
		return false
	}
	return true
}

func isOpeningMark(r rune) bool {
	return isOpening(r) && r != '$' || r == '\'' || r == '‘' || r == '*' || r == '_'
}

// isMixedName reports whether a word that starts in lower case is a name by its
// looks: a capital or a digit inside.
func isMixedName(word string) bool {
	first, _, _ := strings.Cut(word, "-")
	return strings.ContainsFunc(first, func(r rune) bool { return unicode.IsUpper(r) || unicode.IsDigit(r) })
}

// isGlued reports whether rest, which follows word and its full stop without
// white space, starts a new sentence: "as shown.We then", "improved.METHODS: We".
func isGlued(word, rest string) bool {
	next := nextWord(rest)
	if word == "" || next == "" || strings.ContainsAny(word, "/@.\\_") || !unicode.IsUpper(rune(rest[0])) {
		return false
	}
	last := rune(word[len(word)-1])
	if !unicode.IsLower(last) && !unicode.IsDigit(last) || len(word) < 3 {
		return false
	}
	behind := rest[len(next):]
	if strings.HasPrefix(behind, ":") {
		return len(next) >= 3
	}
	return isStarter(next) && behind != "" && strings.ContainsRune(" ,.", rune(behind[0]))
}

// longestWord is how far back, in bytes, the start of a word is looked for. It
// bounds the work on text without blanks.
const longestWord = 100

// wordBefore returns the word that ends at end, not reaching before start:
// what stands after the last white space or opening mark. Of a word longer
// than longestWord it returns nothing.
func wordBefore(text string, start, end int) string {
	i := end
	for i > start {
		r, size := utf8.DecodeLastRuneInString(text[start:i])
		if unicode.IsSpace(r) || isOpeningMark(r) {
			break
		}
		i -= size
		if end-i > longestWord {
			return ""
		}
	}
	return text[i:end]
}

// nextWord returns the letters, digits and hyphens that rest starts with,
// after opening marks.
func nextWord(rest string) string {
	rest = strings.TrimLeftFunc(rest, isOpeningMark)
	for i, r := range rest {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' {
			return rest[:i]
		}
	}
	return rest
}

// isNumeral reports whether what follows "Fig." or "Eq." is its number: 3, (3),
// IV, S1, A.
func isNumeral(following, next string) bool {
	switch c := following[0]; {
	case isDigit(c), c == '(', c == '[', c == '$', c == '\\', c == '#':
		return true
	case next == "":
		return false
	}
	if len(next) == 1 {
		return !strings.HasPrefix(following, next+" ") || next != "A" && next != "I"
	}
	return strings.Trim(next, "IVX") == "" || len(next) <= 4 && isDigit(next[len(next)-1])
}

// isDotted reports whether word is letters with dots between: "U.S", "i.i.d".
func isDotted(word string) bool {
	dots := 0
	for i, r := range word {
		switch {
		case r == '.' && i > 0:
			dots++
		case !unicode.IsLetter(r):
			return false
		}
	}
	return dots > 0 && len(word) <= 2*dots+3 // "Ph.D" has two letters in one part
}

// isInitial reports whether word is one capital letter, or several with
// hyphens as in "J.-P".
func isInitial(word string) bool {
	r, size := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r) && size == len(word)
}

// isName decides whether an initial between before and following belongs to a
// person's or a species' name ("by A. Turing", "Albert I. Jones"), or else ends
// a sentence ("hepatitis C. Rates", "you and I. Did").
func isName(before, following string) bool {
	next := nextWord(following)
	if isStarter(next) || len(next) == 1 && !strings.HasPrefix(following, next+".") {
		return false
	}
	previous := wordBefore(before, 0, len(before))
	if previous == "" {
		return true
	}
	first, _ := utf8.DecodeRuneInString(previous)
	last, _ := utf8.DecodeLastRuneInString(previous)
	switch {
	case last == '.' || last == ',' || last == ';' || unicode.IsUpper(first):
		return true
	case !unicode.IsLetter(first):
		return previous == "&"
	}
	return introducesName(previous)
}
