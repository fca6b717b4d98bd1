package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// accentMarks maps LaTeX's accent commands to the combining mark.
var accentMarks = map[string]string{
	"'": "\u0301", "`": "\u0300", "^": "\u0302", `"`: "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
	"u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "d": "\u0323", "b": "\u0331", "k": "\u0328", "r": "\u030a", "t": "\u0361",
}

// specialLetters maps the commands for letters that are not on every keyboard.
var specialLetters = map[string]string{
	"ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å",
	"i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "SS": "ẞ",
}

// accent reads the letter that an accent command stands before, in any of the
// spellings \'e, \'{e}, \' e, \'\i, \'{\i}, and returns the accented letter and
// what it used of rest; 0 where no letter follows.
func accent(name, rest string) (letter string, used int) {
	mark, ok := accentMarks[name]
	if !ok {
		return "", 0
	}
	body, used := accentArgument(rest)
	if used == 0 || isASCIILetter(name[0]) && isASCIILetter(rest[0]) {
		return "", 0
	}
	body = strings.TrimSpace(body)
	if cmd, isCommand := strings.CutPrefix(body, `\`); isCommand {
		body = specialLetters[strings.TrimRight(cmd, "{} ")]
	}
	body = strings.NewReplacer("ı", "i", "ȷ", "j").Replace(body)
	base, size := utf8.DecodeRuneInString(body)
	if !unicode.IsLetter(base) || size < len(body) && name != "t" {
		return "", 0
	}
	return norm.NFC.String(body[:size] + mark + body[size:]), used
}

// accentArgument returns the group, command or letter that rest begins with.
func accentArgument(rest string) (body string, used int) {
	trimmed := strings.TrimLeft(rest, " ")
	skipped := len(rest) - len(trimmed)
	switch {
	case trimmed == "":
		return "", 0
	case trimmed[0] == '{':
		inner, _, found := strings.Cut(trimmed[1:], "}")
		if !found {
			return "", 0
		}
		return inner, skipped + len(inner) + len("{}")
	case trimmed[0] == '\\':
		end := 1
		for end < len(trimmed) && isASCIILetter(trimmed[end]) {
			end++
		}
		return trimmed[:end], skipped + end
	}
	_, size := utf8.DecodeRuneInString(trimmed)
	return trimmed[:size], skipped + size
}
