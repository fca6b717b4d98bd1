package bot

import (
	"os"
	"testing"
	"time"
)

// TestDueEveryMinuteOfTenYears walks the clock of each zone through ten years and
// checks for every minute of every day when it is due. It takes a minute, so it
// runs where PAPERBOT_EXHAUSTIVE is set, as in CI; TestDueAgainstOracle does the
// same around every change of the clocks, always.
func TestDueEveryMinuteOfTenYears(t *testing.T) {
	if os.Getenv("PAPERBOT_EXHAUSTIVE") == "" {
		t.Skip("PAPERBOT_EXHAUSTIVE is not set")
	}
	for zone, from := range map[string]int{
		"Europe/Berlin": 2016, "America/New_York": 2016, "America/Sao_Paulo": 2009, "Australia/Lord_Howe": 2016,
		"Asia/Kathmandu": 1980, "Pacific/Apia": 2006, "Africa/Casablanca": 2016, "America/St_Johns": 2004, "UTC": 2016,
	} {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			loc := mustLoad(t, zone)
			start := time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC)
			checked, wrong := walkDue(t, loc, start, start.AddDate(10, 0, 2))
			if checked < 10*365*24*60 || wrong > 0 {
				t.Errorf("%d of %d minutes are wrong", wrong, checked)
			}
			t.Logf("%d minutes", checked)
		})
	}
}

// walkDue walks a clock and compares each reading that it comes to, or passes
// over, with Due.
func walkDue(t *testing.T, loc *time.Location, from, to time.Time) (checked, wrong int) {
	t.Helper()
	dates := map[time.Time]bool{} // that the clock read
	awaited := localDay(from, loc).AddDate(0, 0, 1)
	for now := from; now.Before(to); now = now.Add(time.Minute) {
		y, mo, d := now.In(loc).Date()
		h, mi, _ := now.In(loc).Clock()
		dates[time.Date(y, mo, d, 0, 0, 0, 0, time.UTC)] = true
		reading := time.Date(y, mo, d, h, mi, 0, 0, time.UTC)
		for ; !awaited.After(reading); awaited = awaited.Add(time.Minute) {
			day := awaited.Truncate(24 * time.Hour)
			s := Schedule{At: TimeOfDay(awaited.Sub(day) / time.Minute), Location: loc}
			got, ok := s.Due(day.Format(time.DateOnly))
			checked++
			if ok == dates[day] && (!ok || got.Equal(now)) {
				continue
			}
			if wrong++; wrong < 10 {
				t.Errorf("%s is due %v %v, the walk says %v %v", awaited.Format(time.DateTime), got.In(loc), ok, now.In(loc), dates[day])
			}
		}
	}
	return checked, wrong
}
