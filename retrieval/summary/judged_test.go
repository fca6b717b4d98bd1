package summary

import (
	"cmp"
	"os"
	"slices"
	"strings"
	"testing"

	"paperbot/retrieval/analysis"
)

// A rankedLine is a question over one abstract with the sentences that answer.
type rankedLine struct {
	ID, Question, Doc, Title string
	Sentences                []string
	Relevant                 []int
}

// A judged question is one whose right sentences are known.
type judged struct {
	id, group       string // group: the abstract, so that folds do not share it
	title, abstract string
	question        Question
	gold            []Span // the sentences as the set cuts them
	relevant        []int  // numbers of those that answer
}

// The sets that sentences for a question are measured on, and the seed
// corpus's own judged questions.
var judgedSets = []string{"scifact", "evinf", "pubmedqa", "questions"}

// readJudged reads a set. Terms weigh their idf over the set's own abstracts.
func readJudged(t testing.TB, set string) []judged {
	t.Helper()
	if set == "questions" {
		return readQuestions(t)
	}
	a := analysis.New()
	lines := readShared[rankedLine](t, set+"-dev.jsonl")
	abstracts := map[string]string{}
	for _, l := range lines {
		abstracts[l.Title] = strings.Join(l.Sentences, " ")
	}
	idf := idfOver(a, abstracts)
	var out []judged
	for _, l := range lines {
		j := judged{id: l.ID, group: l.Title, title: l.Title, abstract: abstracts[l.Title], relevant: l.Relevant}
		j.abstract, j.gold = joined(l.Sentences)
		j.question = questionOf(a, l.Question, idf)
		out = append(out, j)
	}
	return out
}

// readQuestions reads the judged questions of the seed corpus, one judged
// question for each paper with sentences.
func readQuestions(t testing.TB) []judged {
	t.Helper()
	abstracts := readSeed(t)
	a := analysis.New()
	idf := idfOver(a, abstracts)
	type line struct {
		ID, Kind, Question string
		Relevant           []struct {
			Title     string
			Grade     int
			Sentences []string
		}
	}
	var out []judged
	for _, l := range readShared[line](t, "../questions.jsonl") {
		if l.Kind == "non-english" {
			continue
		}
		for _, r := range l.Relevant {
			if len(r.Sentences) == 0 || r.Grade < 2 {
				continue
			}
			abstract := abstracts[r.Title]
			j := judged{id: l.ID + " " + r.Title, group: r.Title, title: r.Title, abstract: abstract, question: questionOf(a, l.Question, idf)}
			for span := range Sentences(abstract) {
				text := abstract[span.Start:span.End]
				if slices.ContainsFunc(r.Sentences, func(s string) bool { return strings.Contains(s, text) || strings.Contains(text, s) }) {
					j.relevant = append(j.relevant, len(j.gold))
				}
				j.gold = append(j.gold, span)
			}
			out = append(out, j)
		}
	}
	return out
}

// readSeed returns the seed corpus's abstracts by title, as the file has them.
func readSeed(t testing.TB) map[string]string {
	t.Helper()
	b, err := os.ReadFile("../../corpus/seed/trending-papers.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(b), "\n")
	abstracts := map[string]string{}
	for i := 3; i < len(lines); i += 2 {
		abstracts[strings.TrimPrefix(lines[i-1], "Subscribe")] = lines[i]
	}
	return abstracts
}

// joined joins sentences to a text and tells where they are in it.
func joined(sentences []string) (string, []Span) {
	text := strings.Join(sentences, " ")
	var spans []Span
	at := 0
	for _, s := range sentences {
		spans = append(spans, Span{at, at + len(s)})
		at += len(s) + 1
	}
	return text, spans
}

func idfOver(a *analysis.Analyzer, abstracts map[string]string) func(string) float64 {
	n := map[string]int{}
	for _, text := range abstracts {
		seen := map[string]bool{}
		for _, t := range a.Tokens(nil, text) {
			if !seen[t.Term] {
				seen[t.Term] = true
				n[t.Term]++
			}
		}
	}
	return func(term string) float64 { return inverseFrequency(n[term], len(abstracts)) }
}

func questionOf(a *analysis.Analyzer, text string, idf func(string) float64) Question {
	q := Question{Kind: KindOf(text)}
	for _, t := range a.Tokens(nil, text) {
		if !slices.ContainsFunc(q.Terms, func(o Term) bool { return o.Term == t.Term }) {
			q.Terms = append(q.Terms, Term{t.Term, idf(t.Term)})
		}
	}
	return q
}

// goldOf returns the number of the set's own sentence that span starts in.
func (j *judged) goldOf(span Span) int {
	return max(0, slices.IndexFunc(j.gold, func(g Span) bool { return span.Start < g.End }))
}

// ranking turns sentences, best first, into the set's own sentence numbers,
// followed by those that none of them starts in.
func (j *judged) ranking(sentences []Span) []int {
	var out []int
	for _, s := range sentences {
		if g := j.goldOf(s); !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	for g := range j.gold {
		if !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out
}

// rankFigures are the measures of a ranking, means over questions, times 100.
type rankFigures struct{ mrr, p1, f2 float64 }

func (f *rankFigures) add(ranking, relevant []int) {
	first := slices.IndexFunc(ranking, func(i int) bool { return slices.Contains(relevant, i) })
	if first >= 0 {
		f.mrr += 1 / float64(first+1)
	}
	if first == 0 {
		f.p1++
	}
	hits := 0
	top := ranking[:min(2, len(ranking))]
	for _, i := range top {
		if slices.Contains(relevant, i) {
			hits++
		}
	}
	f.f2 += 2 * float64(hits) / float64(len(top)+len(relevant))
}

func (f rankFigures) over(n int) rankFigures {
	s := 100 / float64(n)
	return rankFigures{f.mrr * s, f.p1 * s, f.f2 * s}
}

// byScore returns the numbers of scores, highest first, earlier ones first
// among equals.
func byScore(scores []float64) []int {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	return order
}
