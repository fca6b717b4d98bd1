package discord

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"paperbot/bot"
	"paperbot/corpus"
)

// heading sets one line in bold, such as the question.
func heading(text string) string {
	return bold(fit(plain(text), maxHeading-len("****"), escape))
}

// bold sets markdown in bold, and nothing where there is nothing: four stars
// alone would be shown.
func bold(markdown string) string {
	if markdown == "" {
		return ""
	}
	return "**" + markdown + "**"
}

// sentence renders a text of ours or of a paper as a paragraph.
func sentence(text string) string { return startLine(escape(plain(text))) }

// subtext renders a line in small print, or nothing for nothing.
func subtext(text string) string {
	line := fit(plain(text), maxLine, sentence)
	if line == "" {
		return ""
	}
	return "-# " + line
}

// title renders a paper's title as a link, numbered unless rank is 0, and below
// it what is known of the paper: in at most limit code points, for which first
// the address goes, then the line below, then the end of the title.
func (r renderer) title(rank int, paper corpus.Paper, limit int) string {
	number := ""
	if rank > 0 {
		number = fmt.Sprintf("%d. ", rank)
	}
	name := cutPlain(r.orUntitled(paper.Title), maxTitle)
	linked := bold(number + link(name, paper.Link()))
	below := subtext(r.provenance(paper))
	if below != "" {
		below = "\n" + below
	}
	unlinked := func(name string) string { return bold(number + escape(plain(name))) }
	for _, text := range []string{linked + below, unlinked(name) + below, unlinked(name)} {
		if length(text) <= limit {
			return text
		}
	}
	return fit(name, limit, unlinked)
}

// orUntitled returns a title, or words in its place where nothing of it can be seen.
func (r renderer) orUntitled(title string) string {
	return cmp.Or(plain(title), r.say("Untitled paper"))
}

// provenance says where a paper is from, as far as that is known:
// "Journal of Things · May 2025 · Ada Lovelace and 3 more".
func (r renderer) provenance(paper corpus.Paper) string {
	var parts []string
	if paper.Venue != "" {
		parts = append(parts, paper.Venue)
	}
	if id, ok := strings.CutPrefix(string(paper.ID), "arxiv:"); ok {
		parts = append(parts, "arXiv "+id)
	}
	if !paper.Published.IsZero() {
		parts = append(parts, paper.Published.Format(r.say(monthLayout)))
	}
	if authors := r.byline(paper.Authors); authors != "" {
		parts = append(parts, authors)
	}
	return strings.Join(parts, " · ")
}

// How a month and a large number are written: a layout of package time, and one
// of package humanize. Other languages have others.
const (
	monthLayout  = "Jan 2006"
	numberLayout = "#,###."
)

func (r renderer) byline(authors []string) string {
	switch len(authors) {
	case 0:
		return ""
	case 1:
		return authors[0]
	case 2:
		return r.say("%s and %s", authors[0], authors[1])
	}
	return r.say("%s and %d more", authors[0], len(authors)-1)
}

// replyNotes are the lines of small print below a question.
func (r renderer) replyNotes(reply bot.Reply) []string {
	var lines []string
	if reply.Corrected != "" {
		lines = append(lines, "-# "+r.say("Showing results for %s", bold(fit(plain(reply.Corrected), maxLine, escape))))
	}
	for _, notice := range reply.Notices {
		lines = append(lines, subtext(r.in(notice)))
	}
	return lines
}

func digestTitle(d bot.Digest) string {
	day := d.Date
	if t, err := time.Parse(time.DateOnly, d.Date); err == nil {
		day = t.Format("Monday, 2 January 2006")
	}
	if d.Subscription.Topic == "" {
		return "Papers for " + day
	}
	return fmt.Sprintf("Papers on %s for %s", d.Subscription.Topic, day)
}

// help renders what the bot can do. The commands are named as text: only
// Discord knows the ids that would make them links.
func (r renderer) help(h bot.Help) string {
	var b strings.Builder
	b.WriteString(bold(r.say("Ask a question, get papers and the sentences that answer it.")) + "\n")
	b.WriteString("-# " + r.say("%s papers, quoted word for word", humanize.FormatInteger(r.say(numberLayout), h.Papers)) + "\n")
	for _, line := range helpLines {
		b.WriteString("\n- " + r.say(line))
	}
	if len(h.Examples) > 0 {
		b.WriteString("\n\n" + bold(r.say("Try")))
	}
	for _, example := range h.Examples[:min(len(h.Examples), maxExamples)] {
		b.WriteString("\n- " + fit(plain(example), maxLine, sentence))
	}
	b.WriteString("\n\n-# " + r.say("In a direct message, go on with `more`, `2`, `similar 2`, `compare 1 and 3`, `why?` or `what about …?`"))
	return b.String()
}

// maxExamples keeps help, at maxLine each, within one message.
const maxExamples = 6

// helpLines say what each command does.
var helpLines = []string{
	"`/ask` a question, or mention me with one, or write me a direct message",
	"`Find papers about this` in the menu of a message (under Apps); or mention me in a reply to it",
	"`/paper` a title: what the paper says in a sentence, and its abstract",
	"`/similar` a title: papers like it",
	"`/trending` the papers of the day, on a topic if you like",
	"`/digest` a daily post in a channel (for those who manage the server)",
	"`/alert` a direct message when new papers fit what you look for",
	"`/privacy` what I keep about you, and how to delete it",
}
