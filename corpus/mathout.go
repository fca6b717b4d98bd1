package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// mathOut collects a formula and keeps the blanks around operators symmetric.
type mathOut struct {
	strings.Builder
	wantSpace bool // an operator with a blank before it wants one after it
	tight     bool // and one without has none after it
	ate       bool // a blank was swallowed after a command
	function  bool // the last thing written was the name of a function
}

// letter writes an operand.
func (o *mathOut) letter(s string) {
	if s == "" {
		return
	}
	first, _ := utf8.DecodeRuneInString(s)
	if o.wantSpace || o.function && (unicode.IsLetter(first) || unicode.IsDigit(first)) || o.ate && isLoose(first) {
		o.blank()
	}
	o.WriteString(s)
	o.wantSpace, o.tight, o.ate, o.function = false, false, false, false
}

// isLoose tells whether r is an operator that keeps a blank before it.
func isLoose(r rune) bool { return strings.ContainsRune("=<>+-|≤≥", r) }

// word writes the name of a function, apart from letters before it.
func (o *mathOut) word(name string) {
	last, _ := utf8.DecodeLastRuneInString(o.String())
	if unicode.IsLetter(last) || unicode.IsDigit(last) {
		o.blank()
	}
	o.letter(name)
	o.function = true
}

// operator writes an operator; a blank before it calls for one after it.
func (o *mathOut) operator(s string) {
	if o.ate || o.wantSpace {
		o.blank()
	}
	o.wantSpace = strings.HasSuffix(o.String(), " ")
	o.tight = !o.wantSpace
	o.WriteString(s)
	o.ate, o.function = false, false
}

func (o *mathOut) space() {
	if !o.tight {
		o.blank()
	}
	o.wantSpace, o.ate, o.function = false, false, false
}

func (o *mathOut) blank() {
	if o.Len() > 0 && !strings.HasSuffix(o.String(), " ") {
		o.WriteByte(' ')
	}
}

func fraction(over, under string) string { return atom(over) + "/" + atom(under) }

// atom returns s in parentheses unless it holds together by itself.
func atom(s string) string {
	if isWord(s) || utf8.RuneCountInString(s) == 1 {
		return s
	}
	return "(" + s + ")"
}

// isWord tells whether s is letters, digits, marks and decimal points only.
func isWord(s string) bool {
	for _, r := range s {
		if !unicode.In(r, unicode.L, unicode.N, unicode.M) && r != '.' {
			return false
		}
	}
	return s != ""
}
