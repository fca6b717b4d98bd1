package bot

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/samber/lo"

	"paperbot/retrieval"
	"paperbot/retrieval/analysis"
	"paperbot/retrieval/summary"
)

// How a message goes on from the last answer. The first rule that fits counts; a
// message that none fits, or that comes after 15 silent minutes, is a question by
// itself.
//
//  1. "more", "2", "similar 2", "abstract", "the second one", "thanks": see [followUp].
//  2. "compare 1 and 3": those papers, with what they say on the last question.
//  3. "which of these is newest" (oldest): the papers shown, by date.
//  4. "which of these use …": the question, asked of the papers shown alone.
//  5. "why?", "how?": the last question again, with that word before it.
//  6. "what about X?", "and for X?", "for X?": the last question that stood by itself,
//     with X after it. Where that asked what something is, X takes its place.
//  7. "does it work for X?": a pronoun before any word of content stands for the
//     content words of the last question that stood by itself.
//
// Where there is nothing on the question of rule 6 or 7, but the message alone is
// answered, and where no paper has any word of the message, the message alone counts. Rules 2 to 4 leave the papers and their numbers as they were.

// ordinals are words for the numbers of papers; the last one is counted from the end.
var ordinals = map[string]int{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}

// paperNumber matches the number of a paper, as a figure or an ordinal.
const paperNumber = `(?:the |papers? |number |no\.? ?|#)*(\d{1,3}|first|second|third|fourth|fifth|last)(?: one| paper)?`

var (
	comparePapers = regexp.MustCompile(`^(?i:(?:please )?(?:compare|(?:what is |what's )?the differences? between|how do|how does) ` +
		paperNumber + `,? (?:and|with|to|against|vs\.?|versus) ` + paperNumber + `(?: differ| compare)?)[.! ?]*$`)
	byDate = regexp.MustCompile(`^(?i:(?:and )?(?:(?:which|what)(?: one| paper)?s?(?: (?:of|among) (?:these|them|those)(?: papers)?)? (?:is|are|was|were) )?` +
		`(?:the )?(newest|latest|most recent|oldest|earliest)(?: one| paper| first)?s?)[.! ?]*$`)
	amongShown = regexp.MustCompile(`^(?i:(?:and )?which(?: ones?| papers?)? (?:of|among) (?:these|them|those)(?: papers)?) (.+)$`)
	bareWord   = regexp.MustCompile(`^(?i:(?:and|but|so|ok|hm+)?[, ]*(why|how)(?: come| so| exactly| not| is that| is this)?)[.! ?]*$`)
	another    = regexp.MustCompile(`^(?i:(?:(?:and|but|ok|so)[, ]+)?(?:what about|how about|what of|and|but|or|(?:the )?same for)[, ]+(.+?)[?.! ]*|(?:for|in|on|with|without|using) ([^?]+)\?)$`)
	question   = regexp.MustCompile(`^(?i:what|which|who|where|when|why|how|is|are|was|were|do|does|did|can|could|should|would|will|has|have|list|find|show|give|tell|compare|papers?|any|i|we|please|thanks?|hi|hey)\b`)
	setting    = regexp.MustCompile(`^(?i:for|in|on|with|without|using|when|if|at|to|of|about|by|as)\b`)
	// pronoun is one before which stands no word of content, but for "the limits of it".
	pronoun = regexp.MustCompile(`^(?i:(?:(?:and|but|so|ok|then|what|which|why|how|when|where|is|are|was|were|do|does|did|can|could|should|would|will|has|have|much|many|well|long|often|exactly|i|we|you|use|apply|about|to|for|with|tell|me|explain)[, ]+)*(?:the \w+ (?:of|behind|in) )?)` +
		`(?i:\b(it|its|they|them|their|(?:this|that|these|those)(?: (?:method|approach|technique|model|paper|idea|work)s?| ones?)?)\b)`)
	// expletive is an "it" that stands for nothing: "is it true that…"
	expletive = regexp.MustCompile(`(?i)\b(?:is|was) (?:it|this|that|there) (?:true|possible|necessary|better|known|worth|ok|okay|safe|common|normal|better|easy|hard) (?:that|to|for)\b`)
)

const (
	// maxAnother is how many words at most name another thing to ask the same about.
	maxAnother = 8
	// maxCarried is how many content words at most stand for a pronoun.
	maxCarried = 12
)

// goOn answers a message by rules 2 to 7; it is false where none fits.
func (b *Bot) goOn(ctx context.Context, key string, talk conversation, text string) (Response, bool, error) {
	if m := comparePapers.FindStringSubmatch(text); m != nil {
		resp, err := b.comparePapers(ctx, talk, text, []int{talk.number(m[1]), talk.number(m[2])})
		return resp, true, err
	}
	if m := byDate.FindStringSubmatch(text); m != nil && len(talk.papers) > 0 {
		word := strings.ToLower(m[1])
		resp, err := b.byDate(talk, word == "oldest" || word == "earliest")
		return resp, true, err
	}
	if m := amongShown.FindStringSubmatch(text); m != nil && len(talk.papers) > 0 {
		resp, err := b.among(ctx, talk, text, m[1])
		return resp, true, err
	}
	if _, isTitle := b.shelf.Load().titles.exact(text); isTitle || talk.base == "" {
		return nil, false, nil
	}
	if m := bareWord.FindStringSubmatch(text); m != nil {
		again := strings.ToLower(m[1]) + ": " + talk.question.Text
		resp, err := b.Ask(ctx, Question{Text: again})
		return b.remembered(key, talk.base, Question{Text: again}, resp), true, err
	}
	carried := talk.another(text)
	if at := pronoun.FindStringSubmatchIndex(text); carried == "" && at != nil && question.MatchString(text) && !expletive.MatchString(text) {
		content, err := b.content(ctx, talk.base)
		if err != nil {
			return nil, false, err
		}
		carried = text[:at[2]] + content + text[at[3]:]
	}
	if carried == "" {
		return nil, false, nil
	}
	resp, err := b.carried(ctx, key, talk.base, carried, text)
	return resp, true, err
}

// number returns the number of a paper that a word stands for.
func (c conversation) number(word string) int {
	n, known := ordinals[strings.ToLower(word)]
	switch {
	case !known:
		n, _ = strconv.Atoi(word) // three digits at most
	case n < 0:
		n = len(c.papers)
	}
	return n
}

// another returns the question that a message asks about another thing by rule 6,
// "" for none.
func (c conversation) another(text string) string {
	m := another.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	thing := m[1] + m[2]
	if question.MatchString(thing) || len(strings.Fields(thing)) > maxAnother {
		return ""
	}
	if setting.MatchString(text) {
		thing = strings.TrimRight(text, "?.! ")
	}
	if summary.KindOf(c.base) == summary.KindDefinition && !setting.MatchString(thing) {
		return "what is " + thing + "?"
	}
	return strings.TrimRight(c.base, "?.! ") + ", " + thing + "?"
}

// carried answers a question that goes on from one that stood by itself, or the
// message alone where that is what counts.
func (b *Bot) carried(ctx context.Context, key, base, carried, alone string) (Response, error) {
	own, err := b.search.Search(ctx, retrieval.Query{Text: alone, K: 1})
	if err != nil {
		return nil, fmt.Errorf("go on: %w", err)
	}
	if hasContent(own.Question) && len(own.Hits) == 0 {
		resp, err := b.Ask(ctx, Question{Text: alone})
		return b.remembered(key, base, Question{Text: alone}, resp), err
	}
	resp, err := b.Ask(ctx, Question{Text: carried})
	if reply, ok := resp.(Reply); err != nil || ok && reply.Outcome != Nothing {
		return b.remembered(key, base, Question{Text: carried}, resp), err
	}
	if other, err := b.Ask(ctx, Question{Text: alone}); err != nil || isAnswered(other) {
		return b.remembered(key, alone, Question{Text: alone}, other), err
	}
	return b.remembered(key, base, Question{Text: carried}, resp), nil
}

func isAnswered(resp Response) bool {
	reply, ok := resp.(Reply)
	return ok && reply.Outcome == Answered
}

// comparePapers shows papers of the last answer beside each other, with what they
// say on the last question, or else what stands for them.
func (b *Bot) comparePapers(ctx context.Context, talk conversation, text string, numbers []int) (Response, error) {
	reply := Reply{Question: text, Outcome: Answered}
	var asked summary.Question
	if talk.question.Text != "" {
		res, err := b.search.Search(ctx, retrieval.Query{Text: withoutMarkup(talk.question.Text), K: 1})
		if err != nil {
			return nil, err
		}
		asked = newInquiry(talk.question, res, false).asked
	}
	for _, n := range numbers {
		if n < 1 || n > len(talk.papers) {
			return Notice{whichOne(len(talk.papers))}, nil
		}
		p, err := b.paper(talk.papers[n-1])
		if err != nil {
			return nil, err
		}
		quotes := b.picker.Key(p.Title, p.Abstract)
		if len(asked.Terms) > 0 {
			quotes = b.picker.ForQuestion(p.Title, p.Abstract, asked, maxQuotes)
		}
		reply.Sources = append(reply.Sources, Source{Rank: n, Paper: p, Quotes: quotes, Spelt: spelt(p.Abstract, quotes)})
	}
	return reply, nil
}

// byDate lists the papers shown by date, under the numbers that they have.
func (b *Bot) byDate(talk conversation, oldestFirst bool) (Response, error) {
	l := Listing{Title: Say("The papers shown, newest first")}
	if oldestFirst {
		l.Title = Say("The papers shown, oldest first")
	}
	for i, id := range talk.papers {
		p, err := b.paper(id)
		if err != nil {
			return nil, err
		}
		if !p.Published.IsZero() {
			l.Items = append(l.Items, Item{Rank: i + 1, Paper: p, Gist: b.gist(p), Reason: verbatim(p.Published.Format(time.DateOnly))})
		}
	}
	if len(l.Items) == 0 {
		return Notice{Say("I know no dates of these papers.")}, nil
	}
	slices.SortStableFunc(l.Items, func(a, b Item) int {
		if oldestFirst {
			a, b = b, a
		}
		return b.Paper.Published.Compare(a.Paper.Published)
	})
	if unknown := len(talk.papers) - len(l.Items); unknown > 0 {
		l.Note = Say("Papers without a known date: %d.", unknown)
	}
	return l, nil
}

// among asks a question of the papers shown alone.
func (b *Bot) among(ctx context.Context, talk conversation, text, asked string) (Response, error) {
	res, err := b.search.Search(ctx, retrieval.Query{Text: withoutMarkup(asked), K: amongDepth})
	if err != nil {
		return nil, err
	}
	if !hasContent(res.Question) {
		return Notice{whichOne(len(talk.papers))}, nil
	}
	res.Compared = nil
	res.Hits = lo.Filter(res.Hits, func(h retrieval.Hit, _ int) bool { return slices.Contains(talk.papers, h.ID) })
	resp, err := b.reply(ctx, Question{Text: text, Papers: min(len(talk.papers), maxPapers)}, res, false)
	reply, ok := resp.(Reply)
	if !ok || err != nil {
		return resp, err
	}
	if reply.Outcome == Nothing {
		return Notice{Say("None of the papers shown seems to be about that.")}, nil
	}
	for i, s := range reply.Sources {
		reply.Sources[i].Rank = slices.Index(talk.papers, s.Paper.ID) + 1
	}
	reply.More = false
	return reply, nil
}

// amongDepth is how deep in a ranking the papers shown are looked for.
const amongDepth = 1000

// content returns the words of a question that it looks for, as it writes them,
// maxCarried at most.
func (b *Bot) content(ctx context.Context, text string) (string, error) {
	res, err := b.search.Search(ctx, retrieval.Query{Text: text, K: 1})
	if err != nil {
		return "", fmt.Errorf("go on: %w", err)
	}
	looksFor := func(part string) bool {
		return slices.ContainsFunc(res.Question.Terms, func(t retrieval.Term) bool { return !t.Added && t.Word == analysis.Fold(part) })
	}
	words := lo.Filter(strings.Fields(text), func(w string, _ int) bool {
		return slices.ContainsFunc(strings.FieldsFunc(w, betweenWords), looksFor)
	})
	return strings.Trim(strings.Join(words[:min(maxCarried, len(words))], " "), "?!.,;:\"'"), nil
}
