package bot

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"unicode"

	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/retrieval/analysis"
)

// titles finds papers by title, whole or half typed.
type titles struct {
	list    []title        // in the order of the papers
	byTitle map[string]int // by corpus.NormalTitle: place in list
}

type title struct {
	paper corpus.Paper
	words []string // lower-cased and folded, in order
}

func newTitles(papers iter.Seq[corpus.Paper]) *titles {
	t := &titles{byTitle: make(map[string]int)}
	for p := range papers {
		t.byTitle[corpus.NormalTitle(p.Title)] = len(t.list)
		t.list = append(t.list, title{p, foldedWords(p.Title)})
	}
	return t
}

// foldedWords returns the words of a text as typed text is compared.
func foldedWords(text string) []string {
	fields := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && r != '\'' && r != '+'
	})
	return lo.Map(fields, func(f string, _ int) string { return analysis.Fold(f) })
}

func hasWord(text string) bool { return len(foldedWords(text)) > 0 }

// exact returns the paper of that whole title, whatever its case and punctuation.
func (t *titles) exact(text string) (corpus.Paper, bool) {
	i, ok := t.byTitle[corpus.NormalTitle(text)]
	if !ok || !hasWord(text) {
		return corpus.Paper{}, false
	}
	return t.list[i].paper, true
}

// complete returns the titles in which every typed word begins a word: first
// those that begin with the typed words, then those that have them earlier,
// then as the papers are ordered.
func (t *titles) complete(typed string, n int) []title {
	words := foldedWords(typed)
	type match struct {
		title
		at int // sum of the places where the typed words stand
	}
	var matches []match
	for _, title := range t.list {
		if at, ok := title.match(words); ok {
			matches = append(matches, match{title, at})
		}
	}
	slices.SortStableFunc(matches, func(a, b match) int { return cmp.Compare(a.at, b.at) })
	return lo.Map(matches[:min(n, len(matches))], func(m match, _ int) title { return m.title })
}

// match tells whether every typed word begins a word of the title, and sums up
// the places of those words.
func (t title) match(typed []string) (at int, ok bool) {
	for _, w := range typed {
		i := slices.IndexFunc(t.words, func(word string) bool { return strings.HasPrefix(word, w) })
		if i < 0 {
			return 0, false
		}
		at += i
	}
	return at, true
}

// examples returns at most n questions that the corpus answers: about names
// that titles of the form "Name: what it is" introduce, top of the list first.
func (t *titles) examples(n int) []string {
	var out []string
	for _, title := range t.list {
		name, _, ok := strings.Cut(title.paper.Title, ":")
		if !ok || len(title.words) == 0 || len(strings.Fields(name)) != 1 || !strings.Contains(title.paper.Abstract, name) {
			continue
		}
		if out = append(out, "what is "+name+"?"); len(out) == n {
			break
		}
	}
	return out
}
