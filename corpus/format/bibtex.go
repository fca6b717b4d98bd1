package format

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"

	"paperbot/corpus"
)

// splitBibTeX reads BibTeX and BibLaTeX:
//
//	@string{ca = "Communications of the ACM"}
//	@article{key, title = {The {NP} Case}, author = "A. Author and B, C", journal = ca # { (New)}}
//
// Entries may stand in parentheses; what stands between entries is a comment. An
// entry whose braces do not balance ends where a line begins with the next one,
// and is lost.
//
// (The libraries looked at, jschaf/bibtex and nickng/bibtex, parse a whole file,
// and give it up at the first fault.)
func splitBibTeX(s *source, yield func(found) bool) error {
	c := &bibCutter{source: s, macros: map[string]string{}}
	for {
		kind, closing, err := c.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		start := c.start
		body, fault := c.body(closing)
		switch kind {
		case "comment", "preamble":
		case "string":
			e := bibParser{text: body, macros: c.macros}
			for name, value := range e.fields() {
				c.macros[name] = value
			}
		default:
			if !yield(c.entry(body, kind, start, fault)) {
				return nil
			}
		}
		if errors.Is(fault, ErrTruncated) {
			return ErrTruncated
		}
	}
}

// entry returns an entry as a record.
func (c *bibCutter) entry(body, kind string, line int, fault error) found {
	if fault != nil {
		return bad(line, 0, fault)
	}
	e := bibParser{text: body, macros: c.macros}
	e.key()
	fields := e.fields()
	return found{line: line, read: func() (draft, error) { return readBibTeX(kind, fields) }}
}

// bibStart is the beginning of an entry, with the comments that may stand in it.
var (
	bibStart = regexp.MustCompile(`^@(?:\s|%[^\n]*\n)*([A-Za-z]+)(?:\s|%[^\n]*\n)*([{(])`)
	bibHead  = regexp.MustCompile(`(?m)^\s*@(?:\s|%[^\n]*\n)*[A-Za-z]+(?:\s|%[^\n]*\n)*[{(]`)
)

func isBibTeX(head []byte) bool { return bibHead.Match(head) }

// A bibCutter cuts entries out of a text.
type bibCutter struct {
	*source
	start  int // line of the entry
	macros map[string]string
}

// next reads up to the body of the next entry, and returns its kind, in small
// letters, and what ends it.
func (c *bibCutter) next() (kind string, closing byte, err error) {
	for {
		part, err := c.ReadSlice('@')
		c.line += bytes.Count(part, []byte("\n"))
		if err != nil && !errors.Is(err, errBufferFull) {
			return "", 0, err
		}
		if err != nil {
			continue
		}
		if err := c.UnreadByte(); err != nil {
			return "", 0, err
		}
		ahead, err := peek(c.Reader, 1<<10)
		if err != nil {
			return "", 0, err
		}
		m := bibStart.FindSubmatch(ahead)
		if m == nil {
			if _, err := c.Discard(1); err != nil {
				return "", 0, err
			}
			continue
		}
		kind, closing = strings.ToLower(string(m[1])), '}'
		if m[2][0] == '(' {
			closing = ')'
		}
		c.start = c.line
		c.line += bytes.Count(m[0], []byte("\n"))
		_, err = c.Discard(len(m[0]))
		return kind, closing, err
	}
}

// body reads up to the end of an entry.
func (c *bibCutter) body(closing byte) (string, error) {
	var b strings.Builder
	depth, quoted := 0, false
	for {
		char, err := c.ReadByte()
		if err != nil {
			return "", truncated(err)
		}
		switch {
		case char == '\n':
			c.line++
			if ahead, _ := c.Peek(64); len(ahead) > 0 && ahead[0] == '@' && bibStart.Match(ahead) {
				return "", ErrMalformed
			}
		case char == '{':
			depth++
		case char == closing && depth == 0 && (closing == '}' || !quoted):
			if b.Len() > maxRecord {
				return "", ErrLongRecord
			}
			return b.String(), nil
		case char == '}':
			depth--
		case char == '"' && depth == 0:
			quoted = !quoted
		}
		if b.Len() <= maxRecord {
			b.WriteByte(char)
		}
	}
}

// A bibParser reads the inside of an entry.
type bibParser struct {
	text   string
	macros map[string]string
}

// key skips the entry's key.
func (e *bibParser) key() {
	if i := strings.IndexAny(e.text, ",="); i >= 0 && e.text[i] == ',' {
		e.text = e.text[i+1:]
	}
}

// fields returns the fields, by name in small letters; of two of one name the
// first counts.
func (e *bibParser) fields() map[string]string {
	fields := map[string]string{}
	for {
		e.text = strings.TrimLeft(e.text, " \t\r\n,")
		name, rest, found := strings.Cut(e.text, "=")
		if !found {
			return fields
		}
		if i := strings.LastIndexAny(name, ",\n}\""); i >= 0 { // what a fault left behind
			name = name[i+1:]
		}
		e.text = rest
		name = strings.ToLower(strings.TrimSpace(name))
		value := e.value()
		if _, ok := fields[name]; !ok && value != "" {
			fields[name] = value
		}
	}
}

// value reads values joined by "#".
func (e *bibParser) value() string {
	var b strings.Builder
	for {
		e.text = strings.TrimLeft(e.text, " \t\r\n")
		b.WriteString(e.piece())
		e.text = strings.TrimLeft(e.text, " \t\r\n")
		if !strings.HasPrefix(e.text, "#") {
			return b.String()
		}
		e.text = e.text[1:]
	}
}

// piece reads one value: in braces, in quotes, a number, or a macro's name.
func (e *bibParser) piece() string {
	if e.text == "" {
		return ""
	}
	end := 0
	switch e.text[0] {
	case '{':
		end = matching(e.text, '}')
	case '"':
		end = matching(e.text, '"')
	default:
		if end = strings.IndexAny(e.text, ",# \t\r\n}"); end < 0 {
			end = len(e.text)
		}
		word := e.text[:end]
		e.text = e.text[end:]
		if value, ok := e.macros[strings.ToLower(word)]; ok {
			return value
		}
		return word
	}
	inner := e.text[1:min(end, len(e.text))]
	e.text = e.text[min(end+1, len(e.text)):]
	return inner
}

// matching returns where the value that text begins with ends.
func matching(text string, closing byte) int {
	depth := 0
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == closing && depth == 0:
			return i
		case c == '{':
			depth++
		case c == '}':
			depth--
		}
	}
	return len(text)
}

func readBibTeX(kind string, f map[string]string) (draft, error) {
	d := draft{
		title: unbrace(f["title"]), abstract: unbrace(firstOf(f["abstract"], f["abstractnote"])),
		venue: unbrace(firstOf(f["journaltitle"], f["journal"], f["booktitle"])), language: firstOf(f["langid"], f["language"]),
		url: strings.ReplaceAll(strings.Trim(f["url"], "{}"), `\`, ""), note: f["note"],
		published: firstOf(f["date"], strings.Join(strings.Fields(f["year"]+" "+f["month"]+" "+f["day"]), " ")),
		ids:       []corpus.ID{corpus.DOI(strings.ReplaceAll(f["doi"], `\`, "")), corpus.PMID(f["pmid"])},
	}
	if sub := unbrace(f["subtitle"]); sub != "" && d.title != "" {
		d.title += ": " + sub
	}
	if d.title == "" && (kind == "book" || kind == "collection" || kind == "proceedings") {
		d.title, d.venue = d.venue, ""
	}
	var votes, rank, version number
	for name, n := range map[string]*number{"votes": &votes, "rank": &rank, "version": &version} {
		_ = n.UnmarshalJSON([]byte(f[name])) // always nil: what is no number is 0
	}
	d.votes, d.rank, d.updated, d.withdrawn = int(votes), int(rank), f["updated"], f["withdrawn"] == "true"
	for _, id := range append(strings.Fields(f["paperbot-ids"]), f["paperbot-id"]) {
		d.ids = append(d.ids, anyID(id))
	}
	archive := strings.ToLower(f["archiveprefix"] + f["eprinttype"])
	if eprint := f["eprint"]; archive == "" || archive == "arxiv" {
		arxiv, named := corpus.ArXivID(strings.TrimSpace(eprint))
		d.ids, d.version = append(d.ids, arxiv), max(named, int(version))
	} else if archive == "pubmed" {
		d.ids = append(d.ids, corpus.PMID(eprint))
	}
	if strings.Contains(strings.ToLower(f["journal"]), "arxiv") { // "arXiv preprint arXiv:1502.03167"
		for _, word := range strings.Fields(f["journal"] + " " + f["volume"]) {
			arxiv, _ := corpus.ArXivID(word)
			d.ids = append(d.ids, arxiv)
		}
	}
	for _, a := range splitAnd(f["author"]) {
		d.authors = append(d.authors, bibName(a))
	}
	for _, k := range splitList(f["keywords"]) {
		d.categories = append(d.categories, unbrace(k))
	}
	return d, nil
}

// splitAnd returns the parts of a list that " and " parts outside of braces.
func splitAnd(list string) []string {
	var parts []string
	depth, start := 0, 0
	list = strings.Join(strings.Fields(list), " ")
	for i := 0; i < len(list); i++ {
		switch {
		case list[i] == '{':
			depth++
		case list[i] == '}':
			depth--
		case depth == 0 && len(list) >= i+5 && strings.EqualFold(list[i:i+5], " and "):
			parts = append(parts, list[start:i])
			start, i = i+5, i+4
		}
	}
	return append(parts, list[start:])
}

// bibName turns "Family, Given" and "Family, Jr, Given" around; a name that is
// in braces as a whole is that of an institution.
func bibName(name string) string {
	name = strings.TrimSpace(name)
	if name == "others" {
		return ""
	}
	if strings.HasPrefix(name, "{") && matching(name, '}') == len(name)-1 {
		return unbrace(name)
	}
	parts := strings.SplitN(name, ",", 3)
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	switch len(parts) {
	case 2:
		name = parts[1] + " " + parts[0]
	case 3:
		name = parts[2] + " " + parts[0] + " " + parts[1]
	}
	return unbrace(name)
}

// unbrace takes off the braces that only protect capitals. Those of commands,
// of accents and of formulas stay: they mean something.
func unbrace(text string) string {
	if !strings.ContainsAny(text, "{}") {
		return text
	}
	out := make([]byte, 0, len(text))
	var kept []bool // of the open braces
	inFormula := false
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\\' && i+1 < len(text):
			out = append(out, c, text[i+1])
			i++
			continue
		case c == '$':
			inFormula = !inFormula
		case c == '{':
			keep := inFormula || strings.HasPrefix(text[i+1:], `\`) || isArgument(text[:i])
			if kept = append(kept, keep); !keep {
				continue
			}
		case c == '}':
			keep := false
			if n := len(kept); n > 0 {
				keep, kept = kept[n-1], kept[:n-1]
			}
			if !keep {
				continue
			}
		}
		out = append(out, c)
	}
	return string(out)
}

// isArgument tells whether a brace after before is an argument of a command, an
// accent or a script.
func isArgument(before string) bool {
	if before == "" {
		return false
	}
	if last := before[len(before)-1]; last == '^' || last == '_' || last == '}' && strings.Contains(before, `\`) {
		return true
	}
	word := strings.TrimRight(before, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
	if strings.HasSuffix(word, `\`) {
		return true
	}
	return len(before) >= 2 && before[len(before)-2] == '\\' && strings.IndexByte("'`^\"~=.", before[len(before)-1]) >= 0
}
