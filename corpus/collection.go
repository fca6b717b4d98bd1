package corpus

import (
	"iter"
	"slices"
)

// A Collection is an unchanging set of papers, kept in the order given.
// It is safe for concurrent use.
type Collection struct {
	papers []Paper
	byID   map[ID]int
}

// NewCollection returns a collection of the papers. Where two share an ID the
// later one takes the earlier one's place.
func NewCollection(papers []Paper) *Collection {
	c := &Collection{byID: make(map[ID]int, len(papers))}
	for _, p := range papers {
		if i, ok := c.byID[p.ID]; ok {
			c.papers[i] = p
			continue
		}
		c.byID[p.ID] = len(c.papers)
		c.papers = append(c.papers, p)
	}
	return c
}

// Paper returns the paper of that ID, and whether there is one.
func (c *Collection) Paper(id ID) (Paper, bool) {
	i, ok := c.byID[id]
	if !ok {
		return Paper{}, false
	}
	return c.papers[i], true
}

// All yields every paper in order.
func (c *Collection) All() iter.Seq[Paper] { return slices.Values(c.papers) }

// Len returns the number of papers.
func (c *Collection) Len() int { return len(c.papers) }
