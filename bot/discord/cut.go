package discord

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"

	"paperbot/retrieval/summary"
)

// ellipsis ends whatever was shortened.
const ellipsis = "…"

// wordSlack is how many bytes a cut gives up to end with a whole word.
const wordSlack = 24

// length counts as Discord does: in code points.
func length(s string) int { return utf8.RuneCountInString(s) }

// fit returns render(text) if it has at most limit code points. Else it returns
// the rendering of a beginning of text, and an ellipsis, that together have: cut
// after a word where one ends near, never inside a grapheme. render must not
// make less of more text.
func fit(text string, limit int, render func(string) string) string {
	if whole, ok := renderWhole(text, limit, render); ok {
		return whole
	}
	beginning := head(text, limit)
	ends := graphemeEnds(beginning)
	if len(beginning) < len(text) {
		ends = ends[:len(ends)-1] // the last one may be cut
	}
	text = beginning
	tooLong := func(i int) bool { return length(render(text[:ends[i]]))+length(ellipsis) > limit }
	n := sort.Search(len(ends), tooLong)
	for n > 0 && tooLong(n-1) {
		n--
	}
	if n == 0 {
		return strings.Repeat(ellipsis, min(1, max(0, limit)))
	}
	return strings.TrimSpace(render(withoutComma(endOfWord(text, ends[:n])))) + ellipsis
}

// withoutComma returns text without the blanks and commas at its end, as far as
// they are graphemes by themselves.
func withoutComma(text string) string {
	ends := graphemeEnds(text)
	for n := len(ends); n > 0; n-- {
		start := 0
		if n > 1 {
			start = ends[n-2]
		}
		if strings.Trim(text[start:ends[n-1]], " ,;:") != "" {
			return text[:ends[n-1]]
		}
	}
	return ""
}

// fitSentences is fit for a text of several sentences: it ends with a whole one
// where that fills at least half of the room.
func fitSentences(text string, limit int, render func(string) string) string {
	if whole, ok := renderWhole(text, limit, render); ok {
		return whole
	}
	best := ""
	text = head(text, limit)
	for s := range summary.Sentences(text) {
		shortened := render(text[:s.End]) + " " + ellipsis
		if length(shortened) > limit {
			break
		}
		best = shortened
	}
	if length(best) >= limit/2 {
		return best
	}
	return fit(text, limit, render)
}

// renderWhole returns render(text), and whether that has at most limit code points.
func renderWhole(text string, limit int, render func(string) string) (string, bool) {
	if len(head(text, limit)) < len(text) {
		return "", false
	}
	whole := render(text)
	return whole, length(whole) <= limit
}

// cutPlain shortens text that is shown as it is, such as the label of a button.
func cutPlain(text string, limit int) string { return fit(plain(text), limit, plain) }

// head returns the first limit code points of text and one more, so that the
// work does not grow with a text that cannot be shown anyway.
func head(text string, limit int) string {
	left := max(0, limit) + 1
	for i := range text {
		if left == 0 {
			return text[:i]
		}
		left--
	}
	return text
}

// graphemeEnds returns the byte offsets at which the graphemes of text end.
func graphemeEnds(text string) []int {
	var ends []int
	for g := graphemes.FromString(text); g.Next(); {
		ends = append(ends, g.End())
	}
	return ends
}

// endOfWord returns text up to the last of the ends of its graphemes, or less where
// a word ends shortly before.
func endOfWord(text string, ends []int) string {
	end := ends[len(ends)-1]
	if end == len(text) || text[end] == ' ' {
		return text[:end]
	}
	for i := len(ends) - 1; i > 0 && end-ends[i-1] <= wordSlack; i-- {
		if text[ends[i-1]:ends[i]] == " " {
			return text[:ends[i-1]]
		}
	}
	return text[:end]
}
