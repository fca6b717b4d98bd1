package summary

import (
	"math"
	"slices"

	"paperbot/retrieval/analysis"
)

// A document is a paper's abstract cut into sentences and words, with all that
// does not depend on a question. It does not change once it is made.
type document struct {
	title      []string // its terms, each once
	passages   []passage
	vocabulary map[string]int // the abstract's terms, numbered from 0
	idf        []float64      // by number, within the abstract
	counts     []uint8        // passage by passage, how often it has each term, 255 at most
	own        int            // see ownWork
}

// A passage is a sentence of an abstract with what is needed to weigh it.
type passage struct {
	span    Span
	words   []Span // where its terms stand
	terms   []int  // which they are, by number
	short   []int  // those that follow an opening bracket: "long form (LF)"
	cues    cues
	central float64 // see centralize
	norm    float64 // what BM25 adds to a term's frequency for its length
}

// maxPassages is how many sentences of an abstract are looked at, the first
// ones. The longest abstract of the measuring sets has 35; what has more than
// ten times that is no abstract.
const maxPassages = 500

// newDocument cuts and analyses title and abstract.
func newDocument(a *analysis.Analyzer, title, abstract string) *document {
	d := &document{}
	for _, t := range a.Tokens(nil, title) {
		if !slices.Contains(d.title, t.Term) {
			d.title = append(d.title, t.Term)
		}
	}
	end, in := 0, noSection
	for span := range Sentences(abstract) {
		if len(d.passages) == maxPassages {
			break
		}
		sentence := abstract[span.Start:span.End]
		in = in.labelled(sentence)
		d.passages = append(d.passages, passage{span: span, cues: readCues(sentence, in)})
		end = span.End
	}
	d.readWords(abstract, a.Tokens(make([]analysis.Token, 0, end/tokenBytes), abstract[:end]))
	d.count()
	d.weigh()
	d.own = d.ownWork()
	return d
}

// readWords numbers the terms of the tokens and gives each passage its own. A
// token that reaches over a sentence's end ("shown.We") belongs to none.
func (d *document) readWords(abstract string, tokens []analysis.Token) {
	d.vocabulary = make(map[string]int, len(tokens))
	words, terms := make([]Span, 0, len(tokens)), make([]int, 0, len(tokens))
	next := 0
	for i := range d.passages {
		p := &d.passages[i]
		from := len(words)
		for ; next < len(tokens) && tokens[next].Start < p.span.End; next++ {
			t := tokens[next]
			if t.End > p.span.End {
				continue
			}
			n := d.number(t.Term)
			words, terms = append(words, Span{t.Start, t.End}), append(terms, n)
			if t.Start > 0 && abstract[t.Start-1] == '(' {
				p.short = append(p.short, n)
			}
		}
		p.words, p.terms = words[from:], terms[from:]
	}
}

// tokenBytes is a little less than the bytes of abstract there are for each
// word that is not a stop word (9.3 in the seed corpus).
const tokenBytes = 9

// number returns the number of a term, a new one where it has none.
func (d *document) number(term string) int {
	n, ok := d.vocabulary[term]
	if !ok {
		n = len(d.vocabulary)
		d.vocabulary[term] = n
	}
	return n
}

func (d *document) count() {
	d.counts = make([]uint8, len(d.passages)*len(d.vocabulary))
	for i, p := range d.passages {
		row := d.row(i)
		for _, t := range p.terms {
			if row[t] < math.MaxUint8 {
				row[t]++
			}
		}
	}
}

// row returns how often passage i has each term.
func (d *document) row(i int) []uint8 {
	return d.counts[i*len(d.vocabulary) : (i+1)*len(d.vocabulary)]
}

// weigh gives each term its idf, and each passage its centrality and what BM25
// takes off for length.
func (d *document) weigh() {
	holders := make([]int, len(d.vocabulary))
	words := 0
	for i := range d.passages {
		words += len(d.passages[i].words)
		for t, n := range d.row(i) {
			if n > 0 {
				holders[t]++
			}
		}
	}
	d.idf = make([]float64, len(holders))
	for t, n := range holders {
		d.idf[t] = inverseFrequency(n, len(d.passages))
	}
	mean := math.Max(1, float64(words)/float64(max(1, len(d.passages))))
	for i := range d.passages {
		d.passages[i].norm = bm25K1 * (1 - bm25B + bm25B*float64(len(d.passages[i].words))/mean)
	}
	d.centralize(holders)
}

// centralize gives each passage its centrality: the mean over its words of how
// many other passages have the word too, over the highest of these means. It
// stands in for graph centrality, of which it is the first step, at a cost
// linear in the words.
func (d *document) centralize(holders []int) {
	means := make([]float64, len(d.passages))
	for i := range d.passages {
		p := &d.passages[i]
		for _, t := range p.terms {
			means[i] += float64(holders[t]-1) / float64(len(p.terms))
		}
	}
	overBest(means)
	for i, mean := range means {
		d.passages[i].central = mean
	}
}

// ownWork returns the number of the first passage that names the authors or their
// work, or tells of what they set out to do or bring: those before it tell of what
// was there.
func (d *document) ownWork() int {
	return max(0, slices.IndexFunc(d.passages, func(p passage) bool {
		return p.cues.authored || p.cues.proposal || p.cues.aim
	}))
}

// repeats reports whether passages i and j say much the same: whether the share
// of their terms that both have reaches sameShare.
func (d *document) repeats(i, j int) bool {
	common, inI, inJ := 0, 0, 0
	other := d.row(j)
	for t, n := range d.row(i) {
		switch {
		case n > 0 && other[t] > 0:
			common++
		case n > 0:
			inI++
		case other[t] > 0:
			inJ++
		}
	}
	return common > 0 && float64(common) >= sameShare*float64(common+max(inI, inJ))
}

// sameShare is the share of common terms, of all terms of the richer of two
// sentences, from which on the second says the same again.
const sameShare = 0.7

// inverseFrequency returns ln(1 + (N − n + 0.5)/(n + 0.5)) for a term in n of
// the N sentences of an abstract.
func inverseFrequency(n, N int) float64 {
	return math.Log(1 + (float64(N-n)+0.5)/(float64(n)+0.5))
}
