package discord

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"
	"github.com/samber/lo"
	"pgregory.net/rapid"

	"paperbot/bot"
	"paperbot/bot/discord/markdown"
	"paperbot/corpus"
	"paperbot/retrieval/summary"
)

// hostile draws text made of everything that Discord might act on.
func hostile() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{
			// emphasis, spoilers, code
			"**", "*", "***", "__", "_", "~~", "~", "||", "|", "`", "``", "```", "```go\n", "\\", "\\\\",
			// starts of lines
			"\n# ", "## ", "### ", "-# ", "- ", "* ", "+ ", "1. ", "12.", "> ", ">>> ", "  - ", "#", ">",
			// links
			"[", "]", "(", ")", "](", "[t](https://d.org)", "[t](<https://d.org> \"x\")", "[https://a.org](https://b.org)",
			"https://a.org/x_y_z", "http://b.org/*c*", "HTTPS://C.ORG)", "https://d.org/~~e~~||f||", "steam://x", "discord://x",
			"https", "://", "www.a.org", "discord.gg/abc", "<https://a.org>", "<a@b.org>", "<mailto:a@b.org>", "<tel:+123>", "<+1234567>",
			// mentions, times, emoji
			"<", ">", "<@1>", "<@!1>", "<@&1>", "<#1>", "</ask:1>", "</a b c:1>", "<id:browse>", "<@", "@everyone", "@here", "@EVERYONE", "@",
			"<t:1:R>", "<t:-1>", "<t:1:F>", "<:b:1>", "<a:b:1>", ":smile:", ":+1:", ":b::skin-tone-1:", ":", "¯\\_(ツ)_/¯",
			// what upsets layout
			"\n", "\r\n", "\t", "\u2028", "\u202e", "\u2066", "\u200b", "\u00ad", "\ufeff", "\x00", "\x1b[31m", "\xff", "e\u0301\u0302",
			"👩‍🔬", "🏳️‍🌈", "ß", "日本語", "עברית", "$x_{i}^{2}$", `\alpha_1`,
		}),
		rapid.SampledFrom([]string{"word", "word ", " ", "LoRA", "adapters ", "everyone", ". "}),
		rapid.StringN(0, 8, -1),
	)
	return rapid.Map(rapid.SliceOfN(piece, 0, 20), func(pieces []string) string { return strings.Join(pieces, "") })
}

// shownText is what a text looks like when it is escaped and shown.
func shownText(text string) string { return withoutParting(plain(text)) }

func withoutParting(s string) string { return strings.ReplaceAll(s, zeroWidthSpace, "") }

// hostilePaper draws a paper with hostile texts, and quotes from it.
func hostilePaper(t *rapid.T) (corpus.Paper, []bot.Quote) {
	paper := corpus.Paper{
		ID:       corpus.ID("title:" + rapid.StringN(0, 150, -1).Draw(t, "id")),
		Title:    hostile().Draw(t, "title"),
		Abstract: hostile().Draw(t, "abstract"),
		URL: rapid.SampledFrom([]string{
			"", "https://a.org/x(1)_*y*", "https://a.org/" + strings.Repeat("a", 480), "javascript:x", "https://a.org/[b]>",
		}).Draw(t, "url"),
		Venue:   hostile().Draw(t, "venue"),
		Authors: rapid.SliceOfN(hostile(), 0, 3).Draw(t, "authors"),
	}
	// As the corpus keeps it: valid UTF-8.
	paper.Abstract = strings.ToValidUTF8(paper.Abstract, "\ufffd")
	paper.Abstract = strings.Repeat(paper.Abstract, rapid.SampledFrom([]int{1, 1, 20}).Draw(t, "times"))
	var quotes []bot.Quote
	spans := slices.Collect(summary.Sentences(paper.Abstract))
	for i, s := range spans[:min(len(spans), 3)] {
		q := bot.Quote{Span: s, Index: i, Total: len(spans)}
		for range rapid.IntRange(0, 4).Draw(t, "matches") {
			start := rapid.IntRange(s.Start, s.End).Draw(t, "start")
			q.Matches = append(q.Matches, summary.Span{Start: start, End: rapid.IntRange(start, s.End).Draw(t, "end")})
		}
		slices.SortFunc(q.Matches, func(a, b summary.Span) int { return a.Start - b.Start })
		quotes = append(quotes, q)
	}
	return paper, quotes
}

// hostileResponse draws a response full of hostile texts, and returns the links
// that it may show.
func hostileResponse(t *rapid.T) (bot.Response, []corpus.Paper) {
	var papers []corpus.Paper
	notices := rapid.SliceOfN(hostile(), 0, 3).Draw(t, "notices")
	reply := bot.Reply{
		Question: hostile().Draw(t, "question"), Outcome: bot.Answered, Corrected: hostile().Draw(t, "corrected"),
		More: true, Notices: lo.Map(notices, func(text string, _ int) bot.Text { return spoken(text) }),
	}
	listing := bot.Listing{Title: spoken(hostile().Draw(t, "list")), Note: spoken(hostile().Draw(t, "note"))}
	for i := range rapid.SampledFrom([]int{0, 1, 3, 5, 6, 14}).Draw(t, "papers") {
		paper, quotes := hostilePaper(t)
		papers = append(papers, paper)
		reply.Sources = append(reply.Sources, bot.Source{Rank: i + 1, Paper: paper, Quotes: quotes})
		item := bot.Item{Rank: i + 1, Paper: paper, Reason: spoken(hostile().Draw(t, "reason"))}
		if len(quotes) > 0 {
			item.Gist = &quotes[0]
		}
		listing.Items = append(listing.Items, item)
	}
	paper, quotes := hostilePaper(t)
	papers = append(papers, paper)
	card := bot.Card{Paper: paper, Key: quotes}
	if len(quotes) > 0 {
		card.Gist = &quotes[len(quotes)-1]
	}
	return rapid.SampledFrom([]bot.Response{
		reply, listing, card, bot.Abstract{Paper: paper}, bot.Notice{Text: spoken(reply.Question)},
		bot.Help{Papers: 3, Examples: notices},
	}).Draw(t, "response"), papers
}

func TestRenderedMessagesKeepLimitsAndShowNothingUnmeant(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		response, papers := hostileResponse(t)
		got := testRenderer().message(response)
		checkLimits(t, got)
		checkMarks(t, got, papers)
		checkText(t, got, papers)
		checkOpening(t, got, papers)
	})
}

// checkText checks what is sent where components are refused.
func checkText(t *rapid.T, m message, papers []corpus.Paper) {
	b := m.plainBody()
	if n := length(b.Content); n > maxContent || n == 0 {
		t.Errorf("text alone of %d code points", n)
	}
	checkMarks(t, message{components: []discordgo.MessageComponent{discordgo.TextDisplay{Content: b.Content}}}, papers)
}

// checkOpening presses every button that opens an abstract, one after the other,
// and closes the last, which must give the message of the beginning.
func checkOpening(t *rapid.T, m message, papers []corpus.Paper) {
	before := handedBack(t, m)
	shown := handedBack(t, m)
	for i, id := range buttonsOf(before, actionAbstract) {
		components, ok := shown.open(renderer{}, id, renderer{}.abstractText(papers[i%len(papers)], maxText))
		if !ok {
			shown = handedBack(t, m)
			continue
		}
		opened := message{components: components}
		checkLimits(t, opened)
		checkMarks(t, opened, papers)
		shown = handedBack(t, opened)
	}
	closed, ok := shown.close(renderer{})
	if !ok {
		t.Fatal("the message cannot be closed")
	}
	if diff := cmp.Diff(before.nodes(), handedBack(t, message{components: closed}).nodes()); diff != "" {
		t.Errorf("closing does not restore the message:\n%s", diff)
	}
}

// handedBack is a message as Discord hands it back with a press.
func handedBack(t *rapid.T, m message) shownMessage {
	data, err := json.Marshal(m.body())
	if err != nil {
		t.Fatal(err)
	}
	var shown shownMessage
	if err := json.Unmarshal(data, &shown); err != nil {
		t.Fatal(err)
	}
	return shown
}

// buttonsOf returns the custom ids of the buttons of an action.
func buttonsOf(m shownMessage, a action) []string {
	var ids []string
	for _, n := range m.nodes() {
		for _, part := range n.parts() {
			for _, b := range part.controls() {
				if id := b.text("custom_id"); strings.HasPrefix(id, prefixOf(a)) {
					ids = append(ids, id)
				}
			}
		}
	}
	return ids
}

// checkLimits checks a message against Discord's limits, by the JSON it becomes.
func checkLimits(t *rapid.T, m message) {
	data, err := json.Marshal(m.body())
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	var count, text int
	ids := map[string]bool{}
	for node := range objects(v) {
		kind, ok := node["type"].(float64)
		if !ok {
			continue
		}
		count++
		if s, ok := node["content"].(string); ok {
			text += length(s)
			if strings.TrimSpace(s) == "" {
				t.Error("an empty text")
			}
		}
		if id, ok := node["custom_id"].(string); ok {
			if n := length(id); n < 1 || n > maxCustomID || ids[id] {
				t.Errorf("custom id %q: %d code points, or twice", id, n)
			}
			ids[id] = true
		}
		if url, ok := node["url"].(string); ok && len(url) > 512 {
			t.Errorf("url of %d bytes", len(url))
		}
		if label, ok := node["label"].(string); ok && kind == float64(discordgo.ButtonComponent) && length(label) > 80 {
			t.Errorf("label %q", label)
		}
		if kind == float64(discordgo.SelectMenuComponent) {
			checkMenu(t, node)
		}
	}
	if count > 40 || text > 4000 {
		t.Errorf("%d components, %d code points", count, text)
	}
}

// checkMenu checks the options of a menu against Discord's limits.
func checkMenu(t *rapid.T, node map[string]any) {
	options, _ := node["options"].([]any)
	if n := len(options); n < 1 || n > 25 {
		t.Errorf("%d options", n)
	}
	values := map[any]bool{}
	for _, o := range options {
		o := o.(map[string]any)
		for _, key := range []string{"label", "value", "description"} {
			text, _ := o[key].(string)
			if n := length(text); n > 100 || n == 0 && key != "description" {
				t.Errorf("%s of %d code points", key, n)
			}
		}
		if values[o["value"]] {
			t.Errorf("value %q twice", o["value"])
		}
		values[o["value"]] = true
	}
}

// objects yields every JSON object in v.
func objects(v any) func(func(map[string]any) bool) {
	return func(yield func(map[string]any) bool) {
		var walk func(any) bool
		walk = func(v any) bool {
			switch v := v.(type) {
			case map[string]any:
				if !yield(v) {
					return false
				}
				for _, child := range v {
					if !walk(child) {
						return false
					}
				}
			case []any:
				for _, child := range v {
					if !walk(child) {
						return false
					}
				}
			}
			return true
		}
		walk(v)
	}
}

// checkMarks checks that a message shows no formatting, link or mention but
// those that we mean.
func checkMarks(t *rapid.T, m message, papers []corpus.Paper) {
	for _, text := range texts(m.components) {
		help := strings.Contains(text, "`/ask`")
		for _, mk := range read(text).marks {
			switch mk.kind {
			case markdown.Strong, markdown.Subtext, markdown.Quote:
			case markdown.Link:
				if !meantLink(mk.of, papers) && !webAddress.MatchString(mk.of) {
					t.Errorf("link to %q", mk.of)
				}
			case markdown.Item, markdown.Code:
				if !help {
					t.Errorf("unmeant %s %q in %q", mk.kind, mk.of, text)
				}
			default:
				t.Errorf("unmeant %s %q in %q", mk.kind, mk.of, text)
			}
		}
	}
}

func meantLink(target string, papers []corpus.Paper) bool {
	return lo.SomeBy(papers, func(p corpus.Paper) bool {
		meant, ok := linkURL(p.Link())
		return ok && meant == target
	})
}

func TestQuotesAreWordForWord(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		paper, quoted := hostilePaper(t)
		shown := renderer{}.quotes(paper.Abstract, quoted, 2000)
		var got []string
		for _, l := range read(shown).lines {
			if l.kind == markdown.Quote {
				got = append(got, withoutParting(l.text))
			}
		}
		for i, text := range got {
			want := shownText(paper.Abstract[quoted[i].Start:quoted[i].End])
			if cut, ok := strings.CutSuffix(text, ellipsis); ok && len(cut) < len(want) {
				text, want = strings.TrimSpace(cut), want[:min(len(want), len(strings.TrimSpace(cut)))]
			}
			if diff := cmp.Diff(want, text); diff != "" {
				t.Errorf("quote %d:\n%s", i, diff)
			}
		}
		if len(shown) > 0 && length(shown) > 2000 {
			t.Errorf("%d code points", length(shown))
		}
	})
}
