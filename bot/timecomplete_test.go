package bot

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestCompleteTime(t *testing.T) {
	for _, tt := range []struct {
		typed string
		want  []string // the first ones
	}{
		{"", []string{"07:00", "08:00", "09:00"}},
		{"9", []string{"09:00", "21:00", "09:30", "21:30", "09:15"}},
		{"09", []string{"09:00", "21:00", "09:30"}},
		{"9:3", []string{"09:30", "21:30"}},
		{"9:30", []string{"09:30", "21:30"}},
		{"9:37", []string{"09:37"}},
		{"21", []string{"21:00", "21:30", "21:15", "21:45"}},
		{"21h", []string{"21:00", "21:30"}},
		{"9.3", []string{"09:30", "21:30"}},
		{"9 p", []string{"21:00"}},
		{"9:30 p.m.", []string{"21:30"}},
		{"1", []string{"01:00", "13:00", "13:30", "01:30", "13:15"}},
		{"no", []string{"12:00"}},
		{"12am", []string{"00:00"}},
		{"half past", nil},
		{"99", nil},
	} {
		var got []string
		for _, at := range CompleteTime(tt.typed, 25) {
			got = append(got, at.String())
		}
		if len(got) < len(tt.want) || !slices.Equal(got[:len(tt.want)], tt.want) || tt.want == nil && got != nil {
			t.Errorf("%q: %v, want %v first", tt.typed, got, tt.want)
		}
	}
}

func TestCompleteTimeTakesAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9]{0,4}[:.h ]?[0-9]{0,3} ?[ap]?\.?m?`)).Draw(t, "typed")
		got := CompleteTime(typed, 25)
		slices.Sort(got)
		if len(got) > 25 || len(slices.Compact(got)) != len(got) {
			t.Fatalf("%v", got)
		}
		for _, at := range got {
			if at < 0 || at > lastMinute {
				t.Fatalf("%d minutes", at)
			}
		}
	})
}

func BenchmarkCompleteTime(b *testing.B) {
	for b.Loop() {
		CompleteTime("9", 25)
	}
}
