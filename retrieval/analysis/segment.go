package analysis

import (
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// A Place is where reading of a text goes on; the zero value is its beginning.
type Place struct {
	at       int // byte offset of the next segment
	done     int // what begins before is part of a word that was read
	position int // ordinal of the next word
}

// eachWord calls yield for the words of a text in their order: where each stands,
// and its ordinal. Chinese and Japanese words are two characters that stand
// together, or one that stands alone. It begins at a place, and ends after the word
// for which yield returns false, but not between two characters as said; it returns
// the place after that, and whether there may be more.
func eachWord(text string, p Place, yield func(start, end, position int) bool) (next Place, more bool) {
	for p.at < len(text) {
		start := p.at
		if last := classes[text[start]]; last&(inside|foreign) == 0 && start+1 < len(text) && classes[text[start+1]] != foreign {
			p.at++ // nearly all that is no word
			continue
		}
		p.at = segmentEnd(text, start)
		if start < p.done || !isWord(text[start:p.at]) {
			continue
		}
		var goOn bool
		if n := unspaced(text[start:]); n > 0 {
			p.done = start + n
			p.position, goOn = eachPair(text, start, p.done, p.position, yield)
		} else {
			goOn = yield(start, p.at+suffixLen(text[p.at:]), p.position)
			p.position++
		}
		if !goOn {
			return p, true
		}
	}
	return p, false
}

// eachPair calls yield for every two characters that stand together in
// text[start:end], or the one that stands alone. It returns the position after
// them, and whether yield always returned true.
func eachPair(text string, start, end, position int, yield func(start, end, position int) bool) (next int, goOn bool) {
	_, first := utf8.DecodeRuneInString(text[start:end])
	after := start + first
	if after == end {
		return position + 1, yield(start, end, position)
	}
	for goOn = true; after < end; position++ {
		_, size := utf8.DecodeRuneInString(text[after:end])
		goOn = yield(start, after+size, position) && goOn
		start, after = after, after+size
	}
	return position + 1, goOn
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
