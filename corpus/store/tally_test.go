package store_test

import (
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paperbot/corpus"
	"paperbot/corpus/store"
)

// A said paper is what a source says of one, as "id rank/votes".
func said(tb testing.TB, text string) (corpus.Paper, error) {
	tb.Helper()
	if text == "broken off" {
		return corpus.Paper{}, errors.New(text)
	}
	var id string
	var rank, votes int
	if _, err := fmt.Sscanf(strings.ReplaceAll(text, "/", " "), "%s %d %d", &id, &rank, &votes); err != nil {
		tb.Fatal(err)
	}
	p := paper("The paper "+id, "a", corpus.ID("arxiv:"+id))
	p.Rank, p.Votes = rank, votes
	return p, nil
}

func saying(tb testing.TB, texts []string) iter.Seq2[corpus.Paper, error] {
	return func(yield func(corpus.Paper, error) bool) {
		for _, text := range texts {
			if !yield(said(tb, text)) {
				return
			}
		}
	}
}

// Each row is the imports of a source, a day apart, and what they came to tell.
func TestTallies(t *testing.T) {
	for _, tt := range []struct {
		name    string
		imports [][]string
		want    []string
	}{
		{"neither ranks nor votes", [][]string{{"1 0/0"}}, nil},
		{"votes", [][]string{{"1 0/3", "2 0/0"}, {"1 0/3", "2 0/5"}, {"1 0/4", "2 0/5"}},
			[]string{"25: 1 0/3", "26: 2 0/5 seen", "27: 1 0/4 seen"}},
		{"the same again", [][]string{{"1 0/3"}, {"1 0/3"}}, []string{"25: 1 0/3"}},
		{"a list that changes is told whole", [][]string{{"1 1/0", "2 2/0", "3 3/0"}, {"1 1/0", "3 2/0", "2 3/0"}},
			[]string{"25: 1 1/0, 2 2/0, 3 3/0", "26: 1 1/0 seen, 2 3/0 seen, 3 2/0 seen"}},
		{"the same list again", [][]string{{"1 1/0", "2 2/0"}, {"1 1/0", "2 2/0"}}, []string{"25: 1 1/0, 2 2/0"}},
		{"the same list with another vote", [][]string{{"1 1/7", "2 2/5"}, {"1 1/8", "2 2/5"}, {"1 1/8", "2 2/5"}},
			[]string{"25: 1 1/7, 2 2/5", "26: 1 0/8 seen"}},
		{"broken off, and begun again", [][]string{{"1 1/7", "2 2/5", "broken off"}, {"1 1/7", "2 2/5", "3 3/1"}},
			[]string{"26: 1 1/7, 2 2/5, 3 3/1"}},
		{"votes of what was broken off", [][]string{{"1 0/7", "broken off"}, {"1 0/7", "2 0/5"}}, []string{"26: 1 0/7, 2 0/5"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := create(t)
			for day, texts := range tt.imports {
				_, err := s.Import(t.Context(), store.Import{Source: "feed", At: noon.AddDate(0, 0, day)}, saying(t, texts))
				if broken := texts[len(texts)-1] == "broken off"; (err != nil) != broken {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(tt.want, tallies(t, s, 0)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// tallies returns what a store tells after a tally, each as "day: paper, paper".
func tallies(tb testing.TB, s *store.Store, after int64) (told []string) {
	tb.Helper()
	for tally, err := range s.Tallies(tb.Context(), after) {
		if err != nil {
			tb.Fatal(err)
		}
		var papers []string
		for _, p := range tally.Papers {
			text := fmt.Sprintf("%s %d/%d", strings.TrimPrefix(string(p.ID), "arxiv:"), p.Rank, p.Votes)
			if p.Seen {
				text += " seen"
			}
			papers = append(papers, text)
		}
		told = append(told, tally.At.Format("2: ")+strings.Join(papers, ", "))
	}
	return told
}

// Two imports within a second, and one after the clock was set back, are told
// apart; other sources have tallies of their own.
func TestTalliesInOneSecond(t *testing.T) {
	s := create(t)
	for i, at := range []time.Time{noon, noon.Add(time.Millisecond), noon.Add(-time.Hour)} {
		if _, err := s.Import(t.Context(), store.Import{Source: "feed", At: at}, saying(t, []string{fmt.Sprintf("1 0/%d", i+1)})); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Import(t.Context(), store.Import{Source: "other", At: noon}, saying(t, []string{"1 0/2"})); err != nil {
		t.Fatal(err)
	}
	var got []string
	last := int64(0)
	for tally, err := range s.Tallies(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(tally.Source, tally.At.Format(" 15:04:05 "), tally.Papers[0].Votes, tally.Papers[0].Seen))
		last = tally.Num
	}
	want := []string{"feed 12:00:00 1 false", "feed 12:00:01 2 true", "feed 12:00:02 3 true", "other 12:00:00 2 false"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if more := tallies(t, s, last); more != nil {
		t.Errorf("after the last: %v", more)
	}
}

// The identity tells two files apart, and stays.
func TestIdentity(t *testing.T) {
	ids := map[int64]bool{}
	for _, s := range []*store.Store{create(t), create(t)} {
		for range 2 {
			id, err := s.Identity(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			ids[id] = true
		}
	}
	if len(ids) != 2 {
		t.Errorf("identities: %v", ids)
	}
}
