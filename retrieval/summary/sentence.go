package summary

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentences yields the sentences of text in order, as spans without the white
// space around them. The spans tile the text but for white space: nothing else
// is lost, and nothing is in two spans. Invalid UTF-8 is carried along as it
// is. It allocates nothing.
//
// A sentence ends at . ! ? or … before white space, unless the word before or
// the word after says otherwise, at a blank line, and before the next item of a
// list. What stands in brackets, quotes or $…$ is not cut inside.
func Sentences(text string) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		for start := skipSpace(text, 0); start < len(text); {
			end := sentenceEnd(text, start)
			if !yield(Span{start, start + len(strings.TrimRightFunc(text[start:end], unicode.IsSpace))}) {
				return
			}
			start = skipSpace(text, end)
		}
	}
}

// sentenceEnd returns the offset just after the sentence that starts at start,
// which is where text has a visible character. The result is above start.
func sentenceEnd(text string, start int) int {
	item, marker := listItem(text[start:])
	for i := start + marker; i < len(text); {
		if isPlain(text[i]) {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case isTerminator(r):
			end := stopEnd(text, i)
			if endsSentence(text, stop{start: start, at: i, end: end}) {
				return end
			}
			i = end
		case r == '\n' && blankLine(text, i):
			return i
		case r == ' ' || r == '\n':
			i += size
			if r == ' ' && item.kind == noItem && i < len(text) && text[i] < utf8.RuneSelf {
				continue
			}
			if next, n := listItem(text[i:]); n > 0 && (r == '\n' || next.follows(item) && startsUpper(text[i+n:])) {
				return i
			}
		case isOpening(r):
			end, ok := enclosedEnd(text, i, r)
			if !ok {
				i += size
				continue
			}
			if at, ok := lastStop(text, i+size, end); ok {
				after := closersEnd(text, end)
				if endsSentence(text, stop{start: start, at: at, end: after, opened: i}) {
					return after
				}
			}
			i = end
		default:
			i += size
		}
	}
	return len(text)
}

// isPlain reports whether c is an ASCII letter, digit, comma or hyphen, where
// nothing ends or opens: most of any text, passed over without a closer look.
func isPlain(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || c == ',' || c == '-' || isDigit(c)
}

// isTerminator reports whether r can end a sentence.
func isTerminator(r rune) bool {
	switch r {
	case '.', '!', '?', '…':
		return true
	}
	return isWideTerminator(r)
}

// isWideTerminator reports whether r ends a sentence without white space after
// it, as the full stops of Chinese and Japanese do.
func isWideTerminator(r rune) bool {
	return r == '。' || r == '！' || r == '？' || r == '｡'
}

// stopEnd returns the offset after the terminators at i ("?!", "...", also
// ". . .") and the closing quotes and brackets behind them.
func stopEnd(text string, i int) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if isTerminator(r) {
			i += size
			continue
		}
		if r == ' ' && spacedDot(text, i+1) {
			i += 2
			continue
		}
		break
	}
	return closersEnd(text, i)
}

// spacedDot reports whether at i a dot stands by itself, as in ". . .", and
// not before a number as in ".05" or a name as in ".NET".
func spacedDot(text string, i int) bool {
	if i >= len(text) || text[i] != '.' {
		return false
	}
	return i+1 == len(text) || !isWordByte(text[i+1])
}

// closersEnd returns the offset after the closing quotes and brackets at i.
func closersEnd(text string, i int) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !isClosing(r) {
			break
		}
		i += size
	}
	return i
}

func isClosing(r rune) bool {
	switch r {
	case ')', ']', '}', '"', '\'', '”', '’', '»', '」', '』', '）', '】':
		return true
	}
	return false
}

// isOpening reports whether r opens something that is kept whole.
func isOpening(r rune) bool {
	switch r {
	case '(', '[', '{', '"', '“', '«', '「', '『', '（', '$':
		return true
	}
	return false
}

// enclosedLimit is how many bytes ahead the other half of a bracket, quote or
// dollar sign is looked for. It bounds the work on unbalanced text and what one
// stray bracket can hold together; the longest quote or bracket of the seed
// corpus has 144.
const enclosedLimit = 480

// enclosedEnd returns the offset after the half that closes the opening rune r
// at i, and false where none is near or r opens nothing.
func enclosedEnd(text string, i int, r rune) (int, bool) {
	from := i + utf8.RuneLen(r)
	window := text[from:min(len(text), from+enclosedLimit)]
	if cut := strings.Index(window, "\n\n"); cut >= 0 {
		window = window[:cut]
	}
	end := -1
	switch r {
	case '(':
		end = bracketEnd(window, '(', ')')
	case '[':
		end = bracketEnd(window, '[', ']')
	case '{':
		end = bracketEnd(window, '{', '}')
	case '"':
		if i == 0 || opensAfter(text[i-1]) {
			end = quoteEnd(window, `"`)
		}
	case '$':
		end = mathsEnd(window)
	case '“':
		end = quoteEnd(window, "”")
	case '«':
		end = quoteEnd(window, "»")
	case '「':
		end = quoteEnd(window, "」")
	case '『':
		end = quoteEnd(window, "』")
	case '（':
		end = quoteEnd(window, "）")
	}
	return from + end, end > 0
}

// opensAfter reports whether a straight quote after c opens.
func opensAfter(c byte) bool {
	return c == ' ' || c == '\n' || c == '\t' || c == '(' || c == '[' || c == '-'
}

// bracketEnd returns the offset after the bracket that closes one that stands
// before window, or -1.
func bracketEnd(window string, opening, closing byte) int {
	depth := 1
	for i := range len(window) {
		switch window[i] {
		case opening:
			depth++
		case closing:
			depth--
		}
		if depth == 0 {
			return i + 1
		}
	}
	return -1
}

func quoteEnd(window, closing string) int {
	i := strings.Index(window, closing)
	if i < 0 {
		return -1
	}
	return i + len(closing)
}

// mathsEnd returns the offset after the dollar sign that closes one before
// window, or -1. Amounts of money are told from maths as Pandoc's Markdown
// does: no white space inside either sign, no digit after the closing one.
func mathsEnd(window string) int {
	if window == "" || window[0] == ' ' {
		return -1
	}
	for i := 1; i < len(window); i++ {
		if window[i] != '$' || window[i-1] == ' ' || window[i-1] == '\\' {
			continue
		}
		if i+1 < len(window) && isDigit(window[i+1]) {
			return -1
		}
		return i + 1
	}
	return -1
}

// lastStop returns where the terminator stands that ends what is enclosed in
// text[from:end], before the closing half.
func lastStop(text string, from, end int) (int, bool) {
	inner := strings.TrimRightFunc(text[from:end], isClosing)
	r, size := utf8.DecodeLastRuneInString(inner)
	if !isTerminator(r) || strings.HasSuffix(inner, "[...") || strings.HasSuffix(inner, "[…") {
		return 0, false
	}
	return from + len(inner) - size, true
}

// blankLine reports whether the newline at i is followed by a blank line.
func blankLine(text string, i int) bool {
	for _, c := range []byte(text[i+1:]) {
		switch c {
		case '\n':
			return true
		case ' ', '\t', '\r':
		default:
			return false
		}
	}
	return false
}

func skipSpace(text string, i int) int {
	return len(text) - len(strings.TrimLeftFunc(text[i:], unicode.IsSpace))
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isWordByte reports whether c belongs to a word: an ASCII letter or digit, or
// any byte of a longer character.
func isWordByte(c byte) bool {
	return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'z' || c >= utf8.RuneSelf
}
