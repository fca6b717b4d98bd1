package corpus

import "strings"

// readTeX replaces LaTeX markup by what it prints. It reads, in this order,
//
//	$…$, $$…$$, \(…\), \[…\]   formulas, whole or not at all
//	x^2, R^{n times k}         formulas that lost their delimiters (see loose.go)
//	\'e, \textit{…}, {\em …}   accents, type, and commands in the text
func readTeX(text string) string {
	if !strings.ContainsAny(text, `\$`) {
		return readCommands(readLoose(text))
	}
	var b strings.Builder
	b.Grow(len(text))
	for text != "" {
		f, ok := nextFormula(text)
		if !ok {
			break
		}
		b.WriteString(readCommands(readLoose(text[:f.start])))
		if out, ok := mathText(strings.TrimSpace(text[f.innerStart:f.innerEnd])); ok {
			b.WriteString(out)
		} else {
			b.WriteString(text[f.start:f.end])
		}
		text = text[f.end:]
	}
	b.WriteString(readCommands(readLoose(text)))
	return b.String()
}

// maxFormula bounds the search for the end of a formula, in bytes. The longest
// inline formula among 13,000 arXiv abstracts of 2026 has under 400.
const maxFormula = 1000

// A formula is a span of text between delimiters.
type formula struct{ start, innerStart, innerEnd, end int }

func nextFormula(text string) (formula, bool) {
	for i := 0; i+1 < len(text); i++ {
		size, closing := 0, ""
		switch {
		case text[i] == '\\' && text[i+1] == '(':
			size, closing = 2, `\)`
		case text[i] == '\\' && text[i+1] == '[':
			size, closing = 2, `\]`
		case text[i] == '\\':
			i++ // an escaped sign delimits nothing
		case text[i] == '$' && text[i+1] == '$':
			size, closing = 2, "$$"
		case text[i] == '$':
			size, closing = 1, "$"
		}
		if size == 0 {
			continue
		}
		inner := text[i+size : min(len(text), i+size+maxFormula)]
		n := closingDelimiter(inner, closing)
		if n < 0 {
			continue
		}
		f := formula{i, i + size, i + size + n, i + size + n + len(closing)}
		if closing != "$" || isDollarFormula(inner[:n], text[f.end:]) {
			return f, true
		}
	}
	return formula{}, false
}

// closingDelimiter returns where the delimiter begins in s, -1 if nowhere.
func closingDelimiter(s, closing string) int {
	for i := 0; i < len(s); i++ {
		if strings.HasPrefix(s[i:], closing) {
			return i
		}
		if s[i] == '\\' {
			i++
		}
	}
	return -1
}

// isDollarFormula tells a formula from prices, as in "from $5 to $10" or
// "$50-$100".
func isDollarFormula(inner, after string) bool {
	trimmed := strings.TrimSpace(inner)
	if trimmed == "" {
		return false
	}
	words := proseWords(inner)
	if strings.ContainsAny(inner, `\^_{`) {
		return words < 2
	}
	if trimmed != inner || after != "" && isDigit(after[0]) && strings.ContainsAny(inner, "0123456789 ") {
		return false
	}
	if !strings.Contains(inner, " ") {
		return words == 0 || words == 1 && (after == "" || !isASCIILetter(after[0]) && !isDigit(after[0]))
	}
	return words == 0 && !isDigit(inner[0])
}

// proseWords counts the words of two letters or more, outside braces.
func proseWords(s string) int {
	n, depth, run := 0, 0, 0
	for i := 0; i <= len(s); i++ {
		switch {
		case i < len(s) && isASCIILetter(s[i]):
			run++
			continue
		case run >= 2 && depth == 0 && (i == run || s[i-run-1] == ' '):
			n++
		}
		run = 0
		if i < len(s) && s[i] == '{' {
			depth++
		}
		if i < len(s) && s[i] == '}' {
			depth--
		}
	}
	return n
}
