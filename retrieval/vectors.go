package retrieval

import (
	"slices"

	"paperbot/retrieval/index"
)

// vectors are the documents by those of their terms by which papers are compared,
// that is, such postings the other way round. Terms are numbered in ascending order of
// their texts.
//
// Terms that many papers have are not in there (see neighbourDF and feedbackDF): of
// 80,000 papers the vectors take 10 MB. They are made when first needed.
type vectors struct {
	terms   []vectorTerm
	all     []component // of all documents, each's ascending by term
	starts  []uint32    // where a document's begin in all, and at the end its length
	average float64     // length of a document
	r       *ranker
}

type vectorTerm struct {
	idf      float64
	docFreq  int
	postings index.Postings
}

// A component is how often one term stands in a document.
type component struct{ term, freq uint32 }

// tf is the frequency in all fields together.
func (c component) tf() float64 { return float64(c.freq) }

func joint(freq [index.NumFields]uint32) uint32 {
	n := uint32(0)
	for _, f := range freq {
		n += f
	}
	return n
}

func newVectors(r *ranker) *vectors {
	n := r.snapshot.MaxDoc()
	v := &vectors{starts: make([]uint32, n+1), average: r.snapshot.AverageTokens(), r: r}
	docs := r.snapshot.Docs()
	for _, postings := range r.snapshot.Terms() {
		df := postings.DocFreq()
		if !feedbackDF.has(df, docs) && !neighbourDF.has(df, docs) {
			continue
		}
		v.terms = append(v.terms, vectorTerm{idf: r.idf(df), docFreq: df, postings: postings})
		for p := range postings.All() {
			v.starts[p.Doc+1]++
		}
	}
	for doc := range n {
		v.starts[doc+1] += v.starts[doc]
	}
	v.all = make([]component, v.starts[n])
	next := slices.Clone(v.starts)
	for number, t := range v.terms {
		for p := range t.postings.All() {
			v.all[next[p.Doc]] = component{uint32(number), joint(p.Freq)}
			next[p.Doc]++
		}
	}
	return v
}

// newTitleIDF returns for each document the sum of the idf of its title's distinct
// terms.
func newTitleIDF(r *ranker) []float64 {
	sums := make([]float64, r.snapshot.MaxDoc())
	for _, postings := range r.snapshot.Terms() {
		idf := r.idf(postings.DocFreq())
		for p := range postings.All() {
			if p.Freq[index.Title] > 0 {
				sums[p.Doc] += idf
			}
		}
	}
	return sums
}

// of returns the components of a document, ascending by term.
func (v *vectors) of(doc index.DocNum) []component { return v.all[v.starts[doc]:v.starts[doc+1]] }

// saturation returns how much of a document its term has that stands tf times: tf /
// (tf + damping). That is BM25 with all fields taken for one, for comparing papers with
// each other.
func saturation(tf, damping float64) float64 { return tf / (tf + damping) }

// damping returns k1 · (1 - b + b · dl / avgdl) of a document, with Robertson's usual
// values of k1 and b.
func (v *vectors) damping(doc index.DocNum) float64 {
	const k1, b = 1.2, .75
	return k1 * (1 - b + b*float64(joint(v.r.snapshot.Lengths(doc)))/v.average)
}
