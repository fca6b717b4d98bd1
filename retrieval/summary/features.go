package summary

import "math"

// A signal is one thing that speaks for or against a sentence as an answer.
// Each is between about 0 and 1, so that weights can be compared.
type signal int

const (
	coverage      signal = iota // share in it of the question's weight, of terms that the title lacks
	rarity                      // the same, of terms in the abstract, each weighing by how few of its sentences have it
	relevance                   // BM25 among the abstract's sentences, over the best one's
	before                      // relevance of the sentence before
	centrality                  // has the words that other sentences have
	place                       // 0 for the first sentence to 1 for the last
	length                      // logarithm of its words
	leaning                     // begins by pointing back: "this", "moreover"
	unquotable                  // is a heading, a question, an offer of code or a note on funding
	proposing                   // cues: says what the paper brings
	aiming                      // sets out an aim
	methodical                  // tells how
	resulting                   // tells results
	comparing                   // has words that compare
	measuring                   // has a percentage, a factor or a p-value
	measuredMatch               // the same, times coverage
	answersYesNo                // the question is yes/no: last sentence 1, the one before ½
	answersWhat                 // the question asks for a definition: has a definition's words, a long form, or proposes it
	opensWhat                   // the question asks for a definition: stands early
	answersNumber               // the question asks for a number: has one
	answersWho                  // the question asks who: has names
	opensTopic                  // the question is about a topic (see isTopic): stands early
	proposesTopic               // the same: says what the paper brings
	measuresTopic               // the same: has a percentage, a factor or a p-value
	precedesTopic               // the same: stands before what the paper itself did
	namesSides                  // share of the sides of a comparison that it names
	signals                     // how many there are
)

// name returns the signal's name as explanations print it.
func (s signal) name() string {
	names := [signals]string{"coverage beyond title", "rare words", "BM25", "BM25 of the one before", "centrality", "place", "length",
		"points back", "unquotable", "proposal", "aim", "method", "result", "comparatives", "measured", "measured and covering",
		"yes/no: near the end", "definition: wording", "definition: early", "number: has one", "who: names", "topic: early",
		"topic: proposal", "topic: measured", "topic: before own work", "comparison: sides"}
	return names[s]
}

// measure returns the signals of every passage of d for the question, in the
// memory of out where that is enough.
func measure(out [][signals]float64, d *document, m *matching, q Question) [][signals]float64 {
	n := len(d.passages)
	out = resize(out, n)
	bm25 := m.bm25(d)
	for i := range d.passages {
		v, c := &out[i], &d.passages[i].cues
		v[coverage], v[rarity] = m.beyondTitle(i)
		v[relevance], v[centrality] = bm25[i], d.passages[i].central
		if i > 0 {
			v[before] = bm25[i-1]
		}
		if n > 1 {
			v[place] = float64(i) / float64(n-1)
		}
		v[length] = math.Log(1+float64(c.words)) / 4
		byCues(v, c)
		v[namesSides] = d.bySides(i, q.Sides)
		byKind(v, c, q.Kind, n-1-i)
		if q.Kind.isTopic() {
			v[precedesTopic] = truth(i < d.own)
		}
		if q.Kind == KindDefinition && m.introduces(&d.passages[i]) {
			v[answersWhat] = 1
		}
	}
	return out
}

// byCues fills in the signals that a sentence's wording gives. Coverage is
// there already.
func byCues(v *[signals]float64, c *cues) {
	v[leaning], v[unquotable] = truth(c.leaning), truth(!c.isQuotable())
	v[proposing], v[aiming] = truth(c.proposal), truth(c.aim)
	v[methodical], v[resulting] = truth(c.method), truth(c.result)
	v[comparing] = math.Min(float64(c.comparatives), 3) / 3
	v[measuring] = truth(c.measured)
	v[measuredMatch] = v[measuring] * v[coverage]
}

// weights returns the weight of each signal. They were fitted by TestFit (run
// it with -fit) on the dev sets of SciFact, Evidence Inference and PubMedQA and
// on the judged questions of the seed corpus, except three. PubMedQA, whose
// answers all stand last, asks for 2.95 at answersYesNo; abstracts elsewhere end
// with other things, too. No set has who-questions, and too few have comparisons.
func weights() *[signals]float64 {
	return &[signals]float64{
		coverage:      1.3,
		rarity:        0.4,
		relevance:     1.65,
		before:        0.55,
		centrality:    0.95,
		place:         1.45,
		length:        1.35,
		leaning:       -0.3,
		unquotable:    -0.75,
		proposing:     -0.4,
		aiming:        -0.3,
		methodical:    -0.75,
		resulting:     0.25,
		comparing:     0.8,
		measuring:     1,
		measuredMatch: 0.85,
		answersYesNo:  2,
		answersWhat:   1.35,
		opensWhat:     2.7,
		answersNumber: 0.6,
		answersWho:    0.5,
		opensTopic:    1.2,
		proposesTopic: 1.05,
		measuresTopic: -1,
		precedesTopic: -1.5,
		namesSides:    2,
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
	if kind.isTopic() {
		v[opensTopic] = 1 - v[place]
		v[proposesTopic], v[measuresTopic] = v[proposing], v[measuring]
	}
	switch kind {
	case KindYesNo:
		if fromEnd < 2 {
			v[answersYesNo] = 1 - float64(fromEnd)/2
		}
	case KindDefinition:
		v[answersWhat] = truth(c.definition || c.proposal)
		v[opensWhat] = 1 - v[place]
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
