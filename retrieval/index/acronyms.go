package index

import (
	"iter"
	"strings"

	"paperbot/retrieval/acronym"
)

// Acronyms yields the short forms that documents introduce, each with its long
// form and in how many documents, ascending by short form and then long form.
func (s *Snapshot) Acronyms() iter.Seq2[acronym.Pair, int] {
	return func(yield func(acronym.Pair, int) bool) {
		for key, docs := range s.introduced() {
			short, long, _ := strings.Cut(key, "\x00")
			if n := docs.DocFreq(); n > 0 && !yield(acronym.Pair{Short: short, Long: long}, n) {
				return
			}
		}
	}
}

// introduced yields the acronyms by their keys, with the documents that introduce
// them; these have no positions.
func (s *Snapshot) introduced() iter.Seq2[string, Postings] {
	return func(yield func(string, Postings) bool) {
		for key, places := range s.merge("", sectionAcronyms, func(v *view) *texts { return &v.acronyms }) {
			var docs Postings
			for _, at := range places {
				v := &s.views[at.view]
				docs.parts = append(docs.parts, Part{list: v.run(sectionIntroduced, at.entry), view: v})
			}
			if !yield(key, docs) {
				return
			}
		}
	}
}
