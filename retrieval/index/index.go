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
//
// What was tried for it, measured on 79,772 abstracts with 8.2 million postings. All
// sizes are bytes a document:
//
//   - Documents as gaps, packed with as many bits as the widest of a block takes, were
//     77; with exceptions set apart, 69; as Elias and Fano code them, 66, and a document
//     is then found in a block without decoding it. These are used.
//   - Frequencies packed likewise were 40 for both fields, one code for both with
//     exceptions set apart 33, a bit for what is not the commonest and half a byte for
//     its code 28. The last is used; it also takes the least time to read.
//   - Tables with eight bytes of offset for each text were 23 for terms, 25 for IDs with
//     their order and 28 for words; shared beginnings in groups of 16 make 8, 9 and 10.
//   - Bounds of the scores of blocks would be 8 with the best lengths for each frequency,
//     3 with the largest frequency and the smallest length, which bound badly. None are
//     kept: whoever scores finds exact ones as it reads a list for the first time.
//   - Checksums of whole sections, looked at when a segment is opened, take 7 ms; one for
//     each 64 KiB, looked at when that is first needed, takes a tenth of a first search.
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
