package discord

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"
	"github.com/samber/lo"

	"paperbot/bot"
	"paperbot/corpus"
	"paperbot/retrieval/summary"
)

// accentColour is the bar at the left of every message: the red of a library
// stamp.
const accentColour = 0xB3312C

// How much room texts get before quotes share what is left, in code points.
const (
	maxHeading = 300 // the question, or a list's title
	maxTitle   = 200
	maxLine    = 300 // reasons, notices, the line below a title
	minQuote   = 60  // with less room a quote is left out
)

// richPapers is the most papers that get buttons of their own: five of them,
// without the one that opens the paper, take 6 components each, of the 40 that a
// message may have.
const richPapers = 5

// Components that parts of a message take.
const (
	paperComponents  = 8 // title, its button and their section; quotes; a row of three buttons
	itemComponents   = 4 // text; a row of two buttons
	footerComponents = 2
)

// A renderer turns what the bot says into messages.
type renderer struct{ memory *memory }

// message renders a response. The result keeps Discord's limits whatever the
// papers and questions are.
func (r renderer) message(response bot.Response) message {
	p := newPage()
	switch response := response.(type) {
	case bot.Reply:
		r.reply(p, response)
	case bot.Card:
		r.card(p, response)
	case bot.Abstract:
		r.abstract(p, response.Paper)
	case bot.Listing:
		p.text(heading(response.Title))
		r.items(p, response.Items, response.Note)
	case bot.Help:
		p.text(help(response))
	case bot.Notice:
		p.text(fit(response.Text, p.left.text, sentence))
	}
	return p.message()
}

// digest renders a day's post.
func (r renderer) digest(d bot.Digest) message {
	p := newPage()
	p.text(heading(digestTitle(d)))
	r.items(p, d.Items, d.Note)
	return p.message()
}

// markdown renders text that is markdown already, made of our own words and
// escaped ones. Lines that do not fit are left out.
func (r renderer) markdown(text string) message {
	p := newPage()
	p.text(wholeLines(text, p.left.text))
	return p.message()
}

// wholeLines returns as many lines of text as have at most limit code points.
func wholeLines(text string, limit int) string {
	for length(text) > limit {
		text = text[:max(0, strings.LastIndexByte(text, '\n'))]
	}
	return text
}

func (r renderer) reply(p *page, reply bot.Reply) {
	p.text(strings.Join(lo.Compact(append([]string{heading(reply.Question)}, replyNotes(reply)...)), "\n"))
	if len(reply.Sources) > richPapers {
		r.items(p, sourceItems(reply.Sources), "")
		return
	}
	for i, s := range reply.Sources {
		divide(p, len(reply.Sources)-i)
		r.source(p, i, s, len(reply.Sources)-i)
	}
	if n := len(reply.Sources); n > 0 && reply.More {
		divide(p, 0)
		next := nextPage{skip: reply.Sources[n-1].Rank, papers: n, question: reply.Question}
		p.add(row(r.button("More papers", discordgo.PrimaryButton, actionMore, 0, next.String())))
	}
}

// source adds the nth paper with its quotes, in its share of the room if papers
// are still to come, itself included. With too many the button beside the title
// goes, which is a link anyway.
func (r renderer) source(p *page, n int, s bot.Source, papers int) {
	limit := p.left.text / papers
	head := title(s.Rank, s.Paper, limit)
	if p.left.components < papers*paperComponents+footerComponents {
		p.text(head)
	} else {
		p.add(paperHead(head, s.Paper))
	}
	p.text(quotes(s.Paper.Abstract, s.Quotes, limit-length(head)))
	r.paperButtons(p, n, s.Paper)
}

// paperHead shows a paper's title, with a button that opens the paper, or a
// search for it, where the address can be linked.
func paperHead(head string, paper corpus.Paper) discordgo.MessageComponent {
	text := discordgo.TextDisplay{Content: head}
	target, ok := linkURL(paper.Link())
	if !ok {
		return text
	}
	label := "Open"
	if paper.URL == "" {
		label = "Find"
	}
	return discordgo.Section{
		Components: []discordgo.MessageComponent{text},
		Accessory:  discordgo.Button{Label: label, Style: discordgo.LinkButton, URL: target},
	}
}

func (r renderer) paperButtons(p *page, n int, paper corpus.Paper) {
	p.add(row(
		r.button("Abstract", discordgo.SecondaryButton, actionAbstract, n, string(paper.ID)),
		r.button("Similar", discordgo.SecondaryButton, actionSimilar, n, string(paper.ID)),
		r.voteButton(n, paper),
	))
}

func (r renderer) button(label string, style discordgo.ButtonStyle, a action, n int, argument string) discordgo.Button {
	return discordgo.Button{Label: label, Style: style, CustomID: r.memory.customID(a, n, argument)}
}

func (r renderer) card(p *page, card bot.Card) {
	p.add(paperHead(title(0, card.Paper, maxText/4), card.Paper))
	if card.Gist != nil {
		p.text("-# In one sentence\n" + quotes(card.Paper.Abstract, []bot.Quote{*card.Gist}, maxText/4))
	}
	key := slices.DeleteFunc(slices.Clone(card.Key), func(q bot.Quote) bool {
		return card.Gist != nil && q.Span == card.Gist.Span
	})
	if len(key) > 0 {
		const label = "-# Key sentences\n"
		p.text(label + quotes(card.Paper.Abstract, key, p.left.text-len(label)))
	}
	r.paperButtons(p, 0, card.Paper)
}

func (r renderer) abstract(p *page, paper corpus.Paper) {
	p.add(paperHead(title(0, paper, maxText/4), paper))
	text := paper.Abstract
	if plain(text) == "" {
		text = "This paper came without an abstract."
	}
	p.text(fitSentences(text, p.left.text, sentence))
	p.add(row(r.button("Similar", discordgo.SecondaryButton, actionSimilar, 0, string(paper.ID))))
}

// items adds papers in the short form: title, reason, gist, and buttons.
func (r renderer) items(p *page, items []bot.Item, note string) {
	note = subtext(note)
	for i, item := range items {
		share := (p.left.text - length(note)) / (len(items) - i)
		room := (p.left.components - 1) / (len(items) - i) // 1: the note
		if !p.add(r.item(i, item, share, room)...) {
			break
		}
	}
	p.text(note)
}

// item is the nth paper of a list: its text above its buttons or, where there is
// no room for that many components, beside one of them.
func (r renderer) item(n int, item bot.Item, limit, room int) []discordgo.MessageComponent {
	text := discordgo.TextDisplay{Content: itemText(item, limit)}
	abstract := r.button("Abstract", discordgo.SecondaryButton, actionAbstract, n, string(item.Paper.ID))
	if room < itemComponents {
		return []discordgo.MessageComponent{discordgo.Section{Components: []discordgo.MessageComponent{text}, Accessory: abstract}}
	}
	return []discordgo.MessageComponent{text, row(abstract, r.voteButton(n, item.Paper))}
}

// itemText renders an item in at most limit code points.
func itemText(item bot.Item, limit int) string {
	text := title(item.Rank, item.Paper, limit)
	if reason := subtext(item.Reason); reason != "" && length(text+"\n"+reason) <= limit {
		text += "\n" + reason
	}
	if item.Gist == nil {
		return text
	}
	gist := quotes(item.Paper.Abstract, []bot.Quote{*item.Gist}, limit-length(text)-1)
	return strings.TrimSuffix(text+"\n"+gist, "\n")
}

// sourceItems shows sources in the short form of a list.
func sourceItems(sources []bot.Source) []bot.Item {
	items := make([]bot.Item, len(sources))
	for i, s := range sources {
		items[i] = bot.Item{Rank: s.Rank, Paper: s.Paper}
		if len(s.Quotes) > 0 {
			items[i].Gist = &s.Quotes[0]
		}
	}
	return items
}

// divide adds a line before what follows while there are components to spare for
// it: so many papers, and the last row.
func divide(p *page, papers int) {
	if p.left.components > papers*paperComponents+footerComponents {
		p.add(discordgo.Separator{})
	}
}

func row(buttons ...discordgo.MessageComponent) discordgo.ActionsRow {
	return discordgo.ActionsRow{Components: buttons}
}

// quotes renders sentences of an abstract as block quotes with their places, in
// at most limit code points: as many whole ones as fit, and of the first one
// that does not fit its beginning, if there is room for one worth reading.
func quotes(abstract string, sentences []bot.Quote, limit int) string {
	var blocks []string
	for _, q := range sentences {
		place := fmt.Sprintf("\n-# sentence %d of %d", q.Index+1, q.Total)
		room := limit - length("> "+place+"\n")
		if room < minQuote {
			break
		}
		block := "> " + fit(abstract[q.Start:q.End], room, marked(q)) + place
		blocks = append(blocks, block)
		limit -= length(block) + 1
	}
	return strings.Join(blocks, "\n")
}

// marked returns a renderer of the beginning of a quoted sentence, with the
// words in bold that match the question.
func marked(q bot.Quote) func(string) string {
	return func(beginning string) string {
		marks := make([]summary.Span, 0, len(q.Matches))
		for _, m := range q.Matches {
			marks = append(marks, summary.Span{Start: m.Start - q.Start, End: min(m.End-q.Start, len(beginning))})
		}
		return startLine(strings.TrimSpace(highlight(beginning, marks)))
	}
}
