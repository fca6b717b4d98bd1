package eval

import (
	"context"
	"fmt"
	"strings"

	"github.com/samber/lo"
)

// An Answerer answers a question as the program does.
type Answerer func(ctx context.Context, question string) (Answer, error)

// AnswerFigures say how well questions were answered. Each is a mean over what
// its comment names, and null in JSON where there is none of that.
//
// A question is answerable if a paper of grade 2 is listed for it. An answer is
// a refusal if its outcome is "closest" or "nothing" and it quotes nothing.
// Rankings are lists of titles, those of an answer "nothing" being empty; a
// paper that is not listed counts as grade 0. A quoted sentence matches a judged
// one of the same paper if either contains the other, since programs cut
// sentences at different places. Titles and sentences are compared by their
// letters and digits alone.
type AnswerFigures struct {
	Questions int `json:"questions"`

	// Over answerable questions: whether a paper of grade 2 is among the first 1
	// or 5 of the ranking, and nDCG with the grades.
	Success1 Mean `json:"success@1"`
	Success5 Mean `json:"success@5"`
	NDCG5    Mean `json:"ndcg@5"`
	NDCG10   Mean `json:"ndcg@10"`

	// Over the sentences quoted for answerable questions: whether it matches a
	// judged sentence; and, softer, whether its paper is listed at all.
	QuotePrecision Mean `json:"quote_precision"`
	QuotePaper     Mean `json:"quote_paper"`

	// Over answerable questions: whether a sentence of a paper of grade 2 is
	// quoted. A refusal counts as 0.
	QuoteHit Mean `json:"quote_hit"`

	// Over all sentences quoted: whether it stands in the abstract byte for byte.
	Verbatim Mean `json:"verbatim"`

	// Over refused questions: whether it is unanswerable.
	RefusalPrecision Mean `json:"refusal_precision"`

	// Over unanswerable questions, those of which only the fact asked for is
	// missing included (their kind shows them alone): whether it was refused.
	RefusalRecall Mean `json:"refusal_recall"`

	// Over unanswerable questions that list near papers: whether one is shown.
	Near Mean `json:"near"`
}

// An AnswersReport says how well the questions of a file were answered.
type AnswersReport struct {
	AnswerFigures                          // over all questions
	ByKind        map[string]AnswerFigures `json:"by_kind"`
	PerQuestion   []QuestionResult         `json:"-"` // in the order asked
}

// A QuestionResult is how one question was answered.
type QuestionResult struct {
	Question Question
	Answer   Answer
	AnswerFigures
}

// EvaluateAnswers asks every question, one after the other, and measures the
// answers. The function clean is applied to judged titles and sentences before
// they are compared; give the one that the corpus was cleaned with, or nil.
func EvaluateAnswers(ctx context.Context, questions []Question, answer Answerer, clean func(string) string) (AnswersReport, error) {
	if len(questions) == 0 {
		return AnswersReport{}, errNoQuestions
	}
	if clean == nil {
		clean = func(s string) string { return s }
	}
	report := AnswersReport{ByKind: map[string]AnswerFigures{}}
	for _, q := range questions {
		a, err := ask(ctx, q, answer)
		if err != nil {
			return AnswersReport{}, fmt.Errorf("question %s: %w", q.ID, err)
		}
		figures := judge(newJudgement(q, clean), a)
		report.add(figures)
		kind := report.ByKind[q.Kind]
		kind.add(figures)
		report.ByKind[q.Kind] = kind
		report.PerQuestion = append(report.PerQuestion, QuestionResult{q, a, figures})
	}
	return report, nil
}

func ask(ctx context.Context, q Question, answer Answerer) (Answer, error) {
	if err := ctx.Err(); err != nil {
		return Answer{}, err
	}
	a, err := answer(ctx, q.Text)
	if err != nil {
		return Answer{}, err
	}
	return a, a.check()
}

// A judgement is a question's relevant papers, by the keys that texts are
// compared by.
type judgement struct {
	answerable bool
	grades     map[string]int      // by title
	sentences  map[string][]string // judged sentences, by title
	near       []string            // titles
}

func newJudgement(q Question, clean func(string) string) judgement {
	key := func(s string, _ int) string { return textKey(clean(s)) }
	j := judgement{
		answerable: q.Answerable(),
		grades:     map[string]int{},
		sentences:  map[string][]string{},
		near:       lo.Map(q.Near, key),
	}
	for _, p := range q.Relevant {
		title := key(p.Title, 0)
		j.grades[title] = p.Grade
		j.sentences[title] = lo.Map(p.Sentences, key)
	}
	return j
}

// holds reports whether a quoted sentence matches a judged one of that paper.
func (j judgement) holds(title, quote string) bool {
	return quote != "" && lo.SomeBy(j.sentences[title], func(s string) bool {
		return s != "" && (strings.Contains(s, quote) || strings.Contains(quote, s))
	})
}

// judge returns the figures of one answer.
func judge(j judgement, a Answer) AnswerFigures {
	f := AnswerFigures{Questions: 1}
	judgeQuotes(j, a, &f)
	refused := a.refuses()
	if refused {
		f.RefusalPrecision.Add(truth(!j.answerable))
	}
	if !j.answerable {
		f.RefusalRecall.Add(truth(refused))
		if len(j.near) > 0 {
			f.Near.Add(truth(lo.SomeBy(a.Papers, func(p AnswerPaper) bool {
				return lo.Contains(j.near, textKey(p.Title))
			})))
		}
		return f
	}
	ranking := a.ranking()
	answering := lo.PickBy(j.grades, func(_ string, grade int) bool { return grade >= answers })
	f.Success1.Add(Success(answering, ranking, 1))
	f.Success5.Add(Success(answering, ranking, 5))
	f.NDCG5.Add(NDCG(j.grades, ranking, 5))
	f.NDCG10.Add(NDCG(j.grades, ranking, 10))
	return f
}

// judgeQuotes fills in the figures of the quoted sentences.
func judgeQuotes(j judgement, a Answer, f *AnswerFigures) {
	hit := false
	for _, p := range a.Papers {
		title := textKey(p.Title)
		for _, s := range p.Sentences {
			f.Verbatim.Add(truth(s != "" && strings.Contains(p.Abstract, s)))
			if j.answerable {
				f.QuotePrecision.Add(truth(j.holds(title, textKey(s))))
				f.QuotePaper.Add(truth(j.grades[title] > 0))
				hit = hit || j.grades[title] >= answers
			}
		}
	}
	if j.answerable {
		f.QuoteHit.Add(truth(hit))
	}
}

// add takes the figures of further questions in.
func (f *AnswerFigures) add(g AnswerFigures) {
	f.Questions += g.Questions
	into, from := f.means(), g.means()
	for i := range into {
		into[i].Sum += from[i].Sum
		into[i].N += from[i].N
	}
}

// means returns the figures in the order of their columns.
func (f *AnswerFigures) means() []*Mean {
	return []*Mean{
		&f.Success1, &f.Success5, &f.NDCG5, &f.NDCG10, &f.QuotePrecision, &f.QuotePaper,
		&f.QuoteHit, &f.Verbatim, &f.RefusalPrecision, &f.RefusalRecall, &f.Near,
	}
}
