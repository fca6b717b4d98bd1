package index

// A Segment is an immutable piece of the index. It is safe for concurrent use.
type Segment struct {
	ids      []string // by DocNum
	lengths  []Lengths
	byID     map[string]DocNum
	termNum  map[string]int   // place of the term's list in postings
	postings [][]Posting      // each by ascending document
	words    map[string]*word // by word before stemming
	replaced []DocNum         // documents that a later one of the segment replaces
}

// A word is a word before stemming.
type word struct {
	docFreq int    // documents that have it
	lastDoc DocNum // the last of them
	term    int    // place of its term's list in postings
}

// Docs returns the number of documents, replaced ones included.
func (s *Segment) Docs() int { return len(s.ids) }

// list returns the postings of a term, by ascending document.
func (s *Segment) list(term string) []Posting {
	n, ok := s.termNum[term]
	if !ok {
		return nil
	}
	return s.postings[n]
}
