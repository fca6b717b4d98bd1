package bot

import (
	"cmp"
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// zoneList holds the names of the IANA time zone database, one a line, sorted:
// those of lib/time/zoneinfo.zip in Go 1.26 but for "Factory", which means that
// nobody set a zone. Package time can look a name up but not list them.
//
//go:embed zones.txt
var zoneList string

// zoneNames returns every name of the zone database, sorted.
func zoneNames() []string { return strings.Fields(zoneList) }

// loadZone loads a zone by its IANA name.
func loadZone(name string) (*time.Location, error) {
	if name == "" || name == "Local" { // both load, as UTC and as this machine's zone
		return nil, InputError{"Please give a time zone, such as Europe/Berlin."}
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, InputError{fmt.Sprintf("I know no time zone “%s”.", shorten(name))}
	}
	return loc, nil
}

// ParseZone finds the zone that a person means and returns its IANA name. It
// takes a name in any spelling of case ("europe/berlin"), a city or country
// that the database has ("berlin", "São Paulo", "japan"), and a whole offset
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
		return "", InputError{"Please give a time zone, such as Europe/Berlin."}
	}
	if m := offsetPattern.FindStringSubmatch(key); m != nil {
		return offsetZone(m)
	}
	if meant, ok := abbreviation(key); ok {
		return "", InputError{fmt.Sprintf("“%s” can mean more than one thing. Did you mean %s?", shorten(s), meant)}
	}
	found := zonesEnding(key)
	switch {
	case len(found) == 1 || len(found) > 1 && sameClocks(found):
		return found[0], nil
	case len(found) > 1:
		return "", InputError{fmt.Sprintf("There is more than one “%s”. Did you mean %s?", shorten(s), oneOf(found))}
	}
	if near := CompleteZone(s, 3); len(near) > 0 {
		return "", InputError{fmt.Sprintf("I know no time zone “%s”. Did you mean %s?", shorten(s), oneOf(near))}
	}
	return "", InputError{fmt.Sprintf("I know no time zone “%s”. Write a large city near you, such as Berlin or New York.", shorten(s))}
}

// CompleteZone returns at most n zone names for what was typed so far: first
// those whose city begins with it, then those that contain it, then those at
// most two typing mistakes away. Nothing typed gives nothing.
func CompleteZone(typed string, n int) []string {
	key := zoneKey(typed)
	if key == "" {
		return nil
	}
	type scored struct {
		name string
		rank int
	}
	var found []scored
	for _, name := range zoneNames() {
		if rank, ok := zoneMatch(zoneKey(name), key); ok {
			found = append(found, scored{name, rank})
		}
	}
	slices.SortFunc(found, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.name, b.name))
	})
	names := make([]string, 0, n)
	for _, f := range found[:min(n, len(found))] {
		names = append(names, f.name)
	}
	return names
}

// maxTypos is how many typing mistakes a city's name may hold and still be
// suggested. Shorter words than minTypoKey are too close to too much.
const (
	maxTypos   = 2
	minTypoKey = 5
)

// zoneMatch ranks how well a zone's key fits a typed one, 0 best.
func zoneMatch(zone, typed string) (rank int, ok bool) {
	city := lastPart(zone)
	switch {
	case strings.HasPrefix(city, typed):
		return 0, true
	case strings.HasPrefix(zone, typed):
		return 1, true
	case strings.Contains(zone, typed):
		return 2, true
	case len(typed) < minTypoKey:
		return 0, false
	}
	typos := editDistance(city, lastPart(typed))
	return 2 + typos, typos <= maxTypos
}

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
	for _, name := range zoneNames() {
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
		return "", InputError{"There is no fixed zone for parts of an hour. Write a city instead, such as Kolkata for +05:30."}
	case hours == 0:
		return "UTC", nil
	case m[1] == "+" && hours <= 14:
		return fmt.Sprintf("Etc/GMT-%d", hours), nil
	case m[1] == "-" && hours <= 12:
		return fmt.Sprintf("Etc/GMT+%d", hours), nil
	}
	return "", InputError{"Offsets from UTC go from -12 to +14."}
}

// abbreviation returns what the writers of an abbreviation mostly mean, for
// those that several zones share or that the database takes for a fixed offset.
// CET, EET, MET and WET are whole zones with summer time and need no asking.
func abbreviation(key string) (meant string, ok bool) {
	switch key {
	case "est", "edt", "et":
		return "America/New_York", true
	case "cst":
		return "America/Chicago or Asia/Shanghai", true
	case "cdt", "ct":
		return "America/Chicago", true
	case "mst":
		return "America/Denver or America/Phoenix", true
	case "mdt", "mt":
		return "America/Denver", true
	case "pst", "pdt", "pt":
		return "America/Los_Angeles", true
	case "hst":
		return "Pacific/Honolulu", true
	case "bst":
		return "Europe/London", true
	case "ist":
		return "Asia/Kolkata, Asia/Jerusalem or Europe/Dublin", true
	case "cest":
		return "Europe/Berlin", true
	case "eest":
		return "Europe/Athens", true
	case "aest":
		return "Australia/Sydney or Australia/Brisbane", true
	}
	return "", false
}

// oneOf joins names as "a, b or c".
func oneOf(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// editDistance counts the insertions, deletions and replacements that turn one
// string into the other (Levenshtein).
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
