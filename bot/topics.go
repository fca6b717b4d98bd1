package bot

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/retrieval/analysis"
)

// topics completes topics: what papers are about in words that several titles
// have, such as "low-rank adaptation". The rules:
//
//   - a topic is one to three words that follow each other in a title, without
//     punctuation or a word that only joins others between them, nor words that
//     name no subject; "low-rank" is one word, which counts as two terms;
//   - forms of a word count as one ("networks", "network"), "low rank" and
//     "low-rank" too; shown is the form that most titles have, with the capitals
//     of the abstracts;
//   - a topic of several terms is in at least minPhraseTitles titles, one of a
//     single term in minWordTitles, for it tells less;
//   - a topic is left out if a longer one has most of its titles;
//   - those of several terms come first, then those with more titles, then by
//     the alphabet.
type topics struct {
	list   []string   // best first
	terms  [][]string // of each
	lookup *lookup
}

const (
	minPhraseTitles = 3
	minWordTitles   = 5
	// maxTopicWords is how many words a topic has at most.
	maxTopicWords = 3
	// coveredShare is the share of a topic's titles that a longer one must have
	// to take its place.
	coveredShare = .7
	// topicPapers is how many papers are read, the first of the list: it bounds
	// the time to about half a second.
	topicPapers = 5000
	// spellingPapers is of how many papers the abstracts are read for capitals.
	spellingPapers = 1000
	// maxTopics bounds the list.
	maxTopics = 2000
)

func newTopics(a *analysis.Analyzer, papers iter.Seq[corpus.Paper]) *topics {
	c := topicCounter{analyzer: a, topics: make(map[string]*topic)}
	var abstracts []string
	n := 0
	for p := range papers {
		if n++; n > topicPapers {
			break
		}
		c.count(p.Title)
		if n <= spellingPapers {
			abstracts = append(abstracts, p.Abstract)
		}
	}
	list := c.best()
	spelling := newCapitals(list, abstracts)
	t := &topics{list: lo.Uniq(lo.Map(list, func(topic string, _ int) string { return spelling.write(topic) }))}
	t.terms = lo.Map(t.list, func(topic string, _ int) []string {
		return lo.Map(a.Tokens(nil, topic), func(tok analysis.Token, _ int) string { return tok.Term })
	})
	t.lookup = newLookup(t.list)
	return t
}

// complete returns at most n topics that go on from what was typed.
func (t *topics) complete(typed string, n int) []string {
	return lo.Map(t.lookup.find(typed, n), func(i, _ int) string { return t.list[i] })
}

// A topic counts the titles with certain terms side by side.
type topic struct {
	terms  []string
	titles int
	last   int            // the last of the titles
	forms  map[string]int // how often it is written how
}

// A topicCounter counts topics.
type topicCounter struct {
	analyzer *analysis.Analyzer
	topics   map[string]*topic // by their terms
	titles   int
}

// count counts each topic of a title once.
func (c *topicCounter) count(title string) {
	c.titles++
	for _, words := range clauses(title) {
		for from := range words {
			var terms []string
			for to := from; to < min(from+maxTopicWords, len(words)); to++ {
				more := c.terms(words[to])
				if len(more) == 0 {
					break
				}
				terms = append(terms, more...)
				c.add(terms, strings.Join(words[from:to+1], " "))
			}
		}
	}
}

func (c *topicCounter) add(terms []string, written string) {
	key := strings.Join(terms, " ")
	t := c.topics[key]
	if t == nil {
		t = &topic{terms: slices.Clone(terms), forms: make(map[string]int)}
		c.topics[key] = t
	}
	t.forms[written]++
	if t.last != c.titles {
		t.last = c.titles
		t.titles++
	}
}

// terms returns the terms of a word, several where it has hyphens; none if it
// is not part of a topic.
func (c *topicCounter) terms(word string) []string {
	parts := foldedWords(word)
	if len(parts) == 1 && (utf8.RuneCountInString(parts[0]) < 2 || lo.HasKey(noSubject, parts[0])) {
		return nil
	}
	var terms []string
	for _, part := range parts {
		term := c.analyzer.Term(part)
		if term == "" || !strings.ContainsFunc(word, unicode.IsLetter) {
			return nil
		}
		terms = append(terms, term)
	}
	return terms
}

// best returns the topics as they are mostly written, best first.
func (c *topicCounter) best() []string {
	maps.DeleteFunc(c.topics, func(_ string, t *topic) bool {
		return t.titles < minPhraseTitles || len(t.terms) == 1 && t.titles < minWordTitles
	})
	longer := c.inLonger()
	maps.DeleteFunc(c.topics, func(key string, t *topic) bool {
		return float64(longer[key]) >= coveredShare*float64(t.titles)
	})
	ranked := slices.SortedFunc(maps.Values(c.topics), func(a, b *topic) int {
		return cmp.Or(
			cmp.Compare(min(len(b.terms), 2), min(len(a.terms), 2)),
			cmp.Compare(b.titles, a.titles),
			slices.Compare(a.terms, b.terms))
	})
	return lo.Map(ranked[:min(maxTopics, len(ranked))], func(t *topic, _ int) string { return mostFrequent(t.forms) })
}

// inLonger returns, for topics that are part of longer ones, the most titles
// that a longer one has.
func (c *topicCounter) inLonger() map[string]int {
	most := make(map[string]int)
	for _, t := range c.topics {
		for from := range t.terms {
			for to := from + 1; to <= len(t.terms); to++ {
				if to-from < len(t.terms) {
					key := strings.Join(t.terms[from:to], " ")
					most[key] = max(most[key], t.titles)
				}
			}
		}
	}
	return most
}

// clauses returns the words of a title, parted where it has punctuation.
func clauses(title string) [][]string {
	out := [][]string{nil}
	for _, field := range strings.Fields(title) {
		bare := strings.TrimFunc(field, isPunctuation)
		if !strings.HasPrefix(field, bare) {
			out = append(out, nil)
		}
		if bare != "" {
			last := len(out) - 1
			out[last] = append(out[last], bare)
		}
		if !strings.HasSuffix(field, bare) || bare == "" {
			out = append(out, nil)
		}
	}
	return out
}

func isPunctuation(r rune) bool {
	return r != '+' && r != '#' && (unicode.IsPunct(r) || unicode.IsSymbol(r))
}

// noSubject are words of titles that name no subject, beside the stop words of
// the analysis.
var noSubject = lo.Keyify(strings.Fields(`
	about accelerating across all analysis application applications approach approaches based better beyond can
	case comprehensive does diverse effective efficient enhanced enhancing exploring fast finding framework free
	from general good how improve improved improving into introducing investigating its large learned leveraging
	less like make making matter matters method methods more need new novel on one only over paper part
	performance perspective practical practices predicting problem problems rethinking revisiting review robust
	simple small some study survey than that the there through to toward towards two under understanding unified
	unifying unlocking use using via what when where which why with within without you your`))
