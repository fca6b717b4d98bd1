package corpus

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// textCommands maps commands of text to what they print.
var textCommands = map[string]string{
	"eg": "e.g.", "ie": "i.e.", "etc": "etc.", "etal": "et al.", "cf": "cf.", "wrt": "w.r.t.", "vs": "vs.", "aka": "a.k.a.",
	"resp": "resp.", "Eg": "E.g.", "Ie": "I.e.", "iid": "i.i.d.",
	"S": "§", "P": "¶", "copyright": "©", "textregistered": "®", "texttrademark": "™", "pounds": "£", "euro": "€",
	"textendash": "–", "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
	"textquotedblright": "”", "textquotesingle": "'", "textbackslash": "∖", "textasciitilde": "∼", "textunderscore": "_",
	"textdegree": "°", "textmu": "µ", "textpm": "±", "texttimes": "×", "textless": "<", "textgreater": ">", "textbar": "|",
	"textellipsis": "…", "textbullet": "•", "TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX", "lq": "‘", "rq": "’",
}

// references are commands whose argument is a key, not text.
var references = set("cite", "citep", "citealp", "ref", "eqref", "cref", "Cref", "autoref", "label",
	"begin", "end", "color", "vspace", "hspace", "vskip", "hskip", "thanks")

// readCommands replaces the commands, accents and groups of running text, which
// must be free of control characters. It takes time in proportion to the text.
func readCommands(text string) string {
	if !strings.ContainsAny(text, `\~`) {
		return text
	}
	r := commandReader{src: text, lastKept: -1, lastRead: -1}
	for r.pos < len(r.src) {
		r.step()
	}
	return strings.ReplaceAll(string(r.out), dropped, "")
}

// dropped stands for a brace that is left out in the end.
const dropped = "\x00"

type commandReader struct {
	src      string
	pos      int
	out      []byte
	groups   []group // those that are open, the innermost last
	lastRead int     // where in src the last command was that was replaced
	lastKept int     // where in out the last backslash is that was not
}

// A group is where a brace opened, in the source and in the output.
type group struct{ src, out int }

func (r *commandReader) step() {
	switch c := r.src[r.pos]; c {
	case '\\':
		r.backslash()
	case '{':
		r.groups = append(r.groups, group{r.pos, len(r.out)})
		r.copy(1)
	case '}':
		r.closeGroup()
	case '~':
		if isTie(r.src[:r.pos], r.src[r.pos+1:]) {
			r.replace(1, " ")
			return
		}
		r.copy(1)
	default:
		end := strings.IndexAny(r.src[r.pos:], `\{}~`)
		if end < 0 {
			end = len(r.src) - r.pos
		}
		r.copy(end)
	}
}

func (r *commandReader) backslash() {
	start := r.pos
	if r.command() {
		r.lastRead = start
		return
	}
	r.lastKept = len(r.out)
	r.copy(1)
}

// closeGroup drops the braces of a group that was there for a command in it,
// such as {\em x} or {\'e}. Others are text, or belong to what cannot be read.
func (r *commandReader) closeGroup() {
	brace := "}"
	if n := len(r.groups); n > 0 {
		g := r.groups[n-1]
		r.groups = r.groups[:n-1]
		if r.lastRead > g.src && r.lastKept < g.out {
			r.out[g.out] = dropped[0]
			brace = dropped
		}
	}
	r.replace(1, brace)
}

func (r *commandReader) copy(n int) { r.replace(n, r.src[r.pos:r.pos+n]) }

// replace writes s for the next n bytes.
func (r *commandReader) replace(n int, s string) {
	r.out = append(r.out, s...)
	r.pos += n
}

// command reads the command at the backslash, and reports false where it is
// none that is known here.
func (r *commandReader) command() bool {
	name := commandName(r.src[r.pos+1:])
	if name == "" {
		return false
	}
	n := 1 + len(name)
	rest := r.src[r.pos+n:]
	if letter, used := accent(name, rest); used > 0 {
		r.replace(n+used, letter)
		return true
	}
	if s, ok := specialLetters[name]; ok {
		r.replace(n+endOfName(rest, true), s)
		return true
	}
	if s, ok := textCommands[name]; ok {
		r.replace(n+endOfName(rest, false), s)
		return true
	}
	if switches[name] {
		r.replace(n+endOfName(rest, true), "")
		return true
	}
	return r.withArguments(name, n, rest) || r.symbol(name, n)
}

// withArguments reads a command that prints, or swallows, text in braces.
func (r *commandReader) withArguments(name string, n int, rest string) bool {
	first, size := braced(rest)
	if size == 0 {
		return false
	}
	second, size2 := braced(rest[size:])
	switch {
	case fonts[name]:
		r.replace(n+size, readCommands(first))
	case references[name]:
		r.dropBlank(rest[size:])
		r.replace(n+size, "")
	case name == "citet", name == "citeauthor", name == "citeyear": // part of the sentence
		r.replace(n+size, "["+first+"]")
	case name == "url", name == "nolinkurl", name == "path":
		r.replace(n+size, first)
	case name == "footnote":
		r.replace(n+size, " ("+readCommands(first)+")")
	case name == "enquote":
		r.replace(n+size, "“"+readCommands(first)+"”")
	case size2 == 0:
		return false
	case name == "href":
		r.replace(n+size+size2, link(first, readCommands(second)))
	case name == "textcolor", name == "texorpdfstring", name == "colorbox":
		r.replace(n+size+size2, readCommands(second))
	default:
		return false
	}
	return true
}

// dropBlank takes back the blank before a command that prints nothing, where
// punctuation follows: "a method \cite{key}."
func (r *commandReader) dropBlank(after string) {
	if after == "" || strings.IndexByte(".,;:)", after[0]) < 0 {
		return
	}
	r.out = bytes.TrimRight(r.out, " ~")
}

// symbol reads a command that mathematics and text have in common.
func (r *commandReader) symbol(name string, n int) bool {
	if isASCIILetter(name[0]) && (name == "item" || name == "par" || name == "newline") {
		r.replace(n, " ")
		return true
	}
	p := mathParser{src: r.src, pos: r.pos}
	var out mathOut
	p.element(&out)
	if p.bad {
		return false
	}
	used := p.pos - r.pos
	if s := out.String(); s != "" || spaces[name] == "" {
		blank := ""
		if isASCIILetter(name[0]) && out.ate {
			blank = " "
		}
		r.replace(used, s+blank)
		return true
	}
	r.replace(used, " ")
	return true
}

// link returns the text of a link with its address; the address alone if they
// are the same or the text is arXiv's "this https URL".
func link(address, text string) string {
	trim := func(s string) string { return strings.Trim(s, "/. {}") }
	if text == "" || strings.Contains(text, trim(address)) || trim(text) == "" || strings.HasPrefix(text, "this http") {
		return address
	}
	return text + " (" + address + ")"
}

// commandName returns the word or the single sign that names a command.
func commandName(s string) string {
	n := 0
	for n < len(s) && isASCIILetter(s[n]) {
		n++
	}
	if n == 0 && s != "" {
		_, n = utf8.DecodeRuneInString(s)
	}
	return s[:n]
}

// endOfName returns the length of what only ends a command's name: an empty
// group, or the blanks where the command eats them.
func endOfName(rest string, eatsBlanks bool) int {
	if strings.HasPrefix(rest, "{}") {
		return len("{}")
	}
	if !eatsBlanks {
		return 0
	}
	return len(rest) - len(strings.TrimLeft(rest, " "))
}

// maxGroup bounds the search for a closing brace, in bytes.
const maxGroup = 2000

// braced returns the content and the whole length of the group in braces that
// s begins with; 0 where there is none.
func braced(s string) (inner string, size int) {
	if !strings.HasPrefix(s, "{") {
		return "", 0
	}
	depth := 0
	for i := 0; i < min(len(s), maxGroup); i++ {
		switch s[i] {
		case '\\':
			i++
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return s[1:i], i + 1
			}
		}
	}
	return "", 0
}

// isTie tells whether the ~ between before and after is LaTeX's blank, not a
// sign: it joins a word to a word, a bracket, a command, or a number as in
// "Fig.~3". In "1M~60M", "~1000" and "x~y" it says something.
func isTie(before, after string) bool {
	if before == "" || after == "" {
		return false
	}
	last, next := before[len(before)-1], after[0]
	if !isASCIILetter(last) && last != '.' && last != ')' && last != ',' {
		return false
	}
	switch {
	case next == '\\', next == '[':
		return true
	case isDigit(next):
		return isLower(last) || last == '.'
	case isASCIILetter(next):
		return len(before) > 1 && before[len(before)-2] != ' ' && len(after) > 1 && isASCIILetter(after[1])
	}
	return false
}
