package discord

import (
	"context"
	"errors"

	"paperbot/bot"
	"paperbot/corpus"
)

// wantsPrivate tells whether a command's answer is for the asker alone. It must
// be known before the answer is: Discord settles it by the first word.
func (in *interaction) wantsPrivate() bool {
	if in.inBotDM() {
		return false
	}
	switch in.Data.Name {
	case commandDigest, commandHelp, commandAlert, commandPrivacy:
		return true
	case commandAbout: // the author of the message was not asked
		return in.GuildID != ""
	}
	return options(in.Data.Options).is(optionPrivate)
}

// listed is how many papers a list has.
const listed = 5

// command answers a slash command, or one of a message's menu.
func (c voice) command(ctx context.Context, in *interaction) (message, error) {
	switch in.Data.Name {
	case commandDigest:
		return c.digest(ctx, in)
	case commandAbout:
		return c.about(ctx, in)
	case commandAlert:
		return c.alert(ctx, in)
	case commandPrivacy:
		return c.privacy(ctx, in)
	}
	response, err := c.reading(ctx, in)
	c.quoted(in.scope(), in.from(), in.joined(), response)
	return c.render(response, err)
}

// unknownCommand answers commands of an older release.
const unknownCommand = "I do not know that command any more. See /help for those I know."

// reading says what a command asks for that only reads.
func (c voice) reading(ctx context.Context, in *interaction) (bot.Response, error) {
	args := options(in.Data.Options)
	switch in.Data.Name {
	case commandAsk:
		return c.cfg.Bot.Ask(ctx, bot.Question{
			Text:   args.text(optionQuestion),
			Papers: args.number(optionPapers, 0, 1, maxAskPapers),
		})
	case commandPaper:
		card, err := c.cfg.Bot.Card(ctx, args.text(optionTitle))
		return orNotFound(card, err, args.text(optionTitle))
	case commandSimilar:
		return c.similar(ctx, args.text(optionTitle))
	case commandTrending:
		return c.cfg.Bot.Trending(ctx, bot.TrendingQuery{
			At: c.cfg.Now(), Scope: in.scope(), Count: listed, Topic: args.text(optionTopic), History: true,
		})
	case commandHelp:
		return c.cfg.Bot.Help(), nil
	}
	return bot.Notice{Text: bot.Say(unknownCommand)}, nil
}

func (c voice) similar(ctx context.Context, title string) (bot.Response, error) {
	listing, err := c.cfg.Bot.Similar(ctx, title, listed)
	return orNotFound(listing, err, title)
}

// orNotFound turns the error for an unknown paper into words for the asker.
func orNotFound(response bot.Response, err error, title string) (bot.Response, error) {
	if errors.Is(err, bot.ErrNotFound) {
		return bot.Notice{Text: bot.Say("I have no paper “%s”. Type some words of its title and pick one of the suggestions, or use /ask.",
			cutPlain(title, maxTitle))}, nil
	}
	return response, err
}

// press answers a button or a menu. They outlive the program that made them: each is
// answered, if only by saying that it has expired.
func (c voice) press(ctx context.Context, in *interaction) (message, error) {
	p, ok := c.renderer.memory.press(in.Data.CustomID)
	if !ok {
		return c.notice(expired), nil
	}
	switch p.action {
	case actionAbstract:
		return c.openAbstract(ctx, in, p.argument)
	case actionHide:
		return c.closeAbstract(in), nil
	case actionJump:
		return c.jump(ctx, in)
	case actionSimilar:
		return c.render(c.similar(ctx, p.argument))
	case actionVote:
		return c.vote(ctx, in, corpus.ID(p.argument))
	case actionVotes:
		return c.listVotes(ctx, in, p.argument)
	case actionMore:
		if next, ok := parseNextPage(p.argument); ok {
			response, err := c.more(ctx, next)
			c.quoted(in.scope(), in.from(), in.joined(), response)
			return c.render(response, err)
		}
	}
	return c.notice(expired), nil
}

const expired = "This list has expired, please ask again."

func (c voice) more(ctx context.Context, next nextPage) (bot.Response, error) {
	response, err := c.cfg.Bot.Ask(ctx, bot.Question{Text: next.question, Papers: next.papers, Skip: next.skip})
	if reply, ok := response.(bot.Reply); ok && len(reply.Sources) == 0 {
		return bot.Notice{Text: bot.Say("There are no further papers on this.")}, err
	}
	return response, err
}

// render renders what the bot says, unless there was an error.
func (c voice) render(response bot.Response, err error) (message, error) {
	if err != nil {
		return message{}, err
	}
	return c.renderer.message(response), nil
}
