package retrieval

import (
	"cmp"
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/samber/lo"

	"paperbot/retrieval/analysis"
	"paperbot/retrieval/index"
)

// A phrase is words that stand next to each other, as they were analysed.
type phrase []phraseTerm

// A phraseTerm is a term and at which position after the phrase's first word it
// stands. Stop words count there, so that any may stand in the place of another.
type phraseTerm struct {
	term   string
	offset uint32
}

// newPhrase returns the phrase of tokens that begins at a position.
func newPhrase(tokens []analysis.Token, from int) phrase {
	var p phrase
	for _, t := range tokens {
		if !t.Part {
			p = append(p, phraseTerm{t.Term, uint32(t.Position - from)})
		}
	}
	return p
}

// quotationMarks matches what stands in quotation marks of one kind; each kind is a group.
var quotationMarks = regexp.MustCompile(`"([^"]+)"|[“”„]([^“”„]+)[“”]|«([^«»]+)»|「([^「」]+)」`)

// opensQuotation are the marks that a match of quotationMarks begins with: few
// questions have one, and to look for them takes a hundredth of the time.
const opensQuotation = `"“”„«「`

// maxQuoting is the number of words up to which a question's quotation marks ask
// for a phrase. Longer texts were written for readers and quote as prose does: to
// ask for all of theirs cost .008 of nDCG@10 over nine collections.
const maxQuoting = 30

// Quotes are the phrases that a question puts in quotation marks.
type Quotes struct {
	Required []string // papers without one of these were left out
	Missing  []string // no paper has any of these
	Apart    []string // papers have each of these, but none has all
}

// quotes finds the phrases that a question puts in quotation marks, and the papers
// that have them all; nil papers are all papers. Where no paper has one, the others are asked for; where papers have
// each, but none has all, none is.
func (s *Searcher) quotes(r *ranker, text string) (q Quotes, papers docSet) {
	for written, p := range s.quoted(text) {
		found := r.withPhrase(p, anywhere)
		if len(found) == 0 {
			q.Missing = append(q.Missing, written)
			continue
		}
		q.Required = append(q.Required, written)
		papers = papers.and(found)
	}
	if len(q.Required) > 0 && len(papers) == 0 {
		return Quotes{Missing: q.Missing, Apart: q.Required}, nil
	}
	return q, papers
}

// quoted yields what a question puts in quotation marks, as written and as a
// phrase. A single word is no phrase: what quotation marks mean there is often
// "so-called", and to ask for it cost .002 of nDCG@10 on NFCorpus.
func (s *Searcher) quoted(text string) iter.Seq2[string, phrase] {
	return func(yield func(string, phrase) bool) {
		if !strings.ContainsAny(text, opensQuotation) || !s.stages.has(Phrases) || len(strings.Fields(text)) > maxQuoting {
			return
		}
		for _, groups := range quotationMarks.FindAllStringSubmatch(text, -1) {
			written := strings.TrimSpace(strings.Join(groups[1:], ""))
			tokens := s.analyzer.Tokens(nil, written)
			if len(tokens) == 0 || tokens[0].Position == tokens[len(tokens)-1].Position {
				continue
			}
			if !yield(written, newPhrase(tokens, tokens[0].Position)) {
				return
			}
		}
	}
}

// in tells whether the phrase stands in a text of these tokens.
func (p phrase) in(tokens []analysis.Token) bool {
	type place struct {
		term     string
		position int
	}
	at := make(map[place]bool, len(tokens))
	for _, t := range tokens {
		at[place{t.Term, t.Position}] = true
	}
	return slices.ContainsFunc(tokens, func(first analysis.Token) bool {
		return lo.EveryBy(p, func(t phraseTerm) bool { return at[place{t.term, first.Position + int(t.offset)}] })
	})
}

// A docSet is a set of documents; nil is all.
type docSet map[index.DocNum]struct{}

func (s docSet) has(doc index.DocNum) bool {
	if s == nil {
		return true
	}
	_, ok := s[doc]
	return ok
}

func (s docSet) and(t docSet) docSet {
	return lo.PickBy(t, func(doc index.DocNum, _ struct{}) bool { return s.has(doc) })
}

// anywhere and atTitleStart say where in a document a phrase may begin.
func anywhere(index.Field, uint32) bool { return true }

func atTitleStart(f index.Field, position uint32) bool { return f == index.Title && position == 0 }

// withPhrase returns the documents in which the phrase begins at a place that
// accept allows. The rarest term is looked up first, and the others only as long
// as a document is left.
func (r *ranker) withPhrase(p phrase, accept func(index.Field, uint32) bool) docSet {
	docFreq := lo.SliceToMap(p, func(t phraseTerm) (string, int) { return t.term, r.snapshot.DocFreq(t.term) })
	rarest := slices.Clone(p)
	slices.SortStableFunc(rarest, func(a, b phraseTerm) int { return cmp.Compare(docFreq[a.term], docFreq[b.term]) })
	var begins map[index.DocNum]index.Positions // where the phrase may begin, by what was looked up so far
	for i, t := range rarest {
		left := make(map[index.DocNum]index.Positions)
		for p, at := range r.snapshot.Postings(t.term).Occurrences() {
			before, ok := begins[p.Doc]
			if i > 0 && !ok {
				continue
			}
			var now index.Positions
			for f, positions := range at {
				now[f] = lo.FilterMap(positions, func(position uint32, _ int) (uint32, bool) {
					begin := position - t.offset
					return begin, position >= t.offset && accept(index.Field(f), begin) && (i == 0 || slices.Contains(before[f], begin))
				})
			}
			if lo.SomeBy(now[:], func(begins []uint32) bool { return len(begins) > 0 }) {
				left[p.Doc] = now
			}
		}
		if begins = left; len(begins) == 0 {
			break
		}
	}
	return lo.MapValues(begins, func(index.Positions, index.DocNum) struct{} { return struct{}{} })
}
