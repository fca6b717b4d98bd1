package index

import (
	"iter"
	"slices"
	"strings"
)

// Facts are what a document can be asked for by beside its words.
type Facts struct {
	Labels []string // such as its authors; what they look like is up to the caller
	Date   Date     // when it appeared
	Votes  uint32   // 0 when unknown
}

// A Date is a day as the decimal number 20240131. Month and day are 0 where the
// year alone is known; 0 is no date.
type Date uint32

// NewDate returns the date of a day.
func NewDate(year, month, day int) Date { return Date(year*10000 + month*100 + day) }

// Year returns the year.
func (d Date) Year() int { return int(d / 10000) }

// First returns the first day that the date may be.
func (d Date) First() Date {
	if d != 0 && d%10000 == 0 {
		return d + 101
	}
	return d
}

// Last returns the last day that the date may be.
func (d Date) Last() Date {
	if d != 0 && d%10000 == 0 {
		return d + 1231
	}
	return d
}

// appendAt puts a number at a place beyond those that there are; zeros before it
// are written only once something else is.
func appendAt(numbers []uint32, at int, n uint32) []uint32 {
	if n == 0 {
		return numbers
	}
	return append(append(numbers, make([]uint32, at-len(numbers))...), n)
}

// appendFrom puts numbers, of which the last is not 0, from a place on.
func appendFrom(numbers []uint32, from int, more []uint32) []uint32 {
	if len(more) == 0 {
		return numbers
	}
	return append(append(numbers, make([]uint32, from-len(numbers))...), more...)
}

// Labels yields the labels that begin with a prefix in ascending order, with the
// documents that have them.
func (s *Snapshot) Labels(prefix string) iter.Seq2[string, Postings] {
	return func(yield func(string, Postings) bool) {
		for label, places := range s.merge(prefix, sectionLabels, func(v *view) *texts { return &v.labels }) {
			if !strings.HasPrefix(label, prefix) {
				return
			}
			var docs Postings
			for _, at := range places {
				v := &s.views[at.view]
				docs.parts = append(docs.parts, Part{list: v.run(sectionLabelled, at.entry), view: v})
			}
			if docs.DocFreq() > 0 && !yield(label, docs) {
				return
			}
		}
	}
}

// HasLabels tells whether a document has a label with that prefix.
func (s *Snapshot) HasLabels(prefix string) bool {
	for range s.Labels(prefix) {
		return true
	}
	return false
}

// HasDates tells whether the date of any document is known.
func (s *Snapshot) HasDates() bool { return s.has(sectionDates) }

// HasVotes tells whether the votes of any document are known.
func (s *Snapshot) HasVotes() bool { return s.has(sectionVotes) }

func (s *Snapshot) has(section int) bool {
	return slices.ContainsFunc(s.views, func(v view) bool { return v.numbers(section).len() > 0 })
}

// Date returns when a document appeared.
func (s *Snapshot) Date(doc DocNum) Date {
	v := s.view(doc)
	return Date(v.fact(sectionDates, doc-v.base))
}

// Votes returns the votes of a document.
func (s *Snapshot) Votes(doc DocNum) uint32 {
	v := s.view(doc)
	return v.fact(sectionVotes, doc-v.base)
}

// fact returns the number that a section has for a document, 0 where it has none.
func (s *Segment) fact(section int, doc DocNum) uint32 {
	n := s.numbers(section)
	if int(doc) >= n.len() || !s.ready(section) {
		return 0
	}
	return n.at(int(doc))
}

// Documents yields the documents that are not replaced, with their dates.
func (s *Snapshot) Documents() iter.Seq2[DocNum, Date] {
	return func(yield func(DocNum, Date) bool) {
		for i := range s.views {
			v := &s.views[i]
			for doc := range DocNum(v.docs) {
				if !v.replaced.has(doc) && !yield(v.base+doc, Date(v.fact(sectionDates, doc))) {
					return
				}
			}
		}
	}
}
