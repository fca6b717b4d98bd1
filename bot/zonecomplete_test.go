package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var (
	november = time.Date(2026, 11, 25, 13, 5, 0, 0, time.UTC)
	july     = time.Date(2026, 7, 1, 13, 5, 0, 0, time.UTC)
)

// zonesFor returns what is suggested, as "zone" or "place: zone".
func zonesFor(typed string, now time.Time, n int) []string {
	var found []string
	for _, m := range CompleteZone(typed, now, n) {
		name := m.Location.String()
		if m.Place != "" {
			name = m.Place + ": " + name
		}
		found = append(found, name)
	}
	return found
}

func TestCompleteZone(t *testing.T) {
	for _, tt := range []struct {
		name, typed string
		want        []string // the first ones
	}{
		{"nothing", "", []string{"UTC", "Asia/Shanghai", "Asia/Kolkata"}},
		{"a city", "berlin", []string{"Europe/Berlin"}},
		{"a half typed city", "ber", []string{"Europe/Berlin"}},
		{"a mistake", "berln", []string{"Europe/Berlin"}},
		{"a name", "europe/ber", []string{"Europe/Berlin"}},
		{"two words", "new york", []string{"America/New_York"}},
		{"accents", "são pau", []string{"America/Sao_Paulo"}},
		{"a mistake in a long name", "kathmndu", []string{"Asia/Kathmandu"}},
		{"a city that names no zone", "munich", []string{"Munich: Europe/Berlin"}},
		{"the larger city first", "birmingham", []string{"Birmingham: Europe/London", "Birmingham: America/Chicago"}},
		{"a country", "germany", []string{"Germany: Europe/Berlin", "Germany: Europe/Busingen"}},
		{"a country of several zones, most people first", "usa", []string{"USA: America/New_York", "USA: America/Chicago", "USA: America/Los_Angeles"}},
		{"an old name", "us/pacific", []string{"US/Pacific: America/Los_Angeles"}},
		{"an old name of a city", "calcutta", []string{"Asia/Calcutta: Asia/Kolkata"}},
		{"an abbreviation of several zones", "est", []string{"EST: America/New_York", "EST: America/Toronto"}},
		{"an abbreviation of a whole zone", "cet", []string{"CET: Europe/Berlin"}},
		{"an abbreviation without summer or winter", "pt", []string{"PT: America/Los_Angeles"}},
		{"an offset", "+1", []string{"Europe/Berlin", "Africa/Lagos", "Europe/Madrid"}},
		{"an offset of half hours", "+5:30", []string{"Asia/Kolkata", "Asia/Colombo"}},
		{"an offset without sign", "5:30", []string{"Asia/Kolkata", "Asia/Colombo"}},
		{"an offset without sign, the other sign too", "3:30", []string{"Asia/Tehran", "America/St_Johns"}},
		{"from UTC", "utc+2", []string{"Africa/Cairo", "Africa/Johannesburg"}},
		{"from GMT, west", "gmt-3", []string{"America/Sao_Paulo"}},
		{"a minus sign", "−3", []string{"America/Sao_Paulo"}},
		{"none", "+0", []string{"UTC", "Europe/London"}},
		{"UTC", "utc", []string{"UTC"}},
		{"unfinished minutes", "+5:", []string{"Asia/Karachi"}},
		{"unfinished minutes, one digit", "+5:4", []string{"Asia/Kathmandu"}},
		{"hours of two digits", "+05:30", []string{"Asia/Kolkata"}},
		{"beyond the last", "+15", nil},
		{"nowhere", "qqqqqqq", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := zonesFor(tt.typed, november, 25)
			if len(got) < len(tt.want) || !slices.Equal(got[:len(tt.want)], tt.want) || tt.want == nil && len(got) > 0 {
				t.Errorf("%q: %.200q, want %q first", tt.typed, got, tt.want)
			}
		})
	}
}

// TestOffsetsAreThoseOfNow asks in winter and in summer.
func TestOffsetsAreThoseOfNow(t *testing.T) {
	for _, tt := range []struct {
		now  time.Time
		want bool
	}{{november, false}, {july, true}} {
		if got := slices.Contains(zonesFor("+2", tt.now, 25), "Europe/Berlin"); got != tt.want {
			t.Errorf("at %s Berlin is two hours ahead: %t", tt.now, got)
		}
	}
}

// TestSuggestedZonesAreAccepted checks of every zone that can be suggested that
// its name means itself.
func TestSuggestedZonesAreAccepted(t *testing.T) {
	for name, z := range zones().zones {
		if got, err := ParseZone(name); err != nil || got != name || z.load() == nil {
			t.Errorf("%s is read as %q, %v", name, got, err)
		}
	}
	for _, p := range zones().places {
		if p.zone == nil {
			t.Errorf("%q is nowhere", p.text)
		}
	}
}

func TestCompleteZoneTakesAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.OneOf(rapid.String(), rapid.StringMatching(`(utc|gmt)?[ +-]{0,2}[0-9]{0,4}[:.]?[0-9]{0,3}`)).Draw(t, "typed")
		got := CompleteZone(typed, november, 25)
		if len(got) > 25 {
			t.Fatalf("%d zones", len(got))
		}
		seen := map[string]bool{}
		for _, m := range got {
			if m.Location == nil || seen[m.Location.String()] || strings.TrimSpace(m.Location.String()) == "" {
				t.Fatalf("%v", got)
			}
			seen[m.Location.String()] = true
		}
	})
}

func BenchmarkCompleteZone(b *testing.B) {
	for _, typed := range []string{"", "b", "berlin", "berln", "unitde states", "+5:30"} {
		CompleteZone(typed, november, 25) // makes the table
		b.Run(typed, func(b *testing.B) {
			for b.Loop() {
				CompleteZone(typed, november, 25)
			}
		})
	}
}
