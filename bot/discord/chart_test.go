package discord

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/samber/lo"

	"paperbot/bot"
	"paperbot/bot/discordtest"
	"paperbot/bot/store"
	"paperbot/corpus"
	"paperbot/corpus/seed"
)

// charted is a list of papers with scores.
func charted() bot.Listing {
	var l bot.Listing
	l.Title = bot.Say("Trending papers")
	for i := range bot.MaxDigestPapers {
		l.Items = append(l.Items, bot.Item{
			Rank: i + 1, Score: 12 / float64(i+1), History: []float64{0, 3, float64(i)},
			Paper: corpus.Paper{ID: corpus.ID(fmt.Sprint("arxiv:1", i)), Title: fmt.Sprint("Paper ", i), Abstract: "It says something."},
		})
	}
	return l
}

// report records votes for two papers of the seed.
func (s *stage) report(at time.Time) {
	s.t.Helper()
	papers := seed.Papers()
	err := s.store.RecordReport(s.ctx, bot.Report{Source: "feed", At: at, Papers: []bot.ReportedPaper{
		{ID: papers[99].ID, Votes: 30, Published: at}, {ID: papers[49].ID, Votes: 12, Published: at},
	}})
	if err != nil {
		s.t.Fatal(err)
	}
}

// evidenceBot is a bot that ranks by the events in the stage's database.
func evidenceBot(t *testing.T) func(*Config) {
	t.Helper()
	search, err := seedSearch()
	if err != nil {
		t.Fatal(err)
	}
	return func(cfg *Config) {
		cfg.Bot, err = bot.New(bot.Config{Papers: corpus.NewCollection(seed.Papers()), Search: search, Evidence: cfg.Votes.(*store.Store)})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestTrendingHasAPicture(t *testing.T) {
	t.Parallel()
	s := perform(t, evidenceBot(t))
	s.report(time.Now().Add(-2 * time.Minute))
	m := s.answer(discordtest.SlashCommand{Name: "trending"})
	s.wants(m.Text(), "Trending papers", "new votes since yesterday: 30", "From the list", "rank 1 in the list")
	if len(m.Files) != 1 || m.Files[0].Name != chartName {
		t.Fatalf("files: %+v", m.Files)
	}
	if _, err := png.Decode(bytes.NewReader(m.Files[0].Data)); err != nil {
		t.Error(err)
	}
	for _, words := range []string{attachmentURL + chartName, `"description":"Scores of these papers: 1. `} {
		if !strings.Contains(string(m.Body), words) {
			t.Errorf("no %s in %s", words, m.Body)
		}
	}
}

// TestDigestHasAPicture posts a digest with its chart, and without it where the
// bot may not attach files.
func TestDigestHasAPicture(t *testing.T) {
	t.Parallel()
	s := perform(t)
	closed := s.AddChannel(s.Guild(), discordtest.Channel{Name: "no files", Without: int64(permissionAttachFiles)})
	forum := s.AddChannel(s.Guild(), discordtest.Channel{Name: "forum", Kind: discordtest.Forum})
	for _, tt := range []struct {
		channel discordtest.Channel
		files   int
	}{{s.Channel(), 1}, {closed, 0}, {forum, 1}} {
		d := bot.Digest{Date: "2026-11-25", Items: charted().Items}
		if _, err := s.client.Post(s.ctx, bot.ChannelID(tt.channel.ID), "nonce"+tt.channel.ID, d); err != nil {
			t.Fatal(err)
		}
		where := tt.channel
		if threads := s.Threads(tt.channel); len(threads) > 0 {
			where = threads[0]
		}
		said := s.Messages(where)
		if len(said) != 1 || len(said[0].Files) != tt.files || !strings.Contains(said[0].Text(), "10. ") || len(said[0].Controls()) == 0 {
			t.Errorf("%s: %d messages: %v", tt.channel.Name, len(said), lo.Map(said, func(m discordtest.Message, _ int) string { return m.Text() }))
		}
	}
}

// TestPictureStays opens an abstract in a message with a picture, as Discord
// hands that back.
func TestPictureStays(t *testing.T) {
	t.Parallel()
	const shown = `[{"type":17,"components":[{"type":12,"items":[{"media":{"url":"https://cdn.discordapp.com/attachments/1/2/scores.png?ex=6",
		"proxy_url":"https://media.discordapp.net/x","attachment_id":"3"},"description":"Scores"}]},{"type":10,"content":"text"}]}]`
	nodes := shownMessage{Components: json.RawMessage(shown)}.nodes()
	got, err := json.Marshal(asComponents(nodes))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(got), `"items":[{"description":"Scores","media":{"url":"attachment://scores.png"}}]`) {
		t.Errorf("%s", got)
	}
}

func TestChartsAreDrawnOnce(t *testing.T) {
	t.Parallel()
	r := renderer{charts: newCharts()}
	first, again := r.chart(charted().Items), r.chart(charted().Items)
	if &first.png[0] != &again.png[0] {
		t.Error("one chart is drawn twice")
	}
	if r.chart(charted().Items[:1]) != nil || (renderer{}).chart(charted().Items) != nil {
		t.Error("a chart of nothing to compare")
	}
}
