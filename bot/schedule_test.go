package bot

import (
	"testing"
	"time"
	_ "time/tzdata" // the zones, whatever the machine has
)

func mustLoad(t testing.TB, zone string) *time.Location {
	t.Helper()
	loc, err := loadZone(zone)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestDue(t *testing.T) {
	for _, tt := range []struct{ name, zone, date, at, want string }{
		{"ordinary", "Europe/Berlin", "2026-11-25", "09:30", "2026-11-25T09:30:00+01:00"},
		{"summer", "Europe/Berlin", "2026-07-01", "09:30", "2026-07-01T09:30:00+02:00"},
		{"before the gap", "Europe/Berlin", "2026-03-29", "01:59", "2026-03-29T01:59:00+01:00"},
		{"in the gap", "Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T03:00:00+02:00"},
		{"after the gap", "Europe/Berlin", "2026-03-29", "03:00", "2026-03-29T03:00:00+02:00"},
		{"doubled, first pass", "Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T02:30:00+02:00"},
		{"after the doubled hour", "Europe/Berlin", "2026-10-25", "03:00", "2026-10-25T03:00:00+01:00"},
		{"New York's gap", "America/New_York", "2026-03-08", "02:00", "2026-03-08T03:00:00-04:00"},
		{"no midnight", "America/Sao_Paulo", "2018-11-04", "00:00", "2018-11-04T01:00:00-02:00"},
		{"midnight twice around", "America/Sao_Paulo", "2018-02-18", "00:00", "2018-02-18T00:00:00-03:00"},
		{"doubled before midnight", "America/Sao_Paulo", "2018-02-17", "23:30", "2018-02-17T23:30:00-02:00"},
		{"half an hour's gap", "Australia/Lord_Howe", "2026-10-04", "02:10", "2026-10-04T02:30:00+11:00"},
		{"half an hour doubled", "Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-05T01:45:00+11:00"},
		{"quarter-hour zone", "Asia/Kathmandu", "2026-01-01", "09:30", "2026-01-01T09:30:00+05:45"},
		{"before the skipped day", "Pacific/Apia", "2011-12-29", "09:30", "2011-12-29T09:30:00-10:00"},
		{"skipped day", "Pacific/Apia", "2011-12-30", "09:30", ""},
		{"after the skipped day", "Pacific/Apia", "2011-12-31", "09:30", "2011-12-31T09:30:00+14:00"},
		{"gap up to midnight", "America/Nuuk", "2024-03-30", "23:30", "2024-03-31T00:00:00-01:00"},
		{"day that begins twice", "America/St_Johns", "2010-11-07", "00:00", "2010-11-07T00:00:00-02:30"},
		{"last minute", "UTC", "2024-02-29", "23:59", "2024-02-29T23:59:00Z"},
		{"no such date", "UTC", "2026-02-29", "09:30", ""},
		{"no date", "UTC", "tomorrow", "09:30", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at, err := ParseTimeOfDay(tt.at)
			if err != nil {
				t.Fatal(err)
			}
			loc := mustLoad(t, tt.zone)
			due, ok := Schedule{At: at, Location: loc}.Due(tt.date)
			got := ""
			if ok {
				got = due.In(loc).Format(time.RFC3339)
			}
			if got != tt.want {
				t.Errorf("due %q, want %q", got, tt.want)
			}
		})
	}
}

// TestDueAgainstOracle walks the clock of each zone minute by minute, a day
// around each change of its offset and some days without one, and takes the
// first minute that reads each wanted time or later for when it is due.
func TestDueAgainstOracle(t *testing.T) {
	for _, tt := range []struct {
		zone     string
		from, to int // years
	}{
		{"Europe/Berlin", 2016, 2026},
		{"America/New_York", 2016, 2026},
		{"America/Sao_Paulo", 2009, 2019},
		{"Australia/Lord_Howe", 2016, 2026},
		{"Asia/Kathmandu", 1985, 1987}, // +05:30 to +05:45 at the new year of 1986
		{"Pacific/Apia", 2010, 2014},
		{"Africa/Casablanca", 2011, 2026}, // twice a year for Ramadan
		{"America/St_Johns", 2004, 2014},  // changed at 00:01 until 2011
		{"America/Nuuk", 2022, 2026},
		{"Antarctica/Troll", 2016, 2018}, // by two hours
		{"UTC", 2026, 2026},
	} {
		t.Run(tt.zone, func(t *testing.T) {
			t.Parallel()
			loc := mustLoad(t, tt.zone)
			end := time.Date(tt.to+1, 1, 1, 0, 0, 0, 0, time.UTC)
			for at := time.Date(tt.from, 1, 1, 0, 0, 0, 0, time.UTC); at.Before(end); {
				compareDays(t, loc, at)
				_, next := at.In(loc).ZoneBounds()
				if next.IsZero() {
					break
				}
				at = next
			}
		})
	}
}

// compareDays checks the local dates that touch the day before an instant and
// the one after it.
func compareDays(t *testing.T, loc *time.Location, around time.Time) {
	t.Helper()
	start := around.Add(-24 * time.Hour).Truncate(time.Hour)
	walk := walkClock(loc, start.Add(-30*time.Hour), start.Add(102*time.Hour))
	for day := range 3 {
		date := localDay(start, loc).AddDate(0, 0, day)
		for minute := TimeOfDay(0); minute <= lastMinute; minute++ {
			want, wantOK := walk.due(date, minute)
			got, gotOK := Schedule{At: minute, Location: loc}.Due(date.Format(time.DateOnly))
			if gotOK != wantOK || gotOK && !got.Equal(want) {
				t.Errorf("%s %s is due %v %v, the walk says %v %v",
					date.Format(time.DateOnly), minute, got.In(loc), gotOK, want.In(loc), wantOK)
			}
		}
	}
}

// A clockWalk is what was seen of a clock, minute by minute. Readings are
// written as if in UTC.
type clockWalk struct {
	first map[time.Time]time.Time // when it first read this, or later
	dates map[time.Time]bool      // dates that it read
}

func walkClock(loc *time.Location, from, to time.Time) clockWalk {
	w := clockWalk{map[time.Time]time.Time{}, map[time.Time]bool{}}
	y, mo, d := from.In(loc).Date()
	awaited := time.Date(y, mo, d, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 1) // the first whole day
	for t := from; t.Before(to); t = t.Add(time.Minute) {
		y, mo, d := t.In(loc).Date()
		w.dates[time.Date(y, mo, d, 0, 0, 0, 0, time.UTC)] = true
		h, mi, _ := t.In(loc).Clock()
		reading := time.Date(y, mo, d, h, mi, 0, 0, time.UTC)
		for ; !awaited.After(reading); awaited = awaited.Add(time.Minute) {
			w.first[awaited] = t
		}
	}
	return w
}

func (w clockWalk) due(date time.Time, at TimeOfDay) (time.Time, bool) {
	t, ok := w.first[date.Add(time.Duration(at)*time.Minute)]
	return t, ok && w.dates[date]
}

func TestNextAndLast(t *testing.T) {
	for _, tt := range []struct{ name, zone, at, now, next, nextDate, last, lastDate string }{
		{
			"just before", "Europe/Berlin", "09:30", "2026-11-25T09:29:59+01:00",
			"2026-11-25T09:30:00+01:00", "2026-11-25", "2026-11-24T09:30:00+01:00", "2026-11-24",
		},
		{
			"at the instant", "Europe/Berlin", "09:30", "2026-11-25T09:30:00+01:00",
			"2026-11-26T09:30:00+01:00", "2026-11-26", "2026-11-25T09:30:00+01:00", "2026-11-25",
		},
		{
			"23 hours apart", "Europe/Berlin", "02:30", "2026-03-29T02:59:59+02:00",
			"2026-03-29T03:00:00+02:00", "2026-03-29", "2026-03-28T02:30:00+01:00", "2026-03-28",
		},
		{
			"in the second pass", "Europe/Berlin", "02:30", "2026-10-25T02:30:00+01:00",
			"2026-10-26T02:30:00+01:00", "2026-10-26", "2026-10-25T02:30:00+02:00", "2026-10-25",
		},
		{
			"over the skipped day", "Pacific/Apia", "09:30", "2011-12-29T20:00:00-10:00",
			"2011-12-31T09:30:00+14:00", "2011-12-31", "2011-12-29T09:30:00-10:00", "2011-12-29",
		},
		{
			"due after its own day", "America/Nuuk", "23:30", "2024-03-31T00:00:00-01:00",
			"2024-03-31T23:30:00-01:00", "2024-03-31", "2024-03-31T00:00:00-01:00", "2024-03-30",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			loc := mustLoad(t, tt.zone)
			at, err := ParseTimeOfDay(tt.at)
			if err != nil {
				t.Fatal(err)
			}
			now, err := time.Parse(time.RFC3339, tt.now)
			if err != nil {
				t.Fatal(err)
			}
			s := Schedule{At: at, Location: loc}
			if due, date := s.Next(now); due.In(loc).Format(time.RFC3339) != tt.next || date != tt.nextDate {
				t.Errorf("next %v for %s, want %s for %s", due.In(loc), date, tt.next, tt.nextDate)
			}
			if due, date := s.Last(now); due.In(loc).Format(time.RFC3339) != tt.last || date != tt.lastDate {
				t.Errorf("last %v for %s, want %s for %s", due.In(loc), date, tt.last, tt.lastDate)
			}
		})
	}
}

func TestEndOfDay(t *testing.T) {
	for _, tt := range []struct{ name, zone, in, want string }{
		{"ordinary", "Europe/Berlin", "2026-11-25T09:30:00+01:00", "2026-11-26T00:00:00+01:00"},
		{"no midnight", "America/Sao_Paulo", "2018-11-03T12:00:00-03:00", "2018-11-04T01:00:00-02:00"},
		{"before the skipped day", "Pacific/Apia", "2011-12-29T12:00:00-10:00", "2011-12-31T00:00:00+14:00"},
	} {
		in, err := time.Parse(time.RFC3339, tt.in)
		if err != nil {
			t.Fatal(err)
		}
		loc := mustLoad(t, tt.zone)
		if got := endOfDay(in, loc).In(loc).Format(time.RFC3339); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func BenchmarkNext(b *testing.B) {
	s := Schedule{At: 9*60 + 30, Location: mustLoad(b, "Europe/Berlin")}
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	for b.Loop() {
		s.Next(now)
	}
}

func TestNextAfter(t *testing.T) {
	s := Schedule{At: 9*60 + 30, Location: time.UTC}
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	for last, want := range map[string]string{
		"": "2026-11-25", "2026-11-24": "2026-11-25", "2026-11-25": "2026-11-26", "2026-11-27": "2026-11-28",
	} {
		due, date := s.NextAfter(now, last)
		if date != want || due.Format(time.DateTime) != want+" 09:30:00" {
			t.Errorf("after %q: %s, %v; want %s", last, date, due, want)
		}
	}
}
