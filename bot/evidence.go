package bot

import (
	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/retrieval"
	"paperbot/retrieval/summary"
)

// EvidenceHits is how many of the best hits evidence is drawn from: a ranking
// that is to be judged has as many, if the corpus does.
const EvidenceHits = 10

// Evidence returns what a ranking says about whether the corpus answers, first
// being the paper of the first hit. Without hits it is the zero Evidence.
func Evidence(picker *summary.Picker, res retrieval.Result, first corpus.Paper) summary.Evidence {
	if len(res.Hits) == 0 {
		return summary.Evidence{}
	}
	best := res.Hits[:min(EvidenceHits, len(res.Hits))]
	mean := lo.SumBy(best, func(h retrieval.Hit) float64 { return h.Score }) / float64(len(best))
	asked := lo.Reject(res.Question.Terms, func(t retrieval.Term, _ int) bool { return t.Added })
	paper, sentence := picker.Coverage(first.Title, first.Abstract, summaryTerms(asked))
	return summary.Evidence{
		Share:    res.Share(),
		Paper:    paper,
		Sentence: sentence,
		Lead:     lo.Clamp(best[0].Score/mean-1, 0, 1),
	}
}

func summaryTerms(terms []retrieval.Term) []summary.Term {
	return lo.Map(terms, func(t retrieval.Term, _ int) summary.Term {
		return summary.Term{Term: t.Term, Weight: t.Importance()}
	})
}
