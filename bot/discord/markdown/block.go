package markdown

import (
	"regexp"
	"strings"
)

// blockRules returns the rules for the start of a line, in the order in which they
// are tried.
func blockRules() [4]rule { return [...]rule{quote, heading, subtext, item} }

var quoteLine = regexp.MustCompile(`^ *> ([^\n]*)(?:\n|$)`)

// quote is a run of lines that begin with "> ", or everything after ">>> ".
func quote(text string, c context) (Node, int) {
	if c.quoted {
		return Node{}, 0
	}
	inner := context{start: true, quoted: true}
	if rest := strings.TrimLeft(text, " "); strings.HasPrefix(rest, ">>> ") {
		return Node{Kind: Quote, Children: parse(rest[len(">>> "):], inner)}, len(text)
	}
	var lines []string
	size := 0
	for {
		found := quoteLine.FindStringSubmatch(text[size:])
		if found == nil || found[0] == "" {
			break
		}
		lines = append(lines, found[1])
		size += len(found[0])
	}
	return Node{Kind: Quote, Children: parse(strings.Join(lines, "\n"), inner)}, size
}

var headingLine = regexp.MustCompile(`^ *(#{1,3}) +([^\n]+)(?:\n|$)`)

func heading(text string, c context) (Node, int) {
	found := headingLine.FindStringSubmatch(text)
	if found == nil {
		return Node{}, 0
	}
	return Node{Kind: Heading, Level: len(found[1]), Children: parse(found[2], c.inside())}, len(found[0])
}

var subtextLine = regexp.MustCompile(`^ *-# +([^\n]+)(?:\n|$)`)

func subtext(text string, c context) (Node, int) {
	found := subtextLine.FindStringSubmatch(text)
	if found == nil {
		return Node{}, 0
	}
	return Node{Kind: Subtext, Children: parse(found[1], c.inside())}, len(found[0])
}

// itemLines matches an entry of a list with the lines that are indented below it.
var itemLines = regexp.MustCompile(`^( *)([-*+]|\d+\.) +([^\n]+(?:\n {2,}[^\s*+0-9-][^\n]*)*)(?:\n|$)`)

func item(text string, c context) (Node, int) {
	found := itemLines.FindStringSubmatch(text)
	if found == nil {
		return Node{}, 0
	}
	marker := found[2]
	if len(marker) == 1 {
		marker = "•"
	}
	inner := c
	inner.start = true
	return Node{Kind: Item, Text: marker, Level: len(found[1]), Children: parse(unindent(found[3]), inner)}, len(found[0])
}

func unindent(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimLeft(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}
