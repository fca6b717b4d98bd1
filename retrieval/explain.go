package retrieval

import (
	"paperbot/corpus"
	"paperbot/retrieval/index"
)

// An Explanation says how the score of one paper came about: the contributions
// of its terms and what the stages add sum to the score.
type Explanation struct {
	ID      corpus.ID
	Score   float64
	Request // which papers were chosen from, and in which order they stand
	Terms   []TermScore
	Stages  []StageScore
}

// A TermScore is one term's part: Weight · IDF · x / (k1 + x), where x is the
// sum of the fields' frequencies.
type TermScore struct {
	Term
	Fields       [index.NumFields]FieldScore // by index.Field
	Contribution float64
}

// A FieldScore is a term's frequency in one field before and after
// normalisation.
type FieldScore struct {
	TF            uint32
	Length        uint32  // tokens in the field
	AverageLength float64 // over all papers
	Frequency     float64 // w · tf / (1 - b + b · dl / avgdl)
}

// A StageScore is what a stage adds to a score.
type StageScore struct {
	Stage        Stage
	Contribution float64
}

func (r *ranker) explain(q Question, doc index.DocNum) Explanation {
	e := Explanation{ID: corpus.ID(r.snapshot.ID(doc)), Request: q.Request}
	if !q.among.has(doc) || q.Listed {
		return e
	}
	titleIDF := 0.0
	for _, t := range q.Terms {
		p, ok := r.posting(t.Term, doc)
		if !ok {
			continue
		}
		s := TermScore{Term: t, Contribution: r.termScore(t, p)}
		for f := range index.Field(index.NumFields) {
			s.Fields[f] = r.fieldScore(f, p)
		}
		e.Terms = append(e.Terms, s)
		e.Score += s.Contribution
		if p.Freq[index.Title] > 0 {
			titleIDF += t.titleIDF()
		}
	}
	bm25 := e.Score
	acc := r.accumulate(q)
	defer r.release(acc)
	if r.stages.has(TitleCoverage) {
		e.add(TitleCoverage, coverage(bm25, titleIDF, r.titleIDF()[doc]))
	}
	e.add(TitleStart, acc.begun(doc, bm25))
	e.add(Proximity, acc.pairs[doc])
	for _, c := range r.refine(acc, q.Terms, r.snapshot.MaxDoc()) {
		if c.doc == doc {
			e.add(Feedback, c.feedback)
			e.add(Neighbours, c.neighbours)
		}
	}
	return e
}

// add adds what a stage does to the score, if it does anything.
func (e *Explanation) add(stage Stage, contribution float64) {
	if contribution != 0 {
		e.Stages = append(e.Stages, StageScore{stage, contribution})
		e.Score += contribution
	}
}

func (r *ranker) fieldScore(f index.Field, p index.Posting) FieldScore {
	dl := r.snapshot.Lengths(p.Doc)[f]
	return FieldScore{
		TF:            p.Freq[f],
		Length:        dl,
		AverageLength: r.average[f],
		Frequency:     r.bm25.FieldFrequency(f, float64(p.Freq[f]), float64(dl), r.average[f]),
	}
}

func (r *ranker) posting(term string, doc index.DocNum) (index.Posting, bool) {
	for p := range r.snapshot.Postings(term).All() {
		if p.Doc == doc {
			return p, true
		}
	}
	return index.Posting{}, false
}
