package analysis

import (
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// eachWord calls yield for the words of a text in their order: where each stands,
// and its ordinal. Chinese and Japanese words are two characters that stand
// together, or one that stands alone.
func eachWord(text string, yield func(start, end, position int)) {
	position, done := 0, 0
	for start, end := 0, 0; start < len(text); start = end {
		end = segmentEnd(text, start)
		if start < done || !isWord(text[start:end]) {
			continue
		}
		if n := unspaced(text[start:]); n > 0 {
			done = start + n
			position = eachPair(text, start, done, position, yield)
			continue
		}
		yield(start, end+suffixLen(text[end:]), position)
		position++
	}
}

// eachPair calls yield for every two characters that stand together in
// text[start:end], or the one that stands alone. It returns the position after them.
func eachPair(text string, start, end, position int, yield func(start, end, position int)) int {
	_, first := utf8.DecodeRuneInString(text[start:end])
	next := start + first
	if next == end {
		yield(start, end, position)
		return position + 1
	}
	for next < end {
		_, size := utf8.DecodeRuneInString(text[next:end])
		yield(start, next+size, position)
		start, next = next, next+size
		position++
	}
	return position + 1
}

// segmentEnd returns where the segment of UAX #29 ends that begins at a place. What
// is ASCII, and is followed by ASCII, is parted here, ten times as fast as by the
// library, which parts the rest: its rules look at most one character ahead of
// those that are not ASCII, and never behind where a segment begins.
func segmentEnd(text string, start int) int {
	if end, ok := asciiSegmentEnd(text, start); ok {
		return end
	}
	segments := words.FromString(text[start:])
	segments.Next()
	return start + segments.End()
}

// A class is what characters of ASCII are to the rules of UAX #29.
type class uint8

const (
	letter    class = 1 << iota // ALetter
	digit                       // Numeric
	underline                   // ExtendNumLet
	inWords                     // MidLetter, MidNumLet or Single_Quote: joins letters
	inNumbers                   // MidNum, MidNumLet or Single_Quote: joins digits
	foreign                     // not ASCII

	inside = letter | digit | underline
)

var classes = classesOfBytes()

func classesOfBytes() (all [256]class) {
	for c := range all {
		switch b := byte(c); {
		case b >= utf8.RuneSelf:
			all[c] = foreign
		case isLower(b | 0x20):
			all[c] = letter
		case isDigit(b):
			all[c] = digit
		}
	}
	all['_'] = underline
	all[':'] = inWords
	all['.'], all['\''] = inWords|inNumbers, inWords|inNumbers
	all[','], all[';'] = inNumbers, inNumbers
	return all
}

// asciiSegmentEnd is segmentEnd where the characters that decide are ASCII; ok is
// false where they are not. Of what is no word it takes one character at a time.
func asciiSegmentEnd(text string, start int) (end int, ok bool) {
	last := classes[text[start]]
	end = start + 1
	if last&inside == 0 {
		return end, last != foreign && (end == len(text) || classes[text[end]] != foreign)
	}
	for ; end < len(text); end++ {
		next := classes[text[end]]
		switch {
		case next&inside != 0:
			last = next
		case next == foreign:
			return 0, false
		case last == letter && next&inWords != 0, last == digit && next&inNumbers != 0:
			if end+1 == len(text) {
				return end, true
			}
			after := classes[text[end+1]]
			if after != last {
				return end, after != foreign
			}
			end++
		default:
			return end, true
		}
	}
	return end, true
}
