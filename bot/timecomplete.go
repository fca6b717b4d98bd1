package bot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"
)

// suggestedEvery is how many minutes lie between the times that are suggested;
// any other is suggested once it is typed.
const suggestedEvery = 15

// CompleteTime returns at most n times of the day for what was typed so far
// ("9", "9:3", "21h", "9 p"): first the time that it is, then those that it may
// become: in the hour that is typed before others that begin so, full hours
// before half ones before quarters, the waking hours first, then the earlier ones.
func CompleteTime(typed string, n int) []TimeOfDay {
	key := timeKey(typed)
	is, err := ParseTimeOfDay(typed)
	var found []TimeOfDay
	if err == nil && is%suggestedEvery != 0 {
		found = append(found, is)
	}
	for i, forms := range suggestedForms() {
		if slices.ContainsFunc(forms, func(form string) bool { return strings.HasPrefix(form, key) }) {
			found = append(found, TimeOfDay(i*suggestedEvery))
		}
	}
	sameHour := func(t TimeOfDay) bool { return err == nil && t/60%12 == is/60%12 }
	slices.SortStableFunc(found, func(a, b TimeOfDay) int {
		return cmp.Or(
			boolFirst(err == nil && a == is, err == nil && b == is),
			boolFirst(sameHour(a), sameHour(b)),
			cmp.Compare(roundness(a), roundness(b)),
			boolFirst(waking(a), waking(b)),
			cmp.Compare(a, b))
	})
	return found[:min(n, len(found))]
}

// timeKey brings typed text to the form of timeForms: no blanks, a colon before
// the minutes, no full stops.
func timeKey(typed string) string {
	s := strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(typed))), "")
	if at := strings.IndexAny(s, "h."); at > 0 && at <= 2 {
		s = s[:at] + ":" + s[at+1:]
	}
	return strings.ReplaceAll(s, ".", "")
}

// suggestedForms returns the forms of the times that are suggested, in order.
var suggestedForms = sync.OnceValue(func() [][]string {
	var all [][]string
	for t := TimeOfDay(0); t <= lastMinute; t += suggestedEvery {
		all = append(all, timeForms(t))
	}
	return all
})

// timeForms returns the ways to write a time: "21:30", "2130", "9:30pm", "930pm".
func timeForms(t TimeOfDay) []string {
	hour, minute := int(t)/60, int(t)%60
	half := "am"
	if hour >= 12 {
		half = "pm"
	}
	short := (hour+11)%12 + 1
	forms := []string{
		fmt.Sprintf("%02d:%02d", hour, minute), fmt.Sprintf("%02d%02d", hour, minute),
		fmt.Sprintf("%d:%02d", hour, minute), fmt.Sprintf("%d%02d", hour, minute),
		fmt.Sprintf("%d:%02d%s", short, minute, half), fmt.Sprintf("%d%02d%s", short, minute, half), fmt.Sprintf("%02d:%02d%s", short, minute, half),
	}
	if minute == 0 {
		forms = append(forms, fmt.Sprintf("%d%s", short, half), fmt.Sprintf("%02d%s", short, half))
	}
	switch t {
	case 0:
		forms = append(forms, "midnight")
	case 12 * 60:
		forms = append(forms, "noon")
	}
	return forms
}

// roundness is 0 for full hours, 1 for half ones, 2 for other times.
func roundness(t TimeOfDay) int {
	switch t % 60 {
	case 0:
		return 0
	case 30:
		return 1
	}
	return 2
}

// waking tells whether most people are up: a digest is for reading.
func waking(t TimeOfDay) bool { return t >= 7*60 && t <= 22*60 }

// boolFirst orders what is true before what is not.
func boolFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}
