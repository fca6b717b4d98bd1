package analysis

import (
	"bufio"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clipperhouse/uax29/v2/words"
	"pgregory.net/rapid"
)

// wordsByLibrary are the segments of a text with a letter or digit, as the library
// parts it.
func wordsByLibrary(text string) (all []string) {
	for segments := words.FromString(text); segments.Next(); {
		if isWord(segments.Value()) {
			all = append(all, segments.Value())
		}
	}
	return all
}

func wordsBySegmentEnd(text string) (all []string) {
	for start, end := 0, 0; start < len(text); start = end {
		if end = segmentEnd(text, start); isWord(text[start:end]) {
			all = append(all, text[start:end])
		}
	}
	return all
}

func checkSegments(t interface{ Fatalf(string, ...any) }, text string) {
	got, want := wordsBySegmentEnd(text), wordsByLibrary(text)
	if strings.Join(got, "\x00") != strings.Join(want, "\x00") {
		t.Fatalf("%q: words %q, the library says %q", text, got, want)
	}
}

// Every text of up to five characters, one for each that rules tell apart.
func TestSegmentsOfEveryShortText(t *testing.T) {
	kinds := []string{"a", "B", "1", "_", ".", ",", ":", "'", `"`, " ", "-", "\r", "\n", "é", "\u0301", "א", "ア", "神", "\u200d", "\xff"}
	var extend func(text string, left int)
	extend = func(text string, left int) {
		checkSegments(t, text)
		for _, kind := range kinds {
			if left > 0 {
				extend(text+kind, left-1)
			}
		}
	}
	extend("", 4)
	kinds = kinds[:12]
	extend("", 5)
}

func TestSegmentsOfAnyText(t *testing.T) {
	some := rapid.OneOf(rapid.String(), rapid.StringMatching(`[aB1_.,:;' "+#é́א-]*`))
	rapid.Check(t, func(rt *rapid.T) { checkSegments(rt, some.Draw(rt, "text")) })
}

// The words of the shared collections are those of the library, byte for byte, and
// a vocabulary has the tokens of the analyzer.
func TestSegmentsOfCollections(t *testing.T) {
	paths, _ := filepath.Glob("../../../shared/collections/*/*.jsonl*")
	if len(paths) == 0 {
		t.Skip("no ../shared/collections")
	}
	for _, path := range paths {
		t.Run(filepath.Base(filepath.Dir(path))+"/"+filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			a := New()
			v := NewVocabulary(a)
			for line := range linesOf(t, path, 400) {
				checkSegments(t, line)
				checkVocabulary(t, a, v, line)
			}
		})
	}
}

func checkVocabulary(t interface{ Fatalf(string, ...any) }, a *Analyzer, v *Vocabulary, text string) {
	tokens := a.Tokens(nil, text)
	i := 0
	for next, more := (Place{}), true; more; { // broken off at every other word
		next, more = v.Each(text, next, func(word uint32, position int) bool {
			w := v.Words()[word]
			if i >= len(tokens) || tokens[i].Term != w.Term || tokens[i].Word != w.Text || tokens[i].Position != position {
				t.Fatalf("token %d of %q is %+v at %d for the vocabulary, and not so for the analyzer", i, text, w, position)
			}
			i++
			return i%2 == 0
		})
	}
	if i != len(tokens) {
		t.Fatalf("%d tokens of %q, the analyzer has %d", i, text, len(tokens))
	}
}

// linesOf yields the first n lines of a file, compressed or not; all if PAPERBOT_EXHAUSTIVE
// is set.
func linesOf(t *testing.T, path string, n int) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		var r io.Reader = file
		if strings.HasSuffix(path, ".gz") {
			if r, err = gzip.NewReader(file); err != nil {
				t.Fatal(err)
			}
		}
		lines := bufio.NewScanner(r)
		lines.Buffer(nil, 16<<20)
		for i := 0; lines.Scan() && (i < n || os.Getenv("PAPERBOT_EXHAUSTIVE") != ""); i++ {
			if !yield(lines.Text()) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestVocabularyHasTheAnalyzersTokens(t *testing.T) {
	a := New()
	v := NewVocabulary(a)
	rapid.Check(t, func(rt *rapid.T) {
		checkVocabulary(rt, a, v, rapid.OneOf(rapid.String(), rapid.StringMatching(`([Tt]he|gpt4|is5|a1|'s|神経|網|のデ|Modell?ing|[ ,.])*`)).Draw(rt, "text"))
	})
}
