package summary

import "math"

// A signal is one thing that speaks for or against a sentence as an answer.
// Each is between about 0 and 1, so that weights can be compared.
type signal int

const (
	coverage      signal = iota // share in it of the question's weight, of terms that the title lacks
	relevance                   // BM25 among the abstract's sentences, over the best one's
	centrality                  // has the words that other sentences have
	place                       // 0 for the first sentence to 1 for the last
	length                      // logarithm of its words
	proposing                   // cues: says what the paper brings
	aiming                      // sets out an aim
	methodical                  // tells how
	resulting                   // tells results
	comparing                   // has words that compare
	measuring                   // has a percentage, a factor or a p-value
	measuredMatch               // the same, times coverage
	answersYesNo                // the question is yes/no: last sentence 1, the one before ½
	answersWhat                 // the question asks for a definition: has a definition's words
	opensWhat                   // the question asks for a definition: stands early
	answersNumber               // the question asks for a number: has one
	answersWho                  // the question asks who: has names
	opensTopic                  // the question is how, why, compare, list or about a topic: stands early
	proposesTopic               // the same: says what the paper brings
	measuresTopic               // the same: has a percentage, a factor or a p-value
	signals                     // how many there are
)

// name returns the signal's name as explanations print it.
func (s signal) name() string {
	names := [signals]string{"coverage beyond title", "BM25", "centrality", "place", "length",
		"proposal", "aim", "method", "result", "comparatives", "measured", "measured and covering", "yes/no: near the end",
		"definition: wording", "definition: early", "number: has one", "who: names", "topic: early", "topic: proposal", "topic: measured"}
	return names[s]
}

// measure fills in the signals of every passage of d for the question.
func measure(d *document, m *matching, kind Kind) [][signals]float64 {
	n := len(d.passages)
	out := make([][signals]float64, n)
	bm25 := m.bm25(d)
	for i := range d.passages {
		v, c := &out[i], &d.passages[i].cues
		v[coverage] = m.beyondTitle(i)
		v[relevance], v[centrality] = bm25[i], d.passages[i].central
		if n > 1 {
			v[place] = float64(i) / float64(n-1)
		}
		v[length] = math.Log(1+float64(c.words)) / 4
		v[proposing], v[aiming] = truth(c.proposal), truth(c.aim)
		v[methodical], v[resulting] = truth(c.method), truth(c.result)
		v[comparing] = math.Min(float64(c.comparatives), 3) / 3
		v[measuring] = truth(c.measured)
		v[measuredMatch] = v[measuring] * v[coverage]
		byKind(v, c, kind, n-1-i)
	}
	return out
}

// weights returns the weight of each signal. They were fitted by TestFit (run
// it with -fit) on the dev sets of SciFact, Evidence Inference and PubMedQA and
// on the judged questions of the seed corpus, all weighing the same, except
// two. PubMedQA, whose answers all stand last, asks for 3.2 at answersYesNo;
// abstracts elsewhere end with other things, too. No set has who-questions.
func weights() *[signals]float64 {
	return &[signals]float64{
		coverage:      1.5,
		relevance:     1.7,
		centrality:    0.8,
		place:         1.75,
		length:        0.85,
		proposing:     0.25,
		aiming:        -0.4,
		methodical:    -0.7,
		resulting:     0.35,
		comparing:     0.9,
		measuring:     0.7,
		measuredMatch: 1.4,
		answersYesNo:  2,
		answersWhat:   0.7,
		opensWhat:     3,
		answersNumber: 0.7,
		answersWho:    0.5,
		opensTopic:    0.7,
		proposesTopic: 0.75,
		measuresTopic: -1.05,
	}
}

// dot returns the sum of v's signals times w.
func dot(v, w *[signals]float64) float64 {
	sum := 0.0
	for s := range v {
		sum += v[s] * w[s]
	}
	return sum
}

// byKind fills in the signals that count for one kind of question only;
// fromEnd is 0 for the last sentence.
func byKind(v *[signals]float64, c *cues, kind Kind, fromEnd int) {
	switch kind {
	case KindYesNo:
		if fromEnd < 2 {
			v[answersYesNo] = 1 - float64(fromEnd)/2
		}
	case KindDefinition:
		v[answersWhat] = truth(c.definition)
		v[opensWhat] = 1 - v[place]
	case KindHow, KindWhy, KindCompare, KindList, KindOverview:
		v[opensTopic] = 1 - v[place]
		v[proposesTopic], v[measuresTopic] = v[proposing], v[measuring]
	case KindNumber:
		v[answersNumber] = truth(c.numbers > 0)
	case KindWho:
		v[answersWho] = math.Min(float64(c.names), 4) / 4
	}
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
