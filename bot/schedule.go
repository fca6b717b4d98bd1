package bot

import "time"

// A Schedule is a time of day in a zone, on some days of the week or on all.
type Schedule struct {
	At       TimeOfDay
	Location *time.Location
	Days     Weekdays // of the local date
}

// Due returns the instant at which the schedule is due on a local date
// ("2026-11-25"): the first whose wall clock there reads that date and time, or
// later. So an hour that the clocks skip is due when the skip ends, an hour that
// comes twice is due in its first pass, and a date that the zone skipped
// (Samoa's 30 December 2011) is never due: false, as for what is no date at all and
// for a date on another day of the week.
func (s Schedule) Due(date string) (time.Time, bool) {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return time.Time{}, false
	}
	return s.due(day)
}

// Next returns the first due instant after t, and its local date.
func (s Schedule) Next(t time.Time) (due time.Time, date string) {
	for day := localDay(t, s.Location).AddDate(0, 0, -1); ; day = day.AddDate(0, 0, 1) {
		if due, ok := s.due(day); ok && due.After(t) {
			return due, day.Format(time.DateOnly)
		}
	}
}

// NextAfter is Next for a date after another one, such as the last that has
// had its digest; "" is before every date.
func (s Schedule) NextAfter(t time.Time, last string) (due time.Time, date string) {
	for due, date = s.Next(t); date <= last; { // dates sort as they are written
		due, date = s.Next(due)
	}
	return due, date
}

// Last returns the last due instant that is not after t, and its local date.
func (s Schedule) Last(t time.Time) (due time.Time, date string) {
	for day := localDay(t, s.Location).AddDate(0, 0, 1); ; day = day.AddDate(0, 0, -1) {
		if due, ok := s.due(day); ok && !due.After(t) {
			return due, day.Format(time.DateOnly)
		}
	}
}

// endOfDay returns the first instant after the local day in which t lies.
func endOfDay(t time.Time, loc *time.Location) time.Time {
	return firstAt(localDay(t, loc).AddDate(0, 0, 1), loc)
}

// due is Due for a day given as its midnight in UTC.
func (s Schedule) due(day time.Time) (time.Time, bool) {
	if !s.Days.Has(day.Weekday()) || localDay(firstAt(day, s.Location), s.Location) != day {
		return time.Time{}, false
	}
	return firstAt(day.Add(time.Duration(s.At)*time.Minute), s.Location), true
}

// maxOffset is more than any zone was ever ahead of or behind UTC: Manila's
// local time before 1845, 15 h 56 min behind, is the farthest in the database.
const maxOffset = 24 * time.Hour

// firstAt returns the first instant whose wall clock in loc reads wall or later.
// wall is a wall clock written as if it were UTC.
//
// Within a period of one offset the wall clock runs on evenly, so that instant
// is either where the clock reads wall or, if it does so before the period
// begins, its beginning; the first period that holds such an instant has it.
func firstAt(wall time.Time, loc *time.Location) time.Time {
	t := wall.Add(-maxOffset).In(loc)
	for {
		start, end := t.ZoneBounds()
		_, offset := t.Zone()
		first := wall.Add(-time.Duration(offset) * time.Second)
		if first.Before(start) {
			first = start
		}
		if end.IsZero() || first.Before(end) {
			return first.UTC()
		}
		t = end
	}
}

// localDay returns the local date of t as its midnight in UTC.
func localDay(t time.Time, loc *time.Location) time.Time {
	y, m, d := t.In(loc).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
