package main

import (
	"fmt"
	"hash/fnv"
	"strings"
	"unicode"
)

// printable returns text as it may be sent to a terminal: without control
// characters (ESC, and U+009B, which begins sequences as well), without those
// that turn the direction of what follows, and with invalid bytes, which a
// terminal might take for controls, replaced. What parts words becomes a blank.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) && unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' ' // line breaks and tabs, of all kinds
		case unicode.IsControl(r), turns(r):
			return -1
		}
		return r // strings.Map yields U+FFFD for invalid bytes
	}, s)
}

// turns tells whether r is one of Unicode's explicit directional controls, with
// which a text could make its surroundings read differently (UAX #9, 2.1 to 2.6).
func turns(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// printableURL returns an address with every byte percent-encoded that is not a
// visible ASCII character: OSC 8 takes no others.
func printableURL(address string) string {
	var b strings.Builder
	for _, c := range []byte(address) {
		if c <= ' ' || c >= 0x7f {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// linkID tells the links of one page apart.
func linkID(address string) string {
	h := fnv.New32a()
	h.Write([]byte(address))
	return fmt.Sprintf("%08x", h.Sum32())
}
