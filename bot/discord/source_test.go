package discord

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// source is this package's code, without its tests.
var source = sync.OnceValues(func() ([]*ast.File, error) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
})

// inspect calls look for every node of the package's code.
func inspect(look func(ast.Node)) {
	files, err := source()
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			look(n)
			return true
		})
	}
}

// uses returns how often the code selects something of that name: x.Name.
func uses(name string) int {
	n := 0
	inspect(func(node ast.Node) {
		if selector, ok := node.(*ast.SelectorExpr); ok && selector.Sel.Name == name {
			n++
		}
	})
	return n
}

// calls tells whether the code makes requests of a method to paths of a prefix.
func calls(method, prefix string) bool {
	found := false
	inspect(func(node ast.Node) {
		literal, ok := node.(*ast.CompositeLit)
		if !ok {
			return
		}
		var byMethod, toPath bool
		ast.Inspect(literal, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				byMethod = byMethod || strings.EqualFold(n.Sel.Name, "Method"+method)
			case *ast.BasicLit:
				text, err := strconv.Unquote(n.Value)
				toPath = toPath || err == nil && strings.HasPrefix(text, prefix)
			}
			return true
		})
		found = found || byMethod && toPath
	})
	return found
}

// The reader of the code must see what is there, or tests that rest on it prove
// nothing.
func TestSourceIsRead(t *testing.T) {
	t.Parallel()
	if uses("RequestWithLockedBucket") != 1 || uses("NoSuchThing") != 0 {
		t.Error("uses does not count")
	}
	if !calls("PATCH", "/webhooks/") || !calls("POST", "/channels/") || calls("DELETE", "/channels/") {
		t.Error("calls does not see requests")
	}
}

// usesOf returns how often the code selects something of that name from
// something of another: x.name, and y.x.name too.
func usesOf(of, name string) int {
	n := 0
	inspect(func(node ast.Node) {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok || selector.Sel.Name != name {
			return
		}
		switch x := selector.X.(type) {
		case *ast.Ident:
			if x.Name == of {
				n++
			}
		case *ast.SelectorExpr:
			if x.Sel.Name == of {
				n++
			}
		}
	})
	return n
}

// hazardsNamed are the hazards that the tests in hazard_test.go name.
func hazardsNamed(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile("hazard_test.go")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, name := range regexp.MustCompile(`TestHazard_\w+|"[GHR][0-9]+_\w+"`).FindAllString(string(text), -1) {
		for part := range strings.SplitSeq(strings.Trim(name, `"`), "_") {
			named[part] = true
		}
	}
	return named
}
