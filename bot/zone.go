package bot

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// loadZone loads a zone by its IANA name.
func loadZone(name string) (*time.Location, error) {
	if name == "" || name == "Local" { // both load, as UTC and as this machine's zone
		return nil, InputError{Say("Please give a time zone, such as Europe/Berlin.")}
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, InputError{Say("I know no time zone “%s”.", shorten(name))}
	}
	return loc, nil
}

// ParseZone finds the zone that a person means and returns its IANA name. It
// takes a name in any spelling of case ("europe/berlin"), a city or country
// that is known ("berlin", "Mumbai", "São Paulo", "japan"), and a whole offset
// from UTC ("UTC+2", "gmt-5", "+02:00"), which becomes a zone that knows no
// summer time ("Etc/GMT-2": the database counts westward).
//
// It refuses what could mean several things, naming them: abbreviations ("EST"
// is New York for most who write it, and a fixed offset in the database), and
// offsets of half hours, for which there is no fixed zone. The error is an
// InputError.
func ParseZone(s string) (string, error) {
	key := zoneKey(s)
	if key == "" || key == "local" {
		return "", InputError{Say("Please give a time zone, such as Europe/Berlin.")}
	}
	if m := offsetPattern.FindStringSubmatch(key); m != nil {
		return offsetZone(m)
	}
	if meant, ok := abbreviations[key]; ok {
		return "", InputError{Say("“%s” can mean more than one thing. Did you mean %s?", shorten(s), oneOf(verbatims(meant)))}
	}
	found := zonesEnding(key)
	if len(found) == 0 {
		found = zones().named(s)
	}
	switch {
	case len(found) == 1 || len(found) > 1 && sameClocks(found):
		return found[0], nil
	case len(found) > 1:
		found = found[:min(maxMeant, len(found))]
		return "", InputError{Say("There is more than one “%s”. Did you mean %s?", shorten(s), oneOf(verbatims(found)))}
	}
	if near := zones().near(s, maxMeant); len(near) > 0 {
		return "", InputError{Say("I know no time zone “%s”. Did you mean %s?", shorten(s), oneOf(verbatims(near)))}
	}
	return "", InputError{Say("I know no time zone “%s”. Write a large city near you, such as Berlin or New York.", shorten(s))}
}

// maxMeant is how many zones an answer names that somebody may have meant.
const maxMeant = 3

// zoneKey folds a zone's name for comparing: no case, no accents, blanks and
// hyphens between words as underscores. A hyphen before a digit is a sign.
func zoneKey(s string) string {
	var b strings.Builder
	runes := []rune(norm.NFKD.String(strings.ToLower(strings.Join(strings.Fields(s), "_"))))
	for i, r := range runes {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == '−':
			b.WriteByte('-')
		case r == '-' && i+1 < len(runes) && unicode.IsLetter(runes[i+1]):
			b.WriteByte('_')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// zonesEnding returns the zones whose whole key or last part is key; the whole
// key wins.
func zonesEnding(key string) []string {
	var ending []string
	for _, name := range zones().names {
		switch zone := zoneKey(name); key {
		case zone:
			return []string{name}
		case lastPart(zone):
			ending = append(ending, name)
		}
	}
	return ending
}

func lastPart(zone string) string { return zone[strings.LastIndexByte(zone, '/')+1:] }

// sameClocks reports whether the zones have shown the same time on the first of
// every month since 2000, so that it does not matter which one is taken.
func sameClocks(names []string) bool {
	first, err := loadZone(names[0])
	if err != nil {
		return false
	}
	for _, name := range names[1:] {
		other, err := loadZone(name)
		if err != nil {
			return false
		}
		for month := range 12 * 38 { // until 2037, where the older tables end
			t := time.Date(2000, time.Month(1+month), 1, 0, 0, 0, 0, time.UTC)
			_, a := t.In(first).Zone()
			_, b := t.In(other).Zone()
			if a != b {
				return false
			}
		}
	}
	return true
}

// offsetPattern takes an offset from UTC apart: sign, hours, minutes.
var offsetPattern = regexp.MustCompile(`^(?:(?:utc|gmt)_?)?([+-])_?(\d{1,2})(?::?(\d{2}))?$|^(?:etc/)?(?:utc|gmt|uct|z|zulu)(?:[+-]?0)?$`)

// offsetZone returns the zone of a fixed offset matched by offsetPattern.
func offsetZone(m []string) (string, error) {
	hours, _ := strconv.Atoi(m[2]) // nothing, one or two digits, by the pattern
	switch {
	case m[3] != "" && m[3] != "00":
		return "", InputError{Say("There is no fixed zone for parts of an hour. Write a city instead, such as Kolkata for +05:30.")}
	case hours == 0:
		return "UTC", nil
	case m[1] == "+" && hours <= 14:
		return fmt.Sprintf("Etc/GMT-%d", hours), nil
	case m[1] == "-" && hours <= 12:
		return fmt.Sprintf("Etc/GMT+%d", hours), nil
	}
	return "", InputError{Say("Offsets from UTC go from -12 to +14.")}
}

// abbreviations tell what the writers of an abbreviation mostly mean, for those
// that several zones share or that the database takes for a fixed offset. CET,
// EET, MET and WET are whole zones with summer time and need no asking.
var abbreviations = map[string][]string{
	"est": {"America/New_York"}, "edt": {"America/New_York"}, "et": {"America/New_York"},
	"cst": {"America/Chicago", "Asia/Shanghai"}, "cdt": {"America/Chicago"}, "ct": {"America/Chicago"},
	"mst": {"America/Denver", "America/Phoenix"}, "mdt": {"America/Denver"}, "mt": {"America/Denver"},
	"pst": {"America/Los_Angeles"}, "pdt": {"America/Los_Angeles"}, "pt": {"America/Los_Angeles"},
	"hst": {"Pacific/Honolulu"}, "bst": {"Europe/London"}, "ist": {"Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"},
	"cest": {"Europe/Berlin"}, "eest": {"Europe/Athens"}, "aest": {"Australia/Sydney", "Australia/Brisbane"},
}
