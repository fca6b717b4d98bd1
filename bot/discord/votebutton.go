package discord

import (
	"context"
	"errors"

	"github.com/bwmarrin/discordgo"
	"github.com/dustin/go-humanize"
	"github.com/samber/lo"

	"paperbot/bot"
	"paperbot/corpus"
)

// Votes keeps members' up-votes; bot/store is one.
type Votes interface {
	// ToggleVote records an up-vote or, if there is one, withdraws it.
	ToggleVote(ctx context.Context, v bot.Vote) (bot.Tally, error)
	// VoteCounts returns how many up-votes papers have in a scope.
	VoteCounts(ctx context.Context, scope bot.Scope, papers []corpus.ID) (map[corpus.ID]int, error)
}

// scope is where a vote of this interaction counts.
func (in *interaction) scope() bot.Scope { return bot.ScopeOf(bot.ServerID(in.GuildID)) }

// voteButton is the nth button of a message that votes for a paper. It is made
// without a count; withVotes adds that.
func (r renderer) voteButton(n int, paper corpus.Paper) discordgo.Button {
	return r.button(voteLabel(0), discordgo.SecondaryButton, actionVote, n, string(paper.ID))
}

func voteLabel(count int) string {
	if count == 0 {
		return "▲" // more words would break the row on a phone
	}
	return "▲ " + humanize.Comma(int64(count))
}

// vote gives a member's vote for a paper or takes it back, and counts anew in
// the message whose button was pressed.
func (c voice) vote(ctx context.Context, in *interaction, id corpus.ID) (message, error) {
	if c.cfg.Votes == nil {
		return c.notice("Votes are not set up on this bot."), nil
	}
	paper, err := c.cfg.Bot.Find(ctx, string(id))
	if errors.Is(err, bot.ErrNotFound) || err == nil && paper.ID != id { // a vote is for no other paper
		return c.notice(expired), nil
	}
	if err != nil {
		return message{}, err
	}
	tally, err := c.cfg.Votes.ToggleVote(ctx, bot.Vote{
		Scope: in.scope(), Paper: id, Member: bot.UserID(in.from().ID), At: c.cfg.Now(), Joined: in.joined(),
	})
	if err != nil {
		return message{}, err
	}
	m := c.renderer.message(bot.Notice{Text: voteWords(tally, paper)})
	m.update, m.counted = c.recounted(ctx, in), true
	return m, nil
}

// voteWords says what a press did, for where the button cannot show it.
func voteWords(tally bot.Tally, paper corpus.Paper) bot.Text {
	title := cutPlain(paper.Title, maxTitle)
	if tally.Mine {
		return bot.Say("You up-voted “%s”. Up-votes here: %d. Press again to change your mind.", title, tally.Count)
	}
	return bot.Say("You took back your up-vote for “%s”. Up-votes here: %d. Press again to change your mind.", title, tally.Count)
}

// withVotes shows on a message's up-vote buttons how many votes there are in the
// scope. Where they cannot be counted, the buttons stay without.
func (c *Client) withVotes(ctx context.Context, scope bot.Scope, m message) message {
	var papers []corpus.ID
	mapButtons(m.components, func(b discordgo.Button) discordgo.Button {
		if id, ok := c.votedPaper(b.CustomID); ok {
			papers = append(papers, id)
		}
		return b
	})
	counts := c.countVotes(ctx, scope, papers)
	mapButtons(m.components, func(b discordgo.Button) discordgo.Button {
		if id, ok := c.votedPaper(b.CustomID); ok {
			b.Label = voteLabel(counts[id])
		}
		return b
	})
	return m
}

func (c *Client) countVotes(ctx context.Context, scope bot.Scope, papers []corpus.ID) map[corpus.ID]int {
	if len(papers) == 0 || c.cfg.Votes == nil {
		return nil
	}
	counts, err := c.cfg.Votes.VoteCounts(ctx, scope, lo.Uniq(papers))
	if err != nil {
		c.log.Error("votes not counted", "error", err)
	}
	return counts
}

// votedPaper returns the paper that a button votes for, and whether it does.
func (c *Client) votedPaper(customID string) (corpus.ID, bool) {
	p, ok := c.renderer.memory.press(customID)
	return corpus.ID(p.argument), ok && p.action == actionVote
}

// mapButtons replaces the buttons among components, nested ones too.
func mapButtons(components []discordgo.MessageComponent, f func(discordgo.Button) discordgo.Button) {
	for i, c := range components {
		switch c := c.(type) {
		case discordgo.Button:
			components[i] = f(c)
		case discordgo.ActionsRow:
			mapButtons(c.Components, f)
		case discordgo.Container:
			mapButtons(c.Components, f)
		case discordgo.Section:
			if b, ok := c.Accessory.(discordgo.Button); ok {
				c.Accessory = f(b)
				components[i] = c
			}
		}
	}
}

// recounted returns the components of the message that was pressed, with the
// votes counted anew; nil where the message is not known or lacks the button, and
// for a copy in a channel that follows ours, which is not ours to change.
func (c *Client) recounted(ctx context.Context, in *interaction) []discordgo.MessageComponent {
	if in.Message.Flags&flagIsCrosspost != 0 {
		return nil
	}
	nodes := in.Message.nodes()
	var papers []corpus.ID
	pressed := false
	eachControl(nodes, func(control node) {
		pressed = pressed || control.text("custom_id") == in.Data.CustomID
		if id, ok := c.votedPaper(control.text("custom_id")); ok {
			papers = append(papers, id)
		}
	})
	if !pressed {
		return nil
	}
	counts := c.countVotes(ctx, in.scope(), papers)
	eachControl(nodes, func(control node) {
		if id, ok := c.votedPaper(control.text("custom_id")); ok {
			control["label"] = voteLabel(counts[id])
		}
	})
	return asComponents(nodes)
}

// eachControl calls f for each button and menu, nested ones too.
func eachControl(nodes []node, f func(node)) {
	for _, n := range nodes {
		if n.text("custom_id") != "" {
			f(n)
		}
		eachControl(n.accessories(), f)
		eachControl(n.parts(), f)
	}
}
