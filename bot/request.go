package bot

import (
	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/retrieval"
	"paperbot/retrieval/summary"
)

// limitedBand judges how far the corpus answers a question that asks for more than
// its words say, where band goes by the words. Papers that are listed for who wrote
// them or when are what was asked for; what somebody wrote is never far from what
// is asked of them; where a limit holds for no paper there is no answer but something
// near.
func limitedBand(res retrieval.Result, band summary.Band) summary.Band {
	q := res.Question
	switch {
	case len(res.Hits) == 0:
		return summary.BandNothing
	case q.Listed && len(q.Terms) == 0:
		band = summary.BandAnswered
	case q.Listed:
		band = summary.BandClosest
	case q.IsRestricted():
		band = max(band, summary.BandClosest)
	}
	if lo.SomeBy(q.Limits, retrieval.Limit.IsMissed) {
		band = min(band, summary.BandClosest)
	}
	return band
}

// asksForList tells whether a question without content asks for papers all the same.
func asksForList(res retrieval.Result) bool {
	return len(res.Question.Limits) > 0 || res.Question.Listed && len(res.Hits) > 0
}

// gistOf returns the sentence that stands for a paper that no word was asked of.
func (b *Bot) gistOf(p corpus.Paper) []Quote {
	if gist := b.gist(p); gist != nil {
		return []Quote{*gist}
	}
	return nil
}

// requestNotices says which papers were chosen from, in which order they stand, and
// what was passed over.
func requestNotices(q retrieval.Request) []Text {
	var out []Text
	if kept := limitTexts(q.Limits, retrieval.LimitKept); len(kept) > 0 {
		out = append(out, Say("Understood as: papers %s.", all(kept)))
	}
	if q.Order != retrieval.BestFirst && !q.OrderUnknown {
		out = append(out, orders[q.Order])
	}
	for _, l := range q.Limits {
		if l.State == retrieval.LimitUnknown {
			out = append(out, lo.Ternary(l.IsDate(), Say("No paper here appeared %s.", limitText(l)), Say("No paper here is known to be %s.", limitText(l))))
		}
	}
	if passed := limitTexts(q.Limits, retrieval.LimitTooNarrow); len(passed) > 0 {
		out = append(out, Say("No paper here is all of that, so this was passed over: %s.", all(passed)))
	}
	return append(out, unrecorded(q)...)
}

// orders say in which order papers stand.
var orders = map[retrieval.Order]Text{
	retrieval.NewestFirst:    Say("The newest of those that fit come first."),
	retrieval.OldestFirst:    Say("The oldest of those that fit come first."),
	retrieval.MostVotesFirst: Say("Those with the most votes come first."),
}

// unrecorded says what was asked for and nothing is known of.
func unrecorded(q retrieval.Request) []Text {
	var out []Text
	for _, l := range q.Limits {
		if l.State == retrieval.LimitUnrecorded {
			out = append(out, lo.Ternary(l.IsDate(), Say("When the papers here appeared is not known."), unrecordedOf[l.Kind]))
		}
	}
	if q.OrderUnknown {
		out = append(out, lo.Ternary(q.Order == retrieval.MostVotesFirst, Say("How many votes papers have is not known here."), Say("When the papers here appeared is not known.")))
	}
	return lo.UniqBy(out, Text.String)
}

var unrecordedOf = map[retrieval.LimitKind]Text{
	retrieval.LimitAuthor:   Say("Who wrote the papers here is not known."),
	retrieval.LimitVenue:    Say("Where the papers here appeared is not known."),
	retrieval.LimitCategory: Say("The categories of the papers here are not known."),
}

// limitTexts says the limits of which that became.
func limitTexts(limits []retrieval.Limit, state retrieval.LimitState) []Text {
	return lo.FilterMap(limits, func(l retrieval.Limit, _ int) (Text, bool) { return limitText(l), l.State == state })
}

// limitText says a limit after the word "papers".
func limitText(l retrieval.Limit) Text {
	switch l.Kind {
	case retrieval.LimitAuthor:
		return Say("by %s", l.Text)
	case retrieval.LimitVenue:
		return Say("from %s", l.Text)
	case retrieval.LimitCategory:
		return Say("in the category %s", l.Text)
	case retrieval.LimitSource:
		return Say("on %s", l.Text)
	case retrieval.LimitSince:
		return Say("since %s", l.Text)
	case retrieval.LimitUntil:
		return Say("until %s", l.Text)
	case retrieval.LimitBefore:
		return Say("before %s", l.Text)
	case retrieval.LimitDuring:
		return Say("in %s", l.Text)
	}
	return Say("from %s to %s", l.Text, l.Until)
}
