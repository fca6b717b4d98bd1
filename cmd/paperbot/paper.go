package main

import (
	"strings"

	"paperbot/bot"
)

type paperCmd struct {
	look
	corpusFlag
	JSON  bool     `help:"Print JSON."`
	Paper []string `arg:"" help:"Its id or title, whole or in part."`
}

func (c *paperCmd) Run(p *program) error {
	library, err := c.library(p, nil)
	if err != nil {
		return err
	}
	wanted := strings.Join(c.Paper, " ")
	card, err := library.Card(p.ctx, wanted)
	if err != nil {
		return errNotHere(wanted, err)
	}
	if c.JSON {
		return writeJSON(p.stdout, newCard(card))
	}
	return p.show(c.look, card)
}

type similarCmd struct {
	look
	corpusFlag
	JSON   bool     `help:"Print JSON."`
	Papers int      `short:"n" default:"5" help:"Most papers to show."`
	Paper  []string `arg:"" help:"Its id or title, whole or in part."`
}

// Validate is called by kong.
func (c *similarCmd) Validate() error { return atLeastOne("papers", c.Papers) }

func (c *similarCmd) Run(p *program) error {
	library, err := c.library(p, nil)
	if err != nil {
		return err
	}
	wanted := strings.Join(c.Paper, " ")
	listing, err := library.Similar(p.ctx, wanted, c.Papers)
	if err != nil {
		return errNotHere(wanted, err)
	}
	return p.list(c.look, listing, c.JSON)
}

// list prints a listing for scripts or for people.
func (p *program) list(l look, listing bot.Listing, asJSON bool) error {
	if asJSON {
		return writeJSON(p.stdout, newList(listing))
	}
	return p.show(l, listing)
}

// show prints for people what the bot said.
func (p *program) show(l look, r bot.Response) error {
	pg := page{terminal: p.terminal(l)}
	pg.response(r)
	return pg.writeTo(p.stdout)
}
