package analysis

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns word in the form in which words are compared: lower case,
// without accents, compatibility characters replaced (ﬁ → fi, ² → 2),
// apostrophes and possessives off, thousands separators off.
func Fold(word string) string {
	word = strings.ToLower(word)
	if !isASCII(word) {
		word = foldUnicode(word)
	}
	if strings.ContainsAny(word, "',") {
		word = unmarked.Replace(strings.TrimSuffix(word, "'s"))
	}
	return word
}

// unmarked takes apostrophes and thousands separators off.
var unmarked = strings.NewReplacer("'", "", ",", "")

// letters are those that Unicode does not decompose into a base and a mark.
var letters = strings.NewReplacer("’", "'", "ø", "o", "đ", "d", "ł", "l", "ß", "ss", "æ", "ae", "œ", "oe", "ı", "i")

func foldUnicode(word string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(word) {
		if !unicode.Is(unicode.Mn, r) || isVoicing(r) {
			b.WriteRune(r)
		}
	}
	return letters.Replace(strings.ToLower(norm.NFC.String(b.String())))
}

// isVoicing tells whether a mark makes another letter of kana: か is ka, が ga.
func isVoicing(r rune) bool { return r == '\u3099' || r == '\u309A' }

// isWord tells whether a segment holds a letter or a digit.
func isWord(s string) bool {
	if len(s) > 0 && classes[s[0]]&(letter|digit) != 0 {
		return true // nearly all words
	}
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}

// unspaced returns the length in bytes of the Chinese or Japanese that a text
// begins with: of its ideographs and hiragana, which are written without blanks.
func unspaced(text string) int {
	if text[0] < utf8.RuneSelf {
		return 0 // nearly all words
	}
	for i, r := range text {
		if !unicode.In(r, unicode.Han, unicode.Hiragana) {
			return i
		}
	}
	return len(text)
}

// suffixLen returns the length of a "++" or "#" that belongs to the word
// before it, as in C++ and F#; rest is the text after that word.
func suffixLen(rest string) int {
	if rest == "" || rest[0] != '+' && rest[0] != '#' {
		return 0
	}
	for _, suffix := range []string{"++", "#"} {
		after, ok := strings.CutPrefix(rest, suffix)
		if !ok {
			continue
		}
		if r, _ := utf8.DecodeRuneInString(after); !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			return len(suffix)
		}
	}
	return 0
}

// digitBoundary returns where a word of letters goes over to digits, or digits
// to letters ("gpt4", "3dgs"), and 0 where it is not made of just two such parts.
func digitBoundary(word string) int {
	cut := 0
	for i := 1; i < len(word); i++ {
		if isDigit(word[i]) == isDigit(word[i-1]) {
			continue
		}
		if cut > 0 {
			return 0
		}
		cut = i
	}
	for i := range len(word) {
		if !isDigit(word[i]) && !isLower(word[i]) {
			return 0
		}
	}
	return cut
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isLower(c byte) bool { return 'a' <= c && c <= 'z' }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func isASCIILetters(s string) bool {
	for i := range len(s) {
		if !isLower(s[i]) {
			return false
		}
	}
	return true
}
