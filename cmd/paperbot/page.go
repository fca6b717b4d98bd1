package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/dustin/go-humanize"
	"github.com/samber/lo"

	"paperbot/bot"
	"paperbot/corpus"
)

// A page is output for people in the making: what the bot said, laid out for a
// terminal. Everything from a paper or a person goes through printable.
type page struct {
	terminal
	hints hints
	why   explanations // by paper; nil shows none
	out   strings.Builder
}

// hints are the words for how to go on, which differ between commands.
type hints struct {
	more    string // there are further papers
	example string // stands before a question to try
	after   string // below the help
}

func (pg *page) writeTo(w io.Writer) error { return write(w, pg.out.String()) }

// response lays out anything that the bot can say.
func (pg *page) response(r bot.Response) {
	switch r := r.(type) {
	case bot.Reply:
		pg.reply(r)
	case bot.Card:
		pg.card(r)
	case bot.Abstract:
		pg.title("", r.Paper)
		pg.abstract(r.Paper)
	case bot.Listing:
		pg.listing(r)
	case bot.Help:
		pg.help(r)
	case bot.Notice:
		pg.text("", "", printable(r.Text.String()))
	default:
		panic(fmt.Sprintf("a response of type %T", r)) // the type is sealed, and tested
	}
}

func (pg *page) reply(r bot.Reply) {
	if r.Corrected != "" {
		pg.text("", "", pg.faint("Understood as: ")+printable(r.Corrected))
		pg.gap()
	}
	for _, n := range r.Notices {
		pg.text("", "", printable(n.String()))
	}
	for i, s := range r.Sources {
		if i > 0 || len(r.Notices) > 0 {
			pg.gap()
		}
		number := strconv.Itoa(s.Rank) + ". "
		pg.title(number, s.Paper)
		if len(s.About) > 0 {
			pg.text(indent(number), indent(number), pg.faint("on "+printable(bot.Both(s.About).String())))
		}
		pg.quotes(indent(number), s.Paper, s.Quotes)
		pg.text(indent(number), indent(number), pg.faint(printable(spelt(s.Spelt))))
		if e, ok := pg.why[s.Paper.ID]; ok {
			pg.gap()
			pg.explanation(indent(number), e)
		}
	}
	if r.More && pg.hints.more != "" {
		pg.gap()
		pg.text("", "", pg.faint(pg.hints.more))
	}
}

func (pg *page) listing(l bot.Listing) {
	pg.text("", "", printable(l.Title.String()))
	for _, item := range l.Items {
		pg.gap()
		if !item.Section.IsZero() {
			pg.text("", "", printable(item.Section.String()))
			pg.gap()
		}
		number := strconv.Itoa(item.Rank) + ". "
		pg.title(number, item.Paper)
		pg.gist(indent(number), item.Paper, item.Gist)
		pg.text(indent(number), indent(number), pg.faint(printable(item.Reason.String())))
	}
	if !l.Note.IsZero() {
		pg.gap()
		pg.text("", "", printable(l.Note.String()))
	}
}

func (pg *page) card(c bot.Card) {
	pg.title("", c.Paper)
	pg.text("", "", pg.faint(printable(particulars(c.Paper))))
	if c.Gist != nil {
		pg.gap()
		pg.line(pg.faint("In one sentence"))
		pg.gist("", c.Paper, c.Gist)
	}
	if len(c.Key) > 0 {
		pg.gap()
		pg.line(pg.faint("Key sentences"))
		pg.quotes("", c.Paper, c.Key)
	}
	pg.gap()
	pg.line(pg.faint("Abstract"))
	pg.abstract(c.Paper)
	pg.gap()
	address := printableURL(c.Paper.Link())
	pg.line(pg.link(address, address)) // never wrapped, so that it can be copied
}

// particulars is what is known of a paper beside its words.
func particulars(p corpus.Paper) string {
	var known []string
	if len(p.Authors) > 0 {
		known = append(known, strings.Join(p.Authors, ", "))
	}
	if p.Venue != "" {
		known = append(known, p.Venue)
	}
	if !p.Published.IsZero() {
		known = append(known, p.Published.Format("2 January 2006"))
	}
	if p.Rank > 0 {
		known = append(known, fmt.Sprintf("rank %d in the list", p.Rank))
	}
	return strings.Join(append(known, string(p.ID)), " · ")
}

func (pg *page) abstract(p corpus.Paper) {
	if p.Abstract == "" {
		pg.text("", "", "No abstract is known.")
		return
	}
	pg.text("", "", printable(p.Abstract))
}

func (pg *page) help(h bot.Help) {
	pg.text("", "", fmt.Sprintf("Ask about the %s papers here. The answer is the papers that have one, and their own sentences, word for word.",
		humanize.Comma(int64(h.Papers))))
	if len(h.Examples) > 0 {
		pg.gap()
		pg.text("", "", "For example:")
		for _, e := range h.Examples {
			pg.text("  ", "    ", pg.hints.example+printable(e))
		}
	}
	if pg.hints.after != "" {
		pg.gap()
		pg.text("", "", pg.hints.after)
	}
}

// title puts a paper's title, bold and leading to the paper, after its number.
// A terminal without links is given the address where the paper has its own; a
// search for the title would tell nobody anything.
func (pg *page) title(number string, p corpus.Paper) {
	for i, line := range wrap(printable(p.Title), pg.width-ansi.StringWidth(number)) {
		start := number
		if i > 0 {
			start = indent(number)
		}
		pg.line(start + pg.link(pg.bold(line), p.Link()))
	}
	if !pg.links && p.URL != "" {
		pg.line(indent(number) + printableURL(p.URL))
	}
}

// gist quotes the sentence that stands for a paper, if it has one.
func (pg *page) gist(margin string, p corpus.Paper, gist *bot.Quote) {
	if gist != nil {
		pg.quotes(margin, p, []bot.Quote{*gist})
	}
}

// quotes puts sentences beside a bar, each with its place in the abstract.
func (pg *page) quotes(margin string, p corpus.Paper, quotes []bot.Quote) {
	bar := margin + pg.faint("│") + " "
	for i, q := range quotes {
		if i > 0 {
			pg.line(strings.TrimRight(bar, " "))
		}
		pg.text(bar, bar, pg.matched(p.Abstract, q))
		pg.text(bar, bar, pg.faint(fmt.Sprintf("sentence %d of %d", q.Index+1, q.Total)))
	}
}

// spelt says what short forms stand for, in the words of an abstract.
func spelt(pairs []bot.Spelt) string {
	return strings.Join(lo.Map(pairs, func(p bot.Spelt, _ int) string { return p.Short + ": " + p.Long }), " · ")
}

// matched returns a quote, or the part of a long one that is shown, with the words
// that match the question in bold.
func (pg *page) matched(abstract string, q bot.Quote) string {
	var b strings.Builder
	shown := q.Excerpt(abstract, bot.LongQuote)
	if shown.Start > q.Start {
		b.WriteString("… ")
	}
	at := shown.Start
	for _, m := range q.Matches {
		if m.Start < shown.Start || m.End > shown.End {
			continue
		}
		b.WriteString(printable(abstract[at:m.Start]))
		b.WriteString(pg.bold(printable(abstract[m.Start:m.End])))
		at = m.End
	}
	b.WriteString(printable(abstract[at:shown.End]))
	if shown.End < q.End {
		b.WriteString(" …")
	}
	return b.String()
}

// text puts wrapped text after the margins of its first and its other lines.
func (pg *page) text(first, others, text string) {
	if text == "" {
		return
	}
	for i, line := range wrap(text, pg.width-ansi.StringWidth(others)) {
		if i > 0 {
			first = others
		}
		pg.line(first + line)
	}
}

func (pg *page) line(s string) { pg.out.WriteString(s + "\n") }
func (pg *page) gap()          { pg.out.WriteByte('\n') }

// indent returns blanks as wide as s.
func indent(s string) string { return strings.Repeat(" ", ansi.StringWidth(s)) }
