package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestWrap(t *testing.T) {
	bold := terminal{style: true}.bold
	for _, tt := range []struct {
		name, in string
		width    int
		want     []string
	}{
		{"fits", "a b", 10, []string{"a b"}},
		{"at blanks", "one two three", 7, []string{"one two", "three"}},
		{"at hyphens", "low-rank", 5, []string{"low-", "rank"}},
		{"within long words", "abcdefgh", 3, []string{"abc", "def", "gh"}},
		{"two columns a character", "深層学習モデル", 6, []string{"深層学", "習モデ", "ル"}},
		{"emoji stay whole", "👩‍🔬👩‍🔬👩‍🔬", 4, []string{"👩‍🔬👩‍🔬", "👩‍🔬"}},
		{"bold over lines", "a " + bold("one two") + " b", 5, []string{"a \x1b[1mone\x1b[22m", "\x1b[1mtwo\x1b[22m b"}},
		{"bold before the break", bold("one") + " two", 4, []string{"\x1b[1mone\x1b[22m", "two"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, wrap(tt.in, tt.width)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWrapKeepsTextAndWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringOfN(rapid.RuneFrom([]rune("ab-深é👩")), 1, 12, -1), 1, 20).Draw(t, "words")
		width := rapid.IntRange(2, 60).Draw(t, "width")
		styled := make([]string, len(words))
		for i, w := range words {
			styled[i] = terminal{style: rapid.Bool().Draw(t, "bold")}.bold(w)
		}
		lines := wrap(strings.Join(styled, " "), width)
		var text strings.Builder
		for _, line := range lines {
			if got := ansi.StringWidth(line); got > width {
				t.Fatalf("%d columns of %d: %q", got, width, line)
			}
			if strings.Count(line, boldOn) != strings.Count(line, plainOn) {
				t.Fatalf("bold goes over the end of %q", line)
			}
			text.WriteString(strings.ReplaceAll(ansi.Strip(line), " ", ""))
		}
		if want := strings.Join(words, ""); text.String() != want {
			t.Fatalf("%q became %q", want, text.String())
		}
	})
}

func TestTerminalOfAPipe(t *testing.T) {
	for _, tt := range []struct {
		name    string
		columns string
		look    look
		want    int
	}{
		{"nothing known", "", look{}, 80},
		{"COLUMNS", "60", look{}, 60},
		{"COLUMNS too wide to read", "250", look{}, 100},
		{"COLUMNS too narrow", "3", look{}, 20},
		{"COLUMNS wrong", "wide", look{}, 80},
		{"asked for", "60", look{Width: 120}, 120},
		{"asked for too little", "", look{Width: 1}, 20},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := &program{stdout: &bytes.Buffer{}, getenv: func(name string) string {
				return map[string]string{"COLUMNS": tt.columns}[name]
			}}
			if got := p.terminal(tt.look); got != (terminal{width: tt.want}) {
				t.Errorf("%+v, want width %d and nothing else", got, tt.want)
			}
		})
	}
}
