// Package index holds what is searched: for every term its postings, and for
// every document its length by field.
//
// A [Writer] collects documents and gives an immutable [Segment]; a [Snapshot]
// is an unchanging view over segments, in which a document of a later segment
// replaces one of the same ID in an earlier segment. Readers share a snapshot
// and never lock; a new one takes its place whole.
//
// A segment is read where it lies, in memory or in a mapped file; nothing of it is
// decoded before it is asked for. How it is laid out stands above [Open].
package index

// A Field is a part of a document that is indexed by itself.
type Field int

// The fields of a document.
const (
	Title Field = iota
	Abstract
	NumFields = 2
)

func (f Field) String() string { return [NumFields]string{"title", "abstract"}[f] }

// A Document is what the index sees of a paper.
type Document struct {
	ID   string
	Text [NumFields]string // by Field
	Facts
}

// A DocNum is a document's number within one segment or snapshot, from 0.
type DocNum uint32

// A Posting says how often a term stands in each field of a document.
type Posting struct {
	Doc  DocNum
	Freq [NumFields]uint32 // by Field; at least one is not 0
}

// Lengths are a document's numbers of indexed tokens, by Field.
type Lengths [NumFields]uint32
