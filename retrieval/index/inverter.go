package index

import (
	"strings"

	"paperbot/retrieval/acronym"
	"paperbot/retrieval/analysis"
)

// An inverter takes in documents, of which the numbers ascend but need not follow
// on each other, and turns them around: from the words of each document to the
// documents of each word. Several work side by side, each on documents of its own;
// what they have is put together by the numbers, see assemble.
type inverter struct {
	vocabulary *analysis.Vocabulary
	words      []wordCount       // by number of the word in the vocabulary
	terms      map[string]uint32 // number of the term
	lists      []spots           // by number of the term
	pairs      map[string]*spots
	labels     map[string]*spots
	pool       pool
	keys       int // bytes of the keys of pairs and labels, and of what is kept for them
}

// A wordCount counts the documents of a word.
type wordCount struct {
	term        uint32 // number of the word's term
	docs        uint32
	first, last DocNum
}

// Spots say where one term stands, or what documents introduce an acronym:
// in a stream of varints, for each occurrence
//
//	gap << 1               in the same field as the last; gap is of the positions
//	gap << 1 | 1, varint   in another field: gap is of documents × NumFields + field,
//	                       and the position follows
//
// each gap from what came last, at first from 0.
type spots struct {
	stream
	field    uint64 // document × NumFields + field
	position uint32
}

func newInverter(a *analysis.Analyzer) *inverter {
	return &inverter{vocabulary: analysis.NewVocabulary(a), terms: make(map[string]uint32), pairs: make(map[string]*spots), labels: make(map[string]*spots)}
}

// Bytes that entries take beyond what the pool and the vocabulary say.
const (
	termBytes = 90  // in the map that is three quarters full, and in the lists
	pairBytes = 120 // likewise
)

// size returns about how many bytes the inverter takes.
func (v *inverter) size() int {
	return v.vocabulary.Size() + v.pool.size() + len(v.terms)*termBytes + len(v.words)*16 + v.keys
}

// add takes in a field of a document from a place on, until the inverter takes as
// many bytes as limit says. It returns the tokens it took, and the place to go on from
// once the inverter was emptied, if there is more.
func (v *inverter) add(doc DocNum, f Field, text string, from analysis.Place, limit int) (tokens uint32, next analysis.Place, more bool) {
	field := uint64(doc)*NumFields + uint64(f)
	next, more = v.vocabulary.Each(text, from, func(word uint32, position int) bool {
		for int(word) >= len(v.words) {
			v.meet(doc)
		}
		w := &v.words[word]
		if w.last != doc || w.docs == 0 {
			w.docs++
			w.last = doc
		}
		v.occur(&v.lists[w.term], field, uint32(position))
		tokens++
		return tokens%1024 != 0 || v.size() < limit
	})
	return tokens, next, more
}

// meet makes the entry of the next word of the vocabulary.
func (v *inverter) meet(doc DocNum) {
	word := v.vocabulary.Words()[len(v.words)]
	n, ok := v.terms[word.Term]
	if !ok {
		n = uint32(len(v.lists))
		v.terms[word.Term] = n
		v.lists = append(v.lists, spots{})
	}
	v.words = append(v.words, wordCount{term: n, first: doc})
}

// introduce notes the acronyms that a field of a document introduces.
func (v *inverter) introduce(doc DocNum, f Field, text string) {
	for _, p := range acronym.Find(text) {
		v.occur(v.spotsOf(v.pairs, acronymKey(p)), uint64(doc)*NumFields+uint64(f), 0)
	}
}

// label notes what a document can be asked for by beside its words.
func (v *inverter) label(doc DocNum, labels []string) {
	for _, label := range labels {
		v.occur(v.spotsOf(v.labels, label), uint64(doc)*NumFields, 0) // lists are of fields; which one does not matter here
	}
}

// spotsOf returns where the occurrences of a key are noted.
func (v *inverter) spotsOf(of map[string]*spots, key string) *spots {
	l, ok := of[key]
	if !ok {
		l = &spots{}
		of[strings.Clone(key)] = l
		v.keys += pairBytes + len(key)
	}
	return l
}

// occur appends an occurrence, which is not before the last one.
func (v *inverter) occur(l *spots, field uint64, position uint32) {
	if l.field == field && l.slices > 0 {
		v.pool.appendUvarint(&l.stream, uint64(position-l.position)<<1)
	} else {
		v.pool.appendUvarint(&l.stream, (field-l.field)<<1|1)
		v.pool.appendUvarint(&l.stream, uint64(position))
	}
	l.field, l.position = field, position
}

// acronymKey returns a pair as a segment holds it.
func acronymKey(p acronym.Pair) string { return p.Short + "\x00" + p.Long }
