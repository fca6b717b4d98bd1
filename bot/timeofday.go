package bot

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// A TimeOfDay is minutes since midnight, 0 to 1439.
type TimeOfDay int

const lastMinute TimeOfDay = 24*60 - 1

// String writes the time on the 24-hour clock: "09:30".
func (t TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", int(t)/60, int(t)%60) }

// timePattern takes a time apart: hours, minutes, half of the day. What parts
// hours from minutes is what people in different countries write: 9:30, 9.30,
// 9h30, 0930.
var timePattern = regexp.MustCompile(`^(\d{1,2})(?:\s*[:.h]\s*(\d{2})|h|(\d{2}))?\s*(?:([ap])\.?\s?m\.?)?$`)

// ParseTimeOfDay reads a time as people type it: "9", "9:30", "09:30", "0930",
// "21.30", "21h30", "9am", "9:30 p.m.", "noon", "midnight". The error is an
// InputError.
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	text := strings.ToLower(strings.TrimSpace(norm.NFKC.String(s)))
	switch text {
	case "":
		return 0, InputError{Say("Please give a time, such as 09:30 or 9 am.")}
	case "noon":
		return 12 * 60, nil
	case "midnight":
		return 0, nil
	}
	m := timePattern.FindStringSubmatch(text)
	if m == nil {
		return 0, InputError{Say("I cannot read “%s” as a time. Write it like 09:30 or 9:30 pm.", shorten(s))}
	}
	hours, _ := strconv.Atoi(m[1]) // one or two digits, by the pattern
	minutes := 0
	if digits := m[2] + m[3]; digits != "" {
		minutes, _ = strconv.Atoi(digits)
	}
	return makeTime(hours, minutes, m[4])
}

// makeTime checks a time that was read; half is "a", "p", or "" for the 24-hour
// clock.
func makeTime(hours, minutes int, half string) (TimeOfDay, error) {
	switch {
	case minutes > 59:
		return 0, InputError{Say("An hour has no minute %d. Write a time like 09:30.", minutes)}
	case half != "" && (hours < 1 || hours > 12):
		return 0, InputError{Say("With am or pm the hour goes from 1 to 12, not %d. Write 9:30 pm or 21:30.", hours)}
	case half != "":
		hours %= 12
		if half == "p" {
			hours += 12
		}
	case hours == 24 && minutes == 0:
		return 0, InputError{Say("The day ends at 23:59. Write 00:00 for midnight, when the new day begins.")}
	case hours > 23:
		return 0, InputError{Say("A day has no hour %d. Write a time between 00:00 and 23:59.", hours)}
	}
	return TimeOfDay(hours*60 + minutes), nil
}

// shorten cuts typed text to what is worth repeating in a message.
func shorten(s string) string {
	const most = 40
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return string(r)
}
