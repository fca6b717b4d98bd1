package corpus

import (
	"html"
	"strings"
)

// maxEntity is longer than any name of an HTML entity
// ("CounterClockwiseContourIntegral").
const maxEntity = 40

// decodeEntities replaces character references, named and numbered, that end
// with a semicolon; without one, as in "R&D" or "black&notable", & is a letter.
// A reference that was escaped again ("&amp;lt;") is decoded to the bottom.
func decodeEntities(text string) string {
	if !strings.Contains(text, "&") {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for {
		before, rest, found := strings.Cut(text, "&")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		for strings.HasPrefix(rest, "amp;") {
			rest = rest[len("amp;"):]
		}
		text = rest
		name, after, found := strings.Cut(rest[:min(len(rest), maxEntity)], ";")
		if found && isReference(name) {
			if char := html.UnescapeString("&" + name + ";"); char != "&"+name+";" {
				b.WriteString(char)
				text = rest[len(rest[:min(len(rest), maxEntity)])-len(after):]
				continue
			}
		}
		b.WriteByte('&')
	}
}

func isReference(name string) bool {
	if name == "" {
		return false
	}
	for i := range len(name) {
		if c := name[i]; !isASCIILetter(c) && !isDigit(c) && (c != '#' || i > 0) {
			return false
		}
	}
	return true
}

// stripTags takes HTML, JATS and MathML tags off. Tags of blocks leave a blank,
// so that words do not run together; raised and lowered text is kept as such;
// what only looks like a tag ("<workload, configuration>", "p<0.05") stays.
func stripTags(text string) string {
	if !strings.Contains(text, "<") {
		return text
	}
	text = abstractHeading.Replace(text)
	pairs := tagPairs{text: text}
	var b strings.Builder
	b.Grow(len(text))
	for {
		before, rest, found := strings.Cut(text, "<")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		tag, size := readTag(rest)
		if size == 0 || len(tag) == 1 && !pairs.has(tag) {
			b.WriteByte('<')
			text = rest
			continue
		}
		text = rest[size:]
		switch {
		case rest[0] != '/' && (tag == "sub" || tag == "sup"):
			text = writeScriptTag(&b, tag, text)
		case blockTags[tag]:
			b.WriteByte(' ')
		case tag == "title" && rest[0] == '/':
			b.WriteString(": ")
		}
	}
}

// abstractHeading takes off the heading that Crossref's publishers put into the
// abstract itself.
var abstractHeading = strings.NewReplacer(
	"<jats:title>Abstract</jats:title>", " ", "<title>Abstract</title>", " ",
	"<jats:title>ABSTRACT</jats:title>", " ", "<jats:title>Summary</jats:title>", " ",
	"<![CDATA[", " ", "]]>", " ")

// readTag returns the name, in lower case and without its prefix, of the tag
// that rest begins with (just after "<"), and its length; 0 where it is none.
func readTag(rest string) (name string, size int) {
	if strings.HasPrefix(rest, "!--") {
		if end := strings.Index(rest, "-->"); end >= 0 {
			return "comment", end + len("-->")
		}
		return "", 0
	}
	end := strings.IndexByte(rest, '>')
	if end < 0 {
		return "", 0
	}
	inner := strings.TrimSpace(strings.Trim(rest[:end], "/"))
	full, attributes, _ := strings.Cut(inner, " ")
	if attributes != "" && !strings.Contains(attributes, "=") {
		return "", 0
	}
	full = strings.ToLower(full)
	prefix, name, prefixed := strings.Cut(full, ":")
	if !prefixed {
		name = full
	}
	if prefixed && tagPrefixes[prefix] && name != "" || blockTags[name] || inlineTags[name] {
		return name, end + 1
	}
	return "", 0
}

// tagPairs tells whether text holds the closing tag of a name of one letter,
// which in "a<b>c" is none. It looks for each name once.
type tagPairs struct {
	text  string
	known map[string]bool
}

func (p *tagPairs) has(name string) bool {
	if p.known == nil {
		p.text = strings.ToLower(p.text)
		p.known = map[string]bool{}
	}
	has, ok := p.known[name]
	if !ok {
		has = strings.Contains(p.text, "</"+name+">") || strings.Contains(p.text, ":"+name+">")
		p.known[name] = has
	}
	return has
}

// writeScriptTag writes the content of a <sub> or <sup> element in Unicode
// where it can be, and returns the text from its closing tag on.
func writeScriptTag(b *strings.Builder, tag, text string) string {
	content, _, found := strings.Cut(text, "<")
	if !found || content == "" || !isPlainScript(content) {
		return text
	}
	b.WriteString(script(content, tag == "sup"))
	return text[len(content):]
}

func isPlainScript(s string) bool {
	return !strings.ContainsAny(s, " \\{}^_$") && len(s) <= 8
}

var (
	tagPrefixes = set("jats", "mml", "m", "ce", "xhtml")
	blockTags   = set("p", "br", "div", "li", "ul", "ol", "sec", "list", "list-item", "tr", "td", "th",
		"table", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "blockquote", "pre", "abstract", "disp-formula", "display", "comment")
	inlineTags = set("i", "b", "u", "s", "a", "em", "strong", "sub", "sup", "span", "small", "tt", "code", "font",
		"italic", "bold", "title", "inline-formula", "math", "mi", "mo", "mn", "mrow", "msup", "msub", "mtext",
		"underline", "monospace", "sc", "ext-link", "xref", "cite", "q", "img", "scp", "inf")
)

func set(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}
