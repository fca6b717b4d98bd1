package summary

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"paperbot/retrieval/analysis"
)

// A gistLesson is an abstract whose best single sentences are known.
type gistLesson struct {
	signals [][gistSignals]float64
	rouge   []rougeFigures // of each sentence
}

type gistLine struct {
	ID, Title  string
	Sentences  []string
	References []string
}

func gistLessons(t testing.TB, name string) []gistLesson {
	p := New(analysis.New())
	var out []gistLesson
	for _, l := range readShared[gistLine](t, name) {
		text := strings.Join(l.Sentences, " ")
		references := rougeReferences(l.References)
		d := p.read(l.Title, text)
		lesson := gistLesson{signals: measureGist(d)}
		for _, s := range d.passages {
			lesson.rouge = append(lesson.rouge, rougeBest(rougeWords(text[s.span.Start:s.span.End]), references))
		}
		out = append(out, lesson)
	}
	return out
}

// TestFitGist fits the gist's weights on SciTLDR's training part and prints
// them: they make the expected sum of ROUGE-1, -2 and -L of a sentence drawn
// from the softmax over each abstract's sentences as high as may be, less an
// L2 penalty.
func TestFitGist(t *testing.T) {
	if !*fit {
		t.Skip("fitting is on request: -fit")
	}
	train, dev := gistLessons(t, "scitldr-train.jsonl.gz"), gistLessons(t, "scitldr-dev.jsonl")
	const penalty, rate, momentum, steps = 2e-4, 1, .9, 800
	var w, velocity [gistSignals]float64
	for range steps {
		var gradient [gistSignals]float64
		for _, l := range train {
			l.addGradient(&gradient, &w, 1/float64(len(train)))
		}
		for s := range w {
			velocity[s] = momentum*velocity[s] + rate*(gradient[s]-penalty*w[s])
			w[s] += velocity[s]
		}
	}
	for s := range gistSignals {
		fmt.Printf("%d %6.2f\n", s, w[s])
	}
	fmt.Printf("fitted: train %.1f, dev %.1f; committed: train %.1f, dev %.1f\n", meanBest(train, &w), meanBest(dev, &w),
		meanBest(train, gistWeights()), meanBest(dev, gistWeights()))
}

// addGradient adds the gradient of the expected ROUGE.
func (l gistLesson) addGradient(g, w *[gistSignals]float64, scale float64) {
	p := make([]float64, len(l.signals))
	sum, expected := 0.0, 0.0
	for i := range p {
		p[i] = math.Exp(gistDot(&l.signals[i], w))
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
		expected += p[i] * l.reward(i)
	}
	for i := range p {
		for s := range g {
			g[s] += scale * p[i] * (l.reward(i) - expected) * l.signals[i][s]
		}
	}
}

func (l gistLesson) reward(i int) float64 { return l.rouge[i][0] + l.rouge[i][1] + l.rouge[i][2] }

// meanBest returns the mean ROUGE, times 100, of the sentences that w picks.
func meanBest(lessons []gistLesson, w *[gistSignals]float64) rougeFigures {
	var sum rougeFigures
	for _, l := range lessons {
		scores := make([]float64, len(l.signals))
		for i := range scores {
			scores[i] = gistDot(&l.signals[i], w)
		}
		for i, x := range l.rouge[byScore(scores)[0]] {
			sum[i] += 100 * x / float64(len(lessons))
		}
	}
	return sum
}
