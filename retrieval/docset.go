package retrieval

import (
	"math/bits"

	"paperbot/retrieval/index"
)

// A docSet is a set of documents, a bit for each; nil is all.
type docSet []uint64

const wordBits = 64

func (s docSet) has(doc index.DocNum) bool {
	if s == nil {
		return true
	}
	i := int(doc / wordBits)
	return i < len(s) && s[i]>>(doc%wordBits)&1 == 1
}

// add puts a document into the set, which is then not all.
func (s *docSet) add(doc index.DocNum) {
	if i := int(doc/wordBits) + 1; i > len(*s) {
		*s = append(*s, make([]uint64, i-len(*s))...)
	}
	(*s)[doc/wordBits] |= 1 << (doc % wordBits)
}

// and returns the documents that are in both sets.
func (s docSet) and(t docSet) docSet {
	if s == nil {
		return t
	}
	if t == nil {
		return s
	}
	both := make(docSet, min(len(s), len(t)))
	for i := range both {
		both[i] = s[i] & t[i]
	}
	return both
}

// or returns the documents that are in either set, of which neither is all.
func (s docSet) or(t docSet) docSet {
	if len(s) < len(t) {
		s, t = t, s
	}
	either := append(docSet{}, s...)
	for i, word := range t {
		either[i] |= word
	}
	return either
}

// isEmpty tells whether no document is in the set.
func (s docSet) isEmpty() bool { return s != nil && s.len() == 0 }

// len returns the number of documents of a set that is not all.
func (s docSet) len() int {
	n := 0
	for _, word := range s {
		n += bits.OnesCount64(word)
	}
	return n
}
