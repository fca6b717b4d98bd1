package index

// A Segment is an immutable piece of the index. It is safe for concurrent use.
type Segment struct {
	ids      []string // by DocNum
	lengths  []Lengths
	byID     map[string]DocNum
	termNum  map[string]int // place of the term's list in postings
	postings [][]Posting    // each by ascending document
	words    map[string]int // by word before stemming: documents that have it
	replaced []DocNum       // documents that a later one of the segment replaces
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
