package summary

import "sync"

// maxDocuments is how many papers a documentCache holds, and maxText how many
// bytes their texts have in all. An abstract of the seed corpus, cut and
// analysed, takes 9 kB, so that the cache stays below some 10 MB.
const (
	maxDocuments = 1024
	maxText      = 1 << 20
)

// A documentCache keeps papers cut and analysed, since those asked for today
// are asked for again. It is emptied when it is full: simpler than keeping an
// order, and the next questions fill it with what is wanted. The zero value is
// ready for use, also concurrently.
type documentCache struct {
	mu        sync.RWMutex
	documents map[paperText]*document
	text      int // bytes of title and abstract in all
}

// A paperText is what a document is made from.
type paperText struct{ title, abstract string }

// get returns the document made from t, or nil.
func (c *documentCache) get(t paperText) *document {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.documents[t]
}

// put keeps the document made from t.
func (c *documentCache) put(t paperText, d *document) {
	size := len(t.title) + len(t.abstract)
	if size > maxText {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.documents[t] != nil {
		return
	}
	if c.documents == nil || len(c.documents) == maxDocuments || c.text+size > maxText {
		c.documents, c.text = make(map[paperText]*document), 0
	}
	c.documents[t] = d
	c.text += size
}
