package main

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var kills = flag.Int("kills", 8, "how often TestImportKilled kills an import")

// records are lines of arXiv's metadata, a third of them second versions of
// papers before, every tenth one wrong.
func records(n int) string {
	var b strings.Builder
	for i := range n {
		id, version := i, 1
		if i%3 == 2 {
			id, version = i/2, 2
		}
		title := fmt.Sprintf("On the kind %d of things, version %d", id, version)
		if i%10 == 9 {
			title = ""
		}
		fmt.Fprintf(&b, `{"id":"26%02d.%05dv%d","submitter":"X","title":%q,"abstract":%q}`+"\n", id/10000+1, id%10000, version, title, strings.Repeat("It is a thing of its kind. ", 20))
	}
	return b.String()
}

// TestImportKilled kills an import at random, again and again, until it comes to
// its end: the papers are those of an import that nobody disturbed.
func TestImportKilled(t *testing.T) {
	t.Parallel()
	binary, folder := shipped(t), t.TempDir()
	file := filepath.Join(folder, "records.jsonl")
	if err := os.WriteFile(file, []byte(records(12_000)), 0o600); err != nil {
		t.Fatal(err)
	}
	command := func(args ...string) *exec.Cmd {
		c := exec.Command(binary, args...)
		c.Dir = folder
		return c
	}
	began := time.Now()
	if out, err := command("import", "--corpus", "whole.db", "--json", file).Output(); err == nil {
		t.Fatalf("wrong records, and no status: %s", out)
	}
	whole := time.Since(began)
	killed := 0
	for killed < *kills {
		c := command("import", "--corpus", "killed.db", "--json", file)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		go func() { _ = c.Wait(); close(ended) }() // what matters is what it has stored
		select {
		case <-ended:
		case <-time.After(rand.N(whole * 2 / 3)):
			_ = c.Process.Kill() // an error means that it has ended
			<-ended
			killed++
		}
	}
	if out, err := command("import", "--corpus", "killed.db", "--json", file).Output(); err == nil {
		t.Fatalf("wrong records, and no status: %s", out)
	}
	export := func(corpus string) []byte {
		out, err := command("export", "--corpus", corpus).Output()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	a, b := export("whole.db"), export("killed.db")
	if !bytes.Equal(a, b) || len(a) == 0 {
		t.Errorf("after %d kills %d bytes of papers, undisturbed %d", killed, len(b), len(a))
	}
	t.Logf("killed %d times; undisturbed %v", killed, whole)
}
