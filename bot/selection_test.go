package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/samber/lo"

	"paperbot/corpus"
	"paperbot/corpus/seed"
)

// selectionBot returns a bot over a list: four papers that are nearly one, among
// others on their own subjects, and some that must not be shown.
func selectionBot(t *testing.T) *Bot {
	t.Helper()
	var papers []corpus.Paper
	add := func(title, abstract string) {
		n := len(papers) + 1
		papers = append(papers, corpus.Paper{ID: corpus.ID(fmt.Sprint("p", n)), Title: title, Abstract: abstract, Rank: n})
	}
	const tulips = "We water tulips with vinegar in clay pots on balconies and count blossoms in spring. Blossoms double. "
	for i := range 4 {
		add(fmt.Sprintf("Watering Tulips %d", i+1), tulips+fmt.Sprintf("Repetition number %d.", i+1))
	}
	add("Whales", "Whales sing below the ice of the arctic sea. We record their songs with hydrophones.")
	add("No Abstract", "")
	add("Gone", "This paper has been withdrawn by the authors due to an error in equation 3.")
	add("WITHDRAWN: Also Gone", "Clouds move over deserts and vanish before noon.")
	add("Comets", "Comets carry ice from the outer planets. We record their tails with telescopes.")
	add("Withdrawn Funds", "Banks see funds withdrawn at dusk. We model how money leaves accounts at night.")
	b, err := New(Config{Papers: corpus.NewCollection(papers)})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSelection(t *testing.T) {
	t.Parallel()
	b := selectionBot(t)
	for _, tt := range []struct {
		name string
		q    TrendingQuery
		want string // papers; why others are not among them
		note string
	}{
		{"as listed", TrendingQuery{Count: 5}, "p1 p2 p3 p4 p5", ""},
		{"varied", TrendingQuery{Count: 4, Varied: true}, "p1 p2 p5 p9; p3: 2 like it are there already; p4: 2 like it are there already", ""},
		{
			"all there are", TrendingQuery{Count: 9, Varied: true, Exclude: func(id corpus.ID) bool { return id == "p1" }},
			"p2 p3 p5 p9 p10; p1: it was posted here in the last 90 days; p4: 2 like it are there already",
			"The other papers of the list were posted here lately, are much like these, or are on what you left out.",
		},
		{"without a topic", TrendingQuery{Count: 2, Without: "tulips"}, "p5 p9; " + strings.Join(lo.Map([]int{1, 2, 3, 4}, func(n, _ int) string {
			return fmt.Sprintf("p%d: it is on “tulips”", n)
		}), "; "), ""},
		{"a topic without another", TrendingQuery{Count: 2, Topic: "record ice", Without: "whales"}, "p9; p5: it is on “whales”",
			"The other papers of the list were posted here lately, are much like these, or are on what you left out."},
		{"withdrawn papers are on no topic", TrendingQuery{Count: 3, Topic: "clouds over deserts"}, "", "No paper of the list is on “clouds over deserts”."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, err := b.Trending(t.Context(), tt.q)
			if err != nil {
				t.Fatal(err)
			}
			said := []string{strings.Join(lo.Map(l.Items, func(it Item, _ int) string { return string(it.Paper.ID) }), " ")}
			for _, left := range l.Left {
				said = append(said, fmt.Sprintf("%s: %s", left.Paper.ID, left.Why))
			}
			if diff := cmp.Diff(tt.want, strings.Join(said, "; ")); diff != "" {
				t.Error(diff)
			}
			if l.Note.String() != tt.note {
				t.Errorf("note %q, want %q", l.Note, tt.note)
			}
		})
	}
}

func TestWhyNot(t *testing.T) {
	t.Parallel()
	posted, alike := Say("it was posted"), Say("it is like others")
	paper := func(title string) corpus.Paper { return corpus.Paper{Title: title} }
	d := Digest{Left: []LeftOut{{paper("A"), posted}, {paper("B"), posted}, {paper(strings.Repeat("x", 50)), alike}}}
	want := "Left out: “A” and 1 more (it was posted), “" + strings.Repeat("x", 39) + "…” (it is like others)."
	if got := d.WhyNot().String(); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if !(Digest{}).WhyNot().IsZero() {
		t.Error("nothing is left out of nothing")
	}
}

// TestSeedIsVaried checks how the rule on variety deals with the real corpus,
// whose papers share one subject: it keeps papers out seldom.
func TestSeedIsVaried(t *testing.T) {
	t.Parallel()
	b := seedBot(t)
	had, left, shown := map[corpus.ID]bool{}, 0, 0
	for range 40 {
		l, err := b.Trending(t.Context(), TrendingQuery{Count: 5, Varied: true, At: time.Now(), Exclude: func(id corpus.ID) bool { return had[id] }})
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range l.Items {
			had[it.Paper.ID] = true
			shown++
		}
		left += lo.CountBy(l.Left, func(o LeftOut) bool { return !had[o.Paper.ID] })
	}
	t.Logf("%d papers shown in 40 days, %d put off", shown, left)
	if shown != 200 || left > 20 || len(seed.Papers()) != 264 {
		t.Errorf("%d papers shown in 40 days, %d put off", shown, left)
	}
}
