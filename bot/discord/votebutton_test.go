package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"paperbot/bot"
	"paperbot/bot/discordtest"
	"paperbot/corpus"
)

// shown returns a message as it is now.
func (s *stage) shown(m discordtest.Message) discordtest.Message {
	s.t.Helper()
	for _, now := range s.Messages(discordtest.Channel{ID: m.ChannelID}) {
		if now.ID == m.ID {
			return now
		}
	}
	s.t.Fatalf("message %s is gone", m.ID)
	return m
}

// voteButtons returns a message's up-vote buttons.
func (s *stage) voteButtons(m discordtest.Message) []discordtest.Control {
	var found []discordtest.Control
	for _, c := range m.Controls() {
		if strings.HasPrefix(c.Label, "▲") {
			found = append(found, c)
		}
	}
	return found
}

// wantVotes waits until the up-vote buttons of a message have those labels.
func (s *stage) wantVotes(m discordtest.Message, want ...string) {
	s.t.Helper()
	var got []string
	err := s.WaitUntil(s.ctx, func() bool {
		got = nil
		for _, c := range s.voteButtons(s.shown(m)) {
			got = append(got, c.Label)
		}
		return fmt.Sprint(got) == fmt.Sprint(want)
	})
	if err != nil {
		s.t.Fatalf("buttons %q, want %q: %v", got, want, err)
	}
}

// pressVote presses the nth up-vote button as a member and returns the callback.
func (s *stage) pressVote(m discordtest.Message, n int, scene discordtest.Scene) discordtest.Response {
	s.t.Helper()
	r, err := s.Interact(discordtest.Press{Scene: scene, Message: m, CustomID: s.voteButtons(m)[n].CustomID}).Response(s.ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

func TestVoteIsCountedInTheMessage(t *testing.T) {
	t.Parallel()
	s := perform(t)
	m := s.answer(ask(loraQuestion))
	before := m.Text()
	s.wantVotes(m, "▲", "▲", "▲")
	bob := discordtest.Scene{User: s.AddUser("bob")}
	if r := s.pressVote(m, 0, discordtest.Scene{}); r.Type != callbackUpdate {
		t.Errorf("callback of type %d", r.Type)
	}
	s.wantVotes(m, "▲ 1", "▲", "▲")
	s.pressVote(s.shown(m), 2, bob)
	s.pressVote(s.shown(m), 0, bob)
	s.wantVotes(m, "▲ 2", "▲", "▲ 1")
	s.pressVote(s.shown(m), 0, discordtest.Scene{})
	s.wantVotes(m, "▲ 1", "▲", "▲ 1")
	if now := s.shown(m).Text(); now != before {
		t.Errorf("the text changed:\n%s\nwas\n%s", now, before)
	}
	// Votes show wherever the paper does, in this server.
	first := paperAt(t, loraQuestion, 0)
	card := discordtest.SlashCommand{Name: "paper", Options: discordtest.Options{"title": string(first.ID)}}
	s.wantVotes(s.answer(card), "▲ 1")
	card.Channel = s.AddChannel(s.AddGuild("elsewhere"), discordtest.Channel{Name: "general"})
	s.wantVotes(s.answer(card), "▲")
	card.Channel = s.DirectChannel(s.User())
	s.wantVotes(s.answer(card), "▲")
}

func TestDigestShowsVotes(t *testing.T) {
	t.Parallel()
	s := perform(t)
	paper := paperAt(t, loraQuestion, 0)
	digest := bot.Digest{
		Subscription: bot.Subscription{Channel: bot.ChannelID(s.Channel().ID), Server: bot.ServerID(s.Guild().ID)},
		Items:        []bot.Item{{Rank: 1, Paper: paper}, {Rank: 2, Paper: paperAt(t, loraQuestion, 1)}},
	}
	if _, err := s.client.Post(s.ctx, digest.Subscription.Channel, "n1", digest); err != nil {
		t.Fatal(err)
	}
	m := s.Messages(s.Channel())[0]
	s.wantVotes(m, "▲", "▲")
	s.pressVote(m, 0, discordtest.Scene{})
	s.wantVotes(m, "▲ 1", "▲")
	if _, err := s.client.Post(s.ctx, digest.Subscription.Channel, "n2", digest); err != nil {
		t.Fatal(err)
	}
	s.wantVotes(s.Messages(s.Channel())[1], "▲ 1", "▲")
}

// TestVotesOfManyAtOnce has 25 members press one button in the same instant: in
// the end the button shows what the store holds.
func TestVotesOfManyAtOnce(t *testing.T) {
	t.Parallel()
	s := perform(t)
	m := s.answer(ask(loraQuestion))
	var all sync.WaitGroup
	for i := range 25 {
		scene := discordtest.Scene{User: s.AddUser(fmt.Sprint("member", i))}
		all.Go(func() { s.pressVote(m, 0, scene) })
	}
	all.Wait()
	s.wantVotes(m, "▲ 25", "▲", "▲")
	paper := paperAt(t, loraQuestion, 0).ID
	counts, err := s.store.VoteCounts(s.ctx, bot.ScopeOf(bot.ServerID(s.Guild().ID)), []corpus.ID{paper})
	if err != nil || counts[paper] != 25 {
		t.Errorf("stored %v, %v", counts, err)
	}
}

func TestVoteThatCannotUpdateTheMessage(t *testing.T) {
	t.Parallel()
	s := perform(t)
	m := s.answer(ask(loraQuestion))
	title := shownText(cutPlain(paperAt(t, loraQuestion, 0).Title, maxTitle))
	id := s.voteButtons(m)[0].CustomID

	refused := discordtest.Refused(400, codeInvalidForm)
	s.Fail("POST /interactions/*/*/callback", refused)
	private := s.answer(discordtest.Press{Message: m, CustomID: id})
	s.wants(read(private.Text()).text(), "You up-voted “"+title+"”. Up-votes here: 1.")
	if !private.Ephemeral() {
		t.Error("others are told how a member voted")
	}
	// A message of which Discord tells nothing, or that lacks the button.
	gone := s.answer(discordtest.Press{CustomID: id})
	s.wants(read(gone.Text()).text(), "You took back your up-vote for “"+title+"”. Up-votes here: 0.")
	help := s.answer(discordtest.SlashCommand{Name: "help"})
	s.wants(s.answer(discordtest.Press{Message: help, CustomID: id}).Text(), "You up-voted")
}

func TestVoteForAPaperThatIsGone(t *testing.T) {
	t.Parallel()
	s := perform(t)
	m := s.answer(ask(loraQuestion))
	s.wants(s.answer(discordtest.Press{Message: m, CustomID: "v1:vote:0:lora"}).Text(), expired)
}

// brokenVotes is a store in trouble.
type brokenVotes struct{ Votes }

func (brokenVotes) ToggleVote(context.Context, bot.Vote) (bot.Tally, error) {
	return bot.Tally{}, errors.New("disk full")
}

func (brokenVotes) VoteCounts(context.Context, bot.Scope, []corpus.ID) (map[corpus.ID]int, error) {
	return nil, errors.New("disk full")
}

func TestAnswersWithoutVotes(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		votes Votes
		want  string
	}{
		"none kept":    {nil, "Votes are not set up"},
		"store broken": {brokenVotes{}, sorry},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := perform(t, func(cfg *Config) { cfg.Votes = tt.votes })
			m := s.answer(ask(loraQuestion))
			s.wants(m.Text(), "**1. [")
			s.wantVotes(m, "▲", "▲", "▲")
			s.wants(s.answer(discordtest.Press{Message: m, CustomID: s.voteButtons(m)[0].CustomID}).Text(), tt.want)
		})
	}
}

func TestUnknownComponentsSurviveAnUpdate(t *testing.T) {
	t.Parallel()
	s := prepare(t, fake(t))
	paper := paperAt(t, loraQuestion, 0)
	id := s.client.renderer.memory.customID(actionVote, 0, string(paper.ID))
	const theirs = `[{"type":99,"id":1,"news":{"n":12345678901234567890}},{"type":17,"id":2,"components":[` +
		`{"type":9,"id":3,"components":[{"type":10,"id":4,"content":"x"}],"accessory":{"type":2,"id":5,"custom_id":%q,"label":"▲ 7","style":2}},5]}]`
	in := &interaction{GuildID: "1", Message: shownMessage{Components: json.RawMessage(fmt.Sprintf(theirs, id))}}
	in.Data.CustomID = id
	got, err := json.Marshal(s.client.recounted(s.ctx, in))
	if err != nil {
		t.Fatal(err)
	}
	var want, have any
	if err := errors.Join(json.Unmarshal(fmt.Appendf(nil, strings.ReplaceAll(theirs, "▲ 7", "▲"), id), &want), json.Unmarshal(got, &have)); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(want) != fmt.Sprint(have) || !strings.Contains(string(got), "12345678901234567890") {
		t.Errorf("became %s", got)
	}
	for _, broken := range []string{"", "null", "{}", `"x"`, "[1]", `[{"components":{}}]`} {
		in.Message.Components = json.RawMessage(broken)
		if s.client.recounted(s.ctx, in) != nil {
			t.Errorf("%s: an update of nothing", broken)
		}
	}
}
