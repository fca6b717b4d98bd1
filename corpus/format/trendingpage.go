package format

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"paperbot/corpus"
)

// TrendingPage streams the papers of a text dump of a trending-papers web page,
// best first:
//
//	Get trending papers in your email inbox once a day!    banner, anywhere
//	SubscribeFirst title                                   a button's label, glued on
//	Abstract of the first paper, on one line.
//	Second title
//	…
//
// Titles and abstracts are cleaned; Rank is the place on the page, which a
// damaged paper keeps, so that those after it have theirs. Blank lines are
// skipped. A title without its abstract, an abstract without its title, a line
// over 64 KiB and a title for the second time are each reported as a
// [RecordError] and cost that record alone. Bytes that are no UTF-8 are reported
// before the paper that they are in, which is kept with U+FFFD in their place.
func TrendingPage(r io.Reader) iter.Seq2[corpus.Paper, error] {
	return func(yield func(corpus.Paper, error) bool) {
		p := pageReader{lines: newLineReader(r), banner: true, seen: map[corpus.ID]bool{}, yield: yield}
		p.read()
		if p.err != nil && !errors.Is(p.err, io.EOF) && !p.stopped {
			yield(corpus.Paper{}, fmt.Errorf("%s: after line %d: %w", trendingPage, p.lines.number, p.err))
		}
	}
}

const trendingPage = "trending page"

// The page's furniture: the banner, of which the end varies, and the label of
// the button beside it.
const (
	banner = "Get trending papers in your email inbox"
	button = "Subscribe"
)

// minAbstract is the length, in characters, from which on a line is no title.
// Of 80,000 titles of arXiv and of conferences the longest has 233; of their
// abstracts 40 are shorter than this.
const minAbstract = 240

// A pageReader pairs lines of title and abstract.
type pageReader struct {
	lines   *lineReader
	ahead   []line // read, but not used yet; two at most
	err     error  // of lines, once it is reached
	banner  bool   // the line before was a banner, or there was none
	rank    int
	seen    map[corpus.ID]bool
	yield   func(corpus.Paper, error) bool
	stopped bool // the caller wants no more
}

func (p *pageReader) read() {
	for !p.stopped {
		first, ok := p.peek(0)
		if !ok {
			return
		}
		p.rank++
		if p.isStray(first) {
			p.drop(1)
			p.report(first, ErrNoTitle)
			continue
		}
		if !p.hasAbstract() {
			p.drop(1)
			p.report(first, ErrNoAbstract)
			continue
		}
		abstract, _ := p.peek(1)
		p.drop(2)
		p.record(first, abstract)
	}
}

// isStray tells whether the line that should be a title is an abstract.
func (p *pageReader) isStray(l line) bool {
	if !l.long {
		return looksLikeAbstract(l)
	}
	next, ok := p.peek(1)
	return !ok || !looksLikeAbstract(next)
}

// hasAbstract tells whether the line after a title is its abstract. A short one
// is not where it looks like the next title, nor where it is uncertain and an
// abstract follows it.
func (p *pageReader) hasAbstract() bool {
	l, ok := p.peek(1)
	switch {
	case !ok, looksLikeTitle(l):
		return false
	case looksLikeAbstract(l):
		return true
	}
	following, ok := p.peek(2)
	return !ok || !looksLikeAbstract(following)
}

func looksLikeAbstract(l line) bool {
	return len(l.text) >= minAbstract && utf8.RuneCountInString(l.text) >= minAbstract
}

// looksLikeTitle tells whether a line is short and no sentence. Some titles end
// like a sentence, and so does a short abstract: such a line is uncertain.
func looksLikeTitle(l line) bool {
	return !l.long && !looksLikeAbstract(l) && !strings.ContainsAny(l.text[len(l.text)-1:], ".!?")
}

// record yields the paper of the two lines, or what is wrong with them.
func (p *pageReader) record(title, abstract line) {
	for _, l := range []line{title, abstract} {
		if l.long {
			p.report(l, ErrLongLine)
			return
		}
		if !utf8.ValidString(l.text) {
			p.report(l, ErrInvalidUTF8)
		}
	}
	paper := corpus.Paper{Title: corpus.CleanText(title.text), Abstract: corpus.CleanText(abstract.text), Rank: p.rank}
	paper.ID = corpus.TitleID(paper.Title)
	switch {
	case paper.Title == "":
		p.report(title, ErrNoTitle)
	case paper.Abstract == "":
		p.report(abstract, ErrNoAbstract)
	case p.seen[paper.ID]:
		p.report(title, ErrRepeated)
	default:
		p.seen[paper.ID] = true
		p.stopped = p.stopped || !p.yield(paper, nil)
	}
}

func (p *pageReader) report(l line, err error) {
	if l.long {
		err = ErrLongLine
	}
	if !p.stopped {
		p.stopped = !p.yield(corpus.Paper{}, &RecordError{Format: trendingPage, Line: l.number, Err: err})
	}
}

// peek returns the i-th line that is not used yet and has text of a paper.
func (p *pageReader) peek(i int) (line, bool) {
	for len(p.ahead) <= i && p.err == nil {
		var l line
		if l, p.err = p.lines.next(); p.err != nil {
			break
		}
		if l, ok := p.withoutFurniture(l); ok {
			p.ahead = append(p.ahead, l)
		}
	}
	if len(p.ahead) <= i {
		return line{}, false
	}
	return p.ahead[i], true
}

func (p *pageReader) drop(n int) { p.ahead = append(p.ahead[:0], p.ahead[n:]...) }

// withoutFurniture returns the line less the button's label, and reports false
// where nothing of a paper is left.
func (p *pageReader) withoutFurniture(l line) (line, bool) {
	l.text = strings.TrimSpace(l.text)
	if l.long {
		p.banner = false
		return l, true
	}
	if l.text == "" {
		return l, false
	}
	if strings.HasPrefix(l.text, banner) {
		p.banner = true
		return l, false
	}
	if p.banner {
		l.text = unglue(l.text)
	}
	p.banner = p.banner && l.text == ""
	return l, l.text != ""
}

// unglue takes the button's label off a line: "SubscribeTraining-Free …", but
// not off "Subscribers …" or "Subscribe to …".
func unglue(text string) string {
	rest, found := strings.CutPrefix(text, button)
	if r, _ := utf8.DecodeRuneInString(rest); found && !unicode.IsLower(r) && !unicode.IsSpace(r) {
		return rest
	}
	return text
}
