package discord

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/samber/lo"

	"paperbot/bot"
	"paperbot/bot/discordtest"
	"paperbot/corpus"
	"paperbot/corpus/seed"
	"paperbot/retrieval"
)

// brokenSearch fails as a search does that was given up.
type brokenSearch struct{}

func (brokenSearch) Search(context.Context, retrieval.Query) (retrieval.Result, error) {
	return retrieval.Result{}, errors.New("the search was given up")
}

func (brokenSearch) Similar(context.Context, corpus.Paper, int) ([]retrieval.Hit, error) {
	return nil, errors.New("the search was given up")
}

func (brokenSearch) Telling(corpus.Paper) []string { return nil }

// marker is a word of every question in these tests, and of nothing else.
const marker = "xyzzyplugh"

// TestQuestionsAreNeitherStoredNorLogged asks in every way, with what succeeds
// and what fails, and looks through the log (without debug) and the database.
func TestQuestionsAreNeitherStoredNorLogged(t *testing.T) {
	t.Parallel()
	broken, err := bot.New(bot.Config{Papers: corpus.NewCollection(seed.Papers()), Search: brokenSearch{}})
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Config){
		"answers":       ownBot(t),
		"search broken": func(cfg *Config) { cfg.Bot = broken },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := perform(t, change, func(cfg *Config) { cfg.Logger = slog.New(infoHandler{cfg.Logger.Handler()}) })
			s.askInEveryWay()
			s.stop()
			if text := s.log.String(); strings.Contains(strings.ToLower(text), marker) || !strings.Contains(text, "connected") {
				t.Errorf("the log:\n%s", text)
			}
			s.wantNotInFile(marker)
		})
	}
}

// An infoHandler leaves debug messages out.
type infoHandler struct{ slog.Handler }

func (infoHandler) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelInfo }

func (s *stage) askInEveryWay() {
	s.t.Helper()
	questions := []string{
		marker, "what is LoRA, " + marker + "?", strings.ToUpper(marker) + " low-rank adapters", "“" + marker + " LoRA”",
		"how should LoRA adapters be initialised? " + marker + strings.Repeat(" really", 40), marker + strings.Repeat("x", 5900),
		"\x00" + marker, "`" + marker + "`; DROP TABLE events", marker + " **LoRA** @everyone",
	}
	for i, q := range questions {
		m := s.answer(ask(q))
		for _, control := range lo.UniqBy(m.Controls(), func(c discordtest.Control) string { return c.Label }) {
			if control.CustomID != "" {
				s.answerToPress(m, control)
			}
		}
		s.answer(discordtest.SlashCommand{Name: "paper", Options: discordtest.Options{"title": q}})
		s.answer(discordtest.SlashCommand{Name: "similar", Options: discordtest.Options{"title": q}})
		s.answer(discordtest.SlashCommand{Name: "trending", Options: discordtest.Options{"topic": cutPlain(q, maxTopic)}})
		for name, option := range map[string]string{"paper": "title", "trending": "topic", "digest set": "zone", "alert remove": "alert"} {
			typed := discordtest.Autocomplete{Name: name, Options: discordtest.Options{option: cutPlain(q, maxTopic)}, Focused: option}
			if _, err := s.Interact(typed).Response(s.ctx); err != nil {
				s.t.Fatal(err)
			}
		}
		said := s.Say(s.Channel(), s.AddUser("bob"), q)
		s.answer(discordtest.MessageCommand{Name: commandAbout, Target: said})
		s.DM(s.User(), q)
		s.heard(s.DirectChannel(s.User()), i+1)
		s.Say(s.Channel(), s.User(), s.Bot().Mention()+" "+q)
	}
	for _, odd := range []string{"v1:more:0:3,3," + marker, "v1:abstract:0:" + marker, "v1:similar:0:" + marker, "v1:vote:0:" + marker, marker} {
		s.answer(discordtest.Press{CustomID: odd})
	}
	// Discord fails, too.
	s.Fail("POST /interactions/*/*/callback", discordtest.Refused(400, codeInvalidForm))
	s.answer(ask(marker))
	s.Fail("POST /channels/*/messages", discordtest.Refused(400, 50006))
	s.DM(s.User(), marker)
	s.logged("message not answered")
}

// answerToPress waits for whatever a press brings.
func (s *stage) answerToPress(m discordtest.Message, c discordtest.Control) {
	s.t.Helper()
	if _, err := s.Interact(discordtest.Press{Message: m, CustomID: c.CustomID}).Response(s.ctx); err != nil {
		s.t.Fatal(err)
	}
}
