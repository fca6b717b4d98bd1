package discord

import (
	"regexp"
	"strings"
)

// A reading is what a member sees of a markdown text: a small model of how
// Discord's client reads it, made to be suspicious rather than complete.
type reading struct {
	lines []line
	marks []mark // everything that is not plain text, in order
}

// A line is a line as it is shown: its kind ("", "quote", "subtext", "heading",
// "list") and its text.
type line struct{ kind, text string }

// A mark is a piece of formatting, a link or a mention, and what it applies to.
type mark struct{ kind, of string }

func (r reading) has(kind string) bool {
	for _, m := range r.marks {
		if m.kind == kind {
			return true
		}
	}
	return false
}

func (r reading) of(kind string) []string {
	var all []string
	for _, m := range r.marks {
		if m.kind == kind {
			all = append(all, m.of)
		}
	}
	return all
}

func (r reading) text() string {
	var texts []string
	for _, l := range r.lines {
		texts = append(texts, l.text)
	}
	return strings.Join(texts, "\n")
}

var blocks = []struct {
	kind string
	re   *regexp.Regexp
}{
	{"quote", regexp.MustCompile(`^\s*>>?>? `)},
	{"subtext", regexp.MustCompile(`^\s*-# `)},
	{"heading", regexp.MustCompile(`^\s*#{1,3} `)},
	{"list", regexp.MustCompile(`^\s*(?:[-*+]|\d+\.) `)},
}

// read reads a text. What a quote holds is read again from its start, so that a
// heading inside a quote is one.
func read(markdown string) reading {
	var r reading
	for l := range strings.SplitSeq(markdown, "\n") {
		kind := ""
		for again := true; again; {
			again = false
			for _, b := range blocks {
				if at := b.re.FindString(l); at != "" {
					if kind != "" {
						r.marks = append(r.marks, mark{"nested " + b.kind, l})
					}
					kind, l, again = b.kind, l[len(at):], true
					r.marks = append(r.marks, mark{b.kind, l})
					break
				}
			}
		}
		r.lines = append(r.lines, line{kind, r.inline(l)})
	}
	return r
}

// inlines are tried in order at every place. The first group is what is inside
// and read again; without one the whole is taken as it is.
var inlines = []struct {
	kind  string
	re    *regexp.Regexp
	again bool
}{
	{"link", regexp.MustCompile(`^<((?i:https?)://[^ >]+)>`), false},
	{"mention", regexp.MustCompile(`^<(?:@[!&]?|#|a?:\w+:|/[^>]+:)\d+>`), false},
	{"time", regexp.MustCompile(`^<t:-?\d+(?::[tTdDfFsSR])?>`), false},
	{"mention", regexp.MustCompile(`^(?i:@everyone|@here)`), false},
	{"masked", regexp.MustCompile(`^\[((?:[^\[\]\\]|\\.)+)\]\(([^\s()]+)\)`), false},
	{"bare link", regexp.MustCompile(`^(?i:https?|steam)://[^\s<]+`), false},
	{"emoji", regexp.MustCompile(`^:[\w+-]+:`), false},
	{"code", regexp.MustCompile("^`+[^`]+`+"), false},
	{"strong", regexp.MustCompile(`^\*\*((?:\\.|[^\\])+?)\*\*(?:[^*]|$)`), true},
	{"underline", regexp.MustCompile(`^__((?:\\.|[^\\])+?)__`), true},
	{"emphasis", regexp.MustCompile(`^\*((?:\\.|[^\\*])+?)\*`), true},
	{"emphasis", regexp.MustCompile(`^_((?:\\.|[^\\_])+?)_`), true},
	{"strike", regexp.MustCompile(`^~~((?:\\.|[^\\])+?)~~`), true},
	{"spoiler", regexp.MustCompile(`^\|\|((?:\\.|[^\\])+?)\|\|`), true},
}

// inline returns what is shown of a line and notes its marks.
func (r *reading) inline(s string) string {
	var shown strings.Builder
next:
	for s != "" {
		if len(s) > 1 && s[0] == '\\' && escapable.MatchString(s[1:]) {
			shown.WriteString(s[1:2])
			s = s[2:]
			continue
		}
		for _, in := range inlines {
			m := in.re.FindStringSubmatch(s)
			if m == nil {
				continue
			}
			inside, whole := m[0], m[0]
			if len(m) > 1 {
				inside = m[1]
			}
			if in.kind == "strong" { // the character after it is not part of it
				whole = "**" + inside + "**"
			}
			if in.kind == "masked" {
				r.marks = append(r.marks, mark{"link", m[2]})
				shown.WriteString(inside)
				s = s[len(whole):]
				continue next
			}
			at := len(r.marks)
			r.marks = append(r.marks, mark{in.kind, inside})
			if in.again {
				inside = r.inline(inside)
				r.marks[at].of = inside
			}
			shown.WriteString(inside)
			s = s[len(whole):]
			continue next
		}
		shown.WriteString(s[:1])
		s = s[1:]
	}
	return shown.String()
}

var escapable = regexp.MustCompile(`^[^0-9A-Za-z\s\x80-\xff]`)
