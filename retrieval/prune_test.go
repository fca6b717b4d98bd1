package retrieval

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/samber/lo"
	"pgregory.net/rapid"

	"paperbot/retrieval/analysis"
	"paperbot/retrieval/index"
)

// A randomCorpus draws documents of a few words, the first of which are frequent, over
// several segments, in which later ones replace some of the earlier.
type randomCorpus struct {
	*rand.Rand
	words int
}

func (c randomCorpus) word() string {
	return fmt.Sprintf("w%d", int(float64(c.words)*c.Float64()*c.Float64()*c.Float64()))
}

func (c randomCorpus) text(most int) string {
	return strings.Join(lo.Times(c.IntN(most+1), func(int) string { return c.word() }), " ")
}

func (c randomCorpus) snapshot(docs, segments, ids int) *index.Snapshot {
	var all []*index.Segment
	for range segments {
		w := index.NewWriter(analysis.New())
		for range docs / segments {
			w.Put(index.Document{ID: fmt.Sprintf("p%05d", c.IntN(ids)), Text: [index.NumFields]string{c.text(4), c.text(30)}})
		}
		all = append(all, w.Segment())
	}
	return index.NewSnapshot(all...)
}

// question draws terms, of which the corpus lacks some.
func (c randomCorpus) question(r *ranker) []Term {
	var terms []Term
	for range 1 + c.IntN(6) {
		word := c.word()
		n := r.snapshot.DocFreq(word)
		terms = append(terms, Term{Term: word, Weight: c.Float64() + .01, IDF: r.idf(n), DocFreq: n, Added: c.IntN(4) == 0})
	}
	return lo.UniqBy(terms, func(t Term) string { return t.Term })
}

func plainRanker(t testing.TB, snapshot *index.Snapshot, bm25 BM25F, room int) *ranker {
	t.Helper()
	s, err := NewSearcher(analysis.New(), snapshot, Config{BM25F: &bm25, Without: Stages()})
	if err != nil {
		t.Fatal(err)
	}
	r := s.ranker.Load()
	r.warmer.room = room
	return r
}

// exhaustive is top without leaving out anything.
func (r *ranker) exhaustive(terms []Term, k int, except func(index.DocNum) bool) []Hit {
	acc := r.accumulate(Question{Terms: terms})
	defer r.release(acc)
	best := r.best(acc, k, func(id string) bool {
		doc, _ := r.snapshot.Doc(id)
		return except != nil && except(doc)
	})
	return lo.Map(best, func(s scored, _ int) Hit { return r.hit(acc, s.doc, s.score) })
}

// Whatever is left out, the result is that of scoring every document: the same papers
// in the same order with the same scores, to the last bit. So it is for any parameters,
// over several segments, with replaced documents, and whether lists are read warm or
// block by block.
func TestPrunedEqualsExhaustive(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := randomCorpus{rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0)), rapid.SampledFrom([]int{3, 30, 300}).Draw(rt, "words")}
		docs := rapid.SampledFrom([]int{1, 20, 400, 1500}).Draw(rt, "docs")
		snapshot := c.snapshot(docs, rapid.IntRange(1, 3).Draw(rt, "segments"), rapid.SampledFrom([]int{1, docs, 100_000}).Draw(rt, "ids"))
		bm25 := BM25F{K1: .1 + 3*c.Float64(), Weight: [index.NumFields]float64{5 * c.Float64(), c.Float64()}, B: [index.NumFields]float64{c.Float64(), c.Float64()}}
		if c.IntN(4) == 0 {
			bm25.Weight[index.Title] = 0
		}
		r := plainRanker(t, snapshot, bm25, rapid.SampledFrom([]int{0, 2000, warmPostings}).Draw(rt, "room"))
		for range 10 {
			checkPruned(rt, r, c)
		}
	})
}

func checkPruned(t rapid.TB, r *ranker, c randomCorpus) {
	t.Helper()
	terms, k := c.question(r), c.IntN(30)
	var except func(index.DocNum) bool
	if c.IntN(3) == 0 {
		except = func(doc index.DocNum) bool { return doc%3 == 0 }
	}
	if diff := cmp.Diff(r.exhaustive(terms, k, except), r.top(terms, k, except), cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("k %d, terms %v: (-exhaustive +pruned)\n%s", k, terms, diff)
	}
}

// The same over more documents than fit in a window, and lists of many blocks.
func TestPrunedOverManyWindows(t *testing.T) {
	t.Parallel()
	c := randomCorpus{rand.New(rand.NewPCG(8, 0)), 2000}
	snapshot := c.snapshot(20_000, 2, 30_000)
	for _, room := range []int{0, 20_000, warmPostings} {
		r := plainRanker(t, snapshot, DefaultBM25F, room)
		for range 100 {
			checkPruned(t, r, c)
		}
	}
}
