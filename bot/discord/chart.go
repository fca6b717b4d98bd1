package discord

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/bwmarrin/discordgo"
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/samber/lo"

	"paperbot/bot"
	"paperbot/bot/discord/picture"
)

// A chart is a picture that is sent with a message, in its container.
type chart struct {
	png []byte
	alt string // says what it shows, for who cannot see it
}

// chartName is the name of the file. One message has one.
const chartName = "scores.png"

// attachmentURL is how a component refers to a file of its message.
// Source: Discord's documentation, Unfurled Media Item.
const attachmentURL = "attachment://"

// maxAlt is the most code points of an attachment's description.
// Source: Discord's documentation, Attachment Object.
const maxAlt = 1024

// charts draws charts, and keeps the last ones: digests that are due at once are
// mostly alike, and to draw one takes some 50 ms.
type charts struct{ drawn *lru.Cache[string, []byte] }

// chartsKept is how many charts are kept, of some 50 kB each.
const chartsKept = 64

func newCharts() *charts {
	drawn, err := lru.New[string, []byte](chartsKept)
	if err != nil {
		panic(err) // only a size below 1 is an error
	}
	return &charts{drawn}
}

func (c *charts) draw(bars []picture.Bar) ([]byte, error) {
	key := fmt.Sprint(bars)
	if png, ok := c.drawn.Get(key); ok {
		return png, nil
	}
	png, err := picture.Draw(bars)
	if err == nil {
		c.drawn.Add(key, png)
	}
	return png, err
}

// chart draws the scores of items; nil where fewer than two have one, or there is
// nobody to draw.
func (r renderer) chart(items []bot.Item) *chart {
	scored := lo.Filter(items, func(it bot.Item, _ int) bool { return it.Score > 0 })
	if r.charts == nil || len(scored) < 2 {
		return nil
	}
	png, err := r.charts.draw(lo.Map(items, func(it bot.Item, _ int) picture.Bar {
		return picture.Bar{Title: plain(it.Paper.Title), Score: it.Score, History: it.History}
	}))
	if err != nil {
		return nil // a list without a picture is still the list
	}
	scores := lo.Map(items, func(it bot.Item, _ int) string {
		return fmt.Sprintf("%d. %s: %.1f", it.Rank, cutPlain(it.Paper.Title, maxTitle), it.Score)
	})
	return &chart{png, cutPlain(r.say("Scores of these papers: %s", strings.Join(scores, "; ")), maxAlt)}
}

// gallery is the component that shows the chart.
func (c *chart) gallery() discordgo.MediaGallery {
	return discordgo.MediaGallery{Items: []discordgo.MediaGalleryItem{{
		Media: discordgo.UnfurledMediaItem{URL: attachmentURL + chartName}, Description: &c.alt,
	}}}
}

// illustrated returns components with the chart below the heading.
func (c *chart) illustrated(components []discordgo.MessageComponent) []discordgo.MessageComponent {
	return lo.Map(components, func(component discordgo.MessageComponent, i int) discordgo.MessageComponent {
		container, ok := component.(discordgo.Container)
		if !ok || i > 0 || len(container.Components) == 0 {
			return component
		}
		parts := container.Components
		container.Components = append([]discordgo.MessageComponent{parts[0], c.gallery()}, parts[1:]...)
		return container
	})
}

// An attachment describes a file of a message.
type attachment struct {
	ID          string `json:"id"` // which file, counted from 0
	Filename    string `json:"filename"`
	Description string `json:"description"`
}

// files returns what a request uploads besides its JSON; nil for nothing.
func files(requestBody any) []*discordgo.File {
	switch b := requestBody.(type) {
	case body:
		if b.png != nil {
			return []*discordgo.File{{Name: chartName, ContentType: "image/png", Reader: bytes.NewReader(b.png)}}
		}
	case callback:
		return files(b.Data)
	case forumPost:
		return files(b.Message)
	}
	return nil
}

// reattach makes the pictures of a message that was pressed refer to its files
// again: Discord shows where they lie for the moment instead.
func (n node) reattach() {
	if n.Type() == discordgo.MediaGalleryComponent {
		items, _ := n["items"].([]any)
		for _, item := range items {
			item, _ := item.(map[string]any)
			if media, ok := item["media"].(map[string]any); ok {
				address, _, _ := strings.Cut(fmt.Sprint(media["url"]), "?")
				item["media"] = map[string]any{"url": attachmentURL + path.Base(address)}
			}
		}
	}
	for _, part := range n.parts() {
		part.reattach()
	}
}
