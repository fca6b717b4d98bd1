package main

import (
	"context"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/samber/lo"

	"paperbot/bot"
)

// TestAskSurvives asks what people should not ask, as an argument and as a line
// of standard input. Whatever it is, there is one valid answer.
func TestAskSurvives(t *testing.T) {
	for _, tt := range []struct {
		name, question string
		outcome        bot.Outcome
	}{
		{"empty", "", bot.Nothing},
		{"blank", " \t ", bot.Nothing},
		{"6,000 characters", strings.TrimSpace(strings.Repeat("lora ", 1200)), bot.Answered},
		{"more than 6,000 characters", strings.Repeat("lora ", 1200) + "adapters", bot.Nothing},
		{"a megabyte", strings.Repeat("x", 1<<20), bot.Nothing},
		{"emoji only", "🎉👩‍🔬🔥", bot.Nothing},
		{"operators only", `( | ) + " * ~ : \ -`, bot.Nothing},
		{"operators among words", `(MultiLoRA | lora) + "`, bot.Answered},
		{"control characters among words", "what\x00 is\x1b MultiLoRA\x7f?", bot.Answered},
		{"invalid UTF-8", "what is MultiLoRA\xff\xfe?", bot.Answered},
		{"Spanish", "¿Dónde está la biblioteca municipal?", bot.Nothing},
		{"Chinese", "图书馆在哪里?", bot.Nothing},
		{"mention and markdown", "@here, what is **MultiLoRA**?", bot.Answered},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			want := lo.Ternary(tt.outcome == bot.Answered, 0, statusNoAnswer)
			byArgument, status := runPlain(t, "", "ask", "--json", "--", tt.question)
			if status != want {
				t.Errorf("exit status %d, want %d", status, want)
			}
			byLine, _ := runPlain(t, tt.question+"\n", "ask", "--json", "-")
			if byLine != byArgument {
				t.Errorf("by line: %s\nby argument: %s", byLine, byArgument)
			}
			answers := decodeAnswers(t, byArgument)
			if len(answers) != 1 || answers[0].Outcome != tt.outcome || answers[0].Papers == nil {
				t.Fatalf("want one answer, %s, with papers, not %.300s", tt.outcome, byArgument)
			}
			for _, p := range answers[0].Papers {
				if p.Sentences == nil {
					t.Errorf("sentences of %s are null", p.ID)
				}
			}
			if _, status := runPlain(t, "", "ask", "--", tt.question); status != want {
				t.Errorf("for people: exit status %d, want %d", status, want)
			}
		})
	}
}

// TestExplanationsSumToScores holds for questions that exercise every part.
func TestExplanationsSumToScores(t *testing.T) {
	out, _ := runPlain(t, strings.Join([]string{
		"how should LoRA adapters be initialised?",
		"zero-one initialisaton",
		"Random Teachers are Good Teachers",
		"OneBit: Towards Extremely Low-bit Large Language Models",
	}, "\n"), "ask", "--json", "--explain", "-n10", "-")
	for _, a := range decodeAnswers(t, out) {
		if len(a.Papers) == 0 {
			t.Errorf("%q: nothing to explain", a.Question)
		}
		for _, p := range a.Papers {
			sum := 0.0
			for _, term := range p.Explanation.Terms {
				byField := lo.SumBy(term.Fields, func(f explainedField) float64 { return f.Contribution })
				if math.Abs(byField-term.Contribution) > 1e-9 {
					t.Errorf("%q in %s: fields give %v, the term %v", term.Term, p.ID, byField, term.Contribution)
				}
				sum += byField
			}
			sum += lo.SumBy(p.Explanation.Stages, func(s explainedStage) float64 { return s.Contribution })
			if math.Abs(sum-p.Score) > 1e-9 {
				t.Errorf("%s: the parts give %v, the score is %v", p.ID, sum, p.Score)
			}
		}
	}
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	for _, tt := range []struct {
		name, in string
		want     []string
	}{
		{"empty", "", nil},
		{"ended", "a\nb\n", []string{"a", "b"}},
		{"not ended", "a\nb", []string{"a", "b"}},
		{"blank lines", "\n\na\n\n", []string{"", "", "a", ""}},
		{"of Windows", "a\r\nb\r\n", []string{"a", "b"}},
		{"a long one", long + "\nb", []string{long, "b"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for line, err := range lines(t.Context(), strings.NewReader(tt.in)) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, line)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%.80q, want %.80q", got, tt.want)
			}
		})
	}
}

func TestLinesEndWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe() // nothing will ever be written
	defer w.Close()
	context.AfterFunc(t.Context(), func() { r.Close() })
	cancel()
	for line, err := range lines(ctx, r) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%q, %v; want the context's error", line, err)
		}
	}
}

func TestLinesPassReadErrorsOn(t *testing.T) {
	broken := errors.New("broken")
	var got error
	for _, err := range lines(t.Context(), io.MultiReader(strings.NewReader("a\n"), errReader{broken})) {
		got = err
	}
	if !errors.Is(got, broken) {
		t.Errorf("%v, want %v", got, broken)
	}
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }
