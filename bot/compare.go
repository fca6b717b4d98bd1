package bot

import (
	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/retrieval"
	"paperbot/retrieval/summary"
)

// sideBand judges how far the corpus has a side of a comparison.
func sideBand(c retrieval.Compared) summary.Band {
	return summary.Judge(summary.Evidence{Share: c.Share, Matched: c.Matched})
}

// known returns the sides that papers are about.
func known(compared []retrieval.Compared) []retrieval.Compared {
	return lo.Filter(compared, func(c retrieval.Compared, _ int) bool { return sideBand(c) != summary.BandNothing })
}

// comparedBand judges a comparison, given the band of the question as a whole, in
// which a side that no paper is about weighs too much.
// Where papers are about two sides at least, and answer a question about each of
// those, they answer it. Where they are about one side only, it is not answered:
// those papers are the closest.
func comparedBand(whole summary.Band, compared []retrieval.Compared) summary.Band {
	bands := lo.Map(known(compared), func(c retrieval.Compared, _ int) summary.Band { return sideBand(c) })
	switch {
	case len(bands) == 1 && bands[0] == summary.BandAnswered:
		return summary.BandClosest
	case len(bands) > 1 && (whole == summary.BandClosest || len(bands) < len(compared)):
		return lo.Min(bands)
	case len(bands) < 2:
		return min(whole, summary.BandClosest)
	}
	return whole
}

// sides returns what a reply says of the sides of a comparison.
func sides(compared []retrieval.Compared) []Side {
	return lo.Map(compared, func(c retrieval.Compared, _ int) Side {
		return Side{Name: c.Name, Missing: sideBand(c) == summary.BandNothing}
	})
}

// about returns the names of the sides that a paper is about.
func about(compared []retrieval.Compared, id corpus.ID) []string {
	return lo.FilterMap(compared, func(c retrieval.Compared, _ int) (string, bool) { return c.Name, c.Has(id) })
}

// comparedNotices names the sides of a comparison, and says which no paper is
// about, or that none shown is about all.
func comparedNotices(reply Reply) []Text {
	names := func(missing bool) []Text {
		return quoted(lo.FilterMap(reply.Compared, func(s Side, _ int) (string, bool) { return s.Name, s.Missing == missing }))
	}
	missing, present := names(true), names(false)
	switch {
	case len(reply.Compared) == 0 || len(present) == 0:
		return nil
	case len(missing) > 0:
		return []Text{Say("No paper here is about %s. These are about %s.", oneOf(missing), oneOf(present))}
	case !lo.SomeBy(reply.Sources, func(s Source) bool { return len(s.About) == len(present) }):
		return []Text{Say("No paper here is about %s together. These are the best on each.", both(present))}
	}
	return []Text{Say("Compared: %s.", both(present))}
}
