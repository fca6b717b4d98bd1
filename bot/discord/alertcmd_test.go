package discord

import (
	"slices"
	"strings"
	"testing"
	"time"

	"paperbot/bot"
	"paperbot/bot/discordtest"
	"paperbot/corpus"
	"paperbot/corpus/seed"
)

// alert is a subcommand of /alert.
func alert(subcommand string, options discordtest.Options) discordtest.SlashCommand {
	return discordtest.SlashCommand{Name: "alert " + subcommand, Options: options}
}

func addAlert(query string) discordtest.SlashCommand {
	return alert("add", discordtest.Options{"query": query})
}

func TestAlertLife(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.wants(s.answer(alert("list", nil)).Text(), "You have no alerts")
	added := s.answer(addAlert("*LoRA*  adapters"))
	s.wants(added.Text(), "when new papers fit", `\*LoRA\* adapters`)
	if !added.Ephemeral() {
		t.Error("others are told of an alert")
	}
	s.wants(s.answer(addAlert("lora adapters!")).Text(), "You have that alert already")
	s.wants(s.answer(addAlert("what is it?")).Text(), "An alert needs some words")
	s.answer(addAlert("graph transformers"))
	list := s.answer(alert("list", nil))
	s.wants(list.Text(), `- \*LoRA\* adapters`, "- graph transformers")
	if !list.Ephemeral() {
		t.Error("others see the alerts")
	}

	typed := discordtest.Autocomplete{Name: "alert remove", Options: discordtest.Options{"alert": "GRAPH"}, Focused: "alert"}
	r, err := s.Interact(typed).Response(s.ctx)
	if err != nil || len(r.Choices) != 1 || r.Choices[0].Value != "graph transformers" {
		t.Fatalf("choices %v, %v", r.Choices, err)
	}
	typed.User = s.AddUser("bob")
	if r, err := s.Interact(typed).Response(s.ctx); err != nil || len(r.Choices) != 0 {
		t.Errorf("another member is suggested %v, %v", r.Choices, err)
	}
	theirs := alert("remove", discordtest.Options{"alert": "graph transformers"})
	theirs.User = typed.User
	s.wants(s.answer(theirs).Text(), "no such alert")
	s.wants(s.answer(alert("remove", discordtest.Options{"alert": "Graph transformers"})).Text(), "“graph transformers” is removed")
	if text := s.answer(alert("list", nil)).Text(); strings.Contains(text, "graph") {
		t.Errorf("still there: %s", text)
	}
}

func TestAlertLimits(t *testing.T) {
	t.Parallel()
	s := perform(t)
	words := strings.Fields("adapters attention diffusion distillation embeddings graphs language pruning quantization retrieval robotics")
	for _, w := range words[:bot.MaxAlerts] {
		s.wants(s.answer(addAlert(w)).Text(), "I shall write to you")
	}
	s.wants(s.answer(addAlert(words[bot.MaxAlerts])).Text(), "You have 10 alerts")
	list := s.answer(alert("list", nil)).Text()
	s.wants(list, words[:bot.MaxAlerts]...)
}

func TestAlertsNotSetUp(t *testing.T) {
	t.Parallel()
	s := perform(t, func(cfg *Config) { cfg.Alerts = nil })
	s.wants(s.answer(addAlert("LoRA")).Text(), "Alerts are not set up")
}

// announcer tells the stage's members of new papers.
func (s *stage) announcer(now func() time.Time) *bot.Announcer {
	s.t.Helper()
	search, err := seedSearch()
	if err != nil {
		s.t.Fatal(err)
	}
	papers, err := seedBot()
	if err != nil {
		s.t.Fatal(err)
	}
	a, err := bot.NewAnnouncer(bot.AnnouncerConfig{Store: s.store, Search: search, Papers: papers, Poster: s.client, Now: now})
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// seedPapers returns the papers of the seed that have a word in their title.
func seedPapers(word string) []corpus.Paper {
	return slices.DeleteFunc(seed.Papers(), func(p corpus.Paper) bool { return !strings.Contains(p.Title, word) })
}

func TestAlertIsDeliveredByDirectMessage(t *testing.T) {
	t.Parallel()
	s := perform(t)
	s.answer(addAlert("MultiLoRA"))
	announcer := s.announcer(time.Now)
	for range 2 { // the second time on the same day
		if err := announcer.Announce(s.ctx, seedPapers("MultiLoRA")); err != nil {
			t.Fatal(err)
		}
	}
	all := s.Messages(s.DirectChannel(s.User()))
	if len(all) != 1 || all[0].Nonce == "" || !all[0].ComponentsV2() {
		t.Fatalf("messages %+v", all)
	}
	s.wants(all[0].Text(), "**New papers for your alerts**", "MultiLoRA: Democratizing", "-# your alert “MultiLoRA”", "/alert remove")
	s.pressVote(all[0], 0, discordtest.Scene{Channel: s.DirectChannel(s.User())})
	s.wantVotes(all[0], "▲ 1")
}

func TestAlertToWhoRefusesDirectMessages(t *testing.T) {
	t.Parallel()
	day := time.Now()
	s := perform(t)
	s.answer(addAlert("MultiLoRA"))
	s.RefuseDMs(s.User())
	announcer := s.announcer(func() time.Time { return day })
	papers := seedPapers("MultiLoRA")
	if err := announcer.Announce(s.ctx, papers); err != nil {
		t.Fatal(err)
	}
	day = day.AddDate(0, 0, 1)
	if err := announcer.Announce(s.ctx, papers); err != nil {
		t.Fatal(err)
	}
	if n := len(s.RequestsTo("POST /channels/*/messages")); n != 1 {
		t.Errorf("%d attempts to write to who takes no messages, want 1", n)
	}
	// Somebody else hears nothing of it; the member does, once, after any answer.
	help := discordtest.SlashCommand{Name: "help"}
	other := help
	other.User = s.AddUser("bob")
	s.answer(other)
	first := s.Interact(help)
	told, err := first.Followups(s.ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	s.wants(told[0].Text(), "I have stopped your alerts")
	if !told[0].Ephemeral() {
		t.Error("others are told")
	}
	s.answer(help)
	s.stop() // whatever was still to be said is said
	if n := len(s.RequestsTo("POST /webhooks/*/*")); n != 1 {
		t.Errorf("told %d times", n)
	}
}

func TestDirectErrors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, route string
		fault       discordtest.Fault
		want        bot.AlertOutcome // as it shows in the store
	}{
		{"cannot write to this person", "POST /channels/*/messages", discordtest.Refused(403, codeCannotDM), bot.AlertRefused},
		{"no server in common", "POST /channels/*/messages", discordtest.Refused(403, codeNoMutualServer), bot.AlertRefused},
		{"opened too many", "POST /users/@me/channels", discordtest.Refused(403, codeDMsTooFast), bot.AlertWaits},
		{"overloaded", "POST /channels/*/messages", discordtest.Fault{Status: 503, Code: 130000, Times: discordtest.Always}, bot.AlertWaits},
		{"answer lost for good", "POST /channels/*/messages", discordtest.Fault{Drop: discordtest.DropAfter, Times: discordtest.Always}, bot.AlertSent},
		{"answer lost once", "POST /channels/*/messages", discordtest.Fault{Drop: discordtest.DropAfter}, bot.AlertSent},
		{"form refused", "POST /channels/*/messages", discordtest.Refused(400, codeInvalidForm), bot.AlertSent},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := prepare(t, fake(t))
			member := bot.UserID(s.User().ID)
			if _, _, err := s.client.cfg.Alerts.Add(s.ctx, member, "MultiLoRA"); err != nil {
				t.Fatal(err)
			}
			s.Fail(tt.route, tt.fault)
			if err := s.announcer(time.Now).Announce(s.ctx, seedPapers("MultiLoRA")); err != nil {
				t.Fatal(err)
			}
			data, err := s.store.MemberData(s.ctx, member)
			if err != nil {
				t.Fatal(err)
			}
			got := bot.AlertSent
			switch {
			case data.Direct.Refused:
				got = bot.AlertRefused
			case data.Waiting > 0:
				got = bot.AlertWaits
			}
			if got != tt.want {
				t.Errorf("outcome %d, want %d: %+v", got, tt.want, data)
			}
			if n := len(s.Messages(s.DirectChannel(s.User()))); n > 1 || tt.want == bot.AlertSent && n == 0 {
				t.Errorf("%d messages", n)
			}
		})
	}
}
