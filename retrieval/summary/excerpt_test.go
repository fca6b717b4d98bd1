package summary

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestExcerpt(t *testing.T) {
	const first, second, third = "We train very large models on text", "which takes weeks on many machines", "and we find that cats (as shown, and said, before) are quick"
	sentence := first + ", " + second + ", " + third + "."
	spanOf := func(part string) Span {
		start := strings.Index(sentence, part)
		return Span{start, start + len(part)}
	}
	for name, tt := range map[string]struct {
		limit   int
		matches []Span
		want    string
	}{
		"short enough":                   {200, nil, sentence},
		"its beginning":                  {80, nil, first + ", " + second},
		"the clause that matches":        {80, []Span{spanOf("cats")}, third + "."},
		"the clause that matches most":   {40, []Span{spanOf("weeks"), spanOf("machines"), spanOf("models")}, second},
		"no clause is short enough":      {20, nil, sentence},
		"what matches, beginning if any": {80, []Span{spanOf("models"), spanOf("cats")}, first + ", " + second},
	} {
		t.Run(name, func(t *testing.T) {
			s := Sentence{Span: Span{0, len(sentence)}, Matches: tt.matches}
			part := s.Excerpt(sentence, tt.limit)
			if got := sentence[part.Start:part.End]; got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// An excerpt lies within its sentence, cuts no character, and is shorter than the
// limit or the whole.
func TestExcerptIsPartOfItsSentence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		abstract := rapid.StringOf(rapid.SampledFrom([]rune("ab ,;:.(é)“”$and 漢，-"))).Draw(t, "abstract")
		limit := rapid.IntRange(0, 40).Draw(t, "limit")
		for span := range Sentences(abstract) {
			s := Sentence{Span: span, Matches: []Span{{span.Start, min(span.Start+1, span.End)}}}
			part := s.Excerpt(abstract, limit)
			text := ""
			if span.Start <= part.Start && part.Start <= part.End && part.End <= span.End {
				text = abstract[part.Start:part.End]
			}
			if text == "" || !utf8.ValidString(text) {
				t.Fatalf("%v of %v in %q", part, span, abstract)
			}
			if part != span && utf8.RuneCountInString(text) > limit {
				t.Fatalf("%q has more than %d characters", text, limit)
			}
		}
	})
}
