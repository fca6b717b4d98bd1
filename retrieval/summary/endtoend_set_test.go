package summary

import (
	"slices"
	"strings"
	"testing"

	"paperbot/corpus"
	"paperbot/retrieval"
	"paperbot/retrieval/analysis"
)

type scifactPaper struct {
	ID, Title string
	Sentences []string
}

// TestEndToEndMeasured holds the share of SciFact's claims that get a sentence
// which is evidence, with three papers of the whole corpus and two sentences of
// each.
func TestEndToEndMeasured(t *testing.T) {
	t.Parallel()
	const floor, papersShown, sentencesShown = 78, 3, 2
	var papers []corpus.Paper
	for _, l := range readShared[scifactPaper](t, "scifact-corpus.jsonl.gz") {
		papers = append(papers, corpus.Paper{ID: corpus.ID(l.ID), Title: l.Title, Abstract: strings.Join(l.Sentences, " ")})
	}
	held := corpus.NewCollection(papers)
	a := analysis.New()
	search, err := retrieval.NewSearcher(a, retrieval.Index(a, held.All()), retrieval.Config{Without: []retrieval.Stage{retrieval.Spelling}})
	if err != nil {
		t.Fatal(err)
	}
	p := New(a)
	// A claim has a line for each paper with evidence.
	evidence := map[string][]rankedLine{}
	for _, l := range readShared[rankedLine](t, "scifact-dev.jsonl") {
		evidence[l.Question] = append(evidence[l.Question], l)
	}
	found := 0
	for claim, lines := range evidence {
		res, err := search.Search(t.Context(), retrieval.Query{Text: claim, K: papersShown})
		if err != nil {
			t.Fatal(err)
		}
		asked := Question{Kind: KindOf(claim)}
		for _, term := range res.Question.Terms {
			asked.Terms = append(asked.Terms, Term{term.Term, term.Importance()})
		}
		if slices.ContainsFunc(res.Hits, func(h retrieval.Hit) bool {
			paper, _ := held.Paper(h.ID)
			ranked := p.Rank(paper.Title, paper.Abstract, asked)
			return holdsEvidence(lines, h.ID, ranked[:min(sentencesShown, len(ranked))])
		}) {
			found++
		}
	}
	share := 100 * float64(found) / float64(len(evidence))
	t.Logf("%.1f %% of %d claims", share, len(evidence))
	if share < floor {
		t.Errorf("%.1f %% of claims got evidence, want at least %d", share, floor)
	}
}

// holdsEvidence reports whether one of a paper's sentences is marked as
// evidence.
func holdsEvidence(lines []rankedLine, id corpus.ID, sentences []Sentence) bool {
	at := slices.IndexFunc(lines, func(l rankedLine) bool { return l.Doc == string(id) })
	if at < 0 {
		return false
	}
	_, gold := joined(lines[at].Sentences)
	j := judged{gold: gold}
	return slices.ContainsFunc(sentences, func(s Sentence) bool { return slices.Contains(lines[at].Relevant, j.goldOf(s.Span)) })
}
