package markdown

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func text(s string) Node                     { return Node{Kind: Text, Text: s} }
func node(k Kind, children ...Node) Node     { return Node{Kind: k, Children: children} }
func leaf(k Kind, shown, target string) Node { return Node{Kind: k, Text: shown, Target: target} }
func masking(label string, target string) Node {
	return Node{Kind: Link, Target: target, Children: []Node{text(label)}}
}
func header(level int, children ...Node) Node {
	return Node{Kind: Heading, Level: level, Children: children}
}
func entry(marker string, children ...Node) Node {
	return Node{Kind: Item, Text: marker, Children: children}
}

// The rows follow the rules that Discord's engineers and the large libraries
// state; those with two readings take the one in which more is active.
func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       []Node
	}{
		{"plain", "a - b", []Node{text("a - b")}},
		{"strong", "a **b** c", []Node{text("a "), node(Strong, text("b")), text(" c")}},
		{"strong over lines", "**a\nb**", []Node{node(Strong, text("a\nb"))}},
		{"strong ends with an escaped star", `**a\***`, []Node{node(Strong, text("a*"))}},
		{"strong is not closed by an escaped star", `**a\*\* b`, []Node{text("**a** b")}},
		{"emphasis", "*a* _b_", []Node{node(Emphasis, text("a")), text(" "), node(Emphasis, text("b"))}},
		{"emphasis in strong", "**a *b* c**", []Node{node(Strong, text("a "), node(Emphasis, text("b")), text(" c"))}},
		{"underline, strike, spoiler", "__a__~~b~~||c||", []Node{node(Underline, text("a")), node(Strike, text("b")), node(Spoiler, text("c"))}},
		{"escapes", `\*a\* \\ \a`, []Node{text(`*a* \ \a`)}},
		{"an escaped backslash escapes nothing", `\\*a*`, []Node{text(`\`), node(Emphasis, text("a"))}},
		{"code", "`a *b*` ``c`d``", []Node{leaf(Code, "a *b*", ""), text(" "), leaf(Code, "c`d", "")}},
		{"code block", "```go\nx := 1\n```", []Node{leaf(CodeBlock, "x := 1", "")}},
		{"code that is not closed", "`a", []Node{text("`a")}},
		{"heading", "# a\nb", []Node{header(1, text("a")), text("b")}},
		{"heading after blanks", "  ### a", []Node{header(3, text("a"))}},
		{"no heading", "#a ####  b", []Node{text("#a ####  b")}},
		{"no heading inside a line", "a # b", []Node{text("a # b")}},
		{"subtext", "-# a", []Node{node(Subtext, text("a"))}},
		{"quote", "> a\n> b\nc", []Node{node(Quote, text("a\nb")), text("c")}},
		{"heading in a quote", "> # a", []Node{node(Quote, header(1, text("a")))}},
		{"the rest is quoted", ">>> a\nb", []Node{node(Quote, text("a\nb"))}},
		{"no quote", ">a", []Node{text(">a")}},
		{"list", "- a\n* b\n+ c\n12. d", []Node{entry("•", text("a")), entry("•", text("b")), entry("•", text("c")), entry("12.", text("d"))}},
		{"indented entry", "  - a", []Node{{Kind: Item, Text: "•", Level: 2, Children: []Node{text("a")}}}},
		{"entry of two lines", "- a\n  b", []Node{entry("•", text("a\nb"))}},
		{"escaped list", `\- a`, []Node{text("- a")}},
		{"an escaped dot is no list", `1\. a`, []Node{text("1. a")}},
		{"a number in strong is no list", "**1. a**", []Node{node(Strong, text("1. a"))}},
		{"masked link", "[a](https://b.org/c)", []Node{masking("a", "https://b.org/c")}},
		{"masked link with brackets in its address", "[a](https://b.org/c_(d))", []Node{masking("a", "https://b.org/c_(d)")}},
		{"masked link with a title", `[a](<https://b.org> "c")`, []Node{masking("a", "https://b.org")}},
		{"a backslash shows in a masked link", `[a\_b](https://c.org)`, []Node{masking(`a\_b`, "https://c.org")}},
		{"a masked link like an address is printed", "[https://a.org](https://b.org)", []Node{
			text("["), leaf(BareLink, "https://a.org](https://b.org", "https://a.org](https://b.org"), text(")"),
		}},
		{"an escaped bracket is no link", `\[a](b:c)`, []Node{text("[a](b:c)")}},
		{"address", "see https://a.org/b_c_d.", []Node{text("see "), leaf(BareLink, "https://a.org/b_c_d", "https://a.org/b_c_d"), text(".")}},
		{"address without preview", "<https://a.org/b_c_>", []Node{leaf(Link, "https://a.org/b_c_", "https://a.org/b_c_")}},
		{"mail address in brackets", "<a@b.org>", []Node{leaf(Link, "a@b.org", "a@b.org")}},
		{"mentions", "<@1><@!2><@&3><#4></ask:5></a b c:6><id:browse>", []Node{
			leaf(Mention, "@1", "@1"), leaf(Mention, "@!2", "@!2"), leaf(Mention, "@&3", "@&3"), leaf(Mention, "#4", "#4"),
			leaf(Mention, "/ask:5", "/ask:5"), leaf(Mention, "/a b c:6", "/a b c:6"), leaf(Mention, "id:browse", "id:browse"),
		}},
		{"everyone", "@everyone @HERE", []Node{leaf(Mention, "@everyone", "@everyone"), text(" "), leaf(Mention, "@HERE", "@HERE")}},
		{"times", "<t:1:R> <t:-1>", []Node{leaf(Time, "t:1:R", "t:1:R"), text(" "), leaf(Time, "t:-1", "t:-1")}},
		{"emoji", ":a:<a:b:1>:+1::skin-tone-2:", []Node{
			leaf(Emoji, ":a:", ":a:"), leaf(Emoji, ":b:", ":b:"), leaf(Emoji, ":+1::skin-tone-2:", ":+1::skin-tone-2:"),
		}},
		{"mentions in a code span are none", "`<@1>`", []Node{leaf(Code, "<@1>", "")}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, Parse(tt.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestShown(t *testing.T) {
	t.Parallel()
	got := Shown(Parse("# a **b**\n> c\n-# d\ne\n- f"))
	if want := "a b\nc\nd\ne\n• f"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestEveryTextHasAReading also shows that the reader always ends.
func TestEveryTextHasAReading(t *testing.T) {
	t.Parallel()
	active := rapid.SliceOf(rapid.SampledFrom([]rune("*_~|`\\[]()<>#-+.>:@ \n1ab/é")))
	rapid.Check(t, func(t *rapid.T) {
		s := string(active.Draw(t, "text"))
		for _, n := range Parse(s) {
			if n.Kind == "" || n.Kind == Text && n.Text == "" {
				t.Fatalf("%q: empty node %+v", s, n)
			}
		}
	})
}
