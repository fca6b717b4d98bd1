package bot

import "fmt"

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
