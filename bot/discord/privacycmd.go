package discord

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"
	"github.com/samber/lo"

	"paperbot/bot"
)

// Members tells and forgets what is kept about a member; bot/store is one.
type Members interface {
	// MemberData returns everything that is kept.
	MemberData(ctx context.Context, member bot.UserID) (bot.MemberData, error)
	// ForgetMember deletes it. The member's digests go on as nobody's.
	ForgetMember(ctx context.Context, member bot.UserID) error
}

const (
	commandPrivacy = "privacy"

	privacyShow   = "show"
	privacyDelete = "delete"
)

func privacyCommand() *discordgo.ApplicationCommand {
	return everywhere(commandPrivacy, "What I keep about you",
		subcommand(privacyShow, "Show you alone everything that I keep about you"),
		subcommand(privacyDelete, "Delete it at once"))
}

// privacy does what a subcommand of /privacy asks for.
func (c voice) privacy(ctx context.Context, in *interaction) (message, error) {
	member := bot.UserID(in.from().ID)
	name, _ := in.subcommand()
	switch name {
	case privacyShow:
		return c.showKept(ctx, member)
	case privacyDelete:
		return c.forget(ctx, member)
	}
	return c.notice(unknownCommand), nil
}

// kept returns what is kept about a member outside this process's memory.
func (c voice) kept(ctx context.Context, member bot.UserID) (bot.MemberData, error) {
	if c.cfg.Members == nil {
		return bot.MemberData{}, nil
	}
	return c.cfg.Members.MemberData(ctx, member)
}

// Fixed words of /privacy.
const (
	keptNothing = "I keep nothing about you."
	keptHeading = "What I keep about you"
	keptNotes   = "Your questions are not stored. I remember a conversation for 15 minutes, and for an hour the " +
		"words of a long question behind a button, without your name. `/privacy delete` deletes everything listed here."
	deleted = "Done: I keep nothing about you any more. Digests that you set up go on, without your name. " +
		"Up-votes older than 30 days had lost your name before; they count on."
)

// showKept lists everything that is kept about a member; the up-votes, which may
// be many, are behind a button.
func (c voice) showKept(ctx context.Context, member bot.UserID) (message, error) {
	data, err := c.kept(ctx, member)
	if err != nil {
		return message{}, err
	}
	talks := c.cfg.Bot.Conversations(member)
	if data.Empty() && talks == 0 {
		return c.notice(keptNothing), nil
	}
	lines := append([]string{bold(c.renderer.say(keptHeading)), "-# " + c.renderer.say(keptNotes)}, c.renderer.keptLines(data, talks)...)
	p := newPage()
	p.text(wholeLines(strings.Join(lines, "\n"), p.left.text))
	if len(data.Votes) > 0 {
		p.add(row(c.votesButton(c.renderer.say("Show up-votes"), 0)))
	}
	return p.message(), nil
}

// keptLines says what is kept, one thing a line.
func (r renderer) keptLines(data bot.MemberData, talks int) []string {
	var lines []string
	if talks > 0 {
		lines = append(lines, "- "+r.say("our last conversation, to go on from (places: %d)", talks))
	}
	for _, a := range data.Alerts {
		lines = append(lines, "- "+r.say("an alert: %s · since <t:%d:d>", escape(plain(a.Query)), a.CreatedAt.Unix()))
	}
	if data.Waiting > 0 {
		lines = append(lines, "- "+r.say("new papers for your alerts, to be sent: %d", data.Waiting))
	}
	if data.Direct.LastDay != "" {
		lines = append(lines, "- "+r.say("the day when I last tried to write to you about alerts: %s", data.Direct.LastDay))
	}
	if data.Direct.Refused {
		lines = append(lines, "- "+r.say("that you take no direct messages from me"))
	}
	for _, d := range data.Digests {
		lines = append(lines, "- "+r.say("that you set up the digest of <#%s> · <t:%d:d>", d.Channel, d.CreatedAt.Unix()))
	}
	if n := len(data.Votes); n > 0 {
		lines = append(lines, "- "+r.say("up-votes: %d, under a code instead of your name, for 30 days; then without the code", n))
	}
	if data.Noticed > 0 {
		lines = append(lines, "- "+r.say("abstracts that you opened, and papers that answered you: %d, under a code instead of your name, for 30 days; then without the code", data.Noticed))
	}
	return lines
}

// votesListed is how many up-votes one message lists: each takes at most 250
// code points, escaped.
const (
	votesListed = 15
	maxVoteLine = 250
)

// votesButton shows the member's up-votes from a place on.
func (c voice) votesButton(label string, from int) discordgo.Button {
	return c.renderer.button(label, discordgo.SecondaryButton, actionVotes, 0, strconv.Itoa(from))
}

// listVotes lists a page of the up-votes of who pressed, latest first.
func (c voice) listVotes(ctx context.Context, in *interaction, argument string) (message, error) {
	from, err := strconv.Atoi(argument)
	if err != nil || from < 0 {
		return c.notice(expired), nil
	}
	data, err := c.kept(ctx, bot.UserID(in.from().ID))
	if err != nil {
		return message{}, err
	}
	votes := data.Votes[min(from, len(data.Votes)):]
	if len(votes) == 0 {
		return c.notice("I know of no up-votes of yours."), nil
	}
	shown := votes[:min(votesListed, len(votes))]
	lines := lo.Map(shown, func(v bot.Vote, _ int) string { return c.voteLine(ctx, in, v) })
	p := newPage()
	p.text(bold(c.renderer.say("Your up-votes")) + "\n" + strings.Join(lines, "\n"))
	if len(votes) > len(shown) {
		p.add(row(c.votesButton(c.renderer.say("More"), from+len(shown))))
	}
	return p.message(), nil
}

// Where a vote was given.
const (
	votedHere      = "in this server"
	votedDirectly  = "in direct messages"
	votedElsewhere = "in another server"
)

func (c voice) voteLine(ctx context.Context, in *interaction, v bot.Vote) string {
	where := votedElsewhere
	switch v.Scope {
	case bot.ScopeDirect:
		where = votedDirectly
	case in.scope():
		where = votedHere
	}
	end := fmt.Sprintf(" · %s, <t:%d:d>", c.renderer.say(where), v.At.Unix())
	name := string(v.Paper)
	if paper, err := c.cfg.Bot.Find(ctx, name); err == nil && paper.ID == v.Paper {
		name = paper.Title
	}
	return "- " + fit(plain(name), maxVoteLine-len("- ")-length(end), escape) + end
}

// forget deletes everything that is kept about a member.
func (c voice) forget(ctx context.Context, member bot.UserID) (message, error) {
	c.cfg.Bot.ForgetConversations(member)
	c.directs.forget(string(member))
	if c.cfg.Activities != nil {
		c.cfg.Activities.Forget(member)
	}
	if c.cfg.Members == nil {
		return c.notice(deleted), nil
	}
	if err := c.cfg.Members.ForgetMember(ctx, member); err != nil {
		return message{}, errors.Join(errors.New("a member was not forgotten"), err)
	}
	return c.notice(deleted), nil
}
