package discord

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"paperbot/bot"
)

// commandAbout is the command in the menu of every message.
const commandAbout = "Find papers about this"

func aboutCommand() *discordgo.ApplicationCommand {
	c := everywhere(commandAbout, "")
	c.Type = discordgo.MessageApplicationCommand
	return c
}

// What the menu says to messages that ask nothing.
const (
	noWords   = "That message has no words that I could look for: I cannot read pictures, files, cards or voice. Ask me with /ask instead."
	noContent = "I find nothing in that message to look for. Try one that says more, or ask me with /ask."
)

// about answers with papers about the message whose menu was used. Discord sends
// its text along, wherever that is.
func (c voice) about(ctx context.Context, in *interaction) (message, error) {
	target := in.Data.Resolved.Messages[in.Data.TargetID]
	text := unaddressed(target.words())
	if text == "" {
		return c.notice(noWords), nil
	}
	text, err := c.cfg.Bot.Distil(ctx, text)
	if err != nil {
		return message{}, err
	}
	response, err := c.cfg.Bot.Ask(ctx, bot.Question{Text: text})
	c.quoted(in.scope(), in.from(), in.joined(), response)
	if _, nothing := response.(bot.Help); nothing {
		response = bot.Notice{Text: bot.Say(noContent)}
	}
	return c.render(response, err)
}
