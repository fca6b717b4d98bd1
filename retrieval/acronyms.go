package retrieval

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/samber/lo"

	"paperbot/retrieval/analysis"
	"paperbot/retrieval/index"
)

// The stage Acronyms lets a short form meet the long form with which papers
// introduce it, and the other way round. It is worth +.001 of nDCG@10 over nine
// collections (PubMedQA +.005, SciFact +.005, CSFCube -.003) and +.008 on the seed's
// questions. Weights from .2 to .6 are within .001 of these.
const (
	// acronymWeight is what a short form counts for a long one; each of n words of a
	// long form counts as much over √n.
	acronymWeight = .4
	// numberWeight is what "LLMs" counts for "LLM", which stems do not bring together.
	numberWeight = .5
	// rareMeaning is the share of the papers introducing a short form from which a
	// long form is one that a question may mean.
	rareMeaning = .1
	// ordinaryWord is the share of the papers with a word below which so few
	// introduce it as a short form that, written small, it is an ordinary word: a
	// combiner is no COMBINER.
	ordinaryWord = .1
)

// An Acronym is a short form that a question does not spell out.
type Acronym struct {
	Short string   // as the question writes it
	Long  []string // as papers write it, the commonest first; several if they clearly differ
}

// acronyms are the short forms of a corpus, in so far as they are one word.
type acronyms struct {
	shorts  map[string]*shortForm // by word, in the singular
	longs   map[string][]string   // by the terms of a long form: keys of shorts, ascending
	longest map[string]int        // by first term: words of the longest long form
}

// A shortForm is what papers say of a short form.
type shortForm struct {
	forms    []analysis.Token // the word in singular and plural, as far as there are both
	meanings []meaning        // the commonest first
	docs     int              // papers that introduce it
	docFreq  int              // papers that have it
}

// A meaning is a long form. Those that differ little are one.
type meaning struct {
	text  string
	words []analysis.Token
	docs  int // papers that introduce the short form so
}

func newAcronyms(a *analysis.Analyzer, snapshot *index.Snapshot) *acronyms {
	all := &acronyms{shorts: make(map[string]*shortForm), longs: make(map[string][]string), longest: make(map[string]int)}
	for pair, docs := range snapshot.Acronyms() {
		words, long := wholeWords(a, pair.Short), wholeWords(a, pair.Long)
		if len(words) != 1 || len(long) == 0 {
			continue
		}
		key := singularKey(pair.Short, words[0].Word)
		if all.shorts[key] == nil {
			all.shorts[key] = newShortForm(a, snapshot, key)
		}
		all.shorts[key].docs += docs
		all.shorts[key].meanings = append(all.shorts[key].meanings, meaning{pair.Long, long, docs})
		if terms := joinTerms(long); !slices.Contains(all.longs[terms], key) {
			all.longs[terms] = append(all.longs[terms], key)
			slices.Sort(all.longs[terms])
		}
		all.longest[long[0].Term] = max(all.longest[long[0].Term], len(long))
	}
	for _, short := range all.shorts {
		short.settle()
	}
	return all
}

// wholeWords returns the tokens of a text without the parts of names.
func wholeWords(a *analysis.Analyzer, text string) []analysis.Token {
	return lo.Reject(a.Tokens(nil, text), func(t analysis.Token, _ int) bool { return t.Part })
}

func joinTerms(tokens []analysis.Token) string {
	return strings.Join(lo.Map(tokens, func(t analysis.Token, _ int) string { return t.Term }), " ")
}

// singularKey returns the folded word of a short form without the small "s" that
// makes a plural of capitals or digits. What is written small may be either.
func singularKey(written, word string) string {
	if head, ok := strings.CutSuffix(written, "s"); ok {
		last, _ := utf8.DecodeLastRuneInString(head)
		if unicode.IsUpper(last) || unicode.IsDigit(last) {
			return strings.TrimSuffix(word, "s")
		}
	}
	return word
}

// newShortForm returns the short form of that word in the singular, as yet without
// meaning.
func newShortForm(a *analysis.Analyzer, snapshot *index.Snapshot, word string) *shortForm {
	s := &shortForm{}
	for _, form := range []string{word, word + "s"} {
		t := analysis.Token{Term: a.Term(form), Word: form}
		if n := snapshot.DocFreq(t.Term); n > 0 && !slices.ContainsFunc(s.forms, func(u analysis.Token) bool { return u.Term == t.Term }) {
			s.forms = append(s.forms, t)
			s.docFreq += n
		}
	}
	return s
}

// settle makes one of meanings that differ little, and drops those that few papers
// have.
func (s *shortForm) settle() {
	slices.SortFunc(s.meanings, func(a, b meaning) int {
		return cmp.Or(cmp.Compare(b.docs, a.docs), cmp.Compare(a.text, b.text))
	})
	var kept []meaning
	for _, m := range s.meanings {
		if i := slices.IndexFunc(kept, m.isLike); i >= 0 {
			kept[i].docs += m.docs
			continue
		}
		kept = append(kept, m)
	}
	slices.SortStableFunc(kept, func(a, b meaning) int { return cmp.Compare(b.docs, a.docs) })
	s.meanings = lo.Filter(kept, func(m meaning, _ int) bool { return float64(m.docs) >= rareMeaning*float64(s.docs) })
}

// isLike tells whether two long forms are the same but for spelling, or have more
// than half of their words in common.
func (m meaning) isLike(other meaning) bool {
	if m.letters() == other.letters() {
		return true
	}
	common := lo.CountBy(m.words, func(w analysis.Token) bool {
		return slices.ContainsFunc(other.words, func(o analysis.Token) bool { return o.Term == w.Term })
	})
	return 4*common > len(m.words)+len(other.words)
}

// letters returns the long form without blanks, hyphens and the "s" of a plural.
func (m meaning) letters() string {
	joined := strings.Join(lo.Map(m.words, func(t analysis.Token, _ int) string { return t.Word }), "")
	return strings.TrimSuffix(joined, "s")
}

// find returns the short form that a word of the question is, nil if none.
func (all *acronyms) find(written string, tok analysis.Token, shouted bool) *shortForm {
	short := all.shorts[singularKey(written, tok.Word)]
	if short == nil {
		short = all.shorts[strings.TrimSuffix(tok.Word, "s")]
	}
	if short == nil || !shouted && hasInnerCapital(written) {
		return short
	}
	if float64(short.docs) < ordinaryWord*float64(short.docFreq) {
		return nil
	}
	return short
}

// hasInnerCapital tells whether a word has a capital after its first letter, as
// ordinary words have not.
func hasInnerCapital(written string) bool {
	_, size := utf8.DecodeRuneInString(written)
	return strings.ContainsFunc(written[size:], unicode.IsUpper)
}

// expand adds to a question's terms the long forms of its short forms and the
// short forms of its long ones, and returns the short forms that it does not spell
// out. Of several meanings each counts by the share of papers that have it.
func (s *Searcher) expand(r *ranker, text string, tokens []analysis.Token, terms []Term) ([]Term, []Acronym) {
	all := r.acronyms()
	w := widening{r: r, terms: terms}
	tokens = lo.Reject(tokens, func(t analysis.Token, _ int) bool { return t.Part })
	shouted := !strings.ContainsFunc(text, unicode.IsLower)
	var found []Acronym
	for i, tok := range tokens {
		written := text[tok.Start:tok.End]
		if short := all.find(written, tok, shouted); short != nil {
			w.add(short.forms, numberWeight)
			spelt := lo.SomeBy(short.meanings, func(m meaning) bool { return w.has(m.words) })
			again := slices.ContainsFunc(found, func(a Acronym) bool { return a.Short == written })
			if !spelt && !again {
				found = append(found, Acronym{written, lo.Map(short.meanings, func(m meaning, _ int) string { return m.text })})
				w.addMeanings(short.meanings)
			}
		}
		for n := range min(all.longest[tok.Term], len(tokens)-i) {
			for _, key := range all.longs[joinTerms(tokens[i:i+n+1])] {
				w.add(all.shorts[key].forms, acronymWeight)
			}
		}
	}
	return w.terms, found
}

// A widening adds terms to a question, each once.
type widening struct {
	r     *ranker
	terms []Term
}

func (w *widening) has(words []analysis.Token) bool {
	return lo.EveryBy(words, func(word analysis.Token) bool {
		return slices.ContainsFunc(w.terms, func(t Term) bool { return t.Term == word.Term })
	})
}

func (w *widening) addMeanings(meanings []meaning) {
	docs := lo.SumBy(meanings, func(m meaning) int { return m.docs })
	for _, m := range meanings {
		w.add(m.words, acronymWeight*float64(m.docs)/float64(docs)/math.Sqrt(float64(len(m.words))))
	}
}

func (w *widening) add(words []analysis.Token, weight float64) {
	for _, word := range words {
		if w.has([]analysis.Token{word}) {
			continue
		}
		t := w.r.term(word)
		t.Weight, t.Added = weight, true
		if t.DocFreq > 0 {
			w.terms = append(w.terms, t)
		}
	}
}
