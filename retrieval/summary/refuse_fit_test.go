package summary

import (
	"cmp"
	"fmt"
	"maps"
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

// A refusalClass says what is known of a question that the bands are fitted on.
type refusalClass int

const (
	answerable   refusalClass = iota // of the judged questions in English, with an answer
	unanswerable                     // of the judged questions, without one
	otherField                       // of collections on other subjects
	papersGone                       // answerable, with the papers that answer taken away
	refusalClasses
)

func (c refusalClass) String() string {
	return [...]string{"answerable", "unanswerable", "other fields", "papers gone"}[c]
}

// A refusalLesson is a question with what the best paper found says about it.
type refusalLesson struct {
	question int
	class    refusalClass
	x        refusalSigns
}

// refusalSigns are what the bands can be told by; the first two are Evidence.
type refusalSigns [refusalSignCount]float64

const (
	signShare = iota
	signMatched
	signSentence // share of the question's weight that one sentence has, or the title
	signLead     // the best score over the mean of ten, less 1, at most 1
	refusalSignCount
)

// otherFields are collections with questions that the seed corpus has nothing on,
// and how many of each are taken, spread evenly.
var otherFields = []string{"cranfield", "nfcorpus", "pubmedqa", "scifact"}

const fromEachField = 100

// A refusalSource asks questions of a corpus.
type refusalSource struct {
	papers *corpus.Collection
	search *retrieval.Searcher
	picker *Picker
}

func newRefusalSource(t testing.TB, papers []corpus.Paper, without ...retrieval.Stage) refusalSource {
	t.Helper()
	a := analysis.New()
	held := corpus.NewCollection(papers)
	search, err := retrieval.NewSearcher(a, retrieval.Index(a, held.All()), retrieval.Config{Without: without})
	if err != nil {
		t.Fatal(err)
	}
	return refusalSource{held, search, New(a)}
}

// signs asks a question, as if the papers that gone holds true for were not there.
func (s refusalSource) signs(t testing.TB, text string, gone func(corpus.Paper) bool) refusalSigns {
	t.Helper()
	res, err := s.search.Search(t.Context(), retrieval.Query{Text: text, K: 30})
	if err != nil {
		t.Fatal(err)
	}
	hits := lo.Reject(res.Hits, func(h retrieval.Hit, _ int) bool {
		p, _ := s.papers.Paper(h.ID)
		return gone != nil && gone(p)
	})
	if len(hits) == 0 {
		return refusalSigns{}
	}
	first := hits[0]
	ten := hits[:min(10, len(hits))]
	mean := lo.SumBy(ten, func(h retrieval.Hit) float64 { return h.Score }) / float64(len(ten))
	paper, _ := s.papers.Paper(first.ID)
	return refusalSigns{
		signShare:    res.ShareOf(first),
		signMatched:  float64(first.Matched),
		signSentence: s.sentenceShare(paper, res.Question.Terms),
		signLead:     min(1, first.Score/mean-1),
	}
}

// sentenceShare returns the share of a question's weight that the paper's best
// sentence has together with the title.
func (s refusalSource) sentenceShare(p corpus.Paper, terms []retrieval.Term) float64 {
	d := s.picker.read(p.Title, p.Abstract)
	own := lo.Reject(terms, func(t retrieval.Term, _ int) bool { return t.Added })
	total, best := 0.0, 0.0
	for _, t := range own {
		total += t.Importance()
	}
	for i := range d.passages {
		has := 0.0
		for _, t := range own {
			n, known := d.vocabulary[t.Term]
			if slices.Contains(d.title, t.Term) || known && d.row(i)[n] > 0 {
				has += t.Importance()
			}
		}
		best = max(best, has)
	}
	return ratio(best, total)
}

// refusalLessons asks all questions of the seed corpus.
func refusalLessons(t testing.TB) []refusalLesson {
	t.Helper()
	source := newRefusalSource(t, seed.Papers())
	var out []refusalLesson
	for n, q := range readShared[eval.Question](t, "../questions.jsonl") {
		if q.Kind == "non-english" {
			continue
		}
		if !q.Answerable() {
			out = append(out, refusalLesson{n, unanswerable, source.signs(t, q.Text, nil)})
			continue
		}
		titles := lo.Map(q.Relevant, func(r eval.RelevantPaper, _ int) string { return corpus.NormalTitle(r.Title) })
		gone := func(p corpus.Paper) bool { return slices.Contains(titles, corpus.NormalTitle(p.Title)) }
		out = append(out, refusalLesson{n, answerable, source.signs(t, q.Text, nil)},
			refusalLesson{n, papersGone, source.signs(t, q.Text, gone)})
	}
	type query struct{ Text string }
	for _, field := range otherFields {
		all := readShared[query](t, "../collections/"+field+"/queries.jsonl")
		for i := range min(fromEachField, len(all)) {
			q := all[i*len(all)/min(fromEachField, len(all))]
			out = append(out, refusalLesson{1000 + len(out), otherField, source.signs(t, q.Text, nil)})
		}
	}
	return out
}

// refusalSets are the sets of signs that are compared.
var refusalSets = map[string][]int{
	"share":                          {signShare},
	"share, matched":                 {signShare, signMatched},
	"share, matched, sentence":       {signShare, signMatched, signSentence},
	"share, matched, lead":           {signShare, signMatched, signLead},
	"share, matched, sentence, lead": {signShare, signMatched, signSentence, signLead},
}

// TestFitRefusal compares sets of signs by five-fold cross-validation, prints the
// weights of each, and the curve of its thresholds: how much of each class gets
// "nothing" below it, and "answered" above.
func TestFitRefusal(t *testing.T) {
	if !*fit {
		t.Skip("fitting is on request: -fit")
	}
	lessons := refusalLessons(t)
	claims := refusalClaims(t)
	for _, name := range slices.Sorted(maps.Keys(refusalSets)) {
		signs := refusalSets[name]
		odds := make([]float64, len(lessons))
		for f := range folds {
			w := fitRefusal(lo.Filter(lessons, func(l refusalLesson, _ int) bool { return l.question%folds != f }), signs)
			for i, l := range lessons {
				if l.question%folds == f {
					odds[i] = w.odds(l.x, signs)
				}
			}
		}
		whole := fitRefusal(lessons, signs)
		fmt.Printf("%s: weights %.2f, AUC crossed %.3f, of claims with their papers gone %.3f\n",
			name, whole, area(odds, func(i int) bool { return lessons[i].class == answerable }),
			area(lo.Map(claims, func(l refusalLesson, _ int) float64 { return whole.odds(l.x, signs) }),
				func(i int) bool { return claims[i].class == answerable }))
		printCurve(lessons, odds)
	}
	fmt.Println("as committed, the logit less answeredFloor:")
	printCurve(lessons, lo.Map(lessons, func(l refusalLesson, _ int) float64 {
		return Evidence{Share: l.x[signShare], Matched: int(l.x[signMatched])}.Logit() - answeredFloor
	}))
}

// refusalClaims asks the claims of the set "refuse" of SciFact's papers.
func refusalClaims(t testing.TB) []refusalLesson {
	t.Helper()
	var papers []corpus.Paper
	for _, l := range readShared[scifactPaper](t, "scifact-corpus.jsonl.gz") {
		papers = append(papers, corpus.Paper{ID: corpus.ID(l.ID), Title: l.Title, Abstract: joinSentences(l.Sentences)})
	}
	source := newRefusalSource(t, papers, retrieval.Spelling)
	type claim struct {
		Question   string
		Answerable int
		LeaveOut   []string `json:"leave_out"`
	}
	return lo.Map(readShared[claim](t, "refuse-dev.jsonl"), func(c claim, _ int) refusalLesson {
		class := lo.Ternary(c.Answerable == 1, answerable, papersGone)
		return refusalLesson{class: class, x: source.signs(t, c.Question, func(p corpus.Paper) bool { return slices.Contains(c.LeaveOut, string(p.ID)) })}
	})
}

func joinSentences(sentences []string) string {
	text, _ := joined(sentences)
	return text
}

// A refusalFit has a weight for each sign of a set, then the bias.
type refusalFit []float64

func (w refusalFit) odds(x refusalSigns, signs []int) float64 {
	z := w[len(signs)]
	for k, s := range signs {
		z += w[k] * x[s]
	}
	return z
}

// refusalWeight is what a class counts in the fit: the answerable as much as all
// others together, and of those the ones of the same field half.
var refusalWeight = [refusalClasses]float64{answerable: .5, unanswerable: .1, otherField: .25, papersGone: .15}

// fitRefusal makes the mean log likelihood that a question is answerable as high as
// may be, by gradient ascent with momentum.
func fitRefusal(lessons []refusalLesson, signs []int) refusalFit {
	const rate, momentum, steps, penalty = .3, .9, 3000, 1e-4
	count := lo.CountValuesBy(lessons, func(l refusalLesson) refusalClass { return l.class })
	w, velocity := make(refusalFit, len(signs)+1), make(refusalFit, len(signs)+1)
	for range steps {
		gradient := make(refusalFit, len(w))
		for _, l := range lessons {
			miss := truth(l.class == answerable) - 1/(1+math.Exp(-w.odds(l.x, signs)))
			miss *= refusalWeight[l.class] / float64(count[l.class])
			for k, s := range signs {
				gradient[k] += miss * l.x[s]
			}
			gradient[len(signs)] += miss
		}
		for k := range w {
			velocity[k] = momentum*velocity[k] + rate*(gradient[k]-penalty*w[k])
			w[k] += velocity[k]
		}
	}
	return w
}

// area returns the area under the ROC curve of scores.
func area(scores []float64, positive func(int) bool) float64 {
	order := lo.Range(len(scores))
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(scores[a], scores[b]) })
	below, pairs, positives := 0, 0, 0
	for _, i := range order {
		if positive(i) {
			pairs += below
			positives++
			continue
		}
		below++
	}
	return float64(pairs) / float64(positives*below)
}

func printCurve(lessons []refusalLesson, odds []float64) {
	for z := -2.0; z <= 2; z += .5 {
		fmt.Printf("  at %4.1f:", z)
		for class := range refusalClasses {
			of, above := 0, 0
			for i, l := range lessons {
				if l.class == class {
					of++
					above += lo.Ternary(odds[i] >= z, 1, 0)
				}
			}
			fmt.Printf("  %s %.2f above", class, float64(above)/float64(of))
		}
		fmt.Println()
	}
}
