package index

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// about is a document of which nothing but facts matters.
func about(id string, date Date, votes uint32, labels ...string) Document {
	d := doc(id, id, "")
	d.Facts = Facts{Labels: labels, Date: date, Votes: votes}
	return d
}

func factsIn(s *Snapshot) (out []string) {
	for doc, date := range s.Documents() {
		out = append(out, fmt.Sprint(s.ID(doc), " ", date, " ", s.Votes(doc)))
	}
	return out
}

func labelsIn(s *Snapshot, prefix string) (out []string) {
	for label, postings := range s.Labels(prefix) {
		var ids []string
		for p := range postings.All() {
			ids = append(ids, s.ID(p.Doc))
		}
		out = append(out, label+": "+strings.Join(ids, " "))
	}
	return out
}

// Facts are those of the newest version of each document, in whatever segment.
func TestFacts(t *testing.T) {
	first := segment(
		about("a", NewDate(2020, 5, 17), 3, "author he", "author sun"),
		about("b", 0, 0),
		about("a", NewDate(2021, 0, 0), 4, "author he"),
		about("c", 0, 0, "venue iclr"),
	)
	second := segment(about("d", 0, 7, "author he"), about("c", NewDate(1999, 12, 31), 0, "author li"))
	reopened, err := Open(second.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	s := NewSnapshot(first, reopened)
	if diff := cmp.Diff([]string{"b 0 0", "a 20210000 4", "d 0 7", "c 19991231 0"}, factsIn(s)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"author he: a d", "author li: c"}, labelsIn(s, "author ")); diff != "" {
		t.Error(diff)
	}
	if !s.HasDates() || !s.HasVotes() || !s.HasLabels("author l") || s.HasLabels("author sun") || s.HasLabels("venue") {
		t.Error("what the documents have is not known")
	}
	without := NewSnapshot(segment(doc("a", "title", "abstract")))
	if without.HasDates() || without.HasVotes() || without.HasLabels("") || without.Date(0) != 0 {
		t.Error("documents without facts have some")
	}
}

func TestDates(t *testing.T) {
	for date, want := range map[Date][3]Date{
		NewDate(2020, 5, 17): {2020, 20200517, 20200517},
		NewDate(2020, 0, 0):  {2020, 20200101, 20201231},
		0:                    {},
	} {
		if got := [3]Date{Date(date.Year()), date.First(), date.Last()}; !slices.Equal(got[:], want[:]) {
			t.Errorf("%d is of the year, from and to %v, want %v", date, got, want)
		}
	}
}
