package corpus

import "strings"

// restore puts the backslashes and the braces of fractions back into a formula
// that lost them, and returns the names found.
func restore(src string) (restored string, names []string) {
	var b strings.Builder
	depth := 0
	for i := 0; i < len(src); {
		c := src[i]
		switch {
		case c == '\\':
			n := 1 + len(commandName(src[i+1:]))
			b.WriteString(src[i : i+n])
			i += n
			continue
		case isASCIILetter(c):
			end := i
			for end < len(src) && isASCIILetter(src[end]) {
				end++
			}
			found := commandsIn(src, i, end, depth > 0)
			names = append(names, found...)
			writeNames(&b, src[i:end], found)
			i = end
			continue
		case c == '{' && isOperatorGroup(src[i:]):
			inner, size := braced(src[i:])
			if operators[inner] != "" {
				inner = `\` + inner + "{}"
			}
			b.WriteString(inner)
			i += size
			continue
		case c == '{' && depth == 0 && isSetBrace(src, i):
			inner, size := braced(src[i:])
			in, found := restore(inner)
			names = append(names, found...)
			b.WriteString(`\{` + in + `\}`)
			i += size
			continue
		case c == '{' && isLostFraction(src, i):
			b.WriteByte('/')
			depth++
		case c == '{':
			depth++
		case c == '}':
			depth--
		}
		b.WriteByte(c)
		i++
	}
	return b.String(), names
}

// isSetBrace tells whether the group at i is the braces of a set, which in
// LaTeX have backslashes: "{0}" by itself, "min{a,b}".
func isSetBrace(src string, i int) bool {
	if unitSize(src[i:]) == 1 {
		return false
	}
	start := i
	for start > 0 && isASCIILetter(src[start-1]) {
		start--
	}
	if word := src[start:i]; word != "" {
		return functions[word]
	}
	return i == 0 || src[i-1] == ' ' || src[i-1] == '('
}

// commandsIn returns the names of which the letters src[start:end] of a formula
// are made, none where they are a word or variables.
func commandsIn(src string, start, end int, inGroup bool) []string {
	word := src[start:end]
	var before, after byte = ' ', ' '
	if start > 0 {
		before = src[start-1]
	}
	if end < len(src) {
		after = src[end]
	}
	if functions[word] || isWordPart(src, start, end) {
		return nil
	}
	if opener := scriptOpener(src, start, end); opener != 0 && !fonts[word] {
		return scriptNames(word, opener == '^')
	}
	pieces, certain := segment(word)
	switch {
	case len(pieces) == 0:
		return nil
	case len(pieces) > 1:
		return keep(inGroup || certain, pieces)
	case greek[word] != "", unmistakable[word]:
		return pieces
	case fonts[word]:
		return keep(after == '{', pieces)
	case switches[word]: // left and right
		return keep(strings.IndexByte("()[]|{}", after) >= 0, pieces)
	case inGroup, bigOperator(word) && (after == '_' || after == '^'):
		return pieces
	case letterlike[word] != "":
		return nil
	}
	return keep(isOperatorHere(src, start, end, before, after), pieces)
}

// scriptOpener returns the ^ or _ of which the letters src[start:end] are all of
// the script, with or without braces; 0 where they are none.
func scriptOpener(src string, start, end int) byte {
	if start > 0 && (src[start-1] == '^' || src[start-1] == '_') {
		return src[start-1]
	}
	if start > 1 && src[start-1] == '{' && end < len(src) && src[end] == '}' && (src[start-2] == '^' || src[start-2] == '_') {
		return src[start-2]
	}
	return 0
}

// raisedNames are the commands that stand alone as superscripts.
var raisedNames = set("top", "circ", "ast", "star", "prime", "dagger", "perp", "infty")

// scriptNames returns the names of which a script that is one word is made. A
// script in words is common ("x_{in}", "R_lin"), so that only letters, and what
// is certain, are taken for commands.
func scriptNames(word string, raised bool) []string {
	pieces, certain := segment(word)
	if certain || greek[word] != "" || unmistakable[word] || raised && raisedNames[word] {
		return pieces
	}
	if len(pieces) > 1 && greek[pieces[0]] != "" && operators[pieces[1]] != "" && len(pieces[1]) > 3 {
		return pieces // "muapproxsum"
	}
	return nil
}

func bigOperator(name string) bool { return name == "sum" || name == "prod" || name == "int" }

func keep(ok bool, pieces []string) []string {
	if ok {
		return pieces
	}
	return nil
}

// isOperatorHere tells whether the name of an operator in a formula is one: by
// itself between blanks, or touching a number or a brace.
func isOperatorHere(src string, start, end int, before, after byte) bool {
	blankBefore := start == 0 || before == ' ' || before == '('
	blankAfter := end == len(src) || after == ' '
	if blankBefore && blankAfter {
		return true
	}
	return isDigit(before) || isDigit(after) && blankBefore || before == '}' || before == '%' || after == '{'
}

// isWordPart tells whether the letters are joined by a hyphen to a word, as in
// "A^2-in-context", and have no script of their own.
func isWordPart(src string, start, end int) bool {
	if end < len(src) && (src[end] == '_' || src[end] == '^') {
		return false
	}
	return start > 2 && src[start-1] == '-' && isASCIILetter(src[start-2]) && isASCIILetter(src[start-3]) ||
		end+2 < len(src) && src[end] == '-' && isASCIILetter(src[end+1]) && isASCIILetter(src[end+2])
}

// writeNames writes the word as the commands found in it, or as it is.
func writeNames(b *strings.Builder, word string, names []string) {
	if len(names) == 0 {
		b.WriteString(word)
		return
	}
	for _, name := range names {
		switch {
		case fonts[name] || name == "mathbb":
			b.WriteString(`\` + name + " ") // its argument may follow
		case isCommand(name):
			b.WriteString(`\` + name + "{}")
		default:
			b.WriteString(name)
		}
	}
}

// isCommand tells whether name is one that segment may find in a word.
func isCommand(name string) bool {
	return greek[name] != "" || operators[name] != "" || letterlike[name] != "" && len(name) > 2 ||
		fonts[name] || name == "left" || name == "right" || name == "mathbb"
}

// maxCommand is longer than any name in the tables.
const maxCommand = 18

// maxGlued is the longest run of letters that is cut into names. The longest
// one in the seed, "muapproxsum", has 11.
const maxGlued = 40

// segment cuts a word into names of commands and variables: a variable is one
// small letter at the very beginning or a run of capitals. It returns nothing
// where it cannot. It is certain of the cut where one of the names is
// unmistakable, or a Greek letter is followed by an operator.
func segment(word string) (pieces []string, certain bool) {
	if isCommand(word) {
		return []string{word}, unmistakable[word]
	}
	if word == "" || len(word) > maxGlued {
		return nil, false
	}
	pieces = cut(word, true)
	commands := 0
	for i, name := range pieces {
		if !isCommand(name) {
			continue
		}
		commands++
		next := i+1 < len(pieces) && (operators[pieces[i+1]] != "" || pieces[i+1] == "left" || pieces[i+1] == "right")
		certain = certain || unmistakable[name] || greek[name] != "" && len(name) >= 4 && next
	}
	if commands == 0 {
		return nil, false
	}
	return pieces, certain
}

// cut returns the pieces of word, longest names first, nil where some letters
// are left over.
func cut(word string, atStart bool) []string {
	for n := min(len(word), maxCommand); n > 1; n-- {
		if !isCommand(word[:n]) {
			continue
		}
		if n == len(word) {
			return []string{word}
		}
		if rest := cut(word[n:], false); rest != nil {
			return append([]string{word[:n]}, rest...)
		}
	}
	n := 0
	for n < len(word) && isUpper(word[n]) {
		n++
	}
	if n == 0 && atStart && isLower(word[0]) {
		n = 1
	}
	if n == 0 {
		return nil
	}
	if n == len(word) {
		return []string{word}
	}
	if rest := cut(word[n:], false); rest != nil {
		return append([]string{word[:n]}, rest...)
	}
	return nil
}
