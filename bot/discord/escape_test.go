package discord

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paperbot/bot/discord/markdown"
	"paperbot/retrieval/summary"
)

func TestEscape(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"plain", "Attention is all you need.", "Attention is all you need."},
		{"backslash first", `a\_b`, `a\\\_b`},
		{"emphasis", "*a* _b_ ~~c~~", `\*a\* \_b\_ \~\~c\~\~`},
		{"code", "`rm -rf`", "\\`rm -rf\\`"},
		{"spoiler", "||x||", `\|\|x\|\|`},
		{"heading", "# x", `\# x`},
		{"masked link", "[click](https://evil.example)", `\[click\](<https://evil.example>)`},
		{"user", "<@123>", `\<@123\>`},
		{"channel", "<#123>", `\<\#123\>`},
		{"time", "<t:0:R>", `\<t\:0\:R\>`},
		{"everyone", "hi @everyone and @HERE", "hi @\u200beveryone and @\u200bHERE"},
		{"mail address", "a@b.org", "a@b.org"},
		{"emoji", "a :smile: b", `a \:smile: b`},
		{"colon in prose", "LoRA: low rank", "LoRA: low rank"},
		{"address", "see https://a.org/x_y_(z), or not", `see <https://a.org/x_y_>(z), or not`},
		{"address at the end of a sentence", "see https://a.org/b.", "see <https://a.org/b>."},
		{"other scheme", "steam://run", `steam\://run`},
		{"lines", "a\nb\r\nc\u2028d", "a b  c d"},
		{"direction and controls", "a\u202eb\x00c", "abc"},
		{"invalid UTF-8", "a\xffb", "a\ufffdb"},
		{"zero width joiner stays", "👩‍🔬", "👩‍🔬"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, escape(tt.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestStartLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"- a": `\- a`, "+ a": `\+ a`, "1. a": `1\. a`, "-# a": `\-\# a`, "12 a": "12 a", "a - b": "a - b", ". a": `\. a`,
	} {
		if got := startLine(escape(text)); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestHighlight(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		marks      []summary.Span
		want       string
	}{
		{"a word", "we use LoRA here", []summary.Span{{Start: 7, End: 11}}, "we use **LoRA** here"},
		{"neighbours join", "low rank here", []summary.Span{{Start: 0, End: 3}, {Start: 4, End: 8}}, "**low rank** here"},
		{"touching join", "lowrank", []summary.Span{{Start: 0, End: 3}, {Start: 3, End: 7}}, "**lowrank**"},
		{"stars inside survive", "a**b c", []summary.Span{{Start: 0, End: 4}}, `**a\*\*b** c`},
		{"not inside an address", "see https://a.org/lora x", []summary.Span{{Start: 18, End: 22}}, "see <https://a.org/lora> x"},
		{"out of range", "abc", []summary.Span{{Start: 2, End: 9}, {Start: -1, End: 1}, {Start: 2, End: 2}}, "abc"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := highlight(tt.text, tt.marks); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestLink(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, address, want string }{
		{"usual", "A title", "https://arxiv.org/abs/1502.03167", "[A title](https://arxiv.org/abs/1502.03167)"},
		{"active characters are replaced", "a*b_c [d] `e`", "https://a.org", "[a∗b＿c (d) ˋeˋ](https://a.org)"},
		{"text like an address", "https://evil.example", "https://a.org", "[https:\u200b//evil.example](https://a.org)"},
		{"brackets and blanks in the address", "x", "https://a.org/f(1) <2>*", "[x](https://a.org/f%281%29%20%3C2%3E%2A)"},
		{"encoded stays", "x", "https://a.org/?q=%22a%22", "[x](https://a.org/?q=%22a%22)"},
		{"no web address", "x_y", "javascript:alert(1)", `x\_y`},
		{"relative", "x", "/abs/1", "x"},
		{"too long", "x", "https://a.org/" + strings.Repeat("a", 600), "x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := link(tt.text, tt.address); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestEscapedTextIsShownAsItIs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := hostile().Draw(t, "text")
		got := read(startLine(escape(plain(text))))
		for _, m := range got.marks {
			if m.kind != markdown.Link || !strings.Contains(shownText(text), m.of) {
				t.Errorf("unmeant %s: %q", m.kind, m.of)
			}
		}
		if diff := cmp.Diff(shownText(text), withoutParting(got.text())); diff != "" {
			t.Error(diff)
		}
	})
}

func TestLinkTextIsOneLink(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := hostile().Draw(t, "text")
		if linkText(text) == "" {
			return
		}
		got := read(link(text, "https://a.org/b"))
		if diff := cmp.Diff([]mark{{markdown.Link, "https://a.org/b"}}, got.marks, cmp.AllowUnexported(mark{})); diff != "" {
			t.Error(diff)
		}
	})
}
