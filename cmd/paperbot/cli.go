package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"
)

// cli is the whole command line.
type cli struct {
	Ask      askCmd      `cmd:"" group:"ask" help:"Answer a question from the papers."`
	Chat     chatCmd     `cmd:"" group:"ask" help:"Talk with the bot, as in a direct message."`
	Paper    paperCmd    `cmd:"" group:"read" help:"Show one paper: gist, key sentences, abstract, link."`
	Similar  similarCmd  `cmd:"" group:"read" help:"List papers like one."`
	Trending trendingCmd `cmd:"" group:"read" help:"List the trending papers, with reasons."`
	Import   importCmd   `cmd:"" group:"keep" help:"Take papers in from files, the web or standard input."`
	Export   exportCmd   `cmd:"" group:"keep" help:"Write all papers down."`
	Serve    serveCmd    `cmd:"" group:"run" help:"Run the Discord bot and its daily digests."`
	Digests  digestsCmd  `cmd:"" group:"run" help:"Show how the digests stand: next due, last state, last error."`
	Invite   inviteCmd   `cmd:"" group:"run" help:"Print the links that install the bot in Discord."`
	Preview  previewCmd  `cmd:"" group:"run" help:"Show the messages of the Discord bot as a page of HTML."`
	Eval     evalCmd     `cmd:"" group:"run" help:"Measure ranking, answers, summaries and speed."`
	Version  versionCmd  `cmd:"" group:"run" help:"Print the version."`
}

const description = `Questions about scientific papers, answered by sentences quoted word for word
from their abstracts. 264 papers are inside; nothing needs to be set up.

Examples:

  paperbot ask "how should LoRA adapters be initialised?"
  paperbot ask --json -n 5 what is lazy training | jq .
  paperbot paper "Random Teachers are Good Teachers"
  DISCORD_TOKEN_FILE=token paperbot serve

Every flag can also be set by the environment variable that its help names; the
flag wins. NO_COLOR switches bold and faint text off.

Exit status: 0 done, 1 failed, 2 wrong usage, 3 ask found no answer.`

func options(p *program, env *environment, helped *bool) []kong.Option {
	return []kong.Option{
		kong.Name("paperbot"),
		kong.Description(description),
		kong.ExplicitGroups([]kong.Group{
			{Key: "ask", Title: "Asking"},
			{Key: "read", Title: "Reading"},
			{Key: "keep", Title: "Keeping papers"},
			{Key: "run", Title: "Running and measuring"},
		}),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true, WrapUpperBound: maxWidth}),
		kong.Resolvers(env),
		kong.ValueFormatter(withEnv),
		kong.Vars{"stages": stageNames(), "most": strconv.Itoa(mostPapers)},
		kong.Writers(p.stdout, p.stderr),
		kong.Exit(func(int) { *helped = true }), // kong exits by itself after --help only
		kong.Bind(p),
	}
}

// execute runs the command that args ask for.
func (p *program) execute(args []string) error {
	helped, env := false, &environment{getenv: p.getenv}
	parser, err := kong.New(&cli{}, options(p, env, &helped)...)
	if err != nil {
		return fmt.Errorf("command line: %w", err)
	}
	command, err := parser.Parse(args)
	if helped {
		return nil
	}
	if err != nil {
		return &exitError{statusUsage, fmt.Errorf("%w (%s)", err, hint(parser.Model, args, env, err))}
	}
	return command.Run()
}

// hint says where a wrong command line is wrong, and where to read about it.
func hint(model *kong.Application, args []string, env *environment, err error) string {
	page := "paperbot"
	for _, command := range model.Children {
		if len(args) > 0 && args[0] == command.Name {
			page += " " + command.Name
		}
	}
	said := fmt.Sprintf("see %q", page+" --help")
	if variable, ok := env.blamed(err); ok {
		said = "from $" + variable + "; " + said
	}
	if strings.Contains(err.Error(), "unknown flag") {
		said += "; put -- before words that begin with a dash"
	}
	return said
}
