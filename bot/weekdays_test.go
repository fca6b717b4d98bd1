package bot

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseWeekdays(t *testing.T) {
	t.Parallel()
	const mon, wed, fri, sat, sun = 1 << time.Monday, 1 << time.Wednesday, 1 << time.Friday, 1 << time.Saturday, 1 << time.Sunday
	for _, tt := range []struct {
		text string
		want Weekdays
		says string // in English, by way of which it is read again
	}{
		{"", EveryDay, "every day"}, {"every day", EveryDay, "every day"}, {"Daily", EveryDay, "every day"}, {"mon-sun", EveryDay, "every day"},
		{"weekdays", Workdays, "from Monday to Friday"}, {"Mon-Fri", Workdays, "from Monday to Friday"}, {"Monday to Friday", Workdays, "from Monday to Friday"},
		{"mo–fr", Workdays, "from Monday to Friday"}, {"werktags", Workdays, "from Monday to Friday"}, {"平日", Workdays, "from Monday to Friday"},
		{"weekends", Weekend, "on Saturday and Sunday"}, {"sat & sun", Weekend, "on Saturday and Sunday"},
		{"mon,wed", mon | wed, "Mon, Wed"}, {" Mon , WED,", mon | wed, "Mon, Wed"}, {"Monday and Friday", mon | fri, "Mon, Fri"},
		{"fri wed mon", mon | wed | fri, "Mon, Wed, Fri"}, {"Mondays", mon, "Mon"}, {"mon. wed.", mon | wed, "Mon, Wed"},
		{"Mi und Fr", wed | fri, "Wed, Fri"}, {"segunda e sexta", mon | fri, "Mon, Fri"}, {"segunda-feira", mon, "Mon"}, {"lun mié", mon | wed, "Mon, Wed"},
		{"月、水", mon | wed, "Mon, Wed"}, {"周一，星期五", mon | fri, "Mon, Fri"},
		{"sat-mon", sat | sun | mon, "Mon, Sat, Sun"}, {"weekend, mon", sat | sun | mon, "Mon, Sat, Sun"}, {"ｍｏｎ", mon, "Mon"},
	} {
		got, err := ParseWeekdays(tt.text)
		if err != nil || got != tt.want || got.Text().String() != tt.says {
			t.Errorf("%q is %07b, %q, %v; want %07b, %q", tt.text, got, got.Text(), err, tt.want, tt.says)
		}
	}
	for _, text := range []string{"m", "t", "dom-", "do", "someday", "mon-", "-", "mon,noon", "1", "tu,we,x", "*", "mon-fri-sun", ",", "and"} {
		var wrong InputError
		if got, err := ParseWeekdays(text); !errors.As(err, &wrong) {
			t.Errorf("%q is %07b, %v", text, got, err)
		}
	}
}

// Whatever days there are, their English words are read as them.
func TestWeekdaysRoundTrip(t *testing.T) {
	t.Parallel()
	for days := range Workdays | Weekend {
		text := days.Text().String()
		switch days {
		case Workdays, Weekend: // sentences
			continue
		}
		if got, err := ParseWeekdays(text); err != nil || got != days {
			t.Errorf("%07b is said as %q and read as %07b, %v", days, text, got, err)
		}
	}
}

// Next and Last agree with a walk over the days, in zones that skip dates and
// hours, on any days of the week.
func TestDueOnWeekdaysAgainstOracle(t *testing.T) {
	t.Parallel()
	zones := []*time.Location{mustLoad(t, "Europe/Berlin"), mustLoad(t, "Pacific/Apia"), mustLoad(t, "America/Sao_Paulo"), mustLoad(t, "Australia/Lord_Howe"), time.UTC}
	rapid.Check(t, func(t *rapid.T) {
		s := Schedule{
			At:       TimeOfDay(rapid.IntRange(0, int(lastMinute)).Draw(t, "at")),
			Location: rapid.SampledFrom(zones).Draw(t, "zone"),
			Days:     Weekdays(rapid.IntRange(0, int(Workdays|Weekend)).Draw(t, "days")),
		}
		// Around Samoa's lost Friday, 30 December 2011, or the clocks' changes of 2018.
		from := rapid.SampledFrom([]time.Time{time.Date(2011, 12, 20, 0, 0, 0, 0, time.UTC), time.Date(2018, 10, 20, 0, 0, 0, 0, time.UTC)}).Draw(t, "from")
		now := from.Add(time.Duration(rapid.IntRange(0, 20*24*60).Draw(t, "minutes")) * time.Minute)
		every := Schedule{At: s.At, Location: s.Location}
		var next, last time.Time
		for day := localDay(now, s.Location).AddDate(0, 0, -20); day.Before(now.AddDate(0, 0, 20)); day = day.AddDate(0, 0, 1) {
			due, ok := every.due(day)
			if !ok || s.Days != 0 && s.Days>>day.Weekday()&1 == 0 {
				continue
			}
			if !due.After(now) {
				last = due
			} else if next.IsZero() {
				next = due
			}
			if on := due.In(s.Location).Weekday(); s.At > 0 && s.At < 23*60 && on != day.Weekday() {
				t.Fatalf("due at %v, which is no %v there", due.In(s.Location), day.Weekday())
			}
		}
		if got, date := s.Next(now); !got.Equal(next) || !s.Days.Has(mustDay(date).Weekday()) {
			t.Fatalf("next after %v: %v on %s, want %v", now, got, date, next)
		}
		if got, date := s.Last(now); !got.Equal(last) || !s.Days.Has(mustDay(date).Weekday()) {
			t.Fatalf("last until %v: %v on %s, want %v", now, got, date, last)
		}
	})
}

func mustDay(date string) time.Time {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		panic(err)
	}
	return day
}
