// Package summary picks the sentences of abstracts that answer a question, or
// that stand for an abstract by themselves. Every sentence is a [Span] of the
// abstract, so it is quoted word for word by construction.
package summary

import (
	"sync"

	"paperbot/retrieval/analysis"
)

// A Span is a half-open range of byte offsets in a text.
type Span struct{ Start, End int }

// A Sentence is one sentence of an abstract.
type Sentence struct {
	Span
	Index   int     // place among the abstract's sentences, from 0
	Total   int     // how many sentences the abstract has
	Score   float64 // comparable between the sentences of one reply only
	Matches []Span  // words of the abstract that match the question, in order, within Span
}

// A Term is one content word of a question.
type Term struct {
	Term   string  // stem, as package analysis gives it
	Weight float64 // importance in the corpus: its idf times any boost; positive
}

// A Question is what sentences are picked for.
type Question struct {
	Kind  Kind   // see KindOf
	Terms []Term // content words, question frames and stop words already taken off
	Sides []Side // what it compares; nil for none
}

// A Picker picks sentences. It is safe for concurrent use.
type Picker struct {
	analyzer  *analysis.Analyzer
	documents documentCache
	scratch   sync.Pool // of *scored
}

// New returns a picker that matches words as the analyzer does.
func New(a *analysis.Analyzer) *Picker { return &Picker{analyzer: a} }

// read returns the paper cut and analysed, from the cache where it is there.
func (p *Picker) read(title, abstract string) *document {
	key := paperText{title, abstract}
	if d := p.documents.get(key); d != nil {
		return d
	}
	d := newDocument(p.analyzer, title, abstract)
	p.documents.put(key, d)
	return d
}
