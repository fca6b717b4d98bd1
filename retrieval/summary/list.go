package summary

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// An item is the mark that a list's item starts with: "2.", "(b)", "iv)", "•".
// The zero item is no mark.
type item struct {
	kind  itemKind
	value int // its place in the list: 2 for "2." and "(b)"; 0 for bullets
}

type itemKind byte

const (
	noItem itemKind = iota
	bullet
	numbered
	lettered
	romanNumbered
)

// follows reports whether m is the mark that comes next after previous in a
// list. Bullets follow always.
func (m item) follows(previous item) bool {
	if m.kind == bullet {
		return true
	}
	return previous.kind != noItem && m.kind == previous.kind && m.value == previous.value+1
}

// startsUpper reports whether text starts with a capital after white space.
func startsUpper(text string) bool {
	r, _ := utf8.DecodeRuneInString(text[skipSpace(text, 0):])
	return unicode.IsUpper(r)
}

// listItem reads the mark that text starts with and returns it with its length,
// which is 0 where there is none. A mark is followed by white space, a bullet
// perhaps by a number of its own.
func listItem(text string) (item, int) {
	if text == "" || !mayMarkItem(text[0]) {
		return item{}, 0
	}
	r, size := utf8.DecodeRuneInString(text)
	if r == '•' || r == '⁃' || r == '‣' {
		rest := strings.TrimLeft(text[size:], " ")
		_, own := numberedItem(rest)
		return item{kind: bullet}, len(text) - len(rest) + own
	}
	return numberedItem(text)
}

// numberedItem reads a mark that is no bullet.
func numberedItem(text string) (item, int) {
	body := strings.TrimPrefix(text, "(")
	bracketed := len(body) < len(text)
	n := 0
	for n < min(4, len(body)) && (isDigit(body[n]) || 'a' <= body[n] && body[n] <= 'z' || bracketed && 'A' <= body[n] && body[n] <= 'Z') {
		n++
	}
	rest := body[n:]
	after := strings.TrimPrefix(strings.TrimPrefix(rest, "."), ")")
	if n == 0 || len(after) == len(rest) || bracketed && rest[0] != ')' || after == "" || after[0] != ' ' {
		return item{}, 0
	}
	m := itemValue(body[:n])
	if m.kind == noItem {
		return item{}, 0
	}
	return m, len(text) - len(after)
}

// mayMarkItem reports whether a list item's mark may start with the byte c.
func mayMarkItem(c byte) bool {
	return c == '(' || isDigit(c) || 'a' <= c && c <= 'z' || c >= utf8.RuneSelf
}

// itemValue reads a mark without its brackets and dots.
func itemValue(mark string) item {
	switch value := 0; {
	case strings.Trim(mark, "0123456789") == "":
		for _, c := range []byte(mark) {
			value = 10*value + int(c-'0')
		}
		if len(mark) <= 2 {
			return item{numbered, value}
		}
	case strings.Trim(mark, "ivx") == "":
		return item{romanNumbered, romanValue(mark)}
	case len(mark) == 1:
		return item{lettered, int(mark[0]|0x20-'a') + 1}
	}
	return item{}
}

// romanValue reads a numeral made of i, v and x.
func romanValue(s string) int {
	value, highest := 0, 0
	for i := len(s) - 1; i >= 0; i-- {
		v := 1
		switch s[i] {
		case 'v':
			v = 5
		case 'x':
			v = 10
		}
		if v < highest {
			value -= v
			continue
		}
		value += v
		highest = v
	}
	return value
}
