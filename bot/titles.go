package bot

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/retrieval/analysis"
)

// titles finds papers by title, whole or half typed.
type titles struct {
	list    []corpus.Paper // by rank, those without one last, then by ID
	byTitle map[string]int // by corpus.NormalTitle: place in list
	lookup  func() *lookup // over list; made when it is first asked for
}

func newTitles(papers iter.Seq[corpus.Paper]) *titles {
	t := &titles{list: slices.SortedStableFunc(papers, compareRanks), byTitle: make(map[string]int)}
	for i, p := range t.list {
		key := corpus.NormalTitle(p.Title)
		if _, ok := t.byTitle[key]; !ok {
			t.byTitle[key] = i
		}
	}
	t.lookup = sync.OnceValue(func() *lookup {
		return newLookup(lo.Map(t.list, paperTitle))
	})
	return t
}

func paperTitle(p corpus.Paper, _ int) string { return p.Title }

func compareRanks(a, b corpus.Paper) int {
	last := func(rank int) uint { return uint(rank) - 1 } // 0, no rank, becomes the greatest
	return cmp.Or(cmp.Compare(last(a.Rank), last(b.Rank)), cmp.Compare(a.ID, b.ID))
}

// foldedWords returns the words of a text as typed text is compared.
func foldedWords(text string) []string {
	fields := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && r != '\'' && r != '+'
	})
	return lo.FilterMap(fields, func(f string, _ int) (string, bool) {
		f = analysis.Fold(f)
		return f, f != ""
	})
}

func hasWord(text string) bool { return len(foldedWords(text)) > 0 }

// exact returns the paper of that whole title, whatever its case and punctuation.
func (t *titles) exact(text string) (corpus.Paper, bool) {
	i, ok := t.byTitle[corpus.NormalTitle(text)]
	if !ok || !hasWord(text) {
		return corpus.Paper{}, false
	}
	return t.list[i], true
}

// complete returns at most n papers whose titles go on from what was typed.
func (t *titles) complete(typed string, n int) []corpus.Paper {
	return t.papers(t.lookup().find(typed, n))
}

// begun returns the paper whose title has all the words that were typed, or
// their beginnings, without mistakes.
func (t *titles) begun(typed string) (corpus.Paper, bool) {
	found := t.papers(t.lookup().findWritten(typed, 1))
	return lo.FirstOrEmpty(found), len(found) > 0
}

func (t *titles) papers(places []int) []corpus.Paper {
	return lo.Map(places, func(i, _ int) corpus.Paper { return t.list[i] })
}

// examples returns at most n questions that the corpus answers: about names
// that titles of the form "Name: what it is" introduce, top of the list first.
func (t *titles) examples(n int) []string {
	var out []string
	for _, p := range t.list {
		name, _, ok := strings.Cut(p.Title, ":")
		if !ok || !hasWord(p.Title) || len(strings.Fields(name)) != 1 || !strings.Contains(p.Abstract, name) {
			continue
		}
		if out = append(out, "what is "+name+"?"); len(out) == n {
			break
		}
	}
	return out
}
