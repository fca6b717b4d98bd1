package corpus

import (
	"slices"
	"strings"
)

// hasLooseTeX is the quick look for formulas without any sign of markup: it
// reports true wherever readLoose might find one.
func hasLooseTeX(text string) bool {
	for i := 0; i < len(text); {
		if !isASCIILetter(text[i]) {
			i++
			continue
		}
		start := i
		for i < len(text) && isASCIILetter(text[i]) {
			i++
		}
		if i-start < 2 {
			continue
		}
		if start > 0 && i < len(text) && text[start-1] == ' ' && (text[i] == ' ' || text[i] == ',' || text[i] == '.') &&
			!betweenBlanks.mayHave(text[start:i]) {
			continue // most words
		}
		if isLooseWord(text, start, i) {
			return true
		}
	}
	return false
}

// firstLetters spares most words a look into the tables: it holds the first two
// letters of the names in them, the second as a bit under the first. It may be
// wrong about the case of the second.
type firstLetters [128]uint32

func (f *firstLetters) add(name string)          { f[name[0]] |= 1 << (name[1] & 31) }
func (f *firstLetters) mayHave(word string) bool { return f[word[0]]>>(word[1]&31)&1 == 1 }

var betweenBlanks, besideSigns = func() (blanks, signs firstLetters) {
	for name := range unmistakable {
		blanks.add(name)
		signs.add(name)
	}
	for _, name := range []string{"ll", "gg", "sim"} {
		blanks.add(name)
	}
	for _, table := range []map[string]string{operators, greek} {
		for name := range table {
			signs.add(name)
		}
	}
	return blanks, signs
}()

// isLooseWord tells whether the letters text[start:end] are a command, given
// what stands beside them.
func isLooseWord(text string, start, end int) bool {
	word := text[start:end]
	var before, after byte = ' ', ' '
	if start > 0 {
		before = text[start-1]
	}
	if end < len(text) {
		after = text[end]
	}
	switch {
	case before == '\\':
		return false
	case before == ' ' && (after == ' ' || after == ',' || after == '.'):
		return betweenBlanks.mayHave(word) && (len(word) > 2 && unmistakable[word] || rareRelation(word) ||
			isPrefix(word) && after == ' ' && end < len(text) && isQuantity(text[end+1:]))
	case besideSigns.mayHave(word) && isBesideSigns(text, start, end, before, after):
		return true
	}
	return (isDigit(after) || strings.IndexByte("(<>=^_", after) >= 0 || strings.IndexByte("<>=", before) >= 0) && isGluedNames(word)
}

// isBesideSigns is isLooseWord for a name that touches another sign.
func isBesideSigns(text string, start, end int, before, after byte) bool {
	word := text[start:end]
	switch {
	case unmistakable[word]:
		return true
	case isPrefix(word) && before == '(' && after == ' ' && end < len(text) && isQuantity(text[end+1:]):
		return true
	case operators[word] != "":
		return isGlued(text, start, end, before, after)
	case greek[word] != "":
		return strings.IndexByte("(=<>^_", after) >= 0 && !isDigit(before) && before != '-' || strings.IndexByte("=<>", before) >= 0
	}
	return false
}

// isGlued tells whether an operator's name touches a number: "3times",
// "5sim10", "15%sim30", "sim0.01%", but not "sim2real" or "10 times".
func isGlued(text string, start, end int, before, after byte) bool {
	if isDigit(after) && isQuantity(text[end:]) && !isASCIILetter(before) && before != '-' {
		return true
	}
	left := isDigit(before) || before == '%' || before == '}'
	return left && (text[start:end] == "times" || text[start:end] == "sim" && isDigit(after) || len(text[start:end]) > 5)
}

// isGluedNames tells whether word is several names run together, one of them
// unmistakable or a letter with its relation: "alphagg", "cvarepsilon".
func isGluedNames(word string) bool {
	if len(word) < 6 {
		return false
	}
	pieces, certain := segment(word)
	return len(pieces) > 1 && certain
}

// isQuantity tells whether s begins with a number, which may have a unit of one
// letter as in "50K".
func isQuantity(s string) bool {
	n := 0
	for n < len(s) && (isDigit(s[n]) || n > 0 && (s[n] == '.' || s[n] == ',')) {
		n++
	}
	if n == 0 || n == len(s) || !isASCIILetter(s[n]) {
		return n > 0
	}
	unit := s[n:]
	if strings.HasPrefix(unit, "times") || strings.HasPrefix(unit, "x") {
		return true
	}
	return strings.IndexByte("KkMmBbGT", unit[0]) >= 0 && (len(unit) == 1 || !isASCIILetter(unit[1]))
}

// isCertain tells whether a chunk is a formula, or holds one.
func isCertain(s string) bool {
	if i := strings.Index(s, "://"); i >= 0 {
		return strings.Contains(s[i:], "{")
	}
	if strings.ContainsAny(s, "$@") {
		return false
	}
	for i := range len(s) {
		switch s[i] {
		case '^':
			if isRaised(s, i) {
				return true
			}
		case '_':
			if isLowered(s, i) {
				return true
			}
		case '{':
			if isOperatorGroup(s[i:]) || isLostFraction(s, i) || strings.HasSuffix(s[:i], "/text") {
				return true
			}
		}
	}
	return hasLooseTeX(s)
}

// isRaised tells whether the ^ at i makes a superscript.
func isRaised(s string, i int) bool {
	if i == 0 || i+1 == len(s) {
		return false
	}
	if base := s[i-1]; !isASCIILetter(base) && !isDigit(base) && strings.IndexByte(")]}", base) < 0 && base < 0x80 {
		return false
	}
	next := s[i+1]
	if next == '-' || next == '+' {
		return i+2 < len(s) && isDigit(s[i+2])
	}
	return isASCIILetter(next) || isDigit(next) || next == '{' || next == '*'
}

// isLowered tells whether the _ at i makes a subscript: one in braces, or a
// number, a letter or a letter's name below a letter. "BERT_BASE" is a name.
func isLowered(s string, i int) bool {
	if i == 0 || i+1 == len(s) {
		return false
	}
	if s[i+1] == '{' {
		_, size := braced(s[i+1 : min(len(s), i+1+maxLooseGroup)])
		return size > 2 && s[i-1] != '_'
	}
	start := i
	for start > 0 && isASCIILetter(s[start-1]) {
		start--
	}
	base := s[start:i]
	if start > 0 && (s[start-1] == '_' || isDigit(s[start-1])) {
		return false
	}
	if len(base) != 1 && greek[base] == "" && !bigOperator(base) {
		return false
	}
	return isLoweredWord(s[i+1:])
}

// isLoweredWord tells whether rest, after a _, begins with a subscript.
func isLoweredWord(rest string) bool {
	n := 0
	for n < len(rest) && isDigit(rest[n]) {
		n++
	}
	if n == 0 {
		for n < len(rest) && isASCIILetter(rest[n]) {
			n++
		}
		if n != 1 && len(scriptNames(rest[:n], false)) == 0 {
			return false
		}
	}
	return n > 0 && (n == len(rest) || !isASCIILetter(rest[n]) && !isDigit(rest[n]) && (rest[n] != '_' || n > 1))
}

// isOperatorGroup tells whether s begins with a group around an operator, which
// LaTeX sets without blanks: "64{times}64", "D{=}1", "56{,}340".
func isOperatorGroup(s string) bool {
	inner, size := braced(s[:min(len(s), maxCommand+len(`{\}`))])
	if size == 0 {
		return false
	}
	name := strings.TrimPrefix(inner, `\`)
	return slices.Contains([]string{"=", "+", "-", ",", "<", ">"}, inner) || operators[name] != ""
}

// isLostFraction tells whether the group at i is the denominator of a \frac of
// which the name and the first braces were lost, as in "8{255}".
func isLostFraction(s string, i int) bool {
	inner, size := braced(s[i:min(len(s), i+maxLooseGroup)])
	if size == 0 || i == 0 || !isDigit(s[i-1]) || strings.ContainsAny(s[:i], "^_") {
		return false
	}
	number := strings.Trim(inner, "0123456789") == ""
	name, _, _ := strings.Cut(inner, "^")
	return inner != "" && (number || greek[name] != "" || len(name) == 1)
}

// isOperand tells whether a chunk is a formula, a number or a single letter,
// apart from punctuation around it.
func isOperand(s string) bool {
	core := strings.Trim(s, "().,;:")
	if len(core) == 1 && (isASCIILetter(core[0]) && core != "a" && core != "I" || isDigit(core[0])) {
		return true
	}
	if strings.HasPrefix(s, "{") || core != "" && strings.Trim(core, "0123456789.") == "" {
		return true
	}
	return operators[core] == "" && (letterlike[core] != "" && unmistakable[core] || isCertain(s))
}

func isFunctionCall(s string) bool {
	name, _, found := strings.Cut(s, "{")
	return found && functions[name]
}
