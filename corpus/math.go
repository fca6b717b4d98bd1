package corpus

import (
	"strings"
	"unicode/utf8"
)

// mathText returns the formula src, the inside of $…$, in readable Unicode. It
// reports false where it holds something that has no place in a line of text,
// so that a formula is converted whole or not at all.
func mathText(src string) (string, bool) { return (&mathParser{src: src}).formula() }

// looseMath is mathText for a formula that lost its delimiters: it reads
// "T^10" and "N_opt" as their authors meant them, not as LaTeX would.
func looseMath(src string) (string, bool) { return (&mathParser{src: src, loose: true}).formula() }

func (p *mathParser) formula() (string, bool) {
	out := p.list(false)
	if p.bad || p.pos < len(p.src) {
		return "", false
	}
	return strings.TrimSpace(out), true
}

// maxDepth bounds the nesting of braces, hence the stack.
const maxDepth = 16

type mathParser struct {
	src   string
	pos   int
	depth int
	loose bool // a script without braces is a whole number or word
	bad   bool // something cannot be shown in a line of text
}

// list reads up to the end of the source, or of the group.
func (p *mathParser) list(inGroup bool) string {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		p.bad = true
	}
	var out mathOut
	for !p.bad && p.pos < len(p.src) {
		if c := p.src[p.pos]; c == '}' {
			if inGroup {
				p.pos++
				return strings.TrimSpace(out.String())
			}
			p.bad = true
			break
		}
		p.element(&out)
	}
	p.bad = p.bad || inGroup
	return out.String()
}

// element reads one character, command, group or script.
func (p *mathParser) element(out *mathOut) {
	c := p.src[p.pos]
	if p.loose && (c == '^' || c == '_') && strings.HasPrefix(p.src[p.pos+1:], "(") {
		out.letter(string(c) + "(") // a script that was read before
		p.pos += 2
		return
	}
	switch c {
	case '\\':
		p.command(out, p.name())
	case '{':
		p.pos++
		out.letter(p.list(true))
	case '^', '_':
		p.pos++
		arg := closeUp(p.argument(true))
		p.bad = p.bad || arg == ""
		out.WriteString(script(arg, c == '^'))
	case ' ', '~':
		p.pos++
		out.space()
	default:
		_, size := utf8.DecodeRuneInString(p.src[p.pos:])
		out.letter(p.src[p.pos : p.pos+size])
		p.pos += size
	}
}

// name reads a command's name, and the blanks after it where it is a word.
func (p *mathParser) name() string {
	p.pos++ // backslash
	start := p.pos
	for p.pos < len(p.src) && isASCIILetter(p.src[p.pos]) {
		p.pos++
	}
	if p.pos > start {
		return p.src[start:p.pos]
	}
	_, size := utf8.DecodeRuneInString(p.src[p.pos:])
	p.pos += size
	return p.src[start:p.pos]
}

func (p *mathParser) command(out *mathOut, name string) {
	switch {
	case greek[name] != "":
		out.letter(greek[name])
		p.eatSpace(out)
	case letterlike[name] != "":
		out.letter(letterlike[name])
		p.eatSpace(out)
	case operators[name] != "":
		out.operator(operators[name])
		p.eatSpace(out)
	case functions[name]:
		out.word(name)
		p.skipSpace()
	case fonts[name]:
		out.letter(p.argument(false))
	case switches[name]:
		p.skipSpace()
		if (name == "left" || name == "right") && strings.HasPrefix(p.src[p.pos:], ".") {
			p.pos++ // \left. is no delimiter
		}
	case len(name) == 1 && strings.Contains(escaped, name):
		out.letter(name)
	default:
		p.construct(out, name)
	}
}

// construct reads the commands that build something of their arguments.
func (p *mathParser) construct(out *mathOut, name string) {
	if space, ok := spaces[name]; ok {
		if space != "" {
			out.space()
		}
		return
	}
	switch name {
	case "mathbb", "mathds", "Bbb":
		arg := p.argument(false)
		if d, ok := doubleStruck[arg]; ok {
			arg = d
		}
		out.letter(arg)
	case "frac", "tfrac", "dfrac", "nicefrac", "sfrac":
		over := p.argument(false)
		out.letter(fraction(over, p.argument(false)))
	case "sqrt":
		out.letter("√" + atom(p.argument(false)))
	case "textsuperscript", "textsubscript":
		out.WriteString(script(p.argument(false), name == "textsuperscript"))
	default:
		mark := combining[name]
		arg := ""
		if mark != "" {
			arg = p.argument(false)
		}
		p.bad = p.bad || utf8.RuneCountInString(arg) != 1
		out.letter(arg + mark)
	}
}

// argument reads one argument: a group, a command or a character; or a whole
// number or word where isScript and the formula is a loose one.
func (p *mathParser) argument(isScript bool) string {
	p.skipSpace()
	rest := p.src[p.pos:]
	if rest == "" || rest[0] == '}' || rest[0] == '^' || rest[0] == '_' {
		p.bad = true
		return ""
	}
	if isScript && p.loose {
		if n := bareScript(rest); n > 0 {
			p.pos += n
			return rest[:n]
		}
	}
	var out mathOut
	p.depth++
	if p.depth > maxDepth {
		p.bad = true
		return ""
	}
	p.element(&out)
	p.depth--
	return strings.TrimSpace(out.String())
}

// bareScript returns the length of the number or word that is a script
// without braces at the beginning of rest.
func bareScript(rest string) int {
	n := 0
	if rest[0] == '-' || rest[0] == '+' {
		n = 1
	}
	end := n
	for end < len(rest) && (isDigit(rest[end]) || end > n && rest[end] == '.' && end+1 < len(rest) && isDigit(rest[end+1])) {
		end++
	}
	if end > n {
		return end
	}
	end = 0
	for end < len(rest) && isASCIILetter(rest[end]) {
		end++
	}
	if end == 0 && n == 1 && len(rest) == 1 {
		return 1
	}
	return end
}

// closeUp takes the blanks out of a script, save between words.
func closeUp(s string) string {
	fields := strings.Fields(s)
	for i := 1; i < len(fields); i++ {
		last, next := fields[i-1], fields[i]
		if isASCIILetter(last[len(last)-1]) && isASCIILetter(next[0]) {
			return s
		}
	}
	return strings.Join(fields, "")
}

func (p *mathParser) skipSpace() {
	for p.pos < len(p.src) && p.src[p.pos] == ' ' {
		p.pos++
	}
}

// eatSpace skips the blanks that only end a command's name.
func (p *mathParser) eatSpace(out *mathOut) {
	start := p.pos
	p.skipSpace()
	out.ate = p.pos > start
}
