package corpus

import "strings"

// Web pages show abstracts whose formulas lost the dollar signs, the
// backslashes, or both: "R^{n times k}", "5sim10", "D{to}infty", "A_mu". Here
// they are found, get their backslashes back, and are read as formulas.
//
// Many of these words are English ("in", "times", "to", "top"), so that each is
// taken for a command only where its neighbours leave no doubt. What is left
// ("the mu-Transfer", "optimal eta") can be read as it is.

// unmistakable are the names that are no words of any other language.
var unmistakable = set("varepsilon", "varphi", "vartheta", "infty", "propto", "gtrsim", "lesssim", "mathbb", "mathcal", "mathbf",
	"mathrm", "mathsf", "mathfrak", "mathscr", "boldsymbol", "leqslant", "geqslant", "leq", "geq", "neq", "subseteq",
	"rightarrow", "leftarrow", "leftrightarrow", "Rightarrow", "longrightarrow", "cdots", "nabla", "textbf", "textit", "texttt")

// readLoose returns text with the formulas that have no delimiters read.
func readLoose(text string) string {
	if !strings.ContainsAny(text, "^_{") && !hasLooseTeX(text) {
		return text
	}
	chunks := split(text)
	letters := map[string]bool{}
	var b strings.Builder
	done := 0
	for i := 0; i < len(chunks); {
		n := expression(chunks[i:])
		if n == 0 {
			i++
			continue
		}
		start, end := chunks[i].start, chunks[i+n-1].end
		i += n
		out, ok := readExpression(text[start:end], letters)
		if !ok {
			continue
		}
		b.WriteString(text[done:start] + out)
		done = end
	}
	b.WriteString(text[done:])
	return sameLetters(b.String(), letters)
}

// readExpression converts one formula, and adds to letters the Greek ones that
// it found without a backslash.
func readExpression(src string, letters map[string]bool) (string, bool) {
	if out, ok := linkOnce(src); ok {
		return out, true
	}
	restored, found := restore(src)
	out, ok := looseMath(restored)
	if !ok {
		return "", false
	}
	for _, name := range found {
		letters[name] = greek[name] != ""
	}
	return out, true
}

// linkOnce reads an address followed by its text in braces, what is left of
// \href: once if both are the same, else the text and the address.
func linkOnce(src string) (string, bool) {
	start := strings.Index(src, "://")
	open := strings.IndexByte(src, '{')
	if start < 0 || open < start {
		return "", false
	}
	inner, size := braced(src[open:])
	if size == 0 {
		return "", false
	}
	before := strings.LastIndexAny(src[:start], " (~") + 1
	return src[:before] + link(src[before:open], inner) + src[open+size:], true
}

// sameLetters replaces the names of letters wherever they stand alone, given
// that elsewhere in the text they were certainly letters of a formula.
func sameLetters(text string, letters map[string]bool) string {
	if len(letters) == 0 {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		end := i
		for end < len(text) && isASCIILetter(text[end]) {
			end++
		}
		if end == i {
			b.WriteByte(text[i])
			i++
			continue
		}
		name := text[i:end]
		if letters[name] && standsAlone(text, i, end) {
			name = greek[name]
		}
		b.WriteString(name)
		i = end
	}
	return b.String()
}

// standsAlone tells whether text[start:end] is no part of a longer name, such as
// "mu-Transfer", a command or a quoted word.
func standsAlone(text string, start, end int) bool {
	const joins = "-\\_\"“”'`{}/@#"
	if start > 0 && (strings.IndexByte(joins, text[start-1]) >= 0 || isDigit(text[start-1]) || text[start-1] >= 0x80) {
		return false
	}
	return end == len(text) || strings.IndexByte(joins, text[end]) < 0 && !isDigit(text[end]) && text[end] < 0x80
}

// A chunk is a run of text without blanks outside braces.
type chunk struct {
	start, end int
	text       string
}

// split returns the chunks of text.
func split(text string) []chunk {
	chunks := make([]chunk, 0, strings.Count(text, " ")+1)
	for i := 0; i < len(text); {
		if text[i] == ' ' {
			i++
			continue
		}
		start := i
		for i < len(text) && text[i] != ' ' {
			i += unitSize(text[i:])
		}
		chunks = append(chunks, chunk{start, i, text[start:i]})
	}
	return chunks
}

// unitSize returns the length of the group in braces that s begins with, else 1.
func unitSize(s string) int {
	if s[0] != '{' {
		return 1
	}
	_, size := braced(s[:min(len(s), maxLooseGroup)])
	return max(size, 1)
}

// maxLooseGroup bounds, in bytes, a group in braces that is part of a formula.
const maxLooseGroup = 200

// expression returns how many chunks from the first on make up a formula.
func expression(chunks []chunk) int {
	first := chunks[0].text
	if isPlainWord(first) {
		return 0
	}
	n := 0
	switch {
	case isPrefix(first) && len(chunks) > 1 && isQuantity(chunks[1].text):
		return 2
	case isCertain(first):
		n = 1
	case joins(chunks) && (isCertain(chunks[2].text) || rareRelation(chunks[1].text)):
		n = 1
	}
	for n > 0 && n < len(chunks) {
		last := chunks[n-1].text
		switch {
		case joins(chunks[n-1:]):
			n += 2
		case wantsOperand(last) && isOperand(chunks[n].text):
			n++
		default:
			return n
		}
	}
	return n
}

// isPlainWord tells of most words, quickly, that no formula begins with them.
func isPlainWord(s string) bool {
	s = strings.TrimRight(s, ".,;:)")
	for i := range len(s) {
		if !isASCIILetter(s[i]) {
			return false
		}
	}
	return len(s) > 1 && !betweenBlanks.mayHave(s)
}

// joins tells whether the second chunk is an operator between the first and
// the third.
func joins(chunks []chunk) bool {
	if len(chunks) < 3 || !operandJoiners[chunks[1].text] || strings.HasSuffix(chunks[0].text, ",") || !isOperand(chunks[0].text) {
		return false
	}
	right := chunks[2].text
	if chunks[1].text == "in" {
		return isUpper(right[0]) && isCertain(right) || strings.HasPrefix(right, "mathbb")
	}
	return isOperand(right) || isFunctionCall(right)
}

// operandJoiners are the operators that are looked for between blanks. "to" is
// not among them: "from 1/T^2 to 1/T" is English.
var operandJoiners = set("in", "times", "sim", "approx", "cdot", "pm", "otimes", "ll", "gg", "leq", "geq", "propto", "neq",
	"subset", "subseteq", "rightarrow")

func rareRelation(word string) bool { return word == "ll" || word == "gg" }

// isPrefix tells whether the chunk is the sign of an approximate number.
func isPrefix(s string) bool {
	s = strings.TrimLeft(s, "(")
	return s == "sim" || s == "lesssim" || s == "gtrsim"
}

// wantsOperand tells whether a certain chunk ends with the name of an operator
// or a typeface, which has its operand in the next.
func wantsOperand(s string) bool {
	end := len(s)
	if strings.HasSuffix(s, "}") {
		open := strings.LastIndexByte(s, '{')
		return open > 0 && operators[strings.TrimPrefix(s[open+1:end-1], `\`)] != ""
	}
	start := end
	for start > 0 && isASCIILetter(s[start-1]) {
		start--
	}
	if start == 0 {
		return strings.HasPrefix(s, "mathbb") || strings.HasPrefix(s, "mathcal")
	}
	pieces, _ := segment(s[start:end])
	return len(pieces) > 0 && operators[pieces[len(pieces)-1]] != ""
}
