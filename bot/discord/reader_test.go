package discord

import (
	"strings"

	"paperbot/bot/discord/markdown"
)

// A reading is what a member sees of a markdown text, laid out flat for tests.
type reading struct {
	lines []line
	marks []mark // everything that is not plain text, in order
}

// A line is a line as it is shown: its kind ("" for an ordinary one) and its text.
type line struct {
	kind markdown.Kind
	text string
}

// A mark is a piece of formatting, a link or a mention, and what it applies to:
// of a link where it leads, of anything else what is shown.
type mark struct {
	kind markdown.Kind
	of   string
}

func (r reading) has(kind markdown.Kind) bool { return len(r.of(kind)) > 0 }

func (r reading) of(kind markdown.Kind) []string {
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

func read(text string) reading {
	var r reading
	nodes := markdown.Parse(text)
	r.mark(nodes)
	r.layOut(nodes, "")
	return r
}

// mark notes the marks of the nodes and of those inside them.
func (r *reading) mark(nodes []markdown.Node) {
	for _, n := range nodes {
		if n.Kind != markdown.Text {
			of := markdown.Shown([]markdown.Node{n})
			if n.Target != "" {
				of = n.Target
			}
			r.marks = append(r.marks, mark{n.Kind, of})
		}
		r.mark(n.Children)
	}
}

// layOut cuts the nodes into lines of a kind.
func (r *reading) layOut(nodes []markdown.Node, kind markdown.Kind) {
	var inline []markdown.Node
	flush := func() {
		if len(inline) == 0 {
			return
		}
		shown := strings.TrimSuffix(markdown.Shown(inline), "\n")
		for l := range strings.SplitSeq(shown, "\n") {
			r.lines = append(r.lines, line{kind, l})
		}
		inline = nil
	}
	for _, n := range nodes {
		if !n.Kind.Block() {
			inline = append(inline, n)
			continue
		}
		flush()
		if n.Children == nil {
			r.lines = append(r.lines, line{n.Kind, n.Text})
		}
		r.layOut(n.Children, n.Kind)
	}
	flush()
}
