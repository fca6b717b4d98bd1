package analysis

import (
	"bufio"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestStemKeepsApartWhatScienceDoes(t *testing.T) {
	for _, words := range []string{
		"organic organism organization",
		"university universal",
		"internal international interval intern",
		"lateral later",
		"evening even",
		"emergency emerge",
		"paste past",
		"add ad",
	} {
		stems := map[string]string{}
		for _, word := range strings.Fields(words) {
			stem := Stem(word)
			if other, ok := stems[stem]; ok {
				t.Errorf("%s and %s have the same stem, %s", word, other, stem)
			}
			stems[stem] = word
		}
	}
}

func TestStemBringsTogether(t *testing.T) {
	for _, words := range []string{
		"organize organized organizes organizing organizer organization organizations",
		"psychology psychologist psychologists psychological",
		"universities university",
		"add adds added adding",
	} {
		for _, word := range strings.Fields(words) {
			if first := strings.Fields(words)[0]; Stem(word) != Stem(first) {
				t.Errorf("Stem(%s) = %s, Stem(%s) = %s", word, Stem(word), first, Stem(first))
			}
		}
	}
}

// The vocabulary and its stems are those of the algorithm's authors.
func TestStemConforms(t *testing.T) {
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "stemming", "english.tsv.gz"))
	if err != nil {
		t.Skip("the official vocabulary is not there: ", err)
	}
	defer func() { _ = f.Close() }()
	unpacked, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	lines := bufio.NewScanner(unpacked)
	for ; lines.Scan(); n++ {
		word, want, _ := strings.Cut(lines.Text(), "\t")
		if got := Stem(word); got != want {
			t.Errorf("Stem(%s) = %s, want %s", word, got, want)
		}
	}
	if lines.Err() != nil || n < 40_000 {
		t.Errorf("%d words read, %v", n, lines.Err())
	}
}
