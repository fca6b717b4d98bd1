package summary

import (
	"flag"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"testing"

	"paperbot/retrieval/analysis"
)

var fit = flag.Bool("fit", false, "fit the weights anew and print them")

// A lesson is a judged question as the fitting sees it.
type lesson struct {
	set     string
	fold    int
	judged  judged
	signals [][signals]float64
	spans   []Span
	right   []bool
}

const folds = 5

func lessons(t testing.TB, set string) []lesson {
	p := New(analysis.New())
	var out []lesson
	for _, j := range readJudged(t, set) {
		d := p.read(j.title, j.abstract)
		h := fnv.New32a()
		h.Write([]byte(j.group))
		l := lesson{set: set, fold: int(h.Sum32() % folds), judged: j}
		l.signals = measure(nil, d, match(d, j.question.Terms), j.question)
		for _, s := range d.passages {
			l.spans = append(l.spans, s.span)
			l.right = append(l.right, slices.Contains(j.relevant, j.goldOf(s.span)))
		}
		if slices.Contains(l.right, true) {
			out = append(out, l)
		}
	}
	return out
}

// TestFit fits the weights of the signals and prints them: the log likelihood
// of the right sentences under a softmax over each abstract's sentences, the
// sets weighing setWeight, less an L2 penalty; by gradient ascent from zero.
// Figures are of five folds by abstract, then of the fit on all.
func TestFit(t *testing.T) {
	if !*fit {
		t.Skip("fitting is on request: -fit")
	}
	var all []lesson
	for _, set := range judgedSets {
		all = append(all, lessons(t, set)...)
	}
	crossed := map[string]*rankFigures{}
	for f := range folds {
		w := fitWeights(slices.DeleteFunc(slices.Clone(all), func(l lesson) bool { return l.fold == f }))
		for _, l := range all {
			if l.fold == f {
				measureLesson(crossed, l, w)
			}
		}
	}
	w := fitWeights(all)
	whole := map[string]*rankFigures{}
	for _, l := range all {
		measureLesson(whole, l, w)
	}
	for _, set := range judgedSets {
		n := 0
		for _, l := range all {
			if l.set == set {
				n++
			}
		}
		fmt.Printf("%-10s %4d  crossed %.1f  whole %.1f\n", set, n, crossed[set].over(n), whole[set].over(n))
	}
	for s := range signals {
		fmt.Printf("%-20s %6.2f\n", s.name(), w[s])
	}
}

// setWeight is what a set counts in the fit. The seed corpus's own questions are
// what the program is for, and count though they are few; Evidence Inference and
// PubMedQA are all of clinical trials, whose wording is not to rule.
func setWeight(set string) float64 {
	return map[string]float64{"scifact": .4, "evinf": .15, "pubmedqa": .1, "questions": .35}[set]
}

func measureLesson(to map[string]*rankFigures, l lesson, w [signals]float64) {
	if to[l.set] == nil {
		to[l.set] = &rankFigures{}
	}
	scores := make([]float64, len(l.signals))
	for i := range l.signals {
		scores[i] = dot(&l.signals[i], &w)
	}
	var order []Span
	for _, i := range byScore(scores) {
		order = append(order, l.spans[i])
	}
	to[l.set].add(l.judged.ranking(order), l.judged.relevant)
}

// fitWeights runs gradient ascent with momentum.
func fitWeights(all []lesson) [signals]float64 {
	const penalty, rate, momentum, steps = 1e-3, .5, .9, 300
	count := map[string]float64{}
	for _, l := range all {
		count[l.set]++
	}
	var w, velocity [signals]float64
	for range steps {
		var gradient [signals]float64
		for _, l := range all {
			addGradient(&gradient, l, &w, setWeight(l.set)/count[l.set])
		}
		for s := range w {
			velocity[s] = momentum*velocity[s] + rate*(gradient[s]-penalty*w[s])
			w[s] += velocity[s]
		}
	}
	return w
}

// addGradient adds the gradient of the mean log probability of the right
// sentences of l.
func addGradient(g *[signals]float64, l lesson, w *[signals]float64, scale float64) {
	p := make([]float64, len(l.signals))
	sum, right := 0.0, 0.0
	for i := range p {
		p[i] = math.Exp(dot(&l.signals[i], w))
		sum += p[i]
		right += truth(l.right[i])
	}
	for i := range p {
		d := truth(l.right[i])/right - p[i]/sum
		for s := range g {
			g[s] += scale * d * l.signals[i][s]
		}
	}
}
