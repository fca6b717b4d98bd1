package eval

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var questionTests = []readTest{
	{"answerable", `{"id":"s1","kind":"typo","question":"what","relevant":[{"title":"T","grade":2,"sentences":["S."]}]}`, ""},
	{"unanswerable", `{"id":"s1","kind":"unanswerable-fact","question":"what","relevant":[],"near":["T"]}`, ""},
	{"byte order mark, CRLF", "\ufeff{\"id\":\"s1\",\"kind\":\"k\",\"question\":\"q\"}\r\n\r\n", ""},
	{"not JSON", "{", "in:1: unexpected end of JSON input"},
	{"no id", `{"kind":"k","question":"q"}`, "in:1: question without an id"},
	{"no kind", `{"id":"s1","question":"q"}`, "in:1: question s1 without kind or text"},
	{"no text", `{"id":"s1","kind":"k","question":" "}`, "in:1: question s1 without kind or text"},
	{"twice", `{"id":"s1","kind":"k","question":"q"}` + "\n" + `{"id":"s1","kind":"k","question":"q"}`, "in:2: question s1 occurs twice"},
	{"unknown grade", `{"id":"s1","kind":"k","question":"q","relevant":[{"title":"T","grade":3}]}`, `in:1: question s1: grade 3 of "T" is neither 1 nor 2`},
	{"no title", `{"id":"s1","kind":"k","question":"q","relevant":[{"title":"…","grade":1}]}`, `in:1: question s1: a paper without title`},
	{"judged twice", `{"id":"s1","kind":"k","question":"q","relevant":[{"title":"A b","grade":1},{"title":"a-B","grade":2}]}`, `in:1: question s1: "a-B" is judged twice`},
}

func TestReadQuestions(t *testing.T) {
	checkReads(t, questionTests, func(in string) error {
		_, err := gather(ReadQuestions("in", strings.NewReader(in)))
		return err
	})
}

func FuzzReadQuestions(f *testing.F) {
	for _, tt := range questionTests {
		f.Add(tt.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		for q, err := range ReadQuestions("in", strings.NewReader(in)) {
			checkFault(t, err)
			if err == nil && (q.ID == "" || q.Kind == "") {
				t.Errorf("question %+v", q)
			}
		}
	})
}

func TestTextKey(t *testing.T) {
	for _, tt := range []struct{ name, a, b string }{
		{"white space, dashes, case", "ZerO  Initialization: a test-case", "Zero initialization – a test case"},
		{"accents stay, however they are put together", "Erd\u0151s", "Erdo\u030bs"},
		{"compatibility forms", "ℓ₂ norm of ﬁelds", "l2 norm of fields"},
	} {
		if textKey(tt.a) != textKey(tt.b) {
			t.Errorf("%s: %q and %q", tt.name, textKey(tt.a), textKey(tt.b))
		}
	}
	if textKey("GPT-4") == textKey("GPT-3") || textKey("naïve") == textKey("naive") {
		t.Error("keys of different titles are equal")
	}
}

// judgedQuestion has a paper that answers with two judged sentences, and one
// that does not answer.
var judgedQuestion = Question{
	ID: "s1", Kind: "topic", Text: "why is tea bitter?",
	Relevant: []RelevantPaper{
		{Title: "Tannin", Grade: 2, Sentences: []string{"Tannin is bitter.", "Milk binds it."}},
		{Title: "Tea", Grade: 1, Sentences: []string{"Tea has tannin."}},
	},
}

const tanninAbstract = "Tannin is bitter. Milk binds it. So we drink it with milk."

func tannin(sentences ...string) AnswerPaper {
	return AnswerPaper{Title: "Tannin", Abstract: tanninAbstract, Sentences: sentences}
}

func of(sum float64, n int) Mean { return Mean{sum, n} }

func TestJudgeAnswers(t *testing.T) {
	unanswerable := Question{ID: "s2", Kind: "unanswerable-fact", Text: "who?", Near: []string{"TANNIN"}}
	tests := []struct {
		name     string
		question Question
		answer   Answer
		want     AnswerFigures
	}{
		{
			"the best answer", judgedQuestion,
			Answer{Outcome: Answered, Papers: []AnswerPaper{tannin("Tannin is bitter.", "Milk binds it.")}, Ranking: []string{"Tannin", "Tea"}},
			AnswerFigures{
				Success1: of(1, 1), Success5: of(1, 1), NDCG5: of(1, 1), NDCG10: of(1, 1),
				QuotePrecision: of(2, 2), QuotePaper: of(2, 2), QuoteHit: of(1, 1), Verbatim: of(2, 2),
			},
		},
		{
			// Rank 3 of a paper of grade 2, ideal 2 + 1/log2(3) = 2.630930: (2/2) / 2.630930 = .380094.
			"the paper third, one quote beside the point", judgedQuestion,
			Answer{
				Outcome: Answered,
				Papers:  []AnswerPaper{{Title: "Other", Abstract: "It rains.", Sentences: []string{"It rains."}}, tannin("So we drink it with milk.", "Milk binds it.")},
				Ranking: []string{"Other", "Another", "tannin"},
			},
			AnswerFigures{
				Success1: of(0, 1), Success5: of(1, 1), NDCG5: of(1/(2+0.6309297535714575), 1), NDCG10: of(1/(2+0.6309297535714575), 1),
				QuotePrecision: of(1, 3), QuotePaper: of(2, 3), QuoteHit: of(1, 1), Verbatim: of(3, 3),
			},
		},
		{
			"sentences cut elsewhere match, both ways round", judgedQuestion,
			Answer{Outcome: Answered, Papers: []AnswerPaper{tannin("Tannin is bitter. Milk binds it.", "Milk binds")}},
			AnswerFigures{
				Success1: of(1, 1), Success5: of(1, 1), NDCG5: of(2/(2+0.6309297535714575), 1), NDCG10: of(2/(2+0.6309297535714575), 1),
				QuotePrecision: of(2, 2), QuotePaper: of(2, 2), QuoteHit: of(1, 1), Verbatim: of(2, 2),
			},
		},
		{
			"changed words, an empty quote and another paper's sentence", judgedQuestion,
			Answer{Outcome: Answered, Papers: []AnswerPaper{tannin("Tannin is  bitter.", "", "Tea has tannin.")}},
			AnswerFigures{
				Success1: of(1, 1), Success5: of(1, 1), NDCG5: of(2/(2+0.6309297535714575), 1), NDCG10: of(2/(2+0.6309297535714575), 1),
				QuotePrecision: of(1, 3), QuotePaper: of(3, 3), QuoteHit: of(1, 1), Verbatim: of(0, 3),
			},
		},
		{
			"the closest papers named though one answers", judgedQuestion,
			Answer{Outcome: Closest, Papers: []AnswerPaper{tannin()}, Ranking: []string{"Tannin", "Tea"}},
			AnswerFigures{
				Success1: of(1, 1), Success5: of(1, 1), NDCG5: of(1, 1), NDCG10: of(1, 1),
				QuoteHit: of(0, 1), RefusalPrecision: of(0, 1),
			},
		},
		{
			"nothing, so no ranking", judgedQuestion,
			Answer{Outcome: Nothing, Ranking: []string{"Tannin", "Tea"}},
			AnswerFigures{
				Success1: of(0, 1), Success5: of(0, 1), NDCG5: of(0, 1), NDCG10: of(0, 1),
				QuoteHit: of(0, 1), RefusalPrecision: of(0, 1),
			},
		},
		{
			"refused as it should be, the near paper named", unanswerable,
			Answer{Outcome: Closest, Papers: []AnswerPaper{tannin()}},
			AnswerFigures{RefusalPrecision: of(1, 1), RefusalRecall: of(1, 1), Near: of(1, 1)},
		},
		{
			"nothing said of what is not there", unanswerable, Answer{Outcome: Nothing},
			AnswerFigures{RefusalPrecision: of(1, 1), RefusalRecall: of(1, 1), Near: of(0, 1)},
		},
		{
			"answered without an answer", unanswerable,
			Answer{Outcome: Answered, Papers: []AnswerPaper{tannin("Milk binds it.")}},
			AnswerFigures{RefusalRecall: of(0, 1), Near: of(1, 1), Verbatim: of(1, 1)},
		},
		{
			"a quote is no refusal, whatever the outcome", unanswerable,
			Answer{Outcome: Closest, Papers: []AnswerPaper{tannin("Milk binds it.")}},
			AnswerFigures{RefusalRecall: of(0, 1), Near: of(1, 1), Verbatim: of(1, 1)},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.want.Questions = 1
			report, err := EvaluateAnswers(t.Context(), []Question{tt.question},
				func(context.Context, string) (Answer, error) { return tt.answer, nil }, nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, report.AnswerFigures, sums); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// sums compares the sums of means but for their last digits.
var sums = cmp.Comparer(func(a, b Mean) bool { return a.N == b.N && a.Sum-b.Sum < 1e-12 && b.Sum-a.Sum < 1e-12 })

func TestAnswersReport(t *testing.T) {
	questions := []Question{
		judgedQuestion,
		{ID: "s2", Kind: "typo", Text: "taninn?", Relevant: judgedQuestion.Relevant},
		{ID: "s3", Kind: "unanswerable", Text: "who?"},
		{ID: "s4", Kind: "unanswerable", Text: "when?"},
	}
	answers := map[string]Answer{
		judgedQuestion.Text: {Outcome: Answered, Papers: []AnswerPaper{tannin("Milk binds it.")}, Ranking: []string{"Tannin", "Tea"}},
		"taninn?":           {Outcome: Nothing},
		"who?":              {Outcome: Nothing},
		"when?":             {Outcome: Answered, Papers: []AnswerPaper{tannin("Invented.")}},
	}
	report, err := EvaluateAnswers(t.Context(), questions,
		func(_ context.Context, q string) (Answer, error) { return answers[q], nil }, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.PerQuestion) != 4 || report.PerQuestion[3].Question.ID != "s4" {
		t.Errorf("per question: %+v", report.PerQuestion)
	}
	b, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"questions": 4.0, "success@1": 0.5, "success@5": 0.5, "ndcg@5": 0.5, "ndcg@10": 0.5,
		"quote_precision": 1.0, "quote_paper": 1.0, "quote_hit": 0.5, "verbatim": 0.5,
		"refusal_precision": 0.5, "refusal_recall": 0.5, "near": nil,
		"by_kind": map[string]any{
			"topic": map[string]any{
				"questions": 1.0, "success@1": 1.0, "success@5": 1.0, "ndcg@5": 1.0, "ndcg@10": 1.0,
				"quote_precision": 1.0, "quote_paper": 1.0, "quote_hit": 1.0, "verbatim": 1.0,
				"refusal_precision": nil, "refusal_recall": nil, "near": nil,
			},
			"typo": map[string]any{
				"questions": 1.0, "success@1": 0.0, "success@5": 0.0, "ndcg@5": 0.0, "ndcg@10": 0.0,
				"quote_precision": nil, "quote_paper": nil, "quote_hit": 0.0, "verbatim": nil,
				"refusal_precision": 0.0, "refusal_recall": nil, "near": nil,
			},
			"unanswerable": map[string]any{
				"questions": 2.0, "success@1": nil, "success@5": nil, "ndcg@5": nil, "ndcg@10": nil,
				"quote_precision": nil, "quote_paper": nil, "quote_hit": nil, "verbatim": 0.0,
				"refusal_precision": 1.0, "refusal_recall": 0.5, "near": nil,
			},
		},
	}
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestJudgedTextIsCleanedFirst(t *testing.T) {
	q := Question{ID: "s1", Kind: "k", Text: "q", Relevant: []RelevantPaper{
		{Title: `The \emph{title}`, Grade: 2, Sentences: []string{`In \emph{short}.`}},
	}}
	a := Answer{Outcome: Answered, Papers: []AnswerPaper{{Title: "The title", Abstract: "In short.", Sentences: []string{"In short."}}}}
	report, err := EvaluateAnswers(t.Context(), []Question{q}, func(context.Context, string) (Answer, error) { return a, nil },
		strings.NewReplacer(`\emph{`, "", "}", "").Replace)
	if err != nil || report.Success1 != of(1, 1) || report.QuotePrecision != of(1, 1) {
		t.Errorf("%+v, %v", report.AnswerFigures, err)
	}
}

func TestEvaluateAnswersStops(t *testing.T) {
	broken := errors.New("broken")
	questions := []Question{judgedQuestion}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, tt := range map[string]struct {
		ctx    context.Context
		answer Answer
		err    error
		want   string
	}{
		"error":           {t.Context(), Answer{}, broken, "question s1: broken"},
		"unknown outcome": {t.Context(), Answer{Outcome: "maybe"}, nil, `question s1: answer with outcome "maybe"`},
		"cancelled":       {cancelled, Answer{Outcome: Nothing}, nil, "question s1: context canceled"},
	} {
		_, err := EvaluateAnswers(tt.ctx, questions, func(context.Context, string) (Answer, error) { return tt.answer, tt.err }, nil)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := EvaluateAnswers(t.Context(), nil, nil, nil); err == nil {
		t.Error("no questions: no error")
	}
}

// An answerer that gives back what was judged has every figure at its best: the
// file's own titles and sentences match themselves.
func TestSharedQuestions(t *testing.T) {
	questions, err := ReadQuestionsFile(shared(t, "questions.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	byText := map[string]Question{}
	for _, q := range questions {
		byText[q.Text] = q
	}
	report, err := EvaluateAnswers(t.Context(), questions, func(_ context.Context, text string) (Answer, error) {
		q, a := byText[text], Answer{Outcome: Closest}
		for _, title := range q.Near {
			a.Papers = append(a.Papers, AnswerPaper{Title: title})
		}
		for _, p := range q.Relevant {
			a.Outcome = Answered
			a.Papers = append(a.Papers, AnswerPaper{p.Title, strings.Join(p.Sentences, " "), p.Sentences})
		}
		return a, nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range report.means() {
		if m.N == 0 || m.Value() < 1-1e-12 {
			t.Errorf("figure %d is %v of %d", i, m, m.N)
		}
	}
	if report.Success1.N != 73 || report.RefusalRecall.N != 11 || report.Near.N != 4 || len(report.ByKind) != 15 {
		t.Errorf("%d answerable, %d unanswerable, %d with near papers, %d kinds",
			report.Success1.N, report.RefusalRecall.N, report.Near.N, len(report.ByKind))
	}
}
