package bot

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/samber/lo"

	"paperbot/corpus"
)

func TestTrending(t *testing.T) {
	b := seedBot(t)
	at := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	ranks := func(l Listing) []int {
		return lo.Map(l.Items, func(item Item, _ int) int { return item.Paper.Rank })
	}
	trending := func(q TrendingQuery) Listing {
		q.At = at
		l, err := b.Trending(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}

	top := trending(TrendingQuery{})
	if diff := cmp.Diff([]int{1, 2, 3, 4, 5}, ranks(top)); diff != "" {
		t.Error(diff)
	}
	if top.Items[2].Reason.String() != "rank 3 in the list" || top.Items[2].Gist == nil || !top.Note.IsZero() {
		t.Errorf("item 3: %+v; note %q", top.Items[2], top.Note)
	}
	rest := trending(TrendingQuery{Count: 3, Exclude: func(id corpus.ID) bool { return id == top.Items[1].Paper.ID }})
	if diff := cmp.Diff([]int{1, 3, 4}, ranks(rest)); diff != "" {
		t.Error(diff)
	}

	lora := trending(TrendingQuery{Topic: "LoRA adapters", Count: 3})
	if len(lora.Items) != 3 || !lo.IsSorted(ranks(lora)) {
		t.Fatalf("ranks %v", ranks(lora))
	}
	for _, item := range lora.Items {
		if !strings.Contains(item.Paper.Title+item.Paper.Abstract, "LoRA") {
			t.Errorf("%q is not on LoRA", item.Paper.Title)
		}
	}
	for _, tt := range []struct {
		name string
		q    TrendingQuery
		note string
	}{
		{"a topic without papers", TrendingQuery{Topic: "pizza dough"}, "No paper of the list is on “pizza dough”."},
		{"all posted", TrendingQuery{Exclude: func(corpus.ID) bool { return true }}, "Every paper of the list was posted here lately."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if l := trending(tt.q); len(l.Items) > 0 || l.Note.String() != tt.note {
				t.Errorf("%d items, note %q", len(l.Items), l.Note)
			}
		})
	}
}
