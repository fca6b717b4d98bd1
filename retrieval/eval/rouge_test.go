package eval

import (
	"bytes"
	"compress/gzip"
	"io"
	"math"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestROUGE(t *testing.T) {
	tests := []struct {
		name            string
		text, reference string
		want            Rouge
	}{
		// Words: 2 of 3 and 2 of 4, F1 = 4/7. Pairs: 1 of 2 and 1 of 3, 2/5. Subsequence: 2.
		{"the cat", "The cat sat.", "the cat ran home", Rouge{4.0 / 7, 2.0 / 5, 4.0 / 7}},
		// 1 of 3 and 1 of 2
		{"a repeated word counts once", "cat cat cat", "cat dog", Rouge{2.0 / 5, 0, 2.0 / 5}},
		{"order", "b a", "a b", Rouge{1, 0, 0.5}},
		// a _ c _ e of a c e x: words 3 of 5 and 3 of 4, F1 = 6/9.
		{"a subsequence has gaps", "a b c d e", "a c e x", Rouge{6.0 / 9, 0, 6.0 / 9}},
		{"stems", "trained models", "training model", Rouge{1, 1, 1}},
		{"short words are not stemmed", "was", "wa", Rouge{}},
		{"signs separate, other scripts too", "pre-training: naïve", "pre training na ve", Rouge{1, 1, 1}},
		{"one word has no pairs", "cat", "cat", Rouge{1, 0, 1}},
		{"no text", "", "a", Rouge{}},
		{"no words on either side", "—", "…", Rouge{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, ROUGE(tt.text, tt.reference), cmpopts.EquateApprox(0, 1e-12)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSeveralReferences(t *testing.T) {
	const text = "a b c d"
	references := []string{"d c b a", "a b x y z"}
	// The first has all words and no pair, and 1 of 4 in order. The second has 2 of
	// 4 and 2 of 5 words in order (4/9), and 1 of 3 and 1 of 4 pairs (2/7).
	if diff := cmp.Diff(Rouge{1, 0, 1.0 / 4}, BestReference(text, references), cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Error("best reference:", diff)
	}
	if diff := cmp.Diff(Rouge{1, 2.0 / 7, 4.0 / 9}, BestOfEach(text, references), cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Error("best of each:", diff)
	}
	if BestReference(text, nil) != (Rouge{}) || BestOfEach(text, nil) != (Rouge{}) {
		t.Error("figures without a reference")
	}
}

// The examples of Porter's paper, step by step.
func TestPorter(t *testing.T) {
	for word, want := range map[string]string{
		"caresses": "caress", "ponies": "poni", "ties": "ti", "caress": "caress", "cats": "cat",
		"feed": "feed", "agreed": "agre", "plastered": "plaster", "bled": "bled", "motoring": "motor", "sing": "sing",
		"conflated": "conflat", "troubled": "troubl", "sized": "size", "hopping": "hop", "tanned": "tan",
		"falling": "fall", "hissing": "hiss", "fizzed": "fizz", "failing": "fail", "filing": "file",
		"happy": "happi", "sky": "sky",
		"relational": "relat", "conditional": "condit", "rational": "ration", "valenci": "valenc", "digitizer": "digit",
		"radicalli": "radic", "vileli": "vile", "analogousli": "analog", "vietnamization": "vietnam", "operator": "oper",
		"feudalism": "feudal", "decisiveness": "decis", "hopefulness": "hope", "formaliti": "formal", "sensibiliti": "sensibl",
		"triplicate": "triplic", "formative": "form", "formalize": "formal", "electrical": "electr", "goodness": "good",
		"revival": "reviv", "inference": "infer", "airliner": "airlin", "adjustable": "adjust", "irritant": "irrit",
		"replacement": "replac", "dependent": "depend", "adoption": "adopt", "communism": "commun", "effective": "effect",
		"probate": "probat", "rate": "rate", "cease": "ceas", "controll": "control", "roll": "roll",
		"generalizations": "gener", "oscillators": "oscil", "is": "is", "s": "s", "": "",
	} {
		if got := porter(word); got != want {
			t.Errorf("porter(%q) = %q, want %q", word, got, want)
		}
	}
}

// Every word of a large vocabulary has the stem that the reference program gives.
func TestPorterAgreesWithReference(t *testing.T) {
	dir := shared(t, "summaries")
	f, err := os.Open(shared(t, "stemming", "english.tsv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	table, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for line := range strings.Lines(string(table)) {
		word, _, _ := strings.Cut(line, "\t")
		words = append(words, word)
	}
	script := "import sys; sys.path.insert(0, sys.argv[1]); import evaluate\n" +
		"for w in sys.stdin.read().split('\\n'): print(evaluate.porter(w))"
	cmd := exec.Command(python(t), "-B", "-c", script, dir)
	cmd.Stdin = strings.NewReader(strings.Join(words, "\n"))
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(string(bytes.TrimSuffix(out, []byte("\n"))), "\n")
	if len(want) != len(words) || len(words) < 40_000 {
		t.Fatalf("%d words, %d stems", len(words), len(want))
	}
	for i, word := range words {
		if got := porter(word); got != want[i] {
			t.Errorf("porter(%q) = %q, want %q", word, got, want[i])
		}
	}
}

func TestAUC(t *testing.T) {
	tests := []struct {
		name               string
		positive, negative []float64
		want               float64
	}{
		// 2 > 1, 2 = 2, 3 > 1, 3 > 2
		{"one tie", []float64{2, 3}, []float64{1, 2}, 3.5 / 4},
		{"all apart", []float64{5, 6}, []float64{1, 2, 3}, 1},
		{"the wrong way round", []float64{1}, []float64{2, 3}, 0},
		{"all tied", []float64{1, 1, 1}, []float64{1, 1}, 0.5},
		{"one kind missing", []float64{1}, nil, 0},
	}
	for _, tt := range tests {
		if got := AUC(tt.positive, tt.negative); math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestRefusedAt(t *testing.T) {
	answerable := []float64{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}
	unanswerable := []float64{0, 1, 1.5, 2}
	// 90 % kept: one of ten may go, so the threshold is 2, and 0, 1, 1.5 are below.
	for keep, want := range map[int]float64{100: 1.0 / 4, 95: 1.0 / 4, 90: 3.0 / 4, 0: 1} {
		if got := RefusedAt(answerable, unanswerable, keep); got != want {
			t.Errorf("%d %% kept: %v, want %v", keep, got, want)
		}
	}
	if got := RefusedAt(nil, unanswerable, 90); got != 0 {
		t.Errorf("without answerable ones: %v", got)
	}
}

// python returns the Python that the reference programs run on.
func python(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3: ", err)
	}
	return path
}
