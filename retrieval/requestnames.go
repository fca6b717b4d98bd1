package retrieval

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/samber/lo"

	"paperbot/retrieval/analysis"
)

// The stage Names reads who wrote the papers that a question wants and where they
// appeared: "papers by Kaiming He", "Hinton's work", "Vaswani et al.", "at NeurIPS
// 2023", "in cs.CL", "on arXiv". What might as well be words ("training by gradient
// descent", "in nature") is read as a name only if the corpus has that name and the
// question says clearly that it means one; where the corpus has no names, only what
// cannot be anything else is.

const (
	maxNameWords  = 5
	maxVenueWords = 8
)

// A namePlace is a name in a question: its words from one on, so many.
type namePlace struct {
	from, n int
	known   labelled
}

// text returns the name as it is said again: as the corpus has it, or as it was
// written where several people may be meant.
func (p namePlace) text(q *requestReader, words []textWord) string {
	last := words[p.from+p.n-1]
	written := q.text[words[p.from].start:last.end]
	if last.isPossessive() {
		written = written[:len(written)-len("s")]
		written = strings.TrimRight(written, "'’")
	}
	isWhole := p.n > 1 && !strings.Contains(written, ".") && lo.EveryBy(nameWords(written), func(w string) bool { return len(w) > 1 })
	if isWhole && p.known.text != "" {
		return p.known.text
	}
	for _, word := range strings.Fields(p.known.text) {
		if analysis.Fold(word) == analysis.Fold(written) {
			return word // with its capital and accents
		}
	}
	return written
}

// readAuthors reads by whom the papers are to be.
func (q *requestReader) readAuthors() {
	for _, read := range []func([]textWord) bool{q.readBy, q.readPossessive, q.readEtAl, q.readWrote} {
		for read(q.words()) {
			continue // for the next one
		}
	}
	if len(q.Limits) == 0 {
		q.readNameAlone(q.words())
	}
}

// writing are words before "by" that tell that a writer follows.
const writing = "written authored coauthored published"

// readBy reads "by Kaiming He", and the names after it.
func (q *requestReader) readBy(words []textWord) bool {
	hasNoun := slices.ContainsFunc(words, textWord.isPaperNoun)
	for i, w := range words[:max(0, len(words)-1)] {
		if !w.isOne("by from author authors") {
			continue
		}
		isLabel := w.isOne("author authors")
		if isLabel && (len(q.text) == w.end || !strings.ContainsRune(":=", rune(q.text[w.end]))) {
			continue
		}
		isDirect := isLabel || w.folded == "by" && i > 0 && (words[i-1].isPaperNoun() || words[i-1].isOne(writing))
		name, ok := q.nameAt(words, i+1)
		isFull := ok && name.n > 1
		isClear := isDirect || w.folded == "by" && hasNoun && words[i+1].isCapital()
		if ok && !isFull && !isClear {
			continue
		}
		if !ok && isDirect {
			name, ok = q.otherName(words, i+1)
		}
		if !ok {
			continue
		}
		start := w.start
		if i > 0 && words[i-1].isOne(writing) {
			start = words[i-1].start
		}
		q.readNames(words, name, start)
		return true
	}
	return false
}

// readNames takes a name out, and those joined to it: "Kaiming He and Jian Sun".
func (q *requestReader) readNames(words []textWord, name namePlace, start int) {
	names := []namePlace{name}
	for {
		next := name.from + name.n
		if next < len(words) && words[next].isOne("and") {
			next++
		} else if next >= len(words) || !strings.ContainsAny(q.text[words[next-1].end:words[next].start], ",&") {
			break
		}
		another, ok := q.nameAt(words, next)
		if !ok || another.n == 1 && !words[next].isCapital() {
			break
		}
		name = another
		names = append(names, name)
	}
	for _, n := range names[:len(names)-1] {
		q.Limits = append(q.Limits, Limit{Kind: LimitAuthor, Text: n.text(q, words), docs: n.known.docs})
	}
	q.limit(Limit{Kind: LimitAuthor, Text: name.text(q, words)}, name.known, start, words[name.from+name.n-1].end)
}

// nameAt returns the longest name of an author of the corpus that begins at a word.
func (q *requestReader) nameAt(words []textWord, from int) (namePlace, bool) {
	for n := min(maxNameWords, len(words)-from); n > 0; n-- {
		if known := q.author(words[from : from+n]); known.isKnown() {
			return namePlace{from, n, known}, true
		}
	}
	return namePlace{}, false
}

// nameBefore returns the longest name of an author of the corpus that ends at a word.
func (q *requestReader) nameBefore(words []textWord, last int) (namePlace, bool) {
	for n := min(maxNameWords, last+1); n > 0; n-- {
		if known := q.author(words[last+1-n : last+1]); known.isKnown() {
			return namePlace{last + 1 - n, n, known}, true
		}
	}
	return namePlace{}, false
}

// author returns the papers by whom these words name. They stand together, but a
// family name that comes first may be followed by a comma.
func (q *requestReader) author(words []textWord) labelled {
	commas := 0
	for i, w := range words[1:] {
		switch between := strings.TrimSpace(q.text[words[i].end:w.start]); between {
		case "", ".":
		case ",":
			commas++
		default:
			return labelled{}
		}
	}
	isLink := func(w textWord) bool { return !w.isCapital() && w.isOne(linking) }
	if commas > 1 || slices.ContainsFunc(words, isLink) {
		return labelled{}
	}
	asked := lo.FlatMap(words, func(w textWord, _ int) []string { return nameWords(w.written) })
	if len(asked) == 1 && len(asked[0]) == 1 {
		return labelled{} // a letter is no name
	}
	how := resemblance(isEitherInitial)
	if len(words) > 2 && !lo.EveryBy(words, textWord.isCapital) {
		how = isInitial // a word after the name would be taken for what an initial stands for
	}
	return q.ranker.byAuthor(asked, how)
}

// linking are words in small letters that are no part of a name.
const linking = "and or on about since from before after in at with for of that which to until till between during regarding published as et al"

// particles are words in small letters that are parts of names.
const particles = "van von der den de del della di da dos le la bin ibn ten ter"

// otherName returns the name that begins at a word and that no author has as it
// stands: a given name by itself, or words with capitals.
func (q *requestReader) otherName(words []textWord, from int) (namePlace, bool) {
	n := 0
	for i, w := range words[from:min(len(words), from+maxNameWords)] {
		apart := i > 0 && strings.TrimLeft(q.text[words[from+i-1].end:w.start], ". ") != ""
		if apart || !w.isCapital() && !w.isOne(particles) {
			break
		}
		n = i + 1
	}
	if n == 0 {
		return namePlace{}, false
	}
	name := namePlace{from: from, n: n}
	if n == 1 {
		name.known = q.ranker.byGivenName(words[from].folded)
	}
	return name, true
}

// readPossessive reads "Hinton's papers".
func (q *requestReader) readPossessive(words []textWord) bool {
	for i, w := range words {
		rest := words[i+1:]
		for len(rest) > 0 && rest[0].isOne("recent latest newest new early earlier first other best most popular cited") {
			rest = rest[1:]
		}
		if !w.isPossessive() || len(rest) == 0 || !rest[0].isPaperNoun() || rest[0].isOne("study studies") {
			continue
		}
		if name, ok := q.nameBefore(words, i); ok {
			q.limit(Limit{Kind: LimitAuthor, Text: name.text(q, words)}, name.known, words[name.from].start, w.end)
			return true
		}
	}
	return false
}

var yearAlone = regexp.MustCompile(`^[\s,(]*((?:19|20)\d\d)\)?`)

// readEtAl reads "Vaswani et al. (2017)".
func (q *requestReader) readEtAl(words []textWord) bool {
	for i := 1; i+1 < len(words); i++ {
		if words[i].folded != "et" || words[i+1].folded != "al" {
			continue
		}
		name, ok := q.nameBefore(words, i-1)
		if !ok {
			continue
		}
		start, end := words[name.from].start, words[i+1].end
		if strings.HasPrefix(q.text[end:], ".") {
			end++
		}
		if m := yearAlone.FindStringSubmatch(q.text[end:]); m != nil && q.ranker.snapshot.HasDates() {
			year, _ := strconv.Atoi(m[1])
			q.addDates(LimitDuring, period{year: year}, period{})
			end += len(m[0])
		}
		if name.from > 0 && words[name.from-1].isOne("by from of") {
			start = words[name.from-1].start
		}
		q.limit(Limit{Kind: LimitAuthor, Text: name.text(q, words)}, name.known, start, end)
		return true
	}
	return false
}

// readWrote reads "what did Kaiming He write".
func (q *requestReader) readWrote(words []textWord) bool {
	for i, w := range words {
		if !w.isOne("did has have does") {
			continue
		}
		name, ok := q.nameAt(words, i+1)
		verb := name.from + name.n
		if !ok || verb >= len(words) || !words[verb].isOne("write wrote written publish published author authored") {
			continue
		}
		start := w.start
		if i > 0 && words[i-1].isOne("what when") {
			start = words[i-1].start
		}
		q.limit(Limit{Kind: LimitAuthor, Text: name.text(q, words)}, name.known, start, words[verb].end)
		return true
	}
	return false
}

// readNameAlone reads a question that is the full name of an author and nothing else.
func (q *requestReader) readNameAlone(words []textWord) {
	start, end := unframe(q.text)
	words = lo.Filter(words, func(w textWord, _ int) bool { return w.start >= start && w.end <= end })
	if len(words) < 2 || len(words) > maxNameWords {
		return
	}
	if known := q.author(words); known.isKnown() {
		name := namePlace{0, len(words), known}
		q.limit(Limit{Kind: LimitAuthor, Text: name.text(q, words)}, known, start, end)
	}
}

// venueYear matches a venue's short name with its year: "ICLR'24", "NeurIPS2023".
var venueYear = regexp.MustCompile(`^([a-z]+)((?:19|20)?\d\d)$`)

// A venuePlace is a venue in a question: text[start:end].
type venuePlace struct {
	start, end int
	name       string
	year       int // 0 where none is named
}

// readVenues reads where the papers are to have appeared.
func (q *requestReader) readVenues() {
	for {
		words := q.words()
		at := slices.IndexFunc(words, func(w textWord) bool { _, ok := q.venueAt(words, slices.Index(words, w)); return ok })
		if at < 0 {
			return
		}
		v, _ := q.venueAt(words, at)
		known := q.ranker.atVenue(nameWords(v.name), v.year)
		text := v.name
		if v.year > 0 {
			text += " " + strconv.Itoa(v.year)
		}
		q.limit(Limit{Kind: LimitVenue, Text: text}, known, v.start, v.end)
	}
}

// venueAt returns the venue that is named from a word on, with the word before it
// that says so.
func (q *requestReader) venueAt(words []textWord, i int) (venuePlace, bool) {
	first := i // word of the name
	isIn := words[i].isOne("at from in to")
	if isIn {
		first++
		if first < len(words) && words[first].isOne("the") {
			first++
		}
	}
	if first >= len(words) {
		return venuePlace{}, false
	}
	said := i > 0 && words[i-1].isOne("published appeared presented accepted") // where they appeared
	start := words[i].start
	if said && isIn {
		start = words[i-1].start
	}
	if v, ok := q.shortVenue(words, first); ok {
		next := slices.IndexFunc(words, func(w textWord) bool { return w.start >= v.end })
		beforeNoun := next >= 0 && words[next].isPaperNoun()
		isWord := lo.HasKey(venueIsWord, strings.ToLower(v.name))
		v.start = start
		return v, v.year > 0 || beforeNoun || isIn && (said || !isWord)
	}
	isFrom := words[i].folded == "from" && i > 0 && words[i-1].isPaperNoun()
	if !isIn || !said && !isFrom || !words[first].isCapital() {
		return venuePlace{}, false
	}
	for n := min(maxVenueWords, len(words)-first); n > 0; n-- {
		v := venuePlace{start: start, end: words[first+n-1].end, name: q.text[words[first].start:words[first+n-1].end]}
		if q.ranker.atVenue(nameWords(v.name), 0).isKnown() {
			v.end, v.year = q.yearAfter(v.end)
			return v, true
		}
	}
	return venuePlace{}, false
}

// shortVenue returns the venue that a word is the short name of.
func (q *requestReader) shortVenue(words []textWord, at int) (venuePlace, bool) {
	w := words[at]
	name, year := w.folded, 0
	if m := venueYear.FindStringSubmatch(name); m != nil {
		name = m[1]
		year, _ = strconv.Atoi(m[2])
		if year < 100 {
			year += 2000
		}
	}
	if _, ok := venueForms[name]; !ok {
		return venuePlace{}, false
	}
	if lo.HasKey(venueIsWord, name) && !strings.HasPrefix(w.written, strings.ToUpper(name)) {
		return venuePlace{}, false
	}
	v := venuePlace{end: w.end, name: w.written[:len(name)], year: year}
	if year == 0 {
		v.end, v.year = q.yearAfter(v.end)
	}
	return v, true
}

// yearAfter returns the year that stands at a place, and the place after it.
func (q *requestReader) yearAfter(at int) (end, year int) {
	m := yearAlone.FindStringSubmatch(q.text[at:])
	if m == nil {
		return at, 0
	}
	year, _ = strconv.Atoi(m[1])
	return at + len(m[0]), year
}

// arXivCategory matches the categories of arXiv that look like nothing else.
// Source: arXiv's category taxonomy.
var arXivCategory = regexp.MustCompile(`(?i)(?:\b(?:in|from|under|category)\b[:\s]\s*)?\b((?:cs|math|stat|eess|q-bio|q-fin|econ|physics|astro-ph|cond-mat|nlin)\.[a-z-]{2,8}|` +
	`hep-(?:th|ph|ex|lat)|quant-ph|gr-qc|astro-ph|cond-mat|nucl-(?:th|ex)|math-ph)\b`)

// readCategories reads in which categories of arXiv the papers are to be.
func (q *requestReader) readCategories() {
	for m := arXivCategory.FindStringSubmatchIndex(q.text); m != nil; m = arXivCategory.FindStringSubmatchIndex(q.text) {
		written := q.text[m[2]:m[3]]
		wanted := strings.ToLower(written)
		known := q.ranker.withLabel(categoryLabel+wanted, func(label string) bool {
			category := strings.ToLower(lastPart(label))
			return category == wanted || strings.HasPrefix(category, wanted+".")
		})
		if !known.isKnown() && !strings.Contains(wanted, ".") {
			return // may be a word
		}
		if known.isKnown() && strings.Contains(wanted, ".") {
			written = known.text
		}
		q.limit(Limit{Kind: LimitCategory, Text: written}, known, m[0], m[1])
	}
}

// sources are what people call the places that identifiers come from.
var sources = map[string]string{"arxiv": "arxiv", "pubmed": "pmid", "openreview": "openreview", "acl anthology": "acl"}

var sourceNamed = regexp.MustCompile(`(?i)\b(?:on|from|in) (?:the )?(arxiv|pubmed|openreview|acl anthology)\b`)

// readSources reads where the papers are to be kept.
func (q *requestReader) readSources() {
	m := sourceNamed.FindStringSubmatchIndex(q.text)
	if m == nil {
		return
	}
	written := q.text[m[2]:m[3]]
	scheme := sourceLabel + sources[strings.ToLower(written)]
	if known := q.ranker.withLabel(scheme, func(label string) bool { return label == scheme }); known.isKnown() {
		q.limit(Limit{Kind: LimitSource, Text: written}, known, m[0], m[1])
	}
}

// inYear returns the documents of a year.
func (r *ranker) inYear(year int) docSet {
	docs := docSet{}
	for doc, date := range r.snapshot.Documents() {
		if date.Year() == year {
			docs.add(doc)
		}
	}
	return docs
}

// isOfYear tells whether a venue's words name a year, and whether it is that.
func isOfYear(words []string, year int) (named, same bool) {
	for _, w := range words {
		if n, err := strconv.Atoi(w); err == nil && n >= 1900 && n < 2200 {
			named = true
			same = same || n == year
		}
	}
	return named, same
}
