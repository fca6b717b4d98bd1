package discord

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"paperbot/bot/discord/words"
)

// sayers are the functions whose first argument is a text of ours, or a name for
// one: in package bot and here.
var sayers = []string{"Say", "say", "notice", "markdown"}

// unread are first arguments that spokenFormats need not read from the source.
var unread = []string{
	"format",                                                                           // passed on by the functions that say
	"ctx",                                                                              // of functions that say something somewhere
	"w.problem",                                                                        // in answers to messages, which are English
	"line", "where", "sub.Reason", `lo.Ternary(paper.URL == "", labelFind, labelOpen)`, // added below
}

// sayer tells whether a function says the text that is its first argument. The
// renderer's markdown takes what was said.
func sayer(function ast.Expr) bool {
	return slices.Contains(sayers, called(function)) && !strings.HasSuffix(types.ExprString(function), "renderer.markdown")
}

// spokenFormats returns the formats of all texts that the code says, and those
// that it says through a constant or a list.
func spokenFormats(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, pattern := range []string{"*.go", "../*.go"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, slices.DeleteFunc(found, func(name string) bool { return strings.HasSuffix(name, "_test.go") })...)
	}
	constants := map[string]string{}
	var said []ast.Expr
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				for i, v := range n.Values {
					if text, ok := literal(v, constants); ok {
						constants[n.Names[i].Name] = text
					}
				}
			case *ast.CallExpr:
				if sayer(n.Fun) && len(n.Args) > 0 {
					said = append(said, n.Args[0])
				}
			}
			return true
		})
	}
	var formats []string
	for _, e := range said {
		text, ok := literal(e, constants)
		switch source := types.ExprString(e); {
		case !ok && !slices.Contains(unread, source):
			t.Errorf("a text that cannot be read from the source: %s", source)
		case ok && text != "%s" && strings.ContainsFunc(text, isLetter):
			formats = append(formats, text)
		}
	}
	formats = append(formats, helpLines...)
	formats = append(formats, votedHere, votedDirectly, votedElsewhere, labelFind, labelOpen, monthLayout, numberLayout, closedToMe, takesNoPosts)
	formats = append(formats, slices.Collect(maps.Values(blockedReasons))...)
	slices.Sort(formats)
	return slices.Compact(formats)
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' }

// called returns the name of a function or method.
func called(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// literal returns the text of a string, a sum of strings, or a constant.
func literal(e ast.Expr, constants map[string]string) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		x, okX := literal(e.X, constants)
		y, okY := literal(e.Y, constants)
		return x + y, okX && okY && e.Op == token.ADD
	case *ast.Ident:
		text, ok := constants[e.Name]
		return text, ok
	}
	return "", false
}

func TestEverythingSaidIsTranslated(t *testing.T) {
	t.Parallel()
	formats := spokenFormats(t)
	if len(formats) < 100 {
		t.Errorf("only %d texts found: is the search broken?", len(formats))
	}
	for _, locale := range words.Locales() {
		for _, english := range formats {
			translated, ok := words.In(locale).Texts[english]
			if !ok {
				t.Errorf("%s: %q is not translated", locale, english)
				continue
			}
			if got, want := verbs(translated), verbs(english); !slices.Equal(got, want) {
				t.Errorf("%s: %q has %v, not %v", locale, translated, got, want)
			}
			for _, m := range mentioned.FindAllStringSubmatch(english, -1) {
				if command := "/" + words.In(locale).Names[m[1]]; !strings.Contains(translated, command) {
					t.Errorf("%s: %q does not name %s", locale, translated, command)
				}
			}
		}
	}
}

// mentioned matches a command in a text: its name is what the reader's Discord
// shows.
var mentioned = regexp.MustCompile(`/(ask|paper|similar|trending|digest|alert|privacy|help)\b`)

// verb matches what is put into a format: %s, %d, or by its number as %[1]s.
var verb = regexp.MustCompile(`%(?:\[(\d+)\])?([a-z])`)

// verbs returns the kinds of what is put into a format, by their numbers.
func verbs(format string) []string {
	var kinds []string
	for n, found := range verb.FindAllStringSubmatch(format, -1) {
		if found[1] != "" {
			n, _ = strconv.Atoi(found[1])
			n--
		}
		for len(kinds) <= n {
			kinds = append(kinds, "")
		}
		kinds[n] = found[2]
	}
	return kinds
}
