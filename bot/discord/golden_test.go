package discord

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"paperbot/bot"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const loraQuestion = "how should LoRA adapters be initialised?"

// TestGoldenMessage compares the message for an answer with the one in testdata.
// The answer lies beside it, so that only a change of appearance is a change
// here. With -update the bot answers anew over the seed corpus.
func TestGoldenMessage(t *testing.T) {
	t.Parallel()
	const answerFile, messageFile = "testdata/ask-lora.answer.json", "testdata/ask-lora.json"
	if *update {
		papers, err := seedBot()
		if err != nil {
			t.Fatal(err)
		}
		answer, err := papers.Ask(t.Context(), bot.Question{Text: loraQuestion})
		if err != nil {
			t.Fatal(err)
		}
		write(t, answerFile, indented(t, answer))
	}
	var answer bot.Reply
	if err := json.Unmarshal(contents(t, answerFile), &answer); err != nil {
		t.Fatal(err)
	}
	got := indented(t, testRenderer().message(answer).body())
	if *update {
		write(t, messageFile, got)
	}
	if diff := cmp.Diff(string(contents(t, messageFile)), string(got)); diff != "" {
		t.Errorf("%s (run with -update if this is meant):\n%s", messageFile, diff)
	}
}

func indented(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func contents(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
