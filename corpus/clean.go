package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxPasses bounds how often one layer of markup may hide another, as in
// "&amp;lt;". Real texts need two passes: one to clean, one to find it clean.
const maxPasses = 8

// CleanText returns text as it is stored and quoted: one line of valid UTF-8 in
// NFC, white space squeezed, control characters out, entities decoded, HTML and
// JATS tags off, LaTeX accents, dashes, quotes and simple formulas in Unicode.
//
// What is not markup is not rewritten, and a formula is converted whole or left
// as it is. Cleaning a clean text changes nothing.
func CleanText(text string) string {
	cleaned, ok := settle(onOneLine(text))
	if !ok {
		cleaned, _ = settle(untangle(cleaned))
	}
	return cleaned
}

// onOneLine returns text with every line end, and the blanks beside it, as one
// blank. With that alone most abstracts of arXiv are clean.
func onOneLine(text string) string {
	if strings.IndexByte(text, '\n') < 0 {
		return text
	}
	var out strings.Builder
	out.Grow(len(text))
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.Trim(line, " \r"); line == "" {
			continue
		}
		if out.Len() > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(line)
	}
	return out.String()
}

// settle cleans text until nothing changes, and reports whether that came.
func settle(text string) (string, bool) {
	for range maxPasses {
		cleaned := cleanOnce(text)
		if cleaned == text {
			return text, true
		}
		text = cleaned
	}
	return text, false
}

// cleanOnce takes one layer of markup off.
func cleanOnce(text string) string {
	if !needsCleaning(text) {
		return text
	}
	text = plainCharacters(text)
	text = decodeEntities(text)
	text = stripTags(text)
	text = readTeX(text)
	text = typographic(text)
	return squeeze(norm.NFC.String(text))
}

// untangle returns the letters of text. Only text that is still changing after
// maxPasses comes here: markup in markup, and no prose.
func untangle(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return ' '
	}, text)
}

// What the quick look does at a byte.
const (
	goOn      = iota
	mustClean // control characters, and those that some rule of cleaning looks for
	notTwice  // blanks and hyphens mean something in pairs
	beyond    // ASCII: look at the characters
)

var byteClasses = func() (classes [256]byte) {
	for c := range classes {
		switch {
		case c < ' ', c == 0x7f, strings.IndexByte("\\$&<`{}^_~", byte(c)) >= 0:
			classes[c] = mustClean
		case c == ' ', c == '-':
			classes[c] = notTwice
		case c >= utf8.RuneSelf:
			classes[c] = beyond
		}
	}
	return classes
}()

// needsCleaning is the quick look that spares most texts the work: it reports
// false only where cleaning would change nothing.
func needsCleaning(text string) bool {
	if strings.HasPrefix(text, " ") || strings.HasSuffix(text, " ") {
		return true
	}
	ascii := true
	for i := range len(text) {
		switch byteClasses[text[i]] {
		case mustClean:
			return true
		case notTwice:
			if i > 0 && text[i-1] == text[i] {
				return true
			}
		case beyond:
			ascii = false
		}
	}
	return !ascii && !isPlain(text) || hasLooseTeX(text)
}

// isPlain tells whether text is valid, composed, and free of characters that
// plainCharacters changes.
func isPlain(text string) bool {
	for _, r := range text {
		if plainCharacter(r) != r {
			return false
		}
	}
	return utf8.ValidString(text) && norm.NFC.IsNormalString(text)
}

// plainCharacters returns text in valid UTF-8 with every kind of white space as
// a blank and without characters that print nothing. Bytes that are no UTF-8
// become U+FFFD.
func plainCharacters(text string) string {
	if isPrintableASCII(text) {
		return text
	}
	return strings.Map(plainCharacter, strings.ToValidUTF8(text, string(utf8.RuneError)))
}

func isPrintableASCII(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= 0x7f {
			return false
		}
	}
	return true
}

// plainCharacter returns what stands for r, -1 where it is nothing.
func plainCharacter(r rune) rune {
	switch {
	case ' ' <= r && r < 0x7f:
		return r
	case unicode.IsSpace(r):
		return ' '
	case r == '\u200c', r == '\u200d': // joiners are part of the spelling in some scripts
		return r
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Noncharacter_Code_Point, r):
		return -1
	}
	return r
}

// squeeze returns text with single blanks between words and none at the ends.
func squeeze(text string) string {
	if !strings.Contains(text, "  ") {
		return strings.TrimSpace(text)
	}
	return strings.Join(strings.Fields(text), " ")
}

func isASCIILetter(c byte) bool { return isLower(c | 0x20) } // 0x20 tells capitals from small letters
func isLower(c byte) bool       { return c-'a' < 26 }
func isUpper(c byte) bool       { return c-'A' < 26 }
func isDigit(c byte) bool       { return c-'0' < 10 }
