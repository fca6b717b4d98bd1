package summary

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// readShared decodes the lines of a measuring set, and skips the test where
// the sets, which are not part of the repository, are absent.
func readShared[T any](t testing.TB, name string) []T {
	t.Helper()
	f, err := os.Open(filepath.Join("../../../shared/summaries", name))
	if os.IsNotExist(err) {
		t.Skipf("measuring set %s is not here", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	var lines []T
	for d := json.NewDecoder(bufio.NewReader(r)); d.More(); {
		var line T
		if err := d.Decode(&line); err != nil {
			t.Fatalf("%s: line %d: %v", name, len(lines)+1, err)
		}
		lines = append(lines, line)
	}
	return lines
}

// sentencesOf returns the texts of the sentences of text.
func sentencesOf(text string) []string {
	var out []string
	for s := range Sentences(text) {
		out = append(out, text[s.Start:s.End])
	}
	return out
}
