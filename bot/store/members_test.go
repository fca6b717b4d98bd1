package store

import (
	"bytes"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"paperbot/bot"
	"paperbot/corpus"
)

// everything returns all rows of all tables, but for the secrets, as text.
func (s *Store) everything(t *testing.T) []string {
	t.Helper()
	names, err := s.db.QueryContext(t.Context(), `
		SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('secrets') ORDER BY name`)
	tables, err := collect(s, "list tables", names, err, func(row scanner) (name string, err error) { return name, row.Scan(&name) })
	must(t, err)
	if len(tables) < 6 {
		t.Fatalf("tables %v", tables)
	}
	var all []string
	for _, table := range tables {
		rows, err := s.db.QueryContext(t.Context(), `SELECT * FROM `+table)
		must(t, err)
		all = append(all, allRows(t, table, rows)...)
	}
	return all
}

func allRows(t *testing.T, table string, rows *sql.Rows) (all []string) {
	t.Helper()
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	must(t, err)
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		must(t, rows.Scan(values...))
		line := table
		for i, v := range values {
			line += fmt.Sprintf(" %s=%v", columns[i], *v.(*any))
		}
		all = append(all, line)
	}
	must(t, rows.Err())
	return all
}

// traces are the forms in which a member could stand in the file.
func (s *Store) traces(member bot.UserID) []string { return []string{string(member), s.actor(member)} }

// wantNoTrace checks that no column of any table has a trace of a member.
func (s *Store) wantNoTrace(t *testing.T, member bot.UserID) {
	t.Helper()
	for _, line := range s.everything(t) {
		for _, trace := range s.traces(member) {
			if strings.Contains(line, trace) {
				t.Errorf("a trace of %s: %s", member, line)
			}
		}
	}
}

func TestForgetMember(t *testing.T) {
	t.Parallel()
	s := openTest(t, filepath.Join(t.TempDir(), "bot.db"))
	const gone, stays = bot.UserID("314159265358979323"), bot.UserID("271828182845904523")
	for i, member := range []bot.UserID{gone, stays} {
		s.mustToggle(t, vote("s1", "arxiv:1", member))
		s.mustToggle(t, vote(bot.ScopeDirect, "arxiv:2", member))
		s.keep(t, s.mustPut(t, member, "lora"), bot.AlertMatch{Paper: "p1"})
		_, err := s.TakeMatches(t.Context(), member, "2026-11-25")
		must(t, err)
		sub := testSubscription(bot.ChannelID(fmt.Sprint("c", i)))
		sub.CreatedBy = member
		must(t, s.PutSubscription(t.Context(), sub))
	}
	data, err := s.MemberData(t.Context(), gone)
	must(t, err)
	digest := testSubscription("c0")
	digest.CreatedBy = gone
	want := bot.MemberData{
		Votes:   []bot.Vote{vote(bot.ScopeDirect, "arxiv:2", gone), vote("s1", "arxiv:1", gone)},
		Alerts:  []bot.Alert{{Member: gone, Query: "lora", CreatedAt: monday}},
		Waiting: 1, Direct: bot.DirectState{LastDay: "2026-11-25"}, Digests: []bot.Subscription{digest},
	}
	if diff := cmp.Diff(want, data, cmpopts.IgnoreFields(bot.Alert{}, "ID")); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	others, err := s.MemberData(t.Context(), stays)
	must(t, err)

	must(t, s.ForgetMember(t.Context(), gone))
	s.wantNoTrace(t, gone)
	if data, err := s.MemberData(t.Context(), gone); !data.Empty() || err != nil {
		t.Errorf("kept after all: %+v, %v", data, err)
	}
	after, err := s.MemberData(t.Context(), stays)
	must(t, err)
	if diff := cmp.Diff(others, after); diff != "" {
		t.Errorf("another member's data changed:\n%s", diff)
	}
	digest.CreatedBy = ""
	sub, err := s.Subscription(t.Context(), "c0")
	must(t, err)
	if diff := cmp.Diff(digest, sub); diff != "" {
		t.Errorf("the digest (-want +got):\n%s", diff)
	}
	// What was under way when the member left does not bring anything back.
	must(t, s.SettleMatches(t.Context(), gone, bot.AlertWaits))
	must(t, s.SettleMatches(t.Context(), gone, bot.AlertRefused))
	must(t, s.Told(t.Context(), gone))
	s.wantNoTrace(t, gone)
}

// TestForgottenMembersAreNotInTheFile fills tables as in years of use, so that
// rows are moved about, and looks at the bytes on the disk.
func TestForgottenMembersAreNotInTheFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "bot.db")
	s := openTest(t, path)
	members := s.populate(t, rand.New(rand.NewPCG(1, 4)), 300, 6000)
	forgotten := members[:120]
	var traces []string
	for _, member := range forgotten {
		traces = append(traces, s.traces(member)...)
		must(t, s.ForgetMember(t.Context(), member))
	}
	for _, member := range forgotten[:5] {
		s.wantNoTrace(t, member)
	}
	must(t, s.Close()) // a file that SQLite has open must not be opened besides it
	files, err := filepath.Glob(path + "*")
	must(t, err)
	for _, file := range files {
		content, err := os.ReadFile(file)
		must(t, err)
		if !bytes.Contains(content, []byte(members[len(members)-1])) {
			t.Errorf("%s: not even the members that stay are in it", file)
		}
		for _, trace := range traces {
			if bytes.Contains(content, []byte(trace)) {
				t.Errorf("%s holds %s", file, trace)
			}
		}
	}
}

// populate makes members who set and remove things in random order.
func (s *Store) populate(t *testing.T, random *rand.Rand, members, actions int) []bot.UserID {
	t.Helper()
	all := make([]bot.UserID, members)
	for i := range all {
		all[i] = bot.UserID(fmt.Sprint(100_000_000_000_000_000 + random.Int64N(800_000_000_000_000_000)))
	}
	// Flushing the disk for each step would take a minute; the pages are the same.
	_, err := s.db.ExecContext(t.Context(), "PRAGMA synchronous = OFF")
	must(t, err)
	for range actions {
		member := all[random.IntN(members)]
		switch random.IntN(4) {
		case 0:
			query := strings.Repeat("x", 5+random.IntN(90)) + fmt.Sprint(random.Int())
			a := s.mustPut(t, member, query[:min(len(query), 100)])
			s.keep(t, a, bot.AlertMatch{Paper: corpus.ID(fmt.Sprint(random.IntN(1000)))})
		case 1:
			alerts, err := s.Alerts(t.Context(), member)
			must(t, err)
			if len(alerts) > 0 {
				_, err := s.DeleteAlert(t.Context(), member, alerts[random.IntN(len(alerts))].ID)
				must(t, err)
			}
		case 2:
			_, err := s.TakeMatches(t.Context(), member, monday.AddDate(0, 0, random.IntN(1000)).Format(time.DateOnly))
			must(t, err)
		default:
			s.mustToggle(t, vote(bot.Scope(fmt.Sprint(random.IntN(50))), corpus.ID(fmt.Sprint(random.IntN(100))), member))
		}
	}
	s.mustPut(t, all[members-1], "stays")
	_, err = s.db.ExecContext(t.Context(), "PRAGMA synchronous = FULL")
	must(t, err)
	return all
}

func TestForgetWhileTheLogIsRead(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "bot.db")
	s, err := open(t.Context(), path, 50*time.Millisecond, nil)
	must(t, err)
	defer func() { must(t, s.Close()) }()
	s.mustToggle(t, vote("s1", "arxiv:1", "u1"))
	reader := openTest(t, path)
	for _, statement := range []string{"BEGIN", "SELECT count(*) FROM events"} { // on the reader's one connection
		_, err := reader.db.ExecContext(t.Context(), statement)
		must(t, err)
	}
	if err := s.ForgetMember(t.Context(), "u1"); err == nil || !strings.Contains(err.Error(), "its log still holds") {
		t.Errorf("%v although another process reads old pages", err)
	}
	_, err = reader.db.ExecContext(t.Context(), "COMMIT")
	must(t, err)
	must(t, s.ForgetMember(t.Context(), "u1"))
	s.wantNoTrace(t, "u1")
}
