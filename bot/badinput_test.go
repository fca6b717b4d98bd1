package bot

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// TestBadInput_zones are those of the list; TestParseZone has many more.
func TestBadInput_zones(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, want, refused string }{
		{in: "US/Pacific", want: "US/Pacific"},
		{in: "us/pacific", want: "US/Pacific"},
		{in: "gmt+2", want: "Etc/GMT-2"},
		{in: "europe/berlin", want: "Europe/Berlin"},
		{in: "EST", refused: "Did you mean America/New_York?"},
		{in: "Europe/Berln", refused: "Did you mean Europe/Berlin?"},
		{in: "Atlantis", refused: "I know no time zone"},
	} {
		got, err := ParseZone(tt.in)
		var wrong InputError
		switch {
		case tt.refused == "" && (err != nil || got != tt.want):
			t.Errorf("%s: %q, %v", tt.in, got, err)
		case tt.refused != "" && (!errors.As(err, &wrong) || !strings.Contains(wrong.Text.String(), tt.refused)):
			t.Errorf("%s: %q, %v; want %q", tt.in, got, err, tt.refused)
		}
	}
}

func TestBadInput_times(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"9am": "09:00", "24:00": "The day ends at 23:59", "25:61": "An hour has no minute 61"} {
		got, err := ParseTimeOfDay(in)
		if said := got.String(); err == nil && said != want || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v", in, got, err)
		}
	}
}

// Topics that match nothing, say nothing, or match most of what there is: a
// digest never has more than was asked for, and says why where it has less.
func TestBadInput_topics(t *testing.T) {
	t.Parallel()
	b := seedBot(t)
	at := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		topic, without string
		papers         int
		note           string
	}{
		{"model", "", 5, ""},
		{"the of and", "", 0, "No paper of the list is on"},
		{"*", "", 0, "No paper of the list is on"},
		{`"(((AND OR -`, "", 0, "No paper of the list is on"},
		{"zxqwv", "", 0, "No paper of the list is on “zxqwv”."},
		{strings.Repeat("model ", 1000), "", 5, ""},
		{"LoRA adapters", "LoRA adapters", 0, "on what you left out"},
		{"", "the", 5, ""},
		{"", "*", 5, ""},
	} {
		sub := Subscription{Channel: "c", Server: "s", Zone: "UTC", Count: 5, Topic: tt.topic, Without: tt.without}
		d, err := b.Digest(t.Context(), sub, at, nil)
		if err != nil || len(d.Items) != tt.papers || !strings.Contains(d.Note.String(), tt.note) {
			t.Errorf("topic %.20q without %q: %d papers, note %q, %v", tt.topic, tt.without, len(d.Items), d.Note, err)
		}
	}
}
