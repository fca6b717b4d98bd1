package discord

import (
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"
	"github.com/samber/lo"

	"paperbot/bot"
	"paperbot/bot/discord/words"
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

// richPapers is the most papers that get a row of buttons each: five of them, at
// a line, a text and four buttons in a row, take 35 of the 40 components of a
// message, and all 40 with the container, the heading, a button for more and one
// abstract opened in place.
const richPapers = 5

// A renderer turns what the bot says into messages.
type renderer struct {
	memory *memory
	words  words.Language // those of the reader; none for English
	charts *charts        // draws; nil for no pictures
}

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
		return r.list(heading(r.in(response.Title)), response.Items, r.in(response.Note))
	case bot.Help:
		p.text(r.help(response))
	case bot.Notice:
		p.text(fit(r.in(response.Text), p.left.text, sentence))
	}
	return p.message()
}

// digest renders a day's post.
func (r renderer) digest(d bot.Digest) message {
	return r.list(heading(digestTitle(d)), d.Items, r.in(d.Note))
}

// list renders papers under a heading, with a chart of their scores where they
// have some.
func (r renderer) list(heading string, items []bot.Item, note string) message {
	p := newPage()
	picture := r.chart(items)
	if picture != nil {
		p.left.spend(picture.gallery())
	}
	p.text(heading)
	r.items(p, items, note)
	m := p.message()
	m.chart = picture
	return m
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
	p.text(strings.Join(lo.Compact(append([]string{heading(reply.Question)}, r.replyNotes(reply)...)), "\n"))
	entries := lo.Map(reply.Sources, func(s bot.Source, _ int) entry {
		return entry{paper: s.Paper, rank: s.Rank, text: func(limit int) string { return r.sourceText(s, limit) }}
	})
	var footer []discordgo.MessageComponent
	if n := len(reply.Sources); n > 0 && reply.More {
		next := nextPage{skip: reply.Sources[n-1].Rank, papers: n, question: reply.Question}
		footer = append(footer, row(r.button(r.say("More papers"), discordgo.PrimaryButton, actionMore, 0, next.String())))
	}
	r.papers(p, entries, footer...)
}

// sourceText renders a paper with its quotes in at most limit code points.
func (r renderer) sourceText(s bot.Source, limit int) string {
	text := r.title(s.Rank, s.Paper, limit)
	if len(s.About) > 0 {
		text = joinIfFits(text, subtext(r.say("on %s", r.in(bot.Both(s.About)))), limit)
	}
	text = joinLines(text, r.quotes(s.Paper.Abstract, s.Quotes, limit-length(text)-1))
	return joinIfFits(text, subtext(spelt(s.Spelt)), limit)
}

func (r renderer) card(p *page, card bot.Card) {
	p.text(r.title(0, card.Paper, maxText/4))
	if card.Gist != nil {
		p.text(r.quotesUnder(bold(r.say("In one sentence")), card.Paper, []bot.Quote{*card.Gist}, maxText/4))
	}
	p.text(r.quotesUnder(bold(r.say("Key sentences")), card.Paper, slices.DeleteFunc(slices.Clone(card.Key), func(q bot.Quote) bool {
		return card.Gist != nil && q.Span == card.Gist.Span
	}), p.left.text))
	p.add(r.paperRow(0, card.Paper))
}

// quotesUnder renders quotes below a label, or nothing where there is none.
func (r renderer) quotesUnder(label string, paper corpus.Paper, sentences []bot.Quote, limit int) string {
	shown := r.quotes(paper.Abstract, sentences, limit-length(label)-1)
	if shown == "" {
		return ""
	}
	return label + "\n" + shown
}

// abstract shows a paper's abstract in a message of its own.
func (r renderer) abstract(p *page, paper corpus.Paper) {
	p.text(r.title(0, paper, maxText/4))
	p.text(r.abstractText(paper, p.left.text))
	p.add(row(r.paperButtons(0, paper)[1:]...))
}

// abstractLabel stands above an abstract.
func (r renderer) abstractLabel() string { return bold(r.say(labelAbstract)) }

// abstractText renders an abstract in at most limit code points.
func (r renderer) abstractText(paper corpus.Paper, limit int) string {
	text := paper.Abstract
	if plain(text) == "" {
		text = r.say("This paper came without an abstract.")
	}
	label := r.abstractLabel()
	return label + "\n" + fitSentences(text, limit-length(label)-1, sentence)
}

// items adds a list of papers and the note below it.
func (r renderer) items(p *page, items []bot.Item, note string) {
	var footer []discordgo.MessageComponent
	if note = subtext(note); note != "" {
		footer = append(footer, discordgo.TextDisplay{Content: note})
	}
	r.papers(p, lo.Map(items, func(item bot.Item, _ int) entry {
		return entry{paper: item.Paper, rank: item.Rank, text: func(limit int) string { return r.itemText(item, limit) }}
	}), footer...)
}

// itemText renders an item in at most limit code points.
func (r renderer) itemText(item bot.Item, limit int) string {
	text := r.title(item.Rank, item.Paper, limit)
	if section := subtext(r.in(item.Section)); section != "" && length(section+"\n"+text) <= limit {
		text = section + "\n" + text
	}
	if reason := subtext(r.in(item.Reason)); reason != "" && length(text+"\n"+reason) <= limit {
		text += "\n" + reason
	}
	if item.Gist == nil {
		return text
	}
	return joinLines(text, r.quotes(item.Paper.Abstract, []bot.Quote{*item.Gist}, limit-length(text)-1))
}

// spelt says what short forms stand for, in the words of an abstract.
func spelt(pairs []bot.Spelt) string {
	return strings.Join(lo.Map(pairs, func(p bot.Spelt, _ int) string { return p.Short + ": " + p.Long }), " · ")
}

// joinIfFits is joinLines where the result has at most limit code points, else
// the first text.
func joinIfFits(first, second string, limit int) string {
	if both := joinLines(first, second); length(both) <= limit {
		return both
	}
	return first
}

// joinLines joins two texts with a line break, if there is a second one.
func joinLines(first, second string) string {
	if second == "" {
		return first
	}
	return first + "\n" + second
}

// An entry is one of the papers of a message.
type entry struct {
	paper corpus.Paper
	rank  int
	text  func(limit int) string // at most so many code points
}

// papers adds papers one below the other, a menu to jump to one of them, and the
// footer. A few papers have their own buttons; of more, the menu alone leads on.
// Lines between the papers, and then the menu, are left out where a message has
// no room for them.
//
// The papers are no sections with a button beside the text: on a phone that
// leaves the text half of the width.
func (r renderer) papers(p *page, entries []entry, footer ...discordgo.MessageComponent) {
	var rows []discordgo.MessageComponent
	if len(entries) <= richPapers {
		rows = lo.Map(entries, func(e entry, i int) discordgo.MessageComponent { return r.paperRow(i, e.paper) })
	}
	need := costOf(append(slices.Clone(rows), footer...)...)
	spare := p.left.components - need.components - len(entries)
	lines := spare >= len(entries)
	if lines {
		spare -= len(entries)
	}
	whole := lo.Map(entries, func(e entry, _ int) string { return e.text(maxText) })
	limit := fairLimit(lo.Map(whole, func(text string, _ int) int { return length(text) }), p.left.text-need.text)
	for i, e := range entries {
		if lines {
			p.add(discordgo.Separator{})
		}
		text := whole[i]
		if length(text) > limit {
			text = e.text(limit)
		}
		p.text(text)
		if rows != nil {
			p.add(rows[i])
		}
	}
	const menuCost = 2 // with its row
	if len(entries) > 1 && spare >= menuCost {
		p.add(row(r.jumpMenu(entries)))
	}
	p.add(footer...)
}

// fairLimit returns the limit that makes texts of these lengths fit the room when
// no text is longer: the short ones leave their share to the long ones.
func fairLimit(lengths []int, room int) int {
	left := len(lengths)
	for _, l := range slices.Sorted(slices.Values(lengths)) {
		if l*left > room {
			return room / left
		}
		room -= l
		left--
	}
	return maxText
}

// paperRow is the row of buttons of the nth paper of a message.
func (r renderer) paperRow(n int, paper corpus.Paper) discordgo.ActionsRow {
	return row(r.paperButtons(n, paper)...)
}

// paperButtons are what can be done with the nth paper of a message: its abstract
// first, a link last.
func (r renderer) paperButtons(n int, paper corpus.Paper) []discordgo.MessageComponent {
	buttons := []discordgo.MessageComponent{
		r.button(r.say(labelAbstract), discordgo.SecondaryButton, actionAbstract, n, string(paper.ID)),
		r.button(r.say("Similar"), discordgo.SecondaryButton, actionSimilar, n, string(paper.ID)),
		r.voteButton(n, paper),
	}
	if target, ok := linkURL(paper.Link()); ok {
		label := r.say(lo.Ternary(paper.URL == "", labelFind, labelOpen))
		buttons = append(buttons, discordgo.Button{Label: label, Style: discordgo.LinkButton, URL: target})
	}
	return buttons
}

// Labels of the button that opens and closes an abstract in place.
const (
	labelAbstract = "Abstract"
	labelHide     = "Hide" // longer, the row would break on a phone
)

// Labels of the button that leads to a paper: to a search for it, or to itself.
const (
	labelFind = "Find"
	labelOpen = "Open"
)

func (r renderer) button(label string, style discordgo.ButtonStyle, a action, n int, argument string) discordgo.Button {
	return discordgo.Button{Label: label, Style: style, CustomID: r.memory.customID(a, n, argument)}
}

func row(controls ...discordgo.MessageComponent) discordgo.ActionsRow {
	return discordgo.ActionsRow{Components: controls}
}

// quotes renders sentences of an abstract as block quotes with their places, in
// at most limit code points: as many whole ones as fit, and of the first one
// that does not fit its beginning, if there is room for one worth reading.
func (r renderer) quotes(abstract string, sentences []bot.Quote, limit int) string {
	var blocks []string
	for _, q := range sentences {
		shown, before, after := excerpt(abstract, q)
		place := after + "\n-# " + r.say("sentence %d of %d", q.Index+1, q.Total)
		room := limit - length("> "+place+"\n")
		if room < minQuote {
			break
		}
		block := "> " + before + fit(abstract[shown.Start:shown.End], room-length(before), marked(q, shown)) + place
		blocks = append(blocks, block)
		limit -= length(block) + 1
	}
	return strings.Join(blocks, "\n")
}

// excerpt returns the part of a quoted sentence that is shown, and what stands for
// the rest before and after it.
func excerpt(abstract string, q bot.Quote) (shown summary.Span, before, after string) {
	shown = q.Excerpt(abstract, bot.LongQuote)
	if shown.Start > q.Start {
		before = ellipsis + " "
	}
	if shown.End < q.End {
		after = " " + ellipsis
	}
	return shown, before, after
}

// marked returns a renderer of the beginning of a part of a quoted sentence, with
// the words in bold that match the question.
func marked(q bot.Quote, part summary.Span) func(string) string {
	return func(beginning string) string {
		marks := make([]summary.Span, 0, len(q.Matches))
		for _, m := range q.Matches {
			if m.Start >= part.Start {
				marks = append(marks, summary.Span{Start: m.Start - part.Start, End: min(m.End-part.Start, len(beginning))})
			}
		}
		return startLine(strings.TrimSpace(highlight(beginning, marks)))
	}
}
