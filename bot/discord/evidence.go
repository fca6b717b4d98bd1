package discord

import (
	"time"

	"github.com/samber/lo"

	"paperbot/bot"
	"paperbot/bot/trending"
	"paperbot/corpus"
)

// Activities takes what members do with papers, which the ranking of trending
// papers comes from; a *bot.Recorder is one. No method may block.
type Activities interface {
	Record(a bot.Activity)
	// Forget drops what of a member is not in the database yet.
	Forget(member bot.UserID)
}

// quoted notes that papers answered a member's question.
func (c *Client) quoted(scope bot.Scope, from user, joined time.Time, response bot.Response) {
	reply, ok := response.(bot.Reply)
	if !ok || reply.Outcome != bot.Answered {
		return
	}
	sources := lo.Filter(reply.Sources, func(s bot.Source, _ int) bool { return len(s.Quotes) > 0 })
	c.noted(bot.Activity{
		Scope: scope, Kind: trending.Quoted, Member: bot.UserID(from.ID), Joined: joined,
		Papers: lo.Map(sources, func(s bot.Source, _ int) corpus.ID { return s.Paper.ID }),
	}, from)
}

// opened notes that a member opened an abstract.
func (c *Client) opened(in *interaction, id corpus.ID) {
	c.noted(bot.Activity{
		Scope: in.scope(), Kind: trending.Opened, Member: bot.UserID(in.from().ID), Joined: in.joined(), Papers: []corpus.ID{id},
	}, in.from())
}

// noted records an activity, unless it is a bot's.
func (c *Client) noted(a bot.Activity, from user) {
	if c.cfg.Activities == nil || from.Bot || from.ID == "" || len(a.Papers) == 0 {
		return
	}
	a.At = c.cfg.Now()
	c.cfg.Activities.Record(a)
}

// joined returns when the member joined the server; zero where there is none.
func (in *interaction) joined() time.Time {
	if in.Member == nil {
		return time.Time{}
	}
	return joinedAt(in.Member.Joined)
}

// joinedAt reads Discord's form of a time; zero for what is none.
func joinedAt(text string) time.Time {
	t, _ := time.Parse(time.RFC3339, text) // zero on error
	return t
}
