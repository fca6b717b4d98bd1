package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"paperbot/bot"
	"paperbot/corpus"
	"paperbot/retrieval/summary"
)

// A Sample is a message as it would be sent.
type Sample struct {
	Name string          // what it shows, in a few words
	Body json.RawMessage // of the request
}

// Samples returns a message of every kind that the bot sends: the answer to the
// question, what its buttons lead to, digests, and what strange papers look like.
func Samples(ctx context.Context, b *bot.Bot, question string) ([]Sample, error) {
	all, err := sayings(ctx, b, question)
	if err != nil {
		return nil, err
	}
	var samples []Sample
	for _, s := range all {
		for _, f := range s.forms() {
			data, err := marshal(f.body)
			if err != nil {
				return nil, fmt.Errorf("sample %s: %w", f.name, err)
			}
			samples = append(samples, Sample{Name: f.name, Body: data})
		}
	}
	return samples, nil
}

// marshal is json.Marshal that leaves <, > and & as they are.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(v)
	return b.Bytes(), err
}

// A saying is something that the bot says, to be rendered.
type saying struct {
	name  string
	what  any  // a bot.Response or a bot.Digest
	whole bool // an answer to be shown in its other forms too
}

// A form is a saying as it is sent.
type form struct {
	name string
	body body
}

// forms returns the saying as a message, and, where they are wanted, also with
// an abstract open and as text alone.
func (s saying) forms() []form {
	r := renderer{memory: newMemory(time.Now)}
	var m message
	switch what := s.what.(type) {
	case bot.Digest:
		m = r.digest(what)
	case bot.Response:
		m = r.message(what)
	}
	forms := []form{{s.name, m.body()}}
	if reply, ok := s.what.(bot.Reply); ok && s.whole {
		opened, _ := m.opened(r, reply.Sources[0].Paper)
		forms = append(forms, form{s.name + " with an abstract open", opened.body()}, form{s.name + " as text", m.plainBody()})
	}
	return forms
}

// opened returns the message after a press on the button for its first abstract.
// As Discord does, it sends the message back as JSON.
func (m message) opened(r renderer, paper corpus.Paper) (message, bool) {
	data, err := json.Marshal(m.body())
	if err != nil {
		return message{}, false
	}
	var shown shownMessage
	decode(data, &shown)
	components, ok := shown.open(r, r.memory.customID(actionAbstract, 0, string(paper.ID)), r.abstractText(paper, maxText))
	return message{components: components}, ok
}

// sayings returns what the bot says, one of each kind.
func sayings(ctx context.Context, b *bot.Bot, question string) ([]saying, error) {
	var all []saying
	var failed error
	add := func(name string, what any, err error) {
		if err != nil && failed == nil {
			failed = fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, saying{name: name, what: what})
	}
	ask := func(name string, q bot.Question) {
		response, err := b.Ask(ctx, q)
		add(name, response, err)
	}
	ask("answer", bot.Question{Text: question})
	if reply, ok := all[0].what.(bot.Reply); ok {
		all[0].whole = len(reply.Sources) > 0
	}
	ask("answer of five papers", bot.Question{Text: question, Papers: 5})
	ask("corrected question", bot.Question{Text: "intialization of LoRA adaptres", Papers: 1})
	ask("closest papers", bot.Question{Text: "LoRA adapters for weather forecasts on Jupiter"})
	ask("comparison", bot.Question{Text: "LoRA vs full fine-tuning"})
	ask("comparison with a side missing", bot.Question{Text: "LoRA vs CRISPR"})
	ask("list", bot.Question{Text: "which papers are about the lottery ticket hypothesis?"})
	ask("no answer", bot.Question{Text: "how do I bake sourdough bread?"})

	top := b.Complete(ctx, "", 1)
	if len(top) == 0 {
		return nil, fmt.Errorf("samples: %w", bot.ErrNotFound)
	}
	id := string(top[0].ID)
	card, err := b.Card(ctx, id)
	add("card", card, err)
	add("abstract", bot.Abstract{Paper: top[0]}, nil)
	similar, err := b.Similar(ctx, id, listed)
	add("similar papers", similar, err)
	trending, err := b.Trending(ctx, bot.TrendingQuery{At: sampleDay, Count: listed})
	add("trending", trending, err)
	for _, n := range []int{defaultDigestPapers, bot.MaxDigestPapers} {
		d, err := b.Digest(ctx, sampleSubscription(n), sampleDay, nil)
		add(fmt.Sprintf("digest of %d papers", n), d, err)
	}
	add("empty digest", bot.Digest{Date: sampleDay.Format(time.DateOnly), Note: bot.Say("Every paper of the list was posted here lately.")}, nil)
	alert := bot.Listing{Title: bot.Say("New papers for your alerts"), Items: trending.Items[:min(2, len(trending.Items))]}
	add("alert", alert, nil)
	add("help", b.Help(), nil)
	add("notice", bot.Notice{Text: bot.Say(expired)}, nil)
	add("paper with all particulars", knownPaper(), nil)
	add("strange papers", strangePapers(), nil)
	all[len(all)-1].whole = true
	return all, failed
}

// sampleDay is the day of the samples, so that they are the same every day.
var sampleDay = time.Date(2026, time.November, 25, 8, 30, 0, 0, time.UTC)

func sampleSubscription(papers int) bot.Subscription {
	return bot.Subscription{Channel: "1", Server: "1", At: 9*60 + 30, Zone: "Europe/Berlin", Count: papers}
}

// knownPaper is an answer from a paper of which everything is known.
func knownPaper() bot.Reply {
	const abstract = "We study widgets that turn. A widget of radius $r_i$ turns with 2π r² < x² + y². " +
		"Turning takes 3.5 s on average, e.g. for small widgets."
	return bot.Reply{
		Question: "how fast do widgets turn?", Outcome: bot.Answered,
		Sources: []bot.Source{{Rank: 1, Paper: corpus.Paper{
			ID: "arxiv:2106.09685", Title: "Turning Widgets: A Long Study of Small Things", Abstract: abstract,
			Venue: "Journal of Small Things", URL: "https://arxiv.org/abs/2106.09685",
			Authors: []string{"Ada Lovelace", "Émilie du Châtelet", "Emmy Noether"}, Published: sampleDay.AddDate(-1, 0, 0),
		}, Quotes: wholeSentences(abstract)}},
	}
}

// strangePapers is a list whose texts try everything that Discord acts on.
func strangePapers() bot.Reply {
	const abstract = "# Not a heading with **stars**, __lines__, ~~waves~~, ||bars|| and `ticks`. " +
		"- not a list, @everyone, <@1>, <#2>, <t:0:R>, :smile: and [not a link](https://evil.example). " +
		"1. See https://example.org/a_b_c?q=*x* or ``` $x_{i}^{2}$ \\_ > -# end."
	paper := func(id corpus.ID, title string) bot.Source {
		return bot.Source{Paper: corpus.Paper{
			ID: id, Title: title, Abstract: abstract, URL: "https://example.org/(a)_[b]", Venue: "*Journal* of <b>Things</b>",
		}, Quotes: wholeSentences(abstract)}
	}
	sources := []bot.Source{
		paper("title:1", "**Bold** [title](https://evil.example) with `code` @everyone <@1> :smile: and ||spoiler||"),
		paper("title:2", "A title in עברית and العربية \u202egnol ytterp si taht"),
		paper("title:3", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft 🏳️‍🌈👩‍🔬 e\u0301\u0302\u0303"),
	}
	for i := range sources {
		sources[i].Rank = i + 1
	}
	return bot.Reply{
		Question: "> # what **is** @here <@&1> `x` https://evil.example/a_b?", Outcome: bot.Answered, More: true,
		Corrected: "-# what _is_ x", Sources: sources,
	}
}

// firstWord returns where the first word of a text ends.
func firstWord(text string) int {
	if blank := strings.IndexByte(text, ' '); blank > 0 {
		return blank
	}
	return len(text)
}

// wholeSentences quotes every sentence of an abstract, its first word matched.
func wholeSentences(abstract string) []bot.Quote {
	var quotes []bot.Quote
	for span := range summary.Sentences(abstract) {
		quotes = append(quotes, bot.Quote{Span: span, Index: len(quotes)})
	}
	for i, q := range quotes {
		quotes[i].Total = len(quotes)
		quotes[i].Matches = []summary.Span{{Start: q.Start, End: q.Start + firstWord(abstract[q.Start:q.End])}}
	}
	return quotes
}
