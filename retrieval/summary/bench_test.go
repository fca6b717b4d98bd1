package summary

import (
	"maps"
	"slices"
	"testing"

	"paperbot/retrieval/analysis"
)

// benchPaper returns the paper of the seed corpus that all benchmarks read, one
// of 200 words, with a question that it answers.
func benchPaper(b *testing.B) (title, abstract string, q Question) {
	b.Helper()
	abstracts := readSeed(b)
	title = "Measuring the Intrinsic Dimension of Objective Landscapes"
	idf := idfOver(analysis.New(), abstracts)
	return title, abstracts[title], questionOf(analysis.New(), "how many parameters are needed to train a network in a random subspace?", idf)
}

func BenchmarkSentences(b *testing.B) {
	_, abstract, _ := benchPaper(b)
	b.SetBytes(int64(len(abstract)))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for range Sentences(abstract) {
			n++
		}
	}
}

func BenchmarkForQuestion(b *testing.B) {
	title, abstract, q := benchPaper(b)
	p := New(analysis.New())
	b.ReportAllocs()
	for b.Loop() {
		p.ForQuestion(title, abstract, q, 3)
	}
}

func BenchmarkGist(b *testing.B) {
	title, abstract, _ := benchPaper(b)
	p := New(analysis.New())
	b.ReportAllocs()
	for b.Loop() {
		p.Gist(title, abstract)
	}
}

// BenchmarkTenPapers is one answer: three quotes from each of ten papers.
func BenchmarkTenPapers(b *testing.B) {
	_, _, q := benchPaper(b)
	abstracts := readSeed(b)
	titles := slices.Sorted(maps.Keys(abstracts))[:10]
	p := New(analysis.New())
	b.ReportAllocs()
	for b.Loop() {
		for _, title := range titles {
			p.ForQuestion(title, abstracts[title], q, 3)
		}
	}
}

// BenchmarkDocument is what a paper costs that is not in the cache, on top of
// the above.
func BenchmarkDocument(b *testing.B) {
	title, abstract, _ := benchPaper(b)
	a := analysis.New()
	b.ReportAllocs()
	for b.Loop() {
		newDocument(a, title, abstract)
	}
}

// BenchmarkTokens is what of that is analysis alone.
func BenchmarkTokens(b *testing.B) {
	_, abstract, _ := benchPaper(b)
	a := analysis.New()
	var tokens []analysis.Token
	b.ReportAllocs()
	for b.Loop() {
		tokens = a.Tokens(tokens[:0], abstract)
	}
}
