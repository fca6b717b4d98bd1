package discord

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const loraQuestion = "how should LoRA adapters be initialised?"

// TestGoldenMessages compares a message of every kind with the one in
// testdata/golden. What the bot said lies beside it in testdata/said, so that only
// a change of appearance is a change here. With -update the bot answers anew over
// the seed corpus.
func TestGoldenMessages(t *testing.T) {
	t.Parallel()
	papers, err := seedBot()
	if err != nil {
		t.Fatal(err)
	}
	all, err := sayings(t.Context(), papers, loraQuestion)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			said := filepath.Join("testdata", "said", fileName(s.name))
			if *update {
				write(t, said, s.what)
			}
			s.what = readSaid(t, said, s.what)
			for _, f := range s.forms() {
				compareGolden(t, f)
			}
		})
	}
}

func compareGolden(t *testing.T, f form) {
	t.Helper()
	file := filepath.Join("testdata", "golden", fileName(f.name))
	if *update {
		write(t, file, f.body)
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got, err := marshal(f.body)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (run with -update if this is meant):\n%s", file, diff)
	}
}

// readSaid reads what the bot said, of the same type as like.
func readSaid(t *testing.T, file string, like any) any {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	said := reflect.New(reflect.TypeOf(like))
	if err := json.Unmarshal(data, said.Interface()); err != nil {
		t.Fatal(err)
	}
	return said.Elem().Interface()
}

func fileName(name string) string { return strings.ReplaceAll(name, " ", "-") + ".json" }

func write(t *testing.T, file string, v any) {
	t.Helper()
	data, err := marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
