package retrieval

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"github.com/samber/lo"

	"paperbot/retrieval/analysis"
)

//go:embed glossary/terms.txt
var glossaryTerms string

//go:embed glossary/words.txt
var glossaryWords string

// chinese is the language that is written without blanks.
const chinese = "zh"

// A language is what it takes to say its questions in English terms.
type language struct {
	code  string                  // ISO 639-1
	words map[string]functionWord // by folded word
	terms map[string][]string     // the English for a term, by key; of several forms the better one first
	most  int                     // words in the longest key; in Chinese, characters
}

// A functionWord is one that carries no content.
type functionWord struct {
	tells  float64 // how much it says for its language, from 0 to 1
	inTerm bool    // may be part of a term
}

// languages returns the languages with their function words, in the order in
// which the file has them, and glossary the same with their terms. Reading the
// terms takes some milliseconds, which English questions need not wait for.
var (
	languages = sync.OnceValue(func() []*language { return readWords(glossaryWords) })
	glossary  = sync.OnceValue(func() []*language { return readTerms(languages(), glossaryTerms) })
)

// functionWords are those of all languages, folded: of an English question few are
// among them.
var functionWords = sync.OnceValue(func() map[string]struct{} {
	return lo.Keyify(lo.FlatMap(languages(), func(l *language, _ int) []string { return lo.Keys(l.words) }))
})

func readWords(file string) []*language {
	var out []*language
	byCode := map[string]*language{}
	for line := range glossaryLines(file) {
		fields := strings.Fields(line)
		l := byCode[fields[0]]
		if l == nil {
			l = &language{code: fields[0], words: map[string]functionWord{}}
			byCode[l.code] = l
			out = append(out, l)
		}
		for _, marked := range fields[1:] {
			word := strings.TrimLeft(marked, "~-+")
			marks := marked[:len(marked)-len(word)]
			f := functionWord{tells: 1, inTerm: strings.Contains(marks, "+")}
			switch {
			case strings.Contains(marks, "~"):
				f.tells = 0
			case strings.Contains(marks, "-"):
				f.tells = .5
			}
			l.words[analysis.Fold(word)] = f
			if l.code == chinese {
				l.most = max(l.most, len([]rune(word)))
			}
		}
	}
	return out
}

// readTerms returns the languages with the terms of a file.
func readTerms(languages []*language, file string) []*language {
	out := lo.Map(languages, func(l *language, _ int) *language {
		with := *l
		with.terms = map[string][]string{}
		return &with
	})
	var columns []string
	for line := range glossaryLines(file) {
		cells := lo.Map(strings.Split(line, "|"), func(cell string, _ int) string { return strings.TrimSpace(cell) })
		if columns == nil {
			columns = cells
			continue
		}
		for _, l := range out {
			if i := lo.IndexOf(columns, l.code); i < len(cells) {
				l.add(cells[i], strings.Split(cells[0], ";"))
			}
		}
	}
	return out
}

// add adds the forms of a cell, with the English for them.
func (l *language) add(cell string, english []string) {
	for form := range strings.SplitSeq(cell, ";") {
		key, n := l.key(form)
		if _, ok := l.terms[key]; ok || n == 0 {
			continue
		}
		l.terms[key] = english
		l.most = max(l.most, n)
	}
}

// key returns what a term is found by, and of how many words it is: their stems
// without function words; in Chinese, the characters.
func (l *language) key(form string) (string, int) {
	if l.code == chinese {
		form = strings.TrimSpace(form)
		return form, len([]rune(form))
	}
	stems := lo.FilterMap(wordsOf(form), func(w word, _ int) (string, bool) {
		f, isFunction := l.words[w.folded]
		return l.stem(l.spelt(w)), !isFunction || f.inTerm
	})
	return strings.Join(stems, " "), len(stems)
}

// glossaryLines yields the lines of a file that are neither empty nor comments.
func glossaryLines(file string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.Lines(file) {
			line = strings.TrimSpace(line)
			if line != "" && line[0] != '#' && !yield(line) {
				return
			}
		}
	}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }
