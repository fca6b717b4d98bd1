package retrieval

import (
	"cmp"
	"iter"
	"math"
	"slices"
	"sync/atomic"

	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/retrieval/index"
)

// Plain BM25F is ranked without scoring every document that has a word of the
// question, and with the same result (MAXSCORE by windows; Turtle and Flood, "Query
// evaluation: strategies and optimizations", 1995; Ding and Suel, "Faster top-k
// document retrieval using block-max indexes", 2011).
//
// Documents are gone through in windows. In each, the lists that together cannot
// bring a document among the k best so far are left out: they are looked into for
// those documents alone that come near enough by the others. What a list may add at
// most in a window is found from its postings when a term is first asked for, which is
// exact for whatever parameters and mean lengths, and kept as long as the ranker is.
//
// Scores are added up in whatever order lists come to be read, and of rounded numbers,
// so that they are near the score and no more. Whatever comes near the k-th best is
// kept, and scored anew in the end, as every document is when all are scored.
//
// What was tried, on 79,772 abstracts and 1,300 questions of 4.7 terms, which have 47,600
// postings; times of processor, on a machine that other work kept busy, so that only
// their proportions count:
//
//   - Essential lists decoded block by block, others looked into for each document: 870 µs
//     a question; the others read whole where many documents come near: 650.
//   - Lists kept warm: 300, since 17 of 25 ns a posting went into decoding. They are 20 MB;
//     half of that makes it half as slow again.
//   - Whole numbers instead of float32, and no branch where documents are noted as near,
//     of which half are: 200. Exact scores of the best found once, not twice: 170.
//   - What a document has to reach known from the start by the tenth best of each list:
//     18 windows of 19 have something to leave out. If the final one were known, 10 % more
//     would be saved.
//   - Windows of 2,048 documents 5 % slower, of 8,192 10 %, of 16,384 25 %.
//   - A document looked for where it would be if all lay equally far apart, instead of by
//     halves: 7 % of all.
//
// Of what is left, a third goes into lists that are read for documents come near, a sixth
// each into those that are read first, into scoring the ten best exactly and into
// understanding the question.
const (
	// worthReading is for how many documents it takes as long to look into a list as
	// to read one of its blocks.
	worthReading = 6
	// worthLooking is how many postings of a warm list are read as fast as one is looked
	// for.
	worthLooking = 24
	// bestKept is how many of the largest saturations of a list are known: for so many
	// results it is known from the start what a document has to reach.
	bestKept = 10
)

// A boundedList is the blocks of one term's list in one segment, with the most that
// each adds to a score.
type boundedList struct {
	refs []index.BlockRef
	most []uint32         // the largest saturation, by block, as in a warmList
	best [bestKept]uint32 // the largest ones of documents not replaced, the least of them first
	warm atomic.Pointer[warmList]
	cold atomic.Int32 // how often it was read since it was last warm
}

// coldReads is how often a list is read cold before it is warmed again.
const coldReads = 3

// bounded returns the list's blocks with their bounds, and warms the list if it is
// new or asked for again.
func (r *ranker) bounded(p *index.Part, b *scoredBlock) *boundedList {
	slot := r.bounds.slot(p)
	l := slot.Load()
	if l == nil {
		l = &boundedList{refs: p.Blocks()}
		w := l.read(r, p, b)
		slices.Sort(l.best[:])
		if slot.CompareAndSwap(nil, l) {
			r.warmer.keep(w)
			return l
		}
		return slot.Load() // another question has been faster
	}
	if w := l.warm.Load(); w != nil {
		w.used.Store(true)
	} else if l.cold.Add(1) >= coldReads && r.warmer.takes(p.Len()) {
		r.warmer.keep(l.read(r, p, b))
	}
	return l
}

// read reads all of the list, and finds its bounds if they are not known. It returns
// the list as it may be kept warm, nil if it is too long for that.
func (l *boundedList) read(r *ranker, p *index.Part, b *scoredBlock) *warmList {
	l.cold.Store(0)
	known := l.most != nil
	var w *warming
	if r.warmer.takes(p.Len()) {
		w = newWarming(l, p.Len())
	}
	for i := range l.refs {
		b.read(r, p, l.refs, i)
		if !known {
			l.bound(p, b)
		}
		if w != nil {
			w.add(b)
		}
	}
	if w == nil {
		return nil
	}
	return w.done()
}

// bound notes the bounds of the next block.
func (l *boundedList) bound(p *index.Part, b *scoredBlock) {
	most := uint32(0)
	for i, saturation := range b.saturation[:b.N] {
		s := fixed(saturation)
		most = max(most, s)
		if s > l.best[0] && !p.Replaced(b.Docs[i]) {
			l.best[0] = s
			sink(l.best[:])
		}
	}
	l.most = append(l.most, most)
}

// A prunedList is a term's list in one segment while it is gone through.
type prunedList struct {
	*boundedList
	part   index.Part
	factor uint64 // what a saturation is multiplied with, see pruner.unit
	most   int32  // what it adds at most in the window
	rest   int32  // what the lists before this one add at most, and this one

	warm   *warmList // nil if it is read by blocks
	window []uint32  // its postings in the window

	from, to int // the blocks that reach into the window
	block    scoredBlock
	read     int // the block that is read, -1 for none
	at       int // its first posting not before the window
}

// A pruner ranks for one question after the other.
type pruner struct {
	r      *ranker
	k      int
	except func(index.DocNum) bool
	terms  []Term
	parts  [][]index.Part // by term
	bounds [][]*boundedList
	pool   []*prunedList
	lists  []*prunedList // of one segment, those that add least first

	// Scores are counted in units of which the importances of all terms together make
	// 2^30, so that nothing overflows.
	unit   float64
	margin int32 // how far the sums of two documents of the same score may be apart
	least  int32 // what a document has to reach
	heap   []int32
	kept   []kept
	final  []exactScore

	scores [windowSize]int32 // of the window's documents
	near   nearby
}

// nearby are documents of a window that come near enough.
type nearby struct {
	docs [2 * windowSize]uint16 // n are; what is after them may be written to
	n    int
}

// kept is a document that may be among the k best.
type kept struct {
	doc   index.DocNum
	score int32
}

// top returns the k best documents by BM25F, except those that except holds true
// for; nil excludes none.
func (r *ranker) top(terms []Term, k int, except func(index.DocNum) bool) []Hit {
	if k <= 0 {
		return nil
	}
	p := r.pruners.Get().(*pruner)
	defer r.pruners.Put(p)
	p.begin(terms, k, except)
	for segment := range r.snapshot.Segments() {
		p.open(segment)
		p.scan()
	}
	return p.hits()
}

func (p *pruner) begin(terms []Term, k int, except func(index.DocNum) bool) {
	p.terms, p.k, p.except = terms, k, except
	sum := 0.0
	for i, t := range terms {
		if i == len(p.parts) {
			p.parts, p.bounds = append(p.parts, nil), append(p.bounds, nil)
		}
		p.parts[i], p.bounds[i] = p.r.snapshot.Postings(t.Term).Parts(), p.bounds[i][:0]
		sum += t.Importance()
	}
	p.unit = 1 << 30 / max(sum, math.SmallestNonzeroFloat64)
	// Each saturation is rounded by 2^-21 at most, each product to a unit.
	p.margin = 1<<10 + 4*int32(len(terms))
	p.heap, p.kept, p.least = p.heap[:0], p.kept[:0], 1
}

// open takes up the lists of one segment.
func (p *pruner) open(segment int) {
	p.lists = p.lists[:0]
	for i := range p.terms {
		n := len(p.bounds[i])
		if n == len(p.parts[i]) || p.parts[i][n].Segment() != segment {
			continue
		}
		if len(p.pool) == len(p.lists) {
			p.pool = append(p.pool, new(prunedList))
		}
		l := p.pool[len(p.lists)]
		l.open(p.r, p.parts[i][n], p.terms[i].Importance()*p.unit)
		p.bounds[i] = append(p.bounds[i], l.boundedList)
		p.lists = append(p.lists, l)
		if p.k <= bestKept && p.except == nil {
			p.least = max(p.least, l.times(l.best[bestKept-p.k])-p.margin)
		}
	}
}

func (l *prunedList) open(r *ranker, part index.Part, importance float64) {
	l.part, l.factor = part, uint64(importance)
	l.boundedList = r.bounded(&l.part, &l.block)
	l.warm = l.boundedList.warm.Load()
	l.from, l.to, l.read = 0, 0, -1
}

// times returns what a saturation adds to a score.
func (l *prunedList) times(saturation uint32) int32 {
	return int32(l.factor * uint64(saturation) >> saturationBits)
}

// scan goes through the documents of the segment.
func (p *pruner) scan() {
	end := index.DocNum(0) // after the last document
	for _, l := range p.lists {
		end = max(end, l.refs[len(l.refs)-1].Last+1)
	}
	for start := index.DocNum(0); start < end; start += windowSize {
		p.scanWindow(start)
	}
}

// scanWindow scores the documents from start on.
func (p *pruner) scanWindow(start index.DocNum) {
	for _, l := range p.lists {
		l.reach(start)
	}
	p.order()
	sum, first := int32(0), -1 // the first list that has to be read
	for i, l := range p.lists {
		sum += l.most
		l.rest = sum
		if first < 0 && sum >= p.least {
			first = i
		}
	}
	if first < 0 {
		return
	}
	enough := p.least
	if first > 0 {
		enough -= p.lists[first-1].rest
	}
	p.near.n = 0
	for i := len(p.lists) - 1; i >= first; i-- {
		p.lists[i].add(p, start, enough)
	}
	p.complete(p.lists[:first], start)
	clear(p.scores[:])
}

// order sorts the lists by what they add at most. There are few, and they are nearly
// in order from the window before.
func (p *pruner) order() {
	for i := 1; i < len(p.lists); i++ {
		l := p.lists[i]
		at := i
		for ; at > 0 && p.lists[at-1].most > l.most; at-- {
			p.lists[at] = p.lists[at-1]
		}
		p.lists[at] = l
	}
}

// reach finds what the list has in a window, which is after the last one.
func (l *prunedList) reach(start index.DocNum) {
	if l.warm != nil {
		n := int(start / windowSize)
		l.most = 0
		if l.window = l.warm.window(n); l.window != nil {
			l.most = l.times(l.warm.most[n])
		}
		return
	}
	stop := start + windowSize
	for l.from < len(l.refs) && l.refs[l.from].Last < start {
		l.from++
	}
	most := uint32(0)
	for l.to = l.from; l.to < len(l.refs) && (l.to == l.from || l.refs[l.to-1].Last+1 < stop); l.to++ {
		most = max(most, l.boundedList.most[l.to])
	}
	l.most = l.times(most)
}

// add adds the list's part to the scores of the documents of a window, and notes those
// that come to have enough.
func (l *prunedList) add(p *pruner, start index.DocNum, enough int32) {
	if l.warm != nil {
		p.near.n = addNoting(&p.scores, l.window, l.factor, &p.near.docs, p.near.n, enough)
		return
	}
	n := p.near.n
	for doc, score := range l.cold(p.r, start) {
		before := p.scores[doc]
		p.scores[doc] = before + score
		p.near.docs[n%len(p.near.docs)] = uint16(doc)
		n += passes(before, before+score, enough)
	}
	p.near.n = n
}

// passes returns 1 if a score passes enough as it rises, else 0. It has no branch, since
// none could be foretold.
func passes(before, now, enough int32) int {
	return int(uint32((before-enough)&^(now-enough)) >> 31)
}

func addNoting(scores *[windowSize]int32, postings []uint32, factor uint64, near *[2 * windowSize]uint16, n int, enough int32) int {
	for _, posting := range postings {
		doc := posting >> saturationBits
		before := scores[doc]
		now := before + int32(factor*uint64(posting&saturationMask)>>saturationBits)
		scores[doc] = now
		near[n&(2*windowSize-1)] = uint16(doc)
		n += passes(before, now, enough)
	}
	return n
}

// addAll adds the list's part to the scores of the documents of a window.
func (l *prunedList) addAll(p *pruner, start index.DocNum) {
	if l.warm == nil {
		for doc, score := range l.cold(p.r, start) {
			p.scores[doc] += score
		}
		return
	}
	factor, scores := l.factor, &p.scores
	for _, posting := range l.window {
		scores[posting>>saturationBits] += int32(factor * uint64(posting&saturationMask) >> saturationBits)
	}
}

// cold yields the documents of a window, counted from its start, and what the list
// adds to them.
func (l *prunedList) cold(r *ranker, start index.DocNum) iter.Seq2[uint32, int32] {
	return func(yield func(uint32, int32) bool) {
		for i := l.from; i < l.to; i++ {
			if l.read != i {
				l.block.read(r, &l.part, l.refs, i)
				l.read, l.at = i, 0
			}
			docs := l.block.Docs[:l.block.N]
			for l.at < len(docs) && docs[l.at] < start {
				l.at++
			}
			for ; l.at < len(docs) && docs[l.at] < start+windowSize; l.at++ {
				if !yield(uint32(docs[l.at]-start)%windowSize, l.times(fixed(l.block.saturation[l.at]))) {
					return
				}
			}
		}
	}
}

// complete adds what the other lists have to the documents that come near enough,
// as long as these do, and keeps those that do in the end.
func (p *pruner) complete(lists []*prunedList, start index.DocNum) {
	for i := len(lists) - 1; i >= 0; i-- {
		l := lists[i]
		if i < len(lists)-1 { // at first they all come near enough
			p.narrow(p.least - l.rest)
		}
		if p.near.n == 0 {
			return
		}
		if p.near.n > l.cost() {
			l.addAll(p, start)
			continue
		}
		for _, in := range p.near.docs[:p.near.n] {
			p.scores[in%windowSize] += l.score(p.r, start, uint32(in))
		}
	}
	for _, in := range p.near.docs[:p.near.n] {
		if score := p.scores[in%windowSize]; score >= p.least {
			p.keep(start+index.DocNum(in), score)
		}
	}
}

// cost returns for how many documents it takes as long to look for them in the list
// as to read all that it has in the window.
func (l *prunedList) cost() int {
	if l.warm != nil {
		return len(l.window) / worthLooking
	}
	return worthReading * (l.to - l.from)
}

// narrow drops the documents that have less than enough.
func (p *pruner) narrow(enough int32) {
	n := 0
	near := &p.near.docs
	for _, in := range near[:p.near.n] {
		near[n] = in
		n += int(uint32(^(p.scores[in%windowSize] - enough)) >> 31)
	}
	p.near.n = n
}

// score returns what the list adds to a document of the window.
func (l *prunedList) score(r *ranker, start index.DocNum, in uint32) int32 {
	if l.warm != nil {
		return l.times(saturationIn(l.window, in))
	}
	doc := start + index.DocNum(in)
	for i := l.from; i < l.to; i++ {
		if l.refs[i].Last < doc {
			continue
		}
		if freq, ok := l.part.Find(l.refs, i, doc); ok {
			return l.times(fixed(r.saturationOf(&l.part, doc, freq, l.part.Length(doc, index.Abstract))))
		}
		break
	}
	return 0
}

// keep keeps a document of the segment.
func (p *pruner) keep(doc index.DocNum, score int32) {
	part := &p.lists[0].part
	if part.Replaced(doc) || p.except != nil && p.except(part.Base()+doc) {
		return
	}
	p.kept = append(p.kept, kept{part.Base() + doc, score})
	switch {
	case len(p.heap) < p.k-1:
		p.heap = append(p.heap, score)
		return
	case len(p.heap) < p.k:
		p.heap = append(p.heap, score)
		slices.Sort(p.heap)
	case score <= p.heap[0]:
		return
	default:
		p.heap[0] = score
		sink(p.heap)
	}
	p.least = max(p.least, p.heap[0]-p.margin)
}

// sink restores the order of a heap, the least on top, whose first element has
// become larger.
func sink[T cmp.Ordered](heap []T) {
	for i := 0; ; {
		least := 2*i + 1
		if least >= len(heap) {
			return
		}
		if least+1 < len(heap) && heap[least+1] < heap[least] {
			least++
		}
		if heap[i] <= heap[least] {
			return
		}
		heap[i], heap[least] = heap[least], heap[i]
		i = least
	}
}

// hits scores the documents that were kept and come near the k-th best, and returns
// the k best of them.
func (p *pruner) hits() []Hit {
	p.final = p.final[:0]
	for _, d := range p.kept {
		if d.score >= p.least {
			p.final = append(p.final, p.exact(d.doc))
		}
	}
	slices.SortFunc(p.final, func(a, b exactScore) int { return compareScored(p.r.snapshot, a.scored, b.scored) })
	return lo.Map(p.final[:min(p.k, len(p.final))], func(s exactScore, _ int) Hit {
		return Hit{ID: corpus.ID(p.r.snapshot.ID(s.doc)), Score: s.score, BM25: s.score, Matched: s.matched}
	})
}

// An exactScore is a document's BM25F score, and how many words of the question it has.
type exactScore struct {
	scored
	matched int
}

func (p *pruner) exact(doc index.DocNum) exactScore {
	s := exactScore{scored: scored{doc: doc}}
	for i, t := range p.terms {
		part, freq, ok := p.find(i, doc)
		if !ok {
			continue
		}
		in := doc - part.Base()
		saturation := p.r.saturationOf(part, in, freq, part.Length(in, index.Abstract))
		s.score += t.Importance() * saturation
		if !t.Added && saturation > 0 {
			s.matched++
		}
	}
	return s
}

// find returns the part of the i-th term's postings in which a document is, and how
// often the term stands there.
func (p *pruner) find(i int, doc index.DocNum) (part *index.Part, freq [index.NumFields]uint32, ok bool) {
	for n := len(p.bounds[i]) - 1; n >= 0; n-- {
		if part = &p.parts[i][n]; doc < part.Base() {
			continue
		}
		l, in := p.bounds[i][n], doc-part.Base()
		if block := index.BlockOf(l.refs, in); block < len(l.refs) {
			freq, ok = part.Find(l.refs, block, in)
		}
		return part, freq, ok
	}
	return nil, freq, false
}
