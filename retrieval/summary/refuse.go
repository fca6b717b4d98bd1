package summary

// Evidence is what the papers found say about whether the corpus answers a
// question. All are between 0 and 1.
type Evidence struct {
	// Share is the best paper's BM25F score over the sum of the idf of the
	// question's words. Words the corpus lacks count ln(1+N) in the sum, N
	// being the number of papers.
	Share float64
	// Paper is the share of the question's weight, counted likewise, that the
	// best paper has at all; Sentence that its title and its best sentence have
	// together. See Picker.Coverage.
	Paper, Sentence float64
	// Lead is by what share of it the best paper's score is above the mean of
	// the first ten, at most 1.
	Lead float64
}

// A Band says how far a question is answered.
type Band int

const (
	BandNothing  Band = iota // nothing in the corpus is about it
	BandClosest              // the papers found are near, none may be quoted as an answer
	BandAnswered             // sentences of the papers found answer it
)

// String returns the band's name as replies give it.
func (b Band) String() string {
	switch b {
	case BandAnswered:
		return "answered"
	case BandClosest:
		return "closest"
	}
	return "nothing"
}

// Weights of what tells questions with an answer in the corpus from those
// without. A lead counts for papers that cover the question, a sentence for a
// paper that does: among weak ones one is always ahead. They lie between the
// logistic regressions on the judged questions of the seed corpus and on
// SciFact's claims with and without their papers, so as to serve both; area
// under the ROC curve, the rule before (Share and matched words) in brackets:
// SciFact .837 (.802); the seed's questions against the same with their papers
// taken away .908 (.896), against 400 of other fields .991 (.988).
const (
	shareWeight    = 4.2
	leadWeight     = 2.5
	sentenceWeight = 2
	bias           = -2.45
)

// A question whose logit is below closestFloor is refused, one below
// answeredFloor gets the closest papers only. Measured over the seed corpus,
// 69 questions that it answers, 400 of other fields, and the 69 with their
// papers taken away: nothing .03, .96 and .43; answered .90, .00 and .26.
const (
	closestFloor  = -1
	answeredFloor = 0
)

// Logit returns 4.2·share + 2.5·lead·paper² + 2·paper·sentence − 2.45, about the
// log odds that the corpus answers.
func (e Evidence) Logit() float64 {
	return shareWeight*e.Share + leadWeight*e.Lead*e.Paper*e.Paper + sentenceWeight*e.Paper*e.Sentence + bias
}

// Judge returns the band that the evidence puts a question in.
func Judge(e Evidence) Band {
	switch z := e.Logit(); {
	case z >= answeredFloor:
		return BandAnswered
	case z >= closestFloor:
		return BandClosest
	}
	return BandNothing
}

// Coverage returns how much of the terms' weight a paper has, and how much its
// title and one of its sentences have together, the one with most.
func (p *Picker) Coverage(title, abstract string, terms []Term) (paper, sentence float64) {
	d := p.read(title, abstract)
	m := match(d, terms)
	var total, held, titled float64
	for j, t := range m.terms {
		total += t.Weight
		if m.inTitle[j] {
			titled += t.Weight
		}
		if m.inTitle[j] || m.numbers[j] >= 0 {
			held += t.Weight
		}
	}
	best := 0.0
	for i := range d.passages {
		here := 0.0
		for j, tf := range m.row(i) {
			if tf > 0 && !m.inTitle[j] {
				here += m.terms[j].Weight
			}
		}
		best = max(best, here)
	}
	return ratio(held, total), ratio(titled+best, total)
}
