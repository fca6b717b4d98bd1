package index

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/samber/lo"

	"paperbot/retrieval/acronym"
	"paperbot/retrieval/analysis"
)

// A builder takes in documents one by one, so that every postings list comes out
// in the order of document numbers, and encodes them as a segment.
type builder struct {
	ids     []string // by DocNum
	lengths []Lengths
	lists   []*listBuilder                // by number of the term
	terms   map[string]int                // number of the term
	words   map[string]*wordBuilder       // by word before stemming
	pairs   map[acronym.Pair]*listBuilder // the documents that introduce them
}

// A wordBuilder counts the documents of a word.
type wordBuilder struct {
	docFreq uint32
	last    DocNum // the last of them
	list    *listBuilder
}

func newBuilder() *builder {
	return &builder{terms: make(map[string]int), words: make(map[string]*wordBuilder), pairs: make(map[acronym.Pair]*listBuilder)}
}

// begin starts the next document.
func (b *builder) begin(id string) {
	b.ids = append(b.ids, id)
	b.lengths = append(b.lengths, Lengths{})
}

// add counts the tokens of one field of the document begun last.
func (b *builder) add(f Field, tokens []analysis.Token) {
	doc := DocNum(len(b.ids) - 1)
	b.lengths[doc][f] = uint32(len(tokens))
	for _, t := range tokens {
		w := b.word(t)
		if w.docFreq == 0 || w.last != doc {
			w.docFreq++
			w.last = doc
		}
		w.list.addAt(doc, f, t.Position)
	}
}

// introduce notes the acronyms that one field of the document begun last
// introduces.
func (b *builder) introduce(f Field, pairs []acronym.Pair) {
	for _, p := range pairs {
		l, ok := b.pairs[p]
		if !ok {
			l = &listBuilder{}
			b.pairs[acronym.Pair{Short: strings.Clone(p.Short), Long: strings.Clone(p.Long)}] = l
		}
		l.add(DocNum(len(b.ids)-1), f)
	}
}

// word returns the entry of a token's word, made if need be. A word has but one
// term, so that terms are looked up for new words alone.
func (b *builder) word(t analysis.Token) *wordBuilder {
	if w, ok := b.words[t.Word]; ok {
		return w
	}
	n, ok := b.terms[t.Term]
	if !ok {
		n = len(b.lists)
		b.terms[strings.Clone(t.Term)] = n
		b.lists = append(b.lists, &listBuilder{})
	}
	w := &wordBuilder{list: b.lists[n]}
	b.words[strings.Clone(t.Word)] = w
	return w
}

// segment encodes what was taken in. Nothing can be added afterwards.
func (b *builder) segment() *Segment {
	terms := slices.Sorted(maps.Keys(b.terms))
	words := slices.Sorted(maps.Keys(b.words))
	order, replaced := b.order()
	var sections [numSections][]byte
	sections[sectionIDs] = newTexts(len(order), func(i int) string { return b.ids[order[i]] })
	sections[sectionOrder] = newNumbers(order)
	rank := make([]DocNum, len(order))
	for i, doc := range order {
		rank[doc] = DocNum(i)
	}
	sections[sectionRank] = newNumbers(rank)
	sections[sectionReplaced] = newNumbers(replaced)
	var total [NumFields]uint64
	for f := range NumFields {
		sections[sectionLengths+f] = newNumbers(lo.Map(b.lengths, func(n Lengths, _ int) uint32 { return n[f] }))
		for _, n := range b.lengths {
			total[f] += uint64(n[f])
		}
	}
	sections[sectionTerms] = newTexts(len(terms), func(i int) string { return terms[i] })
	builders := lo.Map(terms, func(term string, _ int) *listBuilder { return b.lists[b.terms[term]] })
	lists := lo.Map(builders, func(l *listBuilder, _ int) []byte { return l.list() })
	sections[sectionPostings] = newRuns(len(lists), func(i int) []byte { return lists[i] })
	places := lo.Map(builders, func(l *listBuilder, _ int) []byte { return appendPositions(nil, l.postings, l.positions) })
	sections[sectionPositions] = newRuns(len(places), func(i int) []byte { return places[i] })
	sections[sectionWords] = newTexts(len(words), func(i int) string { return words[i] })
	sections[sectionWordFreqs] = newNumbers(lo.Map(words, func(word string, _ int) uint32 { return b.words[word].docFreq }))
	sections[sectionAcronyms], sections[sectionIntroduced] = b.acronyms()
	s, err := open(encode(len(b.ids), total, sections))
	if err != nil {
		panic("index: " + err.Error()) // we have just written it
	}
	return s
}

// acronymKey returns a pair as a segment holds it.
func acronymKey(p acronym.Pair) string { return p.Short + "\x00" + p.Long }

// acronyms encodes the pairs, and the documents that introduce them.
func (b *builder) acronyms() (pairs, introduced []byte) {
	sorted := slices.SortedFunc(maps.Keys(b.pairs), func(x, y acronym.Pair) int {
		return strings.Compare(acronymKey(x), acronymKey(y))
	})
	lists := lo.Map(sorted, func(p acronym.Pair, _ int) []byte { return b.pairs[p].list() })
	return newTexts(len(sorted), func(i int) string { return acronymKey(sorted[i]) }),
		newRuns(len(lists), func(i int) []byte { return lists[i] })
}

// order returns the documents by ID and number, and those that a later one of the
// same ID replaces.
func (b *builder) order() (order, replaced []DocNum) {
	order = make([]DocNum, len(b.ids))
	for doc := range order {
		order[doc] = DocNum(doc)
	}
	slices.SortFunc(order, func(x, y DocNum) int {
		return cmp.Or(strings.Compare(b.ids[x], b.ids[y]), cmp.Compare(x, y))
	})
	for i, doc := range order[:max(0, len(order)-1)] {
		if b.ids[doc] == b.ids[order[i+1]] {
			replaced = append(replaced, doc)
		}
	}
	slices.Sort(replaced)
	return order, replaced
}
