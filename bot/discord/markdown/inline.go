package markdown

import (
	"regexp"
	"strings"
)

// A rule returns the node at the beginning of text and its length, 0 for none.
type rule func(text string, c context) (Node, int)

// inlineRules returns the rules for any place, in the order in which they are tried.
func inlineRules() [9]rule {
	return [...]rule{escaped, codeBlock, code, angled, bareLink, maskedLink, enclosed, everyone, emoji}
}

// delimiters enclose formatted text. The longer ones come first.
var delimiters = []struct {
	mark string
	kind Kind
}{
	{"**", Strong}, {"__", Underline}, {"~~", Strike}, {"||", Spoiler}, {"*", Emphasis}, {"_", Emphasis},
}

// escapable matches what a backslash before it puts out of action: ASCII
// punctuation.
var escapable = regexp.MustCompile(`^\\[!-/:-@\[-` + "`" + `{-~]`)

func escaped(text string, c context) (Node, int) {
	if c.linkLabel || !escapable.MatchString(text) {
		return Node{}, 0
	}
	return Node{Kind: Text, Text: text[1:2]}, 2
}

func codeBlock(text string, _ context) (Node, int) {
	const fence = "```"
	if !strings.HasPrefix(text, fence) {
		return Node{}, 0
	}
	body, _, closed := strings.Cut(text[len(fence):], fence)
	if !closed || strings.TrimSpace(body) == "" {
		return Node{}, 0
	}
	shown := language.ReplaceAllString(body, "")
	return Node{Kind: CodeBlock, Text: strings.Trim(shown, "\n")}, len(body) + 2*len(fence)
}

// language matches the name of a language after the fence of a code block.
var language = regexp.MustCompile(`^[A-Za-z0-9_+.#-]+\n`)

// code is a code span: so many backticks, and as many at its end.
func code(text string, _ context) (Node, int) {
	fence := leading(text, '`')
	if fence == 0 {
		return Node{}, 0
	}
	for end := fence; end < len(text); {
		if text[end] != '`' {
			end++
			continue
		}
		run := leading(text[end:], '`')
		if run == fence {
			return Node{Kind: Code, Text: strings.Trim(text[fence:end], " ")}, end + run
		}
		end += run
	}
	return Node{}, 0
}

// leading returns how often c stands at the beginning of text.
func leading(text string, c byte) int {
	n := 0
	for n < len(text) && text[n] == c {
		n++
	}
	return n
}

// angledForms are what stands between angle brackets.
// Source: Discord's reference, "Message Formatting".
var angledForms = []struct {
	kind Kind
	form *regexp.Regexp
}{
	{Time, regexp.MustCompile(`^<(t:-?\d{1,17}(?::[tTdDfFsSR])?)>`)},
	{Emoji, regexp.MustCompile(`^<a?(:\w+:)\d+>`)},
	{Mention, regexp.MustCompile(`^<((?:@[!&]?|#)\d+|/[^<>\n]+:\d+|id:[a-z-]+(?::\d+)?)>`)},
	{Link, regexp.MustCompile(`^<([^\s:<>]+:/[^\s<>]+)>`)},
	{Link, regexp.MustCompile(`^<((?:mailto:|tel:|sms:)?[^\s<>]*(?:@[^\s<>]+\.|\+\d)[^\s<>]*)>`)},
}

func angled(text string, _ context) (Node, int) {
	if text[0] != '<' {
		return Node{}, 0
	}
	for _, a := range angledForms {
		if found := a.form.FindStringSubmatch(text); found != nil {
			return Node{Kind: a.kind, Text: found[1], Target: found[1]}, len(found[0])
		}
	}
	return Node{}, 0
}

// address matches an address that is a link as it stands.
var address = regexp.MustCompile(`^(?i:https?|steam|discord)://[^\s<]*[^\s<.,:;"')\]]`)

func bareLink(text string, _ context) (Node, int) {
	found := address.FindString(text)
	return Node{Kind: BareLink, Text: found, Target: found}, len(found)
}

// masked matches [text](address "title"). Neither part holds what would end it.
var masked = regexp.MustCompile(`^\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])+)\]\(\s*<?([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?:\s+["'][^"']*["'])?\s*\)`)

// maskedLink is a link behind a text. One whose text looks like an address is
// printed as it is written.
func maskedLink(text string, c context) (Node, int) {
	found := masked.FindStringSubmatch(text)
	if found == nil || !strings.Contains(found[2], ":") || strings.Contains(found[1], "://") {
		return Node{}, 0
	}
	label := c.inside()
	label.linkLabel = true
	return Node{Kind: Link, Target: found[2], Children: parse(found[1], label)}, len(found[0])
}

func enclosed(text string, c context) (Node, int) {
	for _, d := range delimiters {
		if !strings.HasPrefix(text, d.mark) {
			continue
		}
		if end := closing(text, d.mark, c); end > 0 {
			return Node{Kind: d.kind, Children: parse(text[len(d.mark):end], c.inside())}, end + len(d.mark)
		}
	}
	return Node{}, 0
}

// closing returns where the mark at the beginning of text is closed, 0 if it is
// not: the first place with something before it, not escaped, and, for stars and
// underscores, not followed by one more.
func closing(text, mark string, c context) int {
	for i := len(mark) + 1; i+len(mark) <= len(text); i++ {
		if text[i-1] == '\\' && !c.linkLabel && oddBackslashes(text[len(mark):i]) {
			continue
		}
		if !strings.HasPrefix(text[i:], mark) {
			continue
		}
		next := i + len(mark)
		if last := mark[0]; (last == '*' || last == '_') && next < len(text) && text[next] == last {
			if len(mark) == 1 {
				i++ // a double one belongs to something inside
			}
			continue
		}
		return i
	}
	return 0
}

// oddBackslashes tells whether text ends with a backslash that escapes what follows.
func oddBackslashes(text string) bool {
	return (len(text)-len(strings.TrimRight(text, `\`)))%2 == 1
}

var everyoneForm = regexp.MustCompile(`^@(?i:everyone|here)`)

func everyone(text string, _ context) (Node, int) {
	found := everyoneForm.FindString(text)
	return Node{Kind: Mention, Text: found, Target: found}, len(found)
}

var emojiForm = regexp.MustCompile(`^:[\w+-]+(?:::skin-tone-[1-5])?:`)

func emoji(text string, _ context) (Node, int) {
	found := emojiForm.FindString(text)
	return Node{Kind: Emoji, Text: found, Target: found}, len(found)
}
