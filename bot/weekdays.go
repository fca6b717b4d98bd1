package bot

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Weekdays is a set of days of the week, a bit for each [time.Weekday]. The empty
// set stands for all of them.
type Weekdays uint8

// The sets that have names.
const (
	EveryDay Weekdays = 0
	Workdays Weekdays = 1<<time.Monday | 1<<time.Tuesday | 1<<time.Wednesday | 1<<time.Thursday | 1<<time.Friday
	Weekend  Weekdays = 1<<time.Saturday | 1<<time.Sunday
)

// Has tells whether a day is among them.
func (w Weekdays) Has(day time.Weekday) bool { return w == EveryDay || w>>day&1 == 1 }

// Text names the days: "Mon, Wed", "from Monday to Friday", "every day".
func (w Weekdays) Text() Text {
	switch w {
	case EveryDay:
		return Say("every day")
	case Workdays:
		return Say("from Monday to Friday")
	case Weekend:
		return Say("on Saturday and Sunday")
	}
	var days []Text
	for i := range week {
		if day := weekFrom(time.Monday, i); w.Has(day) {
			days = append(days, shortDays()[day])
		}
	}
	return all(days)
}

const week = 7

// weekFrom returns the day that is so many after another.
func weekFrom(day time.Weekday, after int) time.Weekday { return (day + time.Weekday(after)) % week }

func shortDays() [week]Text {
	return [week]Text{Say("Sun"), Say("Mon"), Say("Tue"), Say("Wed"), Say("Thu"), Say("Fri"), Say("Sat")}
}

// dayNames are the days in the bot's languages, in lower case. A beginning of one
// of them stands for the day if it is that of no other day.
var dayNames = [week][]string{
	time.Sunday:    {"sunday", "sonntag", "dimanche", "domingo", "日曜日", "周日", "周天", "星期日", "星期天"},
	time.Monday:    {"monday", "montag", "lundi", "lunes", "segunda-feira", "segunda", "月曜日", "周一", "星期一"},
	time.Tuesday:   {"tuesday", "dienstag", "mardi", "martes", "terça-feira", "terca", "火曜日", "周二", "星期二"},
	time.Wednesday: {"wednesday", "mittwoch", "mercredi", "miércoles", "miercoles", "quarta-feira", "quarta", "水曜日", "周三", "星期三"},
	time.Thursday:  {"thursday", "donnerstag", "jeudi", "jueves", "quinta-feira", "quinta", "木曜日", "周四", "星期四"},
	time.Friday:    {"friday", "freitag", "vendredi", "viernes", "sexta-feira", "sexta", "金曜日", "周五", "星期五"},
	time.Saturday:  {"saturday", "samstag", "samedi", "sábado", "sabado", "土曜日", "周六", "星期六"},
}

// daySets are words for several days.
var daySets = map[string]Weekdays{
	"": EveryDay, "every day": EveryDay, "everyday": EveryDay, "daily": EveryDay, "all": EveryDay, "all days": EveryDay,
	"weekday": Workdays, "weekdays": Workdays, "workday": Workdays, "workdays": Workdays, "working days": Workdays,
	"werktags": Workdays, "wochentags": Workdays, "平日": Workdays, "工作日": Workdays,
	"weekend": Weekend, "weekends": Weekend, "wochenende": Weekend, "週末": Weekend, "周末": Weekend,
}

// dayRange is "mon-fri", "Monday to Friday"; dayParts is what stands between days.
var (
	dayRange = regexp.MustCompile(`^(\S+?)\s*(?:-|–|—|\.\.|\s(?:to|until|through|bis|à|a)\s)\s*(\S+)$`)
	dayParts = regexp.MustCompile(`\s*[,;/&+、，]\s*|\s+(?:and|und|et|y|e)\s+|\s+`)
)

// ParseWeekdays reads days of the week as people type them: "weekdays", "mon,
// wed", "Monday and Friday", "Mon-Fri", "every day", "". The error is an
// InputError.
func ParseWeekdays(s string) (Weekdays, error) {
	text := strings.ToLower(strings.TrimSpace(norm.NFKC.String(s)))
	if set, ok := daySets[text]; ok {
		return set, nil
	}
	wrong := InputError{Say("I cannot read “%s” as days. Write them like weekdays, or Mon, Wed, Fri.", shorten(s))}
	if day, ok := weekday(text); ok { // "segunda-feira" is no range
		return 1 << day, nil
	}
	if m := dayRange.FindStringSubmatch(text); m != nil {
		if from, ok := weekday(m[1]); ok {
			to, ok := weekday(m[2])
			if !ok {
				return 0, wrong
			}
			return daysFrom(from, to), nil
		}
	}
	var days Weekdays
	for _, word := range dayParts.Split(text, -1) {
		if word == "" {
			continue
		}
		set, isSet := daySets[word]
		day, isDay := weekday(word)
		switch {
		case isSet && set != EveryDay:
			days |= set
		case isDay:
			days |= 1 << day
		default:
			return 0, wrong
		}
	}
	switch days {
	case 0:
		return 0, wrong
	case Workdays | Weekend:
		return EveryDay, nil
	}
	return days, nil
}

// daysFrom returns the days from one to another, past the end of the week if need be.
func daysFrom(from, to time.Weekday) Weekdays {
	days := Weekdays(1) << to
	for day := from; day != to; day = weekFrom(day, 1) {
		days |= 1 << day
	}
	if days == Workdays|Weekend {
		return EveryDay
	}
	return days
}

// weekday returns the one day that a word is, or begins, the name of: in Latin
// letters by two of them at least.
func weekday(word string) (day time.Weekday, ok bool) {
	word = strings.TrimSuffix(word, ".")
	if len(word) < 2 {
		return 0, false
	}
	for i, names := range dayNames {
		if !slices.ContainsFunc(names, func(name string) bool {
			return strings.HasPrefix(name, word) || name+"s" == word
		}) {
			continue
		}
		if ok {
			return 0, false
		}
		day, ok = time.Weekday(i), true
	}
	return day, ok
}
