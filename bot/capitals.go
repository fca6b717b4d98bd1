package bot

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"paperbot/retrieval/analysis"
)

// capitals knows how words are written in running text: a title writes most of
// them with a capital, an abstract only "Gaussian" and "LoRA".
type capitals map[string]map[string]int // by folded word: how often it is written how

// newCapitals counts how the words of some topics are written in abstracts.
func newCapitals(topics, abstracts []string) capitals {
	c := make(capitals)
	for _, t := range topics {
		for _, w := range strings.FieldsFunc(t, betweenWords) {
			c[analysis.Fold(w)] = make(map[string]int)
		}
	}
	for _, text := range abstracts {
		for _, w := range strings.FieldsFunc(text, betweenWords) {
			if forms, ok := c[analysis.Fold(w)]; ok {
				forms[w]++
			}
		}
	}
	return c
}

func betweenWords(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }

// write returns a topic with each word as it is mostly written.
func (c capitals) write(topic string) string {
	var b strings.Builder
	from := 0
	for at, r := range topic {
		if betweenWords(r) {
			b.WriteString(c.word(topic[from:at]) + string(r))
			from = at + len(string(r))
		}
	}
	return b.String() + c.word(topic[from:])
}

// word returns a word as abstracts write it; where none has it, without the
// capital that a title may have given it.
func (c capitals) word(word string) string {
	if forms := c[analysis.Fold(word)]; len(forms) > 0 {
		return mostFrequent(forms)
	}
	first, size := utf8.DecodeRuneInString(word)
	if rest := word[size:]; rest == strings.ToLower(rest) {
		return string(unicode.ToLower(first)) + rest
	}
	return word
}

// mostFrequent returns the form that was counted most often; of several, the
// first by the alphabet.
func mostFrequent(forms map[string]int) string {
	best := ""
	for form, n := range forms {
		if best == "" || cmp.Or(cmp.Compare(n, forms[best]), cmp.Compare(best, form)) > 0 {
			best = form
		}
	}
	return best
}
