package store

import (
	"cmp"
	"reflect"
	"slices"

	"paperbot/corpus"
)

// merge returns the paper that old becomes by what a record says of it, with all
// identifiers of both. The newer text counts: the one of the higher version, or
// of the later date; where neither tells, the record's. What the record does not
// say stays.
func merge(old, record corpus.Paper) corpus.Paper {
	newer, older := record, old
	if isOlder(record, old) {
		newer, older = old, record
	}
	p := newer
	if p.Abstract == "" {
		p.Abstract = older.Abstract
	}
	if len(p.Authors) == 0 {
		p.Authors = older.Authors
	}
	p.Venue = cmp.Or(p.Venue, older.Venue)
	p.Categories = union(old.Categories, record.Categories)
	if p.Published.IsZero() {
		p.Published = older.Published
	}
	p.Year = cmp.Or(p.Year, older.Year)
	if p.Updated.IsZero() {
		p.Updated = older.Updated
	}
	p.Version = max(old.Version, record.Version)
	p.Language = cmp.Or(p.Language, older.Language)
	p.Withdrawn = newer.Withdrawn || older.Withdrawn && older.Version == newer.Version
	p.Rank = cmp.Or(record.Rank, old.Rank)
	p.Votes = cmp.Or(record.Votes, old.Votes)
	p.SetIDs(betterIDs(slices.Concat(allIDs(old), allIDs(record)))...)
	if p.URL = cmp.Or(old.URL, record.URL); p.ID != old.ID {
		p.URL = cmp.Or(p.ID.Address(), p.URL)
	}
	return p
}

// isOlder tells whether a record's text is older than the one that is kept.
func isOlder(record, old corpus.Paper) bool {
	if record.Version != old.Version {
		return record.Version < old.Version
	}
	if !record.Updated.Equal(old.Updated) && !record.Updated.IsZero() && !old.Updated.IsZero() {
		return record.Updated.Before(old.Updated)
	}
	return false
}

func allIDs(p corpus.Paper) []corpus.ID { return append([]corpus.ID{p.ID}, p.OtherIDs...) }

// betterIDs returns the IDs without those that are hashes of titles, unless
// there are no others.
func betterIDs(ids []corpus.ID) []corpus.ID {
	better := slices.DeleteFunc(slices.Clone(ids), corpus.ID.IsTitle)
	if len(better) == 0 {
		return ids
	}
	return better
}

// union returns the texts of both lists, each once, those of the first first.
func union(a, b []string) []string {
	all := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// An Outcome is what a record did to the store.
type Outcome int

// The outcomes.
const (
	New       Outcome = iota // a paper that was not there
	Revised                  // a paper's text, or whether it is withdrawn, is another now
	Merged                   // a paper is the same, and more is known of it
	Unchanged                // nothing
)

func (o Outcome) String() string { return [...]string{"new", "revised", "merged", "unchanged"}[o] }

// compare returns what happened to a paper.
func compare(old, now corpus.Paper) Outcome {
	switch {
	case old.Title != now.Title || old.Abstract != now.Abstract || old.Withdrawn != now.Withdrawn:
		return Revised
	case !equal(old, now):
		return Merged
	}
	return Unchanged
}

func equal(a, b corpus.Paper) bool {
	return a.Published.Equal(b.Published) && a.Updated.Equal(b.Updated) && reflect.DeepEqual(comparable(a), comparable(b))
}

// comparable returns a paper without what is compared otherwise, or is told
// alike by nil and by an empty list.
func comparable(p corpus.Paper) corpus.Paper {
	p.Published, p.Updated = p.Published.UTC(), p.Updated.UTC()
	for _, list := range []*[]string{&p.Authors, &p.Categories} {
		if len(*list) == 0 {
			*list = nil
		}
	}
	if len(p.OtherIDs) == 0 {
		p.OtherIDs = nil
	}
	return p
}
