package index

// A Segment is an immutable piece of the index: a view on its bytes. It is safe
// for concurrent use.
type Segment struct {
	data       string
	docs       int
	total      [NumFields]uint64 // tokens over all documents
	ids        table             // by DocNum
	order      numbers           // documents, by ID and DocNum
	replaced   numbers           // documents that a later one of the segment replaces
	lengths    numbers           // by DocNum and Field
	terms      table             // ascending
	postings   table             // a list for each term
	words      table             // ascending: words before stemming
	wordFreqs  numbers           // a document frequency for each word
	positions  table             // positions for each term
	acronyms   table             // ascending: short forms with their long forms
	introduced table             // a list for each of those
}

// Docs returns the number of documents, replaced ones included.
func (s *Segment) Docs() int { return s.docs }

// Bytes returns a copy of the segment as [Open] takes it.
func (s *Segment) Bytes() []byte { return []byte(s.data) }

// list returns the postings of a term, and the term's number.
func (s *Segment) list(term string) (list, int) {
	i, ok := s.terms.find(term)
	if !ok {
		return "", 0
	}
	return list(s.postings.at(i)), i
}

// id returns the ID of a document.
func (s *Segment) id(doc DocNum) string { return s.ids.at(int(doc)) }

// lengthsOf returns the lengths of a document.
func (s *Segment) lengthsOf(doc DocNum) (n Lengths) {
	for f := range n {
		n[f] = s.lengths.at(int(doc)*NumFields + f)
	}
	return n
}

// doc returns the document of that ID, the latest if there are several, and
// whether there is one.
func (s *Segment) doc(id string) (DocNum, bool) {
	low, high := 0, s.docs // the first place in order whose ID is above id lies between them
	for low < high {
		if middle := int(uint(low+high) / 2); s.id(DocNum(s.order.at(middle))) <= id {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low == 0 {
		return 0, false
	}
	doc := DocNum(s.order.at(low - 1))
	return doc, s.id(doc) == id
}
