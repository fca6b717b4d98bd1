package bot

import (
	"fmt"

	"github.com/samber/lo"
)

// A Text is something that the bot says in its own words, apart from what is put
// into them, so that a surface can say it in another language. The zero Text is
// nothing.
type Text struct {
	Format string // English, for fmt.Sprintf; the key to other languages
	Args   []any  // numbers, strings, and further Texts
}

// Say returns a text of the bot.
func Say(format string, args ...any) Text { return Text{Format: format, Args: args} }

// verbatim returns a text that is the same in all languages.
func verbatim(text string) Text {
	if text == "" {
		return Text{}
	}
	return Say("%s", text)
}

// IsZero tells whether there is nothing to say.
func (t Text) IsZero() bool { return t.Format == "" }

// String says it in English.
func (t Text) String() string { return t.In(func(english string) string { return english }) }

// In says it with the formats that translate gives for the English ones.
func (t Text) In(translate func(english string) string) string {
	if len(t.Args) == 0 {
		return translate(t.Format)
	}
	args := make([]any, len(t.Args))
	for i, a := range t.Args {
		if nested, ok := a.(Text); ok {
			a = nested.In(translate)
		}
		args[i] = a
	}
	return fmt.Sprintf(translate(t.Format), args...)
}

// MarshalText writes it in English.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads a text that is then the same in all languages.
func (t *Text) UnmarshalText(text []byte) error {
	*t = verbatim(string(text))
	return nil
}

// quoted returns words as texts in quotation marks.
func quoted(words []string) []Text {
	return lo.Map(words, func(w string, _ int) Text { return Say("“%s”", w) })
}

// verbatims returns words as texts.
func verbatims(words []string) []Text {
	return lo.Map(words, func(w string, _ int) Text { return verbatim(w) })
}

// all joins texts, of which there is one at least: "a, b, c".
func all(texts []Text) Text {
	return lo.Reduce(texts[1:], func(list, next Text, _ int) Text { return Say("%s, %s", list, next) }, texts[0])
}

// oneOf joins texts, of which there is one at least: "a, b or c".
func oneOf(texts []Text) Text {
	last := len(texts) - 1
	if last == 0 {
		return texts[0]
	}
	return Say("%s or %s", all(texts[:last]), texts[last])
}

// Both returns names in quotation marks, of which there is one at least: "“a” and “b”".
func Both(names []string) Text { return both(quoted(names)) }

// both joins texts, of which there is one at least: "a, b and c".
func both(texts []Text) Text {
	last := len(texts) - 1
	if last == 0 {
		return texts[0]
	}
	return Say("%s and %s", all(texts[:last]), texts[last])
}
