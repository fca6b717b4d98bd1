package retrieval

import (
	"regexp"
	"strings"

	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/retrieval/analysis"
)

// The stage Comparison takes a question that puts things side by side ("LoRA vs
// full fine-tuning") as one question about each. Papers about all sides come
// first, then the best paper on each side, then the others.
//
// It is there for what the first papers say together, and costs .0001 of nDCG@10
// over nine collections (CACM -.0006, by one question).

// A Side is one of the things that a question compares.
type Side struct {
	Name  string // as the question writes it
	Terms []Term // its content words, and other forms of them

	pairs []pair
}

// A Compared is what the papers say of one side of a comparison.
type Compared struct {
	Side
	Best    Hit     // of the papers about it, the one that fits the whole question best; zero for none
	Share   float64 // how much of the side the best paper on it alone covers, see Result.ShareOf
	Matched int     // words of the side that this paper has

	papers map[corpus.ID]struct{} // those that are about it
}

// Has tells whether a paper is about the side.
func (c Compared) Has(id corpus.ID) bool { return lo.HasKey(c.papers, id) }

const (
	// aboutShare is the share of the score of a side's best paper from which on a
	// paper is about that side, too.
	aboutShare = .35
	// worthyShare is the share of the score of the best paper for the whole question
	// from which on a paper about all sides comes before it.
	worthyShare = .75
	// comparedPapers is how many papers of the whole question and of each side are
	// looked at.
	comparedPapers = 100
	// maxSides and maxSideWords bound what is taken for a comparison: a longer
	// side is a sentence.
	maxSides     = 4
	maxSideWords = 7
	// maxComparison is how many words a question that compares has at most: longer
	// texts are abstracts and stories.
	maxComparison = 30
	// maxChoice is how many words a question has at most that compares by "or" alone.
	maxChoice = 8
)

// A contrast is a wording that compares: the part of the question that names the
// sides, in the first group, and what stands between them.
type contrast struct{ sides, between *regexp.Regexp }

// versus is what stands between two names of any comparison.
const versus = `,? (?:vs\.?|versus) `

// contrasts are tried in order, those with "or" last.
var contrasts = lo.Map([][2]string{
	{`\b(?:differences?|distinctions?|trade-?offs?|comparisons?|compare) between (.+)`, versus + `|,? and `},
	{`^(?:please )?(?:compare|comparing|contrast) (.+)`, versus + `|,? (?:and|with|to|against) `},
	{`^(.+)$`, versus + `| compared (?:to|with) `},
	{`^(?:is|are|was|were|does|do|did|can|could|will|would|why (?:is|are|does|do)) (.+)`,
		`(?: \w+)? (?:(?:better|worse|faster|slower|cheaper|stronger|weaker|safer|simpler|(?:more|less) [\w-]+) than|outperforms?|beats?) `},
	{`\b(?:(?:which|what)\b[^,:?]*\b(?:better|best|worse|faster|cheaper|preferable)\b[^,:?]*[,:?]|should (?:i|we|one) (?:use|choose|prefer|pick|take)) (.+)`,
		versus + `|,? or `},
}, func(c [2]string, _ int) contrast {
	return contrast{regexp.MustCompile(`(?i)` + c[0]), regexp.MustCompile(`(?i)` + c[1])}
})

// contrastWords are what a wording that compares has at least one of. Looking for them
// costs a hundredth of trying the patterns.
var contrastWords = []string{
	" vs", "versus", "compar", "differen", "distinction", "tradeoff", "trade-off", "contrast", " than ", "outperform", "beat", " or ",
}

func mayContrast(text string) bool {
	text = strings.ToLower(text)
	return lo.SomeBy(contrastWords, func(word string) bool { return strings.Contains(text, word) })
}

// A choice is a short question that only names the sides: "Pre-LN or Post-LN?" It
// does not begin as those in which "or" joins what is looked for.
var (
	choice    = contrast{regexp.MustCompile(`^([^,]+)$`), regexp.MustCompile(`(?i),? or `)}
	notChoice = regexp.MustCompile(`(?i)^\W*(?:what|which|who|where|when|why|how|is|are|was|were|do|does|did|can|could|should|would|will|has|have|papers?|any|anything|list|find|show)\b`)
)

// A name of a side ends with its clause, and what all sides are compared in does
// not belong to the last one; nor do articles and verbs before a name to it.
var (
	clauseEnd = regexp.MustCompile(`[:;?!,(]|\.(?:\s|$)| [—–-] | (?:which|what|who|where|compare|comparing|and (?:why|how|when)) `)
	setting   = regexp.MustCompile(`(?i) (?:on|for|in|at|when|under|over|if|within|during|as) `)
	leading   = regexp.MustCompile(`(?i)^(?:(?:the|an?|is|are|does|do|using|use|between|both|either)\s+)+`)
)

// sides returns the things that a question compares; nil for none.
func (s *Searcher) sides(r *ranker, text string, tokens []analysis.Token) []Side {
	if !s.stages.has(Comparison) {
		return nil
	}
	var sides []Side
	for _, name := range namesOfSides(text) {
		words := lo.Filter(tokens, func(t analysis.Token, _ int) bool { return name.start <= t.Start && t.End <= name.end })
		if len(words) == 0 {
			return nil
		}
		terms, _ := s.widen(r, text, words, r.weigh(words))
		sides = append(sides, Side{Name: text[name.start:name.end], Terms: terms, pairs: s.pairs(r, words)})
	}
	if different := lo.UniqBy(sides, func(s Side) string { return strings.ToLower(s.Name) }); len(different) < len(sides) {
		return nil
	}
	return sides
}

// namesOfSides returns where a question names what it compares, by the first
// contrast that it is worded as.
func namesOfSides(text string) []span {
	if len(strings.Fields(text)) > maxComparison {
		return nil
	}
	if !mayContrast(text) {
		return nil
	}
	start, end := unframe(text)
	for _, c := range contrasts {
		if names := c.names(text[:end], start); len(names) > 1 {
			return names
		}
	}
	if len(strings.Fields(text)) > maxChoice || !strings.HasSuffix(strings.TrimSpace(text), "?") || notChoice.MatchString(text) {
		return nil
	}
	return choice.names(text[:end], start)
}

// names returns where a text names the sides of a contrast, from a place on.
func (c contrast) names(text string, from int) []span {
	m := c.sides.FindStringSubmatchIndex(text)
	if m == nil {
		return nil
	}
	var names []span
	at, last := m[2], m[3]
	for _, joint := range append(c.between.FindAllStringIndex(text[at:last], -1), []int{last - at, last - at}) {
		names = append(names, span{at, m[2] + joint[0]})
		at = m[2] + joint[1]
	}
	if len(names) < 2 || len(names) > maxSides {
		return nil
	}
	names[0].start = max(names[0].start, min(from, names[0].end))
	settled := setting.MatchString(text[names[0].start:names[0].end]) // each side says what it is in
	for i := range names {
		names[i] = nameIn(text, names[i], i == 0, i == len(names)-1 && !settled)
		if n := len(strings.Fields(text[names[i].start:names[i].end])); n == 0 || n > maxSideWords {
			return nil
		}
	}
	return names
}

// nameIn returns the part of a side that is its name, without its setting if cut.
func nameIn(text string, s span, first, cut bool) span {
	if first { // what comes before the last comma leads up to it
		for _, m := range clauseEnd.FindAllStringIndex(text[s.start:s.end], -1) {
			if strings.TrimSpace(text[s.start+m[1]:s.end]) != "" {
				s.start += m[1]
				return nameIn(text, s, first, cut)
			}
		}
	}
	s.start += len(text[s.start:s.end]) - len(strings.TrimLeft(text[s.start:s.end], around))
	s.start += len(leading.FindString(text[s.start:s.end]))
	if m := clauseEnd.FindStringIndex(text[s.start:s.end]); m != nil {
		s.end = s.start + m[0]
	}
	if m := setting.FindStringIndex(text[s.start:s.end]); m != nil && cut {
		s.end = s.start + m[0]
	}
	s.end = s.start + len(strings.TrimRight(text[s.start:s.end], around+`"'”`))
	return s
}

// compare ranks the papers for a comparison: k at most.
func (r *ranker) compare(q Question, k int) ([]Hit, []Compared) {
	hits := r.rank(q, max(k, comparedPapers))
	sides := lo.Map(q.Sides, func(s Side, _ int) Compared { return r.about(q, s, hits) })
	inAll := func(h Hit, _ int) bool {
		return h.Score >= worthyShare*hits[0].Score &&
			lo.EveryBy(sides, func(c Compared) bool { return len(c.papers) == 0 || c.Has(h.ID) })
	}
	ordered := lo.Filter(hits, inAll)
	ordered = append(ordered, hits[:min(1, len(hits))]...)
	for _, side := range sides {
		if side.Best.ID != "" {
			ordered = append(ordered, side.Best)
		}
	}
	ordered = lo.UniqBy(append(ordered, hits...), func(h Hit) corpus.ID { return h.ID })
	for i := len(ordered) - 2; i >= 0; i-- { // scores fall, so that they give the order
		ordered[i].Score = max(ordered[i].Score, ordered[i+1].Score)
	}
	return ordered[:min(k, len(ordered))], sides
}

// about returns what papers there are on one side of a comparison; hits are those
// for the whole question.
func (r *ranker) about(q Question, s Side, hits []Hit) Compared {
	alone := Question{Text: s.Name, Terms: s.Terms, pairs: s.pairs, among: q.among}
	found := r.rank(alone, comparedPapers)
	c := Compared{Side: s, papers: make(map[corpus.ID]struct{})}
	if len(found) == 0 {
		return c
	}
	c.Share = Result{Question: alone}.ShareOf(found[0])
	c.Matched = found[0].Matched
	for _, h := range found {
		if h.Score >= aboutShare*found[0].Score {
			c.papers[h.ID] = struct{}{}
		}
	}
	best, ok := lo.Find(hits, func(h Hit) bool { return c.Has(h.ID) })
	if !ok {
		best = found[0]
	}
	c.Best = best
	return c
}
