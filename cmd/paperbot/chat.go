package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

type chatCmd struct {
	look
	corpusFlag
}

func (chatCmd) Help() string {
	return `A line is a question, or goes on from the last answer:

  more               further papers
  2                  the second paper
  similar 2          papers like it
  abstract 2         its whole abstract
  compare 1 and 3    two papers beside each other
  which of these …   a question about the papers shown
  why?               the last question, asked with why
  what about …?      the last question, about something else
  does it …?         a question about what the last one was on
  help               what can be asked

The end of input (Ctrl-D) ends the conversation.`
}

// prompt asks for a line.
const prompt = "› "

// conversation names the one conversation of this process to the bot.
const conversation = "terminal"

func (c *chatCmd) Run(p *program) error {
	library, err := c.library(p, nil)
	if err != nil {
		return err
	}
	term, invite := p.terminal(c.look), ""
	if p.interactive() {
		invite = term.bold(prompt)
		pg := page{terminal: term}
		pg.text("", "", "Ask a question. “help” says more, Ctrl-D ends.")
		pg.gap()
		if err := write(p.stdout, pg.out.String()+invite); err != nil {
			return err
		}
	}
	for line, err := range lines(p.ctx, p.stdin) {
		if errors.Is(err, context.Canceled) {
			break
		}
		if err != nil {
			return fmt.Errorf("read your message: %w", err)
		}
		reply := ""
		if strings.TrimSpace(line) != "" {
			if reply, err = c.say(p.ctx, library, term, line); err != nil {
				return err
			}
		}
		if err := write(p.stdout, reply+invite); err != nil {
			return err
		}
	}
	if invite == "" {
		return nil
	}
	return write(p.stdout, "\n")
}

// say returns what the bot says to a line, laid out, with a blank line below.
func (c *chatCmd) say(ctx context.Context, l library, term terminal, line string) (string, error) {
	response, err := l.Say(ctx, conversation, line)
	if err != nil {
		return "", err
	}
	pg := page{terminal: term, hints: hints{
		more:  "Say “more” for further papers.",
		after: "Then go on with: more, 2, similar 2, abstract 2, compare 1 and 3, why?, what about …?",
	}}
	pg.response(response)
	pg.gap()
	return pg.out.String(), nil
}

// interactive tells whether a person sits at both ends.
func (p *program) interactive() bool {
	_, in := terminalFD(p.stdin)
	_, out := terminalFD(p.stdout)
	return in && out
}
