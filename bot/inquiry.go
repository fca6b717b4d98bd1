package bot

import (
	"cmp"
	"regexp"
	"slices"

	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/retrieval"
	"paperbot/retrieval/summary"
)

// An inquiry is a question with what was found for it, and how it is answered.
type inquiry struct {
	Question
	found   retrieval.Result
	asked   summary.Question
	isTitle bool // the question is the title of a paper
	several bool // papers or methods are asked for, and not one of them
	isOpen  bool // the asker set no number of papers
}

const (
	// listPapers is how many papers answer a question that asks for several, where
	// the asker sets no number: as many as have their own buttons in a message.
	listPapers = 5
	// listShare is the share of the best paper's score down to which papers belong to
	// such a list, beyond the number that any answer has. Of the
	// papers above it, for nine judged questions on a topic, 30 of 42 are judged to be on
	// it; of the next ones below, 7 of 30.
	listShare = .5
	// listQuotes is how many sentences of each of them are quoted.
	listQuotes = 1
	// maxQuotes is how many sentences of a paper are quoted at most elsewhere.
	maxQuotes = 3
)

func newInquiry(q Question, found retrieval.Result, isTitle bool) inquiry {
	text := cmp.Or(found.Question.Understood, q.Text)
	in := inquiry{Question: q, found: found, isTitle: isTitle}
	in.asked = summary.Question{Kind: summary.KindOf(text), Terms: lo.Map(found.Question.Terms, summaryTerm)}
	if len(found.Compared) > 0 {
		in.asked.Kind = summary.KindCompare
		in.asked.Sides = lo.Map(found.Compared, func(c retrieval.Compared, _ int) summary.Side { return sideTerms(c.Terms) })
	}
	in.several = wantsSeveral(in.asked.Kind, text)
	if in.isOpen = in.Papers == 0; in.isOpen {
		in.Papers = lo.Ternary(in.several, listPapers, defaultPapers)
	}
	return in
}

func summaryTerm(t retrieval.Term, _ int) summary.Term {
	return summary.Term{Term: t.Term, Weight: t.Importance()}
}

// sideTerms returns a side's terms by their share of the words that name it.
func sideTerms(terms []retrieval.Term) summary.Side {
	own := lo.SumBy(terms, func(t retrieval.Term) float64 { return lo.Ternary(t.Added, 0, t.Importance()) })
	return lo.Map(terms, func(t retrieval.Term, i int) summary.Term {
		s := summaryTerm(t, i)
		s.Weight /= max(own, t.Importance()) // some side may be made of other forms alone
		return s
	})
}

// Words for papers, and for what papers bring, where more than one is asked for.
var (
	severalPapers = regexp.MustCompile(`(?i)\b(?:papers|articles|publications|preprints|studies|works|literature|surveys)\b`)
	severalThings = regexp.MustCompile(`(?i)^\W*(?:which|what|list|name|any)(?: \S+){0,3} ` +
		`(?:methods|approaches|techniques|algorithms|optimi[sz]ers|models|architectures|strategies|schemes|ways|tricks|datasets|benchmarks|alternatives)\b`)
)

// wantsSeveral tells whether a question asks for papers or methods in the plural.
func wantsSeveral(kind summary.Kind, text string) bool {
	switch kind {
	case summary.KindList:
		return severalPapers.MatchString(text) || severalThings.MatchString(text)
	case summary.KindWhich, summary.KindOther:
		return severalThings.MatchString(text)
	}
	return false
}

// outcome judges how far the corpus answers.
func (in inquiry) outcome() Outcome {
	if in.isTitle {
		return Answered
	}
	band := band(in.found)
	if len(in.found.Compared) > 0 {
		band = comparedBand(band, in.found.Compared)
	}
	band = limitedBand(in.found, band)
	if in.asked.Kind == summary.KindWho {
		band = min(band, summary.BandClosest) // abstracts do not say who wrote them
	}
	return outcomes[band]
}

// page returns the hits that are asked for, and whether there are more.
func (in inquiry) page() (hits []retrieval.Hit, more bool) {
	hits = in.found.Hits
	if kept := known(in.found.Compared); in.outcome() == Closest && len(kept) < len(in.found.Compared) {
		hits = lo.Filter(hits, func(h retrieval.Hit, _ int) bool {
			return slices.ContainsFunc(kept, func(c retrieval.Compared) bool { return c.Has(h.ID) })
		})
	}
	hits = hits[min(in.Skip, len(hits)):]
	papers := min(in.Papers, len(hits))
	byScore := in.found.Question.Order == retrieval.BestFirst && !in.found.Question.Listed
	for byScore && in.isOpen && papers > defaultPapers && in.relative(hits[papers-1]) < listShare {
		papers--
	}
	return hits[:papers], len(hits) > papers
}

// relative returns a hit's score over the best one's.
func (in inquiry) relative(h retrieval.Hit) float64 { return h.Score / in.found.Best().Score }

// standing says how a paper stands among those found.
func (in inquiry) standing(h retrieval.Hit) summary.Standing {
	return summary.Standing{
		Relative: in.relative(h),
		Share:    in.found.ShareOf(h),
		Listed:   in.several,
		Wanted:   in.speaks(h.ID),
	}
}

// speaks tells whether a paper speaks for a side of a comparison: for all of them,
// or as the best on one.
func (in inquiry) speaks(id corpus.ID) bool {
	compared := in.found.Compared
	return len(compared) > 0 && (len(about(compared, id)) == len(compared) ||
		slices.ContainsFunc(compared, func(c retrieval.Compared) bool { return c.Best.ID == id }))
}

// quotes returns how many sentences of a paper are quoted at most.
func (in inquiry) quotes() int { return lo.Ternary(in.several, listQuotes, maxQuotes) }
