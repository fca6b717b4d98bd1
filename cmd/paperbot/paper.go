package main

import (
	"errors"
	"strings"
	"time"

	"paperbot/bot"
)

type paperCmd struct {
	look
	corpusFlag
	JSON  bool     `help:"Print JSON."`
	Paper []string `arg:"" help:"Its id or title, whole or in part."`
}

func (c *paperCmd) Run(p *program) error {
	library, err := c.library(p.ctx)
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
	library, err := c.library(p.ctx)
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

type trendingCmd struct {
	look
	corpusFlag
	JSON   bool    `help:"Print JSON."`
	Papers int     `short:"n" default:"5" help:"Most papers to show."`
	At     instant `placeholder:"TIME" help:"As of this time, such as 2026-11-25 or 2026-11-25T09:30:00Z; no effect yet, the list has no dates. Default: now."`
	Topic  string  `placeholder:"QUERY" help:"Only papers on this."`
}

// Validate is called by kong.
func (c *trendingCmd) Validate() error { return atLeastOne("papers", c.Papers) }

func (c *trendingCmd) Run(p *program) error {
	library, err := c.library(p.ctx)
	if err != nil {
		return err
	}
	at := time.Time(c.At)
	if at.IsZero() {
		at = time.Now()
	}
	listing, err := library.Trending(p.ctx, bot.TrendingQuery{At: at, Count: c.Papers, Topic: c.Topic})
	if err != nil {
		return err
	}
	return p.list(c.look, listing, c.JSON)
}

// An instant is a time as written on the command line: RFC 3339, or a date, or
// a date and time of day, where the machine is.
type instant time.Time

// UnmarshalText is called by kong.
func (i *instant) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.RFC3339, string(text))
	for _, layout := range []string{time.DateOnly, "2006-01-02 15:04", "2006-01-02T15:04"} {
		if err == nil {
			break
		}
		t, err = time.ParseInLocation(layout, string(text), time.Local)
	}
	if err != nil {
		return errors.New("want a time such as 2026-11-25 or 2026-11-25T09:30:00Z")
	}
	*i = instant(t)
	return nil
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
