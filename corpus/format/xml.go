package format

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Files of XML are not read by one parser from end to end, which would stop at
// the first fault: a scanner cuts the records out by the names of their
// elements, and each is parsed by itself. Entities that a document declares are
// not expanded, so none can grow.

// elementName returns the name, with its prefix, at the beginning of text, just
// after "<" or "</".
func elementName(text []byte) string {
	if i := bytes.IndexAny(text, " \t\r\n/>"); i >= 0 {
		text = text[:i]
	}
	return string(text)
}

func localName(name string) string {
	if i := strings.IndexByte(name, ':'); i >= 0 {
		return name[i+1:]
	}
	return name
}

// maxTag is how much of a tag is looked at for its name, in bytes.
const maxTag = 64

// An element is a record as text.
type element struct {
	name string // without prefix
	line int
	text []byte // good until the next one; nil where err is set
	err  error  // what is wrong with the record
}

// An elementCutter cuts elements out of a text.
type elementCutter struct {
	*source
	names  []string
	record string // name of the record in which we are, with its prefix; "" for none
	start  int    // line on which it begins
	text   []byte // it, so far; nothing more is added beyond maxRecord
	long   bool
	root   string // name of the root element, "" before it
	closed bool   // the root has ended
}

// elements yields each element of one of the names; elements within those are
// part of them. Where the text ends in the middle of a record, that is yielded as
// a fault; it is an error too, as is a root element without an end.
func (s *source) elements(yield func(element) bool, names ...string) error {
	c := &elementCutter{source: s, names: names}
	for {
		_, err := c.through("<")
		if err != nil {
			return c.end(err, yield)
		}
		next, err := peek(c.Reader, len("![CDATA["))
		switch {
		case err != nil:
		case bytes.HasPrefix(next, []byte("!--")):
			_, err = c.through("-->")
		case bytes.HasPrefix(next, []byte("![CDATA[")):
			_, err = c.through("]]>")
		default:
			var going bool
			if going, err = c.tag(yield); !going && err == nil {
				return nil
			}
		}
		if err != nil {
			return c.end(err, yield)
		}
	}
}

// tag reads a tag, just after its "<". It may begin a record or end one.
func (c *elementCutter) tag(yield func(element) bool) (going bool, err error) {
	line := c.line
	tag, err := c.through(">")
	if err != nil {
		return false, err
	}
	closing, selfClosed := tag[0] == '/', bytes.HasSuffix(tag, []byte("/>"))
	name := elementName(bytes.TrimPrefix(tag, []byte("/")))
	begins := !closing && slices.Contains(c.names, localName(name))
	if name[:min(1, len(name))] == "!" || name[:min(1, len(name))] == "?" {
		return true, nil
	}
	if c.root == "" {
		c.root = name
	}
	c.closed = c.closed || name == c.root && (closing || selfClosed)
	if c.record != "" && (begins && name == c.record || closing && name == c.root && name != c.record) {
		// The record before has no end.
		if !yield(element{name: localName(c.record), line: c.start, err: ErrMalformed}) {
			return false, nil
		}
		c.record = ""
	}
	if begins && c.record == "" {
		c.record, c.start, c.long = name, line, false
		c.text = append(append(c.text[:0], '<'), tag...)
	} else if c.record == "" {
		c.text = c.text[:0]
	}
	if c.record == "" || c.record != name || !closing && !selfClosed {
		return true, nil
	}
	e := element{name: localName(name), line: c.start, text: c.text}
	if c.long {
		e.text, e.err = nil, ErrLongRecord
	}
	c.record = ""
	return yield(e), nil
}

// through reads up to and with the text end, adds it to the record, and returns
// its first bytes and its last two, which is enough of a tag.
func (c *elementCutter) through(end string) (read []byte, err error) {
	var last [3]byte
	for {
		part, err := c.ReadSlice(end[len(end)-1])
		c.line += bytes.Count(part, []byte("\n"))
		if c.record != "" && !c.long {
			c.text = append(c.text, part...)
			c.long = len(c.text) > maxRecord
		}
		if len(read) < maxTag {
			read = append(read, part[:min(len(part), maxTag)]...)
		} else {
			read = append(read[:maxTag], part[max(0, len(part)-2):]...)
		}
		for _, b := range part[max(0, len(part)-len(last)):] {
			last = [3]byte{last[1], last[2], b}
		}
		switch {
		case err == bufio.ErrBufferFull: //nolint:errorlint // ReadSlice returns it unwrapped
		case err != nil:
			return nil, err
		case bytes.HasSuffix(last[:], []byte(end)):
			return read, nil
		}
	}
}

// end returns what the end of the text means, and yields the record that it cut.
func (c *elementCutter) end(err error, yield func(element) bool) error {
	if !errors.Is(err, io.EOF) {
		return err
	}
	if c.record != "" && !yield(element{name: localName(c.record), line: c.start, err: ErrTruncated}) {
		return nil
	}
	if c.record != "" || !c.closed {
		return ErrTruncated
	}
	return nil
}

// splitElements yields the elements of the names as records that parse reads.
func splitElements(s *source, yield func(found) bool, parse func(*node) (draft, error), names ...string) error {
	return s.elements(func(e element) bool {
		if e.err != nil {
			return yield(bad(e.line, 0, e.err))
		}
		return yield(e.record(parse))
	}, names...)
}

// record returns an element as a record that parse reads.
func (e element) record(parse func(*node) (draft, error)) found {
	text := bytes.Clone(e.text)
	return found{line: e.line, read: func() (draft, error) {
		n, err := parseXML(text)
		if err != nil {
			return draft{}, err
		}
		return parse(n)
	}}
}

// A node is an element, or the text between elements.
type node struct {
	name     string // without prefix; "" for text
	prefix   string
	attrs    []xml.Attr
	children []*node
	data     string // of text
}

// maxDepth bounds how deep elements are nested. MathML in abstracts reaches 20.
const maxDepth = 100

// parseXML parses one record.
func parseXML(text []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict = false // undeclared prefixes and entities are common
	d.Entity = xml.HTMLEntity
	root := &node{}
	open := []*node{root}
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
		}
		top := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			n := &node{name: t.Name.Local, prefix: t.Name.Space, attrs: t.Attr}
			top.children = append(top.children, n)
			if open = append(open, n); len(open) > maxDepth {
				return nil, fmt.Errorf("%w: nested too deep", ErrMalformed)
			}
		case xml.EndElement:
			open = closeElement(open, t.Name.Local)
		case xml.CharData:
			top.children = append(top.children, &node{data: string(t)})
		}
	}
	if len(root.children) == 0 {
		return nil, ErrMalformed
	}
	return root.children[0], nil
}

// closeElement takes the innermost open element of that name, and all in it, off
// the stack; an end without a beginning changes nothing.
func closeElement(open []*node, name string) []*node {
	for i := len(open) - 1; i > 0; i-- {
		if open[i].name == name {
			return open[:i]
		}
	}
	return open
}

// all returns the descendants at the end of a path of names, such as "author/name".
func (n *node) all(path string) []*node {
	if n == nil {
		return nil
	}
	name, rest, deeper := strings.Cut(path, "/")
	var found []*node
	for _, c := range n.children {
		if c.name != name {
			continue
		}
		if deeper {
			found = append(found, c.all(rest)...)
		} else {
			found = append(found, c)
		}
	}
	return found
}

// child returns the first of all(path); nil for none, of which every method
// gives nothing.
func (n *node) child(path string) *node {
	if found := n.all(path); len(found) > 0 {
		return found[0]
	}
	return nil
}

// find returns the first descendant of that name, at any depth.
func (n *node) find(name string) *node {
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		if c.name == name {
			return c
		}
		if found := c.find(name); found != nil {
			return found
		}
	}
	return nil
}

func (n *node) attr(name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// text returns all text within, without tags.
func (n *node) text() string {
	var b strings.Builder
	n.write(&b, false)
	return strings.TrimSpace(b.String())
}

// markup returns the content with its tags, for [corpus.CleanText] to read; of
// formulas in MathML only what they print.
func (n *node) markup() string {
	var b strings.Builder
	n.write(&b, true)
	return strings.TrimSpace(b.String())
}

func (n *node) write(b *strings.Builder, tags bool) {
	if n == nil {
		return
	}
	b.WriteString(n.data)
	for i, c := range n.children {
		if c.name == "" && i+1 < len(n.children) && strings.HasPrefix(n.children[i+1].name, "su") && strings.Contains(c.data, "\n") {
			b.WriteString(unindented(c.data)) // before sub or sup
			continue
		}
		if tags && c.name != "" && c.name != "math" {
			b.WriteString("<" + c.qualified() + ">")
			c.write(b, tags)
			b.WriteString("</" + c.qualified() + ">")
		} else {
			c.write(b, tags && c.name != "math")
		}
	}
}

// unindented returns text without the line end and the blanks that a program put
// before the next tag.
func unindented(text string) string {
	if trimmed := strings.TrimRight(text, " \t"); strings.HasSuffix(trimmed, "\n") {
		return strings.TrimRight(trimmed, " \t\r\n")
	}
	return text
}

func (n *node) qualified() string {
	if n.prefix == "" {
		return n.name
	}
	return n.prefix + ":" + n.name
}

// texts returns the text of each node.
func texts(nodes []*node) []string {
	out := make([]string, len(nodes))
	for i, n := range nodes {
		out[i] = n.text()
	}
	return out
}
