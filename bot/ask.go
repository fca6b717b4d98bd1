package bot

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/retrieval"
	"paperbot/retrieval/analysis"
	"paperbot/retrieval/summary"
)

const (
	defaultPapers = 3
	maxPapers     = 10
	// maxQuestion is the longest question in code points: what Discord's string
	// options hold at most.
	maxQuestion = 6000
)

// Ask answers a question. What the asker can mend comes back as a Response: a
// [Help] where the question has no content, a [Notice] where it is too long;
// otherwise it is a [Reply]. The error is for the operator.
func (b *Bot) Ask(ctx context.Context, q Question) (Response, error) {
	q = q.clean()
	switch {
	case utf8.RuneCountInString(q.Text) > maxQuestion:
		return Notice{Say("That is too long for a question: please keep it under %d characters.", maxQuestion)}, nil
	case !hasWord(q.Text):
		return b.Help(), nil
	}
	res, err := b.search.Search(ctx, retrieval.Query{Text: withoutMarkup(q.Text), K: q.Skip + max(q.Papers, listPapers) + 1})
	if err != nil {
		return nil, fmt.Errorf("ask: %w", err)
	}
	named, isTitle := b.shelf.Load().titles.exact(q.Text)
	if !hasContent(res.Question) && !isTitle && !asksForList(res) {
		return b.Help(), nil
	}
	if isTitle {
		res.Hits = nameFirst(res.Hits, named.ID)
	}
	return b.reply(ctx, q, res, isTitle)
}

// markup matches what people paste with a question but do not ask about: the
// target of a Markdown link, a tag or Discord mention, a bare address.
var markup = regexp.MustCompile(`\]\([^()\s]*\)|<[^<>\s][^<>]*>|https?://\S+`)

func withoutMarkup(text string) string {
	if !strings.ContainsAny(text, "]<:") { // most questions
		return text
	}
	if bare := markup.ReplaceAllString(text, " "); hasWord(bare) {
		return bare
	}
	return text
}

// colour matches what a terminal's output leaves in pasted text (ECMA-48, control
// sequences), whose visible end would count as a word.
var colour = regexp.MustCompile(`\x1b\[[0-9;:?]*[A-Za-z]`)

func withoutColour(text string) string {
	if !strings.Contains(text, "\x1b") { // most questions
		return text
	}
	return colour.ReplaceAllString(text, " ")
}

// clean returns the question with terminal sequences, control characters and needless blanks off,
// and its numbers within bounds.
func (q Question) clean() Question {
	q.Text = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return ' '
		}
		return r
	}, withoutColour(q.Text))), " ")
	q.Papers, q.Skip = min(max(q.Papers, 0), maxPapers), max(q.Skip, 0)
	return q
}

// hasContent tells whether a question has a word to look for: a letter or a
// digit alone is none, but an ideograph is.
func hasContent(q retrieval.Question) bool {
	return lo.SomeBy(q.Terms, func(t retrieval.Term) bool { return len(t.Word) > 1 })
}

// nameFirst puts the paper whose title was asked for at the top.
func nameFirst(hits []retrieval.Hit, id corpus.ID) []retrieval.Hit {
	first, rest := retrieval.Hit{ID: id}, make([]retrieval.Hit, 0, len(hits))
	for _, h := range hits {
		if h.ID == id {
			first = h
			continue
		}
		rest = append(rest, h)
	}
	if len(hits) > 0 {
		first.Score = max(first.Score, hits[0].Score)
	}
	return append([]retrieval.Hit{first}, rest...)
}

func (b *Bot) reply(ctx context.Context, q Question, res retrieval.Result, isTitle bool) (Response, error) {
	in := newInquiry(q, res, isTitle)
	reply := Reply{Question: q.Text, Corrected: res.Question.Corrected, Outcome: in.outcome(), Compared: sides(res.Compared)}
	if reply.Outcome != Nothing {
		if err := b.addSources(&reply, in); err != nil {
			return nil, err
		}
	}
	if reply.Outcome == Answered && !lo.SomeBy(reply.Sources, func(s Source) bool { return len(s.Quotes) > 0 }) {
		reply.Outcome = Closest
	}
	if reply.Outcome == Nothing {
		reply.Corrected = "" // a guess that led nowhere
	}
	reply.Notices = notices(reply, res.Question)
	if err := b.suggestions(ctx, &reply, in); err != nil {
		return nil, err
	}
	return reply, nil
}

var outcomes = map[summary.Band]Outcome{
	summary.BandAnswered: Answered,
	summary.BandClosest:  Closest,
	summary.BandNothing:  Nothing,
}

// band judges how far the corpus answers.
func band(res retrieval.Result) summary.Band {
	if len(res.Hits) == 0 {
		return summary.BandNothing
	}
	return summary.Judge(summary.Evidence{Share: res.Share(), Matched: res.Best().Matched})
}

// addSources adds the page of hits that is asked for.
func (b *Bot) addSources(reply *Reply, in inquiry) error {
	hits, more := in.page()
	reply.More = more
	for i, h := range hits {
		p, err := b.paper(h.ID)
		if err != nil {
			return fmt.Errorf("ask: %w", err)
		}
		s := Source{Rank: in.Skip + i + 1, Paper: p, Score: h.Score, About: about(in.found.Compared, h.ID)}
		switch {
		case reply.Outcome == Answered && in.found.Question.Listed:
			s.Quotes = b.gistOf(p)
		case reply.Outcome == Answered:
			s.Quotes = b.picker.Quotes(p.Title, p.Abstract, in.asked, in.standing(h), in.quotes())
			s.Spelt = spelt(p.Abstract, s.Quotes)
		}
		reply.Sources = append(reply.Sources, s)
	}
	return nil
}

// maxNamed is how many words a notice names at most.
const maxNamed = 3

// notices says in plain words how the question was understood, where that may
// surprise, and why a reply is no answer.
func notices(reply Reply, question retrieval.Question) []Text {
	var out []Text
	if question.Understood != "" {
		out = append(out, Say("Understood as “%s”.", question.Understood))
	}
	out = append(out, requestNotices(question.Request)...)
	if reply.Outcome != Nothing {
		out = append(out, quoteNotices(question.Quotes)...)
		out = append(out, acronymNotices(question)...)
	}
	compared := comparedNotices(reply)
	if reply.Outcome == Answered {
		return append(out, compared...)
	}
	if reply.Outcome == Closest {
		out = append(out, Say("No paper here answers this by itself. The closest are named; nothing is quoted as an answer."))
	} else {
		out = append(out, Say("Nothing in the corpus answers this."))
	}
	if reply.Outcome == Closest && len(compared) > 0 {
		return append(out, compared...)
	}
	if unknown := lo.Uniq(question.Unknown()); len(unknown) > 0 {
		unknown = unknown[:min(maxNamed, len(unknown))]
		out = append(out, Say("No paper here mentions %s.", oneOf(quoted(asWritten(reply.Question, unknown)))))
	}
	return out
}

// asWritten returns folded words as a text writes them, where it does.
func asWritten(text string, words []string) []string {
	written := lo.SliceToMap(strings.FieldsFunc(text, betweenWords), func(w string) (string, string) { return analysis.Fold(w), w })
	return lo.Map(words, func(w string, _ int) string { return cmp.Or(written[w], w) })
}

// quoteNotices says which quotation marks were passed over.
func quoteNotices(q retrieval.Quotes) []Text {
	var out []Text
	if len(q.Missing) > 0 {
		out = append(out, Say("No paper here has %s word for word, so the words were looked for one by one.", oneOf(quoted(q.Missing[:min(maxNamed, len(q.Missing))]))))
	}
	if len(q.Apart) > 0 {
		out = append(out, Say("No paper here has all that you put in quotation marks, so the words were looked for one by one."))
	}
	return out
}

// acronymNotices says what a short form means here where the question is nothing
// else, and what it can mean where that is more than one thing.
func acronymNotices(question retrieval.Question) []Text {
	asked := lo.CountBy(question.Terms, func(t retrieval.Term) bool { return !t.Added })
	var out []Text
	for _, a := range question.Acronyms {
		long := a.Long[:min(maxNamed, len(a.Long))]
		switch {
		case len(long) > 1:
			out = append(out, Say("%s can mean %s here.", a.Short, oneOf(quoted(long))))
		case asked == len(question.Acronyms):
			out = append(out, Say("%s here: %s.", a.Short, long[0]))
		}
	}
	return out[:min(maxNamed, len(out))]
}
