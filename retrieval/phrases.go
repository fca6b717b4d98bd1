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
		if found.isEmpty() {
			q.Missing = append(q.Missing, written)
			continue
		}
		q.Required = append(q.Required, written)
		papers = papers.and(found)
	}
	if len(q.Required) > 0 && papers.isEmpty() {
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

// A where says where in a document a phrase may begin.
type where struct {
	fields  []index.Field
	atStart bool // of the field
}

var (
	anywhere     = where{fields: []index.Field{index.Title, index.Abstract}}
	atTitleStart = where{fields: []index.Field{index.Title}, atStart: true}
)

// A begun document is one in which a phrase may begin at those positions, by what was
// looked up so far.
type begun struct {
	doc index.DocNum
	at  index.Positions
}

// withPhrase returns the documents in which the phrase begins in a place allowed. The
// rarest term is looked up first, and the others in the documents that are left.
func (r *ranker) withPhrase(p phrase, place where) docSet {
	docFreq := lo.SliceToMap(p, func(t phraseTerm) (string, int) { return t.term, r.snapshot.DocFreq(t.term) })
	rarest := slices.Clone(p)
	slices.SortStableFunc(rarest, func(a, b phraseTerm) int { return cmp.Compare(docFreq[a.term], docFreq[b.term]) })
	var left []begun
	for i, t := range rarest {
		if i == 0 {
			left = r.begun(t, place)
		} else {
			left = r.goOn(t, left)
		}
		if len(left) == 0 {
			break
		}
	}
	found := docSet{}
	for _, b := range left {
		found.add(b.doc)
	}
	return found
}

// begun returns where a phrase that has this term may begin.
func (r *ranker) begun(t phraseTerm, place where) []begun {
	var out []begun
	for p, at := range r.snapshot.Postings(t.term).Occurrences(place.fields...) {
		b := begun{doc: p.Doc}
		for _, f := range place.fields {
			b.at[f] = beginnings(at[f], t.offset, func(begin uint32) bool { return !place.atStart || begin == 0 })
		}
		if b.anywhere() {
			out = append(out, b)
		}
	}
	return out
}

// goOn returns the documents that have this term, too, in its place.
func (r *ranker) goOn(t phraseTerm, before []begun) []begun {
	var out []begun
	docs := lo.Map(before, func(b begun, _ int) index.DocNum { return b.doc })
	for i, at := range r.snapshot.Postings(t.term).Among(docs) {
		b := begun{doc: docs[i]}
		for f, positions := range at {
			b.at[f] = beginnings(positions, t.offset, func(begin uint32) bool { return slices.Contains(before[i].at[f], begin) })
		}
		if b.anywhere() {
			out = append(out, b)
		}
	}
	return out
}

func (b begun) anywhere() bool {
	return lo.SomeBy(b.at[:], func(begins []uint32) bool { return len(begins) > 0 })
}

// beginnings returns where phrases begin whose word at an offset stands at these
// positions, as far as may says that they may.
func beginnings(positions []uint32, offset uint32, may func(uint32) bool) []uint32 {
	var out []uint32
	for _, position := range positions {
		if position >= offset && may(position-offset) {
			out = append(out, position-offset)
		}
	}
	return out
}
