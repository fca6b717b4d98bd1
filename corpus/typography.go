package corpus

import "strings"

// typographic replaces TeX's way of typing dashes and quotes by the characters.
func typographic(text string) string {
	if strings.Contains(text, "--") {
		text = dashes(text)
	}
	if strings.Contains(text, "`") {
		text = quotes(text)
	}
	return text
}

// dashes replaces "--" by an en dash and "---" by an em dash between words, and
// leaves options ("--help"), rules and addresses alone.
func dashes(text string) string {
	words := strings.Split(text, " ")
	for i, w := range words {
		if !strings.Contains(w, "--") || strings.Contains(w, "://") {
			continue
		}
		words[i] = dashesIn(w)
	}
	return strings.Join(words, " ")
}

// dashesIn replaces the dashes of a word without blanks. At its beginning they
// are an option's unless nothing follows.
func dashesIn(word string) string {
	var b strings.Builder
	for i := 0; i < len(word); {
		if word[i] != '-' {
			b.WriteByte(word[i])
			i++
			continue
		}
		end := i
		for end < len(word) && word[end] == '-' {
			end++
		}
		isOption := i == 0 && end < len(word)
		switch {
		case end-i == 2 && !isOption:
			b.WriteString("–")
		case end-i == 3 && !isOption:
			b.WriteString("—")
		default:
			b.WriteString(word[i:end])
		}
		i = end
	}
	return b.String()
}

// quotes replaces “…” and `…' by typographic quotes. A backtick that no
// apostrophe closes is left alone: `code` is quoted in its own way.
func quotes(text string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "`")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		open, closing, left, right := "`", "'", "‘", "’"
		if strings.HasPrefix(rest, "`") {
			open, closing, left, right = "``", "''", "“", "”"
		}
		inner := rest[len(open)-1:]
		end := closingQuote(inner, closing)
		if end < 0 {
			b.WriteString(open)
			text = inner
			continue
		}
		b.WriteString(left + inner[:end] + right)
		text = inner[end+len(closing):]
	}
}

// closingQuote returns where the quote that s is in ends, -1 if nowhere before
// the next one begins. An apostrophe within a word ends nothing.
func closingQuote(s, closing string) int {
	for i := range len(s) {
		if s[i] == '`' {
			return -1
		}
		if i == 0 || !strings.HasPrefix(s[i:], closing) {
			continue
		}
		after := s[i+len(closing):]
		if after == "" || !isASCIILetter(after[0]) {
			return i
		}
	}
	return -1
}
