package summary

import (
	"cmp"
	"math"
	"slices"
)

// A gistSignal is one thing that speaks for a sentence as the one that stands
// for its abstract. Each is between about 0 and 1.
type gistSignal int

const (
	gistCentral    gistSignal = iota // has the words that other sentences have
	gistTitle                        // share of the title's terms in it
	gistDense                        // the same by inverse frequency, over the root of its length
	gistFirstCue                     // is the first that says what the paper brings, or else what it sets out to do
	gistProposal                     // says what the paper brings
	gistOpening                      // begins with the authors or their work: "we", "in this paper"
	gistBackground                   // only tells of what was there before
	gistPlace                        // 0 for the first sentence, towards 1 for the last
	gistSignals                      // how many there are
)

// gistWeights returns the weight of each signal, fitted by TestFitGist (run it
// with -fit) on the training part of SciTLDR.
func gistWeights() *[gistSignals]float64 {
	return &[gistSignals]float64{
		gistCentral:    3.25,
		gistTitle:      6.4,
		gistDense:      3.75,
		gistFirstCue:   2.7,
		gistProposal:   1.6,
		gistOpening:    3.95,
		gistBackground: -0.95,
		gistPlace:      -3.4,
	}
}

// Gist returns the one sentence that stands for the abstract, and false where
// the abstract has no sentence.
func (p *Picker) Gist(title, abstract string) (Sentence, bool) {
	d := p.read(title, abstract)
	scores := gistScores(d)
	best := bestOf(scores, d.isQuotable)
	if best < 0 {
		best = bestOf(scores, func(int) bool { return true })
	}
	if best < 0 {
		return Sentence{}, false
	}
	return d.gistSentence(best, scores), true
}

// Key returns at most three sentences that stand for the abstract, in its
// order: the gist, and of aim, result and method, in this order of preference,
// those that the gist does not give. A short abstract has fewer.
func (p *Picker) Key(title, abstract string) []Sentence {
	d := p.read(title, abstract)
	scores := gistScores(d)
	var out []Sentence
	for _, i := range d.keys(scores) {
		out = append(out, d.gistSentence(i, scores))
	}
	return out
}

// keyLength is how many key sentences an abstract has: never more than three,
// nor more than half of its own, rounded up.
func keyLength(sentences int) int { return min(3, (sentences+1)/2) }

// keys returns the numbers of the key sentences, in order. The gist comes
// first; it stands for the part it plays. Then the best of each part that is
// missing is added, then the best of the rest; background only where there
// would be one sentence alone.
func (d *document) keys(scores []float64) []int {
	var picked []int
	add := func(allowed func(int) bool) {
		if len(picked) == keyLength(len(scores)) {
			return
		}
		best := bestOf(scores, func(i int) bool { return !slices.Contains(picked, i) && allowed(i) })
		if best >= 0 {
			picked = append(picked, best)
		}
	}
	addPart := func(plays func(*cues) bool) {
		if !slices.ContainsFunc(picked, func(i int) bool { return plays(&d.passages[i].cues) }) {
			add(func(i int) bool { return d.isQuotable(i) && plays(&d.passages[i].cues) })
		}
	}
	add(d.isQuotable)
	addPart(func(c *cues) bool { return c.aim || c.proposal })
	addPart((*cues).isOutcome)
	addPart(func(c *cues) bool { return c.method && !c.background })
	for range keyLength(len(scores)) {
		add(func(i int) bool { return d.isQuotable(i) && !d.passages[i].cues.background })
	}
	if len(picked) < 2 {
		add(d.isQuotable)
	}
	if len(picked) == 0 {
		add(func(int) bool { return true })
	}
	slices.Sort(picked)
	return picked
}

// isQuotable reports whether passage i can stand for the abstract.
func (d *document) isQuotable(i int) bool { return d.passages[i].cues.isQuotable() }

func (d *document) gistSentence(i int, scores []float64) Sentence {
	return Sentence{Span: d.passages[i].span, Index: i, Total: len(d.passages), Score: scores[i]}
}

// bestOf returns the number of the highest score that is allowed, the first
// one among equals, or -1.
func bestOf(scores []float64, allowed func(int) bool) int {
	best := -1
	for i, s := range scores {
		if allowed(i) && (best < 0 || cmp.Compare(s, scores[best]) > 0) {
			best = i
		}
	}
	return best
}

// gistScores returns how well each passage stands for the abstract.
func gistScores(d *document) []float64 {
	w := gistWeights()
	scores := make([]float64, len(d.passages))
	for i, v := range measureGist(d) {
		scores[i] = math.Exp(gistDot(&v, w))
	}
	return scores
}

// measureGist fills in the gist signals of every passage of d.
func measureGist(d *document) [][gistSignals]float64 {
	out := make([][gistSignals]float64, len(d.passages))
	titles, rare := titleShares(d)
	first := firstCue(d)
	for i := range d.passages {
		v, c := &out[i], &d.passages[i].cues
		v[gistCentral], v[gistTitle] = d.passages[i].central, titles[i]
		v[gistDense] = rare[i] * 5 / math.Sqrt(float64(c.words)+1) // 5: a sentence of 24 words keeps its share
		v[gistFirstCue] = truth(i == first)
		v[gistProposal], v[gistOpening] = truth(c.proposal), truth(c.opening)
		v[gistBackground] = truth(c.isBackground())
		v[gistPlace] = float64(i) / float64(len(d.passages))
	}
	return out
}

// firstCue returns the number of the first passage that says what the paper
// brings, or else of the first that says what it sets out to do, or else -1.
func firstCue(d *document) int {
	first := slices.IndexFunc(d.passages, func(p passage) bool { return p.cues.proposal })
	if first >= 0 {
		return first
	}
	return slices.IndexFunc(d.passages, func(p passage) bool { return p.cues.aim })
}

// titleShares returns for each passage the share of the title's terms that it
// has: each counting the same, and each by its inverse frequency among the
// passages.
func titleShares(d *document) (even, rare []float64) {
	var terms []Term
	for _, t := range d.title {
		terms = append(terms, Term{t, 1})
	}
	m := match(d, terms)
	total := 0.0
	for _, idf := range m.idf {
		total += idf
	}
	even, rare = make([]float64, len(d.passages)), make([]float64, len(d.passages))
	for i := range d.passages {
		for j, tf := range m.row(i) {
			if tf > 0 {
				even[i] += 1 / float64(len(m.terms))
				rare[i] += m.idf[j] / total
			}
		}
	}
	return even, rare
}

// gistDot returns the sum of v's signals times w.
func gistDot(v, w *[gistSignals]float64) float64 {
	sum := 0.0
	for s := range v {
		sum += v[s] * w[s]
	}
	return sum
}
