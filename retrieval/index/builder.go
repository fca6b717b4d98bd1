package index

import (
	"cmp"
	"slices"
	"strings"

	"github.com/samber/lo"
)

// A builder encodes a segment. Each kind of entry comes ascending.
type builder struct {
	documents

	terms     column
	postings  column // of each term
	positions column // likewise
	words     column
	wordFreqs []uint32
	pairs     column
	introduce column // documents of each pair, as a list
	labels    column
	labelled  column // documents of each label, as a list
	list      listBuilder
}

// documents are those of a segment to be: by DocNum.
type documents struct {
	ids          []string
	lengths      []Lengths
	dates, votes []uint32 // up to the last that is not 0
}

// A column is byte strings that lie one behind the other.
type column struct {
	bytes []byte
	ends  []int
}

func (c *column) len() int { return len(c.ends) }

// end ends a string that was appended to bytes.
func (c *column) end() { c.ends = append(c.ends, len(c.bytes)) }

func (c *column) add(s string) {
	c.bytes = append(c.bytes, s...)
	c.end()
}

// at returns the i-th string, which is good as long as nothing is added.
func (c *column) at(i int) []byte {
	if i == 0 {
		return c.bytes[:c.ends[0]]
	}
	return c.bytes[c.ends[i-1]:c.ends[i]]
}

func (c *column) text(i int) string { return string(c.at(i)) }

// An occurrer calls each for the occurrences of something, in their order.
type occurrer func(each func(doc DocNum, f Field, position int))

// addTerm adds a term with its occurrences, if there are any.
func (b *builder) addTerm(term string, occurrences occurrer) {
	l := b.emptyList()
	if occurrences(l.addAt); len(l.postings) == 0 {
		return
	}
	b.terms.add(term)
	b.postings.bytes = appendList(b.postings.bytes, l.postings)
	b.postings.end()
	b.positions.bytes = appendPositions(b.positions.bytes, l.postings, l.positions)
	b.positions.end()
}

// addWord adds a word and the number of its documents.
func (b *builder) addWord(word string, docs uint32) {
	b.words.add(word)
	b.wordFreqs = append(b.wordFreqs, docs)
}

// addPair adds an acronym, by its key, with the documents that introduce it, if there
// are any.
func (b *builder) addPair(key string, occurrences occurrer) {
	l := b.emptyList()
	if occurrences(func(doc DocNum, f Field, _ int) { l.add(doc, f) }); len(l.postings) == 0 {
		return
	}
	b.pairs.add(key)
	b.introduce.bytes = appendList(b.introduce.bytes, l.postings)
	b.introduce.end()
}

// addLabel adds a label with the documents that have it.
func (b *builder) addLabel(label string, occurrences occurrer) {
	l := b.emptyList()
	occurrences(func(doc DocNum, f Field, _ int) { l.add(doc, f) })
	b.labels.add(label)
	b.labelled.bytes = appendList(b.labelled.bytes, l.postings)
	b.labelled.end()
}

// emptyList returns the room for a list, to be filled anew.
func (b *builder) emptyList() *listBuilder {
	b.list = listBuilder{postings: b.list.postings[:0], positions: b.list.positions[:0]}
	return &b.list
}

// encode returns the bytes of the segment, in parts. Nothing can be added afterwards.
func (b *builder) encode() [][]byte {
	var sections [numSections][]byte
	total := b.documents.encode(&sections)
	sections[sectionWordFreqs] = newNumbers(b.wordFreqs)
	for section, c := range map[int]*column{sectionTerms: &b.terms, sectionWords: &b.words, sectionAcronyms: &b.pairs, sectionLabels: &b.labels} {
		sections[section] = newTexts(c.len(), c.text)
		*c = column{} // for the garbage collector
	}
	for section, c := range map[int]*column{sectionPostings: &b.postings, sectionPositions: &b.positions, sectionIntroduced: &b.introduce, sectionLabelled: &b.labelled} {
		sections[section] = newRuns(c.len(), c.at)
		*c = column{}
	}
	sections[sectionDates], sections[sectionVotes] = newNumbers(b.dates), newNumbers(b.votes)
	return encode(len(b.ids), total, sections)
}

// encode makes the sections that are of documents, and returns the sums of lengths.
func (d *documents) encode(sections *[numSections][]byte) (total [NumFields]uint64) {
	order, replaced := d.order()
	rank := make([]DocNum, len(order))
	for i, doc := range order {
		rank[doc] = DocNum(i)
	}
	sections[sectionIDs] = newTexts(len(order), func(i int) string { return d.ids[order[i]] })
	sections[sectionOrder] = newNumbers(order)
	sections[sectionRank] = newNumbers(rank)
	sections[sectionReplaced] = newNumbers(replaced)
	for f := range total {
		sections[sectionLengths+f] = newNumbers(lo.Map(d.lengths, func(n Lengths, _ int) uint32 { return n[f] }))
		for _, n := range d.lengths {
			total[f] += uint64(n[f])
		}
	}
	return total
}

// order returns the documents by ID and number, and those that a later one of the
// same ID replaces.
func (d *documents) order() (order, replaced []DocNum) {
	order = make([]DocNum, len(d.ids))
	for doc := range order {
		order[doc] = DocNum(doc)
	}
	slices.SortFunc(order, func(x, y DocNum) int {
		return cmp.Or(strings.Compare(d.ids[x], d.ids[y]), cmp.Compare(x, y))
	})
	for i, doc := range order[:max(0, len(order)-1)] {
		if d.ids[doc] == d.ids[order[i+1]] {
			replaced = append(replaced, doc)
		}
	}
	slices.Sort(replaced)
	return order, replaced
}
