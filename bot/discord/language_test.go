package discord

import (
	"slices"
	"strings"
	"testing"
	"time"

	"paperbot/bot"
	"paperbot/bot/discord/words"
	"paperbot/bot/discordtest"
)

// In every language, everything that the bot answers to commands is taken by
// Discord: the labels of buttons and menus are within its limits.
func TestCommandsAreAnsweredInEveryLanguage(t *testing.T) {
	t.Parallel()
	s := perform(t)
	title := discordtest.Options{"title": "MultiLoRA"}
	for _, locale := range append(words.Locales(), "en-US") {
		scene := discordtest.Scene{User: s.User(), Channel: s.Channel(), Locale: locale, Can: int64(permissionManageServer)}
		for _, c := range []discordtest.SlashCommand{
			{Name: "ask", Options: discordtest.Options{"question": loraQuestion, "papers": maxAskPapers}},
			{Name: "paper", Options: title}, {Name: "similar", Options: title}, {Name: "trending"}, {Name: "help"},
			{Name: "digest set", Options: discordtest.Options{"time": "9:30", "zone": "berlin", "topic": "LoRA"}},
			{Name: "digest list"}, {Name: "digest preview"}, {Name: "digest pause"}, {Name: "digest resume"}, {Name: "digest remove"},
			{Name: "alert add", Options: discordtest.Options{"query": locale + " adapters"}}, {Name: "alert list"},
			{Name: "privacy show"},
		} {
			c.Scene = scene
			m := s.answer(c)
			if m.Text() == "" {
				t.Errorf("%s: /%s: no answer", locale, c.Name)
			}
			if strings.Contains(m.Text()+string(m.Body), "%!") {
				t.Errorf("%s: /%s: a verb without its argument: %s", locale, c.Name, m.Body)
			}
			if sorry := words.In(locale).Text(sorry); strings.Contains(m.Text(), sorry) {
				t.Errorf("%s: /%s: %s", locale, c.Name, m.Text())
			}
		}
	}
	if strings.Contains(s.log.String(), "refused") {
		t.Errorf("Discord refused an answer:\n%s", s.log)
	}
}

func TestDigestsAndHelpInGermanAndJapanese(t *testing.T) {
	t.Parallel()
	s := perform(t)
	in := func(locale string, c discordtest.SlashCommand) string {
		c.Locale = locale
		return s.answer(c).Text()
	}
	s.wants(in("de", digest(s, "list", nil)), "Noch kein Kanal dieses Servers hat einen täglichen Beitrag", "/tagespost einrichten")
	s.wants(in("ja", digest(s, "list", nil)), "まだ毎日の投稿がありません", "/日刊 設定")
	set := discordtest.Options{"time": "9:30 am", "zone": "berlin", "papers": 3, "topic": "*LoRA*"}
	s.wants(in("de", digest(s, "set", set)), "Ab jetzt jeden Tag: <#"+s.Channel().ID+"> um 09:30 (Europe/Berlin), Paper: 3, zu", "Nächster Beitrag: <t:")
	s.wants(in("de", digest(s, "list", nil)), "**Tägliche Beiträge dieses Servers**", "um 09:30", `\*LoRA\*`, "Nächster Beitrag: <t:")
	s.wants(in("ja", digest(s, "list", nil)), "**このサーバーの毎日の投稿**", "論文3件", `\*LoRA\*`, "次の投稿：<t:")

	help := discordtest.SlashCommand{Name: "help"}
	s.wants(in("de", help), "Stell eine Frage", "264 Paper, Wort für Wort zitiert", "`/fragen` eine Frage", "**Zum Ausprobieren**")
	s.wants(in("ja", help), "論文264件、原文のまま引用", "`/質問` 質問する", "**試してみる**")
}

// What is stored in English is said in the language of who reads it.
func TestStoppedDigestSaysWhyInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	s := perform(t)
	sub := bot.Subscription{
		Channel: bot.ChannelID(s.Channel().ID), Server: bot.ServerID(s.Guild().ID), At: 0, Zone: "UTC", Count: 1, CreatedAt: time.Now(),
		State: bot.SubscriptionBlocked, Reason: blockedReason(codeMissingAccess),
	}
	for reason, want := range map[string]string{
		blockedReason(codeMissingAccess): "angehalten: ich kann den Kanal nicht mehr sehen (Berechtigung View Channel)",
		"100% a reason of old":           "angehalten: 100% a reason of old",
	} {
		sub.Reason = reason
		if err := s.store.PutSubscription(s.ctx, sub); err != nil {
			t.Fatal(err)
		}
		list := digest(s, "list", nil)
		list.Locale = "de"
		s.wants(s.answer(list).Text(), want)
	}
}

func TestOptionIsCalledAsTheMembersDiscordShowsIt(t *testing.T) {
	t.Parallel()
	s := perform(t)
	set := digest(s, "set", discordtest.Options{"time": "9", "zone": "berlin", "publish": true})
	s.wants(s.answer(set).Text(), "leave `publish` out")
	set.Locale = "de"
	s.wants(s.answer(set).Text(), "lass `veröffentlichen` weg")
}

func TestZonesAreSuggestedInTheMembersLanguage(t *testing.T) {
	t.Parallel()
	s := perform(t)
	for locale, want := range map[string]string{"de": "(jetzt ", "ja": "（現在 ", "zh-CN": "（现在 ", "zh-TW": " now, "} {
		typing := discordtest.Autocomplete{
			Scene: discordtest.Scene{User: s.User(), Channel: s.Channel(), Locale: locale, Can: int64(permissionManageServer)},
			Name:  "digest set", Options: discordtest.Options{"zone": "berl"}, Focused: "zone",
		}
		r, err := s.Interact(typing).Response(s.ctx)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Choices) == 0 || !strings.Contains(r.Choices[0].Name, want) {
			t.Errorf("%s: %v", locale, r.Choices)
		}
	}
}

// A locale is what a client sends: any text.
func TestHostileLocalesAreAnsweredInEnglish(t *testing.T) {
	t.Parallel()
	s := perform(t)
	for _, locale := range []string{"../de", "de\u202e", "%s%d%!", "zh-TW", strings.Repeat("de", 10_000), "\x00", "<@1>"} {
		question := ask(loraQuestion)
		question.Locale = locale
		m := s.answer(question)
		s.wants(m.Text(), "sentence 2 of 8")
		if strings.Contains(string(m.Body), "<@1>") {
			t.Error("the locale is shown")
		}
	}
}

// TestGoldenMessagesInOtherLanguages shows what members read, as golden files do
// for English. What is said is fixed here, so that no change of ranking shows.
func TestGoldenMessagesInOtherLanguages(t *testing.T) {
	t.Parallel()
	reply := knownPaper()
	reply.Corrected, reply.More = "how fast do widgets turn?", true
	reply.Sources = append(reply.Sources, bot.Source{Rank: 2, Paper: reply.Sources[0].Paper})
	reply.Sources[1].Paper.ID, reply.Sources[1].Paper.Title = "title:2", ""
	said := map[string]bot.Response{
		"answer": reply,
		"help":   bot.Help{Papers: 79_772, Examples: []string{"how fast do widgets turn?"}},
	}
	for _, locale := range []string{"de", "fr", "ja"} {
		r := renderer{memory: newMemory(time.Now), words: words.In(locale)}
		for name, what := range said {
			compareGolden(t, form{name + " in " + locale, r.message(what).body()})
		}
	}
}

// Months and numbers are layouts, which must give what they are for.
func TestMonthsAndNumbersInEveryLanguage(t *testing.T) {
	t.Parallel()
	months := []string{"05/2025", "2025年5月"}
	counts := []string{"79,772 ", "79.772 ", "79\u00a0772 ", "79,772件"}
	paper := knownPaper().Sources[0].Paper
	paper.Published = time.Date(2025, time.May, 3, 0, 0, 0, 0, time.UTC)
	for _, locale := range words.Locales() {
		r := renderer{words: words.In(locale)}
		has := func(text string) func(string) bool {
			return func(part string) bool { return strings.Contains(text, part) }
		}
		if got := r.provenance(paper); !slices.ContainsFunc(months, has(got)) {
			t.Errorf("%s: no month in %q", locale, got)
		}
		if got := r.help(bot.Help{Papers: 79_772}); !slices.ContainsFunc(counts, has(got)) {
			t.Errorf("%s: no number in %q", locale, got)
		}
	}
}
