package bot_test

import (
	"slices"
	"testing"
	"time"

	"paperbot/bot"
	"paperbot/corpus"
	"paperbot/corpus/seed"
)

// TestDigestsOfTheSeed asks for the digests of two days over the real corpus,
// as the scheduler does: the second leaves out what the first showed.
func TestDigestsOfTheSeed(t *testing.T) {
	b, err := bot.New(bot.Config{Papers: corpus.NewCollection(seed.Papers())})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 25, 8, 30, 0, 0, time.UTC)
	sub := bot.Subscription{Channel: "c", At: 9*60 + 30, Zone: "Europe/Berlin", Count: 5}
	had := map[corpus.ID]bool{}
	for day, want := range [][]int{{1, 2, 3, 4, 5}, {6, 7, 8, 9, 10}} {
		digest := func() bot.Digest {
			d, err := b.Digest(t.Context(), sub, at.AddDate(0, 0, day), func(id corpus.ID) bool { return had[id] })
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		d, again := digest(), digest()
		if got := ranks(d); !slices.Equal(got, want) || !slices.Equal(got, ranks(again)) {
			t.Errorf("day %d: ranks %v, then %v; want %v", day+1, got, ranks(again), want)
		}
		if want := []string{"2026-11-25", "2026-11-26"}[day]; d.Date != want || !d.Note.IsZero() {
			t.Errorf("day %d: date %s, note %q", day+1, d.Date, d.Note)
		}
		for _, it := range d.Items {
			had[it.Paper.ID] = true
		}
	}
}

func TestDigestOfNothing(t *testing.T) {
	b, err := bot.New(bot.Config{Papers: corpus.NewCollection(seed.Papers())})
	if err != nil {
		t.Fatal(err)
	}
	sub := bot.Subscription{Channel: "c", Zone: "UTC", Count: 5, Topic: "medieval falconry"}
	d, err := b.Digest(t.Context(), sub, time.Now(), nil)
	if err != nil || len(d.Items) != 0 || d.Note.IsZero() {
		t.Errorf("%d papers, note %q, %v", len(d.Items), d.Note, err)
	}
	sub.Zone = "Europe/Atlantis"
	if _, err := b.Digest(t.Context(), sub, time.Now(), nil); err == nil {
		t.Error("a digest in no zone")
	}
}

func ranks(d bot.Digest) []int {
	var got []int
	for _, it := range d.Items {
		got = append(got, it.Paper.Rank)
	}
	return got
}
