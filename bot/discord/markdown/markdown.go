// Package markdown reads Discord's dialect of markdown as its clients do: a text
// in, a tree of [Node] out. The preview draws that tree, and the tests of what
// the bot writes look in it for anything that was not meant.
//
// Discord publishes no grammar. The rules here follow what its engineers state
// and what the large libraries do; where clients differ, or nobody knows, a piece
// of text counts as active, so that a test errs on the side of finding too much.
package markdown

import "strings"

// A Kind says what a Node is.
type Kind string

// Kinds of inline nodes, then of blocks, which begin at the start of a line.
const (
	Text      Kind = "text"
	Strong    Kind = "strong"
	Emphasis  Kind = "emphasis"
	Underline Kind = "underline"
	Strike    Kind = "strike"
	Spoiler   Kind = "spoiler"
	Code      Kind = "code"
	Link      Kind = "link"      // masked, or between angle brackets
	BareLink  Kind = "bare link" // an address as it stands, which gets a preview
	Mention   Kind = "mention"
	Time      Kind = "time"
	Emoji     Kind = "emoji"

	Heading   Kind = "heading"
	Subtext   Kind = "subtext"
	Quote     Kind = "quote"
	Item      Kind = "list" // one entry of a list
	CodeBlock Kind = "code block"
)

// Block tells whether nodes of the kind stand on lines of their own.
func (k Kind) Block() bool {
	switch k {
	case Heading, Subtext, Quote, Item, CodeBlock:
		return true
	}
	return false
}

// A Node is a piece of a text as it is shown.
type Node struct {
	Kind     Kind
	Text     string // what is shown of a node without children; the marker of an Item
	Target   string // where a link leads
	Level    int    // of a Heading: 1 to 3; of an Item: how far it is indented, in blanks
	Children []Node
}

// Parse reads a text.
func Parse(text string) []Node { return parse(text, context{start: true}) }

// Shown returns the characters that a reader sees of the nodes, a line break
// between blocks.
func Shown(nodes []Node) string {
	var b strings.Builder
	for i, n := range nodes {
		if i > 0 && (n.Kind.Block() || nodes[i-1].Kind.Block()) && !strings.HasSuffix(b.String(), "\n") {
			b.WriteByte('\n')
		}
		switch {
		case n.Kind == Item:
			b.WriteString(n.Text + " " + Shown(n.Children))
		case n.Children != nil:
			b.WriteString(Shown(n.Children))
		default:
			b.WriteString(n.Text)
		}
	}
	return b.String()
}

// A context is where in a text a piece of it stands.
type context struct {
	start     bool // at the start of a line, where blocks may begin
	quoted    bool // inside a quote, which does not nest
	linkLabel bool // inside the [ ] of a link, where a backslash escapes nothing
}

// inside is the context of what a node encloses.
func (c context) inside() context {
	c.start = false
	return c
}

// parse reads text from left to right: at every place the first rule that
// matches takes its piece; a character that none wants is itself.
func parse(text string, c context) []Node {
	var nodes []Node
	plain := 0 // the text before it is in nodes
	for at := 0; at < len(text); {
		c.start = c.start || at > 0 && text[at-1] == '\n'
		node, size := match(text, at, c)
		if size == 0 {
			c.start = false
			at++
			continue
		}
		nodes = append(appendText(nodes, text[plain:at]), node)
		at += size
		plain = at
		c.start = node.Kind.Block()
	}
	return merge(appendText(nodes, text[plain:]))
}

// match returns the node that begins at a place and its length in bytes, 0 for none.
func match(text string, at int, c context) (Node, int) {
	if c.start {
		for _, rule := range blockRules() {
			if node, size := rule(text[at:], c); size > 0 {
				return node, size
			}
		}
	}
	for _, rule := range inlineRules() {
		if node, size := rule(text[at:], c); size > 0 {
			return node, size
		}
	}
	return Node{}, 0
}

func appendText(nodes []Node, text string) []Node {
	if text == "" {
		return nodes
	}
	return append(nodes, Node{Kind: Text, Text: text})
}

// merge joins texts that stand side by side.
func merge(nodes []Node) []Node {
	var merged []Node
	for _, n := range nodes {
		if last := len(merged) - 1; last >= 0 && n.Kind == Text && merged[last].Kind == Text {
			merged[last].Text += n.Text
			continue
		}
		merged = append(merged, n)
	}
	return merged
}
