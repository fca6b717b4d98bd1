package retrieval

import (
	"slices"

	"github.com/samber/lo"

	"paperbot/retrieval/index"
)

// vectors are the documents by their terms, that is, the postings the other way
// round. Terms are numbered in ascending order of their texts.
type vectors struct {
	terms   []vectorTerm
	all     []component // of all documents, each's ascending by term
	starts  []int       // where a document's begin in all, and at the end its length
	damping []float64   // k1 · (1 - b + b · dl / avgdl) by document; see saturation
}

type vectorTerm struct {
	text     string
	idf      float64
	docFreq  int
	postings index.Postings
}

// A component is how often one term stands in each field of a document.
type component struct {
	term uint32
	freq [index.NumFields]uint32
}

// tf is the frequency in all fields together.
func (c component) tf() float64 { return joint(c.freq) }

func joint(freq [index.NumFields]uint32) float64 {
	n := uint32(0)
	for _, f := range freq {
		n += f
	}
	return float64(n)
}

func newVectors(r *ranker) *vectors {
	n := r.snapshot.MaxDoc()
	v := &vectors{starts: make([]int, n+1)}
	lengths := make([]float64, n) // tokens of all fields
	for text, postings := range r.snapshot.Terms() {
		df := postings.DocFreq()
		v.terms = append(v.terms, vectorTerm{text: text, idf: r.idf(df), docFreq: df, postings: postings})
		for p := range postings.All() {
			v.starts[p.Doc+1]++
			lengths[p.Doc] += joint(p.Freq)
		}
	}
	for doc := range lengths {
		v.starts[doc+1] += v.starts[doc]
	}
	v.damping = damping(lengths, lo.Sum(lengths)/float64(max(1, r.snapshot.Docs())))
	v.all = make([]component, v.starts[n])
	next := slices.Clone(v.starts)
	for number, t := range v.terms {
		for p := range t.postings.All() {
			v.all[next[p.Doc]] = component{uint32(number), p.Freq}
			next[p.Doc]++
		}
	}
	return v
}

// size returns the number of terms; a nil *vectors has none.
func (v *vectors) size() int {
	if v == nil {
		return 0
	}
	return len(v.terms)
}

// of returns the components of a document, ascending by term.
func (v *vectors) of(doc index.DocNum) []component { return v.all[v.starts[doc]:v.starts[doc+1]] }

// saturation returns tf / (tf + k1 · (1 - b + b · dl / avgdl)): BM25 with all
// fields taken for one, for comparing papers with each other.
func (v *vectors) saturation(doc index.DocNum, tf float64) float64 { return tf / (tf + v.damping[doc]) }

// damping returns k1 · (1 - b + b · dl / avgdl) for each length dl, with
// Robertson's usual values of k1 and b.
func damping(lengths []float64, average float64) []float64 {
	const k1, b = 1.2, .75
	return lo.Map(lengths, func(dl float64, _ int) float64 { return k1 * (1 - b + b*dl/average) })
}
