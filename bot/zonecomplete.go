package bot

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A ZoneMatch is a zone that may be meant by what was typed so far.
type ZoneMatch struct {
	Location *time.Location // String gives its name, which ParseZone takes
	Place    string         // what was found, where the zone's name does not say it: "Mumbai", "Japan", "CET"
}

// CompleteZone returns at most n zones for what was typed so far: a city or the
// name of a zone, an abbreviation, a country or an old name, with mistakes too,
// by the rules of [lookup]; where several fit alike, the place with the most
// people comes first. An offset from UTC ("+5:30", "utc+2", "5") gives the zones
// that have it at the instant now, those in which the most people live first,
// then those with the offsets that it may still become. Nothing typed gives the
// zones in which the most people live.
func CompleteZone(typed string, now time.Time, n int) []ZoneMatch {
	if m := typedOffset.FindStringSubmatch(zoneKey(typed)); m != nil {
		return zones().withOffset(m, now, n)
	}
	t := zones()
	var found []ZoneMatch
	seen := make(map[*zone]bool)
	for _, i := range t.lookup.find(typed, placesPerZone*n) {
		p := t.places[i]
		if seen[p.zone] || len(found) == n || p.zone.load() == nil {
			continue
		}
		seen[p.zone] = true
		found = append(found, ZoneMatch{p.zone.load(), p.shown})
	}
	return found
}

// placesPerZone is how many places are looked at for each zone that is wanted:
// several cities, or a name and its country, may lie in one zone.
const placesPerZone = 8

// typedOffset takes an offset from UTC apart that may be unfinished: sign, hours,
// minutes. Hours are there, or a sign, or it is a word.
var typedOffset = regexp.MustCompile(`^(?:(?:utc|gmt)_?)?(?:([+-])_?(\d{0,2})|()(\d{1,2}))(?:[:.](\d{0,2}))?$`)

// An offset is an offset from UTC as far as it is typed.
type offset struct {
	sign      string // "+", "-", or "" for either
	hours     string // up to two digits
	minutes   string // up to two digits
	withColon bool
}

// withOffset returns the zones with an offset that typedOffset matched, now.
func (t *zoneTable) withOffset(m []string, now time.Time, n int) []ZoneMatch {
	o := offset{sign: m[1], hours: m[2] + m[4], minutes: m[5], withColon: strings.ContainsAny(m[0], ":.")}
	type ranked struct {
		*zone
		fit int
	}
	var found []ranked
	for _, name := range slices.Sorted(maps.Keys(t.zones)) {
		z := t.zones[name]
		if z.load() == nil {
			continue
		}
		_, seconds := now.In(z.load()).Zone()
		if fit, ok := o.fit(seconds / 60); ok {
			found = append(found, ranked{z, fit})
		}
	}
	slices.SortStableFunc(found, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.fit, b.fit), cmp.Compare(b.people, a.people))
	})
	matches := make([]ZoneMatch, 0, n)
	for _, z := range found[:min(n, len(found))] {
		matches = append(matches, ZoneMatch{Location: z.load()})
	}
	return matches
}

// fit tells how well an offset in minutes goes with what was typed, 0 best: the
// hours typed and no minutes; other minutes; hours that begin so; and all of
// these again with the other sign, where none was typed.
func (o offset) fit(minutes int) (fit int, ok bool) {
	const signs = 3
	if minutes < 0 {
		if o.sign == "+" {
			return 0, false
		}
		if o.sign == "" {
			fit = signs
		}
		minutes = -minutes
	} else if o.sign == "-" && minutes > 0 {
		return 0, false
	}
	hour, minute := strconv.Itoa(minutes/60), twoDigits(minutes%60)
	switch {
	case strings.TrimPrefix(o.hours, "0") == strings.TrimPrefix(hour, "0") && o.hours != "":
		if minute == o.minutes || o.minutes == "" && minutes%60 == 0 {
			return fit, true
		}
		return fit + 1, strings.HasPrefix(minute, o.minutes)
	case !o.withColon:
		return fit + 2, strings.HasPrefix(hour, o.hours)
	}
	return 0, false
}

func twoDigits(n int) string { return string([]byte{'0' + byte(n/10), '0' + byte(n%10)}) }
