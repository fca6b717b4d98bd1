package bot

import (
	"archive/zip"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestParseZone(t *testing.T) {
	for _, tt := range []struct{ in, want, problem string }{
		{in: "Europe/Berlin", want: "Europe/Berlin"},
		{in: "europe/berlin", want: "Europe/Berlin"},
		{in: " EUROPE/BERLIN ", want: "Europe/Berlin"},
		{in: "berlin", want: "Europe/Berlin"},
		{in: "new york", want: "America/New_York"},
		{in: "America/New York", want: "America/New_York"},
		{in: "são paulo", want: "America/Sao_Paulo"},
		{in: "Zürich", want: "Europe/Zurich"},
		{in: "port-au-prince", want: "America/Port-au-Prince"},
		{in: "buenos aires", want: "America/Argentina/Buenos_Aires"}, // two names for one clock
		{in: "singapore", want: "Singapore"},
		{in: "mumbai", want: "Asia/Kolkata"},
		{in: "Munich", want: "Europe/Berlin"},
		{in: "germany", want: "Europe/Berlin"},
		{in: "hyderabad", problem: "There is more than one “hyderabad”. Did you mean Asia/Kolkata or Asia/Karachi?"},
		{in: "usa", problem: "There is more than one “usa”. Did you mean America/New_York, America/Chicago or America/Los_Angeles?"},
		{in: "japan", want: "Japan"},
		{in: "US/Pacific", want: "US/Pacific"},
		{in: "us/pacific", want: "US/Pacific"},
		{in: "CET", want: "CET"},
		{in: "UTC", want: "UTC"},
		{in: "z", want: "UTC"},
		{in: "GMT", want: "UTC"},
		{in: "utc+0", want: "UTC"},
		{in: "gmt+2", want: "Etc/GMT-2"},
		{in: "UTC -5", want: "Etc/GMT+5"},
		{in: "+02:00", want: "Etc/GMT-2"},
		{in: "−3", want: "Etc/GMT+3"},
		{in: "+14", want: "Etc/GMT-14"},
		{in: "Etc/GMT+5", want: "Etc/GMT+5"}, // a name of the database: five hours behind
		{in: "", problem: "Please give a time zone, such as Europe/Berlin."},
		{in: "Local", problem: "Please give a time zone, such as Europe/Berlin."},
		{in: "EST", problem: "“EST” can mean more than one thing. Did you mean America/New_York?"},
		{in: "cst", problem: "“cst” can mean more than one thing. Did you mean America/Chicago or Asia/Shanghai?"},
		{in: "eastern", want: "Canada/Eastern"}, // Toronto's and New York's clocks agree
		{in: "west", problem: "There is more than one “west”. Did you mean Australia/West or Brazil/West?"},
		{in: "Europe/Berln", problem: "I know no time zone “Europe/Berln”. Did you mean Europe/Berlin?"},
		{in: "berln", problem: "I know no time zone “berln”. Did you mean Europe/Berlin or Europe/Zurich?"},
		{in: "Mordor", problem: "I know no time zone “Mordor”. Write a large city near you, such as Berlin or New York."},
		{in: "Factory", problem: "I know no time zone “Factory”. Write a large city near you, such as Berlin or New York."},
		{in: "+5:30", problem: "There is no fixed zone for parts of an hour. Write a city instead, such as Kolkata for +05:30."},
		{in: "+15", problem: "Offsets from UTC go from -12 to +14."},
		{in: "../../etc/passwd", problem: "I know no time zone “../../etc/passwd”. Write a large city near you, such as Berlin or New York."},
		{in: strings.Repeat("x", 6000), problem: "I know no time zone “" + strings.Repeat("x", 39) + "…”. Write a large city near you, such as Berlin or New York."},
	} {
		got, err := ParseZone(tt.in)
		var input InputError
		switch {
		case tt.problem != "":
			if !errors.As(err, &input) || input.Text.String() != tt.problem {
				t.Errorf("%.60q: %q, error %v, want %s", tt.in, got, err, tt.problem)
			}
		case err != nil || got != tt.want:
			t.Errorf("%q: %q, %v; want %s", tt.in, got, err, tt.want)
		}
	}
}

func TestEveryZoneLoads(t *testing.T) {
	for _, name := range zones().names {
		mustLoad(t, name)
	}
	for _, name := range []string{"", "Local", "Europe/Atlantis"} {
		if _, err := loadZone(name); err == nil {
			t.Errorf("%q loads", name)
		}
	}
}

// TestZoneListIsGo compares the list with the database that this Go ships.
func TestZoneListIsGo(t *testing.T) {
	goroot, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Skipf("no Go to compare with: %v", err)
	}
	r, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(goroot)), "lib", "time", "zoneinfo.zip"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("Go's own zone database is not installed here")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	var want []string
	for _, f := range r.File {
		if !strings.HasSuffix(f.Name, "/") && f.Name != "Factory" {
			want = append(want, f.Name)
		}
	}
	slices.Sort(want)
	for _, name := range want {
		if !slices.Contains(zones().names, name) {
			t.Errorf("%s is missing from zones.txt", name)
		}
	}
	for _, name := range zones().names {
		if !slices.Contains(want, name) {
			t.Errorf("%s is in zones.txt but not in the database", name)
		}
	}
}
