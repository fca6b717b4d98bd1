package bot

import (
	"context"
	"regexp"
	"strings"

	"github.com/samber/lo"

	"paperbot/corpus"
)

// A digest has variety: of any varietyWindow papers one below the other, at most
// varietyMost share most of their rarer words.
const (
	varietyWindow = 5
	varietyMost   = 2
)

// A LeftOut is a paper that would have been listed but for a rule.
type LeftOut struct {
	Paper corpus.Paper
	Why   Text
}

// presentable tells whether a paper may be recommended at all.
func presentable(p corpus.Paper) bool { return p.Abstract != "" && !isWithdrawn(p) }

// withdrawal is how arXiv and publishers say in a title or abstract that a paper
// is not to be read any more.
var withdrawal = regexp.MustCompile(`(?i)^\W*(withdrawn|retracted|retraction)\W*[:\])–—]|` +
	`\bthis (paper|article|manuscript|submission|work|preprint) (has been|was|is|is being) (withdrawn|retracted)\b`)

func isWithdrawn(p corpus.Paper) bool { return saysWithdrawn(p.Title) || saysWithdrawn(p.Abstract) }

// saysWithdrawn asks the expression only of texts that have one of its words: it
// takes 80 µs of an abstract, the look 3.
func saysWithdrawn(text string) bool {
	return lo.SomeBy([]string{"ithdrawn", "ITHDRAWN", "etract", "ETRACT"}, func(part string) bool {
		return strings.Contains(text, part)
	}) && withdrawal.MatchString(text)
}

// tellingKept is how many papers' telling words are remembered: those of the
// digests that are planned together, at some kilobyte each.
const tellingKept = 1000

// tellingOf is the searcher's Telling, remembered.
func (b *Bot) tellingOf(p corpus.Paper) []string {
	if words, ok := b.telling.Get(p.ID); ok {
		return words
	}
	words := b.search.Telling(p)
	b.telling.Add(p.ID, words)
	return words
}

// A selection chooses papers from the best down.
type selection struct {
	query   TrendingQuery
	without map[corpus.ID]bool // papers on the topic that is not wanted
	telling func(corpus.Paper) []string
	chosen  []contender
	words   []map[string]struct{} // telling ones of each chosen paper
	left    []LeftOut
	hidden  int // papers met that may not be recommended at all
}

// choose takes a paper, or notes why not.
func (s *selection) choose(c contender) {
	if !presentable(c.paper) {
		s.hidden++
		return
	}
	if why := s.whyNot(c.paper); !why.IsZero() {
		s.left = append(s.left, LeftOut{c.paper, why})
		return
	}
	s.chosen = append(s.chosen, c)
}

// whyNot says why a paper may not be listed next; zero if it may.
func (s *selection) whyNot(p corpus.Paper) Text {
	switch {
	case s.query.Exclude != nil && s.query.Exclude(p.ID):
		return Say("it was posted here in the last %d days", NoRepeatDays)
	case s.without[p.ID]:
		return Say("it is on “%s”", s.query.Without)
	}
	if !s.query.Varied {
		return Text{}
	}
	words := lo.Keyify(s.telling(p))
	if s.alike(words) >= varietyMost {
		return Say("%d like it are there already", varietyMost)
	}
	s.words = append(s.words, words)
	return Text{}
}

// alike counts the papers of the window that share most of these words.
func (s *selection) alike(words map[string]struct{}) int {
	window := s.words[max(0, len(s.words)-varietyWindow+1):]
	return lo.CountBy(window, func(other map[string]struct{}) bool {
		shared := lo.CountBy(lo.Keys(words), func(w string) bool { return lo.HasKey(other, w) })
		return 2*shared > min(len(words), len(other))
	})
}

// selected chooses the papers of a query among candidates, best first.
func (b *Bot) selected(ctx context.Context, q TrendingQuery, candidates []contender) (*selection, error) {
	s := &selection{query: q, telling: b.tellingOf, without: map[corpus.ID]bool{}}
	if q.Without != "" {
		unwanted, err := b.onTopic(ctx, q.Without)
		if err != nil {
			return nil, err
		}
		s.without = lo.SliceToMap(unwanted, func(p corpus.Paper) (corpus.ID, bool) { return p.ID, true })
	}
	for _, c := range candidates {
		if len(s.chosen) == q.Count {
			break
		}
		s.choose(c)
	}
	return s, nil
}

// WhyNot says which papers a rule kept out of the digest, a group for each
// reason; zero where there are none.
func (d Digest) WhyNot() Text {
	groups := lo.PartitionBy(d.Left, func(l LeftOut) string { return l.Why.String() })
	if len(groups) == 0 {
		return Text{}
	}
	return Say("Left out: %s.", all(lo.Map(groups, func(group []LeftOut, _ int) Text {
		first := group[0]
		if more := len(group) - 1; more > 0 {
			return Say("“%s” and %d more (%s)", shortTitle(first.Paper.Title), more, first.Why)
		}
		return Say("“%s” (%s)", shortTitle(first.Paper.Title), first.Why)
	})))
}

// shortTitle returns enough of a title to know the paper by.
func shortTitle(title string) string {
	const enough = 40
	if runes := []rune(title); len(runes) > enough {
		return string(runes[:enough-1]) + "…"
	}
	return title
}
