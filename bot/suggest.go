package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/samber/lo"

	"paperbot/retrieval"
	"paperbot/retrieval/analysis"
	"paperbot/retrieval/summary"
)

// maxSuggested is how many questions or topics are suggested at most.
const maxSuggested = 3

// suggest returns what can be asked instead of a question that the corpus does not
// answer, each of which it does answer: the question without the words that no
// paper has, where the others are what it is mostly about, then topics of the
// corpus that it names.
func (b *Bot) suggest(ctx context.Context, q retrieval.Question) ([]string, error) {
	var suggested []string
	for _, text := range lo.Uniq(lo.Compact(append([]string{b.narrower(q)}, b.named(q)...))) {
		res, err := b.search.Search(ctx, retrieval.Query{Text: text, K: 1})
		if err != nil {
			return nil, fmt.Errorf("suggest: %w", err)
		}
		if band(res) == summary.BandAnswered {
			suggested = append(suggested, text)
		}
	}
	return suggested[:min(maxSuggested, len(suggested))], nil
}

// narrower returns the words that a question looks for and papers have, as the
// question writes them; "" where they say less than half of it, or papers have all.
func (b *Bot) narrower(q retrieval.Question) string {
	isKnown := func(t retrieval.Term) bool { return !t.Added && t.DocFreq > 0 }
	known, all := 0.0, 0.0
	for _, t := range q.Terms {
		all += lo.Ternary(t.Added, 0, t.Importance())
		known += lo.Ternary(isKnown(t), t.Importance(), 0)
	}
	if known == all || 2*known < all {
		return ""
	}
	keeps := func(part string) bool {
		return slices.ContainsFunc(q.Terms, func(t retrieval.Term) bool { return isKnown(t) && t.Word == analysis.Fold(part) })
	}
	words := lo.FilterMap(strings.Fields(q.Text), func(w string, _ int) (string, bool) {
		return strings.Trim(w, "?!.,;:\"'"), slices.ContainsFunc(strings.FieldsFunc(w, betweenWords), keeps)
	})
	return strings.Join(words, " ")
}

// named returns the topics of several terms, all of which the question has in one
// form or another, by what they weigh in it, none within another: maxSuggested at most.
func (b *Bot) named(q retrieval.Question) []string {
	weight := lo.SliceToMap(q.Terms, func(t retrieval.Term) (string, float64) { return t.Term, t.Importance() })
	type namedTopic struct {
		text   string
		weight float64
	}
	var found []namedTopic
	topics := b.shelf.Load().topics()
	for i, terms := range topics.terms {
		if len(terms) > 1 && lo.EveryBy(terms, func(term string) bool { return weight[term] > 0 }) {
			found = append(found, namedTopic{topics.list[i], lo.SumBy(terms, func(term string) float64 { return weight[term] })})
		}
	}
	slices.SortStableFunc(found, func(a, b namedTopic) int { return cmp.Compare(b.weight, a.weight) })
	var names []string
	for _, t := range found {
		if !slices.ContainsFunc(names, func(name string) bool { return strings.Contains(name, t.text) }) {
			names = append(names, t.text)
		}
	}
	return names[:min(maxSuggested, len(names))]
}

// suggestions adds what can be asked instead to a reply that is no answer: where
// nothing is near, some topics of the corpus.
func (b *Bot) suggestions(ctx context.Context, reply *Reply, in inquiry) error {
	if reply.Outcome == Answered || in.Skip > 0 || in.asked.Kind == summary.KindWho {
		return nil
	}
	suggested, err := b.suggest(ctx, in.found.Question)
	if err != nil {
		return err
	}
	reply.Suggestions = suggested
	if len(suggested) > 0 {
		reply.Notices = append(reply.Notices, Say("You could ask about %s.", oneOf(quoted(suggested))))
		return nil
	}
	if list := b.shelf.Load().topics().list; reply.Outcome == Nothing && len(list) > 0 {
		reply.Notices = append(reply.Notices, Say("Topics here are, for example, %s.", both(quoted(list[:min(maxSuggested, len(list))]))))
	}
	return nil
}
