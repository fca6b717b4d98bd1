package retrieval

import (
	"slices"
	"strings"

	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/retrieval/index"
)

// Labels are what papers can be asked for by beside their words. They are found by
// how they begin: the kind, what they are looked up by, and, the last part, how the
// paper has it.
//
//	author    family name, all words of the name, the name
//	venue     its words, the venue
//	category  the category in small letters, the category
//	source    the scheme of an identifier
const (
	authorLabel   = "author\x00"
	venueLabel    = "venue\x00"
	categoryLabel = "category\x00"
	sourceLabel   = "source\x00"
	labelSep      = "\x00"
)

// factsOf returns what a paper can be asked for by beside its words.
func factsOf(p corpus.Paper) index.Facts {
	f := index.Facts{Votes: uint32(p.Votes)}
	switch {
	case !p.Published.IsZero():
		y, m, d := p.Published.UTC().Date()
		f.Date = index.NewDate(y, int(m), d)
	case p.Year > 0:
		f.Date = index.NewDate(p.Year, 0, 0)
	}
	for _, author := range p.Authors {
		for _, n := range readName(author) {
			f.Labels = append(f.Labels, authorLabel+n.family+labelSep+strings.Join(n.words, " ")+labelSep+n.display)
		}
	}
	if words := nameWords(p.Venue); len(words) > 0 {
		f.Labels = append(f.Labels, venueLabel+strings.Join(words, " ")+labelSep+p.Venue)
	}
	for _, c := range p.Categories {
		f.Labels = append(f.Labels, categoryLabel+strings.ToLower(c)+labelSep+c)
	}
	for _, id := range append([]corpus.ID{p.ID}, p.OtherIDs...) {
		if scheme, _, ok := strings.Cut(string(id), ":"); ok && !id.IsTitle() {
			f.Labels = append(f.Labels, sourceLabel+scheme)
		}
	}
	return f
}

// lastPart returns how a paper has what a label is about.
func lastPart(label string) string { return label[strings.LastIndex(label, labelSep)+1:] }

// A labelled is the documents that have labels of one meaning.
type labelled struct {
	docs docSet
	text string // how most of them have it
	most int    // how many have it so
}

// add counts the documents of one label.
func (l *labelled) add(label string, postings index.Postings) {
	l.addUncalled(postings)
	l.call(lastPart(label), postings.DocFreq())
}

// addUncalled is add for a label that shows nobody how to call them all.
func (l *labelled) addUncalled(postings index.Postings) {
	if l.docs == nil {
		l.docs = docSet{}
	}
	for p := range postings.All() {
		l.docs.add(p.Doc)
	}
}

// call notes that so many documents have it in that way; of two that are as frequent
// the longer one tells more.
func (l *labelled) call(text string, n int) {
	if n > l.most || n == l.most && len(text) > len(l.text) {
		l.most, l.text = n, text
	}
}

func (l labelled) isKnown() bool { return l.docs != nil }

// withLabel returns the documents that have a label that begins so and fits.
func (r *ranker) withLabel(prefix string, fits func(label string) bool) (found labelled) {
	for label, postings := range r.snapshot.Labels(prefix) {
		if fits(label) {
			found.add(label, postings)
		}
	}
	return found
}

// byAuthor returns the papers of whoever may be meant by the words of a name, any
// of which may be the family name. They are called as those are that have all of the
// words, or not at all.
func (r *ranker) byAuthor(asked []string, how resemblance) (found labelled) {
	for _, family := range lo.Uniq(asked) {
		for label, postings := range r.snapshot.Labels(authorLabel + family + labelSep) {
			name := authorOf(label)
			if !name.fits(asked, how) {
				continue
			}
			found.addUncalled(postings)
			if lo.Every(name.words, asked) {
				found.call(name.display, postings.DocFreq())
			}
		}
	}
	return found
}

// byGivenName is byAuthor for somebody who is called by the given name alone. It
// looks at every author.
func (r *ranker) byGivenName(given string) labelled {
	return r.withLabel(authorLabel, func(label string) bool { return slices.Contains(authorOf(label).words, given) })
}

// authorOf returns the name that an author's label is about.
func authorOf(label string) personName {
	parts := strings.Split(label, labelSep)
	return personName{words: strings.Split(parts[2], " "), family: parts[1], display: parts[3]}
}
