package retrieval

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/retrieval/analysis"
	"paperbot/retrieval/index"
)

// A Limit is what a question asks of papers beside its words: "by Kaiming He",
// "since 2020". Papers that it does not hold for are left out, unless it was passed
// over.
type Limit struct {
	Kind  LimitKind
	Text  string // as the corpus has it: "Kaiming He"; a date as 2020, 2020-05 or 2020-05-17
	Until string // of LimitBetween: the last day, month or year
	State LimitState

	docs docSet // the papers that it holds for
}

// A LimitKind says what a limit is about.
type LimitKind int

// The kinds of limits.
const (
	LimitAuthor LimitKind = iota
	LimitVenue
	LimitCategory
	LimitSource
	LimitSince   // that day, month or year and later
	LimitUntil   // up to and with that one
	LimitBefore  // earlier than that one
	LimitDuring  // in that day, month or year
	LimitBetween // from one to another, both counted
)

func (k LimitKind) isDate() bool { return k >= LimitSince }

// A LimitState says what became of a limit.
type LimitState int

// What becomes of limits.
const (
	LimitKept       LimitState = iota
	LimitUnknown               // it holds for no paper of the corpus, and was passed over
	LimitUnrecorded            // no paper has what it asks for: the corpus knows no dates at all
	LimitTooNarrow             // with the others it left no paper, and was passed over
)

// IsDate tells whether a limit is about when papers appeared.
func (l Limit) IsDate() bool { return l.Kind.isDate() }

// IsMissed tells whether a limit that papers might have met was passed over.
func (l Limit) IsMissed() bool { return l.State == LimitUnknown || l.State == LimitTooNarrow }

// String says a limit in English, as in "papers by Kaiming He".
func (l Limit) String() string {
	switch l.Kind {
	case LimitAuthor:
		return "by " + l.Text
	case LimitVenue:
		return "from " + l.Text
	case LimitSource:
		return "on " + l.Text
	case LimitCategory, LimitDuring:
		return "in " + l.Text
	case LimitSince:
		return "since " + l.Text
	case LimitUntil:
		return "until " + l.Text
	case LimitBefore:
		return "before " + l.Text
	}
	return "from " + l.Text + " to " + l.Until
}

// An Order says which of the papers that fit come first.
type Order int

// The orders of papers.
const (
	BestFirst Order = iota
	NewestFirst
	OldestFirst
	MostVotesFirst
)

// String says an order in English.
func (o Order) String() string {
	return [...]string{"best first", "newest first", "oldest first", "most votes first"}[o]
}

// A Request is what a question asks for beside its words.
type Request struct {
	Limits       []Limit
	Order        Order
	OrderUnknown bool // the corpus knows no dates, or no votes, so the best come first
	Listed       bool // no word of the question chooses among the papers: all that the limits leave are listed
}

// isEmpty tells whether a question asks for nothing beside its words.
func (q Request) isEmpty() bool { return len(q.Limits) == 0 && q.Order == BestFirst }

// IsRestricted tells whether papers were left out.
func (q Request) IsRestricted() bool {
	return lo.SomeBy(q.Limits, func(l Limit) bool { return l.State == LimitKept })
}

// isList tells whether there is anything that chooses among papers that no word
// chooses among.
func (q Request) isList() bool {
	return q.Listed && (q.IsRestricted() || len(q.Limits) == 0 && !q.OrderUnknown)
}

// among returns the papers that all limits hold for.
func (q Request) among() (papers docSet) {
	for _, l := range q.Limits {
		if l.State == LimitKept {
			papers = papers.and(l.docs)
		}
	}
	return papers
}

// widen passes over limits until papers are left among those given: first the
// dates, then all.
func (q Request) widen(papers docSet) docSet {
	for _, passedOver := range []func(LimitKind) bool{LimitKind.isDate, func(LimitKind) bool { return true }} {
		if both := papers.and(q.among()); !both.isEmpty() {
			return both
		}
		for i, l := range q.Limits {
			if l.State == LimitKept && passedOver(l.Kind) {
				q.Limits[i].State = LimitTooNarrow
			}
		}
	}
	return papers
}

// A clue is what must stand in a question for something of its kind to be looked for,
// so that most questions cost nothing. Several are the sum of theirs.
type clue uint8

const (
	authorClue clue = 1 << iota
	venueClue
	categoryClue
	sourceClue
	dateClue
	orderClue
)

// clueWords are words that are clues.
var clueWords = func() map[string]clue {
	all := map[string]clue{}
	add := func(c clue, words ...string) {
		for _, w := range words {
			all[w] |= c
		}
	}
	add(authorClue, strings.Fields("by from author authors al wrote write written publish published authored")...)
	add(venueClue, append(lo.Keys(venueForms), strings.Fields("from published appeared presented accepted")...)...)
	add(categoryClue, strings.Fields("hep quant gr astro cond nucl math")...)
	add(sourceClue, strings.Fields("arxiv pubmed openreview anthology")...)
	add(dateClue, strings.Fields("last past previous this today yesterday")...)
	add(orderClue, strings.Fields("latest newest recent new oldest earliest top most popular sorted ordered sort order voted rated")...)
	return all
}()

// clues returns the clues of a question, as far as their stages are on.
func (s *Searcher) clues(r *ranker, text string) (found clue) {
	words := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;:!?()[]\"", r) })
	if len(words) > maxRequest {
		return 0
	}
	for _, w := range words {
		w = strings.Trim(strings.ToLower(w), ".'’-")
		found |= clueWords[w]
		switch {
		case strings.HasSuffix(w, "'s"), strings.HasSuffix(w, "’s"):
			found |= authorClue | dateClue // today's
		case strings.Contains(w, "."):
			found |= categoryClue
		}
		if prefix, _, ok := strings.Cut(w, "-"); ok {
			found |= clueWords[prefix] & categoryClue
		}
		if digit := strings.IndexAny(w, "0123456789"); digit >= 0 {
			found |= dateClue | clueWords[strings.TrimRight(w[:digit], "'’")]
		}
	}
	if len(words) <= maxNameWords && r.hasAuthors {
		found |= authorClue // it may be nothing but a name
	}
	if !s.stages.has(Names) {
		found &= dateClue | orderClue
	}
	if !s.stages.has(Dates) {
		found &^= dateClue | orderClue
	}
	return found
}

// meets tells whether the limits, but for those of time, hold for a paper, be it in
// the corpus or not.
func (q Request) meets(p corpus.Paper) bool {
	labels := factsOf(p).Labels
	return lo.EveryBy(q.Limits, func(l Limit) bool {
		return l.IsDate() || slices.ContainsFunc(labels, l.isMetBy)
	})
}

// isMetBy tells whether a limit, which is not of time, holds for what has the label.
func (l Limit) isMetBy(label string) bool {
	if !strings.HasPrefix(label, labelOf[l.Kind]) {
		return false
	}
	switch asked := nameWords(l.Text); l.Kind {
	case LimitAuthor:
		return authorOf(label).fits(asked, isEitherInitial)
	case LimitVenue:
		return newVenue(label).is(asked)
	case LimitCategory:
		category, wanted := strings.ToLower(lastPart(label)), strings.ToLower(l.Text)
		return category == wanted || strings.HasPrefix(category, wanted+".")
	}
	return label == sourceLabel+sources[strings.ToLower(l.Text)]
}

// maxRequest is the number of words up to which a question is read for what it asks
// beside its words. Longer texts were written for readers, and tell of years and
// people as prose does.
const maxRequest = 40

// A requestReader takes what a question asks for beside its words out of it.
type requestReader struct {
	Request
	ranker *ranker
	stages stages
	now    time.Time
	text   string // what is left of the question
	at     []int  // where each of its bytes, and its end, stands in the question
}

// request reads what a question asks for beside its words, and returns what is left
// of it, and where each byte of that stood. A question with which a title begins is a
// title.
func (s *Searcher) request(r *ranker, text string) (request Request, rest string, at []int) {
	reader := requestReader{ranker: r, stages: s.stages, now: s.now(), text: text, at: make([]int, len(text)+1)}
	for i := range reader.at {
		reader.at[i] = i
	}
	clues := s.clues(r, text)
	if clues == 0 || s.isTitleStart(r, text) {
		return Request{}, text, reader.at
	}
	for _, c := range []struct {
		of   clue
		read func()
	}{
		{authorClue, reader.readAuthors}, {venueClue, reader.readVenues}, {categoryClue, reader.readCategories},
		{sourceClue, reader.readSources}, {dateClue, reader.readDates}, {orderClue, reader.readOrder},
	} {
		if clues&c.of != 0 {
			c.read()
		}
	}
	if !reader.isEmpty() {
		reader.cutNoun()
		reader.Listed = s.isPapersAtLarge(reader.text)
	}
	return reader.Request, reader.text, reader.at
}

var lastNoun = regexp.MustCompile(`(?i)\S\s+((?:papers?|articles?|publications?|preprints?))\W*$`)

// cutNoun takes "papers" off the end of what is left: "initialization papers since
// 2020" are papers on initialization.
func (q *requestReader) cutNoun() {
	if m := lastNoun.FindStringSubmatchIndex(q.text); m != nil {
		q.cut(m[2], m[3])
	}
}

// isTitleStart tells whether a title begins with the text.
func (s *Searcher) isTitleStart(r *ranker, text string) bool {
	tokens := s.analyzer.Tokens(nil, text)
	return len(tokens) > 0 && tokens[len(tokens)-1].Position+1 >= minTitleStart && !r.withPhrase(newPhrase(tokens, 0), atTitleStart).isEmpty()
}

// atLarge are words for papers as such.
var atLarge = lo.Keyify(strings.Fields("paper papers article articles publication publications preprint preprints work works study studies research " +
	"everything anything list listed there new recent latest published written came"))

// isPapersAtLarge tells whether a text asks for papers without saying what they are
// about.
func (s *Searcher) isPapersAtLarge(text string) bool {
	start, end := withoutFrames(text)
	return !slices.ContainsFunc(s.analyzer.Tokens(nil, text[start:end]), func(t analysis.Token) bool {
		return !lo.HasKey(atLarge, t.Word) && !lo.HasKey(questionStops, t.Word)
	})
}

// cut takes text[start:end] out, and the blanks around it but one.
func (q *requestReader) cut(start, end int) {
	left := strings.TrimRightFunc(q.text[:start], unicode.IsSpace)
	right := strings.TrimLeftFunc(q.text[end:], unicode.IsSpace)
	from := len(q.text) - len(right)
	at := slices.Clone(q.at[:len(left)])
	if left != "" && right != "" {
		left, at = left+" ", append(at, q.at[from])
	}
	q.text, q.at = left+right, append(at, q.at[from:]...)
}

// labelOf are the labels that kinds of limits are about.
var labelOf = map[LimitKind]string{LimitAuthor: authorLabel, LimitVenue: venueLabel, LimitCategory: categoryLabel, LimitSource: sourceLabel}

// limit adds a limit that a part of the text asks for, and takes that out.
func (q *requestReader) limit(l Limit, known labelled, start, end int) {
	l.docs = known.docs
	if !known.isKnown() {
		l.State = LimitUnknown
		if !q.ranker.snapshot.HasLabels(labelOf[l.Kind]) {
			l.State = LimitUnrecorded
		}
	}
	q.Limits = append(q.Limits, l)
	q.cut(start, end)
}

// A textWord is a word of a question: text[start:end].
type textWord struct {
	start, end int
	written    string
	folded     string
}

var nameWord = regexp.MustCompile(`[\p{L}\p{N}][\p{L}\p{M}\p{N}'’.\-]*`)

// words returns the words of what is left of the question.
func (q *requestReader) words() []textWord {
	var words []textWord
	for _, m := range nameWord.FindAllStringIndex(q.text, -1) {
		written := strings.TrimRight(q.text[m[0]:m[1]], "'’.-")
		words = append(words, textWord{m[0], m[0] + len(written), written, analysis.Fold(written)})
	}
	return words
}

// isCapital tells whether a word begins with a capital.
func (w textWord) isCapital() bool {
	for _, r := range w.written {
		return unicode.IsUpper(r)
	}
	return false
}

// isPossessive tells whether a word ends in "'s".
func (w textWord) isPossessive() bool {
	return strings.HasSuffix(w.written, "'s") || strings.HasSuffix(w.written, "’s")
}

// paperNouns are what people call papers.
var paperNouns = lo.Keyify(strings.Fields("paper papers article articles publication publications preprint preprints work works study studies"))

func (w textWord) isPaperNoun() bool { return lo.HasKey(paperNouns, w.folded) }

// isOne tells whether the folded word is one of those.
func (w textWord) isOne(of string) bool { return slices.Contains(strings.Fields(of), w.folded) }

// restored puts corrections of what is left of a question into the question.
func restored(question string, at []int, corrected map[int]analysis.Token) string {
	var b strings.Builder
	from := 0
	for _, start := range slices.Sorted(maps.Keys(corrected)) {
		b.WriteString(question[from:at[start]] + corrected[start].Word)
		from = at[corrected[start].End-1] + 1
	}
	return b.String() + question[from:]
}

// list returns the k first of the papers that a request leaves, in its order, the
// newest first where it names none.
func (r *ranker) list(q Question, k int) []Hit {
	if !q.isList() {
		return nil
	}
	order := q.Order
	if order == BestFirst || q.OrderUnknown {
		order = NewestFirst
	}
	best := newTopK(k, r.snapshot, r.snapshot.Docs())
	for doc := range r.snapshot.Documents() {
		if q.among.has(doc) {
			best.offer(scored{doc, r.precedence(order, doc)})
		}
	}
	return lo.Map(best.best(), func(s scored, _ int) Hit { return Hit{ID: corpus.ID(r.snapshot.ID(s.doc))} })
}

// hasAny tells whether any of the papers has any of the terms.
func (r *ranker) hasAny(terms []Term, papers docSet) bool {
	for _, t := range terms {
		for p := range r.snapshot.Postings(t.Term).All() {
			if papers.has(p.Doc) {
				return true
			}
		}
	}
	return false
}

// precedence returns a number that is the higher the earlier a paper comes in an
// order.
func (r *ranker) precedence(order Order, doc index.DocNum) float64 {
	switch order {
	case OldestFirst:
		if date := r.snapshot.Date(doc); date != 0 {
			return 1 / float64(date)
		}
		return 0
	case MostVotesFirst:
		return float64(r.snapshot.Votes(doc))
	}
	return float64(r.snapshot.Date(doc))
}

// fitting is the share of the best score from which a paper is among those that are
// put into an order: what fits a question worse is not what it asks for, however new.
const fitting = .5

// inOrder puts the candidates that fit into an order; the others stay behind them.
func (r *ranker) inOrder(order Order, candidates []candidate) {
	n := 0
	for n < len(candidates) && candidates[n].score() >= fitting*candidates[0].score() {
		n++
	}
	slices.SortStableFunc(candidates[:n], func(a, b candidate) int {
		return cmp.Compare(r.precedence(order, b.doc), r.precedence(order, a.doc))
	})
}
