package summary

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// segmentation cases are written as their sentences; the text is these joined
// by blanks.
var segmentation = []struct {
	name      string
	sentences []string
}{
	{"plain", []string{"We propose a method.", "It works."}},
	{"e.g. and i.e.", []string{"Large models, e.g. GPT-4, are slow.", "Small ones, i.e. BERT, are not."}},
	{"et al. with a year", []string{"Vaswani et al. (2017) introduced attention.", "We extend it."}},
	{"et al. at an end", []string{"We compare with Smith et al.", "Theirs is slower."}},
	{"figures, equations, sections", []string{"Fig. 3 and Eq. (2) of Sec. IV show it.", "See No. 5, too."}},
	{"no as a word", []string{"The answer is no.", "We stopped."}},
	{"vs., cf., w.r.t., i.i.d.", []string{"SGD vs. Adam w.r.t. i.i.d. Gaussian data, cf. Golub.", "Both fail."}},
	{"decimals", []string{"The p-value was .03.", "Humans reach 95.5 %."}},
	{"versions and identifiers", []string{"See arXiv:2004.15011v3 and doi:10.1000/182.", "We use SQuAD v1.1.", "It is v2.0."}},
	{"URL at an end", []string{"Code is at https://github.com/a/b.c.", "Data will follow."}},
	{"initials", []string{"J. K. Rowling and A. Turing are cited.", "So is D. Knuth."}},
	{"species", []string{"Growth of S. aureus was slower than that of E. coli.", "Both grew."}},
	{"a letter that is no initial", []string{"We measured hepatitis C.", "Rates fell for models A and B.", "C is left out."}},
	{"companies", []string{"It was made by Foo Inc.", "Bar Ltd. sold it."}},
	{"etc. inside and at an end", []string{"Age, sex, etc. were adjusted for.", "We use cats, dogs, etc.", "Birds are left out."}},
	{"model names at an end", []string{"Our model beats GPT-4.", "GPT-3.5 is behind."}},
	{"names in lower case", []string{"We test phones.", "iPhone users liked it.", "node2vec is older."}},
	{"an abbreviation before a name in lower case", []string{"We use encoders, e.g. mBERT, on text."}},
	{"labels with a colon", []string{"METHODS: We enrolled 40 patients.", "RESULTS: Mortality fell."}},
	{"headings", []string{"Background.", "We study hearts."}},
	{"closing quote", []string{`We call this the "curse of dimensionality."`, "It is well known."}},
	{"quote that goes on", []string{`She said, "This is great." and left.`}},
	{"sentence in brackets", []string{"Our method works.", "(It is also fast.)", "We are glad."}},
	{"sentences inside brackets", []string{"He teaches (he was an engineer. He is old.) at school."}},
	{"maths", []string{"Let $f(x) = 0.5x^2. $ not close and $a. B$ be whole.", "Then $f$ is convex."}},
	{"money", []string{"She has $100.00.", "It costs $5."}},
	{"questions and exclamations", []string{"Can they reason?", "They cannot!", "Why?!", "We ask: does it scale?"}},
	{"a mark inside", []string{"She works at Yahoo! in accounting."}},
	{"ellipsis", []string{"I never meant that...", "She left."}},
	{"citation number first", []string{"In [12], a bound is shown.", "[13] improves it."}},
	{"numbered parts", []string{"We ask two things.", "1) Is it fast?", "2) Is it good?"}},
	{"parts inside a sentence", []string{"We show (1) that it is fast, (2) that it is good, and (3) Why."}},
	{"roman phases", []string{"In phase I. patients were screened."}},
	{"states", []string{"It was tested in the U.S.", "The E.U. followed."}},
	{"units", []string{"The temperature was 37 °C.", "Cells were washed for 5 ms.", "They died."}},
	{"all capitals", []string{"WE PROPOSE A METHOD.", "IT WORKS."}},
	{"unbalanced quote", []string{`The so-called "lottery ticket is found.`, "We keep it."}},
	{"unbalanced bracket", []string{"A bracket (never closed.", "We go on."}},
	{"Arabic", []string{"نقترح طريقة جديدة.", "إنها تعمل."}},
	{"no stop at the end", []string{"We propose a method.", "It works"}},
}

func TestSentences(t *testing.T) {
	for _, tt := range segmentation {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.sentences, sentencesOf(strings.Join(tt.sentences, " "))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSentencesWithoutBlanks(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"empty", "", nil},
		{"blank", " \n\t ", nil},
		{"glued", "It is shown.We then stop.", []string{"It is shown.", "We then stop."}},
		{"glued label", "It improved.METHODS: We looked.", []string{"It improved.", "METHODS: We looked."}},
		{"names with dots", "We use Node.js and Keras.Layers in torch.nn.", []string{"We use Node.js and Keras.Layers in torch.nn."}},
		{"Chinese", "我们提出一种方法。它有效！真的吗？", []string{"我们提出一种方法。", "它有效！", "真的吗？"}},
		{"blank line", "A heading\n\nWe go on", []string{"A heading", "We go on"}},
		{"line break", "It was a cold\nnight.", []string{"It was a cold\nnight."}},
		{"list", "• one\n• two", []string{"• one", "• two"}},
		{"only stops", "...", []string{"..."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, sentencesOf(tt.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSentencesStopEarly(t *testing.T) {
	for range Sentences("One. Two. Three.") {
		break
	}
}

func TestSentencesAllocateNothing(t *testing.T) {
	text := "We study LoRA (Hu et al., 2021), e.g. its start. Does it matter? RESULTS: It does, by 3.2 % vs. 1 %. 2) Code follows."
	n := 0
	if allocs := testing.AllocsPerRun(100, func() {
		for range Sentences(text) {
			n++
		}
	}); allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}

// TestSentencesTile holds, on texts made of what boundaries depend on, that
// the spans tile the text.
func TestSentencesTile(t *testing.T) {
	pieces := []string{"We", "model", "e.g", "Fig", "et al", "U.S", "J", "3", "0.5", ".", ".", "?", "!", "…", "。", " ", " ", " ",
		"\n", "\n\n", "(", ")", "[", "]", "\"", "“", "”", "$", "'", "1)", "(a)", "iv.", "•", ":", "é", "中", "\xff", "iPhone", "\u00a0"}
	rapid.Check(t, func(t *rapid.T) {
		checkTiles(t, strings.Join(rapid.SliceOf(rapid.SampledFrom(pieces)).Draw(t, "pieces"), ""))
	})
}

func FuzzSentences(f *testing.F) {
	for _, tt := range segmentation {
		f.Add(strings.Join(tt.sentences, " "))
	}
	f.Add("((((((((((((\"\"\"\"$$$$$$ . . . .\xff\xfe。。)")
	f.Fuzz(func(t *testing.T, text string) { checkTiles(t, text) })
}

// checkTiles checks that the sentences of text are in order, do not overlap,
// start and end with a visible character at a rune's boundary, and leave out
// white space only.
func checkTiles(t interface{ Fatalf(string, ...any) }, text string) {
	isBlank := func(s string) bool { return strings.TrimSpace(s) == "" }
	at := 0
	for s := range Sentences(text) {
		if s.Start < at || s.End <= s.Start || s.End > len(text) {
			t.Fatalf("%q: span %v after %d", text, s, at)
		}
		if !isBlank(text[at:s.Start]) {
			t.Fatalf("%q: %q is lost", text, text[at:s.Start])
		}
		first, _ := utf8.DecodeRuneInString(text[s.Start:])
		last, _ := utf8.DecodeLastRuneInString(text[:s.End])
		if unicode.IsSpace(first) || unicode.IsSpace(last) {
			t.Fatalf("%q: blanks in %q", text, text[s.Start:s.End])
		}
		if utf8.ValidString(text) && !utf8.ValidString(text[s.Start:s.End]) {
			t.Fatalf("%q: %v cuts a character", text, s)
		}
		at = s.End
	}
	if !isBlank(text[at:]) {
		t.Fatalf("%q: %q is lost at the end", text, text[at:])
	}
}

func TestSentencesOfHostileLength(t *testing.T) {
	for _, piece := range []string{"(", "\"", "$", ". ", "a. ", "• ", "1. ", "[(", "“", "a.", "a.A", "x", ".\n", "! \""} {
		text := strings.Repeat(piece, 200_000)
		n := len(slices.Collect(Sentences(text)))
		if n == 0 {
			t.Errorf("%q: no sentence", piece)
		}
	}
}

func TestListItem(t *testing.T) {
	tests := []struct {
		text   string
		want   item
		length int
	}{
		{"2. The", item{numbered, 2}, 2},
		{"12) The", item{numbered, 12}, 3},
		{"1.) The", item{numbered, 1}, 3},
		{"(b) The", item{lettered, 2}, 3},
		{"(B) The", item{lettered, 2}, 3},
		{"iv) The", item{romanNumbered, 4}, 3},
		{"(ix) The", item{romanNumbered, 9}, 4},
		{"• 9. The", item{kind: bullet}, len("• 9.")},
		{"1988. The", item{}, 0},
		{"the. The", item{}, 0},
		{"3.5 points", item{}, 0},
		{"(see) this", item{}, 0},
		{"A. Turing", item{}, 0},
		{"", item{}, 0},
	}
	for _, tt := range tests {
		if got, n := listItem(tt.text); got != tt.want || n != tt.length {
			t.Errorf("%q: got %v of %d bytes, want %v of %d", tt.text, got, n, tt.want, tt.length)
		}
	}
}
