package main

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"paperbot/bot"
	"paperbot/corpus"
	"paperbot/retrieval"
	"paperbot/retrieval/index"
	"paperbot/retrieval/summary"
)

func TestPrintable(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"plain", "Größe 大 👩‍🔬 α≤β", "Größe 大 👩‍🔬 α≤β"},
		{"escape sequence", "a\x1b[31mred\x1b[0m", "a[31mred[0m"},
		{"operating system command", "\x1b]0;title\x07x", "]0;titlex"},
		{"C1 introducer", "a\u009b31mred", "a31mred"},
		{"C1 as a raw byte", "a\x9b31mred", "a\uFFFD31mred"},
		{"backspace and delete", "ab\b\x7fc", "abc"},
		{"lines and tabs", "a\nb\tc\rd", "a b c d"},
		{"line separators", "a\u2028b\u2029c\u0085d\ve", "a b c d e"},
		{"directional override", "abc\u202etxt.exe\u2066", "abctxt.exe"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := printable(tt.in); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestPrintableURL(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"https://arxiv.org/abs/1502.03167?a=b&c=%20", "https://arxiv.org/abs/1502.03167?a=b&c=%20"},
		{"https://x.org/\x1b\\\x07 ä\u009b", "https://x.org/%1B\\%07%20%C3%A4%C2%9B"},
	} {
		if got := printableURL(tt.in); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

// evil has every way into a terminal that printable closes.
const evil = "x\x1b[2J\x1b]8;;http://evil\x07y\u009b31mz\x9b1m\x1b\\\x7f\b\r\n\u202e"

// TestPapersCannotCommandTheTerminal sends every response with hostile text in
// all its places to a terminal, and allows no sequences but ours.
func TestPapersCannotCommandTheTerminal(t *testing.T) {
	paper := corpus.Paper{
		ID: corpus.ID(evil), Title: evil, Abstract: evil, Authors: []string{evil}, Venue: evil,
		URL: "https://x.org/" + evil, Published: time.Unix(0, 0), Rank: 1,
	}
	quote := bot.Quote{Span: summary.Span{End: len(evil)}, Total: 1, Matches: []summary.Span{{Start: 1, End: 4}, {Start: 10, End: 24}}}
	word := retrieval.TermScore{Term: retrieval.Term{Term: evil}}
	word.Fields[index.Title] = retrieval.FieldScore{TF: 1, Frequency: 1}
	explained := retrieval.Explanation{Terms: []retrieval.TermScore{word}}
	for _, tt := range []struct {
		name     string
		response bot.Response
	}{
		{"reply", bot.Reply{Question: evil, Corrected: evil, Notices: []bot.Text{bot.Say("%s", evil)}, More: true,
			Sources: []bot.Source{{Rank: 1, Paper: paper, Quotes: []bot.Quote{quote, quote}}}}},
		{"card", bot.Card{Paper: paper, Gist: &quote, Key: []bot.Quote{quote}}},
		{"abstract", bot.Abstract{Paper: paper}},
		{"listing", bot.Listing{Title: bot.Say("%s", evil), Note: bot.Say("%s", evil), Items: []bot.Item{{Rank: 1, Paper: paper, Gist: &quote, Reason: bot.Say("%s", evil)}}}},
		{"help", bot.Help{Papers: 1, Examples: []string{evil}}},
		{"notice", bot.Notice{Text: bot.Say("%s", evil)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, term := range []terminal{{width: 40}, {width: 40, style: true, links: true}, {width: 1000, style: true, links: true}} {
				pg := page{terminal: term, why: explanations{paper.ID: explained}}
				pg.response(tt.response)
				checkHarmless(t, pg.out.String(), term.style)
			}
		})
	}
}

// ours are the sequences that we send ourselves: bold, faint, plain, and a link
// to a web address of visible ASCII characters.
var ours = regexp.MustCompile("\x1b\\[(1|2|22)m|\x1b\\]8;(id=[0-9a-f]{8})?;(https://x\\.org/[!-~]*)?\x07")

func checkHarmless(t *testing.T, out string, styled bool) {
	t.Helper()
	rest := ours.ReplaceAllString(out, "")
	if !styled && rest != out {
		t.Errorf("styled without being told to: %q", out)
	}
	if got := printable(strings.ReplaceAll(rest, "\n", "")); got != strings.ReplaceAll(rest, "\n", "") {
		t.Errorf("reaches the terminal: %q", rest)
	}
}

func TestJSONCannotCommandTheTerminal(t *testing.T) {
	var out strings.Builder
	want := answer{Question: "<q>\u009b", Outcome: bot.Nothing, Papers: []answerPaper{{Title: "x\x1b[2J\u009b31m\x7f"}}}
	if err := writeJSON(&out, want); err != nil {
		t.Fatal(err)
	}
	line := strings.TrimSuffix(out.String(), "\n")
	if printable(line) != line {
		t.Errorf("reaches the terminal: %q", line)
	}
	got := decodeAnswers(t, out.String())[0]
	if got.Question != want.Question || got.Papers[0].Title != want.Papers[0].Title {
		t.Errorf("%+v came back as %+v", want, got)
	}
	if !strings.Contains(line, "<q>") {
		t.Errorf("HTML is escaped: %s", line)
	}
}
