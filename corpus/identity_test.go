package corpus_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"paperbot/corpus"
)

func TestNormalTitle(t *testing.T) {
	for _, tt := range []struct{ name, title, want string }{
		{"letters and digits", "S4D: 2 lines, state-of-the-art!", "s4d2linesstateoftheart"},
		{"case folded", "STRASSE Straße ΣΊΣΥΦΟΣ", "strassestrasseσίσυφοσ"},
		{"case of Cherokee", "ꭰᎠ", "ꭰꭰ"},
		{"compatible", "ﬁne ² ｆｕｌｌ", "fine2full"},
		{"composed or not", "Poincare\u0301 Poincaré", "poincarépoincaré"},
		{"marks of other scripts", "हिन्दी", "हिन्दी"},
		{"markup", `Schr\"odinger &amp; <i>db</i>-A^*`, "schrödingerdba"},
		{"nothing", "?!", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := corpus.NormalTitle(tt.title); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestTitleID(t *testing.T) {
	// The first 16 digits of: printf '%s' diversityisallyouneed | sha256sum
	const want = "title:5f9e2c7c1360d1f4"
	got := corpus.TitleID("Diversity is All You Need")
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, same := range []string{"diversity is all you need", "Diversity  is\nall you need.", "“Diversity” is All-You-Need"} {
		if id := corpus.TitleID(same); id != got {
			t.Errorf("%q has ID %q, want %q", same, id, got)
		}
	}
	if corpus.TitleID("?!") == corpus.TitleID("…") {
		t.Error("titles without letters share an ID")
	}
}

// The ID of a title as found is that of the title as stored.
func TestTitleIDOfCleanedTitle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		title := rapid.String().Draw(t, "title")
		if a, b := corpus.TitleID(title), corpus.TitleID(corpus.CleanText(title)); a != b {
			t.Errorf("%q, cleaned %q", a, b)
		}
		if n := corpus.NormalTitle(title); corpus.NormalTitle(n) != n {
			t.Errorf("normal form %q becomes %q", n, corpus.NormalTitle(n))
		}
	})
}

func ExampleTitleID() {
	fmt.Println(corpus.TitleID("LoRA+: Efficient Low Rank Adaptation"))
	fmt.Println(corpus.TitleID("LORA+ — efficient low-rank adaptation."))
	// Output:
	// title:9516b06b2d0ea2d4
	// title:9516b06b2d0ea2d4
}
