package summary

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/corpus/seed"
	"paperbot/retrieval"
	"paperbot/retrieval/analysis"
	"paperbot/retrieval/eval"
)

// A quoteLesson is a sentence that might be quoted for a judged question.
type quoteLesson struct {
	question int
	x        [4]float64 // see evidence
	first    bool       // the best one of the best paper, which is quoted in any case
	right    bool
}

// quotedPapers is how many papers a reader is shown.
const quotedPapers = 3

// quoteLessons asks the judged questions that have an answer of the seed corpus
// and returns the three best sentences of the three best papers.
func quoteLessons(t testing.TB) []quoteLesson {
	t.Helper()
	papers := corpus.NewCollection(seed.Papers())
	a := analysis.New()
	search, err := retrieval.NewSearcher(a, retrieval.Index(a, papers.All()), retrieval.Config{})
	if err != nil {
		t.Fatal(err)
	}
	p := New(a)
	var out []quoteLesson
	for n, q := range readShared[eval.Question](t, "../questions.jsonl") {
		if !q.Answerable() {
			continue
		}
		res, err := search.Search(t.Context(), retrieval.Query{Text: q.Text, K: quotedPapers})
		if err != nil {
			t.Fatal(err)
		}
		asked := Question{Kind: KindOf(q.Text), Terms: lo.Map(res.Question.Terms, func(t retrieval.Term, _ int) Term {
			return Term{t.Term, t.Importance()}
		})}
		for rank, h := range res.Hits {
			paper, _ := papers.Paper(h.ID)
			s := p.score(paper.Title, paper.Abstract, asked)
			picked := s.pick(3)
			for _, i := range picked {
				span := s.passages[i].span
				out = append(out, quoteLesson{
					question: n,
					x:        s.evidence(i, picked[0], Standing{Relative: h.Score / res.Hits[0].Score, Share: res.ShareOf(h)}),
					first:    rank == 0 && i == picked[0],
					right:    isJudged(q, paper, paper.Abstract[span.Start:span.End]),
				})
			}
		}
	}
	return out
}

// isJudged reports whether a sentence of a paper is among the judged ones.
func isJudged(q eval.Question, p corpus.Paper, sentence string) bool {
	answer := eval.Answer{Outcome: eval.Answered, Papers: []eval.AnswerPaper{{Title: p.Title, Abstract: p.Abstract, Sentences: []string{sentence}}}}
	report, err := eval.EvaluateAnswers(context.Background(), []eval.Question{q}, func(context.Context, string) (eval.Answer, error) { return answer, nil }, corpus.CleanText)
	return err == nil && report.QuotePrecision.Sum > 0
}

// TestFitQuotes fits the weights of quoteOdds by logistic regression and prints
// them with the precision of what is quoted at several floors, in five folds by
// question.
func TestFitQuotes(t *testing.T) {
	if !*fit {
		t.Skip("fitting is on request: -fit")
	}
	lessons := quoteLessons(t)
	odds := make([]float64, len(lessons))
	for f := range folds {
		w := fitLogistic(lo.Filter(lessons, func(l quoteLesson, _ int) bool { return l.question%folds != f }))
		for i, l := range lessons {
			if l.question%folds == f {
				odds[i] = w.odds(l.x)
			}
		}
	}
	fmt.Printf("weights %.2f of %d sentences\n", fitLogistic(lessons), len(lessons))
	for _, floor := range []float64{.4, .45, .5, .55, .6, .65, .7} {
		quoted, right := 0, 0
		for i, l := range lessons {
			if l.first || odds[i] >= math.Log(floor/(1-floor)) {
				quoted++
				right += lo.Ternary(l.right, 1, 0)
			}
		}
		fmt.Printf("floor %.2f: %d of %d quotes right, %.3f\n", floor, right, quoted, float64(right)/float64(quoted))
	}
}

// A logistic has the weights of quoteOdds, its bias last.
type logistic [5]float64

func (w logistic) odds(x [4]float64) float64 {
	return w[0]*x[0] + w[1]*x[1] + w[2]*x[2] + w[3]*x[3] + w[4]
}

// fitLogistic makes the mean log likelihood, less an L2 penalty on all but the
// bias, as high as may be.
func fitLogistic(lessons []quoteLesson) logistic {
	const penalty, rate, momentum, steps = 1e-2, .5, .9, 1000
	var w, velocity logistic
	for range steps {
		var gradient logistic
		for _, l := range lessons {
			miss := (truth(l.right) - 1/(1+math.Exp(-w.odds(l.x)))) / float64(len(lessons))
			for k, x := range slices.Concat(l.x[:], []float64{1}) {
				gradient[k] += miss * x
			}
		}
		for k := range w {
			if k < len(w)-1 {
				gradient[k] -= penalty * w[k]
			}
			velocity[k] = momentum*velocity[k] + rate*gradient[k]
			w[k] += velocity[k]
		}
	}
	return w
}
