package discord

import (
	"github.com/bwmarrin/discordgo"
	"github.com/samber/lo"

	"paperbot/bot"
)

// Names of the commands and options.
const (
	commandAsk      = "ask"
	commandPaper    = "paper"
	commandSimilar  = "similar"
	commandTrending = "trending"
	commandDigest   = "digest"
	commandHelp     = "help"

	digestSet     = "set"
	digestList    = "list"
	digestPreview = "preview"
	digestPause   = "pause"
	digestResume  = "resume"
	digestMove    = "move"
	digestRemove  = "remove"

	optionQuestion = "question"
	optionPapers   = "papers"
	optionPrivate  = "private"
	optionTitle    = "title"
	optionTopic    = "topic"
	optionWithout  = "without"
	optionChannel  = "channel"
	optionTo       = "to"
	optionPublish  = "publish"
	optionDays     = "days"
	optionThread   = "thread"
	optionTime     = "time"
	optionZone     = "zone"
)

// maxAskPapers is the most papers in an answer: what fits one message with
// quotes and buttons of their own.
const maxAskPapers = richPapers

// maxQuestionOption is Discord's limit for the text of an option; bot.Ask sets
// its own.
const maxQuestionOption = 6000

// commands are the bot's slash commands, and that of the menu of messages, with
// their names in all languages.
func commands() []*discordgo.ApplicationCommand {
	return localise([]*discordgo.ApplicationCommand{
		everywhere(commandAsk, "Get papers and the sentences that answer a question",
			required(textOption(optionQuestion, "What do you want to know?", maxQuestionOption)),
			numberOption(optionPapers, "How many papers (if not given, 3, or 5 for a list)", maxAskPapers),
			yesNoOption(optionPrivate, "Show the answer to you alone")),
		everywhere(commandPaper, "What a paper says, in a sentence and in its own words",
			required(completed(textOption(optionTitle, "A title, or the beginning of some of its words", 0)))),
		everywhere(commandSimilar, "Papers like one that you know",
			required(completed(textOption(optionTitle, "A title, or the beginning of some of its words", 0)))),
		everywhere(commandTrending, "The papers of the day",
			completed(textOption(optionTopic, "Only papers on this", maxTopic))),
		digestCommand(),
		alertCommand(),
		privacyCommand(),
		aboutCommand(),
		everywhere(commandHelp, "What I can do, with questions to try"),
	})
}

// maxTopic bounds a topic: it is stored, and shown in every digest's heading.
const maxTopic = 100

// everywhere is a command for servers, direct messages and group chats, whether
// a server or a user has installed the bot.
func everywhere(name, description string, options ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommand {
	return &discordgo.ApplicationCommand{
		Type: discordgo.ChatApplicationCommand, Name: name, Description: description, Options: options,
		Contexts: &[]discordgo.InteractionContextType{
			discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM, discordgo.InteractionContextPrivateChannel,
		},
		IntegrationTypes: &[]discordgo.ApplicationIntegrationType{
			discordgo.ApplicationIntegrationGuildInstall, discordgo.ApplicationIntegrationUserInstall,
		},
	}
}

// digestCommand is for those who manage a server. The permission is only a
// default, which server admins can change: the handler checks it again.
func digestCommand() *discordgo.ApplicationCommand {
	channel := channelOption(optionChannel, "The channel (this one if not given)")
	return &discordgo.ApplicationCommand{
		Type: discordgo.ChatApplicationCommand, Name: commandDigest,
		Description:              "A daily post of papers in a channel",
		DefaultMemberPermissions: lo.ToPtr(int64(permissionManageServer)),
		Contexts:                 &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild},
		IntegrationTypes:         &[]discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall},
		Options: []*discordgo.ApplicationCommandOption{
			subcommand(digestSet, "Post papers here every day, or change when and what",
				required(completed(textOption(optionTime, "When, such as 09:30 or 9 am", maxTopic))),
				required(completed(textOption(optionZone, "Your time zone: a city, such as Berlin", 0))),
				channel,
				numberOption(optionPapers, "How many papers a day (5 if not given)", bot.MaxDigestPapers),
				completed(textOption(optionTopic, "Only papers on this", maxTopic)),
				completed(textOption(optionWithout, "No papers on this", maxTopic)),
				textOption(optionDays, "On which days, such as weekdays or Mon, Wed (every day if not given)", maxTopic),
				yesNoOption(optionThread, "Open a thread on each post, to discuss the papers in"),
				yesNoOption(optionPublish, "In an announcement channel: publish each post to those who follow it")),
			subcommand(digestList, "The daily posts of this server"),
			subcommand(digestPreview, "Show you alone what would be posted now", channel),
			subcommand(digestPause, "Post nothing for now, but keep the settings", channel),
			subcommand(digestResume, "Post again after a pause", channel),
			subcommand(digestMove, "Post in another channel, with the same settings and no paper twice",
				required(channelOption(optionTo, "Where to post from now on")),
				channelOption(optionChannel, "Where it is now (this channel if not given)")),
			subcommand(digestRemove, "Post no more in a channel", channel),
		},
	}
}

func subcommand(name, description string, options ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionSubCommand, Name: name, Description: description, Options: options,
	}
}

// textOption takes text of at most so many characters; 0 leaves it to Discord.
func textOption(name, description string, most int) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionString, Name: name, Description: description, MaxLength: most,
	}
}

// numberOption takes a number from 1 to most.
func numberOption(name, description string, most int) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionInteger, Name: name, Description: description,
		MinValue: lo.ToPtr(1.0), MaxValue: float64(most),
	}
}

func yesNoOption(name, description string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionBoolean, Name: name, Description: description,
	}
}

// channelOption takes a channel in which the bot can post; see isPostable.
// Discord's description of options knows no media channels.
func channelOption(name, description string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionChannel, Name: name, Description: description,
		ChannelTypes: []discordgo.ChannelType{
			channelText, channelAnnouncement, channelNewsThread, channelThread, channelSecretThread, channelForum,
		},
	}
}

func required(o *discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
	o.Required = true
	return o
}

func completed(o *discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
	o.Autocomplete = true
	return o
}
