package acronym

import (
	"bufio"
	"compress/gzip"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// findSlowly is Find without bounds: each bracket by itself.
func findSlowly(text string) (found []Pair) {
	for open := range text {
		depth := 0
		for end := open; end < len(text) && text[open] == '('; end++ {
			switch text[end] {
			case '(':
				depth++
			case ')':
				depth--
			}
			if depth == 0 {
				if p, ok := introduced(text[:open], text[open+1:end]); ok {
					found = append(found, p)
				}
				break
			}
		}
	}
	return found
}

func TestFindIsAsWithoutBounds(t *testing.T) {
	text := rapid.StringMatching(`(low-rank adaptation |\(|\)|LoRA|neural tangent kernel |NTK |, |x)*`)
	rapid.Check(t, func(rt *rapid.T) {
		s := text.Draw(rt, "text")
		if diff := cmp.Diff(findSlowly(s), Find(s)); diff != "" {
			rt.Fatal(diff)
		}
	})
}

func TestFindInAbstractsIsAsWithoutBounds(t *testing.T) {
	file, err := os.Open("../../../shared/collections/large/conferences.jsonl.gz")
	if err != nil {
		t.Skip("no ../shared/collections")
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(unpacked)
	lines.Buffer(nil, 1<<20)
	for n := 0; lines.Scan() && n < 3000; n++ {
		if diff := cmp.Diff(findSlowly(lines.Text()), Find(lines.Text())); diff != "" {
			t.Fatal(diff)
		}
	}
}

// Texts of brackets alone take no more than their length asks for.
func TestFindTakesBoundedTime(t *testing.T) {
	const n = 1 << 16
	for _, text := range []string{
		strings.Repeat("(", n), strings.Repeat("(", n) + strings.Repeat(")", n), strings.Repeat("(A)", n), strings.Repeat("x", n) + strings.Repeat("(AB)", n/4),
	} {
		start := time.Now()
		Find(text)
		if took := time.Since(start); took > time.Minute {
			t.Errorf("%.10s…: %v", text, took)
		}
	}
}
