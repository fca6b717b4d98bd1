package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/samber/lo"

	"paperbot/bot/discord"
	"paperbot/bot/discord/preview"
)

type previewCmd struct {
	corpusFlag
	HTML     string   `name:"html" placeholder:"FILE" help:"File to write the page to. Default: standard output."`
	Question []string `arg:"" optional:"" help:"The question to show the answer to; the words need no quotation marks."`
}

func (previewCmd) Help() string {
	return `Writes a page of HTML with a message of every kind that the bot sends in Discord:
answers, cards, digests, notices, and what strange papers look like, each as a
phone and a desktop show it. It is drawn from the JSON that would be sent, and
needs no network.

  paperbot preview --html messages.html "what is lazy training?"`
}

// previewQuestion is asked where none is given.
const previewQuestion = "how should LoRA adapters be initialised?"

func (c *previewCmd) Run(p *program) error {
	library, err := c.library(p, nil)
	if err != nil {
		return err
	}
	question := strings.Join(c.Question, " ")
	if question == "" {
		question = previewQuestion
	}
	samples, err := discord.Samples(p.ctx, library.Bot, question)
	if err != nil {
		return err
	}
	messages := lo.Map(samples, func(s discord.Sample, _ int) preview.Message {
		return preview.Message{Name: s.Name, Body: s.Body}
	})
	if c.HTML == "" {
		return preview.Write(p.stdout, messages)
	}
	return writeFile(c.HTML, func(w io.Writer) error { return preview.Write(w, messages) })
}

// writeFile writes a file with write, and reports what goes wrong, to the last
// byte.
func writeFile(path string, write func(io.Writer) error) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if closed := file.Close(); err == nil {
			err = closed
		}
		if err != nil {
			err = fmt.Errorf("%s: %w", path, err)
		}
	}()
	return write(file)
}
