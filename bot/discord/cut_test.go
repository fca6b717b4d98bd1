package discord

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"pgregory.net/rapid"
)

func TestFit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		limit      int
		want       string
	}{
		{"fits", "short", 5, "short"},
		{"ends with a word", "a sentence that is too long", 15, "a sentence…"},
		{"not with a comma", "a sentence, that is too long", 15, "a sentence…"},
		{"a long word is broken", strings.Repeat("x", 50), 10, "xxxxxxxxx…"},
		{"counts after escaping", "a_b_c_d", 6, `a\_b…`},
		{"never inside an escape", "______", 4, `\_…`},
		{"never inside a grapheme", "ab👩‍🔬cd", 4, "ab…"},
		{"nor where the limit falls into one", "\x00\x00\x00👩‍🔬", 4, "…"},
		{"one grapheme too many", "e" + strings.Repeat("\u0301", 6000), 100, "…"},
		{"no room", "abc", 0, ""},
		{"less than no room", "abc", -5, ""},
		{"nothing", "", 5, ""},
		{"an address is not cut into another one", "x https://a.org/abcdefgh", 20, "x…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := fit(tt.text, tt.limit, escape); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestFitSentences(t *testing.T) {
	t.Parallel()
	const text = "The first sentence is here. The second one follows it. The third is too long to be shown."
	if got, want := fitSentences(text, 60, escape), "The first sentence is here. The second one follows it. …"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := fitSentences(text, 200, escape); got != text {
		t.Errorf("got %q, want it whole", got)
	}
}

func TestFitKeepsItsPromises(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text, limit := clean(hostile().Draw(t, "text")), rapid.IntRange(-2, 80).Draw(t, "limit")
		got := fit(text, limit, sentence)
		if length(got) > max(limit, 0) {
			t.Fatalf("%d code points, limit %d: %q", length(got), limit, got)
		}
		if !utf8.ValidString(got) {
			t.Fatalf("invalid UTF-8: %q", got)
		}
		shown := withoutParting(read(got).text())
		cut, shortened := strings.CutSuffix(shown, ellipsis)
		if !strings.HasPrefix(strings.TrimSpace(shownText(text)), strings.TrimSpace(cut)) {
			t.Fatalf("%q is no beginning of %q", cut, shownText(text))
		}
		if shortened && !endsGrapheme(plain(text), strings.TrimSpace(cut)) {
			t.Fatalf("%q is cut inside a grapheme of %q", cut, text)
		}
	})
}

// endsGrapheme tells whether a grapheme of text ends where its beginning does.
// Zero width spaces, which are taken out of the beginning, do not count.
func endsGrapheme(text, beginning string) bool {
	seen := ""
	for g := graphemes.FromString(text); g.Next(); {
		if strings.TrimSpace(withoutParting(seen)) == beginning {
			return true
		}
		seen += g.Value()
	}
	return strings.TrimSpace(withoutParting(seen)) == beginning
}
