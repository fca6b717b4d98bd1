package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paperbot/bot"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// checkGolden compares output with a file of testdata/golden.
func checkGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; rewrite with -update):\n%s", path, diff)
	}
}

// runPlain runs a command as in a pipe and returns what it prints.
func runPlain(t *testing.T, stdin string, args ...string) (stdout string, status int) {
	t.Helper()
	var out, complaints bytes.Buffer
	p := &program{
		stdin:  bytes.NewBufferString(stdin),
		stdout: &out,
		stderr: &complaints,
		getenv: func(string) string { return "" },
	}
	status = run(context.Background(), args, p)
	if complaints.Len() > 0 {
		t.Errorf("%v says: %s", args, &complaints)
	}
	return out.String(), status
}

func TestGoldenOutput(t *testing.T) {
	for _, tt := range []struct {
		name   string
		args   []string
		status int
	}{
		{"ask", []string{"ask", "how should LoRA adapters be initialised?"}, 0},
		{"ask-narrow", []string{"ask", "--width=40", "-n1", "how should LoRA adapters be initialised?"}, 0},
		{"ask-corrected", []string{"ask", "-n1", "zero-one initialisaton"}, 0},
		{"ask-explained", []string{"ask", "-n1", "--explain", "how should LoRA adapters be initialised?"}, 0},
		{"ask-explained-narrow", []string{"ask", "--width=40", "-n1", "--explain", "how should LoRA adapters be initialised?"}, 0},
		{"ask-closest", []string{"ask", "-n2", "what learning rate is used on clusters of GPUs in Iceland"}, statusNoAnswer},
		{"ask-nothing", []string{"ask", "what is the capital of France?"}, statusNoAnswer},
		{"ask-blank", []string{"ask", " "}, statusNoAnswer},
		{"ask-json", []string{"ask", "--json", "how should LoRA adapters be initialised?"}, 0},
		{"paper", []string{"paper", "Random Teachers are Good Teachers"}, 0},
		{"similar", []string{"similar", "Random Teachers are Good Teachers"}, 0},
		{"trending", []string{"trending"}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			out, status := runPlain(t, "", tt.args...)
			if status != tt.status {
				t.Errorf("exit status %d, want %d", status, tt.status)
			}
			checkGolden(t, tt.name, out)
		})
	}
}

// TestGoldenTerminal keeps what is sent to a terminal that shows everything.
func TestGoldenTerminal(t *testing.T) {
	library, err := openLibrary(nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := library.Ask(t.Context(), bot.Question{Text: "how should LoRA adapters be initialised?", Papers: 2})
	if err != nil {
		t.Fatal(err)
	}
	pg := page{terminal: terminal{width: 60, style: true, links: true}}
	pg.response(response)
	checkGolden(t, "terminal", pg.out.String())
}
