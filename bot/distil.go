package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/samber/lo"

	"paperbot/retrieval"
	"paperbot/retrieval/summary"
)

// maxDistilled is how long a message may be, in code points, to be taken as a
// question as it is: some three sentences, and what a reply shows of a question.
const maxDistilled = 300

// wordyQuestion is how many words a question has that says by itself what it is
// about; "Any ideas?" does not.
const wordyQuestion = 4

// Distil returns what to look for when somebody's message, which was not
// written to the bot, is the question: the message if it is short, else a part of
// it with at most maxDistilled code points. That is its own questions if the
// corpus has something on them, else the sentences on which it has most.
func (b *Bot) Distil(ctx context.Context, text string) (string, error) {
	whole := Question{Text: text}.clean().Text
	if utf8.RuneCountInString(whole) <= maxDistilled {
		return whole, nil
	}
	sentences := slices.Collect(summary.Sentences(text))
	questions := join(text, lo.Filter(sentences, func(s summary.Span, _ int) bool { return isWordyQuestion(text[s.Start:s.End]) }))
	if questions != "" {
		res, err := b.look(ctx, questions)
		if err != nil || band(res) != summary.BandNothing {
			return questions, err
		}
	}
	strongest, err := b.strongest(ctx, text, sentences)
	return cmp.Or(join(text, strongest), questions, firstWords(whole, maxDistilled)), err
}

// look looks for papers on a part of a message.
func (b *Bot) look(ctx context.Context, part string) (retrieval.Result, error) {
	res, err := b.search.Search(ctx, retrieval.Query{Text: withoutMarkup(part), K: 1})
	if err != nil {
		return res, fmt.Errorf("distil: %w", err)
	}
	return res, nil
}

// strongest returns those sentences, in their order, whose best paper scores at
// least half as much as that of the best sentence.
func (b *Bot) strongest(ctx context.Context, text string, sentences []summary.Span) ([]summary.Span, error) {
	scores, best := make([]float64, len(sentences)), 0.0
	for i, s := range sentences {
		res, err := b.look(ctx, text[s.Start:s.End])
		if err != nil {
			return nil, err
		}
		if len(res.Hits) > 0 {
			scores[i], best = res.Hits[0].Score, max(best, res.Hits[0].Score)
		}
	}
	return lo.Filter(sentences, func(_ summary.Span, i int) bool {
		return scores[i] > 0 && scores[i] >= best/2
	}), nil
}

func isWordyQuestion(sentence string) bool {
	end := strings.TrimRight(sentence, "!.…\"')]*_ ")
	asks := strings.HasSuffix(end, "?") || strings.HasSuffix(end, "？") || strings.HasSuffix(end, "؟")
	return asks && len(strings.Fields(sentence)) >= wordyQuestion
}

// join returns the sentences that fit maxDistilled together as one question.
func join(text string, sentences []summary.Span) string {
	joined := ""
	for _, s := range sentences {
		more := Question{Text: joined + " " + text[s.Start:s.End]}.clean().Text
		if utf8.RuneCountInString(more) <= maxDistilled {
			joined = more
		}
	}
	return joined
}

// firstWords returns the beginning of a text: at most n code points, and whole
// words unless the first one is longer.
func firstWords(text string, n int) string {
	cut := string([]rune(text)[:n])
	if end := strings.LastIndexByte(cut, ' '); end > 0 {
		return cut[:end]
	}
	return cut
}

// Discuss is Say for a text that is a question whatever its words are, such as
// somebody else's message.
func (b *Bot) Discuss(ctx context.Context, key, text string) (Response, error) {
	text, err := b.Distil(ctx, text)
	if err != nil {
		return nil, err
	}
	return b.question(ctx, key, Question{Text: text})
}

// StandsAlone tells whether a message can be answered by itself: it has
// something to look for, or goes on from the last answer. "Papers on this?" does
// not.
func (b *Bot) StandsAlone(ctx context.Context, text string) (bool, error) {
	text = Question{Text: text}.clean().Text
	if followUp.MatchString(text) {
		return true, nil
	}
	if !hasWord(text) {
		return false, nil
	}
	res, err := b.search.Search(ctx, retrieval.Query{Text: withoutMarkup(text), K: 1})
	return hasContent(res.Question), err
}
