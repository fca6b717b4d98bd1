package summary

import (
	"strings"
	"sync"
	"testing"

	"paperbot/retrieval/analysis"
)

func TestDocumentCacheStaysSmall(t *testing.T) {
	var c documentCache
	d := &document{}
	for i := range maxDocuments + 1 {
		c.put(paperText{"", strings.Repeat("x", i%100) + string(rune('0'+i))}, d)
	}
	if len(c.documents) > maxDocuments || len(c.documents) == 0 {
		t.Errorf("%d documents", len(c.documents))
	}
	big := paperText{"", strings.Repeat("x", maxText)}
	c.put(big, d)
	if c.get(big) != d || len(c.documents) != 1 {
		t.Errorf("a paper that takes all the room is not alone: %d documents", len(c.documents))
	}
	c.put(paperText{"", big.abstract + "x"}, d)
	if c.get(big) != d {
		t.Error("a paper that is too large drove out another")
	}
}

// TestPickerIsShared has several goroutines read and fill one cache; the race
// detector watches.
func TestPickerIsShared(t *testing.T) {
	p := New(analysis.New())
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for _, abstract := range []string{pets, "We study dogs.", "We study mice."} {
				if got := p.ForQuestion(petsTitle, abstract, ask("cat and dog"), 3); len(got) == 0 {
					t.Errorf("%q: no sentence", abstract)
				}
			}
		})
	}
	group.Wait()
}
