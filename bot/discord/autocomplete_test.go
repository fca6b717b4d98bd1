package discord

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"paperbot/bot"
	"paperbot/bot/discordtest"
	"paperbot/corpus"
)

// suggester is a client that is not connected: enough to decide what to suggest.
func suggester(t testing.TB, b *bot.Bot) *Client {
	t.Helper()
	if b == nil {
		var err error
		if b, err = seedBot(); err != nil {
			t.Fatal(err)
		}
	}
	now := func() time.Time { return time.Date(2026, 11, 25, 13, 5, 0, 0, time.UTC) }
	c, err := New(Config{Token: "token", Bot: b, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// typing is an interaction in which an option is being typed; value is JSON.
func typing(command, name, value string) *interaction {
	in := &interaction{}
	in.Data.Name = command
	in.Data.Options = options{{Name: name, Focused: true, Value: json.RawMessage(value)}}
	return in
}

// completedOptions are the options that are completed, with a command of each.
var completedOptions = map[string]string{
	optionTitle: commandPaper, optionTopic: commandTrending, optionZone: commandDigest, optionTime: commandDigest,
}

func TestChoices(t *testing.T) {
	t.Parallel()
	c := suggester(t, nil)
	for _, tt := range []struct{ option, typed, name, value string }{
		{optionTitle, "lorra initial", "LoRA-FAIR: Federated LoRA Fine-Tuning with Aggregation and Initialization Refinement", ""},
		{optionZone, "berlin", "Europe/Berlin (14:05 now, UTC+1)", "Europe/Berlin"},
		{optionZone, "munich", "Munich: Europe/Berlin (14:05 now, UTC+1)", "Europe/Berlin"},
		{optionZone, "+5:30", "Asia/Kolkata (18:35 now, UTC+5:30)", "Asia/Kolkata"},
		{optionZone, "gmt-3", "America/Sao_Paulo (10:05 now, UTC-3)", "America/Sao_Paulo"},
		{optionZone, "-12", "UTC-12 all year (01:05 now)", "Etc/GMT+12"},
		{optionZone, "utc", "UTC (13:05 now, UTC)", "UTC"},
		{optionTopic, "adaptation", "low-rank adaptation", "low-rank adaptation"},
		{optionTopic, "cave  painting", "cave painting", "cave painting"},
		{optionTime, "9", "09:00 (9:00 AM)", "09:00"},
		{optionTime, "9:30 pm", "21:30 (9:30 PM)", "21:30"},
	} {
		got := c.speaking("").choices(t.Context(), typing(completedOptions[tt.option], tt.option, strconv.Quote(tt.typed)))
		if len(got) == 0 || got[0].Name != tt.name || tt.value != "" && got[0].Value != tt.value {
			t.Errorf("%s %q: %.300v, want %q first", tt.option, tt.typed, got, tt.name)
		}
	}
}

// TestSuggestionsAreAccepted checks that what is suggested means what it says.
func TestSuggestionsAreAccepted(t *testing.T) {
	t.Parallel()
	c := suggester(t, nil)
	for _, typed := range []string{"", "a", "be", "new", "+1", "est", "9", "lo"} {
		for option, command := range completedOptions {
			for _, ch := range c.speaking("").choices(t.Context(), typing(command, option, strconv.Quote(typed))) {
				var err error
				switch option {
				case optionTitle:
					var p corpus.Paper
					if p, err = c.cfg.Bot.Find(t.Context(), ch.Value); err == nil && cutPlain(p.Title, maxChoice) != ch.Name {
						t.Errorf("%q gives %q", ch.Name, p.Title)
					}
				case optionZone:
					_, err = bot.ParseZone(ch.Value)
				case optionTime:
					_, err = bot.ParseTimeOfDay(ch.Value)
				}
				if err != nil {
					t.Errorf("%s %q: %q is refused: %v", option, typed, ch.Value, err)
				}
			}
		}
	}
}

// TestChoicesAreValid types what nobody means, as any JSON, over papers with
// titles that nobody writes. One bad choice would void all.
func TestChoicesAreValid(t *testing.T) {
	t.Parallel()
	c := suggester(t, nil)
	odd := suggester(t, hostileBot(t))
	values := rapid.OneOf(
		rapid.Map(hostileText(), quoteJSON),
		rapid.SampledFrom([]string{"5", "-1.5e300", "true", "null", `{"a":[1]}`, `["x"]`, "", "{", `"`, `"\ud800"`, "9999999999999999999999"}),
	)
	rapid.Check(t, func(rt *rapid.T) {
		for option, command := range completedOptions {
			value := values.Draw(rt, option)
			for _, client := range []*Client{c, odd} {
				if problem := invalid(client.speaking("").choices(t.Context(), typing(command, option, value))); problem != "" {
					rt.Fatalf("%s %s: %s", option, value, problem)
				}
			}
		}
	})
}

// hostileText is text as a person would not type it.
func hostileText() *rapid.Generator[string] {
	runes := rapid.SampledFrom([]rune("a9+:-/ \u0301\u0489\u200b\u200d\u202e\u2066\ufeff👩🔬🏽🇩🇪\x00\n\x1b神ع*`<@>…\ufffd"))
	return rapid.OneOf(
		rapid.String(),
		rapid.StringOfN(runes, 0, 100, -1),
		rapid.Map(runes, func(r rune) string { return strings.Repeat(string(r), 100) }),
		rapid.Just(strings.Repeat("e"+strings.Repeat("\u0301", 50), 120)),
	)
}

func quoteJSON(s string) string {
	data, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string is always JSON
	}
	return string(data)
}

// hostileBot answers over papers with odd titles and IDs.
func hostileBot(t *testing.T) *bot.Bot {
	t.Helper()
	long := strings.Repeat("word ", 60)
	titles := []string{
		"a", " a ", "\u202e", "\u200b", "👩‍🔬👩‍🔬", strings.Repeat("👩‍🔬", 60), "e" + strings.Repeat("\u0301", 300),
		long + "one", long + "two", "神经 网络", "**a**", "a\x00b", strings.Repeat("x", 500), "\xff\xfe",
	}
	var papers []corpus.Paper
	for i, title := range titles {
		for _, id := range []string{strconv.Itoa(i), strings.Repeat("ü", 101) + strconv.Itoa(i), "\x00" + strconv.Itoa(i)} {
			papers = append(papers, corpus.Paper{ID: corpus.ID(id), Title: title, Abstract: title + "."})
		}
	}
	b, err := bot.New(bot.Config{Papers: corpus.NewCollection(papers)})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// invalid says what Discord would not accept, "" for nothing.
func invalid(choices []choice) string {
	if len(choices) > 25 {
		return strconv.Itoa(len(choices)) + " choices"
	}
	names, values := map[string]bool{}, map[string]bool{}
	for _, c := range choices {
		for _, text := range []string{c.Name, c.Value} {
			if n := utf8.RuneCountInString(text); n < 1 || n > 100 || strings.TrimSpace(text) == "" {
				return "bad length: " + strconv.Quote(text)
			}
		}
		if names[c.Name] || values[c.Value] {
			return "twice: " + strconv.Quote(c.Name)
		}
		names[c.Name], values[c.Value] = true, true
	}
	return ""
}

// TestSuggestionsInDiscord types every completed option, with what a client may
// send, in a Discord that checks each answer.
func TestSuggestionsInDiscord(t *testing.T) {
	t.Parallel()
	s := perform(t)
	for _, typed := range []any{"", "ber", "+5:30", "9", 5, true, 2.5, strings.Repeat("\u202ex", 50), strings.Repeat("👩‍🔬", 33), strings.Repeat("\u0301", 100)} {
		for option, command := range completedOptions {
			if option == optionZone || option == optionTime {
				command = "digest set"
			}
			r, err := s.Interact(discordtest.Autocomplete{Name: command, Options: discordtest.Options{option: typed}, Focused: option}).Response(s.ctx)
			if err != nil {
				t.Fatalf("%s %v: %v", option, typed, err)
			}
			if r.Type != callbackAutocomplete {
				t.Errorf("%s %v: callback %d", option, typed, r.Type)
			}
		}
	}
}

// BenchmarkChoices suggests all that a member sees after a key.
func BenchmarkChoices(b *testing.B) {
	c := suggester(b, nil)
	c.cfg.Bot.Prepare()
	for _, tt := range []struct{ option, typed string }{
		{optionTitle, "lorra initial"}, {optionTopic, "low ra"}, {optionZone, "berln"}, {optionZone, "+1"}, {optionTime, "9"},
	} {
		in := typing(completedOptions[tt.option], tt.option, strconv.Quote(tt.typed))
		b.Run(tt.option+"/"+tt.typed, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.speaking("").choices(b.Context(), in)
			}
		})
	}
}
