package bot

import (
	"errors"
	"testing"

	"pgregory.net/rapid"
)

func TestParseTimeOfDay(t *testing.T) {
	for _, tt := range []struct{ in, want, problem string }{
		{in: "9", want: "09:00"},
		{in: "09", want: "09:00"},
		{in: "9:30", want: "09:30"},
		{in: "09:30", want: "09:30"},
		{in: " 9 : 30 ", want: "09:30"},
		{in: "0930", want: "09:30"},
		{in: "930", want: "09:30"},
		{in: "21.30", want: "21:30"},
		{in: "21h30", want: "21:30"},
		{in: "21h", want: "21:00"},
		{in: "9am", want: "09:00"},
		{in: "9 AM", want: "09:00"},
		{in: "9:30 pm", want: "21:30"},
		{in: "9:30 p.m.", want: "21:30"},
		{in: "12am", want: "00:00"},
		{in: "12:15 am", want: "00:15"},
		{in: "12pm", want: "12:00"},
		{in: "noon", want: "12:00"},
		{in: "Midnight", want: "00:00"},
		{in: "00:00", want: "00:00"},
		{in: "23:59", want: "23:59"},
		{in: "９：３０", want: "09:30"},
		{in: "", problem: "Please give a time, such as 09:30 or 9 am."},
		{in: "24:00", problem: "The day ends at 23:59. Write 00:00 for midnight, when the new day begins."},
		{in: "25:61", problem: "An hour has no minute 61. Write a time like 09:30."},
		{in: "25:00", problem: "A day has no hour 25. Write a time between 00:00 and 23:59."},
		{in: "13pm", problem: "With am or pm the hour goes from 1 to 12, not 13. Write 9:30 pm or 21:30."},
		{in: "0am", problem: "With am or pm the hour goes from 1 to 12, not 0. Write 9:30 pm or 21:30."},
		{in: "9:3", problem: "I cannot read “9:3” as a time. Write it like 09:30 or 9:30 pm."},
		{in: "-1:00", problem: "I cannot read “-1:00” as a time. Write it like 09:30 or 9:30 pm."},
		{in: "in the morning", problem: "I cannot read “in the morning” as a time. Write it like 09:30 or 9:30 pm."},
		{in: "9\x00:30", problem: "I cannot read “9\x00:30” as a time. Write it like 09:30 or 9:30 pm."},
	} {
		got, err := ParseTimeOfDay(tt.in)
		var input InputError
		switch {
		case tt.problem != "":
			if !errors.As(err, &input) || input.Text.String() != tt.problem {
				t.Errorf("%q: error %v, want %s", tt.in, err, tt.problem)
			}
		case err != nil || got.String() != tt.want:
			t.Errorf("%q: %s, %v; want %s", tt.in, got, err, tt.want)
		}
	}
}

func TestTimeOfDayIsReadAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := TimeOfDay(rapid.IntRange(0, int(lastMinute)).Draw(t, "time"))
		if got, err := ParseTimeOfDay(want.String()); err != nil || got != want {
			t.Fatalf("%s read as %s, %v", want, got, err)
		}
	})
}

func FuzzParseTimeOfDay(f *testing.F) {
	for _, s := range []string{"9", "09:30", "9:30 p.m.", "noon", "24:00", "\xff", "９：３０"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ParseTimeOfDay(s)
		if err == nil && (got < 0 || got > lastMinute) {
			t.Errorf("%q: %d minutes", s, got)
		}
	})
}
