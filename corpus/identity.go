package corpus

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// titleHashBytes is the length of the hash in a title ID. Of ten million titles
// no two would be expected to share 64 bits (n²/2⁶⁵ is about 3 in a million).
const titleHashBytes = 8

// TitleID returns the ID of a paper of which no more than the title is known:
// "title:" and 16 hexadecimal digits, the same for every spelling of the title
// with the same [NormalTitle].
func TitleID(title string) ID {
	normal := NormalTitle(title)
	if normal == "" {
		normal = CleanText(title)
	}
	sum := sha256.Sum256([]byte(normal))
	return ID("title:" + hex.EncodeToString(sum[:titleHashBytes]))
}

// NormalTitle returns the form in which titles are compared: cleaned, NFKC,
// case folded, and nothing but letters, their marks, and digits. It is empty
// for a title with none of these.
func NormalTitle(title string) string {
	title = CleanText(title)
	if isASCII(title) {
		return lettersOfASCII(title)
	}
	title = cases.Fold().String(norm.NFKC.String(title))
	// cases.Fold swaps the cases of Cherokee, where Unicode folds both to one.
	title = norm.NFKC.String(strings.ToLower(title))
	title = strings.Map(func(r rune) rune {
		if r <= unicode.MaxASCII {
			return normalASCII(byte(r))
		}
		if unicode.In(r, unicode.L, unicode.M, unicode.N) {
			return r
		}
		return -1
	}, title)
	return norm.NFC.String(title) // a mark may have come to stand beside a letter
}

// lettersOfASCII is NormalTitle for a clean title in ASCII, as most are.
func lettersOfASCII(title string) string {
	letters := make([]byte, 0, len(title))
	for i := range len(title) {
		if r := normalASCII(title[i]); r >= 0 {
			letters = append(letters, byte(r))
		}
	}
	return string(letters)
}

func normalASCII(c byte) rune {
	switch {
	case isUpper(c):
		return rune(c - 'A' + 'a')
	case isLower(c), isDigit(c):
		return rune(c)
	}
	return -1
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] > unicode.MaxASCII {
			return false
		}
	}
	return true
}
