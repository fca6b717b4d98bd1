package bot

import (
	"cmp"
	_ "embed"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// zoneList holds the names of the IANA time zone database, one a line, sorted:
// those of lib/time/zoneinfo.zip in Go 1.26 but for "Factory", which means that
// nobody set a zone. Package time can look a name up but not list them. After
// the name comes, with tabs between, either the country and the abbreviations in
// use, or "=" and the zone of which it is another name. Countries are those of
// zone.tab and iso3166.tab, the other names those that the database calls links,
// or has the same data. All of it is in the public domain.
//
//go:embed zones.txt
var zoneList string

// cityList holds the larger cities of each zone, from GeoNames: a line has a
// zone, how many people live in its cities of 15,000 or more, then each city of
// 100,000 or more with its people, largest first. Figures are in thousands. Some
// cities stand there by their English name as well. GeoNames (geonames.org)
// gives its data under CC BY 4.0.
//
//go:embed cities.txt
var cityList string

// A zoneTable knows the zones and where they are.
type zoneTable struct {
	names  []string         // every name of the database, sorted
	zones  map[string]*zone // those with a country, UTC, and those of a fixed offset
	places []zonePlace      // the most people first
	lookup *lookup          // over the places
}

// A zone is a zone that is suggested.
type zone struct {
	name   string
	people int // in its cities, in thousands; UTC, which is everywhere, has the most
	load   func() *time.Location
}

// A zonePlace is what a zone is found by.
type zonePlace struct {
	text   string
	zone   *zone
	people int
	shown  string // what to say beside the zone's name; "" where that says it
}

// zones returns the table, which is made once, when it is first asked for.
var zones = sync.OnceValue(func() *zoneTable {
	t := &zoneTable{zones: make(map[string]*zone)}
	people, cities := parseCities(cityList)
	others := t.addZones(people)
	for _, o := range others {
		t.addName(o.name, t.zones[o.zone], o.name)
	}
	for abbreviation, names := range abbreviations {
		for _, name := range names {
			t.add(strings.ToUpper(abbreviation), t.zones[name], strings.ToUpper(abbreviation))
		}
	}
	for _, c := range cities {
		t.places = append(t.places, zonePlace{c.name, t.zones[c.zone], c.people, c.name})
	}
	slices.SortStableFunc(t.places, func(a, b zonePlace) int {
		return cmp.Or(cmp.Compare(b.people, a.people), cmp.Compare(a.zone.name, b.zone.name), cmp.Compare(a.shown, b.shown), cmp.Compare(a.text, b.text))
	})
	texts := make([]string, len(t.places))
	for i, p := range t.places {
		texts[i] = p.text
	}
	t.lookup = newLookup(texts)
	return t
})

// An otherName is a name by which a zone went before, or goes too.
type otherName struct{ name, zone string }

// addZones adds the zones of zoneList and returns the other names there.
func (t *zoneTable) addZones(people map[string]int) []otherName {
	var others []otherName
	for line := range strings.Lines(zoneList) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		name := fields[0]
		t.names = append(t.names, name)
		if len(fields) > 1 && strings.HasPrefix(fields[1], "=") {
			others = append(others, otherName{name, fields[1][1:]})
			continue
		}
		z := &zone{name: name, people: people[name], load: locationOf(name)}
		if name == "UTC" {
			z.people = math.MaxInt
		}
		t.zones[name] = z
		t.addName(name, z, "")
		for i, field := range fields[1:] {
			words := []string{field} // the country
			if i == 1 {
				words = strings.Fields(field) // abbreviations
			}
			for _, w := range words {
				t.add(w, z, w)
			}
		}
	}
	return others
}

// locationOf loads a zone when it is first asked for; nil if it cannot be loaded.
func locationOf(name string) func() *time.Location {
	return sync.OnceValue(func() *time.Location {
		loc, err := loadZone(name)
		if err != nil {
			return nil
		}
		return loc
	})
}

// addName makes a zone be found by a name of the database, and by its last part.
func (t *zoneTable) addName(name string, z *zone, shown string) {
	spaced := strings.ReplaceAll(name, "_", " ")
	t.add(spaced, z, shown)
	if last := lastPart(spaced); last != spaced {
		t.add(last, z, shown)
	}
}

func (t *zoneTable) add(text string, z *zone, shown string) {
	t.places = append(t.places, zonePlace{text, z, z.people, shown})
}

// A city is a line's city in cityList.
type city struct {
	name, zone string
	people     int
}

// parseCities reads cityList: the people of each zone, and the cities.
func parseCities(list string) (map[string]int, []city) {
	people := make(map[string]int)
	var cities []city
	for line := range strings.Lines(list) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		zone := fields[0]
		people[zone], _ = strconv.Atoi(fields[1])
		for _, f := range fields[2:] {
			blank := strings.LastIndexByte(f, ' ')
			n, _ := strconv.Atoi(f[blank+1:])
			cities = append(cities, city{f[:blank], zone, n})
		}
	}
	return people, cities
}

// named returns the zones of the places with just that name, the one with the
// most people first.
func (t *zoneTable) named(name string) []string {
	words := lookupWords(name)
	return t.distinct(t.lookup.findWritten(name, 4*maxMeant), 2*maxMeant, func(p zonePlace) bool {
		return slices.Equal(lookupWords(p.text), words)
	})
}

// near returns zones that may be meant by a name with typing mistakes, which is
// about as long as theirs.
func (t *zoneTable) near(name string, n int) []string {
	most := utf8.RuneCountInString(name) + 2
	return t.distinct(t.lookup.findNear(name, 4*n), n, func(p zonePlace) bool { return utf8.RuneCountInString(p.text) <= most })
}

// distinct returns the names of the zones at some places, at most n.
func (t *zoneTable) distinct(places []int, n int, wanted func(zonePlace) bool) []string {
	var names []string
	for _, i := range places {
		p := t.places[i]
		if len(names) < n && wanted(p) && !slices.Contains(names, p.zone.name) {
			names = append(names, p.zone.name)
		}
	}
	return names
}
