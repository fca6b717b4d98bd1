package discord

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"paperbot/retrieval/summary"
)

// Discord has no published grammar. What is active, and how it is put out of
// action, follows what its engineers state and what the large libraries do.
// There are four contexts:
//
//	escape     among markdown: a backslash before every active character
//	startLine  the same where a line begins: lists too
//	linkText   inside [ ]( ): backslashes show there, so characters are replaced
//	linkURL    inside ( ): percent-encoding
//
// Names of buttons and choices are plain text and only need [plain].

// zeroWidthSpace parts two characters that may not stand together.
const zeroWidthSpace = "\u200b"

// webAddress matches what Discord would link by itself, as far as it holds no
// character that is active in markdown, but for "_" and "~", which are common
// in addresses and harmless between angle brackets.
var webAddress = regexp.MustCompile(`(?i:https?)://[A-Za-z0-9](?:[A-Za-z0-9._~/?#&=%+,;:!$'-]*[A-Za-z0-9_~/?#&=%+-])?`)

// clean returns text on one line, without what Discord drops or lets upset the
// layout: invalid UTF-8, control characters, changes of direction.
func clean(text string) string {
	if isPrintableASCII(text) {
		return text
	}
	return strings.Map(cleanRune, strings.ToValidUTF8(text, "\ufffd"))
}

// isPrintableASCII is the quick look that spares most texts the rest.
func isPrintableASCII(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

func cleanRune(r rune) rune {
	switch {
	case unicode.IsSpace(r), r == '\u2028', r == '\u2029':
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\ufeff':
		return -1
	}
	return r
}

// plain is clean without the blanks at both ends.
func plain(text string) string { return strings.TrimSpace(clean(text)) }

// escape returns text so that Discord shows it as it is inside a line. Web
// addresses become <address>: a link, but without a preview.
func escape(text string) string {
	text = clean(text)
	var b strings.Builder
	b.Grow(len(text) + len(text)/16) // a few escapes
	at := 0
	for _, address := range webAddresses(text) {
		escapeTo(&b, text[at:address[0]])
		b.WriteString("<" + text[address[0]:address[1]] + ">")
		at = address[1]
	}
	escapeTo(&b, text[at:])
	return b.String()
}

// webAddresses returns where the web addresses of a text are.
func webAddresses(text string) [][]int {
	if !strings.Contains(text, "://") { // most text: spares the pattern
		return nil
	}
	return webAddress.FindAllStringIndex(text, -1)
}

// escapeTo writes text, which holds no web address.
func escapeTo(b *strings.Builder, text string) {
	for i := range len(text) {
		switch c := text[i]; {
		case strings.IndexByte("\\*_~`|[]<>#", c) >= 0:
			b.WriteByte('\\')
		case c == ':' && i+1 < len(text) && continuesColon(text[i+1]):
			b.WriteByte('\\')
		}
		b.WriteByte(text[i])
		if text[i] == '@' && startsFold(text[i+1:], "everyone", "here") {
			b.WriteString(zeroWidthSpace)
		}
	}
}

// continuesColon tells whether c after a colon may make it an :emoji: or the
// address of a scheme that is not ours (steam://).
func continuesColon(c byte) bool {
	return c == '/' || c == '_' || c == '+' || c == '-' ||
		'0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func startsFold(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if len(s) >= len(p) && strings.EqualFold(s[:len(p)], p) {
			return true
		}
	}
	return false
}

// listStart matches what would make a line a list entry. The other starts of
// lines (#, -#, >) are caught by it or active anywhere.
var listStart = regexp.MustCompile(`^(\s*[0-9]*)([-+.])`)

// startLine guards escaped text that will stand at the start of a line.
func startLine(markdown string) string {
	return listStart.ReplaceAllString(markdown, `${1}\${2}`)
}

// highlight is escape with the marked spans of text in bold.
func highlight(text string, marks []summary.Span) string {
	var b strings.Builder
	at := 0
	for _, m := range boldSpans(text, marks) {
		b.WriteString(escape(text[at:m.Start]))
		b.WriteString("**" + escape(text[m.Start:m.End]) + "**")
		at = m.End
	}
	b.WriteString(escape(text[at:]))
	return b.String()
}

// boldSpans returns the marks that can be set in bold, in order: not touching a
// web address, and joined where only blanks lie between, because
// "**a****b**" is not read as two bold words.
func boldSpans(text string, marks []summary.Span) []summary.Span {
	addresses := webAddresses(text)
	var spans []summary.Span
	for _, m := range marks {
		if !within(text, m) || touchesAny(m, addresses) {
			continue
		}
		if m = trimBlanks(text, m); m.Start == m.End {
			continue
		}
		if n := len(spans); n > 0 && (m.Start <= spans[n-1].End || plain(text[spans[n-1].End:m.Start]) == "") {
			spans[n-1].End = max(spans[n-1].End, m.End)
			continue
		}
		spans = append(spans, m)
	}
	return spans
}

// within tells whether a mark spans whole characters of the text.
func within(text string, m summary.Span) bool {
	return 0 <= m.Start && m.Start < m.End && m.End <= len(text) &&
		utf8.RuneStart(text[m.Start]) && (m.End == len(text) || utf8.RuneStart(text[m.End]))
}

// trimBlanks takes off what clean makes blank or nothing at both ends.
func trimBlanks(text string, m summary.Span) summary.Span {
	blank := func(r rune) bool { r = cleanRune(r); return r == ' ' || r < 0 }
	m.End = m.Start + len(strings.TrimRightFunc(text[m.Start:m.End], blank))
	m.Start = m.End - len(strings.TrimLeftFunc(text[m.Start:m.End], blank))
	return m
}

func touchesAny(m summary.Span, ranges [][]int) bool {
	for _, r := range ranges {
		if m.Start < r[1] && r[0] < m.End {
			return true
		}
	}
	return false
}
